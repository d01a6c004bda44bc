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

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.platforms.attachments import Attachments
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.inbox import Message
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.poster import Poster
from bot.platforms.slack_app.web import error_code
from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.attachments import Attachment
    from bot.service import Service

log = logging.getLogger(__name__)


class Desk:
    """Takes messages, gives answers. All methods belong to the event loop; only `service.ask` runs in threads."""

    def __init__(
        self, service: Service, poster: Poster, answered: AnsweredEvents, limits: SlackLimits, locale: str = "en"
    ) -> None:
        self._service = service
        self._poster = poster
        self._answered = answered
        self._limits = limits
        self._locale = locale
        self._pool = ThreadPoolExecutor(limits.workers, thread_name_prefix="slack-answer")
        self._attachments = Attachments()
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
            self._attachments.close()

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
            if not message.text:
                await self._poster.post(message.channel, message.thread, wording.HELP)
                return
            answer = await asyncio.get_running_loop().run_in_executor(self._pool, self._ask, message)
            text = "" if answer is None else answer.text.strip()
            await self._poster.post(message.channel, message.thread, text or wording.TROUBLE)
            if answer is not None and (files := await self._attachments.of(answer, self._locale)):
                await self._attach(message, files)

    async def _attach(self, message: Message, files: tuple[Attachment, ...]) -> None:
        """Put files below an answer; where that is not allowed the words have gone already."""
        try:
            await self._poster.attach(message.channel, message.thread, files)
        except SlackApiError as error:
            log.warning("files were not attached to the answer to event %s: %s", message.event_id, error_code(error))
        except SlackClientError as error:
            log.warning("files were not attached to the answer to event %s: %s", message.event_id, error)

    def _ask(self, message: Message) -> Answer | None:
        """The answer; runs in a thread of the pool."""
        try:
            context = Context(conversation=message.conversation, today=message.day, platform="slack")
            return self._service.ask(message.text, context)
        except Exception:
            log.exception("the service failed on event %s", message.event_id)
            return None
