"""What `evbot doctor` looks at in Discord: the token, how the application is set up, commands and room for sessions.

It logs in for a short visit without connecting and changes nothing. One small function for each check.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.finding import Finding
from bot.platforms.discord_gateway.errors import CHECK_NETWORK, DiscordError
from bot.platforms.discord_gateway.sync import described, is_same
from bot.platforms.discord_gateway.visit import visit

WITHIN_SECONDS = 10.0
"""For each check."""
SERVERS_A_SHARD = 2_500
"""Discord lets no connection with more servers in."""
PORTAL = "at discord.com/developers/applications → your application"


async def discord_findings(
    token: str, shards: int | None = None, within_seconds: float = WITHIN_SECONDS
) -> list[Finding]:
    """One line for each check; `shards` is the number of all shards, None what Discord advises."""
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(within_seconds):
                client, application_id = await stack.enter_async_context(visit(token))
        except TimeoutError:
            return [Finding("Discord: did not answer the login in time", False, CHECK_NETWORK)]
        except DiscordError as problem:
            return [Finding("Discord token", False, str(problem))]
        application = client.application
        assert application is not None  # login asked for it
        checks: dict[str, Callable[[], Awaitable[Finding]]] = {
            "Discord commands": lambda: commands_known(client, application_id),
            "Discord sessions": lambda: sessions_left(client, shards),
        }
        return [
            Finding(f"Discord token: that of {application.name}", True),
            no_endpoint(application),
            no_code_grant(application),
            no_privileged_intent(application),
            enough_shards(application, shards),
            *[await _in_time(what, check, within_seconds) for what, check in checks.items()],
        ]


def no_endpoint(application: discord.AppInfo) -> Finding:
    """With an endpoint Discord sends presses and commands there, and never to us."""
    if not application.interactions_endpoint_url:
        return Finding("Discord presses and commands: come to evbot", True)
    return Finding(
        "Discord presses and commands: go to an endpoint of the application instead of evbot",
        False,
        f"Empty Interactions Endpoint URL under General Information {PORTAL}.",
    )


def no_code_grant(application: discord.AppInfo) -> Finding:
    """With the code grant nobody can add the bot by its link."""
    if not application.bot_require_code_grant:
        return Finding("Discord invitation: works by its link", True)
    return Finding(
        "Discord invitation: nobody can add the bot by its link",
        False,
        f"Switch Requires OAuth2 Code Grant off under Bot {PORTAL}.",
    )


def no_privileged_intent(application: discord.AppInfo) -> Finding:
    """We need none, and with one Discord would hand us what nobody wrote to us."""
    flags = application.flags
    on = [
        name
        for name, is_on in (
            ("Presence", flags.gateway_presence or flags.gateway_presence_limited),
            ("Server Members", flags.gateway_guild_members or flags.gateway_guild_members_limited),
            ("Message Content", flags.gateway_message_content or flags.gateway_message_content_limited),
        )
        if is_on
    ]
    if not on:
        return Finding("Discord intents: no privileged one is on, none is needed", True)
    return Finding(
        f"Discord intents: {', '.join(on)} is on, though evbot needs no privileged one",
        False,
        f"Switch {' and '.join(f'{name} Intent' for name in on)} off under Bot {PORTAL}.",
    )


def enough_shards(application: discord.AppInfo, shards: int | None) -> Finding:
    """There is a shard for every so many servers."""
    servers = application.approximate_guild_count or 0
    if shards is None:
        return Finding(f"Discord shards: as many as Discord advises for {servers:,} servers", True)
    what = f"Discord shards: {shards} for {servers:,} servers"
    needed = -(-servers // SERVERS_A_SHARD)
    if needed <= shards:
        return Finding(what, True)
    return Finding(what, False, f"Set EVBOT_DISCORD_SHARD_COUNT to {needed} or more, the same in every process.")


async def commands_known(client: discord.Client, application_id: int) -> Finding:
    """Discord has the commands of this version."""
    route = Route("GET", "/applications/{application_id}/commands", application_id=application_id)
    theirs: list[dict[str, Any]] = await client.http.request(route, params={"with_localizations": "true"})
    if is_same(await described(client), theirs):
        return Finding("Discord commands: those of this version", True)
    return Finding("Discord commands: not those of this version", False, "Run evbot discord sync.")


async def sessions_left(client: discord.Client, shards: int | None) -> Finding:
    """Discord allows so many logins a day, and resets the token of whoever wants more."""
    advised, _, limit = await client.http.get_bot_gateway()
    what = f"Discord sessions: {limit['remaining']} of {limit['total']} left"
    if limit["remaining"] >= (shards or advised):
        return Finding(what, True)
    hours = -(-int(limit["reset_after"]) // 3_600_000)
    return Finding(what, False, f"Start no process within the next {hours} h, and see why it starts so often.")


async def _in_time(what: str, check: Callable[[], Awaitable[Finding]], within_seconds: float) -> Finding:
    try:
        async with asyncio.timeout(within_seconds):
            return await check()
    except TimeoutError:
        return Finding(f"{what}: Discord did not answer in time", False, CHECK_NETWORK)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as problem:
        return Finding(f"{what}: Discord could not be asked ({problem})", False, CHECK_NETWORK)
