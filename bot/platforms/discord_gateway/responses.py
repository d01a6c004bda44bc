"""What goes back through an interaction: at once where that is quick, else "thinking" first and the answer into it.

Discord waits three seconds for the first sign and takes one first answer; the rest are further messages. An interaction
that expired or was answered before is survived (`attempts`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.platforms.discord_gateway.attempts import tried, with_or_without_files
from bot.platforms.discord_gateway.layout import editing, sending

if TYPE_CHECKING:
    import discord

    from bot.platforms.discord_gateway.pages import Page


class Response:
    """The answer to one interaction; `private` shows it to nobody but who pressed or asked."""

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._speaking = asyncio.Lock()
        """Held while something is on its way, so that an answer never crosses the sign that it takes longer."""

    async def acknowledge(self, after: float) -> None:
        """Show after some seconds that it takes longer, unless the answer is there by then."""
        await asyncio.sleep(after)
        async with self._speaking:
            if not self._interaction.response.is_done():
                thinking = self._interaction.response.defer(thinking=True, ephemeral=self._private)
                await tried("acknowledge an interaction", thinking)

    async def show(self, pages: Sequence[Page]) -> None:
        """Answer with these messages."""
        async with self._speaking:
            first, *further = pages
            begin = self._fill if self._interaction.response.is_done() else self._begin
            sent = await tried("answer an interaction", with_or_without_files(first, begin))
            if sent is None:
                return
            for page in further:
                await tried("go on answering", with_or_without_files(page, self._go_on))

    async def _begin(self, page: Page) -> bool:
        await self._interaction.response.send_message(**sending(page), ephemeral=self._private)
        return True

    async def _fill(self, page: Page) -> bool:
        await self._interaction.edit_original_response(**editing(page))
        return True

    async def _go_on(self, page: Page) -> None:
        await self._interaction.followup.send(**sending(page), ephemeral=self._private)
