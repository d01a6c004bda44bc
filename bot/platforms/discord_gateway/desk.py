"""Where questions in messages are taken, answered in order and, when edited or deleted, answered anew or taken back.

Bounded by the `workload` that it shares with presses and commands. It knows no Discord client; what is asked through a
button or a command goes to `calls`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.composing import BUSY, HELP
from bot.platforms.discord_gateway.ledger import Entry, Ledger
from bot.platforms.discord_gateway.rendering import said

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.addressing import Asked
    from bot.platforms.discord_gateway.composing import Composer
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.replies import Replies
    from bot.platforms.discord_gateway.workload import Workload
    from bot.service import Service


class Desk:
    """Takes events of messages, gives answers; every method returns at once."""

    def __init__(
        self, service: Service, replies: Replies, workload: Workload, composer: Composer, options: Options
    ) -> None:
        self._service = service
        self._replies = replies
        self._workload = workload
        self._composer = composer
        self._typing_after = options.typing_after
        self._ledger = Ledger(options.remembered)

    def asked(self, asked: Asked) -> None:
        """Take a question; the same message is taken once."""
        if not self._workload.is_open or (entry := self._ledger.opened(asked)) is None:
            return
        if not self._workload.is_full:
            self._workload.answer(self._answer(entry))
        elif self._workload.tells_busy(asked.conversation):
            self._workload.aside(self._say(entry, BUSY))

    def edited(self, asked: Asked) -> None:
        """Answer a question anew in place, if we answered it and its words changed."""
        entry = self._ledger.entry(asked.message_id)
        if entry is None or entry.asked.text == asked.text or not self._workload.is_open or self._workload.is_full:
            return
        entry.asked = asked
        self._workload.answer(self._answer(entry))

    def deleted(self, message_id: int) -> None:
        """Take the answer to a deleted question back."""
        if (entry := self._ledger.entry(message_id)) is not None:
            entry.withdrawn = True
            self._workload.aside(self._withdraw(entry))

    async def _answer(self, entry: Entry) -> None:
        async with self._workload.turn(entry.asked.conversation):
            asked = entry.asked
            if entry.withdrawn or entry.shown is asked:
                return  # deleted, or a later edit was answered while this one waited
            pages = await self._composed(asked)
            if entry.withdrawn or entry.asked is not asked:
                return
            entry.answer_ids = await self._replies.show(asked, entry.answer_ids, pages)
            entry.shown = asked

    async def _composed(self, asked: Asked) -> tuple[Page, ...]:
        if not asked.text:
            return said(HELP)
        typing = asyncio.create_task(self._replies.typing(asked, self._typing_after))
        try:
            return await self._composer.answer(
                lambda context: self._service.ask(asked.text, context), asked.conversation
            )
        finally:
            typing.cancel()
            await asyncio.wait({typing})

    async def _say(self, entry: Entry, words: str) -> None:
        entry.answer_ids = await self._replies.show(entry.asked, (), said(words))
        if entry.withdrawn:
            await self._replies.withdraw(entry.asked, entry.answer_ids)

    async def _withdraw(self, entry: Entry) -> None:
        async with self._workload.turn(entry.asked.conversation):
            await self._replies.withdraw(entry.asked, entry.answer_ids)
