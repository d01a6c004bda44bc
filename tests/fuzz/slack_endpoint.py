"""Requests to the Slack address over HTTP, signed and not: a real server on the loopback, with the real Bolt behind it.

The first byte of an input says what kind of request it is, the rest is its body. Whatever comes, the server answers and
goes on serving; what is not signed, or has no form in which Slack says anything, is never Bolt's to read.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode

import aiohttp

from bot.platforms.slack_app.addresses import EVENTS_PATH, INSTALL_PATH, RETURN_PATH
from bot.platforms.slack_app.http_mode import run_slack_http
from bot.state import ResilientState, open_state
from tests.fuzz.targets import TryOne
from tests.support.slack_bot import FAST, StandIn, direct, mention
from tests.support.slack_http import HERE, INSTALLED, HttpSlack, event_body, form_body, signed, the_app

INSTRUMENTED = ("bot.platforms.slack_app", "slack_bolt")
JSON, FORM, UNSIGNED, QUERY = range(4)
CALM = frozenset({200, 302, 400, 401, 403, 404, 413})
"""Statuses that say whose mistake a request is; 500 says that nobody knows."""
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
MOST_SECONDS_IN_HAND = 0.5
"""For what goes on after the acknowledgement."""


ODD: tuple[Any, ...] = (7, True, "", [], [7], {}, None)
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "channel": {"id": "C1"},
    "message": {"ts": "1.2", "thread_ts": "1.1"},
    "response_url": "https://hooks.slack.com/actions/1",
    "actions": [{"action_id": "ask:1", "block_id": "b", "type": "button", "value": "1n;skmarket;pNO;w2023"}],
}
SUBMISSION: dict[str, Any] = {"type": "view_submission", "view": {"type": "modal", "callback_id": "x", "state": {}}}


class LoggedError(Exception):
    """Something went wrong that nobody expected."""


def spoilt(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A body with one of its parts, or of the parts of those, in another form."""
    for key, value in body.items():
        yield from (body | {key: odd} for odd in ODD if odd != value)
        match value:
            case dict():
                yield from (body | {key: inner} for inner in spoilt(value))
            case [dict() as first, *_]:
                yield from (body | {key: [inner]} for inner in spoilt(first))


def seeds() -> Iterator[bytes]:
    """One good request of each kind that Slack sends, and a few broken ones."""
    for event in (mention(), direct("how many Zoes?")):
        yield bytes([JSON]) + event_body(event)
    yield bytes([JSON]) + event_body({"type": "app_uninstalled"})
    yield bytes([JSON]) + b'{"type": "url_verification", "challenge": "x", "token": "y"}'
    yield bytes([FORM]) + form_body(PRESS)
    yield bytes([FORM]) + form_body(SUBMISSION)
    yield from (bytes([FORM]) + form_body(odd) for whole in (PRESS, SUBMISSION) for odd in spoilt(whole))
    yield from (bytes([JSON]) + json.dumps(odd).encode() for odd in spoilt(json.loads(event_body(mention()))))
    command = {
        "command": "/ev",
        "text": "Zoes",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": "1",
    }
    yield bytes([FORM]) + urlencode(command).encode()
    yield bytes([FORM]) + b"payload=%5B%5D"
    yield from (bytes([JSON]) + body for body in (b"[]", b"1", b'""', b"null", b"{", b'{"event": 1}', b"[" * 2_000))
    yield bytes([UNSIGNED]) + event_body(mention())
    yield bytes([QUERY]) + b"code=x&state=y"


@contextmanager
def trying() -> Iterator[TryOne]:
    """A little Slack, one process of the bot with the app installed, and a loop to run them in."""
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.dict(os.environ, dict.fromkeys(PROXIES, "")),
        asyncio.Runner() as runner,
    ):
        place = _Place(f"sqlite:///{Path(folder) / 'state.sqlite'}")
        runner.run(place.open())
        try:

            def try_one(data: bytes) -> None:
                errors.told.clear()
                if data:
                    status = runner.run(place.hears(data))

                    assert status in CALM, status
                if errors.told:
                    raise LoggedError("\n".join(errors.told))

            yield try_one
        finally:
            runner.run(place.close())
            logging.getLogger().removeHandler(errors)


class _Errors(logging.Handler):
    """Keeps what is logged as an error, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # What is told without a traceback is told to the operator: Slack refused something.
        # The little Slack does not know every method, and says so here; our own server's failures are answers of 500.
        if record.exc_info and record.name != "aiohttp.server":
            self.told.append(logging.Formatter().format(record))


class _Place:
    """The bot as Slack reaches it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lasting: set[asyncio.Task[Any] | None] = set()

    async def open(self) -> None:
        self._slack, self._stop = HttpSlack(), asyncio.Event()
        await self._slack.start()
        self._state = ResilientState(open_state(self._url))
        self._state.installations.put(HERE, INSTALLED)
        ready = asyncio.get_running_loop().create_future()
        self._serving = asyncio.create_task(
            run_slack_http(
                the_app(),
                StandIn(),
                state=self._state,
                stop=self._stop,
                base_url=self._slack.base_url,
                limits=FAST,
                ready=ready,
            )
        )
        await asyncio.wait({ready, self._serving}, return_when=asyncio.FIRST_COMPLETED)
        self._address = f"http://127.0.0.1:{ready.result()}"
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        await self.hears(bytes([QUERY]))
        self._lasting |= asyncio.all_tasks()

    async def hears(self, data: bytes) -> int:
        """The status of the answer to what an input stands for, once nothing of it is in hand any more."""
        self._state.installations.put(HERE, INSTALLED)  # the one before may have been the end of it
        verb, path, options = request_of(data)
        async with self._session.request(verb, self._address + path, allow_redirects=False, **options) as response:
            await response.read()
        if in_hand := asyncio.all_tasks() - self._lasting - {asyncio.current_task()}:
            _, lasting = await asyncio.wait(in_hand, timeout=MOST_SECONDS_IN_HAND)
            self._lasting |= lasting  # a connection that is kept open; waited for once only
        self._slack.calls.clear()
        return response.status

    async def close(self) -> None:
        await self._session.close()
        self._stop.set()
        await asyncio.wait({self._serving}, timeout=15)
        self._state.close()
        await self._slack.close()


def request_of(data: bytes) -> tuple[str, str, dict[str, Any]]:
    """The verb, path and options of the request that an input stands for."""
    kind, body = data[0] % 4, data[1:]
    if kind == QUERY:
        path = RETURN_PATH if len(body) % 2 else INSTALL_PATH
        return "GET", f"{path}?{quote(body, safe='=&%')}", {}
    sent = signed(body, form=kind == FORM)
    if kind == UNSIGNED:
        sent = signed(body, secret="of somebody else")
    return "POST", EVENTS_PATH, {"data": sent["body"], "headers": sent["headers"]}
