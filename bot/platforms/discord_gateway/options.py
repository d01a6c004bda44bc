"""How much the Discord side takes on and how long it waits, as one frozen value built by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.following.rounds import POLL_SECONDS, UNHURRIED, Pace
from bot.platforms.following import MOST_A_CHANNEL
from bot.platforms.pacing import CHANNEL, PERSON, Rate


@dataclass(frozen=True, slots=True)
class Options:
    """Sizes are counts, times are seconds."""

    workers: int = 4
    """Threads that answer at the same time."""
    waiting: int = 10_000
    """Questions that may wait for a thread; the next one is told that we are busy. Discord keeps an interaction open
    for fifteen minutes, and even a slow machine answers so many in less."""
    crowd: int = 16
    """Questions in hand from which on an interaction is acknowledged before anything else is done about it."""
    urgent: int = 8
    """Acknowledgements on their way from which on no further answer begins; Discord does not wait for them."""
    at_once: int = 32
    """Acknowledgements under way together; each needs a connection, and a new one takes longer than its turn."""
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
    follows_a_channel: int = MOST_A_CHANNEL
    """How many things one channel may follow; 0 switches following off."""
    follows_every: float = POLL_SECONDS
    """How often is looked whether newer figures serve."""
    follow_pace: Pace = UNHURRIED
    """How long a followed post may take, and when one that was put off is tried again."""
    resolutions_every: float = 60.0
    """How often is looked for reports whose senders are to hear that they were dealt with."""
