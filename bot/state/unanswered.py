"""Questions that got no figure, counted by kind, so that whoever looks after the facts sees what is missing.

The text is kept only where the caller may give it, cut to `LONGEST`; nobody's key stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.state.database import Database, DatabaseNow
from bot.state.schema import unanswered

LONGEST = 300
"""Characters of a question."""


@dataclass(frozen=True, slots=True)
class Missed:
    """One sort of question, or one question, without an answer."""

    kind: str
    question: str | None
    """Its text; None where it was not to be kept."""
    count: int
    last_at: float
    """When it was asked last, in seconds since 1970."""


class Unanswered:
    """The counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, kind: str, question: str | None = None) -> None:
        """One more of this kind; with its text only where that may be kept."""
        text = " ".join((question or "").split())[:LONGEST]
        now = DatabaseNow()
        statement = self._database.insert(unanswered).values(
            kind=kind, question=text, count=1, first_at=now, last_at=now
        )
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "question"], set_={"count": unanswered.c.count + 1, "last_at": now}
        )
        with self._database.writing() as connection:
            connection.execute(statement)

    def most_frequent(self, limit: int = 50) -> list[Missed]:
        """What was asked most often, first."""
        columns = unanswered.c
        statement = (
            select(columns.kind, columns.question, columns.count, columns.last_at)
            .order_by(columns.count.desc(), columns.kind, columns.question)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return [Missed(kind, question or None, count, last_at) for kind, question, count, last_at in rows]
