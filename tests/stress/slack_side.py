"""Slack for a stress run: our double over Socket Mode or over HTTP, one message a second and channel, and the books.

What people ask goes out here, and what the bot posts is written up here. As on the side of Discord, the oldest is
dropped so that hours fit into memory.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
from aiohttp import web

from bot.platforms.slack_app.addresses import EVENTS_PATH
from tests.stress.books import Books, Way
from tests.stress.limits import SLACK_CHANNEL, TOLERANCE, Window
from tests.stress.questions import Known
from tests.support.slack_bot import mention
from tests.support.slack_double import SlackDouble, _body
from tests.support.slack_http import HttpSlack, event_body, signed
from tests.support.slack_wire import Call, Fails

CHANNELS = 600
KEPT = 20_000
RETRIES_AFTER = (3.0, 10.0, 30.0)
"""Seconds after which an event that nobody acknowledged is sent again; Slack waits for 3, a minute and five."""
Weather = Callable[[str, dict[str, Any]], Fails | float | None]
"""What a call with a body meets: a failure, seconds that it takes, or nothing."""


class Booked(SlackDouble):
    """What both ways into Slack share."""

    way: Way

    def __init__(self, books: Books, known: dict[str, Known]) -> None:
        super().__init__()
        self.books = books
        self.weather: Weather = lambda _method, _body: None
        self._known = known
        self._window = Window(SLACK_CHANNEL)
        self._asked = itertools.count(1)
        self.calls = deque(maxlen=1_000)  # type: ignore[assignment]
        self.acks = deque(maxlen=KEPT)  # type: ignore[assignment]

    @property
    def refused(self) -> int:
        """Messages that came too early."""
        return self._window.refused

    def _mentioned(self, known: Known) -> dict[str, Any]:
        """Somebody new mentions the bot in the next channel; written up."""
        number = next(self._asked)
        channel, ts = f"C{number % CHANNELS}", f"{int(time.time())}.{number:06}"
        self.books.asked(f"{channel} {ts}", self.way, known.in_slack)
        return mention(known.text, user=f"U{number}", channel=channel, ts=ts, event_ts=ts)

    def _post(self, call: Call) -> dict[str, Any]:
        found = super()._post(call)
        if "error" not in found:
            self.books.heard(f"{call.body['channel']} {call.body.get('thread_ts')}", call.body["text"])
        while len(self.messages) > KEPT:
            self.messages.pop(next(iter(self.messages)))
        return found

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        match self.weather(method, await _body(request)):
            case Fails() as failure:
                return self._scripted(request, failure)
            case float() as seconds:
                await asyncio.sleep(seconds)
        if method == "chat.postMessage":
            wait = self._window.wait_for(str((await _body(request)).get("channel")))
            if wait > TOLERANCE:
                return self._scripted(request, Fails("ratelimited", 429, {"Retry-After": str(math.ceil(wait))}))
        return await super()._call(request)


class StressedSlack(Booked):
    """Slack over Socket Mode. What is not acknowledged is sent again, over whichever socket there is."""

    way = Way.SLACK_SOCKET

    def __init__(self, books: Books, known: dict[str, Known]) -> None:
        super().__init__(books, known)
        self.repeats: Callable[[], int] = lambda: 1
        """How often an event is sent, as Slack does that was not sure of an acknowledgement."""
        self.everywhere = False
        """Whether every socket gets each event."""
        self._again: set[asyncio.Task[None]] = set()

    async def ask(self, known: Known) -> None:
        """Somebody mentions the bot."""
        event, event_id = self._mentioned(known), f"Ev{next(self._asked):09}"
        task = asyncio.create_task(self._until_acknowledged(event, event_id))
        self._again.add(task)
        task.add_done_callback(self._again.discard)

    async def _until_acknowledged(self, event: dict[str, Any], event_id: str) -> None:
        key = f"{event['channel']} {event['ts']}"
        for seconds in RETRIES_AFTER:
            self.books.sent(key)
            envelopes = [
                await self._sent_over(socket, event, event_id)
                for socket in (self.sockets[:] if self.everywhere else self.sockets[-1:])
                for _ in range(self.repeats())
            ]
            await asyncio.sleep(seconds)
            if any(envelope is not None and envelope not in self._sent for envelope in envelopes):
                return
        self.books.given_up(key)

    async def _sent_over(self, socket: web.WebSocketResponse, event: dict[str, Any], event_id: str) -> str | None:
        """The id of the envelope with an event; None where the socket is gone."""
        with suppress(ConnectionError, RuntimeError, ValueError):
            self.sockets.remove(socket)
            self.sockets.append(socket)  # the double sends over the newest
            return await self.send_event(event, event_id=event_id)
        return None


class StressedHttpSlack(Booked, HttpSlack):
    """Slack over HTTP."""

    way = Way.SLACK_HTTP

    def __init__(self, books: Books, known: dict[str, Known]) -> None:
        super().__init__(books, known)
        self.bot_port = 0
        """Where the bot listens."""
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, known: Known) -> None:
        """Somebody mentions the bot; an event that is not taken is sent again."""
        self._session = self._session or aiohttp.ClientSession()
        request = signed(event_body(self._mentioned(known)))
        for seconds in RETRIES_AFTER:
            try:
                async with self._session.post(
                    f"http://127.0.0.1:{self.bot_port}{EVENTS_PATH}",
                    data=request["body"],
                    headers=request["headers"],
                    timeout=aiohttp.ClientTimeout(3),
                ) as reply:
                    if reply.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(seconds)

    async def close(self) -> None:
        """Close every socket and the port."""
        if self._session is not None:
            await self._session.close()
        await super().close()
