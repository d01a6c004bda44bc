"""What people said of an answer ("this is wrong", "not what I asked"), as a queue for whoever looks after the bot.

A report carries the question only where its place allows that; whether it does is the caller's to know.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from sqlalchemy import select, update

from bot.state.database import Database, DatabaseNow
from bot.state.schema import feedback


class FeedbackKind(StrEnum):
    """What was said."""

    WRONG = "wrong"
    """The answer is wrong."""
    NOT_ASKED = "not_asked"
    """It answers another question."""


def _new_id() -> str:
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that somebody said of an answer."""

    kind: FeedbackKind
    question: str | None = None
    reading: str | None = None
    """How the question was understood, in words or packed."""
    place: str | None = None
    """Key of the server, workspace or channel."""
    user_key: str | None = None
    id: str = field(default_factory=_new_id)
    """Made with the report, so that writing it twice leaves one."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A report that waits for somebody."""

    report: Report
    at: float
    """When it came, in seconds since 1970."""


class Feedback:
    """The queue of reports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, report: Report) -> None:
        """Put a report into the queue; a second time changes nothing."""
        statement = self._database.insert(feedback).values(**asdict(report), at=DatabaseNow())
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_nothing())

    def waiting(self, limit: int = 50) -> list[Queued]:
        """Reports that nobody has resolved, oldest first."""
        statement = (
            select(feedback).where(feedback.c.resolved_at.is_(None)).order_by(feedback.c.at, feedback.c.id).limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).mappings().all()
        return [
            Queued(
                Report(
                    kind=FeedbackKind(row["kind"]),
                    question=row["question"],
                    reading=row["reading"],
                    place=row["place"],
                    user_key=row["user_key"],
                    id=row["id"],
                ),
                row["at"],
            )
            for row in rows
        ]

    def resolve(self, ident: str, resolution: str) -> bool:
        """Take a report out of the queue, with what came of it; False where none waits under this id."""
        statement = (
            update(feedback)
            .where(feedback.c.id == ident, feedback.c.resolved_at.is_(None))
            .values(resolved_at=DatabaseNow(), resolution=resolution)
            .returning(feedback.c.id)
        )
        with self._database.writing() as connection:
            return connection.execute(statement).first() is not None
