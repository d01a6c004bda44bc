"""One period as it is said: a month, quarter, half, year, fiscal year, decade, day or "the first five months".

A month or quarter without its year comes back as such, because the conversation may name the year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.question import Bound
from bot.understand.numbers import ONES
from bot.understand.period_phrases import END, FIRST_OF, LAST_OF, MIDDLE, NUMBERED
from bot.understand.period_relative import RelativeReader
from bot.understand.period_words import (
    HALF_WORDS,
    LAST_WORDS,
    NUMBERED_UNITS,
    ORDINAL_WORDS,
    QUARTER_WORDS,
    RANGE_SIGNS,
    SHORT_YEAR,
    TimeRead,
    in_year,
)
from bot.understand.tokens import Token
from facts.period import Period, PeriodKind, add_months, month_end

_ANY_YEAR = re.compile(r"(?:20)?[12]\d")
_MONTH_NUMBER = re.compile(r"0?[1-9]|1[0-2]")
_FULL_YEAR = re.compile(r"(19|20)\d{2}")
_ROUND_YEAR = re.compile(r"(19|20)\d0")
_DAY = re.compile(r"([1-9]|[12]\d|3[01])")
ORDINAL_ENDINGS = frozenset(("st", "nd", "rd", "th", "er", "e", "o", "."))
_ONE_TO_FOUR = frozenset("1234")
SHORTEST_WEAK = 3
"""Letters up to which a month of another language is believed only right before its year: "led" is Czech too."""
AGAINST = frozenset({"v", "vs", "versus", "against", "to", "and", "or"})


class UnitReader(RelativeReader):
    """Reads single periods."""

    def __init__(self, tokens: list[Token], today: date, months: Mapping[str, tuple[int, bool]]) -> None:
        super().__init__(tokens, today, months)
        finer = (self._counted, self._quarter, self._half, self._dated, self._month)
        self._of_figures = (self._ago, self._told_ago, *finer, self._decade, self._plain_year)
        self._of_words = (self._relative, self._edge, *finer, self._fiscal, self._plain_year)

    def _unit(self, first: int) -> TimeRead | None:
        begins_with_figure = self._word(first)[:1].isdecimal()
        for reader in self._of_figures if begins_with_figure else self._of_words:
            if (read := reader(first)) is not None:
                return read
        return None

    def _plain_year(self, first: int) -> TimeRead | None:
        first_word = first
        if self._word(first) == "year" and self._word(first - 1) in ("per", "by", "each", "every", "a", "in"):
            return None
        if (self._word(first) in ("calendar", "year") and self._word(first + 1) in ("year",)) or self._word(first) in (
            "year",
            "fy",
        ):
            first = self._skip(first, {"calendar", "year"})
        year, last = self._year(first)
        if year is None and self._word(first - 1) in ("in", "for") and SHORT_YEAR.fullmatch(self._word(first)):
            ends = all(word in ("?", ".", "!", "") for word in (self._word(first + 1), self._word(first + 2)))
            return TimeRead(first, first, Period.year(2000 + int(self._word(first)))) if ends else None
        if year is None and (short := self._short_year(first, named=first > first_word)) is not None:
            return TimeRead(first_word, first, Period.year(short))
        if year is None:
            return None
        follows = self._skip(last + 1, {",", "-"})
        if follows <= last + 2:
            for reader in (self._month_range, self._quarter, self._half, self._month):
                finer = reader(follows)
                if finer is not None and finer.needs_year and self._word(follows - 1) not in RANGE_SIGNS - {"-"}:
                    shifted = in_year(finer, year)
                    return replace(shifted, first=first_word)
        if self._word(last + 1) == "fiscal":
            return self._fiscal_year(first_word, last + 1, year)
        if self._word(last + 1) == "s" and not self._tokens[last + 1].spaced:
            return None if year % 10 == 0 else TimeRead(first_word, last + 1, Period.year(year))
        return TimeRead(first_word, last, Period.year(year))

    def _year_at(self, index: int) -> bool:
        """Whether a year stands there, or a day and a year: "set 2024", "12 ago 2023"."""
        return self._year(index)[0] is not None or self._word(index) in (".", "/")

    def _short_year(self, index: int, *, named: bool) -> int | None:
        """ "25 v 24", "calendar 25": two figures that can only be a year."""
        if not SHORT_YEAR.fullmatch(self._word(index)):
            return None
        before = self._word(index - 1) in AGAINST and _ANY_YEAR.fullmatch(self._word(index - 2))
        after = self._word(index + 1) in AGAINST and _ANY_YEAR.fullmatch(self._word(index + 2))
        known = self._word(index - 1) in ("cy", "fy", "calendar")
        return 2000 + int(self._word(index)) if before or after or named or known else None

    def _month(self, first: int) -> TimeRead | None:
        found = self._months.get(self._word(first))
        if found is None:
            if (
                _MONTH_NUMBER.fullmatch(self._word(first))
                and self._word(first + 1) == "/"
                and _FULL_YEAR.fullmatch(self._word(first + 2))
            ):
                return TimeRead(first, first + 2, Period.month(int(self._word(first + 2)), int(self._word(first))))
            return self._day_first(first)
        month, weak = found
        if weak and len(self._word(first)) <= SHORTEST_WEAK and not self._year_at(first + 1):
            return None
        year, last = self._year_after(first + 1)
        if year is not None:
            return TimeRead(first, last, Period.month(year, month))
        day = _DAY.fullmatch(self._word(first + 1))
        if day:
            after = self._skip(first + 2, {"st", "nd", "rd", "th"})
            year, last = self._year_after(after)
            if year is not None:
                return self._day(first, last, year, month, int(day[1]))
        return TimeRead(
            first,
            first,
            Period.month(self._newest_year(month), month),
            needs_year=True,
            weak=weak or self._word(first) in ("may", "march"),
        )

    def _day_first(self, first: int) -> TimeRead | None:
        if not _DAY.fullmatch(self._word(first)) or self._word(first - 1) in (
            "top",
            "best",
            "first",
            "worst",
            "leading",
        ):
            return None
        after = self._skip(first + 1, {"st", "nd", "rd", "th", "of", ".", "de"})
        found = self._months.get(self._word(after))
        if found is None:
            return None
        year, last = self._year_after(after + 1)
        return None if year is None else self._day(first, last, year, found[0], int(self._word(first)))

    def _day(self, first: int, last: int, year: int, month: int, day: int) -> TimeRead | None:
        try:
            return TimeRead(first, last, Period.point(date(year, month, day)))
        except ValueError:
            return None

    def _dated(self, first: int) -> TimeRead | None:
        token = self._tokens[first] if first < len(self._tokens) else None
        if token is None or token.kind != "date":
            return None
        try:
            if "." in token.text:
                day, month, year = (int(part) for part in token.text.split("."))
                return TimeRead(first, first, Period.point(date(year, month, day)))
            if len(token.text) == 7:
                return TimeRead(first, first, Period.parse(token.text))
            return TimeRead(first, first, Period.point(date.fromisoformat(token.text)))
        except ValueError:
            return None

    def _quarter(self, first: int) -> TimeRead | None:
        word, second = self._word(first), self._word(first + 1)
        number, after = 0, first + 2
        if word in ("q", "t", "k") and second in _ONE_TO_FOUR and (word == "q" or not self._tokens[first + 1].spaced):
            number = int(second)
            if word != "q" and not self._year_after(first + 2)[0]:
                return None
        elif word in _ONE_TO_FOUR and second == "q":
            number = int(word)
        elif word in QUARTER_WORDS and second in _ONE_TO_FOUR:
            number = int(second)
        elif word in QUARTER_WORDS and second in ("one", "two", "three", "four"):
            number = ONES[second]
        else:
            ordinal = self._ordinal(first)
            if ordinal is None or self._word(ordinal[1] + 1) not in QUARTER_WORDS:
                return None
            number, after = ordinal[0], ordinal[1] + 2
        if number == -1:
            year, last = self._year_after(after)
            if year is None:
                return None
            return TimeRead(first, last, Period.quarter(year, 4))
        if not 1 <= number <= 4:
            return None
        year, last = self._year_after(after)
        newest = self._newest_year(number * 3 - 2)
        return TimeRead(
            first, last if year else after - 1, Period.quarter(year or newest, number), needs_year=year is None
        )

    def _half(self, first: int) -> TimeRead | None:
        word, second = self._word(first), self._word(first + 1)
        number, after = 0, first + 2
        if word in ("h", "s") and second in ("1", "2") and (word == "h" or not self._tokens[first + 1].spaced):
            number = int(second)
            if word == "s" and not self._year_after(first + 2)[0]:
                return None
        elif word in ("1", "2") and second == "h":
            number = int(word)
        else:
            ordinal = self._ordinal(first)
            if ordinal is None or self._word(ordinal[1] + 1) not in HALF_WORDS:
                return None
            number, after = ordinal[0], ordinal[1] + 2
            after = self._skip(after, {"-", "year"}) if self._word(after) in ("-", "year") else after
        number = 2 if number == -1 else number
        if number not in (1, 2):
            return None
        year, last = self._year_after(after)
        newest = self._newest_year(1 if number == 1 else 7)
        return TimeRead(
            first, last if year else after - 1, Period.half(year or newest, number), needs_year=year is None
        )

    def _ordinal(self, first: int) -> tuple[int, int] | None:
        word = self._word(first)
        if word in ORDINAL_WORDS:
            return ORDINAL_WORDS[word], first
        if len(word) == 1 and word.isdecimal() and self._word(first + 1) in ORDINAL_ENDINGS:
            return int(word), first + 1
        return None

    def _counted(self, first: int) -> TimeRead | None:
        """ "first five months of 2016", "last three months of 2025", "past five years"."""
        told = self._count_told(first)
        if told is None:
            return None
        word, count, unit, after = told
        year, last = self._year_after(after)
        if year is None:
            if word in ("first", "initial", "opening"):
                if self._word(after) in ("of", "in") or unit is PeriodKind.YEAR:
                    return None
                year, last = self._newest_year(count * (3 if unit is PeriodKind.QUARTER else 1)), after - 1
            else:
                return self._trailing(first, after - 1, count, unit)
        months = count * (3 if unit is PeriodKind.QUARTER else 1)
        if unit is PeriodKind.YEAR or months > 12:
            return None
        if word in ("first", "initial", "opening"):
            return TimeRead(first, last, Period.between(date(year, 1, 1), month_end(year, months)))
        return TimeRead(first, last, Period.between(date(year, 13 - months, 1), date(year, 12, 31)))

    def _count_told(self, first: int) -> tuple[str, int, PeriodKind, int] | None:
        """ "first" or "last", how many of which unit, and the index after: "last 3 months", "trois premiers mois"."""
        number, at = self._small_number(first + 1), first
        if number is None and self._word(first - 1) not in ("top", "best"):
            number = self._small_number(first)
            at = number[1] + 1 if number else first
            if self._word(at) not in FIRST_OF | LAST_OF:
                return None
        word = self._end_of_unit(at)
        if number is None or not word or not 1 <= number[0] <= 60:
            return None
        after = max(number[1], at) + 1
        unit = NUMBERED_UNITS.get(self._word(after)) or NUMBERED.get(self._word(after))
        return None if unit is None else (word, number[0], unit, after + 1)

    def _end_of_unit(self, index: int) -> str:
        """Whether the first or the last units are meant, in the English word for it."""
        word = self._word(index)
        if word in FIRST_OF:
            return "first"
        if word in LAST_OF:
            return "last"
        return word if word in ("first", "initial", "opening", "final", "closing") or word in LAST_WORDS else ""

    def _trailing(self, first: int, last: int, count: int, unit: PeriodKind) -> TimeRead:
        if unit is PeriodKind.YEAR:
            return TimeRead(first, last, Period.years(self._today.year - count, self._today.year - 1))
        if unit is PeriodKind.QUARTER:
            this = add_months(self._today, -((self._today.month - 1) % 3))
            return TimeRead(first, last, Period.between(add_months(this, -3 * count), this - timedelta(days=1)))
        this = self._today.replace(day=1)
        return TimeRead(first, last, Period.between(add_months(this, -count), this - timedelta(days=1)))

    def _fiscal(self, first: int) -> TimeRead | None:
        word, second = self._word(first), self._word(first + 1)
        if word in ("fiscal", "financial"):
            after = first + 2 if second == "year" else first + 1
        elif word == "fy":
            after = first + 1
        else:
            return None
        year, last = self._year_after(after)
        return None if year is None else self._fiscal_year(first, last, year)

    def _fiscal_year(self, first: int, last: int, year: int) -> TimeRead:
        """The Japanese makers' fiscal year: April to March, named after the year in which it begins."""
        return TimeRead(first, last, Period.between(date(year, 4, 1), date(year + 1, 3, 31)), is_fiscal=True)

    def _decade(self, first: int) -> TimeRead | None:
        word = self._word(first)
        if _ROUND_YEAR.fullmatch(word) and self._word(first + 1) == "s" and not self._tokens[first + 1].spaced:
            return TimeRead(first, first + 1, Period.years(int(word), int(word) + 9))
        return None

    def _edge(self, first: int) -> TimeRead | None:
        """ "the end of 2024", "mid-2016", "middle of 2016", "year-end 2020"."""
        start = self._skip(first, {"the", "at"})
        word = self._word(start)
        middle = start + 1 if word in ("mid", "middle") else self._phrase(self._past_article(first), MIDDLE)
        if middle:
            year, last = self._year_after(self._skip(middle, {"-", "of"}))
            return None if year is None else TimeRead(first, last, Period.until(date(year, 7, 31)), Bound.UNTIL)
        if (closed := self._closed_year(first)) is not None:
            return closed
        after = self._past_end(first, start)
        if not after:
            return None
        unit = None
        for reader in (self._relative, self._quarter, self._half, self._month, self._fiscal, self._plain_year):
            if (unit := reader(after)) is not None:
                break
        if unit is None or unit.period is None:
            return None
        return replace(unit, first=first, period=Period.point(unit.period.end), bound=Bound.UNTIL)

    def _closed_year(self, first: int) -> TimeRead | None:
        """ "when 2025 closed", "by the time 2024 ended"."""
        begin = first + 1 if self._word(first) == "when" else self._phrase(first, {"by": (("by", "the", "time"),)})
        year, last = self._year(begin) if begin else (None, first)
        if year is None or self._word(last + 1) not in ("closed", "ended", "finished", "closes", "ends"):
            return None
        return TimeRead(first, last + 1, Period.until(date(year, 12, 31)), Bound.UNTIL)

    def _past_end(self, first: int, start: int) -> int:
        """The index after "the end of", "year-end" or "à la fin de", or 0."""
        word = self._word(start)
        if word in ("end", "close", "yearend", "eoy"):
            return self._skip(start + 1, {"of", "the", "-"})
        if word == "year" and self._word(start + 1) == "-" and self._word(start + 2) == "end":
            return self._skip(start + 3, {"of", "the", "-"})
        after = self._phrase(first, END) or self._phrase(self._past_article(first), END)
        return self._past_article(after) if after else 0

    def _month_range(self, first: int) -> TimeRead | None:
        """ "Jan-Jun 2025", "january to july this year", "july through september 2025"."""
        begin = self._months.get(self._word(first))
        if begin is None or self._word(first + 1) not in RANGE_SIGNS | {"and", "bis"}:
            return None
        second = first + 2
        end = self._months.get(self._word(second))
        if end is None or self._word(first + 1) == "and":
            return None
        named = self._skip(second + 1, {"quarter", "period", "half", "window", "stretch"})
        year, last = self._year_after(named)
        needs_year = year is None
        second = named - 1
        year = year or self._newest_year(end[0])
        start = date(year if begin[0] <= end[0] else year - 1, begin[0], 1)
        return TimeRead(
            first,
            last if not needs_year else second,
            Period.between(start, month_end(year, end[0])),
            needs_year=needs_year,
        )
