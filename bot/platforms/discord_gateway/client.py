"""The Discord client: gateway events in; messages go to the desk, presses to the calls, commands to their tree.

It asks for no privileged intent and keeps no messages.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.following import run_rounds
from bot.platforms.discord_gateway.addressing import Posted, Spot, asked_in
from bot.platforms.discord_gateway.errors import CHECK_NETWORK, DiscordError
from bot.platforms.discord_gateway.freshness import keep_commands_fresh
from bot.platforms.discord_gateway.front import Front
from bot.platforms.discord_gateway.heartbeats import Heartbeats
from bot.platforms.discord_gateway.layout import NOBODY
from bot.platforms.discord_gateway.resolutions import tell_resolutions
from bot.platforms.discord_gateway.shards import LeasedShards
from bot.platforms.discord_gateway.tree import EvTree

if TYPE_CHECKING:
    import yarl

    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.pulse import Pulse
    from bot.service import Service
    from bot.state import ResilientState

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
FOLLOWS = "discord-follows"
LONGEST_RATE_LIMIT = 60.0
"""Seconds; an answer that Discord wants later than that is given up."""
MOST_TRIES = 5
"""First connections of a shard that may fail, five seconds apart. Later losses are mended without end."""


class EvClient(discord.AutoShardedClient):
    """discord.py's client with our listeners, on as many shards as Discord advises or we are told."""

    def __init__(
        self, service: Service, options: Options, state: ResilientState | None = None, pulse: Pulse | None = None
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we have no voice: nothing to warn of
        super().__init__(
            intents=INTENTS,
            allowed_mentions=NOBODY,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=options.guild_ready_timeout,
            max_ratelimit_timeout=LONGEST_RATE_LIMIT,
            shard_count=options.shard_count,
        )
        self.shard_ids = list(options.shard_ids) or None
        self.front = Front(self, service, options, state, pulse)
        self.tree = EvTree(self, self.front)
        self._options = options
        self._state = state
        self._heartbeats = Heartbeats(self, pulse, options.heard_every)
        self._leased = None if state is None else LeasedShards(self, state, self._heartbeats, options.lease_seconds)
        self._tries: Counter[int] = Counter()
        self._identifying = asyncio.Lock()
        self._has_identified = False
        self._besides: dict[str, asyncio.Task[None]] = {}
        self._draining = asyncio.Event()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Serve until closed. Raises what ended it for good, DiscordError among it."""
        self._beside("discord-heartbeats", self._heartbeats.listen())
        if self._state is not None:
            self._beside("discord-resolutions", tell_resolutions(self, self._state, self._options.resolutions_every))
            self._beside(FOLLOWS, self._follow(self._state))
        await super().connect(reconnect=reconnect)
        if self._leased is not None and self._leased.problem is not None:
            raise self._leased.problem

    async def close(self) -> None:
        """Close every shard, then let other processes have them."""
        for task in self._besides.values():
            task.cancel()
        if self._leased is not None:
            await self._leased.stop()
        try:
            await super().close()
        finally:  # also where a dead gateway never says goodbye and the runner has lost patience
            if self._leased is not None:
                await self._leased.release()

    def _beside(self, name: str, work: Coroutine[None, None, None]) -> None:
        """Do something once beside serving, for at most as long."""
        self._besides[name] = asyncio.create_task(work, name=name)

    async def _follow(self, state: ResilientState) -> None:
        """Post what channels follow, until we take nothing new."""
        every, pace = self._options.follows_every, self._options.follow_pace
        service, courier = self.front.service, self.front.courier
        await run_rounds(service, state, courier, self._draining, poll_seconds=every, pace=pace)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard for the first time: at once, or as soon as its lease is ours.

        discord.py calls it again after each failure; five of them are enough to know that something is wrong here.
        """
        self._tries[shard_id] += 1
        if self._tries[shard_id] > MOST_TRIES:
            raise DiscordError(f"The Discord gateway cannot be reached. {CHECK_NETWORK}")
        connect = partial(super().launch_shard, gateway, shard_id, initial=initial)
        if self._tries[shard_id] > 1:
            await connect()
            return
        self._heartbeats.watch(shard_id)
        if self._leased is None:
            await connect()
        else:
            self._leased.keep(shard_id, connect)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait before every new session of this process but the first."""
        async with self._identifying:
            if self._has_identified:
                await asyncio.sleep(self._options.identify_pause)
            self._has_identified = True

    async def on_shard_connect(self, shard_id: int) -> None:
        """A shard has a new session."""
        self._heartbeats.connected(shard_id)
        if self._options.sync_commands and "discord-commands" not in self._besides:
            self._beside("discord-commands", keep_commands_fresh(self, self.tree, self._state))

    async def on_shard_resumed(self, shard_id: int) -> None:
        """A shard goes on where its lost connection ended."""
        self._heartbeats.connected(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """A shard's connection is gone."""
        self._heartbeats.lost(shard_id)

    async def drain(self, within: float) -> None:
        """Take nothing new and finish what is in hand, for at most so many seconds."""
        self._draining.set()
        posting = [task for name, task in self._besides.items() if name == FOLLOWS]
        await asyncio.gather(self.front.drain(within), *(asyncio.wait({task}, timeout=within) for task in posting))

    async def drop(self) -> None:
        """Drop whatever is still in hand."""
        await self.front.drop()

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """Somebody pressed a button of ours or chose something; commands come through their tree."""
        if interaction.type is discord.InteractionType.component:
            self.front.pressed(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """A message was written somewhere that we can see."""
        if self.user is not None and (asked := asked_in(message, self.user)) is not None:
            self.front.desk.asked(asked)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """A message changed, or Discord added a preview to it."""
        if self.user is not None and (asked := asked_in(event.message, self.user)) is not None:
            self.front.desk.edited(asked)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted."""
        self.front.desk.deleted(Posted(event.message_id, Spot(event.channel_id, event.guild_id)))

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """A moderator deleted many messages at once."""
        for message_id in event.message_ids:
            self.front.desk.deleted(Posted(message_id, Spot(event.channel_id, event.guild_id)))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed from a server, or it is gone."""
        self.front.removed_from(guild.id)
