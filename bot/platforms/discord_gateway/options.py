"""How much the Discord side takes on and how long it waits, as one frozen value built by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.platforms.pacing import CHANNEL, PERSON, Rate


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
    """How numbers are written where neither the server nor the asker's Discord says so."""
    person: Rate = PERSON
    """How often one person may ask."""
    channel: Rate = CHANNEL
    """How often may be asked in one channel."""
    identify_pause: float = 5.0
    """Discord allows one new session in five seconds."""
    shard_ids: tuple[int, ...] = ()
    """Shards that this process serves; all of them where empty."""
    shard_count: int | None = None
    """Number of all shards; Discord's own advice where None."""
    sync_commands: bool = True
    """Whether commands that Discord has in an outdated form are sent to it at the start."""
    lease_seconds: float = 30.0
    """With a state: how long a shard stays reserved for a process that died."""
    heard_every: float = 5.0
    """How often acknowledged heartbeats are looked for, to be told to the pulse."""
    resolutions_every: float = 60.0
    """How often is looked for reports whose senders are to hear that they were dealt with."""
