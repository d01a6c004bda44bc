"""Whether the parts of a running bot are alive and ready, from what they report; `bot.platforms.pulse` says how.

Alive is what was heard of within its time, ready what is connected besides. It asks nobody but its probes and sends
nothing: `bot.ops.health` shows it over HTTP, `bot.ops.metrics` as figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

Probe = Callable[[], str | None]
"""Why something the bot leans on is not as it should be; None where it is."""


class Condition(StrEnum):
    """How the bot is on the whole, or one part of it."""

    OK = "ok"
    STARTING = "starting"
    """Not connected yet, or not again, and not for too long."""
    DEGRADED = "degraded"
    """It answers, but not as well as it should."""
    STOPPING = "stopping"
    """It was asked to stop and takes no more questions."""
    SILENT = "silent"
    """It has not been heard of within its time: nobody gets an answer, and a new start may help."""


@dataclass(frozen=True, slots=True)
class Part:
    """One connection as it last reported; moments are seconds of a clock that only goes forward."""

    within_seconds: float
    heard_at: float
    """When it was last heard of; at first, since when it is awaited."""
    is_connected: bool = False
    connections: int = 0
    degraded: str | None = None

    @property
    def reconnects(self) -> int:
        """How often a lost connection was mended."""
        return max(0, self.connections - 1)


@dataclass(frozen=True, slots=True)
class PartHealth:
    """How one part is now."""

    condition: Condition
    heard_seconds_ago: float | None
    """None for what is not a connection."""
    reconnects: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How everything is now."""

    condition: Condition
    parts: dict[str, PartHealth]
    questions_in_hand: dict[str, int]
    """By platform."""

    @property
    def is_alive(self) -> bool:
        """Whether the process is of any use, so that it need not be started anew."""
        return self.condition is not Condition.SILENT

    @property
    def is_ready(self) -> bool:
        """Whether questions are answered on every platform."""
        return self.condition in (Condition.OK, Condition.DEGRADED)


class Pulse:
    """Keeps what is reported. Belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._parts: dict[str, Part] = {}
        self._probes: dict[str, Probe] = {}
        self._in_hand: dict[str, int] = {}
        self._is_stopping = False

    def watch(self, name: str, within_seconds: float) -> None:
        """A connection is being made; from now on it must be heard of at least so often."""
        self._parts[name] = Part(within_seconds, self._clock())

    def connected(self, name: str) -> None:
        """It is there and takes questions; said again after each loss that was mended."""
        if (part := self._parts.get(name)) is not None:
            count = part.connections + 1
            self._parts[name] = replace(part, heard_at=self._clock(), is_connected=True, connections=count)

    def beat(self, name: str) -> None:
        """A ping or a heartbeat has just been answered."""
        if (part := self._parts.get(name)) is not None:
            self._parts[name] = replace(part, heard_at=self._clock())

    def lost(self, name: str) -> None:
        """It is gone, and being made anew."""
        if (part := self._parts.get(name)) is not None:
            self._parts[name] = replace(part, is_connected=False)

    def degraded(self, name: str, reason: str | None) -> None:
        """It answers, but not as well as it should, and why; None: all is well again."""
        if (part := self._parts.get(name)) is not None:
            self._parts[name] = replace(part, degraded=reason)

    def in_hand(self, platform: str, questions: int) -> None:
        """How many questions a platform has taken and not answered yet, waiting ones included."""
        self._in_hand[platform] = questions

    def forget(self, name: str) -> None:
        """It was given up on purpose, as a shard that another process serves now."""
        self._parts.pop(name, None)

    def probe(self, name: str, why_degraded: Probe) -> None:
        """Ask this, too, whenever somebody asks how the bot is."""
        self._probes[name] = why_degraded

    def stopping(self) -> None:
        """The bot was asked to stop."""
        self._is_stopping = True

    def health(self) -> Health:
        """How everything is now."""
        now = self._clock()
        parts = {name: _of_part(part, now) for name, part in self._parts.items()}
        parts |= {name: _of_probe(probe()) for name, probe in self._probes.items()}
        return Health(self._whole(parts), parts, dict(self._in_hand))

    def _whole(self, parts: dict[str, PartHealth]) -> Condition:
        if self._is_stopping:
            return Condition.STOPPING
        found = {part.condition for part in parts.values()}
        worst_first = (Condition.SILENT, Condition.STARTING, Condition.DEGRADED)
        return next((condition for condition in worst_first if condition in found), Condition.OK)


def _of_part(part: Part, now: float) -> PartHealth:
    age = now - part.heard_at
    if age > part.within_seconds:
        condition = Condition.SILENT
    elif not part.is_connected:
        condition = Condition.STARTING
    else:
        condition = Condition.DEGRADED if part.degraded else Condition.OK
    return PartHealth(condition, age, part.reconnects, part.degraded)


def _of_probe(reason: str | None) -> PartHealth:
    return PartHealth(Condition.DEGRADED if reason else Condition.OK, None, reason=reason)
