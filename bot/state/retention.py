"""How long everything is kept, in one table, and the sweep that deletes what is older.

Small batches, each its own transaction, so that nobody who answers waits for it. Several replicas may sweep at once.
Settings of places and installations stay until they are forgotten (`bot.state.places`, `bot.state.installations`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table, delete, select, tuple_

from bot.state.conversations import KEPT_SECONDS
from bot.state.database import Database
from bot.state.schema import answers, claims, conversations, deliveries, feedback, follows, leases, misses, unanswered

DAY = 86_400.0
ANSWERS_DAYS = 30
"""How long an edit or a deletion finds its answer."""
FEEDBACK_DAYS = 365
"""Of a report that nobody resolves."""
RESOLVED_DAYS = 90
"""Of a report after it was resolved."""
UNANSWERED_DAYS = 90
"""Of a count after its last question."""
FOLLOW_DAYS = 730
"""Of a follow that has brought nothing: figures of each year come within it."""
DELIVERIES_DAYS = 90
"""Of the claim on a post; the follow itself says what it has posted last."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Limit:
    """Rows of a table go when a moment of theirs is so long ago."""

    moment: Column[float]
    seconds: float

    @property
    def table(self) -> Table:
        """The table of the moment."""
        return self.moment.table


LIMITS = (
    Limit(claims.c.expires_at, 0.0),
    Limit(leases.c.expires_at, 0.0),
    Limit(answers.c.at, ANSWERS_DAYS * DAY),
    Limit(conversations.c.at, KEPT_SECONDS),
    Limit(feedback.c.at, FEEDBACK_DAYS * DAY),
    Limit(feedback.c.resolved_at, RESOLVED_DAYS * DAY),
    Limit(unanswered.c.last_at, UNANSWERED_DAYS * DAY),
    Limit(follows.c.at, FOLLOW_DAYS * DAY),
    Limit(deliveries.c.at, DELIVERIES_DAYS * DAY),
    Limit(misses.c.last_at, UNANSWERED_DAYS * DAY),
)


class Retention:
    """Deletes what has been kept long enough."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sweep(self, now: float | None = None) -> dict[str, int]:
        """Delete what is older than its limit at a moment, the database's own where None; the counts by table.

        `now` is in seconds since 1970.
        """
        moment = self._database.now() if now is None else now
        counts: dict[str, int] = {}
        for limit in LIMITS:
            gone = self._delete_before(limit, moment - limit.seconds)
            if gone:
                counts[limit.table.name] = counts.get(limit.table.name, 0) + gone
        return counts

    def _delete_before(self, limit: Limit, moment: float) -> int:
        keys = tuple(limit.table.primary_key.columns)
        # Rows that another sweep or a writer holds are left to it; SQLite has one writer at a time anyway.
        batch = select(*keys).where(limit.moment <= moment).limit(BATCH).with_for_update(skip_locked=True)
        statement = delete(limit.table).where(tuple_(*keys).in_(batch), limit.moment <= moment)
        total = 0
        while True:
            with self._database.writing() as connection:
                gone = connection.execute(statement).rowcount
            total += gone
            if gone < BATCH:
                return total
