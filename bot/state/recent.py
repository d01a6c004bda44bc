"""The newest keys of one process, in memory, bounded in number and age.

It spares the database a question whose answer is known, and stands in for it while it is away (`bot.state.claims`).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict


class RecentKeys:
    """Keys that are remembered for a while. Safe to share between threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        with self._lock:
            return self._until.get(key, 0.0) > time.monotonic()

    def add(self, key: str, seconds: float) -> bool:
        """Remember a key for that long; False if it was remembered already."""
        now = time.monotonic()
        with self._lock:
            if self._until.get(key, 0.0) > now:
                return False
            self._until[key] = now + seconds
            self._until.move_to_end(key)
            if len(self._until) > self._capacity:
                self._until.popitem(last=False)
            return True
