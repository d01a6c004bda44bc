"""What goes over the wire between the bot and our own little Slack, and what the latter can be told to do wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API as it came over the wire."""

    method: str
    token: str
    body: dict[str, Any]
    at: float
    """Seconds of the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Ack:
    """One acknowledgement as it came over the socket."""

    envelope_id: str
    payload: Any
    at: float


@dataclass(frozen=True, slots=True)
class Fails:
    """A scripted reply: an HTTP status, or one of Slack's error words with status 200."""

    error: str = "internal_error"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drops:
    """A scripted loss: the connection is cut instead of a reply."""
