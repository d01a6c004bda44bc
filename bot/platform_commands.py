"""`evbot discord …`, `evbot slack …`: what an operator does once for a platform, without connecting to it.

Tokens come from the settings. The platform packages do the work and say the words; here are the command line and the
exit codes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from bot.console import ended, say
from bot.ops.exits import Exit
from bot.ops.settings import SettingsError, read_settings

DISCORD_IS_OFF = (
    "EVBOT_DISCORD_TOKEN is not set. Copy the token from discord.com/developers/applications → your application → Bot "
    "→ Reset Token."
)

Task = Callable[[str], Coroutine[Any, Any, str]]


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    discord = commands.add_parser("discord", help="the link that adds the bot to a server, and its commands there")
    tasks = discord.add_subparsers(dest="task", required=True, metavar="TASK")
    sync = tasks.add_parser("sync", help="tell Discord the commands of this version, if it does not know them")
    sync.set_defaults(run=lambda _: _with_discord(_sync))
    invite = tasks.add_parser("invite", help="print the links that add the bot to a server or to a person")
    invite.set_defaults(run=lambda _: _with_discord(_invite))
    slack = commands.add_parser("slack", help="the manifest from which a Slack app is made")
    tasks = slack.add_subparsers(dest="task", required=True, metavar="TASK")
    manifest = tasks.add_parser("manifest", help="print the manifest, to be pasted where Slack makes an app from one")
    manifest.add_argument(
        "--http",
        metavar="ADDRESS",
        help="for an app that Slack calls at this public address, such as https://evbot.example.org",
    )
    manifest.set_defaults(run=lambda args: _manifest(args.http))


async def _sync(token: str) -> str:
    from bot.platforms.discord_gateway.sync import sync_commands  # here: discord.py costs half a second

    return await sync_commands(token)


async def _invite(token: str) -> str:
    from bot.platforms.discord_gateway.invite import invitation

    return await invitation(token)


def _with_discord(task: Task) -> int:
    try:
        settings = read_settings()
    except SettingsError as problem:
        return ended(Exit.USAGE, str(problem))
    if settings.discord_token is None:
        return ended(Exit.USAGE, DISCORD_IS_OFF)
    from bot.platforms.discord_gateway import DiscordError, DiscordLoginError

    try:
        said = asyncio.run(task(settings.discord_token.get_secret_value()))
    except DiscordLoginError as problem:
        return ended(Exit.LOGIN, str(problem))
    except DiscordError as problem:
        return ended(Exit.PLATFORM, str(problem))
    say(said)
    return Exit.OK


def _manifest(public_url: str | None) -> int:
    from bot.platforms.slack_app.manifest import manifest

    try:
        sys.stdout.write(manifest(public_url))
    except ValueError as problem:
        return ended(Exit.USAGE, str(problem))
    return Exit.OK
