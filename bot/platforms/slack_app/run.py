"""Slack over Socket Mode from login to goodbye: what `bot.app` starts when both tokens are set.

Puts the pieces together and owns their order: prove the tokens, listen, and at the end close the socket first, so that
what is not acknowledged goes to the next process, then finish the questions in hand.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.errors import check_tokens
from bot.platforms.slack_app.follow_courier import FollowReach, follows_posted
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.listening import listen, open_desk
from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.resolutions import Reach, resolutions_told
from bot.platforms.slack_app.setup import Setup
from bot.platforms.slack_app.socket_mode import bolt_app, close, connect, report, socket_handler
from bot.platforms.slack_app.web import log_in, web_client

if TYPE_CHECKING:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

    from bot.platforms.pulse import Pulse
    from bot.service import Service
    from bot.state import ResilientState

log = logging.getLogger(__name__)
DEFAULT_LIMITS = SlackLimits()


async def run_slack(
    bot_token: str,
    app_token: str,
    service: Service,
    *,
    stop: asyncio.Event,
    base_url: str | None = None,
    answered: AnsweredEvents | None = None,
    limits: SlackLimits = DEFAULT_LIMITS,
    ready: asyncio.Event | None = None,
    locale: str = "en",
    state: ResilientState | None = None,
    pulse: Pulse | None = None,
    admins: frozenset[str] = frozenset(),
) -> None:
    """Answer in Slack until `stop` is set, then finish what is in hand and return.

    `ready` is set once the socket is open; `answered` is shared where several processes serve one workspace, and made
    of the `state` where it is not given. `state` keeps the settings of workspaces and which messages answered what,
    `admins` may change the former, `pulse` hears how the socket is, and `locale` tells how numbers are written in
    pictures. Raises SlackLoginError where Slack refuses a token, now or later, and SlackUnreachableError where it
    cannot be reached at start; lost connections after that are mended without a word.
    """
    bot_token, app_token = bot_token.strip(), app_token.strip()
    check_tokens(bot_token, app_token)
    setup = Setup(service, answered or AnsweredEvents(state), limits, locale, state, pulse, admins)
    serving = asyncio.create_task(_serve(bot_token, app_token, setup, base_url or AsyncWebClient.BASE_URL, ready))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        serving.cancel()
        await asyncio.gather(serving, stopping, return_exceptions=True)
    if not serving.cancelled():
        serving.result()


async def _serve(bot_token: str, app_token: str, setup: Setup, base_url: str, ready: asyncio.Event | None) -> None:
    limits = setup.limits
    timeout = aiohttp.ClientTimeout(total=limits.request_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = web_client(bot_token, session, base_url, limits)
        bot, url = await log_in(client, app_token)

        async def clients(_team: str) -> AsyncWebClient:
            return client

        async def scopes(_team: str) -> frozenset[str] | None:
            return bot.scopes

        desk = open_desk(setup, clients, scopes)
        app = bolt_app(client, bot)
        listen(app, desk, setup, lambda _: bot)
        reach = Reach(client, lambda team: team == bot.team_id)
        follows = FollowReach(client, lambda place: place.team == bot.team_id)
        handler = socket_handler(app, client, app_token, limits)
        try:
            async with _reported(handler, setup), resolutions_told(reach, setup), follows_posted(follows, setup):
                await connect(handler, url)
                log.info("listening in Slack workspace %s", bot.team_id)
                if ready is not None:
                    ready.set()
                raise await client.refusal
        finally:
            await close(handler, limits.close_seconds)
            await desk.finish()


@asynccontextmanager
async def _reported(handler: AsyncSocketModeHandler, setup: Setup) -> AsyncIterator[None]:
    """Tell the pulse how the socket is while the block runs, where there is a pulse."""
    if setup.pulse is None:
        yield
        return
    reporting = asyncio.create_task(report(handler, setup.pulse, setup.limits.ping_seconds))
    await asyncio.sleep(0)  # it must hear the first hello
    try:
        yield
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)
