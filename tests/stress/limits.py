"""The platforms' own rate limits, as our doubles enforce them: so many requests in so many seconds, by key.

The figures stand in the platforms' documentation. Who exceeds one is refused and counted; the bot has to wait and try
again, and nothing that it was asked may be lost by that.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """So many requests within so many seconds."""

    requests: int
    seconds: float


DISCORD_GLOBAL = Allowed(50, 1.0)
"""Of one bot; what answers an interaction does not count."""
DISCORD_CHANNEL = Allowed(5, 5.0)
"""Messages of one channel."""
SLACK_CHANNEL = Allowed(1, 1.0)
"""chat.postMessage in one channel; short bursts above it are tolerated by Slack, and not here."""
TOLERANCE = 0.05
"""Seconds of the loopback that a request may come too early: Slack counts in whole ones."""


class Window:
    """One limit, for every key by itself."""

    def __init__(self, allowed: Allowed, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed = allowed
        self._clock = clock
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)
        self.refused = 0
        """Requests that came too early so far."""

    def wait_for(self, key: str = "") -> float:
        """Seconds until a request is allowed; 0.0 takes it."""
        now, taken = self._clock(), self._taken[key]
        while taken and taken[0] <= now - self._allowed.seconds:
            taken.popleft()
        if len(taken) < self._allowed.requests:
            taken.append(now)
            return 0.0
        self.refused += 1
        return taken[0] + self._allowed.seconds - now

    def left(self, key: str) -> tuple[int, float]:
        """How many more are allowed now, and the seconds until all are."""
        taken = self._taken[key]
        last = taken[-1] + self._allowed.seconds - self._clock() if taken else 0.0
        return self._allowed.requests - len(taken), max(0.0, last)
