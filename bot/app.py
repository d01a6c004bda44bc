"""`evbot run`: whichever platforms have tokens, in one process, from the first login to the last answer.

It owns the start, the end and the exit code. A platform that ends by itself takes the process down, because running on
with one platform dead looks healthy and is not. What each platform gets stands in `bot.serving`; the signals are caught
in `bot.ops.stopping`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from bot.ops.exits import Exit
from bot.ops.health import HealthPortError, health_served
from bot.ops.hosted import HostedService
from bot.ops.logging import set_up_logging
from bot.ops.metrics import Metrics
from bot.ops.misspelt import misspelt_settings
from bot.ops.pulse import Pulse
from bot.ops.running import run_until_done
from bot.ops.settings import Settings, SettingsError, read_settings, variable
from bot.ops.stopping import ended_threads, stopping_on_signals
from bot.serving import EndedError, Platform, Share, with_tokens
from bot.updating import Updates, keep_looking
from facts.editions import Editions, facts_home

if TYPE_CHECKING:
    from bot.service import Service
    from bot.state import ResilientState
    from facts.store import FactStore

NOTHING_TO_RUN = """\
There is no token, so there is nothing to run. Set one or both in the environment or in a file .env:

  Discord  EVBOT_DISCORD_TOKEN    discord.com/developers/applications → your application → Bot → Reset Token
  Slack    EVBOT_SLACK_BOT_TOKEN  api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)
           EVBOT_SLACK_APP_TOKEN  api.slack.com/apps → your app → Basic Information → App-Level Tokens (xapp-…),
                                  with the scope connections:write

The README has both ways in five steps each. Without a token, try: evbot chat"""
HALF_OF_SLACK = "Slack needs both of its tokens: {missing} is not set. Set it, or leave {present} out too."

FINISH_SECONDS = 10.0
"""What is in hand when the bot is asked to stop may take so long; whatever is left then is dropped."""
SWEEP_SECONDS = 3600.0
"""Between two looks for what the shared state has kept long enough."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a running bot leans on besides its service; all of it may be missing."""

    state: ResilientState | None = None
    newest_figures: date | None = None
    """The last day that the figures cover."""


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
    for line in misspelt_settings():
        log.warning(line)
    os.environ.update(settings.for_facts)
    service = open_service()
    if service is None:
        return Exit.NO_STORE
    return _started(settings, service)


def _started(settings: Settings, service: Service) -> int:
    from bot.conversations import SharedConversations
    from bot.freshness import newest_figures
    from bot.state import ResilientState, StateError, open_state

    try:
        state = ResilientState(open_state(settings.database_address), keeps_questions=settings.keep_questions)
    except StateError as problem:
        return _ended(Exit.NO_STORE, str(problem))
    service.share(SharedConversations(state))
    newest = newest_figures(service.store) if settings.health_port else None  # only the metrics tell it
    try:
        code = run_until_done(run(settings, service, Surroundings(state, newest)))
    finally:
        state.close()
    return ended_threads(code)


async def run(settings: Settings, service: Service, around: Surroundings = Surroundings()) -> int:
    """Serve every platform that has its tokens until SIGTERM or SIGINT; the exit code comes back."""
    if (advice := missing(settings)) is not None:
        return _ended(Exit.USAGE, advice)
    pulse = Pulse()
    if settings.facts_url is not None:
        pulse.probe("facts server", lambda: _why_away(service.store))
    if settings.facts_dir is not None:
        pulse.probe("own figures", lambda: service.own_trouble())
    updates = Updates(settings.facts_schedule, Editions(facts_home()), around.state)
    metrics = Metrics(pulse, around.newest_figures, last_update=updates.last)
    # The same methods that a platform uses.
    hosted = cast("Service", HostedService(service, settings, metrics, around.state))
    share = Share(settings, hosted, asyncio.Event(), around.state, pulse)
    try:
        async with _healthy(settings, pulse, metrics, around.state):
            with stopping_on_signals(share.stop):
                measured = around.newest_figures is not None
                looking = keep_looking(service, metrics, pulse, updates, measured=measured)
                ends = await _served(share, pulse, looking, updates.keep())
    except HealthPortError as problem:
        return _ended(Exit.USAGE, str(problem))
    log.info("stopped")
    return _ended(ends[0].code, str(ends[0])) if ends else Exit.OK


def missing(settings: Settings) -> str | None:
    """What must be set before anything can run, or None."""
    slack = {"slack_bot_token": settings.slack_bot_token, "slack_app_token": settings.slack_app_token}
    if settings.slack_http_port:  # each workspace has a token of its own, which comes with its installation
        slack = {}
    absent = [variable(name) for name, token in slack.items() if token is None]
    present = [variable(name) for name, token in slack.items() if token is not None]
    if absent and present:
        return HALF_OF_SLACK.format(missing=absent[0], present=present[0])
    return None if present or settings.discord_token or settings.slack_http_port else NOTHING_TO_RUN


@asynccontextmanager
async def _healthy(
    settings: Settings, pulse: Pulse, metrics: Metrics, state: ResilientState | None
) -> AsyncIterator[None]:
    """Tell how the bot is while the block runs, where a port is set for it. Raises HealthPortError."""
    if state is not None:
        pulse.probe("shared state", lambda: _why_away(state))
    if not settings.health_port:
        yield
        return
    async with health_served(settings.health_host, settings.health_port, pulse, metrics) as port:
        log.info("health and metrics on %s, port %d", settings.health_host, port)
        yield


def _why_away(held: ResilientState | FactStore) -> str | None:
    since = held.degraded_since
    return None if since is None else f"the database has been away since {since:%Y-%m-%d %H:%M:%S} UTC"


async def _served(share: Share, pulse: Pulse, *beside: Coroutine[None, None, None]) -> list[EndedError]:
    """Serve every platform until one ends or the event is set, then end them all; how they ended unasked.

    What runs `beside` them is cancelled as soon as the event is set.
    """
    ends: list[EndedError] = []
    platforms = with_tokens(share.settings)
    log.info("starting %s", " and ".join(platform.name for platform in platforms))
    async with asyncio.TaskGroup() as group:
        serving = [group.create_task(_watched(each, share, ends), name=each.name) for each in platforms]
        others = [group.create_task(each) for each in (_sweep(share.state), *beside)]
        await share.stop.wait()
        pulse.stopping()
        for task in others:
            task.cancel()
        _, late = await asyncio.wait(serving, timeout=FINISH_SECONDS)
        for task in late:
            log.warning("%s did not finish within %.0f s and is cut off", task.get_name(), FINISH_SECONDS)
        for task in late:
            task.cancel()
    return ends


async def _sweep(state: ResilientState | None) -> None:
    """Delete what the shared state has kept long enough, now and every hour."""
    while state is not None:
        try:
            await asyncio.to_thread(state.sweep)
        except Exception:
            log.exception("what is kept too long could not be deleted; trying again later")
        await asyncio.sleep(SWEEP_SECONDS)


async def _watched(platform: Platform, share: Share, ends: list[EndedError]) -> None:
    """Serve one platform; however it ends, the others are asked to stop and finish what they have in hand."""
    try:
        await platform.serve(share)
    except Exception as problem:
        if share.stop.is_set():
            log.warning("%s did not stop cleanly", platform.name, exc_info=problem)
        else:
            ends.append(_end_of(platform, problem))
    else:
        if not share.stop.is_set():
            ends.append(EndedError(Exit.PLATFORM, f"{platform.name} ended without a reason. Start evbot again."))
    finally:
        share.stop.set()


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
