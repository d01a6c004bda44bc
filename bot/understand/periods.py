"""The grammar of sales periods: months, quarters, halves, years, ranges, "since", "by", "last year", fiscal years.

Reads tokens, given the day that counts as today; never asks a clock. A month or quarter without its year is handed on
as such, because the conversation may name the year. The libraries for free-text dates read none of these.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.question import Bound
from bot.understand.period_begins import PERIOD_BEGINS
from bot.understand.period_phrases import AFTER, BEFORE, BETWEEN, FIGURES, SINCE, UNTIL
from bot.understand.period_units import UnitReader
from bot.understand.period_words import (
    BETWEEN_SIGNS,
    FROM_WORDS,
    RANGE_SIGNS,
    SHORT_YEAR,
    SINCE_WORDS,
    TWO_FIGURES,
    UNTIL_WORDS,
    TimeRead,
    in_year,
    relative_to,
)
from facts.period import Period, PeriodKind


class PeriodReader(UnitReader):
    """Finds every period in one list of tokens."""

    def read(self, blocked: frozenset[int] = frozenset()) -> list[TimeRead]:
        """All periods, left to right, without overlap; blocked tokens belong to names."""
        found: list[TimeRead] = []
        position = 0
        while position < len(self._tokens):
            begins = position not in blocked and self._may_begin(position)
            read = self._bounded(position) if begins else None
            if read is not None and not any(index in blocked for index in range(read.first, read.last + 1)):
                found.append(read)
                position = read.last + 1
            else:
                position += 1
        return found

    def _may_begin(self, first: int) -> bool:
        """A quick no for most words: grammar is tried only where a period can begin."""
        token, word = self._tokens[first], self._word(first)
        if token.is_sign:
            return word == "'"
        return word in PERIOD_BEGINS or word in self._months or not word[:1].isalpha()

    def _bounded(self, first: int) -> TimeRead | None:
        word, second = self._word(first), self._word(first + 1)
        if self._phrase(first, BETWEEN):
            between = self._between(first)
            if between is not None or word not in FROM_WORDS:
                return between
        if word == "up" and second in ("to", "until", "till"):
            return self._until(first, first + 2)
        if word == "as" and second in ("of", "at"):
            return self._until(first, first + 2)
        if word == "prior" and second == "to":
            return self._until(first, first + 2, before=True)
        if (told := self._told_bound(first)) is not None:
            return told
        if word in UNTIL_WORDS:
            return self._until(first, first + 1, before=word == "before")
        if word in SINCE_WORDS or (word == "starting" and second in ("in", "from")):
            return self._since(first, first + (2 if word == "starting" else 1), after=word == "after")
        if (
            word in FROM_WORDS
            and second in ("launch", "introduction", "start")
            and self._word(first + 2) in ("to", "until", "till", "through")
        ):
            return self._until(first, first + 3)
        if word == "ab" or word in FROM_WORDS:
            ranged = self._range(self._past_article(first + 1))
            if ranged is not None:
                onward = self._onward(ranged.last + 1)
                open_end = ranged.period is not None and (onward or word == "ab")
                if ranged.period is not None and ranged.bound is Bound.SINCE:
                    return replace(ranged, first=first)
                if open_end:
                    return replace(ranged, first=first, last=max(ranged.last, onward - 1), bound=Bound.SINCE)
                return replace(ranged, first=first)
            return None
        return self._range(first)

    def _told_bound(self, first: int) -> TimeRead | None:
        """A period with "until", "before", "since" or "after" before it in another language."""
        if (after := self._phrase(first, UNTIL)) and (read := self._until(first, after)) is not None:
            return read
        if (after := self._past_before(first)) and (read := self._until(first, after, before=True)) is not None:
            return read
        if (after := self._phrase(first, SINCE)) and (read := self._since(first, after)) is not None:
            return read
        after = self._phrase(first, AFTER)
        return self._since(first, after, after=True) if after else None

    def _past_before(self, first: int) -> int:
        """The index after a foreign "before", or 0; folding makes the Nordic "før" an English "for"."""
        if first < len(self._tokens) and self._tokens[first].raw.casefold() in ("før", "vóór"):
            return first + 1
        if self._word(first) == "voor":
            return 0 if self._word(first - 1) in FIGURES else first + 1
        return self._phrase(first, BEFORE)

    def _onward(self, index: int) -> int:
        """Index after "on", "onward(s)", "until now", "to date", or 0."""
        if self._word(index) in ("on", "onward", "onwards", "forward"):
            return index + 1
        if self._word(index) in ("until", "till", "to", "up") and self._word(index + 1) in (
            "now",
            "today",
            "date",
            "present",
        ):
            return index + 2
        return 0

    def _between(self, first: int) -> TimeRead | None:
        begin = self._unit(self._past_article(first + 1))
        if begin is None or begin.period is None or self._word(begin.last + 1) not in BETWEEN_SIGNS:
            return None
        end = self._unit(self._past_article(begin.last + 2))
        return self._join(first, begin, end)

    def _until(self, first: int, start: int, *, before: bool = False) -> TimeRead | None:
        if self._word(first) in ("by", "per") and self._word(start) in ("year", "month", "quarter", "calendar"):
            return None
        start = self._past_article(self._skip(start, {"the", "and", "including"}))
        if self._word(start) in ("now", "today", "date"):
            return TimeRead(first, start, None, Bound.EVER)
        unit = self._unit(start)
        if unit is None or unit.period is None:
            return None
        period = unit.period
        if before:
            assert period.start is not None
            period = Period.until(period.start - timedelta(days=1))
        return replace(unit, first=first, period=Period.until(period.end), bound=Bound.UNTIL)

    def _since(self, first: int, start: int, *, after: bool = False) -> TimeRead | None:
        start = self._past_article(start)
        unit = self._unit(self._skip(start, {"the", "about", "around", "beginning", "start", "of", "early"}))
        if unit is None or unit.period is None or unit.period.start is None:
            if self._word(start) in ("launch", "then", "introduction", "beginning") or self._word(start + 1) in (
                "launch",
                "introduction",
                "beginning",
                "start",
            ):
                last = start if self._word(start) in ("launch", "then", "introduction", "beginning") else start + 1
                return TimeRead(first, last, None, Bound.EVER)
            return None
        period = unit.period
        if after and period.kind is PeriodKind.YEAR:
            period = period.shift(years=1)
        join = self._word(unit.last + 1)
        told = self._phrase(unit.last + 1, UNTIL)
        if told or join == "up" or join in RANGE_SIGNS - {"-", "t"}:
            onward = told or unit.last + (3 if join == "up" else 2)
            end = self._unit(self._past_article(self._skip(onward, {"the", "to"})))
            joined = self._join(first, replace(unit, period=period), end)
            if joined is not None:
                return joined
        return replace(unit, first=first, period=period, bound=Bound.SINCE)

    def _range(self, first: int) -> TimeRead | None:
        begin = self._month_range(first) or self._unit(first) or self._short_years(first)
        if begin is None:
            return None
        if begin.period is None or begin.bound is not Bound.IN:
            return begin
        dots = begin.last + 1
        if self._word(dots) == "." and self._word(dots + 1) == ".":
            joined = self._join(first, begin, self._unit(dots + 2))
            return joined or begin
        if self._word(dots) == "-" and self._word(dots + 1) == ">":
            return begin
        told = self._phrase(dots, UNTIL)
        if told or self._word(dots) in RANGE_SIGNS:
            following = self._word(dots + 1)
            if following in ("now", "today", "date", "present"):
                return replace(begin, last=dots + 1, bound=Bound.SINCE)
            end = self._unit(self._past_article(told or dots + 1))
            if end is None and self._word(dots) == "-" and begin.period.kind is PeriodKind.YEAR:
                end = self._two_digit_year(dots + 1, begin.period.end.year)
            joined = self._join(first, begin, end)
            if joined is not None:
                return joined
        return begin

    def _short_years(self, first: int) -> TimeRead | None:
        """ "23 to 24", "'23 vs 24": two neighbouring years in two digits each."""
        begin, sign = self._word(first), self._word(first + 1)
        last = first + 3 if sign == "-" and self._word(first + 2) == ">" else first + 2
        end = self._word(last)
        if not (SHORT_YEAR.fullmatch(begin) and SHORT_YEAR.fullmatch(end) and sign in (*RANGE_SIGNS, "vs", "versus")):
            return None
        if int(end) <= int(begin) or self._months.get(self._word(first - 1)) or self._months.get(self._word(last + 1)):
            return None
        return TimeRead(first, last, Period.years(2000 + int(begin), 2000 + int(end)))

    def _two_digit_year(self, index: int, after: int) -> TimeRead | None:
        word = self._word(index)
        if TWO_FIGURES.fullmatch(word) and after % 100 < int(word) and not self._tokens[index].spaced:
            return TimeRead(index, index, Period.year(after // 100 * 100 + int(word)))
        return None

    def _join(self, first: int, begin: TimeRead, end: TimeRead | None) -> TimeRead | None:
        if end is None or begin.period is None or end.period is None or begin.period.start is None:
            return None
        if end.bound is not Bound.IN or end.period.kind is PeriodKind.POINT:
            return None
        start = begin.period.start
        if begin.needs_year and not end.needs_year:
            start = start.replace(year=end.period.end.year)
        if start >= end.period.end:
            return None
        opening = (
            begin.period if not begin.needs_year else begin.period.shift(years=start.year - begin.period.start.year)
        )
        return TimeRead(
            first,
            end.last,
            Period.between(start, end.period.end),
            needs_year=end.needs_year,
            ends=(opening, end.period),
        )


__all__ = ["PeriodReader", "TimeRead", "in_year", "relative_to"]
