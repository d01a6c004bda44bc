"""Slack over HTTP, for many workspaces and any number of replicas behind a load balancer.

Puts the pieces together and owns their order, as `run` does for Socket Mode: listen, and at the end close the port
first, then finish what is in hand. Nothing in front of an acknowledgement waits for Slack or for the database. What
replicas share lies in `bot.state`, tokens included, as they are: whoever reads the database can speak as the bot.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.addresses import RETURN_PATH
from bot.platforms.slack_app.app_client import AppClient, app_client
from bot.platforms.slack_app.endings import Endings
from bot.platforms.slack_app.errors import SlackLoginError, SlackUnreachableError
from bot.platforms.slack_app.follow_courier import FollowReach, follows_posted
from bot.platforms.slack_app.follow_places import FollowPlace
from bot.platforms.slack_app.http_server import web_app
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.listening import listen, open_desk
from bot.platforms.slack_app.oauth import install_flow
from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.reception import ENDINGS
from bot.platforms.slack_app.resolutions import Reach, resolutions_told
from bot.platforms.slack_app.setup import Setup
from bot.platforms.slack_app.tokens import GONE, NOT_INSTALLED, Tokens
from bot.platforms.slack_app.workspaces import WorkspaceClient, app_key, bot_of, serving, workspace_of
from bot.state import Workspace

if TYPE_CHECKING:
    from bot.platforms.pulse import Pulse
    from bot.service import Service
    from bot.state import ResilientState

DEFAULT_LIMITS = SlackLimits()
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SlackHttpApp:
    """The Slack app that is served, as "Basic Information" in its settings has it, and where it is reached."""

    client_id: str
    client_secret: str = field(repr=False)
    signing_secret: str = field(repr=False)
    public_url: str
    """Where browsers reach this server ("https://evbot.example.org"); Slack sends people back to it."""
    port: int
    host: str | None = None
    """The address to listen on; all of the machine's where None."""
    authorize_url: str = "https://slack.com/oauth/v2/authorize"
    """Where Slack asks for consent; another one for GovSlack."""


async def run_slack_http(
    app: SlackHttpApp,
    service: Service,
    *,
    state: ResilientState,
    stop: asyncio.Event,
    base_url: str | None = None,
    limits: SlackLimits = DEFAULT_LIMITS,
    ready: asyncio.Future[int] | None = None,
    locale: str = "en",
    pulse: Pulse | None = None,
    admins: frozenset[str] = frozenset(),
) -> None:
    """Answer in every workspace that has installed the app until `stop` is set, then finish what is in hand.

    `ready` gets the port once it is open; the rest is as for `run.run_slack`. Raises SlackLoginError where something of
    the app is missing, and SlackUnreachableError where the port cannot be opened. A token that Slack refuses is the
    matter of one workspace: it is logged and ends nothing.
    """
    _check(app)
    setup = Setup(service, AnsweredEvents(state), limits, locale, state, pulse, admins)
    timeout = aiohttp.ClientTimeout(total=limits.request_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        await _serve(app, setup, state, app_client(session, base_url, limits), session, stop, ready)


async def _serve(
    app: SlackHttpApp,
    setup: Setup,
    state: ResilientState,
    own: AppClient,
    session: aiohttp.ClientSession,
    stop: asyncio.Event,
    ready: asyncio.Future[int] | None,
) -> None:
    rotator = AsyncTokenRotator(client_id=app.client_id, client_secret=app.client_secret, client=own)
    client = WorkspaceClient(Tokens(state, rotator), session, own.base_url, setup.limits)

    async def clients(_team: str) -> AsyncWebClient:
        return client  # it knows the workspace, or its organisation, by the request that is served

    async def scopes(_team: str) -> frozenset[str] | None:
        return await client.scopes()

    desk = open_desk(setup, clients, scopes)
    endings = Endings(state, setup.answered)
    bolt = _bolt_app(app.client_id, endings, own)
    listen(bolt, desk, setup, bot_of)
    flow = install_flow(
        app.client_id,
        app.client_secret,
        public_url=app.public_url,
        authorize_url=app.authorize_url,
        state=state,
        answered=setup.answered,
        client=own,
    )
    runner = web.AppRunner(
        web_app(bolt, flow, app.signing_secret),
        access_log=None,  # it would write down the codes that people bring back from Slack
        shutdown_timeout=setup.limits.close_seconds,
    )
    try:
        port = await _open(runner, app.host, app.port)
        log.info("listening for Slack on port %d", port)
        if ready is not None:
            ready.set_result(port)
        follows = _follow_reach(app.client_id, client)
        async with resolutions_told(_reach(app.client_id, client, state), setup), follows_posted(follows, setup):
            await stop.wait()
    finally:
        await runner.cleanup()
        await endings.finish()
        await desk.finish()


def _reach(client_id: str, client: WorkspaceClient, state: ResilientState) -> Reach:
    """Whom the app can write to unasked: people of the workspaces that have installed it each for itself.

    A report tells nothing of the organisation that a workspace may belong to, by which its token would be found.
    """

    def workspace(team: str) -> Workspace:
        return Workspace(app_key(client_id), team=team)

    return Reach(
        client,
        is_ours=lambda team: state.installations.find(workspace(team)) is not None,
        speaking_in=lambda team: serving(workspace(team)),
    )


def _follow_reach(client_id: str, client: WorkspaceClient) -> FollowReach:
    """Where the app can post unasked: in every workspace that something is followed in."""

    def speaking_in(place: FollowPlace) -> AbstractContextManager[None]:
        return serving(Workspace(app_key(client_id), place.organisation, "" if place.is_org_wide else place.team))

    return FollowReach(client, speaking_in=speaking_in, ended=GONE | {NOT_INSTALLED})


def _check(app: SlackHttpApp) -> None:
    missing = [each for each in ("client_id", "client_secret", "signing_secret") if not getattr(app, each).strip()]
    if missing:
        raise SlackLoginError(
            f'Slack over HTTP needs the app\'s {" and ".join(missing)}: copy them from "Basic Information" in its '
            "settings at api.slack.com/apps."
        )
    if not app.public_url.startswith("https://"):
        raise SlackLoginError(
            "Slack sends people back to a public address that begins with https:// only: set it to the one that your "
            f'load balancer answers at, and add {RETURN_PATH} below it under "OAuth & Permissions".'
        )


async def _open(runner: web.AppRunner, host: str | None, port: int) -> int:
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise SlackUnreachableError(f"Port {port} cannot be opened for Slack: {error.strerror or error}.") from error
    return int(runner.addresses[0][1])


def _bolt_app(client_id: str, endings: Endings, client: AsyncWebClient) -> AsyncApp:
    """A Bolt app for all workspaces, with the one listener that Socket Mode does not need."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        # Who may speak is settled by the signature; the token is looked up when something is said, after the
        # acknowledgement, which must not wait for a database or for a token to be renewed.
        return AuthorizeResult(enterprise_id=context.enterprise_id, team_id=context.team_id)

    app = AsyncApp(
        name="evbot",
        client=client,
        authorize=authorize,
        request_verification_enabled=False,  # `signatures` has done so, and says why
        ssl_check_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    async def on_end(body: dict[str, Any], context: AsyncBoltContext) -> None:
        endings.take(body, workspace_of(client_id, context))

    for kind in ENDINGS:
        app.event(kind)(on_end)
    return app
