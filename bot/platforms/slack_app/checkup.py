"""What `evbot doctor` looks at in Slack: both tokens, the scopes of the installed app, Socket Mode and the clock.

It opens no socket and changes nothing. How events are subscribed cannot be asked with these tokens; nobody is told of
what was not looked at. An app over HTTP is looked at by `checkup_http`.
"""

from __future__ import annotations

import asyncio
import time
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.finding import Finding
from bot.platforms.slack_app.errors import REFUSALS, SlackLoginError, check_tokens, refused
from bot.platforms.slack_app.manifest import OPTIONAL_SCOPES, SCOPES
from bot.platforms.slack_app.web import error_code, granted_scopes, header

WITHIN_SECONDS = 10.0
"""For each check."""
MOST_CLOCK_SECONDS = 60.0
"""Slack signs requests with the time and gives five minutes; a clock that is off by one is on its way."""
CHECK_NETWORK = "Check network, DNS and firewall, and EVBOT_SLACK_API_URL where it is set."


async def slack_findings(
    bot_token: str, app_token: str | None, base_url: str, within_seconds: float = WITHIN_SECONDS
) -> list[Finding]:
    """One line for each check; without an app token Socket Mode is not looked at."""
    try:
        check_tokens(bot_token, app_token or "xapp-")
    except SlackLoginError as problem:
        return [Finding("Slack tokens", False, str(problem))]
    client = AsyncWebClient(token=bot_token, base_url=base_url, retry_handlers=[])
    found = await bot_token_works(client, within_seconds)
    return found if app_token is None else [*found, await socket_mode_works(client, app_token, within_seconds)]


async def bot_token_works(client: AsyncWebClient, within_seconds: float) -> list[Finding]:
    """The bot token is taken; then its scopes and the clock, which come with the same reply."""
    try:
        async with asyncio.timeout(within_seconds):
            me = await client.auth_test()
    except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError) as problem:
        return [_failed("Slack bot token", "auth.test", problem)]
    return [
        Finding(f"Slack bot token: that of {me['user']} in {me['team']}", True),
        scopes_granted(me),
        clock_right(me),
    ]


async def socket_mode_works(client: AsyncWebClient, app_token: str, within_seconds: float) -> Finding:
    """The app token may open a socket; the address that comes back is not used."""
    try:
        async with asyncio.timeout(within_seconds):
            await client.apps_connections_open(app_token=app_token)
    except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError) as problem:
        return _failed("Slack app token", "apps.connections.open", problem)
    return Finding("Slack app token: opens a socket", True)


def scopes_granted(me: AsyncSlackResponse) -> Finding:
    """The app was installed with what its manifest asks for; what it has beyond that is told and does no harm."""
    granted = granted_scopes(me) or frozenset()
    lacking = [scope for scope in SCOPES if scope not in granted]
    if lacking:
        told = ", ".join(f"{scope} ({SCOPES[scope]})" for scope in lacking)
        return Finding(
            f"Slack scopes: {told} missing",
            False,
            f"Add {', '.join(lacking)} under OAuth & Permissions at api.slack.com/apps and install the app again, or "
            "paste what evbot slack manifest prints under App Manifest.",
        )
    unused = sorted(granted - SCOPES.keys() - OPTIONAL_SCOPES.keys())
    more = f", and {', '.join(unused)}, which evbot does not use and the app can do without" if unused else ""
    return Finding(f"Slack scopes: all that are needed{more}", True)


def clock_right(me: AsyncSlackResponse) -> Finding:
    """Our clock against the one that Slack's reply was dated with."""
    try:
        ahead = parsedate_to_datetime(header(me, "date")).timestamp() - time.time()
    except ValueError:
        return Finding("Clock: Slack told no time", True)
    if abs(ahead) <= MOST_CLOCK_SECONDS:
        return Finding("Clock: agrees with that of Slack", True)
    return Finding(
        f"Clock: {abs(ahead):.0f} s {'behind' if ahead > 0 else 'ahead of'} that of Slack",
        False,
        "Let the machine keep its time with an NTP service, such as systemd-timesyncd (timedatectl set-ntp true).",
    )


def _failed(what: str, method: str, problem: Exception) -> Finding:
    if isinstance(problem, SlackApiError):
        code = error_code(problem)
        if code in REFUSALS:
            return Finding(what, False, str(refused(method, code, problem.response.get("needed"))))
        return Finding(f"{what}: Slack says {code}", False, f"Look {method} up at docs.slack.dev, or try again later.")
    if isinstance(problem, TimeoutError):
        return Finding(f"{what}: Slack did not answer in time", False, CHECK_NETWORK)
    return Finding(f"{what}: Slack could not be reached ({problem})", False, CHECK_NETWORK)
