"""The Web API client: Slack's own, which also notices for good when Slack no longer accepts a token.

Everything that the process sends goes through one `WatchedClient`, so a token revoked in the middle of the day ends the
platform with advice instead of a log full of retries.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.platforms.slack_app.errors import REFUSALS, SlackLoginError, SlackUnreachableError, refused
from bot.platforms.slack_app.inbox import Bot
from bot.platforms.slack_app.limits import SlackLimits

OPTIONAL_METHODS = ("assistant.", "files.", "users.")
"""Methods that the bot does without where the app was installed without their scope."""


class WatchedClient(AsyncWebClient):
    """A Web API client whose `refusal` is set once Slack refuses a token for good."""

    refusal: asyncio.Future[SlackLoginError]

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call a method of the Web API."""
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            code = error_code(error)
            optional = code == "missing_scope" and api_method.startswith(OPTIONAL_METHODS)
            if code in REFUSALS and not optional and not self.refusal.done():
                self.refusal.set_result(refused(api_method, code, error.response.get("needed")))
            raise


def error_code(error: SlackApiError) -> str:
    """Slack's own word for what went wrong, or the HTTP status where the reply was not Slack's JSON."""
    said = getattr(error.response, "data", error.response)
    if isinstance(said, dict) and "error" in said:
        return str(said["error"])
    status = getattr(error.response, "status_code", None) or getattr(error.response, "status", "unknown")
    return f"HTTP {status}"


def error_details(error: SlackApiError) -> str:
    """Slack's word for what went wrong, and what it says of each thing that it refuses."""
    said = getattr(error.response, "data", error.response)
    metadata = said.get("response_metadata") if isinstance(said, dict) else None
    messages = metadata.get("messages", []) if isinstance(metadata, dict) else []
    return "; ".join([error_code(error), *map(str, messages)])


def header(reply: AsyncSlackResponse, name: str) -> str:
    """A header of a reply, by its name in small letters; empty where there is none."""
    return next((str(value) for key, value in reply.headers.items() if str(key).lower() == name), "")


def granted_scopes(reply: AsyncSlackResponse) -> frozenset[str] | None:
    """What the app was granted, which Slack tells with every reply; None where it did not."""
    return frozenset(header(reply, "x-oauth-scopes").replace(" ", "").split(",")) - {""} or None


async def respond(client: AsyncWebClient, url: str, content: dict[str, Any]) -> None:
    """Send a message to the address that came with a press. Raises SlackApiError where Slack does not take it."""
    hook = AsyncWebhookClient(url, session=client.session, retry_handlers=client.retry_handlers)
    reply = await hook.send_dict(content)
    said = _said(reply.body)
    if reply.status_code != HTTPStatus.OK or not said["ok"]:
        raise SlackApiError("Slack refused the answer to a press.", said)  # type: ignore[no-untyped-call]  # the SDK's gap


def _said(body: str) -> dict[str, Any]:
    """What such an address says: "ok", one of Slack's error words, or either in JSON."""
    try:
        said = json.loads(body)
    except ValueError:
        said = body.strip()
    if isinstance(said, dict):
        return {"ok": "error" not in said} | said
    return {"ok": said == "ok"} | ({} if said == "ok" else {"error": str(said)})


def web_client(bot_token: str, session: aiohttp.ClientSession, base_url: str, limits: SlackLimits) -> WatchedClient:
    """A client on a shared session that waits out rate limits and tries broken calls once more."""
    client = WatchedClient(
        token=bot_token,
        base_url=base_url,
        session=session,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(),
            AsyncServerErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=limits.rate_limit_retries),
        ],
    )
    client.refusal = asyncio.get_running_loop().create_future()
    return client


async def log_in(client: WatchedClient, app_token: str) -> tuple[Bot, str]:
    """Prove both tokens: who the bot is, and the address of the socket to open."""
    try:
        me = await client.auth_test()
        link = await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        if client.refusal.done():
            raise client.refusal.result() from error
        raise SlackUnreachableError(f"Slack did not let the bot in: {error_code(error)}.") from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        raise SlackUnreachableError(f"Slack could not be reached at {client.base_url}: {error!r}.") from error
    bot = Bot(str(me["user_id"]), me.get("bot_id"), str(me["team_id"]), scopes=granted_scopes(me))
    return bot, str(link["url"])
