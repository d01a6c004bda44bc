"""`evbot run`: whichever platforms have tokens, in one process, from the first login to the last answer.

It owns the start, the end and the exit code. A platform that ends by itself takes the process down, because running on
with one platform dead looks healthy and is not. Platforms are imported only when they are started; the signals are
caught in `bot.ops.stopping`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.ops.exits import Exit
from bot.ops.hosted import HostedService
from bot.ops.logging import set_up_logging
from bot.ops.settings import Settings, SettingsError, read_settings, variable
from bot.ops.stopping import stopping_on_signals

if TYPE_CHECKING:
    from bot.service import Service

NOTHING_TO_RUN = """\
There is no token, so there is nothing to run. Set one or both in the environment or in a file .env:

  Discord  EVBOT_DISCORD_TOKEN    discord.com/developers/applications → your application → Bot → Reset Token
  Slack    EVBOT_SLACK_BOT_TOKEN  api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)
           EVBOT_SLACK_APP_TOKEN  api.slack.com/apps → your app → Basic Information → App-Level Tokens (xapp-…),
                                  with the scope connections:write

The README has both ways in five steps each. Without a token, try: evbot chat"""
HALF_OF_SLACK = "Slack needs both of its tokens: {missing} is not set. Set it, or leave {present} out too."

log = logging.getLogger(__name__)


class EndedError(Exception):
    """A platform ended without being asked to; carries the exit code, and its message says what to do."""

    def __init__(self, code: Exit, advice: str) -> None:
        super().__init__(advice)
        self.code = code


@dataclass(frozen=True, slots=True)
class Platform:
    """One way in: its name, and what serves it until the event is set."""

    name: str
    serve: Callable[[Settings, Service, asyncio.Event], Awaitable[None]]


def start(open_service: Callable[[], Service | None]) -> int:
    """The whole of `evbot run`, settings first; the service is opened only where there is something to run.

    `open_service` says itself why it gives None.
    """
    try:
        settings = read_settings()
    except SettingsError as problem:
        return _ended(Exit.USAGE, str(problem))
    if (advice := missing(settings)) is not None:
        return _ended(Exit.USAGE, advice)
    set_up_logging(settings)
    if settings.cache_dir is not None:
        # The fact store knows nothing of our settings and looks here; it may have been said only in the file .env.
        os.environ[variable("cache_dir")] = str(settings.cache_dir)
    service = open_service()
    return Exit.NO_STORE if service is None else asyncio.run(run(settings, service))


async def run(settings: Settings, service: Service) -> int:
    """Serve every platform that has its tokens until SIGTERM or SIGINT; the exit code comes back."""
    if (advice := missing(settings)) is not None:
        return _ended(Exit.USAGE, advice)
    hosted = cast("Service", HostedService(service, settings))  # the same `ask`, which is all that a platform uses
    stop = asyncio.Event()
    ends: list[EndedError] = []
    platforms = _with_tokens(settings)
    log.info("starting %s", " and ".join(platform.name for platform in platforms))
    with stopping_on_signals(stop):
        async with asyncio.TaskGroup() as group:
            for platform in platforms:
                group.create_task(_watched(platform, settings, hosted, stop, ends), name=platform.name)
    log.info("stopped")
    return _ended(ends[0].code, str(ends[0])) if ends else Exit.OK


def missing(settings: Settings) -> str | None:
    """What must be set before anything can run, or None."""
    slack = {"slack_bot_token": settings.slack_bot_token, "slack_app_token": settings.slack_app_token}
    absent = [variable(name) for name, token in slack.items() if token is None]
    present = [variable(name) for name, token in slack.items() if token is not None]
    if absent and present:
        return HALF_OF_SLACK.format(missing=absent[0], present=present[0])
    return None if present or settings.discord_token else NOTHING_TO_RUN


def _with_tokens(settings: Settings) -> list[Platform]:
    discord = [Platform("Discord", _serve_discord)] if settings.discord_token else []
    slack = [Platform("Slack", _serve_slack)] if settings.slack_bot_token and settings.slack_app_token else []
    return discord + slack


async def _serve_discord(settings: Settings, service: Service, stop: asyncio.Event) -> None:
    from bot.platforms.discord_gateway import DiscordError, DiscordLoginError, Options, run_discord

    assert settings.discord_token is not None
    try:
        options = Options(workers=settings.answer_threads, locale=settings.locale)
        await run_discord(settings.discord_token.get_secret_value(), service, stop=stop, options=options)
    except DiscordLoginError as problem:
        raise EndedError(Exit.LOGIN, str(problem)) from problem
    except DiscordError as problem:
        raise EndedError(Exit.PLATFORM, str(problem)) from problem


async def _serve_slack(settings: Settings, service: Service, stop: asyncio.Event) -> None:
    from bot.platforms.slack_app.errors import SlackError, SlackLoginError
    from bot.platforms.slack_app.limits import SlackLimits
    from bot.platforms.slack_app.run import run_slack

    assert settings.slack_bot_token is not None
    assert settings.slack_app_token is not None
    try:
        await run_slack(
            settings.slack_bot_token.get_secret_value(),
            settings.slack_app_token.get_secret_value(),
            service,
            stop=stop,
            base_url=settings.slack_api_url,
            limits=SlackLimits(workers=settings.answer_threads),
            locale=settings.locale,
        )
    except SlackLoginError as problem:
        raise EndedError(Exit.LOGIN, f"{problem} Then start evbot again.") from problem
    except SlackError as problem:
        raise EndedError(Exit.PLATFORM, f"{problem} Check network and firewall, then start evbot again.") from problem


async def _watched(
    platform: Platform, settings: Settings, service: Service, stop: asyncio.Event, ends: list[EndedError]
) -> None:
    """Serve one platform; however it ends, the others are asked to stop and finish what they have in hand."""
    try:
        await platform.serve(settings, service, stop)
    except Exception as problem:
        if stop.is_set():
            log.warning("%s did not stop cleanly", platform.name, exc_info=problem)
        else:
            ends.append(_end_of(platform, problem))
    else:
        if not stop.is_set():
            ends.append(EndedError(Exit.PLATFORM, f"{platform.name} ended without a reason. Start evbot again."))
    finally:
        stop.set()


def _end_of(platform: Platform, problem: Exception) -> EndedError:
    if isinstance(problem, EndedError):
        log.error("%s ended", platform.name)
        return problem
    log.error("%s failed", platform.name, exc_info=problem)
    advice = f"{platform.name} failed ({type(problem).__name__}). Report it with the log above, then start evbot again."
    return EndedError(Exit.PLATFORM, advice)


def _ended(code: Exit, advice: str) -> Exit:
    """The last line on standard error is for the person who started this."""
    sys.stderr.write(f"{advice}\n")
    sys.stderr.flush()
    return code
