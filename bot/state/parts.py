"""The open state: one object that holds the database and each of its concerns under its own name.

It is made by `bot.state.opening`. Callers that must go on while the database is away wrap it in
`bot.state.resilient.ResilientState`.
"""

from __future__ import annotations

from types import TracebackType

from bot.state.answers import Answers
from bot.state.claims import Claims
from bot.state.conversations import Conversations
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.follows import Follows
from bot.state.installations import Installations
from bot.state.leases import Leases
from bot.state.people import People
from bot.state.places import Places
from bot.state.retention import Retention
from bot.state.unanswered import Unanswered


class State:
    """Everything that outlives a process. Safe to share between threads; every call may raise StateAwayError."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.claims = Claims(database)
        self.answers = Answers(database)
        self.places = Places(database)
        self.conversations = Conversations(database)
        self.feedback = Feedback(database)
        self.follows = Follows(database)
        self.unanswered = Unanswered(database)
        self.leases = Leases(database)
        self.installations = Installations(database)
        self.people = People(database)
        self.retention = Retention(database)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def __enter__(self) -> State:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
