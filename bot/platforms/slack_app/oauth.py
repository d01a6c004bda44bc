"""How a workspace installs the app: the way to Slack and back, and what is kept of it in the shared state.

Bolt's flow leads through it; pages, state values and storage are ours. Slack's SQLAlchemy stores are not used: they
block the loop, begin reads that turn into writes (which SQLite refuses when another replica writes), keep every past
token, and know no way to renew one without undoing a newer installation. Only the bot's token is asked for and kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app.addresses import INSTALL_PATH, RETURN_PATH, address
from bot.platforms.slack_app.install_pages import failed_page, install_page, installed_page
from bot.platforms.slack_app.manifest import SCOPES
from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.web import error_code
from bot.platforms.slack_app.workspaces import app_key
from bot.state import Installation, ResilientState, StateError, Workspace

STATE_SECONDS = 600
"""How long a person may take from our page to Slack and back."""
log = logging.getLogger(__name__)


class InstallStates(AsyncOAuthStateStore):
    """State values with their own end and seal, so that opening the page writes nothing; a used one is claimed."""

    def __init__(self, secret: str, used: AnsweredEvents, now: Callable[[], float] = time.time) -> None:
        self._secret = secret.encode()
        self._used = used
        self._now = now

    async def async_issue(self, *args: Any, **options: Any) -> str:
        """A new value, good for one return within `STATE_SECONDS` on any replica."""
        told = f"{secrets.token_urlsafe(24)}.{int(self._now()) + STATE_SECONDS}"
        return f"{told}.{self._seal(told)}"

    async def async_consume(self, state: str) -> bool:
        """Whether the value is ours, in time, and used for the first time."""
        told, _, seal = state.rpartition(".")
        if not hmac.compare_digest(self._seal(told).encode(), seal.encode()):
            return False
        ends_at = int(told.rpartition(".")[2])
        return ends_at > self._now() and await self._used.claim(f"install:{told}")

    def _seal(self, told: str) -> str:
        return hmac.new(self._secret, f"install:{told}".encode(), hashlib.sha256).hexdigest()


class InstallationStore(AsyncInstallationStore):
    """Slack's idea of an installation, put into the shared state as ours."""

    def __init__(self, client_id: str, state: ResilientState) -> None:
        self._app = app_key(client_id)
        self._state = state

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep what the bot needs of an installation. Raises StateError."""
        bot = installation.to_bot()
        team = None if bot.is_enterprise_install else bot.team_id
        workspace = Workspace(self._app, bot.enterprise_id or "", team or "")
        kept = Installation(
            token=bot.bot_token,
            bot_user=bot.bot_user_id,
            scopes=",".join(bot.bot_scopes),
            refresh_token=bot.bot_refresh_token,
            expires_at=bot.bot_token_expires_at,
        )
        await asyncio.to_thread(self._state.installations.put, workspace, kept)


class InstallFlow(AsyncOAuthFlow):
    """Bolt's way through an installation, with our pages, and with nothing secret in the log."""

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        """Where Slack asks for consent. Nothing of the request gets into it."""
        asked = {
            "state": state,
            "client_id": self.client_id,
            "scope": ",".join(self.settings.scopes or ()),
            "user_scope": "",
            "redirect_uri": self.redirect_uri or "",
        }
        return f"{self.settings.authorization_url}?{urlencode(asked)}"

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        """The page that an installation begins on."""
        return install_page(url)

    async def run_installation(self, code: str) -> SlackInstallation | None:
        """What Slack gives for a code; None where it gives nothing. Bolt's own would log the code."""
        try:
            given = await self.client.oauth_v2_access(
                code=code,
                client_id=self.client_id,
                client_secret=self.settings.client_secret,
                redirect_uri=self.redirect_uri,
            )
        except SlackApiError as error:
            log.warning("Slack refused an installation: %s", error_code(error))
            return None
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("Slack could not be asked for an installation: %r", error)
            return None
        if not given.get("access_token") or not given.get("bot_user_id"):
            log.warning("Slack gave an installation without a bot")
            return None
        organisation, team = given.get("enterprise") or {}, given.get("team") or {}
        return SlackInstallation(
            app_id=given.get("app_id"),
            enterprise_id=organisation.get("id"),
            enterprise_name=organisation.get("name"),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=given["access_token"],
            bot_user_id=given["bot_user_id"],
            bot_scopes=given.get("scope") or "",
            bot_refresh_token=given.get("refresh_token"),
            bot_token_expires_in=given.get("expires_in"),
            is_enterprise_install=bool(given.get("is_enterprise_install")),
            user_id="",  # who installed it is nobody's business
        )

    async def store_installation(self, request: AsyncBoltRequest, installation: SlackInstallation) -> None:
        """Keep an installation. Raises BoltError, which leads to the page that says so."""
        try:
            await super().store_installation(request, installation)
        except StateError as error:
            log.error("an installation could not be kept: %s", error)
            raise BoltError("the installation could not be kept") from error
        log.info("installed in %s", installation.team_id or installation.enterprise_id)


def install_flow(
    client_id: str,
    client_secret: str,
    *,
    public_url: str,
    authorize_url: str,
    state: ResilientState,
    answered: AnsweredEvents,
    client: AsyncWebClient,
) -> InstallFlow:
    """The flow of one app, ready to be served at `INSTALL_PATH` and `RETURN_PATH` of its public address."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=sorted(SCOPES),
        user_scopes=(),
        redirect_uri=address(public_url, RETURN_PATH),
        install_path=INSTALL_PATH,
        redirect_uri_path=RETURN_PATH,
        callback_options=AsyncCallbackOptions(success=_succeeded, failure=_failed),
        authorization_url=authorize_url,
        installation_store=InstallationStore(client_id, state),
        state_store=InstallStates(client_secret, answered),
        state_expiration_seconds=STATE_SECONDS,
    )
    return InstallFlow(client=client, settings=settings)


async def _succeeded(asked: AsyncSuccessArgs) -> BoltResponse:
    place = asked.installation.team_name or asked.installation.enterprise_name or ""
    return _response(200, installed_page(place), asked.settings)


async def _failed(asked: AsyncFailureArgs) -> BoltResponse:
    status = 503 if asked.reason == "storage_error" else asked.suggested_status_code
    return _response(status, failed_page(asked.reason, INSTALL_PATH), asked.settings)


def _response(status: int, page: str, settings: AsyncOAuthSettings) -> BoltResponse:
    used_up = settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(
        status=status, body=page, headers={"Content-Type": "text/html; charset=utf-8", "Set-Cookie": [used_up]}
    )
