"""Questions that got no figure, counted by kind, so that whoever looks after the facts sees what is missing.

What was missing is counted by day. The text of a question is kept only where the caller may give it, cut to `LONGEST`;
nobody's key stands beside either.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.state.database import Database, DatabaseNow
from bot.state.schema import misses, unanswered

LONGEST = 300
"""Characters of a question, and of what was missing."""
DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Missed:
    """One sort of question, or one question, without an answer."""

    kind: str
    question: str | None
    """Its text; None where it was not to be kept."""
    count: int
    last_at: float
    """When it was asked last, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that was asked for and not there, or what else stood in the way of an answer."""

    kind: str
    missing: str
    """What was asked for, in catalogue ids; empty where nothing of it was understood."""
    count: int
    last_at: float
    """When it was asked for last, in seconds since 1970."""


class Unanswered:
    """The counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, kind: str, question: str | None = None, *, missing: str = "") -> None:
        """One more of this kind, with what was missing; with its text only where that may be kept."""
        text, missing = _cut(question or ""), _cut(missing)
        with self._database.writing() as connection:
            now = connection.execute(select(DatabaseNow())).scalar_one()
            by_text = self._database.insert(unanswered).values(
                kind=kind, question=text, count=1, first_at=now, last_at=now
            )
            by_day = self._database.insert(misses).values(
                day=int(now // DAY_SECONDS), kind=kind, missing=missing, count=1, last_at=now
            )
            connection.execute(
                by_text.on_conflict_do_update(
                    index_elements=["kind", "question"], set_={"count": unanswered.c.count + 1, "last_at": now}
                )
            )
            connection.execute(
                by_day.on_conflict_do_update(
                    index_elements=["day", "kind", "missing"], set_={"count": misses.c.count + 1, "last_at": now}
                )
            )

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

    def missing_in(self, days: int, limit: int = 50) -> list[Missing]:
        """What was missed most often in the last so many days, today (UTC) among them, first."""
        columns = misses.c
        total = func.sum(columns.count)
        with self._database.reading() as connection:
            today = int(connection.execute(select(DatabaseNow())).scalar_one() // DAY_SECONDS)
            statement = (
                select(columns.kind, columns.missing, total, func.max(columns.last_at))
                .where(columns.day > today - days)
                .group_by(columns.kind, columns.missing)
                .order_by(total.desc(), columns.kind, columns.missing)
                .limit(limit)
            )
            rows = connection.execute(statement).all()
        return [Missing(kind, missing, int(count), last_at) for kind, missing, count, last_at in rows]


def _cut(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
