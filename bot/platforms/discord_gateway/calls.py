"""What is asked through Discord's interactions: presses of our buttons and choices, and the commands of `commands`.

A call is acknowledged within its time whatever happens, takes its turn among the questions of its conversation, and is
answered through the interaction itself. Bounded by the `workload` that it shares with `desk`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from bot.platforms.discord_gateway.addressing import conversation_of
from bot.platforms.discord_gateway.composing import BUSY
from bot.platforms.discord_gateway.controls import Press, press_of
from bot.platforms.discord_gateway.rendering import said
from bot.platforms.discord_gateway.responses import Response

if TYPE_CHECKING:
    import discord

    from bot.platforms.discord_gateway.composing import Ask, Composer
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.workload import Workload
    from bot.service import Service


class Calls:
    """Takes interactions, gives answers; every method returns at once."""

    def __init__(self, service: Service, workload: Workload, composer: Composer, options: Options) -> None:
        self._service = service
        self._workload = workload
        self._composer = composer
        self._acknowledged_after = options.acknowledged_after

    def asked(self, interaction: discord.Interaction[Any], ask: Ask, *, private: bool) -> None:
        """Answer what a command asks, for everybody to see or for the asker alone."""
        compose = partial(self._composer.answer, ask, _conversation(interaction))
        self._take(interaction, compose, private=private)

    def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Answer a press of a button or a choice in a select."""
        data = cast("dict[str, Any]", interaction.data or {})
        press = press_of(str(data.get("custom_id", "")), [str(value) for value in data.get("values", ())])
        beneath_private = interaction.message is not None and interaction.message.flags.ephemeral
        private = beneath_private if press.private is None else press.private
        self._take(interaction, self._composing(interaction, press, quietly=beneath_private), private=private)

    def _composing(
        self, interaction: discord.Interaction[Any], press: Press, *, quietly: bool
    ) -> Callable[[], Awaitable[tuple[Page, ...]]]:
        conversation = _conversation(interaction)
        if press.reads:
            read = partial(self._service.how_read, press.packed)
            return partial(self._composer.reading, read, conversation, quietly=quietly)
        return partial(self._composer.answer, partial(self._service.press, press.packed), conversation)

    def _take(
        self,
        interaction: discord.Interaction[Any],
        compose: Callable[[], Awaitable[tuple[Page, ...]]],
        *,
        private: bool,
    ) -> None:
        if not self._workload.is_open:
            return
        if self._workload.is_full:
            self._workload.aside(Response(interaction, private=True).show(said(BUSY)))
            return
        response = Response(interaction, private=private)
        self._workload.answer(self._answer(response, compose, _conversation(interaction)))

    async def _answer(
        self, response: Response, compose: Callable[[], Awaitable[tuple[Page, ...]]], conversation: str
    ) -> None:
        # Begun before the turn comes: Discord does not wait for the question before this one.
        acknowledging = asyncio.create_task(response.acknowledge(self._acknowledged_after))
        try:
            async with self._workload.turn(conversation):
                await response.show(await compose())
        finally:
            acknowledging.cancel()
            await asyncio.wait({acknowledging})


def _conversation(interaction: discord.Interaction[Any]) -> str:
    return conversation_of(interaction.guild_id, interaction.channel_id, interaction.user.id)
