"""What Discord offers while an option of a command is being typed: at most 25 names, or nothing in case of trouble.

The names come from the core (`Service.complete`). A completion cannot be put off and is worth nothing when it is late,
so it does not wait in line with the answers.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.platforms.discord_gateway.addressing import spot_of
from bot.platforms.discord_gateway.attempts import tried
from bot.platforms.discord_gateway.composing import in_place
from bot.platforms.limits import Discord, size

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.front import Front

log = logging.getLogger(__name__)


class CompletingGroup(app_commands.Group):
    """A group of commands whose options complete."""

    def __init__(self, front: Front, **details: Any) -> None:
        super().__init__(**details)
        self.front = front

    async def subjects(self, interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        """Models, brands, groups and kinds of car."""
        return await self._completed(interaction, "subject", typed)

    async def places(self, interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        """Countries and regions."""
        return await self._completed(interaction, "place", typed)

    async def periods(self, interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        """Years, quarters, months and spans."""
        return await self._completed(interaction, "period", typed)

    async def _completed(self, interaction: discord.Interaction[Any], kind: str, typed: str) -> list[Choice[str]]:
        try:
            context = in_place(spot_of(interaction), interaction.user.id, interaction.locale.value)
            found = await asyncio.to_thread(self.front.service.complete, kind, typed, context)
        except Exception:
            log.exception("The service raised while completing")
            found = []
        # Sent from here and not by discord.py, which would log a whole traceback for every one that comes late.
        await tried("complete an option", interaction.response.autocomplete(choices_of(found)))
        return []


def choices_of(found: list[str]) -> list[Choice[str]]:
    """Names as Discord takes them; one that is too long would lose all the others."""
    fitting = [text for text in found if 1 <= size(text) <= Discord.CHOICE]
    return [Choice(name=text, value=text) for text in fitting[: Discord.CHOICES]]


COMPLETED = {
    "what": CompletingGroup.subjects,
    "other": CompletingGroup.subjects,
    "where": CompletingGroup.places,
    "when": CompletingGroup.periods,
}
"""Options that complete, by the name of the parameter."""
