"""Whether the database is there, and how work goes on while it is not.

The first call that fails says so; from then on nobody waits for the database until a thread of its own has found it
again and has done what was postponed, in order. Which work may be postponed is decided in `bot.state.resilient`.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from bot.state.errors import StateAwayError, StateError

T = TypeVar("T")
MOST_POSTPONED = 10_000
"""Writes that wait for the database; more than these are lost, oldest first, and counted."""
RETRY_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Presence:
    """Runs work on the database, or what stands in for it. Safe to share between threads."""

    def __init__(
        self, probe: Callable[[], object], *, retry_seconds: float = RETRY_SECONDS, most_postponed: int = MOST_POSTPONED
    ) -> None:
        self._probe = probe
        self._retry_seconds = retry_seconds
        self._most_postponed = most_postponed
        self._postponed: deque[Callable[[], object]] = deque()
        self._since: datetime | None = None
        self._there = threading.Condition()
        self._closing = threading.Event()
        self._finder: threading.Thread | None = None
        self.lost = 0
        """Writes that were given up since the start, because too many waited or the database refused them."""

    @property
    def away_since(self) -> datetime | None:
        """Since when the database has been away, in UTC; None while it is there."""
        return self._since

    def wait_until_there(self, timeout_seconds: float) -> bool:
        """Wait for the database; whether it is there."""
        with self._there:
            return self._there.wait_for(lambda: self._since is None, timeout_seconds)

    def attempt(self, work: Callable[[], T], instead: Callable[[], T]) -> T:
        """The outcome of the work, or of what is done instead while the database is away or refuses."""
        if self._since is None:
            try:
                return work()
            except StateAwayError as problem:
                self._leave(problem)
            except StateError:
                _log.exception("the state database refused; going on without")
        return instead()

    def demand(self, work: Callable[[], T]) -> T:
        """The outcome of work that cannot be replaced. Raises StateAwayError, at once where that is known."""
        if self._since is not None:
            raise StateAwayError(f"the state database has been away since {self._since:%H:%M:%S} UTC; try again later")
        try:
            return work()
        except StateAwayError as problem:
            self._leave(problem)
            raise

    def write(self, work: Callable[[], object]) -> None:
        """Work without an outcome: done now, or as soon as the database is there again. It must bear being repeated."""
        self.attempt(work, lambda: self.postpone(work))

    def postpone(self, work: Callable[[], object]) -> None:
        """Work to do when the database is there again; at once if it has come back meanwhile."""
        while not self._waits(work):
            try:
                self._do(work)
                return
            except StateAwayError as problem:
                self._leave(problem)

    def close(self) -> None:
        """Stop looking for the database, after one last try to write what was postponed."""
        self._closing.set()
        if self._finder is not None:
            self._finder.join()

    def _waits(self, work: Callable[[], object]) -> bool:
        """Put work into the queue, if the database is away."""
        with self._there:
            if self._since is None:
                return False
            self._postponed.append(work)
            if len(self._postponed) > self._most_postponed:
                self._postponed.popleft()
                self.lost += 1
            return True

    def _leave(self, problem: StateAwayError) -> None:
        with self._there:
            if self._since is not None:
                return
            self._since = datetime.now(UTC)
            _log.error("%s; going on without it", problem)
            if not self._closing.is_set():
                self._finder = threading.Thread(target=self._find, name="state-finder", daemon=True)
                self._finder.start()

    def _find(self) -> None:
        while not self._caught_up():
            if self._closing.wait(self._retry_seconds):
                self._caught_up()
                return

    def _caught_up(self) -> bool:
        """Whether the database is there and everything that was postponed is done."""
        try:
            self._probe()
            while (work := self._next()) is not None:
                try:
                    self._do(work)
                except StateAwayError:
                    with self._there:
                        self._postponed.appendleft(work)
                    raise
        except StateError:
            return False
        return True

    def _next(self) -> Callable[[], object] | None:
        """The next piece of work; where there is none, the database counts as there from this moment."""
        with self._there:
            if self._postponed:
                return self._postponed.popleft()
            if self._since is not None:
                _log.warning("the state database is there again; it was away since %s", self._since.isoformat())
            self._since = None
            self._there.notify_all()
            return None

    def _do(self, work: Callable[[], object]) -> None:
        """Do postponed work; what the database refuses for good is given up. Raises StateAwayError."""
        try:
            work()
        except StateAwayError:
            raise
        except StateError:
            with self._there:
                self.lost += 1
            _log.exception("a postponed write was refused by the state database and is given up")
