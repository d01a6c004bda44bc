"""`/ev settings`: shows a server's settings to those who may manage it, and changes them as they press.

Discord can hide a whole command from others, but not a part of one, so who may is asked each time. What the page looks
like and what a press means is `settings_page`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from bot.platforms.discord_gateway.rendering import said
from bot.platforms.discord_gateway.responses import Response
from bot.platforms.discord_gateway.settings_page import change_of, settings_page
from bot.state import StateAwayError, StateClashError

if TYPE_CHECKING:
    import discord

    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.settings_page import Change
    from bot.platforms.discord_gateway.shared import Shared
    from bot.platforms.discord_gateway.workload import Workload

ONLY_IN_SERVERS = "Settings belong to a server. Here in private there is nothing to set."
ONLY_AS_MEMBER = "I have not been added to this server, so there is nothing to set here."
ONLY_MANAGERS = "Only people with the permission Manage Server can see and change my settings here."
NOTHING_KEPT = "My host runs me without a database, so I cannot keep settings."
AWAY = "My database cannot be reached just now, so nothing was changed. Please try again in a few minutes."
CLASH = "Somebody else has changed the settings meanwhile, so nothing was changed now. This is how they stand."
CHANGED = "Changed."


class SettingsCalls:
    """Takes `/ev settings` and the presses on its page; every method returns at once."""

    def __init__(self, shared: Shared, workload: Workload, options: Options) -> None:
        self._shared = shared
        self._workload = workload
        self._acknowledged_after = options.acknowledged_after

    def opened(self, interaction: discord.Interaction[Any]) -> None:
        """Show the settings to who asked for them."""
        if self._workload.is_open:
            self._workload.aside(self._answer(interaction, None))

    def pressed(self, interaction: discord.Interaction[Any]) -> bool:
        """Make a change that somebody pressed; whether the press was one of the settings'."""
        data = cast("dict[str, Any]", interaction.data or {})
        change = change_of(str(data.get("custom_id", "")), [str(value) for value in data.get("values", ())])
        if change is None:
            return False
        if self._workload.is_open:
            self._workload.aside(self._answer(interaction, change))
        return True

    async def _answer(self, interaction: discord.Interaction[Any], change: Change | None) -> None:
        if not await self._shared.first(str(interaction.id)):
            return
        refused = self._refused(interaction)
        rewriting = change is not None and refused is None
        response = Response(interaction, private=True, rewriting=rewriting)
        async with response.acknowledged(self._acknowledged_after):
            await response.show(said(refused) if refused else (await self._page(interaction, change),))

    def _refused(self, interaction: discord.Interaction[Any]) -> str | None:
        """Why somebody may not see or change settings here."""
        if interaction.guild_id is None:
            return ONLY_IN_SERVERS
        if not interaction.is_guild_integration():
            return ONLY_AS_MEMBER
        if not interaction.permissions.manage_guild:
            return ONLY_MANAGERS
        return None if self._shared.is_kept else NOTHING_KEPT

    async def _page(self, interaction: discord.Interaction[Any], change: Change | None) -> Page:
        guild_id = interaction.guild_id or 0
        settings, remark = await self._shared.place(guild_id), ""
        if change is not None:
            try:
                if change.version != settings.version:
                    raise StateClashError("the page was out of date")
                settings = await self._shared.set_place(guild_id, change.made_in(settings))
                remark = CHANGED
            except StateClashError:
                settings, remark = await self._shared.place(guild_id), CLASH
            except StateAwayError:
                remark = AWAY
        return settings_page(settings, lambda channel: _is_there(interaction, channel), remark)


def _is_there(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    """Whether a channel still is in the server, as far as we have been told of the server's channels."""
    guild = interaction.guild
    return guild is None or guild.unavailable or guild.get_channel(channel_id) is not None
