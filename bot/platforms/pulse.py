"""What a platform tells of its own connections, so that health tells the truth.

A socket can stay open and deaf for hours: so a platform says when a ping or a heartbeat of the protocol was answered,
not that a socket is open, and not that people talk. Whoever listens, `bot.ops.pulse` in a running bot, implements this.
"""

from __future__ import annotations

from typing import Protocol


class Pulse(Protocol):
    """Where connections report to, each under a name of its own such as "discord shard 3" or "slack".

    Every method belongs to the event loop, returns at once and never raises.
    """

    def watch(self, name: str, within_seconds: float) -> None:
        """A connection is being made; from now on it must be heard of at least so often."""
        ...

    def connected(self, name: str) -> None:
        """It is there and takes questions; said again after each loss that was mended."""
        ...

    def beat(self, name: str) -> None:
        """A ping or a heartbeat has just been answered."""
        ...

    def lost(self, name: str) -> None:
        """It is gone, and being made anew."""
        ...

    def degraded(self, name: str, reason: str | None) -> None:
        """It answers, but not as well as it should, and why; None: all is well again."""
        ...

    def in_hand(self, platform: str, questions: int) -> None:
        """How many questions a platform has taken and not answered yet, waiting ones included.

        One desk serves all connections of a platform, and over HTTP there is none: so these go by platform.
        """
        ...

    def forget(self, name: str) -> None:
        """It was given up on purpose, as a shard that another process serves now."""
        ...
