"""What a conversation remembers, as text that only the service can read, for an hour after it was last written.

Whoever writes last wins: two turns of one conversation at the same moment are rare, and only one can be the newest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.state.database import Database, DatabaseNow
from bot.state.schema import conversations

KEPT_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """A conversation that is still remembered."""

    payload: str
    age_seconds: float
    """Since it was written."""


class Conversations:
    """The memory of conversations by their keys."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Made once: to put a statement together takes longer than to run it.
        age: Any = DatabaseNow() - conversations.c.at
        self._get = select(conversations.c.payload, age).where(
            conversations.c.key == bindparam("conversation"), age <= KEPT_SECONDS
        )
        new = database.insert(conversations).values(
            key=bindparam("key"), payload=bindparam("payload"), user_key=bindparam("user_key"), at=DatabaseNow()
        )
        newer = {name: new.excluded[name] for name in ("payload", "user_key", "at")}
        self._put = new.on_conflict_do_update(index_elements=["key"], set_=newer)

    def get(self, key: str) -> Remembered | None:
        """What was put last, unless that is longer ago than `KEPT_SECONDS`."""
        with self._database.reading() as connection:
            row = connection.execute(self._get, {"conversation": key}).first()
        return None if row is None else Remembered(row[0], max(0.0, row[1]))

    def put(self, key: str, payload: str, *, user_key: str | None = None) -> None:
        """Remember a conversation anew; `user_key` says whose it is, where it is one person's."""
        with self._database.writing() as connection:
            connection.execute(self._put, {"key": key, "payload": payload, "user_key": user_key})

    def delete(self, key: str) -> None:
        """Forget a conversation."""
        with self._database.writing() as connection:
            connection.execute(delete(conversations).where(conversations.c.key == key))
