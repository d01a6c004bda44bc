"""The platforms as `bot.app` starts them: what each gets from the settings, and its errors with their exit codes.

Platforms are imported only when they are started. Starting, watching and ending them together is `bot.app`'s business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ops.exits import Exit

if TYPE_CHECKING:
    from bot.ops.settings import Settings
    from bot.platforms.pulse import Pulse
    from bot.service import Service
    from bot.state import ResilientState

DISCORD_FINISHES_WITHIN = 8.0
"""Seconds for what is in hand on Discord; with the goodbye it must stay within `bot.app.FINISH_SECONDS`."""


class EndedError(Exception):
    """A platform ended without being asked to; carries the exit code, and its message says what to do."""

    def __init__(self, code: Exit, advice: str) -> None:
        super().__init__(advice)
        self.code = code


@dataclass(frozen=True, slots=True)
class Share:
    """What every platform of one process gets."""

    settings: Settings
    service: Service
    stop: asyncio.Event
    state: ResilientState | None = None
    """What replicas share; None keeps to this process."""
    pulse: Pulse | None = None
    """What hears of connections."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One way in: its name, and what serves it until the event is set."""

    name: str
    serve: Callable[[Share], Awaitable[None]]


def with_tokens(settings: Settings) -> list[Platform]:
    """The platforms that can be served."""
    discord = [Platform("Discord", serve_discord)] if settings.discord_token else []
    slack = [Platform("Slack", serve_slack)] if settings.slack_bot_token and settings.slack_app_token else []
    over_http = [Platform("Slack over HTTP", serve_slack_http)] if settings.slack_http_port else []
    return discord + slack + over_http


async def serve_discord(share: Share) -> None:
    """Serve Discord until the event is set. Raises EndedError."""
    from bot.platforms.discord_gateway import DiscordError, DiscordLoginError, Options, run_discord

    settings = share.settings
    assert settings.discord_token is not None
    token = settings.discord_token.get_secret_value()
    options = Options(
        workers=settings.answer_threads,
        locale=settings.locale,
        finish_within=DISCORD_FINISHES_WITHIN,
        shard_ids=settings.discord_shard_ids,
        shard_count=settings.discord_shard_count,
        sync_commands=settings.discord_sync_commands,
        follows_a_channel=settings.follows_per_channel,
    )
    try:
        await run_discord(token, share.service, stop=share.stop, options=options, state=share.state, pulse=share.pulse)
    except DiscordLoginError as problem:
        raise EndedError(Exit.LOGIN, str(problem)) from problem
    except DiscordError as problem:
        raise EndedError(Exit.PLATFORM, str(problem)) from problem


async def serve_slack(share: Share) -> None:
    """Serve Slack over Socket Mode until the event is set. Raises EndedError."""
    from bot.platforms.slack_app.errors import SlackError, SlackLoginError
    from bot.platforms.slack_app.limits import SlackLimits
    from bot.platforms.slack_app.run import run_slack

    settings = share.settings
    assert settings.slack_bot_token is not None
    assert settings.slack_app_token is not None
    try:
        await run_slack(
            settings.slack_bot_token.get_secret_value(),
            settings.slack_app_token.get_secret_value(),
            share.service,
            stop=share.stop,
            base_url=settings.slack_api_url,
            limits=SlackLimits(workers=settings.answer_threads, follows_a_channel=settings.follows_per_channel),
            locale=settings.locale,
            state=share.state,
            pulse=share.pulse,
            admins=frozenset(settings.slack_admins),
        )
    except SlackLoginError as problem:
        raise EndedError(Exit.LOGIN, f"{problem} Then start evbot again.") from problem
    except SlackError as problem:
        raise EndedError(Exit.PLATFORM, f"{problem} Check network and firewall, then start evbot again.") from problem


async def serve_slack_http(share: Share) -> None:
    """Serve every workspace that has installed the app, over HTTP, until the event is set. Raises EndedError."""
    from bot.platforms.slack_app.errors import SlackError, SlackLoginError
    from bot.platforms.slack_app.http_mode import SlackHttpApp, run_slack_http
    from bot.platforms.slack_app.limits import SlackLimits

    settings = share.settings
    assert share.state is not None  # the installations lie there
    assert settings.slack_client_id is not None
    assert settings.slack_client_secret is not None
    assert settings.slack_signing_secret is not None
    assert settings.slack_public_url is not None
    app = SlackHttpApp(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        public_url=settings.slack_public_url,
        port=settings.slack_http_port,
    )
    try:
        await run_slack_http(
            app,
            share.service,
            state=share.state,
            stop=share.stop,
            base_url=settings.slack_api_url,
            limits=SlackLimits(workers=settings.answer_threads, follows_a_channel=settings.follows_per_channel),
            locale=settings.locale,
            pulse=share.pulse,
            admins=frozenset(settings.slack_admins),
        )
    except SlackLoginError as problem:
        raise EndedError(Exit.LOGIN, f"{problem} Then start evbot again.") from problem
    except SlackError as problem:
        raise EndedError(
            Exit.PLATFORM, f"{problem} Check the port and the firewall, then start evbot again."
        ) from problem
