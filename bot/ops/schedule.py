"""How often the figures are updated: the words of EVBOT_FACTS_UPDATE, and when the next update is due.

It reads no clock and starts nothing; `bot.updating` does both. All times are UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

OFF = "off"
LEAST = timedelta(minutes=10)
"""Publishers bring out figures once a month: whoever asks more often than this means something else."""
RETRY = timedelta(hours=1)
"""After an update that may succeed with nobody doing anything, such as one of a publisher that was down."""
_EVERY = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_AT = re.compile(r"daily ([01]?\d|2[0-3]):([0-5]\d)")
_DURATION = re.compile(r"(\d{1,4}) ?([mhd])")
_FORMS = "off, hourly, daily, weekly, daily 05:30 (UTC) or a time between two updates such as 12h or 2d"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to update."""

    every: timedelta
    at: time | None = None
    """The time of the day, for an update once a day; None where only the distance counts."""

    def due(self, last: datetime | None, now: datetime, *, soon: bool = False) -> datetime:
        """When the update after the last one is due; a moment that has passed is one that was missed.

        With `soon` it need not wait for its turn (`RETRY`). Where there was none yet it is due now, or at the next time
        of the day that was set.
        """
        if last is None:
            return now if self.at is None else self._next_at(now)
        turn = last + self.every if self.at is None else self._next_at(last)
        return min(turn, last + RETRY) if soon else turn

    def _next_at(self, after: datetime) -> datetime:
        assert self.at is not None
        same_day = after.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return same_day if same_day > after else same_day + timedelta(days=1)


def read_schedule(text: str) -> Schedule | None:
    """The schedule that a setting means; None for no updates. Raises ValueError with what may be written."""
    words = " ".join(text.lower().split())
    if words == OFF:
        return None
    if (every := _EVERY.get(words)) is not None:
        return Schedule(every)
    if (found := _AT.fullmatch(words)) is not None:
        return Schedule(timedelta(days=1), time(int(found[1]), int(found[2])))
    if (found := _DURATION.fullmatch(words)) is None:
        raise ValueError(f"input should be {_FORMS}")
    every = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if every < LEAST:
        raise ValueError(f"input should be {LEAST // timedelta(minutes=1)}m or more: publishers are not to be pestered")
    return Schedule(every)
