"""What only one replica may do at a time, such as owning a Discord shard: a name, leased for a while, by one owner.

The database's clock decides who holds a lease. A holder that cannot renew must stop by itself before the lease runs
out: `Lease.holds_until` tells when, by its own clock that only goes forward. An owner is one start of one process; one
that was killed loses its leases at once to whoever can see that it is gone (`bot.state.owners`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select, update

from bot.state.database import Database, DatabaseNow
from bot.state.owners import is_gone
from bot.state.schema import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was granted."""

    name: str
    owner: str
    holds_until: float
    """On `time.monotonic()`; counted from before the database was asked, so never later than the database's own end."""


class Leases:
    """Leases by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(self, name: str, owner: str, ttl_seconds: float) -> Lease | None:
        """The lease, if nobody else holds it; None otherwise. Asking again for one's own makes it longer."""
        lease = self._acquired(name, owner, ttl_seconds)
        if lease is None and self._freed(name):
            lease = self._acquired(name, owner, ttl_seconds)
        return lease

    def _acquired(self, name: str, owner: str, ttl_seconds: float) -> Lease | None:
        asked_at = time.monotonic()
        now: Any = DatabaseNow()
        new = self._database.insert(leases).values(name=name, owner=owner, expires_at=now + ttl_seconds)
        statement = new.on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={"owner": new.excluded.owner, "expires_at": new.excluded.expires_at},
            where=or_(leases.c.expires_at <= now, leases.c.owner == new.excluded.owner),
        ).returning(leases.c.name)
        with self._database.writing() as connection:
            granted = connection.execute(statement).first()
        return None if granted is None else Lease(name, owner, asked_at + ttl_seconds)

    def _freed(self, name: str) -> bool:
        """Whether the holder is gone for good; the lease is then nobody's."""
        holder = self.holder(name)
        if holder is None or not is_gone(holder):
            return False
        self.release(Lease(name, holder, 0.0))
        return True

    def holder(self, name: str) -> str | None:
        """Who was granted a lease last, run out or not; None where it was given back."""
        with self._database.reading() as connection:
            return connection.execute(select(leases.c.owner).where(leases.c.name == name)).scalar()

    def renew(self, lease: Lease, ttl_seconds: float) -> Lease | None:
        """The lease from now on, or None where it has run out or belongs to another: stop what it allowed."""
        asked_at = time.monotonic()
        now: Any = DatabaseNow()
        statement = (
            update(leases)
            .where(leases.c.name == lease.name, leases.c.owner == lease.owner, leases.c.expires_at > now)
            .values(expires_at=now + ttl_seconds)
            .returning(leases.c.name)
        )
        with self._database.writing() as connection:
            renewed = connection.execute(statement).first()
        return None if renewed is None else Lease(lease.name, lease.owner, asked_at + ttl_seconds)

    def release(self, lease: Lease) -> None:
        """Give a lease back at once; nothing happens where it is no longer this owner's."""
        with self._database.writing() as connection:
            connection.execute(delete(leases).where(leases.c.name == lease.name, leases.c.owner == lease.owner))
