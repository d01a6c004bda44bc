"""Answering each event once, whichever replica hears of it and however often: the first claim on a key wins.

A claim runs out after its time and is swept away by `bot.state.retention`; it cannot be given back.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam

from bot.state.database import Database, DatabaseNow
from bot.state.recent import RecentKeys
from bot.state.schema import claims

KEPT_IN_MEMORY = 20_000


class Claims:
    """Who took up which event."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ours = RecentKeys(KEPT_IN_MEMORY)
        now: Any = DatabaseNow()
        new = database.insert(claims).values(
            key=bindparam("key"), owner=bindparam("owner"), expires_at=now + bindparam("ttl")
        )
        self._take = new.on_conflict_do_update(
            index_elements=[claims.c.key],
            set_={"owner": new.excluded.owner, "expires_at": new.excluded.expires_at},
            where=claims.c.expires_at <= now,  # run out, but not swept yet
        ).returning(claims.c.key)

    def claim(self, key: str, *, owner: str, ttl_seconds: float) -> bool:
        """True for the first who asks with this key, False for everybody, the owner included, until it runs out.

        Raises StateAwayError; the claim may then have been made all the same.
        """
        if key in self._ours:
            return False
        taken = self.publish(key, owner=owner, ttl_seconds=ttl_seconds)
        if taken:
            self._ours.add(key, ttl_seconds)
        return taken

    def claim_here(self, key: str, *, ttl_seconds: float) -> bool:
        """As `claim`, but among the threads of this process only and without the database."""
        return self._ours.add(key, ttl_seconds)

    def publish(self, key: str, *, owner: str, ttl_seconds: float) -> bool:
        """Tell the database of a claim that was made with `claim_here`; False where another had made it."""
        values = {"key": key, "owner": owner, "ttl": ttl_seconds}
        with self._database.writing() as connection:
            return connection.execute(self._take, values).first() is not None
