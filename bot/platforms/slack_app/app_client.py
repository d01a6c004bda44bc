"""The Web API client that speaks as the app itself: to get a token for a code, and a new one for an old one.

Neither can be asked for twice, so only what Slack did not let in is tried again. Calls for a workspace are the business
of `workspaces`.
"""

from __future__ import annotations

import base64
from typing import Any

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack_app.limits import SlackLimits


class AppClient(AsyncWebClient):
    """A client without a token, for calls that the app's id and secret allow."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call a method of the Web API."""
        # The SDK would have aiohttp write this header, in a way that aiohttp warns of and is going to drop.
        if auth := arguments.pop("auth", None):
            credentials = base64.b64encode(f"{auth['client_id']}:{auth['client_secret']}".encode()).decode()
            arguments["headers"] = {**(arguments.get("headers") or {}), "Authorization": f"Basic {credentials}"}
        return await super().api_call(api_method, **arguments)


def app_client(session: aiohttp.ClientSession, base_url: str | None, limits: SlackLimits) -> AppClient:
    """A client on a shared session."""
    return AppClient(
        base_url=base_url or AsyncWebClient.BASE_URL,
        session=session,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=limits.rate_limit_retries)],
    )
