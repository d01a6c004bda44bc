"""Who reported an answer hears in a direct message when that was dealt with: once, from whichever process is first.

A report is taken in the shared state before it is told, and one that was forgotten with its sender cannot be taken.
Where Discord does not let us write to somebody, that is the end of it. The words are `bot.platforms.reporting`'s.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot.platforms.discord_gateway.addressing import PEOPLE
from bot.platforms.discord_gateway.attempts import tried
from bot.platforms.discord_gateway.layout import sending
from bot.platforms.discord_gateway.rendering import said
from bot.platforms.reporting import resolution_of

if TYPE_CHECKING:
    from bot.state import ResilientState
    from bot.state.feedback import Queued

log = logging.getLogger(__name__)


async def tell_resolutions(client: discord.Client, state: ResilientState, every: float) -> None:
    """Tell people what came of their reports, looking for those after so many seconds each, until cancelled."""
    while True:
        try:
            for queued in await asyncio.to_thread(state.reports_to_tell, PEOPLE):
                await _tell(client, state, queued)
        except Exception:
            log.exception("What came of reports could not be told; trying again later")
        await asyncio.sleep(every)


async def _tell(client: discord.Client, state: ResilientState, queued: Queued) -> None:
    person = (queued.report.user_key or "").removeprefix(PEOPLE)
    if person.isdecimal() and await asyncio.to_thread(state.take_to_tell, queued.report.id):
        await tried("tell somebody what came of a report", _send(client, int(person), resolution_of(queued)))


async def _send(client: discord.Client, person_id: int, words: str) -> None:
    channel = await client.create_dm(discord.Object(person_id))
    for page in said(words):
        await channel.send(**sending(page))
