"""Which workspace a request comes from, and the Web API client that speaks to Slack with that workspace's token.

One desk serves all workspaces, so that its bounds hold for the whole process; the workspace travels beside the
question, in the context that asyncio copies into every task that a request starts. `tokens` keeps and renews tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack_app.inbox import Bot
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.tokens import Tokens
from bot.platforms.slack_app.web import error_code
from bot.state import Workspace

_current: ContextVar[Workspace] = ContextVar("slack_workspace")


@contextmanager
def serving(workspace: Workspace) -> Iterator[None]:
    """Within the block, and in every task begun in it, calls go out with this workspace's token."""
    before = _current.set(workspace)
    try:
        yield
    finally:
        _current.reset(before)


class WorkspaceClient(AsyncWebClient):
    """A Web API client for all workspaces. A call outside `serving` raises LookupError."""

    def __init__(self, tokens: Tokens, session: aiohttp.ClientSession, base_url: str, limits: SlackLimits) -> None:
        super().__init__(
            base_url=base_url,
            session=session,
            retry_handlers=[
                AsyncConnectionErrorRetryHandler(),
                AsyncServerErrorRetryHandler(),
                AsyncRateLimitErrorRetryHandler(max_retry_count=limits.rate_limit_retries),
            ],
        )
        self._tokens = tokens

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call a method of the Web API. Raises what `Tokens.of` raises, beside the SDK's own errors."""
        workspace = _current.get()
        token = await self._tokens.of(workspace)
        headers = {**(arguments.pop("headers", None) or {}), "Authorization": f"Bearer {token}"}
        try:
            return await super().api_call(api_method, headers=headers, **arguments)
        except SlackApiError as error:
            await self._tokens.refused(workspace, token, error_code(error))
            raise

    async def scopes(self) -> frozenset[str]:
        """What the app was granted in the workspace that is served. Raises what `Tokens.of` raises."""
        return await self._tokens.scopes(_current.get())


def app_key(client_id: str) -> str:
    """What the shared state calls the app."""
    return f"slack:{client_id}"


def workspace_of(client_id: str, context: AsyncBoltContext) -> Workspace:
    """The workspace of a request, or the organisation where the app is installed for all of it."""
    team = None if context.is_enterprise_install else context.team_id
    return Workspace(app_key(client_id), context.enterprise_id or "", team or "")


def bot_of(body: Mapping[str, Any]) -> Bot:
    """Who the bot is, by the request itself: nobody has to be asked. Only events say so, and only they need it."""
    authorizations = body.get("authorizations")
    users = [
        str(each.get("user_id") or "")
        for each in (authorizations if isinstance(authorizations, list) else [])
        if each.get("is_bot")
    ]
    # An app of a whole organisation gets some presses without a workspace; the person has one.
    person = body.get("user")
    team = body.get("team_id") or (person.get("team_id") if isinstance(person, dict) else None)
    return Bot(user_id=users[0] if users else "", bot_id=None, team_id=str(team or ""))
