"""What `evbot doctor` looks at where Slack calls us over HTTP: the app's id and secret, and the way in from outside.

Slack is asked to install with a code that nobody was given, and a request is signed and sent to our own public address:
neither changes anything. What nobody can be asked is left out: whether the signing secret is Slack's too, which
addresses stand in the app's settings, and how workspaces are that have installed the app.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import SignatureVerifier

from bot.finding import Finding
from bot.platforms.slack_app.addresses import EVENTS_PATH, INSTALL_PATH, RETURN_PATH, address
from bot.platforms.slack_app.app_client import app_client
from bot.platforms.slack_app.checkup import CHECK_NETWORK, WITHIN_SECONDS, clock_right
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.web import error_code

NO_CODE = "evbot-doctor"
"""What stands for the code that a person brings back from Slack."""
CHALLENGE = "evbot doctor"
OF_ID = frozenset({"bad_client_secret", "invalid_client_id"})
"""What Slack says where id and secret are not those of an app."""
CREDENTIALS = (
    "Copy EVBOT_SLACK_CLIENT_ID and EVBOT_SLACK_CLIENT_SECRET from Basic Information, App Credentials, at "
    "api.slack.com/apps."
)
SERVE = (
    "Start evbot run where it does not run yet; else check name, certificate and load balancer, and that the latter "
    "goes to EVBOT_SLACK_HTTP_PORT."
)


@dataclass(frozen=True, slots=True)
class HttpSide:
    """What the settings say of an app over HTTP."""

    client_id: str
    client_secret: str = field(repr=False)
    signing_secret: str = field(repr=False)
    public_url: str


async def slack_http_findings(side: HttpSide, base_url: str, within_seconds: float = WITHIN_SECONDS) -> list[Finding]:
    """One line for each check; each may take so long."""
    timeout = aiohttp.ClientTimeout(total=within_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        return [
            *await _app_is_known(side, session, base_url, within_seconds),
            await _requests_arrive(side, session),
            await _page_arrives(side, session),
        ]


async def _app_is_known(
    side: HttpSide, session: aiohttp.ClientSession, base_url: str, within_seconds: float
) -> list[Finding]:
    """Slack knows id and secret; the clock comes with the same reply."""
    what = "Slack app credentials"
    client = app_client(session, base_url, SlackLimits(rate_limit_retries=0))
    try:
        async with asyncio.timeout(within_seconds):
            await client.oauth_v2_access(
                client_id=side.client_id,
                client_secret=side.client_secret,
                code=NO_CODE,
                redirect_uri=address(side.public_url, RETURN_PATH),
            )
    except SlackApiError as problem:
        return [_of_refusal(what, error_code(problem), side), clock_right(problem.response)]
    except TimeoutError:
        return [Finding(f"{what}: Slack did not answer in time", False, CHECK_NETWORK)]
    except (SlackClientError, aiohttp.ClientError, OSError) as problem:
        return [Finding(f"{what}: Slack could not be reached ({problem})", False, CHECK_NETWORK)]
    return [Finding(f"{what}: Slack took a code that nobody was given", False, "Check EVBOT_SLACK_API_URL.")]


def _of_refusal(what: str, code: str, side: HttpSide) -> Finding:
    if code == "invalid_code":
        return Finding(f"{what}: those of an app", True)
    if code in OF_ID:
        return Finding(f"{what}: Slack says {code}", False, CREDENTIALS)
    if code == "bad_redirect_uri":
        back = address(side.public_url, RETURN_PATH)
        return Finding(
            f"{what}: the app does not know the redirect address {back}",
            False,
            f"Paste what evbot slack manifest --http {side.public_url} prints at api.slack.com/apps, App Manifest.",
        )
    return Finding(f"{what}: Slack says {code}", False, "Look oauth.v2.access up at docs.slack.dev, or try later.")


async def _requests_arrive(side: HttpSide, session: aiohttp.ClientSession) -> Finding:
    """A request that is signed as Slack signs reaches the running bot, which takes it for Slack's."""
    where = address(side.public_url, EVENTS_PATH)
    body = json.dumps({"type": "url_verification", "challenge": CHALLENGE, "token": "unused"})
    timestamp = str(int(time.time()))
    seal = SignatureVerifier(side.signing_secret).generate_signature(timestamp=timestamp, body=body)
    sent = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": str(seal)}
    status, text = await _said(session, "POST", where, data=body, headers=sent)
    if status == 200 and CHALLENGE in text:
        return Finding(f"Slack requests: {where} leads here", True)
    if status == 401:
        return Finding(
            f"Slack requests: what answers at {where} refuses the signature",
            False,
            "Start evbot with this EVBOT_SLACK_SIGNING_SECRET, and let nothing in front of it change what Slack sends.",
        )
    return Finding(
        f"Slack requests: at {where} evbot does not answer ({text if status is None else status})", False, SERVE
    )


async def _page_arrives(side: HttpSide, session: aiohttp.ClientSession) -> Finding:
    """The page that an installation begins on is ours, and of this app."""
    where = address(side.public_url, INSTALL_PATH)
    status, text = await _said(session, "GET", where)
    if status == 200 and f"client_id={side.client_id}" in text:
        return Finding(f"Slack installation: begins at {where}", True)
    told = text if status is None else f"status {status}, not the page of this app"
    return Finding(f"Slack installation: cannot begin at {where} ({told})", False, SERVE)


async def _said(
    session: aiohttp.ClientSession,
    verb: str,
    where: str,
    *,
    data: str | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int | None, str]:
    """Status and text of a reply, or None and why there is none."""
    try:
        async with session.request(verb, where, data=data, headers=headers) as reply:
            return reply.status, await reply.text()
    except TimeoutError:
        return None, "no answer in time"
    except (aiohttp.ClientError, OSError, UnicodeDecodeError) as problem:
        return None, str(problem)
