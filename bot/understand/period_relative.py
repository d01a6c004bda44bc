"""Times told from today or from the conversation: "two years ago", "the quarter after that", "year to date", "now".

What leans on the conversation comes back as such; `bot.understand.conversation` resolves it.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.question import Bound
from bot.understand.numbers import read_number
from bot.understand.period_phrases import (
    AGO_CLOSES,
    AGO_MAY_OPEN,
    AGO_OPENS,
    NUMBERED,
    NUMBERED_ONE,
    ONE,
    YEAR_AFTER,
    YEAR_BEFORE,
)
from bot.understand.period_words import LAST_WORDS, TimeRead, YearReader
from facts.period import Period, PeriodKind, add_months


class RelativeReader(YearReader):
    """Reads times that are told from another time."""

    def _month(self, first: int) -> TimeRead | None:
        """A month; `period_units` knows how."""
        raise NotImplementedError

    def _relative(self, first: int) -> TimeRead | None:
        start = self._skip(first, {"the"})
        word, second, third = self._word(start), self._word(start + 1), self._word(start + 2)
        year = self._today.year
        if word in ("ytd",) or (word == "year" and second == "to" and third == "date"):
            last = start if word == "ytd" else start + 2
            month = self._month(last + 1)
            if month is not None and month.period is not None:
                return TimeRead(first, month.last, Period.between(date(month.period.end.year, 1, 1), month.period.end))
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
        if word == "year" and second == "before" and third == "last":
            return TimeRead(first, start + 2, Period.year(year - 2))
        if word == "so" and second == "far" and third == "this":
            return TimeRead(first, start + 3, Period.year(year), Bound.SINCE)
        if word in ("next", "coming", "upcoming") and second in ("year", "month", "quarter", "decade", "years"):
            return TimeRead(first, start + 1, Period.year(year + 1), is_future=True)
        if word in LAST_WORDS and second == "month":
            return TimeRead(
                first,
                start + 1,
                Period.between(add_months(self._today, -1), self._today.replace(day=1) - timedelta(days=1)),
            )
        if word == "this" and second == "month":
            return TimeRead(first, start + 1, Period.month(year, self._today.month))
        if word in LAST_WORDS and second == "quarter" and not self._year_after(start + 2)[0]:
            this = add_months(self._today, -((self._today.month - 1) % 3))
            return TimeRead(first, start + 1, Period.between(add_months(this, -3), this - timedelta(days=1)))
        if word == "this" and second == "quarter":
            this = add_months(self._today, -((self._today.month - 1) % 3))
            return TimeRead(first, start + 1, Period.between(this, add_months(this, 3) - timedelta(days=1)))
        return (
            self._months_back(first)
            or self._ago(first)
            or self._told_ago(first)
            or self._from_conversation(first, start)
            or self._now(first, start)
        )

    def _months_back(self, first: int) -> TimeRead | None:
        """ "le mois dernier", "letztes Quartal": told from today in another language."""
        told = self._told_relative(first, {PeriodKind.MONTH, PeriodKind.QUARTER})
        if told is None:
            return None
        unit, back, last = told
        if unit is PeriodKind.QUARTER and self._year_after(last + 1)[0]:
            return None
        months = 3 if unit is PeriodKind.QUARTER else 1
        begin = add_months(self._today.replace(day=1), -((self._today.month - 1) % months) - months * back)
        return TimeRead(first, last, Period.between(begin, add_months(begin, months) - timedelta(days=1)))

    def _told_ago(self, first: int) -> TimeRead | None:
        """ "vor zwei Jahren", "il y a un an", "twee jaar geleden", "for to år siden"."""
        opens = self._phrase(first, AGO_OPENS)
        start = opens or self._phrase(first, AGO_MAY_OPEN) or first
        number = (1, start) if self._word(start) in ONE else self._small_number(start)
        if number is None or not 0 < number[0] < 100:
            return None
        count, last = number[0], number[1] + 1
        unit = NUMBERED.get(self._word(last)) or NUMBERED_ONE.get(self._word(last))
        closes = self._word(last + 1) in AGO_CLOSES
        if unit not in (PeriodKind.YEAR, PeriodKind.MONTH) or not (opens or closes):
            return None
        day = add_months(self._today, -count * (12 if unit is PeriodKind.YEAR else 1))
        period = Period.year(day.year) if unit is PeriodKind.YEAR else Period.month(day.year, day.month)
        return TimeRead(first, last + closes, period)

    def _ago(self, first: int) -> TimeRead | None:
        start = self._skip(first, {"the"})
        if start >= len(self._tokens):
            return None
        number = read_number(self._tokens, start)
        if number is None and self._word(start) == "a":
            unit_at, count = start + 1, 1
        elif number is not None and number.value < 100 and number.value == int(number.value):
            unit_at, count = number.last + 1, int(number.value)
        else:
            return None
        if self._word(unit_at) in ("year", "years") and self._word(unit_at + 1) == "ago":
            return TimeRead(first, unit_at + 1, Period.year(self._today.year - count))
        if self._word(unit_at) in ("month", "months") and self._word(unit_at + 1) == "ago":
            day = add_months(self._today, -count)
            return TimeRead(first, unit_at + 1, Period.month(day.year, day.month))
        if self._word(unit_at) == "year" and self._word(unit_at + 1) in ("earlier", "before", "previously", "back"):
            return TimeRead(first, unit_at + 1, relative=f"earlier:{count}")
        if self._word(unit_at) in ("year", "years") and self._word(unit_at + 1) in (
            "before",
            "earlier",
            "prior",
            "back",
        ):
            return TimeRead(first, unit_at + 1, relative=f"earlier:{count}")
        if self._word(unit_at) in ("year", "years") and self._word(unit_at + 1) in ("later", "on", "after"):
            return TimeRead(first, unit_at + 1, relative=f"later:{count}")
        return None

    def _from_conversation(self, first: int, start: int) -> TimeRead | None:
        for phrases, relative in ((YEAR_BEFORE, "earlier:1"), (YEAR_AFTER, "later:1")):
            if after := self._phrase(first, phrases):
                return TimeRead(first, after - 1, relative=relative)
        words = [self._word(start + offset) for offset in range(5)]
        if words[0] in ("previous", "preceding") and words[1] in ("one",):
            return TimeRead(first, start + 1, relative="earlier:1")
        if words[0] in ("preceding", "prior") and words[1] in ("year", "month", "quarter", "half"):
            return TimeRead(first, start + 1, relative="earlier:1" if words[1] == "year" else "previous")
        if words[0] in ("year", "month", "quarter") and words[1:3] in (["that", "followed"], ["which", "followed"]):
            return TimeRead(first, start + 2, relative="later:1" if words[0] == "year" else "next")
        if words[0] == "year" and words[1] in ("before", "earlier", "prior", "back"):
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
            year, last = self._year_after(start + 2)
            if year is not None and self._word(last).isdigit():
                return TimeRead(first, last, relative=f"same_in:{year}")
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
            (words[0] == "whole" and words[1] == "year")
            or (words[0] == "full" and words[1] == "year")
            or (words[0] == "entire" and words[1] == "year")
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
