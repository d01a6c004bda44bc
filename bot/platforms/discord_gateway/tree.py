"""The one tree of our commands, the same in every server, and what is said when a command goes wrong.

`EvClient` grows it; `sync` tells Discord about it. Nothing is sent to Discord by growing a tree.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.platforms.discord_gateway.attempts import tried
from bot.platforms.discord_gateway.commands import Ev
from bot.platforms.discord_gateway.commands_menus import menus
from bot.platforms.discord_gateway.composing import FAILED
from bot.platforms.discord_gateway.rendering import said
from bot.platforms.discord_gateway.responses import Response

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.front import Front

OUTDATED = "This command has changed since Discord last heard of it. Please try again later."
STALE = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)
"""Somebody's Discord shows a command of another version of ours."""

log = logging.getLogger(__name__)


class EvTree(app_commands.CommandTree[discord.Client]):
    """All our commands on a client; they live as long as it does."""

    def __init__(self, client: discord.Client, front: Front) -> None:
        super().__init__(client)
        self.add_command(Ev(front))
        for menu in menus(front):
            self.add_command(menu)

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Note what went wrong, and tell the asker."""
        if isinstance(error, STALE):
            log.warning("%s: run `evbot discord sync`", error)
        else:
            log.error("A command failed", exc_info=error)
        if interaction.type is discord.InteractionType.autocomplete:
            await tried("complete an option", interaction.response.autocomplete([]))
        else:
            await Response(interaction, private=True).show(said(OUTDATED if isinstance(error, STALE) else FAILED))
