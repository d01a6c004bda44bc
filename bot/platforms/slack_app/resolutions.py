"""Who reported an answer hears in a direct message when that was dealt with: once, from whichever process is first.

A report is taken in the shared state before it is told, and one that was forgotten with its sender cannot be taken.
Where Slack does not let us write to somebody, that is the end of it. The words are `bot.platforms.reporting`'s.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.platforms.reporting import resolution_of
from bot.platforms.slack_app.blocks import Post
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.pages import escaped, sendable
from bot.platforms.slack_app.sending import send
from bot.platforms.slack_app.web import error_code

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.platforms.slack_app.setup import Setup
    from bot.state import ResilientState
    from bot.state.feedback import Queued

PEOPLE = "slack:"
"""How the keys of people in Slack begin; their workspace and their id follow, with a colon between."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom one process can write to."""

    client: AsyncWebClient
    is_ours: Callable[[str], bool]
    """Whether a workspace, by its id, is one that this process speaks in; it may block."""
    speaking_in: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext()
    """What has to be entered for the client to speak in a workspace."""


@asynccontextmanager
async def resolutions_told(reach: Reach, setup: Setup) -> AsyncIterator[None]:
    """Tell people what came of their reports while the block runs, where there is a state."""
    if setup.state is None:
        yield
        return
    telling = asyncio.create_task(_tell_all(reach, setup.state, setup.limits.resolutions_seconds))
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell_all(reach: Reach, state: ResilientState, every: float) -> None:
    while True:
        try:
            for queued in await asyncio.to_thread(state.reports_to_tell, PEOPLE):
                await _tell(reach, state, queued)
        except Exception:
            log.exception("what came of reports could not be told; trying again later")
        await asyncio.sleep(every)


async def _tell(reach: Reach, state: ResilientState, queued: Queued) -> None:
    team, _, person = (queued.report.user_key or "").removeprefix(PEOPLE).partition(":")
    if not await asyncio.to_thread(reach.is_ours, team):
        return
    if not await asyncio.to_thread(state.take_to_tell, queued.report.id):
        return
    words = Post(escaped(sendable(resolution_of(queued))), ())
    try:
        with reach.speaking_in(team):
            await send(reach.client, Destination(team, person, None), words)
    except SlackApiError as error:
        log.warning("somebody was not told what came of a report: %s", error_code(error))
