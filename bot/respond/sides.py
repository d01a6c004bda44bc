"""One side against another, each of one or of several things put together: all of them inside one family of figures."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer import Answer, Row, Verdict
from bot.question import Bound, Question
from bot.respond import nearest, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.scopes import scope_of
from bot.respond.verdicts import Judged, unknown
from facts import Figure, Period

NONE = "I have no figures of one publisher that count all of them, so I cannot put them together."


@dataclass(frozen=True, slots=True)
class _Side:
    ident: str
    label: str
    figures: tuple[Figure, ...]

    @property
    def value(self) -> float:
        """The sum over the side."""
        return sum(figure.value for figure in self.figures)


def compare(desk: Desk, question: Question) -> Answer:
    """Answer which side had more, and by how much."""
    sides = _sides(desk, question)
    if sides is None:
        return nearest.no_figure(desk, question, NONE)
    telling = desk.telling(question)
    figure = sides[0].figures[0]
    telling.scope(figure)
    telling.unit = "vehicles"
    telling.regions = desk.regions_of(question)
    if question.is_difference:
        telling.value = abs(sides[0].value - sides[1].value)
    telling.say(_headline(desk, sides))
    telling.table(
        ("Compared", "vehicles"),
        [Row(side.ident, wording.capital(side.label), side.value, "vehicles", figure.period.key) for side in sides],
    )
    telling.note("Added up inside one publisher's series.", weight=Weight.COVERAGE)
    for side in sides:
        telling.cite(*side.figures)
    return telling.answer()


def judge(desk: Desk, claim: Question) -> Judged:
    """Judge a claim that the first side had more than the second, or less."""
    sides = _sides(desk, claim)
    if sides is None:
        return unknown(NONE)
    claims_less = claim.direction < 0 or {"fewer", "less"} & set(claim.text.lower().split())
    more = sides[0].value > sides[1].value
    verdict = Verdict.SUPPORTED if more != bool(claims_less) else Verdict.REFUTED
    return Judged(verdict, _headline(desk, sides), (*sides[0].figures, *sides[1].figures))


def _sides(desk: Desk, question: Question) -> tuple[_Side, _Side] | None:
    """The two sides, by figures of one family; None where it lacks one, or where one place holds another."""
    subjects, regions = question.subjects, desk.regions_of(question)
    if any(one != other and one in desk.members(other) for one in regions for other in regions):
        return None
    scopes = [scope_of(question, subject, region) for subject in subjects for region in regions]
    found = desk.finder.sum_of(scopes, _period(desk, question), allow_absent=False)
    if found is None or found.figure.missing:
        return None
    by_place = len(regions) > 1
    names = list(regions) if by_place else [subject.id for subject in subjects]
    figures = {figure.region if by_place else figure.subject: figure for figure in found.parts}
    if figures.keys() != set(names):
        return None
    cut = question.first_side
    return _side(desk, names[:cut], figures, by_place), _side(desk, names[cut:], figures, by_place)


def _side(desk: Desk, names: list[str], figures: dict[str, Figure], by_place: bool) -> _Side:
    told = [desk.place(name).removeprefix("in ") if by_place else desk.name(name) for name in names]
    return _Side("+".join(names), wording.english_list(told), tuple(figures[name] for name in names))


def _period(desk: Desk, question: Question) -> Period:
    when = next((when for when in question.whens if when.period is not None and when.bound is Bound.IN), None)
    return when.period if when is not None and when.period is not None else Period.year(question.today.year - 1)


def _headline(desk: Desk, sides: tuple[_Side, _Side]) -> str:
    """ "China is ahead of Europe and the United States together: 11,000,000 against 4,800,000 sold in 2024."."""
    more, less = sorted(sides, key=lambda side: -side.value)
    figure = more.figures[0]
    exact = all(part.precision == "exact" for side in sides for part in side.figures)
    about = "" if exact else "about "
    ahead = "are" if len(more.figures) > 1 else "is"
    names = [f"{side.label}{' together' if len(side.figures) > 1 else ''}" for side in (more, less)]
    numbers = f"{about}{desk.number(more.value)} against {about}{desk.number(less.value)}"
    kinds = wording.kind_of_vehicle(figure.powertrain, figure.vehicle_type)
    where = (
        f" {desk.place(figure.region)}" if len({part.region for side in sides for part in side.figures}) == 1 else ""
    )
    when = wording.in_period(figure.period)
    return f"{names[0]} {ahead} ahead of {names[1]}: {numbers} {kinds} {wording.verb(figure.measure)}{where} {when}."
