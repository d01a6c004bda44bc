"""`evbot health`: asks the running bot of this machine how it is, for containers that have no other tool to ask with.

It answers from /healthz or /readyz of `bot.ops.health` and starts nothing by itself.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.ops.settings import Settings

ALIVE, READY, METRICS = "/healthz", "/readyz", "/metrics"
PATIENCE_SECONDS = 3.0
NOT_SERVED = "EVBOT_HEALTH_PORT is not set, so nothing can be asked. Set it to a free port, then start evbot run again."
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - not listened on, asked


@dataclass(frozen=True, slots=True)
class Told:
    """What came back: whether it is good, and the words for it."""

    good: bool
    words: str
    is_evbot: bool = True
    """Whether it was evbot at all that answered."""


def ask_health(settings: Settings, path: str) -> Told:
    """How the running bot is; a bot that cannot be asked is not well. The port must be set."""
    host = _EVERYWHERE.get(settings.health_host, settings.health_host)
    connection = http.client.HTTPConnection(host, settings.health_port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        return Told(reply.status == http.client.OK, _words(json.loads(reply.read())))
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError) as problem:
        where = f"{host}, port {settings.health_port}"
        return Told(
            False,
            f"evbot does not answer on {where} ({problem or type(problem).__name__}). See whether it runs.",
            is_evbot=False,
        )
    finally:
        connection.close()


def _words(told: dict[str, Any]) -> str:
    parts = [f"  {name}: {_part(part)}" for name, part in told["parts"].items()]
    return "\n".join([str(told["condition"]), *parts])


def _part(part: dict[str, Any]) -> str:
    heard = part.get("heard_seconds_ago")
    said = [part["condition"]]
    said += [] if heard is None else [f"heard of {heard:.0f} s ago"]
    return ", ".join([*said, *([part["reason"]] if "reason" in part else [])])
