"""The desk where questions wait, are answered in a bounded pool of threads, and leave as messages.

It answers each event once, keeps the questions of one conversation in order, says so when it is busy, and finishes what
it has in hand at the end. It reads no events (`inbox`) and knows no socket (`socket_mode`).
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError

from bot.platforms.slack_app import wording
from bot.platforms.slack_app.inbox import Message
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.poster import Poster
from bot.platforms.slack_app.web import error_code
from bot.service import Context

if TYPE_CHECKING:
    from bot.service import Service

log = logging.getLogger(__name__)


class Desk:
    """Takes messages, gives answers. All methods belong to the event loop; only `service.ask` runs in threads."""

    def __init__(self, service: Service, poster: Poster, answered: AnsweredEvents, limits: SlackLimits) -> None:
        self._service = service
        self._poster = poster
        self._answered = answered
        self._limits = limits
        self._pool = ThreadPoolExecutor(limits.workers, thread_name_prefix="slack-answer")
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand = 0
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def take(self, message: Message) -> None:
        """Take a message up and return at once."""
        if len(self._tasks) >= self._limits.questions + self._limits.busy_replies:
            log.warning("dropped event %s: too many questions in hand", message.event_id)
            return
        task = asyncio.create_task(self._serve(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait for what is in hand, as long as the limits allow, and close for good."""
        try:
            async with asyncio.timeout(self._limits.drain_seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            log.warning("gave up on %d questions that were still in hand", len(self._tasks))
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, message: Message) -> None:
        try:
            if not await self._is_first(message):
                return
            if self._in_hand >= self._limits.questions:
                await self._poster.post(message.channel, message.thread, wording.BUSY)
                return
            self._in_hand += 1
            try:
                await self._answer(message)
            finally:
                self._in_hand -= 1
        except SlackApiError as error:
            log.error("could not answer event %s: %s", message.event_id, error_code(error))
        except Exception:
            log.exception("could not answer event %s", message.event_id)

    async def _is_first(self, message: Message) -> bool:
        try:
            # The place catches one message that two kinds of event tell of.
            delivered = message.event_id and not await self._answered.claim(message.event_id)
            return not delivered and await self._answered.claim(message.place)
        except Exception:
            log.exception("cannot tell whether event %s was answered before; answering it", message.event_id)
            return True

    async def _answer(self, message: Message) -> None:
        turn = self._turns.setdefault(message.conversation, asyncio.Lock())
        async with turn:
            text = wording.HELP
            if message.text:
                loop = asyncio.get_running_loop()
                text = await loop.run_in_executor(self._pool, self._ask, message)
            await self._poster.post(message.channel, message.thread, text)

    def _ask(self, message: Message) -> str:
        """The text of the answer; runs in a thread of the pool."""
        try:
            context = Context(conversation=message.conversation, today=message.day, platform="slack")
            return self._service.ask(message.text, context).text.strip() or wording.TROUBLE
        except Exception:
            log.exception("the service failed on event %s", message.event_id)
            return wording.TROUBLE
