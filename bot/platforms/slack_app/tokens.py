"""The token of each workspace that has installed the app, renewed before it ends, by one replica at a time.

Tokens come from the shared state with every call, so what one replica hears of an installation or of its end holds for
all. Who asks for a token is `workspaces`; how a workspace gives one is `oauth`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.platforms.slack_app.web import error_code
from bot.state import Installation, ResilientState, Workspace
from bot.state.leases import Lease

RENEW_MINUTES = 120
"""So long before its end a token is renewed; Slack's last for twelve hours."""
RENEWAL_SECONDS = 30.0
"""How long one replica may take to renew a token before another one tries."""
LOOK_AGAIN_SECONDS = 0.2
GONE = frozenset({"account_inactive", "app_uninstalled", "token_revoked"})
"""What Slack says of the token of a workspace that has thrown the app out."""
NOT_INSTALLED = "not_installed"
"""What is said, in Slack's own way, of a workspace that has not installed the app."""
log = logging.getLogger(__name__)


class Tokens:
    """The tokens of all workspaces. All methods belong to the event loop; the state is asked in threads."""

    def __init__(self, state: ResilientState, rotator: AsyncTokenRotator) -> None:
        self._state = state
        self._rotator = rotator
        self._owner = secrets.token_hex(8)
        self._turns: WeakValueDictionary[Workspace, asyncio.Lock] = WeakValueDictionary()

    async def of(self, workspace: Workspace) -> str:
        """The token to call Slack with.

        Raises SlackApiError where the app is not installed or its token cannot be renewed, StateAwayError where the
        database is away and the workspace is not known here.
        """
        installation = await self._find(workspace)
        if _seconds_left(installation) > RENEW_MINUTES * 60:
            return installation.token
        turn = self._turns.setdefault(workspace, asyncio.Lock())
        async with turn, asyncio.timeout(RENEWAL_SECONDS):
            return await self._renewed(workspace)

    async def scopes(self, workspace: Workspace) -> frozenset[str]:
        """What the app was granted there. Raises SlackApiError and StateAwayError as `of` does."""
        return frozenset((await self._find(workspace)).scopes.split(","))

    async def refused(self, workspace: Workspace, token: str, code: str) -> None:
        """Take note that Slack refused a token: forget an installation that is gone, unless there is a newer one."""
        if code in GONE:
            log.warning("Slack says %s of the token of %s; its installation is forgotten", code, name(workspace))
            await asyncio.to_thread(self._state.installations.forget, workspace, token)

    async def _find(self, workspace: Workspace) -> Installation:
        found = await asyncio.to_thread(self._state.installations.find, workspace)
        if found is None:
            raise _failed(f"The app is not installed in {name(workspace)}.", NOT_INSTALLED)
        return found

    async def _renewed(self, workspace: Workspace) -> str:
        while True:
            async with self._alone(workspace) as lease:
                # Read after the lease was granted: whoever had it before may have just renewed the token.
                installation = await self._find(workspace)
                left = _seconds_left(installation)
                if left > RENEW_MINUTES * 60:
                    return installation.token
                if lease is not None:
                    return await self._exchanged(workspace, installation)
                if left > 0:
                    return installation.token  # somebody else is at it
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    @asynccontextmanager
    async def _alone(self, workspace: Workspace) -> AsyncIterator[Lease | None]:
        """The right to renew, or None while another replica has it: a refresh token can be used only once."""
        key = f"renew:{workspace.app}:{workspace.organisation}:{workspace.team}"
        lease = await asyncio.to_thread(self._state.acquire, key, self._owner, RENEWAL_SECONDS)
        try:
            yield lease
        finally:
            if lease is not None:
                await asyncio.to_thread(self._state.release, lease)

    async def _exchanged(self, workspace: Workspace, installation: Installation) -> str:
        try:
            fresh = await self._rotator.perform_bot_token_rotation(
                bot=_bot(installation), minutes_before_expiration=RENEW_MINUTES
            )
        except (SlackTokenRotationError, SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            code = error_code(error.api_error) if isinstance(error, SlackTokenRotationError) else repr(error)
            log.warning("the token of %s could not be renewed: %s", name(workspace), code)
            fresh = None
        if fresh is not None:
            renewed = replace(
                installation,
                token=fresh.bot_token,
                refresh_token=fresh.bot_refresh_token,
                expires_at=fresh.bot_token_expires_at,
            )
            await asyncio.to_thread(self._state.installations.renew, workspace, installation.token, renewed)
            return renewed.token
        if _seconds_left(installation) > 0:
            return installation.token
        raise _failed(f"The token of {name(workspace)} has ended; install the app there again.", "token_expired")


def name(workspace: Workspace) -> str:
    """What the log calls a workspace."""
    return f"workspace {workspace.team}" if workspace.team else f"organisation {workspace.organisation}"


def _seconds_left(installation: Installation) -> float:
    return float("inf") if installation.expires_at is None else installation.expires_at - time.time()


def _bot(installation: Installation) -> Bot:
    """The installation as Slack's own library wants to see it."""
    return Bot(
        bot_token=installation.token,
        bot_id="",
        bot_user_id=installation.bot_user,
        bot_refresh_token=installation.refresh_token,
        bot_token_expires_at=None if installation.expires_at is None else int(installation.expires_at),
        installed_at=0.0,
    )


def _failed(message: str, code: str) -> SlackApiError:
    return SlackApiError(message, {"ok": False, "error": code})  # type: ignore[no-untyped-call]  # the SDK's gap
