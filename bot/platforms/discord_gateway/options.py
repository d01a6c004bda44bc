"""How much the Discord side takes on and how long it waits, as one frozen value built by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Sizes are counts, times are seconds."""

    workers: int = 4
    """Threads that answer at the same time."""
    waiting: int = 32
    """Questions that may wait for a thread; the next one is told that we are busy."""
    remembered: int = 10_000
    """Questions remembered, for repeats, edits and deletions."""
    typing_after: float = 0.5
    """An answer that takes longer shows the typing sign."""
    acknowledged_after: float = 1.0
    """A press or a command whose answer takes longer is told so; Discord gives it up after three seconds."""
    finish_within: float = 10.0
    """What is in hand when we are asked to stop may take this long."""
    guild_ready_timeout: float = 2.0
    locale: str = "en"
    """How numbers are written in pictures."""
    identify_pause: float = 5.0
    """Discord allows one new session in five seconds."""
