"""What every shard tells of its connection: connected, lost, and each heartbeat that Discord acknowledged.

A connection that is open and deaf tells nothing, and that is how its health is known. Who listens is said in
`bot.platforms.pulse`; which shards there are is decided in `shards`.
"""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import discord

    from bot.platforms.pulse import Pulse

HEARD_WITHIN = 150.0
"""Seconds; Discord asks for a heartbeat in 41 of them, and a minute is what discord.py waits for a deaf connection."""
ANSWERED_WITHIN = 15.0
"""Seconds for the answer to a heartbeat; after that health says so, long before a new start would help."""
UNANSWERED = "Discord does not answer its heartbeats"
WAITING = "waits for its turn: another process serves it, or the state database is away"


class Heartbeats:
    """Tells the pulse of shards by their ids; without a pulse it tells nobody."""

    def __init__(self, client: discord.AutoShardedClient, pulse: Pulse | None, look_every: float) -> None:
        """`look_every` is in seconds."""
        self._client = client
        self._pulse = pulse
        self._look_every = look_every
        self._latencies: dict[int, float] = {}
        self._unanswered: set[int] = set()

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
            for shard_id, shard in self._client.shards.items():
                self._look_for_silence(self._pulse, shard_id, shard)
            await asyncio.sleep(self._look_every)

    def _look_for_silence(self, pulse: Pulse, shard_id: int, shard: discord.ShardInfo) -> None:
        """Tell where a heartbeat has waited too long for its answer, and where one has come again."""
        is_silent = _is_silent(shard)
        if is_silent == (shard_id in self._unanswered):
            return
        self._unanswered ^= {shard_id}
        pulse.degraded(self._name(shard_id), UNANSWERED if is_silent else None)

    def _name(self, shard_id: int) -> str:
        return f"discord shard {shard_id}"


def _is_silent(shard: discord.ShardInfo) -> bool:
    """Whether a heartbeat on an open connection has had no answer for too long."""
    # The latency is that of the last answer, however long ago: discord.py tells nobody of one that does not come.
    keeping_alive = shard._parent.ws._keep_alive
    if shard.is_closed() or keeping_alive is None or keeping_alive._last_send <= keeping_alive._last_ack:
        return False
    late = time.perf_counter() - keeping_alive._last_ack - (keeping_alive.interval or 0.0)
    return late > ANSWERED_WITHIN
