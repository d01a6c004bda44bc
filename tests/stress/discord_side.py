"""Discord for a stress run: our double with Discord's rate limits, bad weather, and the books.

What people ask goes out here, and what the bot answers is written up here. The double keeps everything for tests to
read; a run of hours cannot, so the oldest is dropped. Faults of requests are a `Weather`, of events `Mishap`s of the
gateway; closing sockets is the double's own.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.stress.books import Books, Way
from tests.stress.limits import DISCORD_CHANNEL, DISCORD_GLOBAL, Window
from tests.stress.questions import Known
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import told
from tests.support.discord_double import POST, DiscordDouble, Events, Handler, Request
from tests.support.discord_gateway_double import GatewayDouble
from tests.support.discord_payloads import Json

CHANNELS = 600
KEPT = 20_000
"""Messages, interactions and events of a session; older ones are forgotten."""
TO_ANSWER_IN = 1.0
"""Seconds that must be left of Discord's three for a command that comes late, after its connection was lost."""
VIA = {"Via": "1.1 double"}
"""Without it the client takes a refusal for a ban at the door, and does not try again."""


@dataclass(frozen=True, slots=True)
class Gust:
    """What happens to one request besides, or instead of, its usual answer."""

    status: int | None = None
    """None: the usual answer."""
    delay: float = 0.0
    """Seconds before anything else."""
    silent: bool = False
    """Nobody answers until the weather is calm; then the connection is cut."""
    drop_before: bool = False
    """The connection is cut, and nothing was done."""
    drop_after: bool = False
    """It was done, but the connection is cut before anybody hears so."""


Weather = Callable[[Request], Gust | None]
Mishap = Callable[[str, Json], int]
"""How often an event is sent; 1 is as it should be."""


class StressedGateway(GatewayDouble):
    """A gateway that forgets old events, and on which events may be sent twice or late."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.closes = deque(maxlen=1_000)  # type: ignore[assignment]
        self.mishap: Mishap = lambda _event, _data: 1
        self.before: Callable[[str, Json], None] = lambda _event, _data: None
        """Hears of every event before it goes out: an answer may be faster than who asked."""
        self.replayed: Callable[[str, Json], None] = lambda _event, _data: None
        """Hears of every event that goes out once more, to a client that had lost its connection."""
        self._late: tuple[str, Json] | None = None

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event as often as it goes, 0 times being after the next one."""
        self.before(event, data)
        times = self.mishap(event, data)
        if times == 0 and self._late is None:
            self._late = event, data
            return
        for _ in range(max(1, times)):
            await super().dispatch(event, data)
        if (late := self._late) is not None:
            self._late = None
            await super().dispatch(*late)
        for session in self.sessions:
            if len(session.events) > KEPT:
                session.events[-KEPT - 1] = {}

    async def _resumed(self, socket: web.WebSocketResponse, request: web.Request, data: Json) -> None:
        missed = [each.events[data["seq"] :] for each in self.sessions if each.session_id == data["session_id"]]
        await super()._resumed(socket, request, data)
        for frame in itertools.chain(*missed):
            self.replayed(frame["t"], frame["d"])


class StressedDiscord(DiscordDouble):
    """A Discord that keeps its limits and writes up what it sees."""

    def __init__(self, books: Books, known: dict[str, Known]) -> None:
        super().__init__()
        self.books = books
        self.weather: Weather = lambda _: None
        self.calm = asyncio.Event()
        """Set when what was silent is to end."""
        self._known = known
        self._global, self._rooms = Window(DISCORD_GLOBAL), Window(DISCORD_CHANNEL)
        self._asked = 0
        self.requests = deque(maxlen=1_000)  # type: ignore[assignment]
        self.gateway = StressedGateway(self.token, self.me, [self.guild], self._changed)
        self.gateway.before = self._write_up_question
        self.gateway.replayed = self._write_up_replay
        self.rooms = [
            self.add_channel(payloads.text_channel(self.guild["id"], f"room-{number}"), "channels")
            for number in range(CHANNELS)
        ]

    @property
    def refused(self) -> int:
        """Requests that exceeded a limit."""
        return self._global.refused + self._rooms.refused

    async def ask_command(self, known: Known) -> None:
        """Somebody new asks with the slash command, in the next channel."""
        room, person = self._next()
        await self.command("ev ask", room, person, question=known.text)

    async def ask_message(self, known: Known) -> None:
        """Somebody new mentions the bot in the next channel."""
        room, person = self._next()
        content = f"<@{self.me['id']}> {known.text}"
        await self.deliver(payloads.message(room, person, content, mentions=[self.me]))

    def _next(self) -> tuple[Json, Json]:
        self._asked += 1
        return self.rooms[self._asked % CHANNELS], payloads.user(f"person-{self._asked}")

    def _write_up_question(self, event: str, data: Json) -> None:
        if event == "INTERACTION_CREATE":
            text = data["data"]["options"][0]["options"][0]["value"]
            self.books.asked(data["token"], Way.DISCORD_COMMAND, self._known[text].on_discord)
        elif event == "MESSAGE_CREATE" and not data["author"]["bot"]:
            text = data["content"].partition("> ")[2]
            self.books.asked(data["id"], Way.DISCORD_MESSAGE, self._known[text].on_discord)

    def _write_up_replay(self, event: str, data: Json) -> None:
        if event == "INTERACTION_CREATE":
            self.books.given_up(data["token"], self.answer_within - TO_ANSWER_IN)

    # Routes

    def _post(self, request: Request) -> tuple[int, Any, Events]:
        status, answer, events = super()._post(request)
        if status == 200 and events:  # without: a message whose nonce is known, which comes again
            self.books.heard(str((request.body.get("message_reference") or {}).get("message_id")), told(request.body))
        return status, answer, events

    def _call_back(self, request: Request) -> tuple[int, Any, Events]:
        outcome = super()._call_back(request)
        if outcome[0] == 200 and request.body["type"] == 4:
            self.books.heard(request.args["token"], told(request.body["data"]))
        return outcome

    def _edit_answer(self, request: Request) -> tuple[int, Any, Events]:
        outcome = super()._edit_answer(request)
        if outcome[0] == 200:
            self.books.heard(request.args["token"], told(request.body))
        return outcome

    def _follow_up(self, request: Request) -> tuple[int, Any, Events]:
        outcome = super()._follow_up(request)
        if outcome[0] == 200:
            self.books.heard(request.args["token"], told(request.body))
        return outcome

    # The server

    async def _serve(self, raw: web.Request) -> web.StreamResponse:
        response = await super()._serve(raw)
        for kept in (self.messages, self.interactions, self._nonces):
            while len(kept) > KEPT:
                kept.pop(next(iter(kept)))
        return response

    async def _answered(
        self, raw: web.Request, request: Request, handler: Handler | None
    ) -> tuple[int, Any, Events, dict[str, str]]:
        gust = self.weather(request) or Gust()
        await asyncio.sleep(gust.delay)
        if gust.silent:
            await self.calm.wait()
        if gust.drop_before or gust.silent:
            return _cut(raw)
        if gust.status is not None:
            return gust.status, {"code": 0, "message": "bad weather", "retry_after": 0.5}, [], VIA
        if (wait := self._wait_for(request)) > 0:
            refused = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
            return 429, refused, [], VIA
        status, body, events, headers = await super()._answered(raw, request, handler)
        if gust.drop_after:
            for event, data in events:
                await self.gateway.dispatch(event, data)
            return _cut(raw)
        return status, body, events, headers | self._told_limits(request)

    def _wait_for(self, request: Request) -> float:
        """Seconds that a request comes too early."""
        if "token" in request.args:
            return 0.0  # what answers an interaction counts towards no limit of the bot's
        if (wait := self._global.wait_for()) > 0:
            return wait
        return self._rooms.wait_for(request.args["channel"]) if request.route == POST else 0.0

    def _told_limits(self, request: Request) -> dict[str, str]:
        if request.route != POST:
            return {}
        left, seconds = self._rooms.left(request.args["channel"])
        return {
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Limit": str(DISCORD_CHANNEL.requests),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset-After": f"{seconds:.3f}",
        }


def _cut(raw: web.Request) -> tuple[int, Any, Events, dict[str, str]]:
    if raw.transport is not None:
        raw.transport.abort()
    return 500, {}, [], {}
