"""What goes back through an interaction: at once where that is quick, else "thinking" first and the answer into it.

Discord waits three seconds for the first sign and takes one first answer; the rest are further messages. An interaction
that expired or was answered before is survived (`attempts`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord

from bot.platforms.discord_gateway.attempts import tried, with_or_without_files
from bot.platforms.discord_gateway.layout import editing, sending

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.pages import Page


class Response:
    """The answer to one interaction; `private` shows it to nobody but who pressed or asked.

    With `rewriting` the message that the press came from becomes the answer, as private as it is.
    """

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool, rewriting: bool = False) -> None:
        self._interaction = interaction
        self._private = private
        self._rewriting = rewriting
        self._speaking = asyncio.Lock()
        """Held while something is on its way, so that an answer never crosses the sign that it takes longer."""

    async def acknowledge(self, after: float) -> None:
        """Show after some seconds that it takes longer, unless the answer is there by then."""
        await asyncio.sleep(after)
        async with self._speaking:
            if not self._interaction.response.is_done():
                await tried("acknowledge an interaction", self._defer())

    async def show(self, pages: Sequence[Page]) -> bool:
        """Answer with these messages; whether the first arrived."""
        async with self._speaking:
            first, *further = pages
            begin = self._fill if self._interaction.response.is_done() else self._begin
            sent = await tried("answer an interaction", with_or_without_files(first, begin))
            if sent is None:
                return False
            for page in further:
                await tried("go on answering", with_or_without_files(page, self._go_on))
            return True

    async def hush(self) -> None:
        """Answer with nothing: Discord wants a sign, and calls an application without one broken."""
        pressed = self._interaction.type is discord.InteractionType.component
        thinking = self._interaction.response.defer(ephemeral=True, thinking=not pressed)
        if await tried("acknowledge an interaction", thinking) is not None and not pressed:
            await tried("take a sign back", self._interaction.delete_original_response())

    async def _defer(self) -> None:
        thinking = not self._rewriting
        await self._interaction.response.defer(thinking=thinking, ephemeral=self._private and thinking)

    async def _begin(self, page: Page) -> bool:
        if self._rewriting:
            await self._interaction.response.edit_message(**editing(page))
        else:
            await self._interaction.response.send_message(**sending(page), ephemeral=self._private)
        return True

    async def _fill(self, page: Page) -> bool:
        await self._interaction.edit_original_response(**editing(page))
        return True

    async def _go_on(self, page: Page) -> None:
        await self._interaction.followup.send(**sending(page), ephemeral=self._private)
