"""Periods as they are typed: years, halves, quarters, months, "since", "until", from one year to another, "last year".

Parts may be typed in any usual order and cut short ("q3", "2024-0", "mar 24"), months in every language of the store.
Nothing is offered that no figure can reach. What a period means is `bot.understand`'s business, not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import islice

from bot.completing.index import Entry, Index, letters
from bot.completing.names import own_words
from facts import things
from facts.period import MONTH_NAMES, month_end

_PART = re.compile(r"[qhts]\d(?!\d)|\d+(?:st|nd|rd|th)?|[^\W\d_]+")
QUARTER_LETTERS, HALF_LETTERS = "qt", "hs"
"""T1 is a quarter and S1 a half in the languages of the south."""


class Unit(IntEnum):
    """The forms of a period, in the order in which they are offered."""

    YEAR = 0
    SINCE = 1
    HALF = 2
    QUARTER = 3
    MONTH = 4
    UNTIL = 5
    RANGE = 6


SHOWN_FIRST = {Unit.YEAR: 6, Unit.SINCE: 2, Unit.HALF: 2, Unit.QUARTER: 4, Unit.MONTH: 4}
"""How many of each are offered while nothing is typed, beside those that move with the day."""


@dataclass(frozen=True, slots=True)
class OfferedPeriod:
    """A period that can be offered."""

    text: str
    unit: Unit
    start: date
    end: date
    orders: tuple[tuple[str, ...], ...]
    """Its parts in every order in which they may be typed; parts may be left out."""
    letters: str
    """The text as it is compared."""


class Periods:
    """The periods from the first figure to the last."""

    def __init__(
        self, first: date, last: date, months: Iterable[tuple[str, int, bool]], cars: Collection[str] = ()
    ) -> None:
        """`months` are (name, number, weak), English names not weak; `cars` are names of cars that could be years."""
        offered = [period for period in _all(range(first.year, last.year + 1), cars) if _reached(period, last)]
        self.offered = sorted(offered, key=lambda period: (period.unit, -period.end.toordinal(), -_first(period)))
        """All but those that move with the day, in the order of their units, newest first."""
        moving = own_words()["relative"]
        self._moving = Index(
            Entry(text, text, names=tuple(names), known=-place) for place, (text, names) in enumerate(moving.items())
        )
        listed = list(months)
        english = [(name, f"month {number}") for name, number, weak in listed if not weak]
        foreign = [(name, f"month {number}") for name, number, weak in listed if weak]
        self._parts = _vocabulary([*_part_words(range(first.year, last.year + 1)), *english])
        self._foreign = _vocabulary(foreign)

    def complete(self, typed: str, today: date) -> list[str]:
        """The periods that are meant, best first; none begins after today."""
        begun = (period for period in self.offered if period.start <= today)
        moving = [entry.text for entry in self._moving.beginning(typed)]
        parts = _PART.findall(things.fold(typed))
        if not parts:
            return [] if typed.strip() else _best_known(list(begun), moving)
        wanted = [self._meant(parts, place) for place in range(len(parts))]
        found = [period for period in begun if any(_follows(order, wanted) for order in period.orders)]
        said = letters(typed)
        found.sort(key=lambda period: (period.unit, not period.letters.startswith(said)))
        return moving + [period.text for period in found]

    def _meant(self, parts: Sequence[str], place: int) -> frozenset[str]:
        """What one part can stand for; figures are taken as unfinished only at the end."""
        part = parts[place]
        if part.isdigit():
            dated = any(len(other) == 4 and other.isdigit() for other in parts if other is not part)
            last = place == len(parts) - 1
            found = [entry for entry in self._parts.beginning(part) if entry.text.isdigit()]
            found = [entry for entry in found if (last or entry.text == part) and _fits(entry, dated=dated)]
            return frozenset(entry.id for entry in found)
        for entries in (self._parts.beginning(part), self._foreign.beginning(part), self._parts.misspelt(part)):
            if entries:
                return frozenset(entry.id for entry in entries)
        return frozenset()


def _all(years: range, cars: Collection[str]) -> Iterator[OfferedPeriod]:
    for year in years:
        # "in Norway, 2008" asks for a Peugeot.
        text = f"the year {year}" if f"{year}" in cars else f"{year}"
        yield _offered(text, Unit.YEAR, _days(year, year), (f"year {year}",))
        yield from _of_one_year(year)
        for later in range(year + 1, years.stop):
            ends = (f"year {year}", "to", f"year {later}")
            yield _offered(f"{year} to {later}", Unit.RANGE, _days(year, later), ends, ("since", *ends))


def _of_one_year(year: int) -> Iterator[OfferedPeriod]:
    whole, number = _days(year, year), f"year {year}"
    yield _offered(f"since {year}", Unit.SINCE, whole, ("since", number))
    yield _offered(f"until {year}", Unit.UNTIL, whole, ("until", number))
    for unit, letter, months, word in ((Unit.HALF, "H", 6, "half"), (Unit.QUARTER, "Q", 3, "quarter")):
        for count in range(1, 12 // months + 1):
            days = date(year, (count - 1) * months + 1, 1), month_end(year, count * months)
            short, long = f"{word} {count}", (f"ordinal {count}", word)
            orders = ((short, number), (number, short), (*long, number), (number, *long))
            yield _offered(f"{letter}{count} {year}", unit, days, *orders)
    for month in range(1, 13):
        days, name = (date(year, month, 1), month_end(year, month)), f"month {month}"
        yield _offered(f"{MONTH_NAMES[month]} {year}", Unit.MONTH, days, (name, number), (number, name))


def _days(first: int, last: int) -> tuple[date, date]:
    """The first and the last day of some years."""
    return date(first, 1, 1), date(last, 12, 31)


def _offered(text: str, unit: Unit, days: tuple[date, date], *orders: tuple[str, ...]) -> OfferedPeriod:
    return OfferedPeriod(text, unit, *days, orders, letters(text))


def _reached(period: OfferedPeriod, last: date) -> bool:
    """Whether the figures reach it: into a year, and to the end of what is shorter."""
    return period.end <= last if period.unit in (Unit.HALF, Unit.QUARTER, Unit.MONTH) else period.start <= last


def _first(period: OfferedPeriod) -> int:
    return period.start.toordinal()


def _part_words(years: range) -> Iterator[tuple[str, str]]:
    """(word, part) for everything but the names of months."""
    words = own_words()["parts"]
    for part in ("since", "until", "to", "quarter", "half", "unsaid"):
        yield from ((word, part) for word in words[part])
    for count in range(1, 5):
        yield from ((word, f"ordinal {count}") for word in words[f"ordinal_{count}"])
        yield from ((f"{letter}{count}", f"quarter {count}") for letter in QUARTER_LETTERS)
    yield from ((f"{letter}{count}", f"half {count}") for count in (1, 2) for letter in HALF_LETTERS)
    for number in range(1, 13):
        yield from ((word, f"month {number}") for word in dict.fromkeys((f"{number:02}", f"{number}")))
    for year in years:
        yield from ((word, f"year {year}") for word in (f"{year}", f"{year % 100:02}"))


def _fits(entry: Entry, *, dated: bool) -> bool:
    """Whether figures mean this part: beside a whole year they can be a month, without one a year cut short."""
    return len(entry.text) == 4 or entry.id.startswith("month") == dated


def _vocabulary(words: Iterable[tuple[str, str]]) -> Index:
    return Index(Entry(part, word) for word, part in dict.fromkeys(words))


def _follows(order: tuple[str, ...], wanted: Sequence[frozenset[str]]) -> bool:
    """Whether the parts of a period can be what was typed, one after the other; small words say nothing."""
    place = 0
    for meant in wanted:
        if "unsaid" in meant:
            continue
        while place < len(order) and order[place] not in meant:
            place += 1
        if place == len(order):
            return False
        place += 1
    return place > 0


def _best_known(begun: Sequence[OfferedPeriod], moving: Sequence[str]) -> list[str]:
    shown = {
        unit: [period.text for period in islice((period for period in begun if period.unit is unit), most)]
        for unit, most in SHOWN_FIRST.items()
    }
    years = shown.pop(Unit.YEAR)
    return [*years, *moving, *(text for texts in shown.values() for text in texts)]
