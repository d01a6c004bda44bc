"""`/ev follow` and `/ev following`: who may have the bot post where, the list of it, and the presses on that list.

Setting and ending is for those who may manage the channel or the server, and for anybody in their own direct messages;
looking is for all. Whether we may post is looked at before anything is kept. What a text means is `bot.following`'s.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.platforms.discord_gateway.addressing import spot_of
from bot.platforms.discord_gateway.admission import WORDS, Outcome
from bot.platforms.discord_gateway.composing import BUSY, in_place
from bot.platforms.discord_gateway.follow_page import follow_page, follow_press_of
from bot.platforms.discord_gateway.rendering import messages, said
from bot.platforms.discord_gateway.responses import Response
from bot.platforms.following import Spot

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.admission import Door
    from bot.platforms.discord_gateway.composing import Composer
    from bot.platforms.discord_gateway.follow_page import FollowPress
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.shared import Shared
    from bot.platforms.discord_gateway.workload import Workload
    from bot.platforms.following import Following
    from bot.state import PlaceSettings

    Asker = discord.Interaction[Any]

PLATFORM = "discord"
ONLY_AS_MEMBER = (
    "I have not been added to this server, so I cannot post here. You can follow things in a direct message to me."
)
ONLY_DIRECT = (
    "I take no part in this conversation, so I cannot post here. You can follow things in a direct message to me."
)
ONLY_MANAGERS = (
    "Only people with the permission Manage Channels or Manage Server can have me post here, or end it. In a direct "
    "message to me you can follow what you like."
)
MAY_NOT_POST = (
    "I may not post here, so I follow nothing here. Whoever manages the server can give me the permissions View "
    "Channel and Send Messages (in threads: Send Messages in Threads)."
)
LOCKED = "This thread is locked and I could not post in it, so I follow nothing here."


class FollowCalls:
    """Takes the two commands and the presses; every method returns at once."""

    def __init__(
        self,
        following: Following,
        workload: Workload,
        composer: Composer,
        shared: Shared,
        door: Door,
        options: Options,
    ) -> None:
        self._following = following
        self._workload = workload
        self._composer = composer
        self._shared = shared
        self._door = door
        self._acknowledged_after = options.acknowledged_after

    def asked(self, interaction: Asker, text: str) -> None:
        """Follow what a text asks for."""
        if not self._workload.is_open:
            return
        if self._workload.is_full:
            self._workload.aside(self._turn_away(interaction))
        else:
            self._workload.answer(self._begin(interaction, text))

    def opened(self, interaction: Asker) -> None:
        """List what is followed here."""
        if self._workload.is_open:
            self._workload.aside(self._show(interaction, None))

    def pressed(self, interaction: Asker) -> bool:
        """Do what somebody pressed on the list; whether the press was one of the list's."""
        data = cast("dict[str, Any]", interaction.data or {})
        press = follow_press_of(str(data.get("custom_id", "")))
        if press is None:
            return False
        if self._workload.is_open:
            self._workload.aside(self._show(interaction, press))
        return True

    async def _turn_away(self, interaction: Asker) -> None:
        if await self._shared.first(str(interaction.id)):
            await Response(interaction, private=True).show(said(BUSY))

    async def _begin(self, interaction: Asker, text: str) -> None:
        admission = await self._door.admit(str(interaction.id), spot_of(interaction), interaction.user.id)
        response = Response(interaction, private=True)
        if admission.outcome is Outcome.SILENT:
            await response.hush()
        if admission.outcome in (Outcome.TAKEN, Outcome.SILENT):
            return
        refused = (
            WORDS.get(admission.outcome) or _refused(interaction) or _shut_out(interaction) or self._following.refusal
        )
        if refused is not None:
            await response.show(said(refused))
            return
        async with response.acknowledged(self._acknowledged_after):
            pages, is_begun = await self._begun(interaction, text, admission.settings)
            if is_begun:
                response.reveal()  # the channel shall know of what is going to be posted there
            await response.show(pages)

    async def _begun(self, interaction: Asker, text: str, settings: PlaceSettings) -> tuple[tuple[Page, ...], bool]:
        """The messages that say what came of a wish, and whether something is followed from now on."""
        spot = spot_of(interaction)
        locale = self._composer.locale(settings, interaction.locale.value)
        context = in_place(spot, interaction.user.id, locale)
        begin = partial(self._following.begin, text, context, str(spot.channel_id))
        begun = await self._workload.in_thread(begin)
        return messages(begun.answer), begun.follow is not None

    async def _show(self, interaction: Asker, press: FollowPress | None) -> None:
        if not await self._shared.first(str(interaction.id)):
            return
        changes = press is not None and press.change is not None
        refused = _refused(interaction) if changes else _stranger(interaction)
        response = Response(interaction, private=True, rewriting=press is not None and refused is None)
        async with response.acknowledged(self._acknowledged_after):
            await response.show(said(refused) if refused else (await self._page(interaction, press),))

    async def _page(self, interaction: Asker, press: FollowPress | None) -> Page:
        spot = _channel(interaction)
        if press is None or press.change is None:
            listed = await self._workload.in_thread(partial(self._following.listed, spot))
        else:
            change = partial(self._following.change, press.change, press.ident, spot)
            listed = await self._workload.in_thread(change)
        return follow_page(listed, press.part if press else 0, may_change=_refused(interaction) is None)


def _channel(interaction: Asker) -> Spot:
    place = None if interaction.guild_id is None else f"{PLATFORM}:{interaction.guild_id}"
    return Spot(PLATFORM, place, str(interaction.channel_id))


def _stranger(interaction: Asker) -> str | None:
    """Why nothing is followed here by anybody; None where it can be."""
    if interaction.guild_id is not None:
        return None if interaction.is_guild_integration() else ONLY_AS_MEMBER
    return None if interaction.context.dm_channel else ONLY_DIRECT


def _refused(interaction: Asker) -> str | None:
    """Why somebody may not change what is followed here; None where they may."""
    may = interaction.permissions
    if interaction.guild_id is None or may.manage_channels or may.manage_guild:
        return _stranger(interaction)
    return _stranger(interaction) or ONLY_MANAGERS


def _shut_out(interaction: Asker) -> str | None:
    """Why nothing that we would post arrives here; None where it does, as far as Discord tells."""
    if interaction.guild_id is None:
        return None
    may, channel = interaction.app_permissions, interaction.channel
    if isinstance(channel, discord.Thread):
        if channel.locked and not may.manage_threads:
            return LOCKED
        posts = may.send_messages_in_threads
    else:
        posts = may.send_messages
    return None if posts and may.view_channel else MAY_NOT_POST
