"""Whatever Discord refuses is logged and survived: there is nobody to tell it to.

A missing permission, a deleted channel, an interaction that expired or was answered before, a lost connection.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import discord

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.pages import Page

T = TypeVar("T")
log = logging.getLogger(__name__)


async def tried(what: str, doing: Awaitable[T]) -> T | None:
    """The outcome, or None if Discord did not let us; `what` ends the sentence in the log."""
    try:
        return await doing
    except (discord.DiscordException, aiohttp.ClientError, OSError) as problem:
        log.warning("Discord did not let us %s: %s", what, problem)
        return None


async def with_or_without_files(page: Page, send: Callable[[Page], Awaitable[T]]) -> T:
    """Send a page; where files may not be attached, its words alone."""
    try:
        return await send(page)
    except discord.Forbidden:
        if not page.files:
            raise
        log.warning("files may not be attached here: the words go alone")
        return await send(replace(page, files=()))
