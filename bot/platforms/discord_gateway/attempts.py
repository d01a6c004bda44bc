"""What Discord refuses is logged and survived, as there is nobody to tell it to; what passes is tried again.

Refused for good: a missing permission, a deleted channel, an interaction that expired or was answered before. Passing:
a server in trouble, a connection that was cut, a request that nobody answers. Whoever sends must bear being repeated.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import discord

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.pages import Page

T = TypeVar("T")
PASSING = (discord.DiscordServerError, aiohttp.ClientConnectionError, TimeoutError)
"""discord.py itself tries again after some of these, but not after 503, nor on Linux after a connection was cut."""
PAUSES = (0.3, 1.5, 5.0)
"""Seconds before each further attempt; the first still comes in time for an interaction."""
ANSWERED_WITHIN = 75.0
"""Seconds for one attempt: the longest that Discord's limits may keep a message waiting, and some to send it in."""
log = logging.getLogger(__name__)


async def tried(what: str, doing: Awaitable[T]) -> T | None:
    """The outcome, or None if Discord did not let us; `what` ends the sentence in the log."""
    try:
        return await doing
    except (discord.DiscordException, aiohttp.ClientError, OSError) as problem:
        log.warning("Discord did not let us %s: %s", what, problem)
        return None


async def with_or_without_files(page: Page, send: Callable[[Page], Awaitable[T]], *, once: bool = False) -> T:
    """Send a page; where files may not be attached, its words alone.

    Unless it may be sent only `once`, it is sent again where that may help.
    """
    attempt: Callable[[Callable[[], Awaitable[T]]], Awaitable[T]] = _once if once else persistently
    try:
        return await attempt(lambda: send(page))
    except discord.Forbidden:
        if not page.files:
            raise
        log.warning("files may not be attached here: the words go alone")
        return await attempt(lambda: send(replace(page, files=())))


async def persistently(send: Callable[[], Awaitable[T]]) -> T:
    """The outcome of what is sent, at the latest of the last attempt, which may raise.

    What is repeated may have arrived before: `send` must do the same again, or notice it.
    """
    for pause in PAUSES:
        try:
            return await _once(send)
        except PASSING as problem:
            log.info("Discord did not answer a request well (%r), it is tried again", problem)
        await asyncio.sleep(pause)
    return await _once(send)


async def _once(send: Callable[[], Awaitable[T]]) -> T:
    async with asyncio.timeout(ANSWERED_WITHIN):
        return await send()
