"""/healthz, /readyz and /metrics on a port of their own: for whoever supervises the process, not for the world.

They tell conditions and numbers, never a question, a person or a token. What they tell comes from `bot.ops.pulse` and
`bot.ops.metrics`; `evbot health` asks them through `bot.ops.asking`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.ops.asking import ALIVE, METRICS, READY
from bot.ops.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from bot.ops.metrics import Metrics
    from bot.ops.pulse import Health, PartHealth, Pulse

_SHUTDOWN_SECONDS = 0.2


class HealthPortError(Exception):
    """The port cannot be listened on; the message says what to do."""


@asynccontextmanager
async def health_served(host: str, port: int, pulse: Pulse, metrics: Metrics) -> AsyncIterator[int]:
    """Serve while the block runs; the port comes back, a free one for 0. Raises HealthPortError."""
    # No access log: a supervisor asks every few seconds.
    runner = web.AppRunner(_application(pulse, metrics), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as problem:
            raise HealthPortError(
                f"EVBOT_HEALTH_PORT {port} on {host} cannot be used ({problem.strerror or problem}). Set "
                "EVBOT_HEALTH_PORT to a free port, or end whatever listens there."
            ) from problem
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def as_object(health: Health) -> dict[str, Any]:
    """How everything is, ready for JSON."""
    return {
        "condition": health.condition,
        "parts": {name: _as_object(part) for name, part in health.parts.items()},
        "questions_in_hand": health.questions_in_hand,
    }


def _as_object(part: PartHealth) -> dict[str, Any]:
    found: dict[str, Any] = {"condition": part.condition}
    if part.heard_seconds_ago is not None:
        found |= {
            "heard_seconds_ago": round(part.heard_seconds_ago, 1),
            "reconnects": part.reconnects,
        }
    return found | ({"reason": part.reason} if part.reason else {})


def _application(pulse: Pulse, metrics: Metrics) -> web.Application:
    async def alive(_: web.Request) -> web.Response:
        health = pulse.health()
        return _told(health, good=health.is_alive)

    async def ready(_: web.Request) -> web.Response:
        health = pulse.health()
        return _told(health, good=health.is_ready)

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    application = web.Application()
    application.add_routes([web.get(ALIVE, alive), web.get(READY, ready), web.get(METRICS, figures)])
    return application


def _told(health: Health, *, good: bool) -> web.Response:
    return web.json_response(as_object(health), status=200 if good else 503)
