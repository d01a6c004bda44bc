"""Answering an event once among all replicas: `AnsweredEvents` over the claims of the shared state.

While the database is away each replica goes by its own memory (`bot.state.resilient`); nothing is claimed elsewhere.
"""

from __future__ import annotations

import asyncio
import secrets

from bot.state import ResilientState

KEPT_SECONDS = 86_400.0
"""Slack may deliver an event again for a day."""


class ClaimedEvents:
    """Which events some replica has already taken up."""

    def __init__(self, state: ResilientState) -> None:
        self._state = state
        self._owner = secrets.token_hex(8)

    async def claim(self, key: str) -> bool:
        """True for the first replica that asks with this key, False for every other time."""
        return await asyncio.to_thread(self._state.claim, f"slack:{key}", owner=self._owner, ttl_seconds=KEPT_SECONDS)
