"""What people said of an answer ("this is wrong", "not what I asked"), as a queue for whoever looks after the bot.

A report carries the question only where the host allows that; `bot.state.resilient` sees to it. Whoever sent a report
hears once when it is resolved: the first process that takes it to tell has it.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, Select, func, select, update

from bot.state.database import Database, DatabaseNow
from bot.state.schema import feedback

TOLD_WITHIN_SECONDS = 7 * 86_400.0
"""A resolution that nobody could tell in this time is not told any more: it would only puzzle."""


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
    """As it was asked, in words or packed; None where it may not be kept."""
    reading: str | None = None
    """How the question was understood, in words."""
    place: str | None = None
    """Key of the place where it was said, which begins with the platform ("discord:1:2")."""
    user_key: str | None = None
    id: str = field(default_factory=_new_id)
    """Made with the report, so that writing it twice leaves one."""
    topic: str | None = None
    """What was asked about, in intents and catalogue ids: never words of a person."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A report in the queue, or one that has left it."""

    report: Report
    at: float
    """When it came, in seconds since 1970."""
    resolved_at: float | None = None
    """When it was resolved; None while it waits."""
    resolution: str | None = None
    """What came of it, in words for who sent it; empty where nothing was said."""
    told_at: float | None = None
    """When a process took it to tell who sent it."""


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
        return self._found(_oldest_first().where(feedback.c.resolved_at.is_(None)).limit(limit))

    def every(self, limit: int = 10_000) -> list[Queued]:
        """All reports, the resolved ones among them, oldest first."""
        return self._found(_oldest_first().limit(limit))

    def beginning_with(self, beginning: str) -> list[Queued]:
        """The reports whose id begins so, oldest first."""
        return self._found(_oldest_first().where(feedback.c.id.startswith(beginning, autoescape=True)))

    def count_of(self, user_key: str, within_seconds: float) -> int:
        """How many reports a person has sent in the last so many seconds."""
        now: Any = DatabaseNow()
        statement = select(func.count()).where(feedback.c.user_key == user_key, feedback.c.at > now - within_seconds)
        with self._database.reading() as connection:
            return connection.execute(statement).scalar_one()

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

    def to_tell(self, people: str, limit: int = 1_000) -> list[Queued]:
        """Resolved reports whose senders have not heard of it; `people` is how the keys of those senders begin."""
        now: Any = DatabaseNow()
        columns = feedback.c
        return self._found(
            _oldest_first()
            .where(columns.told_at.is_(None), columns.resolved_at > now - TOLD_WITHIN_SECONDS)
            .where(columns.user_key.startswith(people, autoescape=True))
            .limit(limit)
        )

    def take_to_tell(self, ident: str) -> bool:
        """True for the first who wants to tell the sender; False for all others, and where the report is gone."""
        statement = (
            update(feedback)
            .where(feedback.c.id == ident, feedback.c.told_at.is_(None), feedback.c.resolved_at.is_not(None))
            .values(told_at=DatabaseNow())
            .returning(feedback.c.id)
        )
        with self._database.writing() as connection:
            return connection.execute(statement).first() is not None

    def _found(self, statement: Select[Any]) -> list[Queued]:
        with self._database.reading() as connection:
            return [_queued(row) for row in connection.execute(statement).mappings()]


def _oldest_first() -> Select[Any]:
    return select(feedback).order_by(feedback.c.at, feedback.c.id)


def _queued(row: RowMapping) -> Queued:
    report = Report(
        kind=FeedbackKind(row["kind"]),
        question=row["question"],
        reading=row["reading"],
        place=row["place"],
        user_key=row["user_key"],
        id=row["id"],
        topic=row["topic"],
    )
    return Queued(report, row["at"], row["resolved_at"], row["resolution"], row["told_at"])
