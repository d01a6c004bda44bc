"""The socket: Bolt over Socket Mode, opened, watched and closed; what it hears goes to the listeners of `listening`.

Bolt acknowledges an event before its listener runs; nothing here may wait in front of that, so who the bot is comes
ready-made instead of from auth.test at the first event. Nothing is understood here.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.desk import PULSE
from bot.platforms.slack_app.inbox import Bot
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.web import WatchedClient

if TYPE_CHECKING:
    from bot.platforms.pulse import Pulse

DEAF = "the socket answers no pings"
TOLD_AFTER_PINGS = 3
"""Intervals without an answered ping after which that is told; the SDK connects anew after four."""
DEAF_AFTER_PINGS = 6
"""Intervals without an answered ping after which the socket counts as deaf."""


def bolt_app(client: WatchedClient, bot: Bot) -> AsyncApp:
    """A Bolt app for one workspace, without listeners."""
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
    return AsyncApp(name="evbot", client=nameless, authorize=authorize, attaching_conversation_kwargs_enabled=False)


def socket_handler(app: AsyncApp, client: WatchedClient, app_token: str, limits: SlackLimits) -> AsyncSocketModeHandler:
    """A handler that is ready to connect."""
    return AsyncSocketModeHandler(app, app_token, web_client=client, ping_interval=limits.ping_seconds)


async def connect(handler: AsyncSocketModeHandler, url: str) -> None:
    """Open the socket at an address that the login has already asked for."""
    handler.client.wss_uri = url
    await handler.connect_async()  # type: ignore[no-untyped-call]  # the SDK's gap


async def report(handler: AsyncSocketModeHandler, pulse: Pulse, ping_seconds: float) -> None:
    """Tell the pulse how the socket is, until cancelled; to be started before it connects."""
    client = handler.client
    pulse.watch(PULSE, ping_seconds * DEAF_AFTER_PINGS)
    is_connected, answers = False, True
    clock = asyncio.get_running_loop().time
    answered_at = clock()
    before: float | None = None

    async def heard(_client: Any, message: dict[str, Any], _raw: str | None) -> None:
        nonlocal is_connected, answers, answered_at, before
        if message.get("type") != "hello":
            pulse.beat(PULSE)  # what comes in says nothing of pings, which alone tell a deaf socket in time
            return
        if is_connected:
            pulse.lost(PULSE)  # mended before anybody noticed
        if answers:
            answered_at = clock()  # otherwise not: the socket before this one greeted as well, and was deaf
        is_connected, answers, before = True, False, None
        pulse.connected(PULSE)

    client.message_listeners.append(heard)
    while True:
        await asyncio.sleep(ping_seconds / 2)
        pong = client.last_ping_pong_time
        # The SDK writes down a socket's first ping itself, answered or not; only a later moment is one of an answer.
        if before is not None and pong is not None and pong != before:
            answers, answered_at = True, clock()
            pulse.beat(PULSE)
            pulse.degraded(PULSE, None)
        before = pong
        if is_connected and clock() - answered_at > ping_seconds * TOLD_AFTER_PINGS:
            pulse.degraded(PULSE, DEAF)
        if is_connected and (client.current_session is None or client.current_session.closed):
            is_connected = False
            pulse.lost(PULSE)


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
