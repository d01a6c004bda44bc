"""A short visit to Discord on the operator's behalf: logged in, but not connected, so that nobody sees us come online.

For `sync` and `invite`; whoever stays is `runner`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.platforms.discord_gateway.errors import checked_token, translated


@asynccontextmanager
async def visit(token: str) -> AsyncIterator[tuple[discord.Client, int]]:
    """A client that may ask Discord things, and the id of our application.

    Raises DiscordLoginError if the token does not let us in, DiscordError if Discord cannot be reached.
    """
    token = checked_token(token)
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        try:
            await client.login(token)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as problem:
            raise translated(problem) from problem
        assert client.application_id is not None  # login asked for it
        yield client, client.application_id
