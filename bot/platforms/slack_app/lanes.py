"""One lane a channel: its messages one after the other, and the seconds between them that Slack asks for.

Times only; `poster` sends. A lane that nobody uses and that is free is forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_LANES_KEPT = 1_000


@dataclass(slots=True)
class Lane:
    """The way into one channel."""

    pause: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until something may be sent, and keep the pause after it."""
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, self.free_at - clock()))
        try:
            yield
        finally:
            # Counted from the reply: a request that was slow on its way must not arrive close before the next.
            self.free_at = clock() + self.pause


class Lanes:
    """The lanes of every channel."""

    def __init__(self, seconds_between_messages: float) -> None:
        self._pause = seconds_between_messages
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def held(self, team: str, channel: str) -> AsyncIterator[Lane]:
        """The channel's lane, for one answer or one upload at a time; a lane with users is not forgotten."""
        lane = self._lane(f"{team}:{channel}")
        lane.users += 1
        try:
            async with lane.lock:
                yield lane
        finally:
            lane.users -= 1

    def _lane(self, key: str) -> Lane:
        if len(self._lanes) >= _LANES_KEPT and key not in self._lanes:
            now = asyncio.get_running_loop().time()
            self._lanes = {key: lane for key, lane in self._lanes.items() if lane.users or lane.free_at > now}
        return self._lanes.setdefault(key, Lane(self._pause))
