"""Notices that other figures are there and opens their store in the background, so that a running bot picks them up.

`Watch.look` is for between two questions: it costs a glance at the clock and, every few seconds, one small read. The
store that serves goes on serving until the new one is open; one that cannot be opened changes nothing and is said.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from facts.editions import current_edition
from facts.opening import Say
from facts.store import FactStore, StoreError

GLANCE_SECONDS = 5.0
"""Between two looks at which edition serves."""
Opened = TypeVar("Opened", bound=FactStore | None)


class Watch(Generic[Opened]):
    """Calls `serve` with the opened store of each edition that begins to serve after this watch began.

    Begin it before the first store is opened, so that no edition falls between the two. `serve` is called from another
    thread: it must put the new store in place in one assignment, and leave the old one to the questions in hand.
    """

    def __init__(
        self,
        serve: Callable[[Opened], None],
        *,
        open_it: Callable[[], Opened],
        edition: Callable[[], str] = current_edition,
        settles: bool = False,
        say: Say = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`edition` names what serves now; with `settles` a new one is taken once two looks have seen the same."""
        self._serve, self._open, self._edition, self._say, self._clock = serve, open_it, edition, say, clock
        self._settles = settles
        self._known = self._seen = edition()
        self._next = clock() + GLANCE_SECONDS
        self._at_work: threading.Thread | None = None
        self._lock = threading.Lock()

    def look(self) -> None:
        """Begin to open the new edition's store where there is one. Never waits and never raises."""
        now = self._clock()
        if now < self._next or not self._lock.acquire(blocking=False):
            return
        try:
            self._next = now + GLANCE_SECONDS
            busy = self._at_work is not None and self._at_work.is_alive()
            if busy:
                return
            before, edition = self._seen, self._edition()
            self._seen = edition
            if edition != self._known and (edition == before or not self._settles):
                self._at_work = threading.Thread(target=self._take, args=(edition,), name="facts", daemon=True)
                self._at_work.start()
        finally:
            self._lock.release()

    def wait(self) -> None:
        """Until what is being opened is served or has failed."""
        if self._at_work is not None:
            self._at_work.join()

    def _take(self, edition: str) -> None:
        self._known = edition
        try:
            self._serve(self._open())
        except StoreError as problem:
            self._say(f"edition {edition} cannot be opened, so the figures from before go on serving: {problem}")
