"""How often one person and one channel may ask, and who has been told that it is too often.

Token buckets in the memory of this process: a full bucket is a burst that nobody minds, the rate is what a channel can
read. It sends nothing; the platforms say the words, once for each time that somebody runs dry.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """What becomes of a question."""

    ANSWER = "answer"
    TELL = "tell"
    """Too often: say so, this once."""
    SILENT = "silent"
    """Too often, and it was said."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many questions at once, and so many a minute after that."""

    burst: int
    a_minute: float


PERSON = Rate(burst=15, a_minute=30)
CHANNEL = Rate(burst=60, a_minute=120)
MOST_BUCKETS = 20_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    told: bool = False


class Pacing:
    """Buckets by key, oldest forgotten first. `clock` gives seconds that never run backwards."""

    def __init__(self, clock: Callable[[], float], person: Rate = PERSON, channel: Rate = CHANNEL) -> None:
        self._clock = clock
        self._person, self._channel = person, channel
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def turn(self, person: str, channel: str, cooldown: float = 0.0) -> Turn:
        """What becomes of a question of this person in this channel.

        `cooldown` is what the place itself wants between two answers to one person, in seconds; 0 for none.
        """
        wanted = [(f"person:{person}", self._person), (f"channel:{channel}", self._channel)]
        if cooldown > 0:
            wanted.append((f"here:{channel}:{person}", Rate(burst=1, a_minute=60 / cooldown)))
        buckets = [self._filled(key, rate) for key, rate in wanted]
        empty = [bucket for bucket in buckets if bucket.tokens < 1]
        if not empty:
            for bucket in buckets:
                bucket.tokens -= 1
                bucket.told = False
            return Turn.ANSWER
        if all(bucket.told for bucket in empty):
            return Turn.SILENT
        for bucket in empty:
            bucket.told = True
        return Turn.TELL

    def _filled(self, key: str, rate: Rate) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(rate.burst, now))
        self._buckets.move_to_end(key)
        bucket.tokens = min(rate.burst, bucket.tokens + (now - bucket.at) * rate.a_minute / 60)
        bucket.at = now
        while len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket
