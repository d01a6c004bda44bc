"""From a question to the messages that answer it: the core in a thread, its files, and our own words when it fails.

It sends nothing; `desk` and `calls` do. Never raises: an asker always hears something.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bot.platforms.attachments import Attachments
from bot.platforms.discord_gateway.rendering import messages, reading_messages, said
from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.workload import Workload

HELP = (
    "Mention me with a question on electric-vehicle sales, for example: how many Renault Zoes were sold in Germany in "
    "2020? Ask me for help to see what else I can answer."
)
BUSY = "I have more questions than I can answer right now. Please ask again in a minute."
FAILED = "Something went wrong on my side; this question was not answered."

log = logging.getLogger(__name__)

Ask = Callable[[Context], "Answer"]
"""A question that only lacks its place; called in a thread."""


class Composer:
    """Writes answers; close it when the platform stops."""

    def __init__(self, workload: Workload, options: Options) -> None:
        self._workload = workload
        self._locale = options.locale
        self._attachments = Attachments()

    async def answer(self, ask: Ask, conversation: str) -> tuple[Page, ...]:
        """The messages that answer a question asked in a conversation."""
        try:
            answer = await self._asked(ask, conversation)
            return messages(answer, await self._attachments.of(answer, self._locale))
        except Exception:
            # The service promises not to raise. If it does, the asker still hears something.
            log.exception("The service raised")
            return said(FAILED)

    async def reading(self, ask: Ask, conversation: str, *, quietly: bool) -> tuple[Page, ...]:
        """The messages that tell how a question was read; `quietly` where its repairs are for the asker alone."""
        try:
            return reading_messages(await self._asked(ask, conversation), quietly=quietly)
        except Exception:
            log.exception("The service raised")
            return said(FAILED)

    async def _asked(self, ask: Ask, conversation: str) -> Answer:
        context = Context(conversation=conversation, locale=self._locale, platform="discord", buttons=True)
        return await self._workload.in_thread(partial(ask, context))

    def close(self) -> None:
        """End the process that draws."""
        self._attachments.close()
