"""Periods and their algebra: months, quarters, half-years, years, ranges, cumulative stretches and single days.

A Period knows its first and last day and what kind of stretch it is; it knows no clock ("last year" is resolved in
`bot.understand`, with today given). The compact notation of `Period.key` is what the data files, the database and the
answer object share; `Period.parse` reads it back.

======================  ==========  =====================================================
notation                kind        meaning
======================  ==========  =====================================================
``2020-03``             month       March 2020
``2020-Q1``             quarter     January to March 2020
``2020-H1``             half        January to June 2020
``2020``                year        calendar year 2020
``2020-01..2020-05``    range       whole months, both ends included
``2016-04-01..2017-03-31``  range   days, both ends included
``2010-12~2016-06``     cumulative  from the beginning of December 2010 to the end of June 2016
``~2016-06``            cumulative  to the end of June 2016, beginning not stated
``@2024-12-31``         point       on that day (vehicles in use)
======================  ==========  =====================================================
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

MONTH_NAMES = tuple(calendar.month_name)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_HALF = re.compile(r"(\d{4})-H([12])")
_YEAR = re.compile(r"\d{4}")
_NOTATION = "2020, 2020-03, 2020-Q1, 2020-H1, 2020-01..2020-05, ~2016-06 or @2024-12-31"
_ORDINALS = ("first", "second", "third", "fourth")


class PeriodError(ValueError):
    """A text is not a period in the notation above; the message names the text."""


class PeriodKind(StrEnum):
    """What sort of stretch a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    RANGE = "range"
    CUMULATIVE = "cumulative"
    POINT = "point"


MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
"""Length in months of the kinds that tile the calendar."""


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    if not 12 <= index < 120_000:
        raise PeriodError(f"{months} months from {day} is outside the calendar")
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with both ends included; `start` is None where a cumulative figure names no beginning."""

    start: date | None
    end: date
    kind: PeriodKind

    def __post_init__(self) -> None:
        if self.start is not None and self.start > self.end:
            raise PeriodError(f"a period cannot end ({self.end}) before it begins ({self.start})")
        if self.start is None and self.kind is not PeriodKind.CUMULATIVE:
            raise PeriodError(f"a {self.kind} needs a beginning")

    # -- making ---------------------------------------------------------------------------------------------------

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """One calendar month."""
        return _calendar_month(year, month)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """One calendar quarter, 1 to 4."""
        return cls(date(year, quarter * 3 - 2, 1), month_end(year, quarter * 3), PeriodKind.QUARTER)

    @classmethod
    def half(cls, year: int, half: int) -> Period:
        """One half-year, 1 or 2."""
        return cls(date(year, half * 6 - 5, 1), month_end(year, half * 6), PeriodKind.HALF)

    @classmethod
    def year(cls, year: int) -> Period:
        """One calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31), PeriodKind.YEAR)

    @classmethod
    def point(cls, day: date) -> Period:
        """One day, for a count of vehicles in use."""
        return cls(day, day, PeriodKind.POINT)

    @classmethod
    def until(cls, end: date, start: date | None = None) -> Period:
        """A cumulative period up to and including `end`."""
        return cls(start, end, PeriodKind.CUMULATIVE)

    @classmethod
    def between(cls, start: date, end: date) -> Period:
        """The stretch from `start` to `end`, named as the calendar names it where it is exactly a month, quarter …"""
        if start.day == 1 and end == month_end(end.year, end.month):
            months = (end.year - start.year) * 12 + end.month - start.month + 1
            if months == 1:
                return cls.month(start.year, start.month)
            if months == 3 and start.month % 3 == 1:
                return cls.quarter(start.year, start.month // 3 + 1)
            if months == 6 and start.month % 6 == 1:
                return cls.half(start.year, start.month // 6 + 1)
            if months == 12 and start.month == 1:
                return cls.year(start.year)
        return cls(start, end, PeriodKind.RANGE)

    @classmethod
    def years(cls, first: int, last: int) -> Period:
        """Whole calendar years, both included."""
        return cls.between(date(first, 1, 1), date(last, 12, 31))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the compact notation; raises PeriodError for anything else."""
        try:
            return cls._parse(text.strip())
        except ValueError as problem:
            if isinstance(problem, PeriodError):
                raise
            raise PeriodError(f"{text!r} is not a period: {problem}") from problem

    @classmethod
    def _parse(cls, text: str) -> Period:
        if match := _MONTH.fullmatch(text):
            return cls.month(int(match[1]), int(match[2]))
        if match := _QUARTER.fullmatch(text):
            return cls.quarter(int(match[1]), int(match[2]))
        if match := _HALF.fullmatch(text):
            return cls.half(int(match[1]), int(match[2]))
        if _YEAR.fullmatch(text):
            return cls.year(int(text))
        if text.startswith("@"):
            return cls.point(date.fromisoformat(text[1:]))
        if "~" in text:
            first, last = text.split("~", 1)
            return cls.until(_last_day(last), _first_day(first) if first else None)
        if ".." in text:
            first, last = text.split("..", 1)
            return cls.between(_first_day(first), _last_day(last))
        raise PeriodError(f"{text!r} is not a period; write {_NOTATION}")

    # -- naming ---------------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The compact notation; `Period.parse(period.key)` gives the same period back."""
        end, start = self.end, self.start
        if self.kind is PeriodKind.POINT:
            return f"@{end.isoformat()}"
        if self.kind is PeriodKind.CUMULATIVE:
            return f"{_day_key(start, first=True) if start else ''}~{_day_key(end, first=False)}"
        if self.kind is PeriodKind.MONTH:
            return f"{end.year:04}-{end.month:02}"
        if self.kind is PeriodKind.QUARTER:
            return f"{end.year:04}-Q{end.month // 3}"
        if self.kind is PeriodKind.HALF:
            return f"{end.year:04}-H{end.month // 6}"
        if self.kind is PeriodKind.YEAR:
            return f"{end.year:04}"
        assert start is not None
        return f"{_day_key(start, first=True)}..{_day_key(end, first=False)}"

    @property
    def label(self) -> str:
        """The period in English, as it stands in a sentence: "2020", "March 2020", "the first quarter of 2020"."""
        end, start = self.end, self.start
        if self.kind is PeriodKind.YEAR:
            return str(end.year)
        if self.kind is PeriodKind.MONTH:
            return f"{MONTH_NAMES[end.month]} {end.year}"
        if self.kind is PeriodKind.QUARTER:
            return f"the {_ORDINALS[end.month // 3 - 1]} quarter of {end.year}"
        if self.kind is PeriodKind.HALF:
            return f"the {_ORDINALS[end.month // 6 - 1]} half of {end.year}"
        if self.kind is PeriodKind.POINT:
            return f"{end.day} {MONTH_NAMES[end.month]} {end.year}"
        if self.kind is PeriodKind.CUMULATIVE:
            until = f"the end of {day_label(end)}" if end == month_end(end.year, end.month) else day_label(end)
            return f"{day_label(start, first=True)} to {until}" if start else f"the beginning to {until}"
        assert start is not None
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return f"{start.year} to {end.year}"
        if start.day == 1 and end == month_end(end.year, end.month):
            if start.year == end.year:
                return f"{MONTH_NAMES[start.month]} to {MONTH_NAMES[end.month]} {end.year}"
            return f"{MONTH_NAMES[start.month]} {start.year} to {MONTH_NAMES[end.month]} {end.year}"
        return f"{day_label(start)} to {day_label(end)}"

    # -- relations ------------------------------------------------------------------------------------------------

    @property
    def months(self) -> int | None:
        """How many whole months it spans, or None where it does not begin and end with a month."""
        if self.start is None or self.kind is PeriodKind.POINT or not self.whole_months:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def days(self) -> int | None:
        """How many days it spans, or None where the beginning is unknown."""
        return None if self.start is None else (self.end - self.start).days + 1

    @property
    def whole_months(self) -> bool:
        """Whether it begins on a first and ends on a last day of a month."""
        starts = self.start is None or self.start.day == 1
        return starts and self.end == month_end(self.end.year, self.end.month)

    def contains(self, other: Period) -> bool:
        """Whether the other period lies wholly inside this one."""
        if other.end > self.end:
            return False
        return self.start is None or (other.start is not None and other.start >= self.start)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day; an unknown beginning counts as long ago."""
        return (self.start is None or self.start <= other.end) and (other.start is None or other.start <= self.end)

    def split(self, kind: PeriodKind) -> list[Period]:
        """The months, quarters, halves or years that tile it; raises PeriodError where they do not fit exactly."""
        step, months = MONTHS_IN.get(kind), self.months
        if step is None or self.start is None or months is None or months % step or (self.start.month - 1) % step:
            raise PeriodError(f"{self.key} cannot be cut into whole {kind}s")
        starts = [add_months(self.start, offset) for offset in range(0, months, step)]
        return [Period.between(first, add_months(first, step) - timedelta(days=1)) for first in starts]

    def shift(self, years: int = 0, months: int = 0) -> Period:
        """The same stretch so many years or months later (earlier when negative); month ends stay month ends."""
        offset = years * 12 + months
        start: date | None
        if self.kind is PeriodKind.POINT and self.end == month_end(self.end.year, self.end.month):
            last = add_months(self.end, offset)
            return Period.point(month_end(last.year, last.month))
        if self.whole_months:
            start = add_months(self.start, offset) if self.start else None
            last = add_months(self.end, offset)
            end = month_end(last.year, last.month)
        else:
            start = _shift_day(self.start, offset) if self.start else None
            end = _shift_day(self.end, offset)
        if self.kind in (PeriodKind.CUMULATIVE, PeriodKind.POINT) or start is None:
            return Period(start, end, self.kind)
        return Period.between(start, end)

    def following(self) -> Period:
        """The stretch of the same length right after; raises PeriodError where the length is not whole months."""
        if self.months is None:
            raise PeriodError(f"{self.key} has no following period of the same length")
        return self.shift(months=self.months)

    def preceding(self) -> Period:
        """The stretch of the same length right before; raises PeriodError where the length is not whole months."""
        if self.months is None:
            raise PeriodError(f"{self.key} has no preceding period of the same length")
        return self.shift(months=-self.months)

    def __str__(self) -> str:
        return self.key


def day_label(day: date, *, first: bool = False) -> str:
    """A day in words; the month alone where the day is its last, or its first with `first` set."""
    bare = day.day == 1 if first else day == month_end(day.year, day.month)
    return f"{MONTH_NAMES[day.month]} {day.year}" if bare else f"{day.day} {MONTH_NAMES[day.month]} {day.year}"


def parse_day(text: str, *, first: bool) -> date:
    """A day from ``2016``, ``2016-04`` or ``2016-04-12``: the first day of what is named, or the last one."""
    return _first_day(text) if first else _last_day(text)


def _shift_day(day: date, months: int) -> date:
    target = add_months(day, months)
    return target.replace(day=min(day.day, month_end(target.year, target.month).day))


def _day_key(day: date, *, first: bool) -> str:
    bare = day.day == 1 if first else day == month_end(day.year, day.month)
    return f"{day.year:04}-{day.month:02}" if bare else day.isoformat()


def _first_day(text: str) -> date:
    return date.fromisoformat({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))


def _last_day(text: str) -> date:
    if len(text) == 4:
        return date(int(text), 12, 31)
    if match := _MONTH.fullmatch(text):
        return month_end(int(match[1]), int(match[2]))
    return date.fromisoformat(text)


@lru_cache(maxsize=4096)
def _calendar_month(year: int, month: int) -> Period:
    """Months are made by the thousand where a sum looks for what it has none of."""
    return Period(date(year, month, 1), month_end(year, month), PeriodKind.MONTH)
