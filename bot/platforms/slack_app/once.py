"""Answering an event once, however often Slack delivers it, and to however many replicas.

With a state the replicas share what was taken up; while its database is away each goes by its own memory
(`bot.state.resilient`). Without a state it holds within this process. What is done with an event is `desk`'s business.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from bot.state.recent import RecentKeys

if TYPE_CHECKING:
    from bot.state import ResilientState

KEPT_SECONDS = 86_400.0
"""Slack may deliver an event again for a day."""
KEYS = 20_000
"""Of this process alone: Slack's last retry comes after minutes, so hours of a busy workspace are enough."""


class AnsweredEvents:
    """Which events somebody has already taken up."""

    def __init__(self, state: ResilientState | None = None) -> None:
        self._state = state
        self._owner = secrets.token_hex(8)
        self._recent = RecentKeys(KEYS)

    async def claim(self, key: str) -> bool:
        """True for the first who asks with this key, False for every other time; the state is asked in a thread."""
        if self._state is None:
            return self._recent.add(key, KEPT_SECONDS)
        return await asyncio.to_thread(self._state.claim, f"slack:{key}", owner=self._owner, ttl_seconds=KEPT_SECONDS)
