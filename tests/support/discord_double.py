"""A Discord on the loopback: REST interface and gateway for one bot, logging every request.

The real discord.py talks to it through its three hook points (`hooked`). It keeps channels and messages, echoes what
the bot writes back through the gateway, refuses what Discord refuses, and answers unknown routes with 404 and a note in
`unknown` that must fail the test. Failures are scripted per route with `script`. Add a route: one line in `_routes`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.support import discord_payloads as payloads
from tests.support.discord_commands import CommandsDouble
from tests.support.discord_gateway_double import GatewayDouble
from tests.support.discord_interactions import InteractionsDouble
from tests.support.discord_payloads import EPHEMERAL, Json
from tests.support.discord_refusals import of_message, refusal

TOKEN = "a.loopback.token"
PATIENCE = 5.0
POST, EDIT, DELETE, TYPING, OPEN_DIRECT = (
    "POST /channels/{channel}/messages",
    "PATCH /channels/{channel}/messages/{message}",
    "DELETE /channels/{channel}/messages/{message}",
    "POST /channels/{channel}/typing",
    "POST /users/@me/channels",
)


@dataclass
class Request:
    """One request as it came in, and how it was answered."""

    route: str
    args: dict[str, str]
    body: Any
    headers: dict[str, str]
    status: int | None = None
    """None while it is being answered."""
    answer: Any = None
    files: dict[str, bytes] = field(default_factory=dict)
    """What was uploaded with it, by name."""
    query: dict[str, str] = field(default_factory=dict)


@dataclass
class Scripted:
    """What the next request of a route meets instead of, or before, its usual answer."""

    status: int | None = None
    """None: the usual answer."""
    body: Json = field(default_factory=lambda: {"code": 0, "message": "scripted"})
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    """Cut the connection without an answer."""
    until: asyncio.Event | None = None
    """Wait for this first."""


Events = list[tuple[str, Json]]
Handler = Callable[[Request], tuple[int, Any, Events]]
"""Status, body, and the gateway events that follow."""


class DiscordDouble(InteractionsDouble, CommandsDouble):
    """The server; `start` it, `hooked` discord.py to it, write, press and command as a user, look at `requests`."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.me = payloads.user("evbot", bot=True)
        self.alice = payloads.user("alice")
        self.guild = payloads.guild("Cars", self.me)
        self.channels: dict[str, Json] = {}
        self.messages: dict[str, Json] = {}
        self.requests: list[Request] = []
        self.unknown: list[str] = []
        self._nonces: dict[tuple[str, str], str] = {}
        """Messages of the bot by channel and nonce: one that comes again is taken for the first."""
        self._scripts: defaultdict[str, deque[Scripted]] = defaultdict(deque)
        self._change = asyncio.Event()
        self.gateway = GatewayDouble(token, self.me, [self.guild], self._changed)
        self._runner: web.AppRunner | None = None
        self._patterns = [(re.compile(_pattern(route)), route, handler) for route, handler in self._routes().items()]
        self.channel = self.add_channel(payloads.text_channel(self.guild["id"], "general"), "channels")
        self.thread = self.add_channel(payloads.thread(self.channel, "electric"), "threads")
        self.direct = self.add_channel(payloads.direct_channel(self.alice))
        InteractionsDouble.__init__(self)
        CommandsDouble.__init__(self)

    def _routes(self) -> dict[str, Handler]:
        return {
            "GET /users/@me": lambda _: (200, self.me, []),
            "GET /gateway/bot": lambda _: (200, self.gateway.advice(), []),
            "GET /oauth2/applications/@me": lambda _: (200, payloads.application(self.me), []),
            "GET /channels/{channel}": lambda request: (200, self.channels[request.args["channel"]], []),
            POST: self._post,
            EDIT: self._edit,
            DELETE: self._delete,
            TYPING: lambda _: (204, None, []),
            OPEN_DIRECT: self._open_direct,
            **self._interaction_routes(),
            **self._command_routes(),
        }

    # The server

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application(client_max_size=25 * 1024 * 1024)
        app.router.add_get("/gw/", self.gateway.serve)
        app.router.add_route("*", "/{rest:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}/api/v10"
        self.gateway.url = f"ws://{host}:{port}/gw/"

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """discord.py talks to this double and to nobody else; afterwards everything is as it was."""
        before = Route.BASE, discord.Asset.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        Route.BASE, discord.Asset.BASE = self.base, self.base
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.gateway.url)
        try:
            yield
        finally:
            Route.BASE, discord.Asset.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before

    def script(self, route: str, *outcomes: Scripted) -> None:
        """What the next requests of a route meet, in order."""
        self._scripts[route].extend(outcomes)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something that the double sees is true."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._change.clear()
                await self._change.wait()

    def of(self, route: str) -> list[Request]:
        """The answered requests of a route, oldest first."""
        return [request for request in self.requests if request.route == route and request.status is not None]

    async def wait_for(self, route: str, count: int = 1) -> list[Request]:
        """The answered requests of a route, once there are so many."""
        await self.until(lambda: len(self.of(route)) >= count)
        return self.of(route)

    # What people do

    def add_channel(self, channel: Json, kind: str | None = None) -> Json:
        """Open a channel; `kind` is the key of the server's list that it belongs to."""
        self.channels[channel["id"]] = channel
        if kind is not None:
            self.guild[kind].append(channel)
        return channel

    def keep(self, message: Json, nonce: str | None) -> None:
        """Keep a message of the bot's, known by a nonce."""
        self.messages[message["id"]] = message
        if nonce is not None:
            self._nonces[message["channel_id"], nonce] = message["id"]

    async def write(self, content: str, channel: Json | None = None, author: Json | None = None, **fields: Any) -> Json:
        """Somebody (Alice) writes a message somewhere (the general channel)."""
        channel, author = channel or self.channel, author or self.alice
        return await self.deliver(payloads.message(channel, author, content, **self._mentions(content) | fields))

    async def reply(self, content: str, to: Json, *, ping: bool = True, **fields: Any) -> Json:
        """Alice replies to a message; the ping of the reply is a mention without a token in the text."""
        mentions = self._mentions(content)
        if ping:
            mentions["mentions"].append(to["author"])
        reference = {"message_id": to["id"], "channel_id": to["channel_id"]}
        details = {"type": 19, "message_reference": reference, "referenced_message": to}
        return await self.write(content, self.channels[to["channel_id"]], **mentions | details | fields)

    async def deliver(self, message: Json) -> Json:
        """Keep a message and send its event."""
        self.messages[message["id"]] = message
        await self.gateway.dispatch("MESSAGE_CREATE", self._as_event(message))
        return message

    async def edit(self, message: Json, content: str | None = None, **fields: Any) -> None:
        """Somebody edits a message; without new content Discord itself does, to add a preview."""
        if content is not None:
            fields |= self._mentions(content) | {"content": content, "edited_timestamp": payloads.now()}
        message.update(fields)
        await self.gateway.dispatch("MESSAGE_UPDATE", self._as_event(message))

    async def delete(self, *messages: Json) -> None:
        """Somebody deletes a message; several at once are a moderator's bulk deletion."""
        for message in messages:
            self.messages.pop(message["id"], None)
        if len(messages) == 1:
            await self.gateway.dispatch("MESSAGE_DELETE", self._gone(messages[0]))
        else:
            ids = [message["id"] for message in messages]
            await self.gateway.dispatch("MESSAGE_DELETE_BULK", self._gone(messages[0]) | {"ids": ids})

    # Routes

    def _post(self, request: Request) -> tuple[int, Any, Events]:
        body, reference = request.body, request.body.get("message_reference")
        if body.get("enforce_nonce") and (known_by := self._nonces.get((request.args["channel"], body["nonce"]))):
            first = self.messages.get(known_by)
            return (200, first, []) if first else (404, {"code": 10008, "message": "Unknown Message"}, [])
        known = reference is not None and str(reference["message_id"]) in self.messages
        fields = {"message_reference": reference, "type": 19} if known else {}
        channel = self.channels[request.args["channel"]]
        blank = payloads.message(channel, self.me, "", nonce=body.get("nonce"), **fields)
        message = payloads.written(blank, body, request.files)
        message["flags"] &= ~EPHEMERAL  # only an interaction has answers that one person sees
        if (wrong := of_message(message)) is not None:
            return *refusal(wrong), []
        if reference is not None and not known and reference.get("fail_if_not_exists", True):
            return *refusal("message_reference: Unknown message"), []
        self.keep(payloads.resolved(message), body.get("nonce"))
        return 200, message, [("MESSAGE_CREATE", self._as_event(message))]

    def _open_direct(self, request: Request) -> tuple[int, Any, Events]:
        """The channel with a person, who must have been heard of."""
        wanted = str(request.body["recipient_id"])
        channels = [channel for channel in self.channels.values() if channel["type"] == payloads.DIRECT_CHANNEL]
        found = [channel for channel in channels if channel["recipients"][0]["id"] == wanted]
        if not found:
            return *refusal("recipient_id: Unknown user"), []
        return 200, found[0], []

    def _edit(self, request: Request) -> tuple[int, Any, Events]:
        message = self._visible(request)
        if message is None:
            return 404, {"code": 10008, "message": "Unknown Message"}, []
        if message["author"] is not self.me:
            return 403, {"code": 50005, "message": "Cannot edit a message authored by another user"}, []
        new = payloads.written(message, request.body, request.files)
        if (wrong := of_message(new)) is not None:
            return *refusal(wrong), []
        message.update(payloads.resolved(new), author=self.me, edited_timestamp=payloads.now())
        return 200, message, [("MESSAGE_UPDATE", self._as_event(message))]

    def _delete(self, request: Request) -> tuple[int, Any, Events]:
        message = self._visible(request)
        if message is None:
            return 404, {"code": 10008, "message": "Unknown Message"}, []
        del self.messages[message["id"]]
        return 204, None, [("MESSAGE_DELETE", self._gone(message))]

    def _visible(self, request: Request) -> Json | None:
        """The message that a request means, unless only an interaction's token reaches it."""
        message = self.messages.get(request.args["message"])
        return None if message is None or message["flags"] & EPHEMERAL else message

    async def _serve(self, raw: web.Request) -> web.StreamResponse:
        path = raw.path.removeprefix("/api/v10")
        route, args, handler = self._matched(f"{raw.method} {path}")
        body, files = await _body(raw)
        request = Request(route, args, body, dict(raw.headers), files=files, query=dict(raw.query))
        self.requests.append(request)
        status, body, events, headers = await self._answered(raw, request, handler)
        request.status, request.answer = status, body
        for event, data in events:
            await self.gateway.dispatch(event, data)
        self._changed()
        if status == 204:
            return web.Response(status=204)
        # Exactly this content type: with a charset discord.py would take the body for text.
        return web.Response(
            status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json", **headers}
        )

    async def _answered(
        self, raw: web.Request, request: Request, handler: Handler | None
    ) -> tuple[int, Any, Events, dict[str, str]]:
        if self._scripts[request.route]:
            scripted = self._scripts[request.route].popleft()
            self._changed()
            if scripted.until is not None:
                await scripted.until.wait()
            if scripted.drop and raw.transport is not None:
                raw.transport.abort()
            if scripted.drop or scripted.status is not None:
                return scripted.status or 500, scripted.body, [], scripted.headers
        if handler is None:
            self.unknown.append(request.route)
            return 404, {"code": 0, "message": "404: Not Found"}, [], {}
        by_token = "token" in request.args
        if not by_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return 401, {"code": 0, "message": "401: Unauthorized"}, [], {}
        if request.args.get("channel") in (self.beyond["id"], self.group["id"]):
            return 403, {"code": 50001, "message": "Missing Access"}, [], {}
        if request.args.get("channel", self.channel["id"]) not in self.channels:
            return 404, {"code": 10003, "message": "Unknown Channel"}, [], {}
        return *handler(request), {}

    def _matched(self, line: str) -> tuple[str, dict[str, str], Handler | None]:
        for pattern, route, handler in self._patterns:
            if found := pattern.fullmatch(line):
                return route, found.groupdict(), handler
        return line, {}, None

    def _mentions(self, content: str) -> dict[str, Any]:
        people = [person for person in (self.me, self.alice) if re.search(rf"<@!?{person['id']}>", content)]
        roles = [role["id"] for role in self.guild["roles"] if f"<@&{role['id']}>" in content]
        everyone = "@everyone" in content or "@here" in content
        return {"mentions": people, "mention_roles": roles, "mention_everyone": everyone}

    def _as_event(self, message: Json) -> Json:
        return message | self._place(message) | ({"member": payloads.member()} if self._place(message) else {})

    def _gone(self, message: Json) -> Json:
        return {"id": message["id"], "channel_id": message["channel_id"], **self._place(message)}

    def _place(self, message: Json) -> Json:
        guild_id = self.channels[message["channel_id"]].get("guild_id")
        return {} if guild_id is None else {"guild_id": guild_id}

    def _changed(self) -> None:
        self._change.set()


@asynccontextmanager
async def running_double() -> AsyncIterator[DiscordDouble]:
    """A double that discord.py talks to; a request that it does not know fails the test."""
    double = DiscordDouble()
    await double.start()
    with double.hooked():
        yield double
    await double.close()

    assert double.unknown == []


async def _body(raw: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The JSON of a request and its files: Discord takes both in one form."""
    if raw.content_type != "multipart/form-data":
        text = await raw.text()
        return json.loads(text) if text else None, {}
    form = await raw.post()
    files = {part.filename: part.file.read() for part in form.values() if isinstance(part, web.FileField)}
    return json.loads(str(form["payload_json"])), files


def _pattern(route: str) -> str:
    numbers = re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\d+)", re.escape(route))
    return numbers.replace(r"(?P<token>\d+)", r"(?P<token>[^/]+)")
