"""A small Slack of our own on the loopback: the Web API and Socket Mode, as far as the bot uses them.

It logs every call and acknowledgement with its time, keeps what was posted so that it can be pressed, fails on request,
and complains of whatever Slack would not take: an unknown method, a wrong token, an empty message, blocks past a limit
(`block_kit`), an acknowledgement of nothing. A test must end with `complaints` empty. Tests speak to it and read bodies
from it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from aiohttp import WSCloseCode, WSMsgType, web

from bot.platforms.slack_app.manifest import SCOPES
from tests.support.block_kit import problems
from tests.support.slack_presses import Kept, press_payload
from tests.support.slack_wire import Ack, Call, Drops, Fails

BOT_TOKEN = "xoxb-double-bot"
APP_TOKEN = "xapp-double-app"
TEAM = "T0TEAM"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
WAIT_SECONDS = 10.0


RESPONSE_URL = "response_url"
"""What the log calls a message to the address that came with a press."""

Reply = Callable[[Call], dict[str, Any]]
S = TypeVar("S", bound="SlackDouble")


def rate_limited(seconds: int) -> Fails:
    """What Slack says to one who is too fast."""
    return Fails("ratelimited", 429, {"Retry-After": str(seconds)})


class SlackDouble:
    """Start it, point the bot's `base_url` at it, send events, read what came back."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.acks: list[Ack] = []
        self.complaints: list[str] = []
        self.connections = 0
        """Sockets opened so far."""
        self.sockets: list[web.WebSocketResponse] = []
        """Sockets that are open now, oldest first."""
        self.uploads: dict[str, bytes] = {}
        """What was uploaded, by the id of the file."""
        self.messages: dict[str, Kept] = {}
        """What was posted and taken, by time stamp, oldest first; those for one person, too, and what was typed."""
        self.is_deaf = False
        """Whether sockets that are opened from now on answer no pings."""
        self.scopes = list(SCOPES)
        """What the app was granted, told with every reply; where empty, nothing is told."""
        self.is_mute = False
        """New sockets are opened without a hello."""
        self.refuses: set[str] = set()
        """Types of blocks that this workspace does not take."""
        self._failures: defaultdict[str, deque[Fails | Drops]] = defaultdict(deque)
        self._sent: set[str] = set()
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._news = asyncio.Condition()
        self._transports: dict[int, Any] = {}
        self._runner: web.AppRunner | None = None
        self._replies: dict[str, Reply] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._open_connection,
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._post_for_one,
            "assistant.threads.setStatus": lambda call: {},
            "chat.update": self._update,
            "chat.delete": self._delete,
            "files.getUploadURLExternal": self._upload_address,
            "files.completeUploadExternal": self._complete_upload,
            "files.delete": lambda call: {} if self.uploads.pop(call.body["file"], None) else {"error": "file_deleted"},
        }

    # Life

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link/{ticket}", self._socket)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/respond/{ts}", self._respond)
        app.router.add_route("*", "/{other:.*}", self._stray)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()

    async def close(self) -> None:
        """Close every socket and the port."""
        for socket in list(self.sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """What the bot takes for https://slack.com/api/."""
        return f"http://{self._address}/api/"

    @property
    def _address(self) -> str:
        assert self._runner is not None
        host, port = self._runner.addresses[0][:2]
        return f"{host}:{port}"

    # What a test asks for

    def answers(self, method: str, reply: Reply) -> None:
        """Know one more method, or answer a known one differently; `ok` is added."""
        self._replies[method] = reply

    def fail(self, method: str, *failures: Fails | Drops) -> None:
        """Fail the next calls of a method, in this order, before it works again."""
        self._failures[method].extend(failures)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true of what has come in; fails loudly instead of hanging."""
        async with asyncio.timeout(WAIT_SECONDS), self._news:
            await self._news.wait_for(true)

    def bodies(self, method: str = "chat.postMessage") -> list[dict[str, Any]]:
        """The bodies of all calls of a method, failed ones included."""
        return [call.body for call in self.calls if call.method == method]

    async def posted(self, count: int = 1) -> list[dict[str, Any]]:
        """The bodies of the messages posted, once there are so many."""
        await self.until(lambda: len(self.bodies()) >= count)
        return self.bodies()

    async def acknowledged(self, envelope_id: str) -> Ack:
        """The acknowledgement of an envelope, once it is there."""
        await self.until(lambda: any(ack.envelope_id == envelope_id for ack in self.acks))
        return next(ack for ack in self.acks if ack.envelope_id == envelope_id)

    async def connected(self, count: int = 1) -> None:
        """Wait until so many sockets have been opened in all and one is open."""
        await self.until(lambda: self.connections >= count and bool(self.sockets))

    # What Slack sends

    async def send_event(self, event: Mapping[str, Any], *, event_id: str | None = None, **envelope: Any) -> str:
        """Send an Events API envelope over the newest socket; the envelope id comes back."""
        number = next(self._numbers)
        payload = {
            "type": "event_callback",
            "token": "unused",
            "team_id": TEAM,
            "api_app_id": "A0APP",
            "event": dict(event),
            "event_id": event_id or f"Ev{number:08}",
            "event_time": 1_700_000_000,
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }
        return await self.send("events_api", payload, **envelope)

    async def send(self, kind: str, payload: Mapping[str, Any], **envelope: Any) -> str:
        """Send an envelope of any kind (`events_api`, `slash_commands`, `interactive`)."""
        envelope_id = f"envelope-{next(self._numbers)}"
        self._sent.add(envelope_id)
        whole = {"type": kind, "envelope_id": envelope_id, "payload": payload, "accepts_response_payload": False}
        await self.until(lambda: bool(self.sockets))  # a client that connects anew gets what was meant for it
        await self.sockets[-1].send_json(whole | envelope)
        return envelope_id

    async def press(self, ts: str, action_id: str, *, value: str | None = None, user: str = "U1") -> str:
        """Press a button of a kept message, or choose a value from its menu; the envelope id comes back.

        The payload is what Slack sends: a message that only one person sees does not come with it.
        """
        return await self.send("interactive", self.pressed(ts, action_id, value, user))

    def pressed(self, ts: str, action_id: str, value: str | None = None, user: str = "U1") -> dict[str, Any]:
        """The payload of a press, for a test that sends it twice or changes it."""
        address = f"http://{self._address}/respond/{ts}"
        return press_payload(self.messages[ts], action_id, value, user, TEAM, address, next(self._numbers))

    def response_address(self, channel: str, user: str) -> str:
        """An address for replies, as Slack gives one with a command; what is sent there is for this person."""
        return f"http://{self._address}/respond/{self._keep({'channel': channel}, user)}"

    async def send_disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot for a new connection."""
        await self.sockets[-1].send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "double"}})

    def cut(self) -> None:
        """Break the newest socket without a goodbye."""
        transport = self._transports[id(self.sockets[-1])]
        transport.abort()

    # The server's side

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, _token(request), await _body(request), time.monotonic())
        await self._note(lambda: self.calls.append(call))
        reply = self._replies.get(method)
        if reply is None:
            self.complaints.append(f"unknown method {method}")
            return web.json_response({"ok": False, "error": "unknown_method"})
        if self._failures[method]:
            return self._scripted(request, self._failures[method].popleft())
        expected = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if call.token != expected:
            return web.json_response({"ok": False, "error": "invalid_auth" if call.token else "not_authed"})
        found = reply(call)
        if "error" in found and found["error"] not in ("invalid_blocks", "message_not_found"):
            self.complaints.append(f"{method}: {found['error']}")
        told = {"X-OAuth-Scopes": ",".join(self.scopes)} if self.scopes else {}
        return web.json_response({"ok": "error" not in found} | found, headers=told)

    def _scripted(self, request: web.Request, failure: Fails | Drops) -> web.StreamResponse:
        if isinstance(failure, Drops):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        body = {"ok": False, "error": failure.error, **failure.extra}
        return web.json_response(body, status=failure.status, headers=dict(failure.headers))

    async def _stray(self, request: web.Request) -> web.StreamResponse:
        self.complaints.append(f"stray request {request.method} {request.path}")
        return web.Response(status=404)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            self.complaints.append("a socket address was used twice or made up")
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=not self.is_deaf)
        await socket.prepare(request)
        self._transports[id(socket)] = request.transport
        if not self.is_mute:
            await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0APP"}})
        await self._note(lambda: self._opened(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._note(partial(self._acknowledge, json.loads(message.data)))
        finally:
            await self._note(lambda: self.sockets.remove(socket))
        return socket

    def _opened(self, socket: web.WebSocketResponse) -> None:
        self.connections += 1
        self.sockets.append(socket)

    def _acknowledge(self, told: dict[str, Any]) -> None:
        envelope_id = told.get("envelope_id", "")
        if envelope_id not in self._sent:
            self.complaints.append(f"acknowledged {envelope_id!r}, which is not open")
        self._sent.discard(envelope_id)
        self.acks.append(Ack(envelope_id, told.get("payload"), time.monotonic()))

    async def _note(self, record: Callable[[], Any]) -> None:
        async with self._news:
            record()
            self._news.notify_all()

    # Methods

    def _auth_test(self, call: Call) -> dict[str, Any]:
        return {"user_id": BOT_USER, "bot_id": BOT_ID, "team_id": TEAM, "team": "Double", "user": "evbot", "url": "x"}

    def _open_connection(self, call: Call) -> dict[str, Any]:
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return {"url": f"ws://{self._address}/link/{ticket}"}

    def _upload_address(self, call: Call) -> dict[str, Any]:
        if not call.body.get("filename") or int(call.body.get("length", 0)) < 1:
            return {"error": "invalid_arguments"}
        file = f"F{next(self._numbers)}"
        return {"upload_url": f"http://{self._address}/upload/{file}", "file_id": file}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        await self._note(lambda: self.uploads.update({request.match_info["file"]: content}))
        return web.Response(text="OK")

    def _complete_upload(self, call: Call) -> dict[str, Any]:
        files = json.loads(call.body["files"]) if isinstance(call.body["files"], str) else call.body["files"]
        if any(file["id"] not in self.uploads for file in files):
            return {"error": "file_not_found"}
        return {"files": files}

    def _post(self, call: Call) -> dict[str, Any]:
        if not call.body.get("channel"):
            return {"error": "channel_not_found"}
        if refused := self._refusal(call.body):
            return refused
        return {"channel": call.body["channel"], "ts": self._keep(call.body), "message": {"text": call.body["text"]}}

    def _update(self, call: Call) -> dict[str, Any]:
        """A message in the place of an older one; the thread that it stands in stays."""
        ts = call.body["ts"]
        if ts not in self.messages:
            return {"error": "message_not_found"}
        if refused := self._refusal(call.body):
            return refused
        self.messages[ts] = Kept(ts, self.messages[ts].body | call.body)
        return {"channel": call.body["channel"], "ts": ts, "text": call.body["text"]}

    def _delete(self, call: Call) -> dict[str, Any]:
        return {} if self.messages.pop(call.body["ts"], None) else {"error": "message_not_found"}

    def _post_for_one(self, call: Call) -> dict[str, Any]:
        if not call.body.get("channel") or not call.body.get("user"):
            return {"error": "user_not_in_channel"}
        if refused := self._refusal(call.body):
            return refused
        return {"message_ts": self._keep(call.body, call.body["user"])}

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """A message to the address that came with a press: no token, and plain words back."""
        pressed = self.messages.get(request.match_info["ts"])
        body = await _body(request)
        call = Call(RESPONSE_URL, _token(request), body, time.monotonic())
        if pressed is None or call.token:
            self.complaints.append("a press was answered at the wrong address, or with a token")
            return web.Response(status=404, text="expired_url")
        refused = self._refusal(body)
        if not refused:
            private = pressed.only_for if body.get("response_type") == "ephemeral" else None
            self._keep(body | {"channel": pressed.body["channel"]}, private)
        await self._note(lambda: self.calls.append(call))
        if refused:
            return web.json_response({"ok": False, **refused}, status=400)
        return web.Response(text="ok")

    def _keep(self, body: dict[str, Any], only_for: str | None = None) -> str:
        ts = f"1700000000.{next(self._numbers):06}"
        self.messages[ts] = Kept(ts, body, only_for)
        return ts

    def _refusal(self, body: dict[str, Any]) -> dict[str, Any]:
        """What Slack says against a message; empty where it takes it."""
        text, blocks = body.get("text", ""), body.get("blocks")
        if not text.strip() and not blocks:
            return {"error": "no_text"}
        if len(text) > 4_000:
            return {"error": "msg_too_long"}
        if blocks is None:
            return {}
        found = problems(blocks)
        if found:
            self.complaints += found
            return {"error": "invalid_blocks", "response_metadata": {"messages": [f"[ERROR] {each}" for each in found]}}
        for refused in self.refuses & {block["type"] for block in blocks}:
            said = [f"[ERROR] unsupported type: {refused}"]
            return {"error": "invalid_blocks", "response_metadata": {"messages": said}}
        if not text.strip():
            self.complaints.append("blocks without a text for notifications")
        return {}


@asynccontextmanager
async def running_slack(double: S) -> AsyncIterator[S]:
    """A double, running; a call that Slack would not take fails the test."""
    await double.start()
    try:
        yield double
    finally:
        await double.close()

    assert double.complaints == []


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return dict(request.query) | dict(await request.post())
