"""From token to farewell: connect, serve until told to stop, finish what is in hand, close.

It reads no settings and handles no signals; `bot.app` does, and sets `stop`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.client import EvClient
from bot.platforms.discord_gateway.errors import CHECK_NETWORK, DiscordError, checked_token, translated
from bot.platforms.discord_gateway.options import Options

if TYPE_CHECKING:
    from bot.service import Service

GOODBYE_WITHIN = 3.0
"""Seconds for the closing handshake; a dead gateway never answers it."""

log = logging.getLogger(__name__)


async def run_discord(token: str, service: Service, *, stop: asyncio.Event, options: Options | None = None) -> None:
    """Answer on Discord until `stop` is set, then finish what is in hand and return.

    Raises DiscordLoginError if the token does not let us in (at the start or later), DiscordError if Discord cannot
    be reached or ends the connection for good. Short losses of the connection are mended on the way.
    """
    options = options or Options()
    token = checked_token(token)
    client = EvClient(service, options)
    serving = asyncio.create_task(client.start(token), name="discord")
    stopping = asyncio.create_task(stop.wait(), name="discord-stop")
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done() and not stop.is_set():
            _raise_end_of(serving, client)
        await client.drain(options.finish_within)
    finally:
        stopping.cancel()
        serving.cancel()
        await client.drop()
        await asyncio.gather(serving, stopping, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(client.close(), GOODBYE_WITHIN)
        log.info("Discord closed")


def _raise_end_of(serving: asyncio.Task[None], client: EvClient) -> None:
    problem = serving.exception()
    if isinstance(problem, AttributeError) and client.ws is None:
        # discord.py trips over its own retry when not even the first gateway connection comes about.
        raise DiscordError(f"The Discord gateway cannot be reached. {CHECK_NETWORK}") from problem
    if problem is None:
        raise DiscordError("The connection to Discord ended without a reason. Start evbot again.")
    raise translated(problem) from problem
