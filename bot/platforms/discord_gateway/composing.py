"""From a question to the messages that answer it: the core in a thread, its files, and our own words when it fails.

It sends nothing; `desk` and `calls` do. Never raises: an asker always hears something.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bot.platforms.attachments import Attachments
from bot.platforms.discord_gateway.addressing import conversation_of, person_key
from bot.platforms.discord_gateway.locales import locale_of
from bot.platforms.discord_gateway.rendering import messages, reading_messages, said
from bot.service import Context

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.platforms.discord_gateway.addressing import Spot
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.pages import Page
    from bot.platforms.discord_gateway.workload import Workload
    from bot.state import PlaceSettings

HELP = (
    "Mention me with a question on electric-vehicle sales, for example: how many Renault Zoes were sold in Germany in "
    "2020? Ask me for help to see what else I can answer."
)
BUSY = "I have more questions than I can answer right now. Please ask again in a minute."
FAILED = "Something went wrong on my side; this question was not answered."

log = logging.getLogger(__name__)

Ask = Callable[[Context], "Answer"]
"""A question that only lacks its place; called in a thread."""


def in_place(spot: Spot, author_id: int, locale: str) -> Context:
    """What the core may know of a question of somebody somewhere."""
    return Context(
        conversation=conversation_of(spot, author_id),
        locale=locale,
        platform="discord",
        buttons=True,
        person=person_key(author_id),
        place=None if spot.guild_id is None else f"discord:{spot.guild_id}",
        inside=spot.guild_id is not None,
    )


class Composer:
    """Writes answers; close it when the platform stops."""

    def __init__(self, workload: Workload, options: Options) -> None:
        self._workload = workload
        self._locale = options.locale
        self._attachments = Attachments()

    def locale(self, settings: PlaceSettings, asker: str | None = None) -> str:
        """The locale of an answer in a server with these settings; `asker` is what the asker's Discord is set to."""
        return locale_of(settings.locale, asker, self._locale)

    async def answer(self, ask: Ask, context: Context) -> tuple[Page, ...]:
        """The messages that answer a question."""
        try:
            answer = await self._workload.in_thread(partial(ask, context))
            return await self.showing(answer, context.locale)
        except Exception:
            # The service promises not to raise. If it does, the asker still hears something.
            log.exception("The service raised")
            return said(FAILED)

    async def showing(self, answer: Answer, locale: str) -> tuple[Page, ...]:
        """The messages that show an answer, with its files."""
        return messages(answer, await self._attachments.of(answer, locale))

    async def reading(self, ask: Ask, context: Context, *, quietly: bool, hears: bool) -> tuple[Page, ...]:
        """The messages that tell how a question was read; see `rendering.reading_messages`."""
        try:
            answer = await self._workload.in_thread(partial(ask, context))
            return reading_messages(answer, quietly=quietly, hears=hears)
        except Exception:
            log.exception("The service raised")
            return said(FAILED)

    def close(self) -> None:
        """End the process that draws."""
        self._attachments.close()
