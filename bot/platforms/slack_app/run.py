"""Slack from login to goodbye: what `bot.app` starts when both tokens are set.

Puts the pieces together and owns their order: prove the tokens, listen, and at the end close the socket first, so that
what is not acknowledged goes to the next process, then finish the questions in hand.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.desk import Desk
from bot.platforms.slack_app.errors import check_tokens
from bot.platforms.slack_app.inbox import read_message
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents, RecentEvents
from bot.platforms.slack_app.poster import Poster
from bot.platforms.slack_app.presses import read_press
from bot.platforms.slack_app.socket_mode import bolt_app, close, connect, socket_handler
from bot.platforms.slack_app.web import log_in, web_client

if TYPE_CHECKING:
    from bot.service import Service

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
) -> None:
    """Answer in Slack until `stop` is set, then finish what is in hand and return.

    `ready` is set once the socket is open; `answered` is shared where several processes serve one workspace; `locale`
    tells how numbers are written in pictures. Raises SlackLoginError where Slack refuses a token, now or later, and
    SlackUnreachableError where it cannot be reached at start; lost connections after that are mended without a word.
    """
    bot_token, app_token = bot_token.strip(), app_token.strip()
    check_tokens(bot_token, app_token)
    serving = asyncio.create_task(
        _serve(bot_token, app_token, service, base_url or AsyncWebClient.BASE_URL, answered, limits, ready, locale)
    )
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        serving.cancel()
        await asyncio.gather(serving, stopping, return_exceptions=True)
    if not serving.cancelled():
        serving.result()


async def _serve(
    bot_token: str,
    app_token: str,
    service: Service,
    base_url: str,
    answered: AnsweredEvents | None,
    limits: SlackLimits,
    ready: asyncio.Event | None,
    locale: str,
) -> None:
    timeout = aiohttp.ClientTimeout(total=limits.request_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = web_client(bot_token, session, base_url, limits)
        bot, url = await log_in(client, app_token)
        poster = Poster(client, limits.seconds_between_messages)
        desk = Desk(service, poster, answered or RecentEvents(), limits, locale)

        def receive(body: dict[str, Any]) -> None:
            asked = read_message(body, bot) or read_press(body, bot)
            if asked is not None:
                desk.take(asked)

        handler = socket_handler(bolt_app(client, bot, receive), client, app_token, limits)
        try:
            await connect(handler, url)
            log.info("listening in Slack workspace %s", bot.team_id)
            if ready is not None:
                ready.set()
            raise await client.refusal
        finally:
            await close(handler, limits.close_seconds)
            await desk.finish()
