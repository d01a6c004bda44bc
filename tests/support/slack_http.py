"""Slack as it speaks over HTTP to many workspaces: signed requests, installations, renewed tokens; and the bot there.

`HttpSlack` is our own little Slack with a token for each workspace; `Replica` is one process of the bot, reached as a
load balancer reaches it. `slack` is a fixture to import.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web

from bot.platforms.slack_app.addresses import EVENTS_PATH, INSTALL_PATH, RETURN_PATH
from bot.platforms.slack_app.http_mode import SlackHttpApp, run_slack_http
from bot.platforms.slack_app.limits import SlackLimits
from bot.state import Installation, ResilientState, Workspace, open_state
from tests.support.bare_environment import without_proxies
from tests.support.slack_bot import FAST, StandIn
from tests.support.slack_double import BOT_USER, TEAM, SlackDouble, _body, _token, running_slack
from tests.support.slack_wire import Call

CLIENT_ID = "111.222"
CLIENT_SECRET = "double-client-secret"
SIGNING_SECRET = "double-signing-secret"
PUBLIC_URL = "https://evbot.example.org"
HERE = Workspace(f"slack:{CLIENT_ID}", team=TEAM)
TOKEN = "xoxb-of-the-first"
INSTALLED = Installation(TOKEN, BOT_USER, "chat:write")


class HttpSlack(SlackDouble):
    """Our own little Slack with a token for each workspace, which may be taken back and renewed."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: set[str] = {TOKEN}
        """Tokens that are good."""
        self.codes: dict[str, dict[str, Any]] = {}
        """What a code is good for, once."""
        self.redirect_uri = PUBLIC_URL + RETURN_PATH
        """Where this app may send people back to."""
        self.refresh_tokens: set[str] = set()
        """Each good for one renewal."""
        self.renewing = asyncio.Event()
        """While it is not set, renewals take their time."""
        self.renewing.set()
        self._renewals = itertools.count(1)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, _token(request), await _body(request), time.monotonic())
        await self._note(lambda: self.calls.append(call))
        if self._failures[method]:
            return self._scripted(request, self._failures[method].popleft())
        if method == "oauth.v2.access":
            return web.json_response(await self._access(call))
        if method not in self._replies:
            self.complaints.append(f"unknown method {method}")
        if call.token not in self.tokens:
            return web.json_response({"ok": False, "error": "account_inactive" if call.token else "not_authed"})
        found = self._replies[method](call)
        return web.json_response({"ok": "error" not in found} | found)

    async def _access(self, call: Call) -> dict[str, Any]:
        known = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if call.token != f"Basic {known}":
            return {"ok": False, "error": "bad_client_secret"}
        if call.body.get("grant_type") == "refresh_token":
            return await self._renewed(call.body["refresh_token"])
        if call.body.get("redirect_uri") != self.redirect_uri:
            return {"ok": False, "error": "bad_redirect_uri"}
        given = self.codes.pop(call.body["code"], None)
        if given is None:
            return {"ok": False, "error": "invalid_code"}
        self.tokens.add(given["access_token"])
        return {"ok": True, **given}

    async def _renewed(self, refresh_token: str) -> dict[str, Any]:
        if refresh_token not in self.refresh_tokens:
            return {"ok": False, "error": "invalid_refresh_token"}
        self.refresh_tokens.discard(refresh_token)
        await self.renewing.wait()
        number = next(self._renewals)
        token, refresh = f"xoxe.xoxb-renewed-{number}", f"xoxe-refresh-{number}"
        self.tokens.add(token)
        self.refresh_tokens.add(refresh)
        return {
            "ok": True,
            "access_token": token,
            "refresh_token": refresh,
            "expires_in": 43_200,
            "token_type": "bot",
            "bot_user_id": BOT_USER,
        }

    def consents(self, code: str, **changes: Any) -> str:
        """Somebody consents to an installation; Slack gives this code for it."""
        self.codes[code] = {
            "app_id": "A0APP",
            "access_token": TOKEN,
            "token_type": "bot",
            "scope": "chat:write,commands",
            "bot_user_id": BOT_USER,
            "team": {"id": TEAM, "name": "Double"},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "U1"},
        } | changes
        return code

    def senders(self) -> list[str]:
        """The tokens that messages were posted with, in order."""
        return [call.token for call in self.calls if call.method == "chat.postMessage"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot's server says to a request."""

    status: int
    text: str
    headers: Mapping[str, str]
    seconds: float

    @property
    def link(self) -> str:
        """The first link of a page."""
        found = re.search(r'href="([^"]*)"', self.text)
        assert found is not None
        return unescape(found[1])

    @property
    def cookie(self) -> str:
        """The cookie that it sets, as a browser sends it back."""
        return self.headers["Set-Cookie"].partition(";")[0]


@dataclass
class Replica:
    """One process of the bot."""

    state: ResilientState
    task: asyncio.Task[None]
    stop: asyncio.Event
    port: int
    session: aiohttp.ClientSession
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def finish(self) -> None:
        """Stop it, and see it end well with everything in hand done."""
        self.stop.set()
        async with asyncio.timeout(10):
            await self.task

    # What Slack sends

    async def hears(self, event: Mapping[str, Any], **envelope: Any) -> Reply:
        """An event, signed now."""
        return await self.takes(**signed(event_body(event, **envelope)))

    async def takes(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """A request just so."""
        return await self.asks("POST", EVENTS_PATH, data=body, headers=headers)

    # What a browser does

    async def opens_install_page(self) -> Reply:
        """The page that an installation begins on."""
        return await self.asks("GET", INSTALL_PATH)

    async def comes_back(self, cookie: str | None, **query: str) -> Reply:
        """Back from Slack."""
        headers = {"Cookie": cookie} if cookie else {}
        return await self.asks("GET", f"{RETURN_PATH}?{urlencode(query)}", headers=headers)

    async def installs(self, code: str) -> Reply:
        """From the page to Slack and back with a code."""
        page = await self.opens_install_page()
        return await self.comes_back(page.cookie, code=code, state=query_of(page.link)["state"])

    async def asks(self, verb: str, path: str, **options: Any) -> Reply:
        """Any request at all."""
        began = time.monotonic()
        async with self.session.request(verb, f"http://127.0.0.1:{self.port}{path}", **options) as response:
            text = await response.text()
            return Reply(response.status, text, dict(response.headers), time.monotonic() - began)


_event_numbers = itertools.count(1)


def event_body(event: Mapping[str, Any], *, event_id: str | None = None, **changes: Any) -> bytes:
    """An Events API body."""
    whole: dict[str, Any] = {
        "type": "event_callback",
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": "A0APP",
        "event": dict(event),
        "event_id": event_id or f"Ev{next(_event_numbers):08}",
        "event_time": 1_700_000_000,
    } | changes
    team, enterprise = whole["team_id"], whole.get("enterprise_id")
    authorization = {"team_id": team, "enterprise_id": enterprise, "user_id": BOT_USER, "is_bot": True}
    authorization["is_enterprise_install"] = whole.get("is_enterprise_install", False)
    return json.dumps(whole | {"authorizations": [authorization]}).encode()


def form_body(payload: Mapping[str, Any]) -> bytes:
    """The body of a press."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def signed(
    body: bytes, *, secret: str = SIGNING_SECRET, seconds_ago: float = 0.0, form: bool = False, **headers: str
) -> dict[str, Any]:
    """A body with the headers that Slack sends it with."""
    timestamp = str(int(time.time() - seconds_ago))
    seal = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    sent = {"Content-Type": kind, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={seal}"}
    return {"body": body, "headers": sent | {key.replace("_", "-"): value for key, value in headers.items()}}


def query_of(address: str) -> dict[str, str]:
    """The query of an address, each name once."""
    return {key: value for key, [value] in parse_qs(urlsplit(address).query).items()}


def the_app(**changes: Any) -> SlackHttpApp:
    """The app as the tests serve it, on a free port of the loopback."""
    known: dict[str, Any] = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "signing_secret": SIGNING_SECRET,
        "public_url": PUBLIC_URL,
        "host": "127.0.0.1",
        "port": 0,
    }
    return SlackHttpApp(**(known | changes))


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HttpSlack]:
    without_proxies(monkeypatch)
    async with running_slack(HttpSlack()) as double:
        yield double


@asynccontextmanager
async def replica(
    slack: HttpSlack,
    url: str,
    service: Any = None,
    *,
    limits: SlackLimits = FAST,
    installed: Installation | None = INSTALLED,
    prepare: Callable[[ResilientState], object] = lambda state: None,
) -> AsyncIterator[Replica]:
    """One process of the bot over the state at `url`, with the app installed in one workspace unless told otherwise."""
    state = ResilientState(await asyncio.to_thread(open_state, url), retry_seconds=0.05)
    if installed is not None:
        state.installations.put(HERE, installed)
    prepare(state)
    stop: asyncio.Event = asyncio.Event()
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(
        run_slack_http(
            the_app(),
            service or StandIn(),
            state=state,
            stop=stop,
            base_url=slack.base_url,
            limits=limits,
            ready=ready,
        )
    )
    try:
        async with asyncio.timeout(10), aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            async with asyncio.timeout(30):
                yield Replica(state, task, stop, ready.result(), session)
    finally:
        stop.set()
        await asyncio.wait({task}, timeout=15)
        await asyncio.to_thread(state.close)


async def gone(state: ResilientState, workspace: Workspace) -> None:
    """Wait until nothing is kept of a workspace."""
    await until(lambda: state.installations.find(workspace) is None)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something outside this loop; nobody tells of it, so it is looked for."""
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(true):
            pass


def ending_in(seconds: float) -> Installation:
    """An installation whose token ends so soon."""
    return replace(INSTALLED, refresh_token="xoxe-first", expires_at=time.time() + seconds)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of an empty state where the kind of database does not matter."""
    return f"sqlite:///{tmp_path / 'state.sqlite'}"
