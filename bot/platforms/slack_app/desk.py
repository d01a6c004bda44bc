"""The desk where questions wait, are answered in a bounded pool of threads, and leave as messages.

It answers each event once, keeps the questions of one conversation in order, says so when it is busy, and finishes what
it has in hand at the end. It reads no events (`inbox`, `presses`) and knows no socket (`socket_mode`).
A press of a button is served as a message is: once, in its turn, within the same bounds.
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
from bot.platforms.slack_app.buttons import Act
from bot.platforms.slack_app.inbox import Message
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.poster import Poster
from bot.platforms.slack_app.presses import Press
from bot.platforms.slack_app.web import error_code
from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.attachments import Attachment
    from bot.service import Service

Asked = Message | Press
log = logging.getLogger(__name__)


class Desk:
    """Takes messages and presses, gives answers. All methods belong to the event loop; the service runs in threads."""

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

    def take(self, asked: Asked) -> None:
        """Take a message or a press up and return at once."""
        if len(self._tasks) >= self._limits.questions + self._limits.busy_replies:
            log.warning("dropped %s: too many questions in hand", asked.name)
            return
        task = asyncio.create_task(self._serve(asked))
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

    async def _serve(self, asked: Asked) -> None:
        try:
            if not await self._is_first(asked):
                return
            if self._in_hand >= self._limits.questions:
                await self._poster.say(asked.aside, wording.BUSY)
                return
            self._in_hand += 1
            try:
                await self._answer(asked)
            finally:
                self._in_hand -= 1
        except SlackApiError as error:
            log.error("could not answer %s: %s", asked.name, error_code(error))
        except Exception:
            log.exception("could not answer %s", asked.name)

    async def _is_first(self, asked: Asked) -> bool:
        try:
            for key in asked.keys:
                if not await self._answered.claim(key):
                    return False
        except Exception:
            log.exception("cannot tell whether %s was answered before; answering it", asked.name)
        return True

    async def _answer(self, asked: Asked) -> None:
        turn = self._turns.setdefault(asked.conversation, asyncio.Lock())
        async with turn:
            if isinstance(asked, Message) and not asked.text:
                await self._poster.say(asked.aside, wording.HELP)
                return
            answer = await asyncio.get_running_loop().run_in_executor(self._pool, self._ask, asked)
            if answer is None or not await self._poster.show(asked.destination, answer):
                await self._poster.say(asked.aside, wording.TROUBLE)
                return
            # What only one person sees cannot carry files.
            if asked.destination.only_for is None and (files := await self._attachments.of(answer, self._locale)):
                await self._attach(asked, files)

    async def _attach(self, asked: Asked, files: tuple[Attachment, ...]) -> None:
        """Put files below an answer; where that is not allowed the words have gone already."""
        try:
            await self._poster.attach(asked.destination, files)
        except SlackApiError as error:
            log.warning("files were not attached to the answer to %s: %s", asked.name, error_code(error))
        except SlackClientError as error:
            log.warning("files were not attached to the answer to %s: %s", asked.name, error)

    def _ask(self, asked: Asked) -> Answer | None:
        """The answer; runs in a thread of the pool."""
        try:
            context = Context(conversation=asked.conversation, today=asked.day, platform="slack", buttons=True)
            if isinstance(asked, Message):
                return self._service.ask(asked.text, context)
            if asked.act is Act.READ:
                return self._service.how_read(asked.packed, context)
            return self._service.press(asked.packed, context)
        except Exception:
            log.exception("the service failed on %s", asked.name)
            return None
