"""What is asked through Discord's interactions: presses of our buttons and choices, and the commands of `commands`.

A call is let in by the `admission` of all, acknowledged within its time whatever happens (first of all where many
wait), takes its turn among the questions of its conversation, and is answered through the interaction itself. What
servers set is `settings_calls`'.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from bot.platforms.discord_gateway.addressing import Spot, conversation_of, place_key, spot_of
from bot.platforms.discord_gateway.admission import WORDS, Admission, Outcome
from bot.platforms.discord_gateway.composing import BUSY, in_place
from bot.platforms.discord_gateway.controls import Press, press_of
from bot.platforms.discord_gateway.rendering import explaining, said
from bot.platforms.discord_gateway.responses import Response
from bot.platforms.reporting import Remark

if TYPE_CHECKING:
    import discord

    from bot.platforms.discord_gateway.admission import Door
    from bot.platforms.discord_gateway.composing import Ask, Composer
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.shared import Shared
    from bot.platforms.discord_gateway.workload import Workload
    from bot.platforms.reporting import Reporting
    from bot.service import Context, Service

Compose = Callable[["Context"], Awaitable[tuple["Page", ...]]]
"""Writes the messages that answer a call."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One interaction that wants an answer."""

    interaction: discord.Interaction[Any]
    spot: Spot
    compose: Compose
    private: bool
    """Whether only the asker shall see it, whatever the server has set."""
    always: bool = False
    """Whether it is answered wherever and however often it is asked."""

    @property
    def asker_id(self) -> int:
        """Who asks."""
        return self.interaction.user.id


class Calls:
    """Takes interactions, gives answers; every method returns at once."""

    def __init__(
        self,
        service: Service,
        workload: Workload,
        composer: Composer,
        shared: Shared,
        door: Door,
        reporting: Reporting,
        options: Options,
    ) -> None:
        self._service = service
        self._workload = workload
        self._composer = composer
        self._shared = shared
        self._door = door
        self._reporting = reporting
        self._acknowledged_after = options.acknowledged_after

    def asked(self, interaction: discord.Interaction[Any], ask: Ask, *, private: bool, always: bool = False) -> None:
        """Answer what a command asks, for everybody to see or for the asker alone.

        `always` for what nobody may be kept from, however often they asked for it and whatever their server has set.
        """
        compose = partial(self._composer.answer, ask)
        self._take(_Call(interaction, spot_of(interaction), compose, private, always))

    def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Answer a press of a button or a choice in a select."""
        data = cast("dict[str, Any]", interaction.data or {})
        press = press_of(str(data.get("custom_id", "")), [str(value) for value in data.get("values", ())])
        beneath_private = interaction.message is not None and interaction.message.flags.ephemeral
        private = beneath_private if press.private is None else press.private
        spot = spot_of(interaction)
        compose = self._composing(press, spot, quietly=beneath_private)
        self._take(_Call(interaction, spot, compose, private))

    def _composing(self, press: Press, spot: Spot, *, quietly: bool) -> Compose:
        if press.remarks is not None:
            remark = Remark(press.remarks, press.packed, place_key(spot))
            return partial(self._composer.answer, partial(self._reporting.take, remark))
        if press.reads:
            read = partial(self._service.how_read, press.packed)
            return partial(self._composer.reading, read, quietly=quietly, hears=self._shared.is_kept)
        return partial(self._composer.answer, partial(self._service.press, press.packed))

    def _take(self, call: _Call) -> None:
        if not self._workload.is_open:
            return
        if self._workload.is_full:
            self._workload.aside(self._turn_away(call))
        else:
            self._workload.answer(self._let_in(call))

    async def _turn_away(self, call: _Call) -> None:
        if (await self._admitted(call)).outcome is not Outcome.TAKEN:
            await Response(call.interaction, private=True).show(said(BUSY))

    async def _let_in(self, call: _Call) -> None:
        known = None
        if self._workload.is_crowded and not call.always:
            known = self._door.admit_known(str(call.interaction.id), call.spot, call.asker_id)
        admission = known or await self._admitted(call)
        if admission.is_let_in:
            await self._answer(call, admission, first=known is not None)
        elif admission.outcome is Outcome.SILENT:
            await Response(call.interaction, private=True).hush()
        elif admission.outcome in WORDS:
            await Response(call.interaction, private=True).show(said(WORDS[admission.outcome]))

    async def _admitted(self, call: _Call) -> Admission:
        event = str(call.interaction.id)
        return await (
            self._door.admit_always(event) if call.always else self._door.admit(event, call.spot, call.asker_id)
        )

    async def _answer(self, call: _Call, admission: Admission, *, first: bool) -> None:
        """Answer; with `first` a sign goes ahead, and no other replica is asked whether the call is ours."""
        settings = admission.settings
        private = call.private or (settings.private and call.spot.guild_id is not None)
        locale = self._composer.locale(settings, call.interaction.locale.value)
        response = Response(call.interaction, private=private)
        if first:
            async with self._workload.urgent():
                is_ours = await response.claim()
            if not is_ours:
                return
        # Begun before the turn comes: Discord does not wait for the question before this one.
        async with (
            response.acknowledged(self._acknowledged_after),
            self._workload.turn(conversation_of(call.spot, call.asker_id)),
        ):
            pages = await call.compose(in_place(call.spot, call.asker_id, locale))
            await response.show(pages if private else await self._explained(call.spot, pages))

    async def _explained(self, spot: Spot, pages: tuple[Page, ...]) -> tuple[Page, ...]:
        """The first answer that a thread sees says how to go on there."""
        if spot.thread_of is None or not await self._shared.explains(spot.channel_id):
            return pages
        return explaining(pages)
