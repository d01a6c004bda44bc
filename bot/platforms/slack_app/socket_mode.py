"""The socket: Bolt over Socket Mode, with a listener for events and one for presses; each acknowledges and hands on.

Bolt acknowledges an event before its listener runs; nothing here may wait in front of that, so who the bot is comes
ready-made instead of from auth.test at the first event. Opening, listening, closing: nothing is understood here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.inbox import Bot
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.web import WatchedClient

EVERY = re.compile("")
"""Also those we do not answer: an event that is not acknowledged comes back three times, a button shows a warning."""


def bolt_app(client: WatchedClient, bot: Bot, receive: Callable[[dict[str, Any]], None]) -> AsyncApp:
    """A Bolt app that acknowledges each event and each press, and gives its body to `receive`."""
    identity = AuthorizeResult(
        enterprise_id=None,
        team_id=bot.team_id,
        bot_user_id=bot.user_id,
        bot_id=bot.bot_id,
        bot_token=client.token,
    )

    async def authorize() -> AuthorizeResult:
        return identity

    # Bolt's own client carries no token: with one it would ask auth.test before the first acknowledgement.
    nameless = AsyncWebClient(base_url=client.base_url, session=client.session)
    app = AsyncApp(name="evbot", client=nameless, authorize=authorize, attaching_conversation_kwargs_enabled=False)

    async def on_event(body: dict[str, Any]) -> None:
        receive(body)

    async def on_press(ack: AsyncAck, body: dict[str, Any]) -> None:
        # Bolt acknowledges events by itself, presses it does not.
        await ack()
        receive(body)

    app.event(EVERY)(on_event)
    app.action(EVERY)(on_press)
    return app


def socket_handler(app: AsyncApp, client: WatchedClient, app_token: str, limits: SlackLimits) -> AsyncSocketModeHandler:
    """A handler that is ready to connect."""
    return AsyncSocketModeHandler(app, app_token, web_client=client, ping_interval=limits.ping_seconds)


async def connect(handler: AsyncSocketModeHandler, url: str) -> None:
    """Open the socket at an address that the login has already asked for."""
    handler.client.wss_uri = url
    await handler.connect_async()  # type: ignore[no-untyped-call]  # the SDK's gap


async def close(handler: AsyncSocketModeHandler, seconds: float) -> None:
    """Close the socket and end the SDK's tasks, even where Slack does not answer the goodbye."""
    client = handler.client
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await handler.close_async()  # type: ignore[no-untyped-call]  # the SDK's gap
    tasks = [
        task
        for task in (client.message_processor, client.current_session_monitor, client.message_receiver)
        if task is not None
    ]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.aiohttp_client_session.close()
