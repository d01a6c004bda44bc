"""The Discord client: gateway events in; messages go to the desk, presses to the calls, commands to their tree.

It asks for no privileged intent and keeps no messages.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from bot.platforms.discord_gateway.addressing import asked_in
from bot.platforms.discord_gateway.calls import Calls
from bot.platforms.discord_gateway.composing import Composer
from bot.platforms.discord_gateway.desk import Desk
from bot.platforms.discord_gateway.layout import NOBODY
from bot.platforms.discord_gateway.replies import Replies
from bot.platforms.discord_gateway.tree import EvTree
from bot.platforms.discord_gateway.workload import Workload

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.options import Options
    from bot.service import Service

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
LONGEST_RATE_LIMIT = 60.0
"""Seconds; an answer that Discord wants later than that is given up."""


class EvClient(discord.Client):
    """discord.py's client with our listeners."""

    def __init__(self, service: Service, options: Options) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we have no voice: nothing to warn of
        super().__init__(
            intents=INTENTS,
            allowed_mentions=NOBODY,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=options.guild_ready_timeout,
            max_ratelimit_timeout=LONGEST_RATE_LIMIT,
        )
        self._workload = Workload(options)
        self._composer = Composer(self._workload, options)
        self.desk = Desk(service, Replies(self), self._workload, self._composer, options)
        self.calls = Calls(service, self._workload, self._composer, options)
        self.tree = EvTree(self, self.calls, service)
        self._identify_pause = options.identify_pause

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait before every new session but the first."""
        if not initial:
            await asyncio.sleep(self._identify_pause)

    async def drain(self, within: float) -> None:
        """Take nothing new and finish what is in hand, for at most so many seconds."""
        await self._workload.drain(within)

    async def drop(self) -> None:
        """Drop whatever is still in hand."""
        await self._workload.close()
        self._composer.close()

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """Somebody pressed a button of ours or chose something; commands come through their tree."""
        if interaction.type is discord.InteractionType.component:
            self.calls.pressed(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """A message was written somewhere that we can see."""
        if self.user is not None and (asked := asked_in(message, self.user)) is not None:
            self.desk.asked(asked)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """A message changed, or Discord added a preview to it."""
        if self.user is not None and (asked := asked_in(event.message, self.user)) is not None:
            self.desk.edited(asked)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted."""
        self.desk.deleted(event.message_id)

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """A moderator deleted many messages at once."""
        for message_id in event.message_ids:
            self.desk.deleted(message_id)
