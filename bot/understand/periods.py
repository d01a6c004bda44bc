"""The grammar of sales periods: months, quarters, halves, years, ranges, "since", "by", "last year", fiscal years.

Reads tokens, given the day that counts as today; never asks a clock. A month or quarter without its year is handed on
as such, because the conversation may name the year. The libraries for free-text dates were tried and read none of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.question import Bound
from bot.understand.numbers import ONES, ORDINALS, TENS, read_number
from bot.understand.tokens import Token
from facts.period import Period, PeriodError, PeriodKind, add_months, month_end

FIRST_YEAR, LAST_YEAR = 1900, 2099
RANGE_SIGNS = {
    "-",
    "to",
    "through",
    "thru",
    "till",
    "until",
    "bis",
    "a",
    "au",
    "hasta",
    "tot",
    "til",
    "al",
    "ate",
    "t",
}
BETWEEN_SIGNS = {"and", "und", "et", "y", "en", "og", "och", "e", "-", "to", "&"}
_UNTIL = {"by", "until", "till", "before", "bis", "til", "through"}
_SINCE = {"since", "seit", "depuis", "desde", "sinds", "siden", "sedan", "dal", "after"}
_FROM = {"from", "von", "de", "desde", "van", "fra", "fran", "da", "starting"}
_OF = {
    "of",
    "in",
    "for",
    "the",
    ",",
    "'",
    ".",
    "de",
    "del",
    "van",
    "von",
    "du",
    "year",
    "calendar",
    "/",
    "-",
    "im",
    "i",
}
_LAST = {"last", "previous", "past", "preceding"}
_NUMBERED_UNITS = {
    "month": PeriodKind.MONTH, "months": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER, "quarters": PeriodKind.QUARTER,
    "year": PeriodKind.YEAR, "years": PeriodKind.YEAR,
}  # fmt: skip
_QUARTER_WORDS = {"quarter", "quarters", "qtr", "quartal", "trimestre", "kwartaal", "kvartal", "trim"}
_HALF_WORDS = {"half", "halbjahr", "semestre", "semester", "halfjaar", "halvar", "halvaret"}
_YEAR_WORDS = {"year", "yr", "jahr", "jahres", "annee", "ano", "jaar", "ar", "anno", "aret"}
_ORDINAL_WORDS = ORDINALS | {
    "1er": 1, "premier": 1, "erstes": 1, "ersten": 1, "erste": 1, "primer": 1, "primo": 1, "eerste": 1, "forste": 1,
    "forsta": 1, "primeiro": 1, "zweites": 2, "zweiten": 2, "deuxieme": 2, "segundo": 2, "tweede": 2, "andre": 2,
    "andra": 2, "secondo": 2, "dritten": 3, "troisieme": 3, "tercer": 3, "derde": 3, "tredje": 3, "terzo": 3,
    "vierten": 4, "quatrieme": 4, "cuarto": 4, "vierde": 4, "fjerde": 4, "quarto": 4, "initial": 1, "opening": 1,
    "closing": -1, "final": -1, "last": -1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeRead:
    """A stretch of tokens that says when."""

    first: int
    last: int
    period: Period | None = None
    bound: Bound = Bound.IN
    needs_year: bool = False
    """A month, quarter or half without its year; `period` then holds it in the newest year that fits."""
    relative: str = ""
    """Relative to the conversation: year_before, year_after, same_earlier, following:N, that."""
    weak: bool = False
    """Only a lone word that could mean something else ("may", "march", "mars")."""
    is_fiscal: bool = False
    is_future: bool = False
    is_newest: bool = False
    """"now", "today", "currently"."""
    ends: tuple[Period, Period] | None = None
    """The first and the last unit of a range, as said: a change is between these."""


class PeriodReader:
    """Finds every period in one list of tokens."""

    def __init__(self, tokens: list[Token], today: date, months: Mapping[str, tuple[int, bool]]) -> None:
        self._tokens, self._today, self._months = tokens, today, months

    def read(self, blocked: frozenset[int] = frozenset()) -> list[TimeRead]:
        """All periods, left to right, without overlap; blocked tokens belong to names."""
        found: list[TimeRead] = []
        position = 0
        while position < len(self._tokens):
            read = None if position in blocked else self._bounded(position)
            if read is not None and not any(index in blocked for index in range(read.first, read.last + 1)):
                found.append(read)
                position = read.last + 1
            else:
                position += 1
        return found

    # -- words ----------------------------------------------------------------------------------------------------

    def _word(self, index: int) -> str:
        return self._tokens[index].text if 0 <= index < len(self._tokens) else ""

    def _skip(self, index: int, words: set[str] | frozenset[str]) -> int:
        while self._word(index) in words:
            index += 1
        return index

    # -- with "since", "by", "from … to" -----------------------------------------------------------------------------

    def _bounded(self, first: int) -> TimeRead | None:
        word, second = self._word(first), self._word(first + 1)
        if (
            word == "between"
            or word == "zwischen"
            or word == "entre"
            or word == "tussen"
            or word == "mellom"
            or word == "mellan"
        ):
            return self._between(first)
        if word == "up" and second in ("to", "until", "till"):
            return self._until(first, first + 2)
        if word == "as" and second in ("of", "at"):
            return self._until(first, first + 2)
        if word == "prior" and second == "to":
            return self._until(first, first + 2, before=True)
        if word in _UNTIL:
            return self._until(first, first + 1, before=word == "before")
        if word in _SINCE or (word == "starting" and second in ("in", "from")):
            return self._since(first, first + (2 if word == "starting" else 1), after=word == "after")
        if (
            word in _FROM
            and second in ("launch", "introduction", "start")
            and self._word(first + 2) in ("to", "until", "till", "through")
        ):
            return self._until(first, first + 3)
        if word == "ab" or word in _FROM:
            ranged = self._range(first + 1)
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
        begin = self._unit(first + 1)
        if begin is None or begin.period is None or self._word(begin.last + 1) not in BETWEEN_SIGNS:
            return None
        end = self._unit(begin.last + 2)
        return self._join(first, begin, end)

    def _until(self, first: int, start: int, *, before: bool = False) -> TimeRead | None:
        if self._word(first) in ("by", "per") and self._word(start) in ("year", "month", "quarter", "calendar"):
            return None
        start = self._skip(start, {"the", "and", "including"})
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
        if join in ("until", "till", "to", "through", "up", "bis"):
            step = 2 if join == "up" else 1
            end = self._unit(self._skip(unit.last + 1 + step, {"the", "to"}))
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
        if self._word(dots) in RANGE_SIGNS:
            following = self._word(dots + 1)
            if following in ("now", "today", "date", "present"):
                return replace(begin, last=dots + 1, bound=Bound.SINCE)
            end = self._unit(self._skip(dots + 1, {"the"}))
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
        if not (
            re.fullmatch(r"[12]\d", begin) and re.fullmatch(r"[12]\d", end) and sign in (*RANGE_SIGNS, "vs", "versus")
        ):
            return None
        if int(end) <= int(begin) or self._months.get(self._word(first - 1)) or self._months.get(self._word(last + 1)):
            return None
        return TimeRead(first, last, Period.years(2000 + int(begin), 2000 + int(end)))

    def _two_digit_year(self, index: int, after: int) -> TimeRead | None:
        word = self._word(index)
        if re.fullmatch(r"\d{2}", word) and after % 100 < int(word) and not self._tokens[index].spaced:
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

    def _month_range(self, first: int) -> TimeRead | None:
        """ "Jan-Jun 2025", "january to july this year", "july through september 2025"."""
        begin = self._months.get(self._word(first))
        if begin is None or self._word(first + 1) not in RANGE_SIGNS | {"and", "bis"}:
            return None
        second = first + 2
        end = self._months.get(self._word(second))
        if end is None or self._word(first + 1) == "and":
            return None
        year, last = self._year_after(second + 1)
        needs_year = year is None
        year = year or self._newest_year(end[0])
        start = date(year if begin[0] <= end[0] else year - 1, begin[0], 1)
        return TimeRead(
            first,
            last if not needs_year else second,
            Period.between(start, month_end(year, end[0])),
            needs_year=needs_year,
        )

    # -- one period -----------------------------------------------------------------------------------------------

    def _unit(self, first: int) -> TimeRead | None:
        for reader in (
            self._relative, self._edge, self._counted, self._quarter, self._half, self._dated, self._month, self._fiscal,
            self._decade, self._plain_year,
        ):  # fmt: skip
            if (read := reader(first)) is not None:
                return read
        return None

    def _plain_year(self, first: int) -> TimeRead | None:
        first_word = first
        if self._word(first) == "year" and self._word(first - 1) in ("per", "by", "each", "every", "a", "in"):
            return None
        if (
            (self._word(first) in ("calendar", "year")
            and self._word(first + 1) in ("year",))
            or self._word(first) in ("year", "fy")
        ):
            first = self._skip(first, {"calendar", "year"})
        year, last = self._year(first)
        if year is None:
            return None
        follows = self._skip(last + 1, {",", "-"})
        if follows <= last + 2:
            for reader in (self._quarter, self._half, self._month):
                finer = reader(follows)
                if (
                    finer is not None
                    and finer.needs_year
                    and not finer.weak
                    and self._word(follows - 1) not in RANGE_SIGNS - {"-"}
                ):
                    shifted = in_year(finer, year)
                    return replace(shifted, first=first_word)
        if self._word(last + 1) == "fiscal":
            return self._fiscal_year(first_word, last + 1, year)
        if self._word(last + 1) == "s" and not self._tokens[last + 1].spaced:
            return None
        return TimeRead(first_word, last, Period.year(year))

    def _year(self, index: int) -> tuple[int | None, int]:
        word = self._word(index)
        if re.fullmatch(r"\d{4}", word) and FIRST_YEAR <= int(word) <= LAST_YEAR:
            return int(word), index
        if word == "'" and re.fullmatch(r"\d{2}", self._word(index + 1)):
            return 2000 + int(self._word(index + 1)), index + 1
        if word == "twenty":
            return self._spoken_year(index)
        if word == "two" and self._word(index + 1) == "thousand":
            following = self._skip(index + 2, {"and", "-"})
            number = read_number(self._tokens, following) if following < len(self._tokens) else None
            if number is not None and number.in_words and 0 < number.value < 100:
                return 2000 + int(number.value), number.last
            return 2000, index + 1
        return None, index

    def _spoken_year(self, index: int) -> tuple[int | None, int]:
        second = self._skip(index + 1, {"-"})
        word = self._word(second)
        if word in TENS and word == "twenty":
            third = self._skip(second + 1, {"-"})
            unit = ONES.get(self._word(third), 0)
            return (2020 + unit, third) if 0 < unit < 10 else (2020, second)
        teen = ONES.get(word, 0)
        return (2000 + teen, second) if 10 <= teen < 20 else (None, index)

    def _year_after(self, index: int) -> tuple[int | None, int]:
        """The year that belongs to a month or quarter before it: "of 2024", "'24", "last year", "this year"."""
        after = index
        for _ in range(3):
            year, last = self._year(after)
            if year is not None:
                return year, last
            relative = self._relative_year(after)
            if relative is not None:
                return relative
            if self._word(after) not in _OF or self._word(after) == "'":
                break
            after += 1
        if self._word(index) == "/" and re.fullmatch(r"[12]\d", self._word(index + 1)):
            return 2000 + int(self._word(index + 1)), index + 1
        word = self._word(index)
        if re.fullmatch(r"\d{2}", word) and 10 <= int(word) <= 40 and self._is_short_year(index):
            return 2000 + int(word), index
        return None, index

    def _is_short_year(self, index: int) -> bool:
        follows = self._word(index + 1)
        return not re.fullmatch(r"\d{4}", follows) and follows not in ("%", "percent", "th", "st", "nd", "rd")

    def _relative_year(self, index: int) -> tuple[int, int] | None:
        index = self._skip(index, {"the"})
        word, second = self._word(index), self._word(index + 1)
        if second in _YEAR_WORDS or second in ("years",):
            if word in ("last", "previous", "letztes", "letzten", "vorigen", "forrige"):
                return self._today.year - 1, index + 1
            if word in ("this", "current", "dieses", "diesem"):
                return self._today.year, index + 1
        return None

    def _newest_year(self, month: int) -> int:
        """The newest year in which that month is not in the future."""
        return self._today.year if month <= self._today.month else self._today.year - 1

    def _month(self, first: int) -> TimeRead | None:
        found = self._months.get(self._word(first))
        if found is None:
            if (
                re.fullmatch(r"0?[1-9]|1[0-2]", self._word(first))
                and self._word(first + 1) == "/"
                and re.fullmatch(r"(19|20)\d{2}", self._word(first + 2))
            ):
                return TimeRead(first, first + 2, Period.month(int(self._word(first + 2)), int(self._word(first))))
            return self._day_first(first)
        month, weak = found
        year, last = self._year_after(first + 1)
        if year is not None:
            return TimeRead(first, last, Period.month(year, month))
        day = re.fullmatch(r"([1-9]|[12]\d|3[01])", self._word(first + 1))
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
        if not re.fullmatch(r"([1-9]|[12]\d|3[01])", self._word(first)) or self._word(first - 1) in (
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
        if (
            word in ("q", "t", "k")
            and re.fullmatch("[1-4]", second)
            and (word == "q" or not self._tokens[first + 1].spaced)
        ):
            number = int(second)
            if word != "q" and not self._year_after(first + 2)[0]:
                return None
        elif re.fullmatch("[1-4]", word) and second == "q":
            number = int(word)
        elif word in _QUARTER_WORDS and re.fullmatch("[1-4]", second):
            number = int(second)
        elif word in _QUARTER_WORDS and second in ("one", "two", "three", "four"):
            number = ONES[second]
        else:
            ordinal = self._ordinal(first)
            if ordinal is None or self._word(ordinal[1] + 1) not in _QUARTER_WORDS:
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
            if ordinal is None or self._word(ordinal[1] + 1) not in _HALF_WORDS:
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
        if word in _ORDINAL_WORDS:
            return _ORDINAL_WORDS[word], first
        if re.fullmatch(r"\d", word) and self._word(first + 1) in ("st", "nd", "rd", "th", "er", "e", "o", "."):
            return int(word), first + 1
        return None

    def _counted(self, first: int) -> TimeRead | None:
        """ "first five months of 2016", "last three months of 2025", "first three quarters of 2024", "past five years"."""
        word = self._word(first)
        if word not in ("first", "initial", "opening", "final", "closing") and word not in _LAST:
            return None
        number = read_number(self._tokens, first + 1) if first + 1 < len(self._tokens) else None
        if number is None or number.value != int(number.value) or not 1 <= number.value <= 60:
            return None
        unit = _NUMBERED_UNITS.get(self._word(number.last + 1))
        if unit is None:
            return None
        count, after = int(number.value), number.last + 2
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
        if re.fullmatch(r"(19|20)\d0", word) and self._word(first + 1) == "s" and not self._tokens[first + 1].spaced:
            return TimeRead(first, first + 1, Period.years(int(word), int(word) + 9))
        return None

    def _edge(self, first: int) -> TimeRead | None:
        """ "the end of 2024", "mid-2016", "middle of 2016", "year-end 2020"."""
        start = self._skip(first, {"the", "at"})
        word = self._word(start)
        if word in ("mid", "middle"):
            year, last = self._year_after(self._skip(start + 1, {"-", "of"}))
            return None if year is None else TimeRead(first, last, Period.until(date(year, 7, 31)), Bound.UNTIL)
        if word in ("end", "close", "yearend", "eoy") or (
            word == "year" and self._word(start + 1) == "-" and self._word(start + 2) == "end"
        ):
            after = start + (3 if word == "year" else 1)
            after = self._skip(after, {"of", "the", "-"})
            unit = None
            for reader in (self._relative, self._quarter, self._half, self._month, self._fiscal, self._plain_year):
                if (unit := reader(after)) is not None:
                    break
            if unit is None or unit.period is None:
                return None
            return replace(unit, first=first, period=Period.point(unit.period.end), bound=Bound.UNTIL)
        return None

    def _relative(self, first: int) -> TimeRead | None:
        start = self._skip(first, {"the"})
        word, second, third = self._word(start), self._word(start + 1), self._word(start + 2)
        year = self._today.year
        if word in ("ytd",) or (word == "year" and second == "to" and third == "date"):
            last = start if word == "ytd" else start + 2
            named, after = self._year_after(last + 1)
            return TimeRead(first, after if named else last, Period.year(named or year), Bound.SINCE)
        if word == "year" and second == "-" and third == "to":
            return TimeRead(first, start + 4, Period.year(year), Bound.SINCE)
        found = self._relative_year(start)
        if found is not None:
            named, last = found
            so_far = self._word(last + 1) == "so" and self._word(last + 2) == "far"
            if named == year:
                return TimeRead(first, last + (2 if so_far else 0), Period.year(year), Bound.SINCE)
            return TimeRead(first, last, Period.year(named))
        if word == "so" and second == "far" and third == "this":
            return TimeRead(first, start + 3, Period.year(year), Bound.SINCE)
        if word in ("next", "coming", "upcoming") and second in ("year", "month", "quarter", "decade", "years"):
            return TimeRead(first, start + 1, Period.year(year + 1), is_future=True)
        if word in _LAST and second == "month":
            return TimeRead(
                first,
                start + 1,
                Period.between(add_months(self._today, -1), self._today.replace(day=1) - timedelta(days=1)),
            )
        if word == "this" and second == "month":
            return TimeRead(first, start + 1, Period.month(year, self._today.month))
        if word in _LAST and second == "quarter" and not self._year_after(start + 2)[0]:
            this = add_months(self._today, -((self._today.month - 1) % 3))
            return TimeRead(first, start + 1, Period.between(add_months(this, -3), this - timedelta(days=1)))
        if word == "this" and second == "quarter":
            this = add_months(self._today, -((self._today.month - 1) % 3))
            return TimeRead(first, start + 1, Period.between(this, add_months(this, 3) - timedelta(days=1)))
        return self._ago(first, start) or self._from_conversation(first, start) or self._now(first, start)

    def _ago(self, first: int, start: int) -> TimeRead | None:
        if start >= len(self._tokens):
            return None
        number = read_number(self._tokens, start)
        if number is None and self._word(start) == "a":
            unit_at, count = start + 1, 1
        elif number is not None and number.value == int(number.value) and number.value < 100:
            unit_at, count = number.last + 1, int(number.value)
        else:
            return None
        if self._word(unit_at) in ("year", "years") and self._word(unit_at + 1) == "ago":
            return TimeRead(first, unit_at + 1, Period.year(self._today.year - count))
        if self._word(unit_at) in ("month", "months") and self._word(unit_at + 1) == "ago":
            day = add_months(self._today, -count)
            return TimeRead(first, unit_at + 1, Period.month(day.year, day.month))
        if self._word(unit_at) == "year" and self._word(unit_at + 1) in ("earlier", "before", "previously"):
            return TimeRead(first, unit_at + 1, relative=f"earlier:{count}")
        if self._word(unit_at) in ("year", "years") and self._word(unit_at + 1) in ("before", "earlier", "prior"):
            return TimeRead(first, unit_at + 1, relative=f"earlier:{count}")
        if self._word(unit_at) in ("year", "years") and self._word(unit_at + 1) in ("later", "on", "after"):
            return TimeRead(first, unit_at + 1, relative=f"later:{count}")
        return None

    def _from_conversation(self, first: int, start: int) -> TimeRead | None:
        words = [self._word(start + offset) for offset in range(5)]
        if words[0] in ("previous", "preceding") and words[1] in ("one",):
            return TimeRead(first, start + 1, relative="earlier:1")
        if words[0] == "year" and words[1] in ("before", "earlier", "prior"):
            return TimeRead(first, start + 1, relative="earlier:1")
        if words[0] in ("year", "one") and words[1] in ("after", "later", "following"):
            return TimeRead(first, start + 1, relative="later:1")
        if words[0] in ("quarter", "month", "half") and words[1] in (
            "after",
            "later",
            "before",
            "earlier",
            "following",
        ):
            return TimeRead(
                first, start + 1, relative="next" if words[1] in ("after", "later", "following") else "previous"
            )
        if words[0] in ("following", "next", "subsequent"):
            number = read_number(self._tokens, start + 1) if start + 1 < len(self._tokens) else None
            if number is not None and self._word(number.last + 1) == "years":
                return TimeRead(first, number.last + 1, relative=f"following:{int(number.value)}")
            if words[1] in ("year", "one", "month", "quarter"):
                return TimeRead(first, start + 1, relative="later:1" if words[1] in ("year", "one") else "next")
        if words[0] == "same" and words[1] in ("month", "quarter", "period", "half", "time", "year"):
            later = next(
                (index for index in range(2, 5) if words[index] in ("earlier", "before", "previous", "ago")), None
            )
            if later is not None:
                return TimeRead(first, start + later, relative="earlier:1")
            if words[2] in ("last", "previous") and words[3] == "year":
                return TimeRead(first, start + 3, relative="earlier:1")
            return TimeRead(first, start + 1, relative="that")
        if words[0] in ("that", "this") and words[1] in ("year", "month", "quarter", "period", "half", "time"):
            return TimeRead(first, start + 1, relative="that")
        if (
            (words[0] == "whole"
            and words[1] == "year")
            or (words[0] == "full"
            and words[1] == "year")
            or (words[0] == "entire"
            and words[1] == "year")
        ):
            year, last = self._year_after(start + 2)
            if year is not None:
                return TimeRead(first, last, Period.year(year))
            return TimeRead(first, start + 1, relative="whole_year")
        return None

    def _now(self, first: int, start: int) -> TimeRead | None:
        word, second = self._word(start), self._word(start + 1)
        if word in ("now", "today", "currently", "nowadays", "presently", "heute", "aujourd"):
            return TimeRead(first, start, is_newest=True)
        if (word == "at" and second in ("present", "moment")) or (word == "right" and second == "now"):
            return TimeRead(first, start + 1, is_newest=True)
        if word == "at" and second == "the" and self._word(start + 2) == "moment":
            return TimeRead(first, start + 2, is_newest=True)
        return None


def relative_to(read: TimeRead, anchor: Period) -> Period | None:
    """What "the year before", "the quarter after that" or "that year" means beside a period."""
    word, _, count = read.relative.partition(":")
    number = int(count) if count else 1
    try:
        if word == "earlier":
            return anchor.shift(years=-number)
        if word == "later":
            return anchor.shift(years=number)
        if word == "previous":
            return anchor.preceding()
        if word == "next":
            return anchor.following()
        if word == "following":
            return Period.years(anchor.end.year + 1, anchor.end.year + number)
        if word == "whole_year":
            return Period.year(anchor.end.year)
        return anchor
    except PeriodError:
        return None


def in_year(read: TimeRead, year: int) -> TimeRead:
    """A month, quarter or half without its year, put into one."""
    period = read.period
    if period is None or not read.needs_year:
        return read
    try:
        return replace(read, period=period.shift(years=year - period.end.year), needs_year=False)
    except PeriodError:
        return read
