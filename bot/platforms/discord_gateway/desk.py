"""Where questions in messages are taken, answered in order and, when edited or deleted, answered anew or taken back.

Bounded by the `workload` that it shares with presses and commands, let in by the `admission` of all. It knows no
Discord client; what is asked through a button or a command goes to `calls`.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.admission import WORDS, Outcome
from bot.platforms.discord_gateway.composing import BUSY, HELP, in_place
from bot.platforms.discord_gateway.ledger import Entry
from bot.platforms.discord_gateway.rendering import explaining, said
from bot.platforms.discord_gateway.replies import ShutOutError
from bot.platforms.discord_gateway.whispers import MAY_NOT_WRITE, NOT_THERE

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.addressing import Asked, Posted
    from bot.platforms.discord_gateway.admission import Door
    from bot.platforms.discord_gateway.composing import Composer
    from bot.platforms.discord_gateway.ledger import Ledger
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.replies import Replies
    from bot.platforms.discord_gateway.shared import Shared
    from bot.platforms.discord_gateway.whispers import Whispers
    from bot.platforms.discord_gateway.workload import Workload
    from bot.service import Service
    from bot.state import PlaceSettings

ONLY_PRIVATE = "My answers in this server are for their asker alone. Ask me with the command /ev ask."


class Desk:
    """Takes events of messages, gives answers; every method returns at once."""

    def __init__(
        self,
        service: Service,
        replies: Replies,
        whispers: Whispers,
        workload: Workload,
        composer: Composer,
        shared: Shared,
        door: Door,
        ledger: Ledger,
        options: Options,
    ) -> None:
        self._service = service
        self._replies = replies
        self._whispers = whispers
        self._workload = workload
        self._composer = composer
        self._shared = shared
        self._door = door
        self._ledger = ledger
        self._typing_after = options.typing_after

    def asked(self, asked: Asked) -> None:
        """Take a question; the same message is taken once."""
        if not self._workload.is_open or (entry := self._ledger.opened(asked)) is None:
            return
        if self._workload.is_full:
            self._workload.aside(self._turn_away(entry))
        else:
            self._workload.answer(self._take(entry))

    def edited(self, asked: Asked) -> None:
        """Answer a question anew in place, if it was answered and its words changed."""
        if not self._workload.is_open or self._workload.is_full:
            return
        entry = self._ledger.entry(asked.message_id)
        if entry is None:
            # Asked before a restart, or never. Without an edit it is only Discord adding a preview.
            if asked.edited is not None and self._shared.is_kept:
                self._workload.answer(self._take_again(Entry(asked)))
        elif entry.asked.text != asked.text:
            entry.asked = asked
            self._workload.answer(self._take_again(entry))

    def deleted(self, posted: Posted) -> None:
        """Take the answer to a deleted question back."""
        entry = self._ledger.entry(posted.message_id)
        if entry is not None:
            entry.withdrawn = True
        if entry is not None or self._shared.is_kept:
            self._workload.aside(self._withdraw(posted, entry))

    async def _take(self, entry: Entry) -> None:
        async with self._workload.turn(entry.asked.conversation):
            if entry.withdrawn:
                return
            asked = entry.asked
            admission = await self._door.admit(str(asked.message_id), asked.spot, asked.author_id)
            entry.is_ours = admission.outcome in (Outcome.ANSWER, Outcome.TELL)
            if admission.is_let_in:
                await self._answer(entry, admission.settings)
            elif admission.outcome is Outcome.TELL:
                await self._show(entry, said(WORDS[admission.outcome]))
            elif admission.outcome in WORDS:
                await self._whispers.tell(asked, NOT_THERE)

    async def _take_again(self, entry: Entry) -> None:
        async with self._workload.turn(entry.asked.conversation):
            asked = entry.asked
            if entry.withdrawn or entry.shown is asked:
                return  # deleted, or a later edit was answered while this one waited
            known = await self._shared.found(asked)  # a replica may have answered it since
            if not known and not entry.is_ours:
                return
            entry.answer_ids = known or entry.answer_ids
            event = f"{asked.message_id}:{asked.edited}"
            admission = await self._door.admit(event, asked.spot, asked.author_id, again=True)
            if admission.is_let_in:
                entry.is_ours = True
                self._ledger.add(entry)
                await self._answer(entry, admission.settings)
            elif admission.outcome is Outcome.TELL:
                await self._add(entry, said(WORDS[admission.outcome]))

    async def _turn_away(self, entry: Entry) -> None:
        asked = entry.asked
        admission = await self._door.admit(str(asked.message_id), asked.spot, asked.author_id)
        entry.is_ours = admission.outcome in (Outcome.ANSWER, Outcome.TELL)
        if entry.is_ours and self._workload.tells_busy(asked.conversation):
            await self._show(entry, said(BUSY))
            if entry.withdrawn:
                await self._replies.withdraw(asked.spot, entry.answer_ids)
                self._shared.forget(asked)

    async def _answer(self, entry: Entry, settings: PlaceSettings) -> None:
        asked = entry.asked
        if settings.private and asked.spot.guild_id is not None:
            await self._show(entry, said(ONLY_PRIVATE))
            return
        explains, pages = await asyncio.gather(self._explains(entry), self._composed(asked, settings))
        if entry.withdrawn or entry.asked is not asked:
            return
        await self._show(entry, explaining(pages) if explains else pages)
        entry.shown = asked

    async def _show(self, entry: Entry, pages: tuple[Page, ...]) -> None:
        try:
            entry.answer_ids = await self._replies.show(entry.asked, entry.answer_ids, pages)
        except ShutOutError:
            await self._whispers.tell(entry.asked, MAY_NOT_WRITE)
        if entry.answer_ids:
            self._shared.remember(entry.asked, entry.answer_ids)

    async def _add(self, entry: Entry, pages: tuple[Page, ...]) -> None:
        """Say something below an answer that stays as it is; the next one takes its place."""
        with suppress(ShutOutError):
            entry.answer_ids += await self._replies.show(entry.asked, (), pages)
            self._shared.remember(entry.asked, entry.answer_ids)

    async def _explains(self, entry: Entry) -> bool:
        """Whether this is the first answer in its thread, which says how to go on there."""
        spot = entry.asked.spot
        if spot.thread_of is not None and entry.asked.text and not entry.explains:
            entry.explains = await self._shared.explains(spot.channel_id)
        return entry.explains

    async def _composed(self, asked: Asked, settings: PlaceSettings) -> tuple[Page, ...]:
        if not asked.text:
            return said(HELP)
        context = in_place(asked.spot, asked.author_id, self._composer.locale(settings))
        ask = partial(self._service.ask, asked.text)
        if self._workload.is_crowded:
            return await self._composer.answer(ask, context)  # signs for all who wait would delay the answers
        typing = asyncio.create_task(self._replies.typing(asked, self._typing_after))
        try:
            return await self._composer.answer(ask, context)
        finally:
            typing.cancel()
            await asyncio.wait({typing})

    async def _withdraw(self, posted: Posted, entry: Entry | None) -> None:
        if entry is None:
            answer_ids = await self._shared.found(posted)
        else:
            async with self._workload.turn(entry.asked.conversation):
                # Once what was in hand is shown. A replica may have answered an edit since, with other messages.
                answer_ids = await self._shared.found(posted) or entry.answer_ids
        if answer_ids and await self._shared.first(f"{posted.message_id}:deleted"):
            await self._replies.withdraw(posted.spot, answer_ids)
            self._shared.forget(posted)
