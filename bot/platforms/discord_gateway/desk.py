"""Where questions are taken, answered in order and, when edited or deleted, answered anew or taken back.

Bounded: so many at once in threads, so many waiting, then a polite word. One person's questions in one channel are
answered one after the other, because a follow-up leans on what came before. It knows no Discord client.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from bot.platforms.attachments import Attachments
from bot.platforms.discord_gateway.ledger import Entry, Ledger
from bot.platforms.discord_gateway.rendering import messages
from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.attachments import Attachment
    from bot.platforms.discord_gateway.addressing import Asked
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.replies import Replies
    from bot.service import Service

HELP = (
    "Mention me with a question on electric-vehicle sales, for example: how many Renault Zoes were sold in Germany in "
    "2020? Ask me for help to see what else I can answer."
)
BUSY = "I have more questions than I can answer right now. Please ask again in a minute."
FAILED = "Something went wrong on my side; this question was not answered."

log = logging.getLogger(__name__)


class Desk:
    """Takes events, gives answers; every method but the last two returns at once."""

    def __init__(self, service: Service, replies: Replies, options: Options) -> None:
        self._service = service
        self._replies = replies
        self._options = options
        self._attachments = Attachments()
        self._ledger = Ledger(options.remembered)
        self._threads = ThreadPoolExecutor(options.workers, thread_name_prefix="discord-answer")
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._answering: set[asyncio.Task[None]] = set()
        self._asides: set[asyncio.Task[None]] = set()
        self._told_busy: set[str] = set()
        self._open = True

    def asked(self, asked: Asked) -> None:
        """Take a question; the same message is taken once."""
        if not self._open or (entry := self._ledger.opened(asked)) is None:
            return
        if not self._is_full():
            self._start(self._answer(entry), self._answering)
        elif asked.conversation not in self._told_busy:
            self._told_busy.add(asked.conversation)
            self._start(self._say(entry, BUSY), self._asides)

    def edited(self, asked: Asked) -> None:
        """Answer a question anew in place, if we answered it and its words changed."""
        entry = self._ledger.entry(asked.message_id)
        if entry is None or entry.asked.text == asked.text or not self._open or self._is_full():
            return
        entry.asked = asked
        self._start(self._answer(entry), self._answering)

    def deleted(self, message_id: int) -> None:
        """Take the answer to a deleted question back."""
        if (entry := self._ledger.entry(message_id)) is not None:
            entry.withdrawn = True
            self._start(self._withdraw(entry), self._asides)

    async def drain(self, within: float) -> None:
        """Take nothing new and finish what is in hand, for at most so many seconds."""
        self._open = False
        if tasks := self._answering | self._asides:
            await asyncio.wait(tasks, timeout=within)

    async def close(self) -> None:
        """Drop whatever is still in hand."""
        self._open = False
        tasks = self._answering | self._asides
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._attachments.close()

    def _is_full(self) -> bool:
        return len(self._answering) >= self._options.workers + self._options.waiting

    def _start(self, work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(lambda done: self._ended(done, among))

    def _ended(self, task: asyncio.Task[None], among: set[asyncio.Task[None]]) -> None:
        among.discard(task)
        if len(self._answering) <= self._options.workers:
            self._told_busy.clear()
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("An answer on Discord failed", exc_info=problem)

    def _turn(self, conversation: str) -> asyncio.Lock:
        return self._turns.setdefault(conversation, asyncio.Lock())

    async def _answer(self, entry: Entry) -> None:
        async with self._turn(entry.asked.conversation):
            asked = entry.asked
            if entry.withdrawn or entry.shown is asked:
                return  # deleted, or a later edit was answered while this one waited
            shown = await self._composed(asked)
            if entry.withdrawn or entry.asked is not asked:
                return
            entry.answer_ids = await self._replies.show(asked, entry.answer_ids, *shown)
            entry.shown = asked

    async def _composed(self, asked: Asked) -> tuple[list[str], tuple[Attachment, ...]]:
        if not asked.text:
            return [HELP], ()
        typing = asyncio.create_task(self._replies.typing(asked, self._options.typing_after))
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, asked)
            return messages(answer), await self._attachments.of(answer, self._options.locale)
        except Exception:
            # The service promises not to raise. If it does, the asker still hears something.
            log.exception("The service raised")
            return [FAILED], ()
        finally:
            typing.cancel()
            await asyncio.wait({typing})

    def _ask(self, asked: Asked) -> Answer:
        return self._service.ask(asked.text, Context(conversation=asked.conversation, platform="discord"))

    async def _say(self, entry: Entry, content: str) -> None:
        entry.answer_ids = await self._replies.show(entry.asked, (), [content])
        if entry.withdrawn:
            await self._replies.withdraw(entry.asked, entry.answer_ids)

    async def _withdraw(self, entry: Entry) -> None:
        async with self._turn(entry.asked.conversation):
            await self._replies.withdraw(entry.asked, entry.answer_ids)
