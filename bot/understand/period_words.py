"""The words that the grammar of periods is made of, and years: 2024, '24, "twenty twenty-four", "last year".

Reads tokens, given the day that counts as today; the rest of the grammar stands in `period_relative`, `period_units`
and `periods`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.question import Bound
from bot.understand.numbers import DOUBTFUL_ONES, ONES, ORDINALS, TENS, read_number
from bot.understand.period_phrases import ARTICLES, NUMBERED, RELATIVE, YEAR_NOUNS, Phrases
from bot.understand.tokens import Token
from facts.period import Period, PeriodError, PeriodKind

FIRST_YEAR, LAST_YEAR = 1900, 2099
SHORT_YEAR = re.compile(r"[12]\d")
TWO_FIGURES = re.compile(r"\d{2}")
_FOUR_FIGURES = re.compile(r"\d{4}")
_FULL_YEAR = re.compile(r"(19|20)\d\d")
MOST_SKIPPED = 6
_BEGIN_RELATIVE = frozenset(word for phrases in RELATIVE.values() for word in phrases)
"""First words of "l'anno scorso" and its like: asked of every word of a text, so it must be a quick no."""
RANGE_SIGNS = {
    "-", ">", "to", "through", "thru", "till", "until", "bis", "a", "au", "hasta", "tot", "til", "al", "ate", "t",
    "indtil", "aos", "ao", "alla",
}  # fmt: skip
BETWEEN_SIGNS = {"and", "und", "et", "y", "en", "og", "och", "e", "-", "to", "&"}
UNTIL_WORDS = {"by", "until", "till", "before", "bis", "til", "through"}
SINCE_WORDS = {"since", "seit", "depuis", "desde", "sinds", "siden", "sedan", "dal", "after"}
FROM_WORDS = {"from", "von", "de", "desde", "van", "fra", "fran", "da", "starting"}
OF_WORDS = {
    "of", "in", "for", "the", ",", "'", ".", "de", "del", "van", "von", "du", "year", "calendar", "/", "-",
    "im", "i", "des", "av", "af", "di", "do", "da", "nel", "d", "l", *YEAR_NOUNS,
}  # fmt: skip
LAST_WORDS = {"last", "previous", "past", "preceding"}
NUMBERED_UNITS = {
    "month": PeriodKind.MONTH, "months": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER,
    "quarters": PeriodKind.QUARTER,
    "year": PeriodKind.YEAR, "years": PeriodKind.YEAR,
}  # fmt: skip
QUARTER_WORDS = {
    "quarter", "quarters", "qtr", "quartal", "quartals", "trimestre", "kwartaal", "kvartal", "kvartalet", "trim",
}  # fmt: skip
HALF_WORDS = {
    "half", "halbjahr", "semestre", "semester", "halfjaar", "halvar", "halvaret", "helft", "halfte", "halbjahres",
    "moitie", "mitad", "metade", "meta", "halvdel", "halvdelen", "halvan",
}  # fmt: skip
YEAR_WORDS = {"year", "yr", "jahr", "jahres", "annee", "ano", "jaar", "ar", "anno", "aret"}
ORDINAL_WORDS = ORDINALS | {
    "1er": 1, "premier": 1, "erstes": 1, "ersten": 1, "erste": 1, "primer": 1, "primo": 1, "eerste": 1, "forste": 1,
    "forsta": 1, "primeiro": 1, "zweites": 2, "zweiten": 2, "deuxieme": 2, "segundo": 2, "tweede": 2, "andre": 2,
    "andra": 2, "secondo": 2, "dritten": 3, "troisieme": 3, "tercer": 3, "derde": 3, "tredje": 3, "terzo": 3,
    "terceiro": 3, "terceira": 3, "tercera": 3, "terza": 3, "dritte": 3, "drittes": 3, "erster": 1, "zweite": 2,
    "premiere": 1, "seconde": 2, "primera": 1, "primeira": 1, "prima": 1, "segunda": 2, "seconda": 2, "viertes": 4,
    "quarta": 4, "cuarta": 4, "fjarde": 4, "vierte": 4,
    "vierten": 4, "quatrieme": 4, "cuarto": 4, "vierde": 4, "fjerde": 4, "quarto": 4, "initial": 1, "opening": 1,
    "closing": -1, "final": -1, "last": -1,
}  # fmt: skip


SHORTHAND = {"qtr": "quarter", "qtrs": "quarters", "yr": "year", "yrs": "years", "mth": "month", "mths": "months"}


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


def relative_to(read: TimeRead, anchor: Period) -> Period | None:
    """What "the year before", "the quarter after that" or "that year" means beside a period."""
    word, _, count = read.relative.partition(":")
    number = int(count) if count else 1
    try:
        if word == "earlier":
            return anchor.shift(years=-number)
        if word == "later":
            return anchor.shift(years=number)
        if word == "same_in":
            return anchor.shift(years=number - anchor.end.year)
        if word == "previous":
            return anchor.preceding()
        if word == "next":
            return anchor.following()
        if word == "following":
            return Period.years(anchor.end.year + 1, anchor.end.year + number)
        if word == "whole_year":
            return Period.year(anchor.end.year)
        return anchor
    except (ValueError, OverflowError):  # PeriodError among them: the calendar has no such year
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


class YearReader:
    """One list of tokens and how years are said in it."""

    def __init__(self, tokens: list[Token], today: date, months: Mapping[str, tuple[int, bool]]) -> None:
        self._tokens, self._today, self._months = tokens, today, months
        self._texts = [SHORTHAND.get(token.text, token.text) for token in tokens]
        self._count = len(tokens)
        self._numbers: dict[int, tuple[int, int] | None] = {}
        """The whole numbers read so far, by their first token: several kinds of period begin with one."""

    def _word(self, index: int) -> str:
        return self._texts[index] if 0 <= index < self._count else ""

    def _skip(self, index: int, words: set[str] | frozenset[str]) -> int:
        """The index after words that say nothing; hundreds of them in a row are not gone through again and again."""
        last = index + MOST_SKIPPED
        while index < last and self._word(index) in words:
            index += 1
        return index

    def _phrase(self, index: int, phrases: Phrases) -> int:
        """The index after the longest phrase that begins at an index, or 0."""
        for phrase in phrases.get(self._word(index), ()):
            if self._texts[index : index + len(phrase)] == list(phrase):
                return index + len(phrase)
        return 0

    def _small_number(self, index: int) -> tuple[int, int] | None:
        """A whole number and its last token; before a unit of time "to" and "due" are numbers too."""
        if index >= len(self._tokens):
            return None
        if self._word(index) in DOUBTFUL_ONES and self._word(index + 1) in NUMBERED:
            return DOUBTFUL_ONES[self._word(index)], index
        if index not in self._numbers:
            number = read_number(self._tokens, index)
            whole = number is not None and number.value == int(number.value)
            self._numbers[index] = (int(number.value), number.last) if number and whole else None
        return self._numbers[index]

    def _past_article(self, index: int) -> int:
        """The index after "the", "il" or "dem Jahr", where a period may begin."""
        after = self._skip(index, ARTICLES)
        named = self._skip(after, YEAR_NOUNS)
        if named > after and _FULL_YEAR.fullmatch(self._word(named)):
            return named
        return index if self._word(after - 1) == "'" and self._word(after).isdigit() else after

    def _told_relative(self, index: int, units: Container[PeriodKind]) -> tuple[PeriodKind, int, int] | None:
        """The unit of "l'anno scorso" or "i fjor", how many units it lies back, and its last token."""
        start = self._past_article(index)
        if self._word(start) not in _BEGIN_RELATIVE:
            return None
        for (unit, back), phrases in RELATIVE.items():
            if unit in units and (after := self._phrase(start, phrases)):
                return unit, back, after - 1
        return None

    def _year(self, index: int) -> tuple[int | None, int]:
        word = self._word(index)
        if _FOUR_FIGURES.fullmatch(word) and FIRST_YEAR <= int(word) <= LAST_YEAR:
            return int(word), index
        if word == "'" and TWO_FIGURES.fullmatch(self._word(index + 1)):
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
            if self._word(after) not in OF_WORDS or self._word(after) == "'":
                break
            after += 1
        stuck = self._word(index) == "-" and not self._tokens[index].spaced and not self._spaced(index + 1)
        if (self._word(index) == "/" or stuck) and SHORT_YEAR.fullmatch(self._word(index + 1)):
            return 2000 + int(self._word(index + 1)), index + 1
        for at in dict.fromkeys((index, after)):
            word = self._word(at)
            if TWO_FIGURES.fullmatch(word) and 10 <= int(word) <= 40 and self._is_short_year(at):
                return 2000 + int(word), at
        return None, index

    def _spaced(self, index: int) -> bool:
        return index < len(self._tokens) and self._tokens[index].spaced

    def _is_short_year(self, index: int) -> bool:
        follows = self._word(index + 1)
        return not _FOUR_FIGURES.fullmatch(follows) and follows not in ("%", "percent", "th", "st", "nd", "rd")

    def _relative_year(self, index: int) -> tuple[int, int] | None:
        index = self._skip(index, {"the"})
        word, second = self._word(index), self._word(index + 1)
        if second in YEAR_WORDS or second in ("years",):
            if word in ("last", "previous", "letztes", "letzten", "vorigen", "forrige"):
                return self._today.year - 1, index + 1
            if word in ("this", "current", "dieses", "diesem"):
                return self._today.year, index + 1
        told = self._told_relative(index, {PeriodKind.YEAR})
        return (self._today.year - told[1], told[2]) if told else None

    def _newest_year(self, month: int) -> int:
        """The newest year in which that month is not in the future."""
        return self._today.year if month <= self._today.month else self._today.year - 1
