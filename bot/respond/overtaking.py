"""When one thing first outsold another: the first month, quarter or year in which its figure was the higher one.

Both figures are of one family and measure. Nothing is told where the series begin with the first already ahead.
"""

from __future__ import annotations

from bot.answer import Answer, Row
from bot.question import Question, SubjectKind
from bot.respond import wording
from bot.respond.comparing import Case, cases_of, name_in_sentence
from bot.respond.desk import Desk
from bot.respond.lines import figures_of
from bot.respond.records import inside
from bot.respond.scopes import WORLD, scope_of
from bot.respond.statement_search import search
from bot.respond.statements import said_date
from facts import Figure, Period, PeriodKind, Powertrain, Predicate, Statement
from facts.model import Unit

UNITS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
_VERBS = ("outsold", "passed", "overtook", "ahead of")
_WORDS_FOR = {
    Powertrain.BEV: "electric",
    Powertrain.EV: "electric",
    Powertrain.PHEV: "plug-in",
    Powertrain.HEV: "hybrid",
}
Pair = tuple[Figure, Figure]


def overtaking(desk: Desk, question: Question) -> Answer | None:
    """The date on which the first of two went ahead: as a source states it, else as the figures show it."""
    cases = cases_of(desk, question)
    if len(cases) != 2:
        return None
    counted = _counted(desk, question, cases)
    stated = _stated(desk, question)
    if stated is None:
        return None if counted is None else _by_figures(desk, question, cases, *counted)
    telling = desk.telling(question)
    telling.say(stated.text)
    telling.date = stated.event_date or stated.as_of
    telling.note(f"As of {said_date(stated.as_of)}.")
    telling.cite_number(stated.source)
    if counted is not None and counted[0].key != telling.date:
        mine, theirs = counted[1][counted[0]]
        telling.add(f"By my figures: {_sentence(desk, question, cases, mine, theirs)}")
        telling.cite(mine, theirs)
    return telling.answer()


def _counted(desk: Desk, question: Question, cases: list[Case]) -> tuple[Period, dict[Period, Pair]] | None:
    """The first period ahead, and all that were compared. Single months of rival makers say little: years go first."""
    units = UNITS if question.unit_of_time is None else (question.unit_of_time,)
    for unit in units if len(question.powertrains) > 1 else reversed(units):
        pairs = _pairs(desk, cases[0], cases[1], unit)
        found = _first_ahead(pairs)
        when = next((when for when in question.whens if when.period is not None), None)
        if found is not None and (when is None or inside(found, when)):
            return found, pairs
    return None


def _stated(desk: Desk, question: Question) -> Statement | None:
    """The statement that says so in so many words, of both and of that place."""
    places = {twin for place in question.places for twin in desk.finder.same_place(place.id)} or {WORLD}
    subjects = {subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET}
    kinds = [_WORDS_FOR.get(powertrain, str(powertrain).lower()) for powertrain in question.powertrains]
    found = []
    for item in search(desk, question, predicates=(Predicate.RECORD, Predicate.BEST_SELLER)):
        statement, text = item.statement, item.statement.text.lower()
        spoken = {statement.subject, *statement.about}
        both = subjects <= spoken if len(subjects) > 1 else len(kinds) > 1 and all(kind in text for kind in kinds)
        in_order = len(subjects) < 2 or statement.subject == question.subjects[0].id
        if both and in_order and statement.region in places and any(verb in text for verb in _VERBS):
            found.append(statement)
    first = [statement for statement in found if "first time" in statement.text]
    return next(iter(first or found), None)


def _pairs(desk: Desk, one: Case, other: Case, unit: PeriodKind) -> dict[Period, Pair]:
    """Both figures of every period that one family has both of, oldest first."""
    best: dict[Period, Pair] = {}
    for first in desk.finder.candidates(scope_of(one.question, one.subject, one.region)):
        for second in desk.finder.candidates(scope_of(other.question, other.subject, other.region)):
            same = (first.key.family, first.key.measure) == (second.key.family, second.key.measure)
            if not same or first.key.unit is not Unit.VEHICLES or first.key.listed_only:
                continue
            theirs = {figure.period: figure for figure in figures_of(second, unit)}
            both = {
                figure.period: (figure, theirs[figure.period])
                for figure in figures_of(first, unit)
                if figure.period in theirs
            }
            if len(both) > len(best):
                best = both
    return dict(sorted(best.items(), key=lambda item: item[0].end))


def _first_ahead(pairs: dict[Period, Pair]) -> Period | None:
    """The first period in which the first was ahead, after at least one in which it was not."""
    behind = False
    for period, (mine, theirs) in pairs.items():
        if mine.value > theirs.value:
            return period if behind else None
        behind = True
    return None


def _by_figures(desk: Desk, question: Question, cases: list[Case], period: Period, pairs: dict[Period, Pair]) -> Answer:
    mine, theirs = pairs[period]
    telling = desk.telling(question)
    telling.scope(mine)
    telling.value, telling.unit, telling.date = mine.value, str(mine.unit), period.key
    telling.regions = tuple(dict.fromkeys((mine.region, theirs.region)))
    unit = str(period.kind)
    telling.say(_sentence(desk, question, cases, mine, theirs))
    begin = next(iter(pairs))
    ahead = sum(one.value > other.value for one, other in pairs.values())
    telling.add(f"I compared {len(pairs)} {unit}s from {begin.label} on; it was ahead in {ahead} of them.")
    rows = [
        Row(case.id, case.label, figure.value, str(figure.unit), period.key)
        for case, figure in zip(cases, (mine, theirs), strict=True)
    ]
    telling.table(("Compared", "vehicles"), rows)
    telling.cite(mine, theirs)
    desk.series_notes(telling, (), mine)
    return telling.answer()


def _sentence(desk: Desk, question: Question, cases: list[Case], mine: Figure, theirs: Figure) -> str:
    first, second = (name_in_sentence(question, case) for case in cases)
    where = f" {desk.place(mine.region)}" if mine.region == theirs.region else ""
    return (
        f"{first} outsold {second}{where} for the first time in {mine.period.label}: "
        f"{wording.measured(mine, desk.locale)} against {wording.measured(theirs, desk.locale)} "
        f"{wording.verb(mine.measure)}."
    )
