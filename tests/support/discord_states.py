"""A state for replicas of the bot on one Discord double, whose database can be taken away and brought back.

Its leases are granted to whoever asks, so that two replicas hear of the same events: what leases are there to avoid,
and what happens all the same while one passes from hand to hand.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.state import ResilientState, State, StateAwayError, open_state
from bot.state.leases import Lease


class SharedByAll(ResilientState):
    """The state as one replica has it."""

    def __init__(self, state: State) -> None:
        super().__init__(state, retry_seconds=0.01)
        self.kept = state
        """The tables themselves, to look at."""

    def acquire(self, name: str, owner: str, ttl_seconds: float) -> Lease | None:
        """Granted."""
        return Lease(name, owner, time.monotonic() + ttl_seconds)

    def renew(self, lease: Lease, ttl_seconds: float) -> Lease | None:
        """Granted again."""
        return self.acquire(lease.name, lease.owner, ttl_seconds)

    def release(self, lease: Lease) -> None:
        """Nobody was kept waiting."""

    @contextmanager
    def away(self) -> Iterator[None]:
        """The database cannot be reached inside the block."""
        database: Any = self.kept.database
        database.reading = database.writing = database.now = _unreachable
        try:
            yield
        finally:
            del database.reading, database.writing, database.now

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """The database says nothing inside the block, and is away after it."""
        database: Any = self.kept.database
        over = threading.Event()

        def wait() -> None:
            assert over.wait(10)
            _unreachable()

        database.reading = database.writing = database.now = wait
        try:
            yield
        finally:
            over.set()
            del database.reading, database.writing, database.now


@contextmanager
def replica_state(folder: Path, kind: type[SharedByAll] = SharedByAll) -> Iterator[SharedByAll]:
    """The state that lies in a folder, opened once more."""
    state = kind(open_state(f"sqlite:///{folder / 'state.sqlite'}"))
    try:
        yield state
    finally:
        state.close()


def _unreachable() -> None:
    raise StateAwayError("out of reach")
