"""The desk where errands wait for their turn: each is taken once, within bounds, and those of a conversation in order.

It says so when it is busy, and finishes what it has in hand at the end. It reads no events (`reception` has them read)
and answers nothing itself: `clerk` does.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError

from bot.platforms.slack_app import wording
from bot.platforms.slack_app.web import error_code

if TYPE_CHECKING:
    from bot.platforms.slack_app.clerk import Clerk
    from bot.platforms.slack_app.errands import Errand
    from bot.platforms.slack_app.setup import Setup

PULSE = "slack"
log = logging.getLogger(__name__)


class Desk:
    """Takes errands and sees that they are attended to. All methods belong to the event loop."""

    def __init__(self, clerk: Clerk, setup: Setup) -> None:
        self._clerk = clerk
        self._answered = setup.answered
        self._limits = setup.limits
        self._pulse = setup.pulse
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand = 0
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tell()

    def take(self, errand: Errand) -> None:
        """Take an errand up and return at once."""
        if len(self._tasks) >= self._limits.questions + self._limits.busy_replies:
            log.warning("dropped %s: too many questions in hand", errand.name)
            return
        task = asyncio.create_task(self._serve(errand))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        self._tell()

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
            self._clerk.close()

    async def _serve(self, errand: Errand) -> None:
        try:
            if not await self._is_first(errand):
                return
            if self._in_hand >= self._limits.questions:
                await self._clerk.say(errand.aside, wording.BUSY)
                return
            self._in_hand += 1
            try:
                async with self._turns.setdefault(errand.conversation, asyncio.Lock()):
                    await self._clerk.attend(errand)
            finally:
                self._in_hand -= 1
        except SlackApiError as error:
            log.error("could not answer %s: %s", errand.name, error_code(error))
        except Exception:
            log.exception("could not answer %s", errand.name)

    async def _is_first(self, errand: Errand) -> bool:
        try:
            for key in errand.keys:
                if not await self._answered.claim(key):
                    return False
        except Exception:
            log.exception("cannot tell whether %s was answered before; answering it", errand.name)
        return True

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._tell()

    def _tell(self) -> None:
        if self._pulse is not None:
            self._pulse.in_hand(PULSE, len(self._tasks))
