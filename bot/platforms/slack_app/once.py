"""Answering an event once, however often Slack delivers it.

`AnsweredEvents` is what the desk asks; `RecentEvents` keeps the newest ids in this process's memory, `ClaimedEvents` in
`claimed` asks the state that replicas share. Nothing else is remembered here.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol


class AnsweredEvents(Protocol):
    """Which events somebody has already taken up."""

    async def claim(self, key: str) -> bool:
        """True for the first who asks with this key, False for everybody after."""
        ...


class RecentEvents:
    """The newest keys, in memory. Slack's last retry comes after minutes, so hours of a busy workspace are enough."""

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity = capacity
        self._keys: OrderedDict[str, None] = OrderedDict()

    async def claim(self, key: str) -> bool:
        """True for the first who asks with this key while it is remembered."""
        if key in self._keys:
            self._keys.move_to_end(key)
            return False
        self._keys[key] = None
        if len(self._keys) > self._capacity:
            self._keys.popitem(last=False)
        return True
