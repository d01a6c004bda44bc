"""Which shards this process serves: all that it was given, or, with a state, those whose lease it holds.

A lease keeps two replicas from serving the same shard. Who does not get it stands by; who loses it closes the shard.
Connecting and mending connections is discord.py's part, called by `client`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.heartbeats import WAITING
from bot.state.leases import Lease
from bot.state.owners import new_owner

if TYPE_CHECKING:
    import discord

    from bot.platforms.discord_gateway.heartbeats import Heartbeats
    from bot.state import ResilientState

Launch = Callable[[], Awaitable[None]]
log = logging.getLogger(__name__)


class LeasedShards:
    """Serves each shard while its lease is held; belongs to the event loop."""

    def __init__(
        self,
        client: discord.AutoShardedClient,
        state: ResilientState,
        heartbeats: Heartbeats,
        lease_seconds: float,
    ) -> None:
        self._client = client
        self._state = state
        self._heartbeats = heartbeats
        self._lease_seconds = lease_seconds
        self._owner = new_owner()
        self._keeping: dict[int, asyncio.Task[None]] = {}
        self._launching = asyncio.Lock()
        self._closing: asyncio.Task[None] | None = None
        self.problem: BaseException | None = None
        """What ended the keeping of a shard, and with it the client."""

    def keep(self, shard_id: int, launch: Launch) -> None:
        """Serve a shard whenever its lease can be had; `launch` connects it for the first time."""
        task = asyncio.create_task(self._keep(shard_id, launch), name=f"discord-shard-{shard_id}")
        self._keeping[shard_id] = task
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Keep no shard any longer. The leases stay until `release`, so that connections can close before."""
        for task in self._keeping.values():
            task.cancel()
        await asyncio.gather(*self._keeping.values(), return_exceptions=True)

    async def release(self) -> None:
        """Give the leases back, so that another process goes on at once."""
        for shard_id in self._keeping:
            lease = Lease(self._name(shard_id), self._owner, 0.0)
            await asyncio.to_thread(self._state.release, lease)
        self._keeping.clear()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (problem := task.exception()) is not None and self.problem is None:
            self.problem = problem
            self._closing = asyncio.create_task(self._client.close())

    async def _keep(self, shard_id: int, launch: Launch) -> None:
        while True:
            lease = await self._won(shard_id)
            log.info("Shard %d is served here", shard_id)
            holding = asyncio.create_task(self._held(lease))
            opening = asyncio.create_task(self._open(shard_id, launch))
            try:
                await asyncio.wait({holding, opening}, return_when=asyncio.FIRST_COMPLETED)
                if opening.done():
                    opening.result()
                await holding
            finally:
                holding.cancel()
                opening.cancel()
                await asyncio.gather(holding, opening, return_exceptions=True)
            log.warning("Shard %d lost its lease and is closed", shard_id)

    async def _won(self, shard_id: int) -> Lease:
        """The lease, as soon as it can be had; the shard is not served meanwhile."""
        has_said = False
        while True:
            await self._close(shard_id)
            lease = await asyncio.to_thread(self._state.acquire, self._name(shard_id), self._owner, self._lease_seconds)
            if lease is not None:
                return lease
            if not has_said:
                log.warning("Shard %d %s", shard_id, WAITING)
                has_said = True
            self._heartbeats.waiting(shard_id)
            await asyncio.sleep(self._lease_seconds / 6)

    async def _held(self, lease: Lease) -> None:
        """Renew the lease, and return shortly before it would be another's."""
        renewed: Lease | None = lease
        margin = self._lease_seconds / 10
        try:
            while renewed is not None:
                async with asyncio.timeout(renewed.holds_until - margin - time.monotonic()):
                    await asyncio.sleep(self._lease_seconds / 3)
                    renewed = await asyncio.to_thread(self._state.renew, renewed, self._lease_seconds)
        except TimeoutError:
            return

    async def _open(self, shard_id: int, launch: Launch) -> None:
        async with self._launching:  # one at a time, as Discord wants some seconds between new sessions
            shard = self._client.get_shard(shard_id)
            await (launch() if shard is None else shard.connect())

    async def _close(self, shard_id: int) -> None:
        """Close a shard that is open; a reconnection that was under way is caught the next time."""
        shard = self._client.get_shard(shard_id)
        if shard is not None and not shard.is_closed():
            await shard.disconnect()

    def _name(self, shard_id: int) -> str:
        return f"discord:{self._client.application_id}:shard:{shard_id}/{self._client.shard_count}"
