"""The gateway half of our Discord double: HELLO, IDENTIFY, READY, heartbeats, RESUME, op 7 and op 9.

Each shard gets the events of its own servers, the first one also what belongs to no server; several clients on the same
shard each get every event. Events sent while nobody is connected are kept and replayed by RESUME. What the intents do
not cover is dropped, and text that only the privileged message-content intent would show is blanked. `close`, `abort`
and the like are for the client that came last.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.support.discord_payloads import Json, snowflake

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15


@dataclass
class Session:
    """One session: what was identified with, and every event sent in it."""

    intents: int
    identify: Json
    shard_id: int
    shard_count: int
    session_id: str = field(default_factory=lambda: f"session-{snowflake()}")
    events: list[Json] = field(default_factory=list)

    def serves(self, guild_id: str | None) -> bool:
        """Whether the events of a server, or of direct messages, come in this session."""
        return self.shard_id == (0 if guild_id is None else (int(guild_id) >> 22) % self.shard_count)


class GatewayDouble:
    """One bot's gateway on a loopback address."""

    def __init__(self, token: str, me: Json, guilds: list[Json], changed: Callable[[], None]) -> None:
        self.token, self.me, self.guilds, self.changed = token, me, guilds, changed
        self.url = ""
        self.sessions: list[Session] = []
        self.resumes: list[Json] = []
        self.advised_shards = 1
        """How many Discord advises."""
        self.heartbeats = 0
        self.closes: list[int | None] = []
        """Close codes that the client left with."""
        self.refuse_with: int | None = None
        """Close code that every IDENTIFY is met with."""
        self.deaf = False
        """Heartbeats are not acknowledged."""
        self.heartbeat_interval_ms = 41_250
        self._sockets: dict[str, web.WebSocketResponse] = {}
        """By session; those through with IDENTIFY or RESUME."""
        self._request: web.Request | None = None

    @property
    def connected(self) -> bool:
        """Whether a client is through with IDENTIFY or RESUME."""
        return bool(self._sockets)

    @property
    def replicas(self) -> int:
        """How many clients are."""
        return len(self._sockets)

    @property
    def serving(self) -> list[int]:
        """The ids of the shards that are connected, in order."""
        return sorted(session.shard_id for session in self.sessions if session.session_id in self._sockets)

    def advice(self) -> Json:
        """What Discord answers to who asks how to connect."""
        limits = {"total": 1_000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return {"url": self.url, "shards": self.advised_shards, "session_start_limit": limits}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The WebSocket handler."""
        socket = web.WebSocketResponse(autoclose=True)
        await socket.prepare(request)
        await _send(socket, HELLO, {"heartbeat_interval": self.heartbeat_interval_ms})
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._receive(socket, request, json.loads(frame.data))
        finally:
            self._sockets = {key: other for key, other in self._sockets.items() if other is not socket}
            self.closes.append(socket.close_code)
            self.changed()
        return socket

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event, or keep it for RESUME while nobody is there."""
        guild_id = data["id"] if event.startswith("GUILD_") else data.get("guild_id")
        newest = {(session.shard_id, session.shard_count): session for session in self.sessions}.values()
        for session in self.sessions:
            if session.serves(guild_id) and (session.session_id in self._sockets or session in newest):
                await self._dispatch_in(session, event, data)

    async def _dispatch_in(self, session: Session, event: str, data: Json) -> None:
        if not session.intents & _needed(event, data):
            return
        frame = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": self._shown(session, event, data)}
        session.events.append(frame)
        if (socket := self._sockets.get(session.session_id)) is not None:
            await socket.send_str(json.dumps(frame))

    async def repeat_last_event(self) -> None:
        """Deliver the newest event once more under a new number, as Discord now and then does."""
        last = self.sessions[-1].events[-1]
        await self.dispatch(last["t"], last["d"])

    async def close(self, code: int) -> None:
        """Close the connection with a code."""
        if (socket := self._last()) is not None:
            await socket.close(code=code)

    def abort(self) -> None:
        """Cut the TCP connection without a word."""
        if self._request is not None and self._request.transport is not None:
            self._last()
            self._request.transport.abort()

    async def ask_to_reconnect(self) -> None:
        """Op 7."""
        if (socket := self._last()) is not None:
            await _send(socket, RECONNECT, None)

    async def invalidate(self, *, resumable: bool) -> None:
        """Op 9; a session that is not resumable is forgotten."""
        if (socket := self._last()) is not None:
            await _send(socket, INVALID_SESSION, resumable)

    def _last(self) -> web.WebSocketResponse | None:
        """The connection of the client that came last, which gets no more events."""
        return self._sockets.pop(self.sessions[-1].session_id, None) if self.sessions else None

    async def _receive(self, socket: web.WebSocketResponse, request: web.Request, frame: Json) -> None:
        match frame["op"]:
            case 1:
                self.heartbeats += 1
                if not self.deaf:
                    await _send(socket, HEARTBEAT_ACK, None)
            case 2:
                await self._identified(socket, request, frame["d"])
            case 6:
                await self._resumed(socket, request, frame["d"])
        self.changed()

    async def _identified(self, socket: web.WebSocketResponse, request: web.Request, data: Json) -> None:
        code = self.refuse_with if data["token"] == self.token else 4004
        if code is not None:
            await socket.close(code=code)
            return
        session = Session(data["intents"], data, *data.get("shard", (0, 1)))
        self.sessions.append(session)
        self._sockets[session.session_id], self._request = socket, request
        await self._dispatch_in(session, "READY", self._ready(session))
        for guild in self._guilds_of(session):
            await self._dispatch_in(session, "GUILD_CREATE", guild)

    def _guilds_of(self, session: Session) -> list[Json]:
        return [guild for guild in self.guilds if session.serves(guild["id"])]

    async def _resumed(self, socket: web.WebSocketResponse, request: web.Request, data: Json) -> None:
        self.resumes.append(data)
        session = next((session for session in self.sessions if session.session_id == data["session_id"]), None)
        if session is None:
            await _send(socket, INVALID_SESSION, False)
            return
        for frame in session.events[data["seq"] :]:
            await socket.send_str(json.dumps(frame))
        self._sockets[session.session_id], self._request = socket, request
        await self._dispatch_in(session, "RESUMED", {})

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self.me,
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in self._guilds_of(session)],
            "shard": [session.shard_id, session.shard_count],
            "session_id": session.session_id,
            "resume_gateway_url": self.url,
            "application": {"id": self.me["id"], "flags": 0},
        }

    def _shown(self, session: Session, event: str, data: Json) -> Json:
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or "guild_id" not in data:
            return data
        ours = self.me["id"] in (data["author"]["id"], *(person["id"] for person in data["mentions"]))
        if ours or session.intents & MESSAGE_CONTENT:
            return data
        return data | {"content": "", "attachments": [], "embeds": [], "components": []}


def _needed(event: str, data: Json) -> int:
    if event in ("READY", "RESUMED", "INTERACTION_CREATE"):
        return -1
    if event.startswith("MESSAGE_"):
        return GUILD_MESSAGES if "guild_id" in data else DIRECT_MESSAGES
    return GUILDS


async def _send(socket: web.WebSocketResponse, op: int, data: object) -> None:
    await socket.send_str(json.dumps({"op": op, "d": data, "s": None, "t": None}))
