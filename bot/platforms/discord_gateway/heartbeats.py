"""What every shard tells of its connection: connected, lost, and each heartbeat that Discord acknowledged.

A connection that is open and deaf tells nothing, and that is how its health is known. Who listens is said in
`bot.platforms.pulse`; which shards there are is decided in `shards`.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import discord

    from bot.platforms.pulse import Pulse

HEARD_WITHIN = 150.0
"""Seconds; Discord asks for a heartbeat in 41 of them, and a minute is what discord.py waits for a deaf connection."""
WAITING = "waits for its turn: another process serves it, or the state database is away"


class Heartbeats:
    """Tells the pulse of shards by their ids; without a pulse it tells nobody."""

    def __init__(self, client: discord.AutoShardedClient, pulse: Pulse | None, look_every: float) -> None:
        """`look_every` is in seconds."""
        self._client = client
        self._pulse = pulse
        self._look_every = look_every
        self._latencies: dict[int, float] = {}

    def watch(self, shard_id: int) -> None:
        """A shard is to be served here."""
        if self._pulse is not None:
            self._pulse.watch(self._name(shard_id), HEARD_WITHIN)

    def waiting(self, shard_id: int) -> None:
        """A shard stands by: well, but it takes no question."""
        if self._pulse is not None:
            self._pulse.beat(self._name(shard_id))
            self._pulse.degraded(self._name(shard_id), WAITING)

    def connected(self, shard_id: int) -> None:
        """A shard has a session, new or resumed."""
        if self._pulse is not None:
            self._pulse.degraded(self._name(shard_id), None)
            self._pulse.connected(self._name(shard_id))

    def lost(self, shard_id: int) -> None:
        """A shard's connection is gone."""
        if self._pulse is not None:
            self._pulse.lost(self._name(shard_id))

    async def listen(self) -> None:
        """Tell of every acknowledged heartbeat, until cancelled."""
        while self._pulse is not None:
            for shard_id, latency in self._client.latencies:
                # discord.py measures it anew with every acknowledgement and never else; there is no event for that.
                if math.isfinite(latency) and self._latencies.get(shard_id) != latency:
                    self._latencies[shard_id] = latency
                    self._pulse.beat(self._name(shard_id))
            await asyncio.sleep(self._look_every)

    def _name(self, shard_id: int) -> str:
        return f"discord shard {shard_id}"
