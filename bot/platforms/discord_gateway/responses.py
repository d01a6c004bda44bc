"""What goes back through an interaction: at once where that is quick, else "thinking" first and the answer into it.

Discord waits three seconds for the first sign and takes one first answer; the rest are further messages. An interaction
that expired or was answered before is survived (`attempts`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.platforms.discord_gateway.attempts import persistently, tried, with_or_without_files
from bot.platforms.discord_gateway.layout import editing, sending

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.pages import Page

ALREADY_ANSWERED = 40060
SIGN_WITHIN = 3.0
"""Seconds that Discord waits for the first sign."""
log = logging.getLogger(__name__)


class Response:
    """The answer to one interaction; `private` shows it to nobody but who pressed or asked.

    With `rewriting` the message that the press came from becomes the answer, as private as it is.
    """

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool, rewriting: bool = False) -> None:
        self._interaction = interaction
        self._private = private
        self._rewriting = rewriting
        self._attempts = 0
        """First answers that were tried, deferrals among them."""
        self._deferrals = 0
        """Those among them that were deferrals."""
        self._is_deferred = False
        """A deferral had arrived, though nobody confirmed it."""
        self._speaking = asyncio.Lock()
        """Held while something is on its way, so that an answer never crosses the sign that it takes longer."""

    async def acknowledge(self, after: float) -> None:
        """Show after some seconds that it takes longer, unless the answer is there by then."""
        await asyncio.sleep(after)
        async with self._speaking:
            if not self._interaction.response.is_done():
                await tried("acknowledge an interaction", persistently(self._defer))

    async def claim(self) -> bool:
        """Show at once that it takes longer; False where it is not ours to answer any more.

        Discord takes one first sign. So where ours was taken nobody else answers, and where it was refused somebody
        else does, or it came too late.
        """
        async with self._speaking:
            try:
                async with asyncio.timeout(SIGN_WITHIN):
                    await persistently(self._defer)
            except (discord.DiscordServerError, aiohttp.ClientError, OSError) as problem:
                log.warning("Discord did not say whether it heard our sign: %r", problem)  # the answer may still arrive
            except discord.HTTPException as problem:
                log.warning("Discord did not let us acknowledge an interaction: %s", problem)
                return False
            return True

    @asynccontextmanager
    async def acknowledged(self, after: float) -> AsyncIterator[None]:
        """Within the block, show after some seconds that it takes longer."""
        acknowledging = asyncio.create_task(self.acknowledge(after))
        try:
            yield
        finally:
            acknowledging.cancel()
            await asyncio.wait({acknowledging})

    def reveal(self) -> None:
        """Let everybody see the answer, unless it was acknowledged in private before."""
        self._private = False

    async def show(self, pages: Sequence[Page]) -> bool:
        """Answer with these messages; whether the first arrived."""
        async with self._speaking:
            first, *further = pages
            begin = self._fill if self._interaction.response.is_done() or self._is_deferred else self._begin
            sent = await tried("answer an interaction", with_or_without_files(first, begin))
            if sent is None:
                return False
            for page in further:
                # Nothing would tell Discord that a second attempt is the same message.
                await tried("go on answering", with_or_without_files(page, self._go_on, once=True))
            return True

    async def hush(self) -> None:
        """Answer with nothing: Discord wants a sign, and calls an application without one broken."""
        pressed = self._interaction.type is discord.InteractionType.component
        thinking = self._interaction.response.defer(ephemeral=True, thinking=not pressed)
        if await tried("acknowledge an interaction", thinking) is not None and not pressed:
            await tried("take a sign back", self._interaction.delete_original_response())

    async def _defer(self) -> None:
        thinking = not self._rewriting
        self._attempts += 1
        self._deferrals += 1
        try:
            await self._interaction.response.defer(thinking=thinking, ephemeral=self._private and thinking)
        except discord.HTTPException as problem:
            if not self._had_arrived(problem):
                raise
            self._is_deferred = True

    async def _begin(self, page: Page) -> bool:
        self._attempts += 1
        try:
            if self._rewriting:
                await self._interaction.response.edit_message(**editing(page))
            else:
                await self._interaction.response.send_message(**sending(page), ephemeral=self._private)
        except discord.HTTPException as problem:
            if not self._had_arrived(problem):
                raise
            if self._deferrals:
                return await self._fill(page)  # what had arrived was the deferral
        return True

    def _had_arrived(self, problem: discord.HTTPException) -> bool:
        """Whether an attempt that nobody confirmed was the first answer after all."""
        return problem.code == ALREADY_ANSWERED and self._attempts > 1

    async def _fill(self, page: Page) -> bool:
        await self._interaction.edit_original_response(**editing(page))
        return True

    async def _go_on(self, page: Page) -> None:
        await self._interaction.followup.send(**sending(page), ephemeral=self._private)
