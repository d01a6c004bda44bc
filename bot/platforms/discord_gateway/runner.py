"""From token to farewell: connect, serve until told to stop, finish what is in hand, close.

It reads no settings and handles no signals; `bot.app` does, and sets `stop`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.client import EvClient
from bot.platforms.discord_gateway.errors import DiscordError, checked_token, translated
from bot.platforms.discord_gateway.options import Options

if TYPE_CHECKING:
    from bot.platforms.pulse import Pulse
    from bot.service import Service
    from bot.state import ResilientState

GOODBYE_WITHIN = 3.0
"""Seconds for the closing handshake; a dead gateway never answers it."""

log = logging.getLogger(__name__)


async def run_discord(
    token: str,
    service: Service,
    *,
    stop: asyncio.Event,
    options: Options | None = None,
    state: ResilientState | None = None,
    pulse: Pulse | None = None,
) -> None:
    """Answer on Discord until `stop` is set, then finish what is in hand and return.

    With a `state`, replicas share the shards between them and answer each question once. The `pulse` hears of every
    shard's connection.

    Raises DiscordLoginError if the token does not let us in (at the start or later), DiscordError if Discord cannot
    be reached or ends the connection for good. Short losses of the connection are mended on the way.
    """
    options = options or Options()
    token = checked_token(token)
    client = EvClient(service, options, state, pulse)
    serving = asyncio.create_task(client.start(token), name="discord")
    stopping = asyncio.create_task(stop.wait(), name="discord-stop")
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done() and not stop.is_set():
            _raise_end_of(serving)
        await client.drain(options.finish_within)
    finally:
        stopping.cancel()
        serving.cancel()
        await client.drop()
        await asyncio.gather(serving, stopping, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(client.close(), GOODBYE_WITHIN)
        log.info("Discord closed")


def _raise_end_of(serving: asyncio.Task[None]) -> None:
    problem = serving.exception()
    if problem is None:
        raise DiscordError("The connection to Discord ended without a reason. Start evbot again.")
    if isinstance(problem, DiscordError):
        raise problem
    raise translated(problem) from problem
