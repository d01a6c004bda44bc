"""Asking the service what a follow needs to know: a question for one period, and the newest period that is out.

Everything goes through `Service.ask` and `Service.press`, as the place of the follow would ask it: what a place may not
see, its follows do not see either. Nothing here words a post; that is `bot.following.news`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.answer import Answer, Status
from bot.compact import CompactError, pack, unpack
from bot.question import Bound, Question, When
from bot.service import Context, Service
from bot.state.follows import Serving
from facts import Period, PeriodKind

REACH = {PeriodKind.MONTH: 24, PeriodKind.QUARTER: 8, PeriodKind.YEAR: 4}
"""How many whole periods are looked through for the newest that has a figure."""


@dataclass(frozen=True, slots=True)
class Out:
    """A period that is out."""

    period: Period
    answer: Answer


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks for one place on one day."""

    service: Service
    place: str | None
    inside: bool
    platform: str
    locale: str
    today: date

    @classmethod
    def for_context(cls, service: Service, context: Context) -> Asking:
        """For whoever wants to follow something."""
        return cls(
            service, context.place, context.inside, context.platform, context.locale, context.today or date.today()
        )

    def read(self, text: str, today: date | None = None) -> Answer:
        """The answer to a text; its question is in `Answer.packed` where it has one."""
        return self.service.ask(text, self._context(today or self.today))

    def unpacked(self, packed: str | None) -> Question | None:
        """The question in a code; None where there is none, or another version of the bot packed it."""
        try:
            return None if packed is None else unpack(packed, self.today)
        except CompactError:
            return None

    def answer(self, question: Question) -> Answer | None:
        """The answer to a question; None where it does not fit into a code."""
        packed = pack(question)
        return None if packed is None else self.service.press(packed, self._context(self.today))

    def out(self, question: Question, period: Period) -> Out | None:
        """The answer for a period, if the whole of it is out."""
        answer = self.answer(within(question, period))
        if answer is None or answer.status is not Status.ANSWERED or (read := answer.reading.period) is None:
            return None
        # Cars on the road are counted on a day, which is the end of a year; that it is the end of a month, too, says
        # nothing about other months.
        at_year_end = period.kind is PeriodKind.YEAR and read.kind == PeriodKind.POINT
        fits = read.end == period.end.isoformat() if at_year_end else read.label == period.label
        return Out(period, answer) if fits else None

    def newest(self, question: Question, kind: PeriodKind, after: str = "") -> list[Out]:
        """The newest whole period that is out, and the others out since the one with the key `after`, newest first.

        Only the newest where `after` is empty.
        """
        found: list[Out] = []
        for period in whole_periods(kind, self.today):
            if period.key <= after or (found and not after):
                break
            if (out := self.out(question, period)) is not None:
                found.append(out)
        return found

    def _context(self, today: date) -> Context:
        return Context(
            today=today,
            locale=self.locale,
            platform=self.platform,
            buttons=True,
            place=self.place,
            inside=self.inside,
            is_asked=False,
        )


def edition_for(service: Service, place: str | None, *, inside: bool) -> str:
    """The edition of the figures that a follow is told from."""
    return service.edition(Context(place=place, inside=inside))


def serving(service: Service) -> Serving:
    """Which edition serves whom now."""
    listed = {place: edition_for(service, place, inside=True) for place in sorted(service.listed_places)}
    return Serving(edition_for(service, None, inside=False), listed)


def within(question: Question, period: Period) -> Question:
    """The question for one period."""
    return replace(question, whens=(When(period, Bound.IN),))


def whole_periods(kind: PeriodKind, today: date) -> Iterator[Period]:
    """The periods of a kind that were over before a day, newest first, as far back as `REACH`."""
    period = around(kind, today).preceding()
    for _ in range(REACH[kind]):
        yield period
        period = period.preceding()


def around(kind: PeriodKind, day: date) -> Period:
    """The month, quarter or year of a day."""
    if kind is PeriodKind.MONTH:
        return Period.month(day.year, day.month)
    if kind is PeriodKind.QUARTER:
        return Period.quarter(day.year, (day.month + 2) // 3)
    return Period.year(day.year)
