"""What a verdict is, and when a claim's number or date is what the figures say.

Rounding, "about" and "more than" are treated as people mean them. The modules named `claims_of_…` decide with these
which figure or statement speaks of a claim; nothing here looks anything up.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer import Row, Verdict
from bot.question import (
    Bound,
    MeasureAsked,
    Quantity,
    Question,
    Relation,
    SubjectKind,
    When,
)
from bot.respond import wording
from bot.respond.desk import Desk
from facts import (
    Figure,
    Period,
    Precision,
    Statement,
)
from facts.period import parse_day

EXACT_MARGIN = 0.006
"""How far a claim without "about" may be off before it is another number."""


ONE_DIGIT_MARGIN = 0.02
"""How far a figure may lie from a claim of a single digit: "3 million" is 3,024,417 and not 3,200,000."""
ABOUT_MARGIN = 0.05


_MEASURES = {
    MeasureAsked.SOLD: "sold",
    MeasureAsked.BUILT: "built",
    MeasureAsked.DELIVERED: "delivered",
    MeasureAsked.REGISTERED: "registered",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the sentence that gives the reason, and what it rests on."""

    verdict: Verdict
    reason: str
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    value: float | None = None


def unknown(reason: str) -> Judged:
    """No figure for the scope."""
    return Judged(Verdict.UNVERIFIABLE, reason)


def is_beyond(quantity: Quantity, figure: float) -> bool:
    """Whether a figure lies above a number, below it, or between two; the number itself is neither above nor below."""
    if quantity.relation is Relation.BETWEEN:
        return quantity.value <= figure <= quantity.most
    return figure > quantity.value if quantity.relation is Relation.MORE else figure < quantity.value


def holds(quantity: Quantity, figure: float, *, precision: Precision = Precision.EXACT) -> bool:
    """Whether a figure is what a claim's number and its words mean."""
    claimed = quantity.value
    if quantity.relation is Relation.MORE and precision in (Precision.ABOUT, Precision.AT_LEAST, Precision.ROUNDED):
        return figure >= claimed
    if quantity.relation in (Relation.BETWEEN, Relation.MORE, Relation.LESS):
        return is_beyond(quantity, figure)
    about = quantity.relation is Relation.ABOUT
    margin = ABOUT_MARGIN * abs(figure) if about else max(EXACT_MARGIN * abs(figure), _rounding(quantity))
    return abs(figure - claimed) <= margin


def _rounding(quantity: Quantity) -> float:
    """Half of the last digit that the claim says, in vehicles: "1.8 million" allows 1.75 to 1.85 million.

    A single digit would allow too much: "3 million" is not said of 2.6.
    """
    digits = f"{quantity.value:.0f}".rstrip("0") if quantity.value >= 1000 else ""
    if not digits or len(digits) > 3 or not any(char.isalpha() for char in quantity.said):
        return 0.0
    if len(digits) == 1:
        return ONE_DIGIT_MARGIN * quantity.value
    step = 10.0 ** (len(f"{quantity.value:.0f}") - len(digits))
    return 0.5 * step


def scope_words(desk: Desk, claim: Question) -> str:
    """What a claim is about, in words."""
    names = (
        wording.english_list(
            [desk.name(subject.id) for subject in claim.subjects if subject.kind is not SubjectKind.MARKET]
        )
        or "that market"
    )
    when = desk.when_of(claim)
    time = f" {wording.in_period(when.period)}" if when is not None and when.period is not None else ""
    return (
        f"{names} {_MEASURES.get(claim.measure or MeasureAsked.SOLD, 'sold')} {desk.place(desk.regions_of(claim)[0])}"
        f"{time}"
    )


def share_holds(quantity: Quantity, percent: float) -> bool:
    """Whether a percentage is what a claim's number and its words mean."""
    if quantity.relation is Relation.BETWEEN:
        return quantity.value <= percent <= quantity.most
    if quantity.relation is Relation.MORE:
        return percent > quantity.value
    if quantity.relation is Relation.LESS:
        return percent < quantity.value
    return abs(percent - quantity.value) <= (3.0 if quantity.relation is Relation.ABOUT else 0.6)


def date_fits(day: str, when: When) -> bool:
    """Whether a day, ISO as fine as known, lies in the time that was claimed."""
    assert when.period is not None
    if not day:
        return False
    start = parse_day(day, first=True) if "Q" not in day else None
    if start is None:
        return when.period.overlaps(Period.parse(day))
    if when.bound is Bound.UNTIL:
        return start <= when.period.end
    return (when.period.start or start) <= parse_day(day, first=False) and start <= when.period.end


def by_statement(verdict: Verdict, statement: Statement) -> Judged:
    """A verdict that rests on a statement, told with the date for which it held."""
    return Judged(verdict, f"{statement.text} (As of {statement.as_of}.)", sources=(statement.source,))
