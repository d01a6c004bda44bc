"""Countries, brands or models by how much they changed between two periods, inside one family of figures.

A small beginning makes any growth look large, so a percentage needs a least number to start from, which is said. A
change of a share is told in percentage points, and needs the whole market of the same family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.answer import Answer, Row
from bot.question import MARKET_SUBJECT, Bound, Question, SubjectKind, When
from bot.respond import nearest, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.rank_tables import COVERED, table_for
from bot.respond.region_ranks import COUNTRY_RANK_MOST, DEFAULT_LIMIT, countries_of
from bot.respond.scopes import measures_of, powertrains_of, scope_of
from facts import Period, PeriodKind, Powertrain, Precision
from facts.model import Unit
from facts.store import Ranked, RankTable

LEAST_OF_COUNTRIES = 1_000
"""Vehicles in the earlier period below which the percentage of a whole market says little."""
LEAST_SHARE, LEAST_OF_NAMES = 0.01, 100
"""The same for brands and models: a part of all that are listed, and never less than so many."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row before it is told: what it had, and by how much that changed."""

    ident: str
    before: float
    after: float
    value: float
    """Percent, vehicles or percentage points, whichever was asked for."""
    rows: tuple[Ranked, Ranked]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The changes in one family, largest first in the direction that was asked for."""

    table: RankTable
    changes: tuple[Change, ...]
    earlier: Period
    later: Period
    least: float = 0.0
    """What a row must have had in the earlier period to be ranked."""
    is_share: bool = False


def rank_by_growth(desk: Desk, question: Question, default: Callable[[], Period | None]) -> Answer:
    """Answer a ranking by change; `default` gives the period where none was named."""
    pair = _periods(question, default)
    if pair is None:
        return nearest.no_figure(desk, question)
    ranking = _countries(desk, question, *pair) if question.rank_of == "region" else _names(desk, question, *pair)
    if ranking is None or not ranking.changes:
        why = f"I have no figures of one publisher for both {pair[0].label} and {pair[1].label} to rank that by."
        return nearest.no_figure(desk, replace(question, whens=(When(pair[1]),)), why)
    return _tell(desk, question, ranking)


def _periods(question: Question, default: Callable[[], Period | None]) -> tuple[Period, Period] | None:
    """The two periods: as said, else a period and the same a year before."""
    said = [when.period for when in question.whens if when.period is not None and when.bound is Bound.IN]
    if len(said) > 1:
        first, *_, last = sorted(said, key=lambda period: period.end)
        return first, last
    later = said[0] if said else default()
    if later is None or later.kind not in (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH):
        return None
    return later.shift(years=-1), later


def _countries(desk: Desk, question: Question, earlier: Period, later: Period) -> Ranking | None:
    """Countries, by the table that has most of them; of a share there is none."""
    if question.share_of is not None:
        return None
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    powertrains = powertrains_of(question, subject) or (Powertrain.BEV, Powertrain.PHEV, Powertrain.EV)
    is_market = subject.kind is SubjectKind.MARKET
    named = sum(desk.is_country(place.id) for place in question.places) > 1
    least = 1 if named else LEAST_OF_COUNTRIES if is_market else LEAST_OF_NAMES
    scope = (measures_of(question), powertrains, question.vehicle_type)
    before = {_definition(table): table for table in desk.store.rank_regions(subject.id, earlier, *scope)}
    best: tuple[tuple[object, ...], Ranking] | None = None
    for table in desk.store.rank_regions(subject.id, later, *scope):
        first, narrowed = before.get(_definition(table)), countries_of(desk, question, table)
        if first is None or narrowed is None or table.unit is not Unit.VEHICLES or table.rank > COUNTRY_RANK_MOST:
            continue
        had = {row.region: row for row in first.rows if row.months == later.months}
        pairs = [(had[row.region], row) for row in narrowed.rows if row.region in had and row.months == later.months]
        changes = _changes(question, ((row.region, first, row) for first, row in pairs), least)
        rounded = any(row.precision is not Precision.EXACT for _, row in pairs)
        order = (powertrains.index(table.powertrain) if is_market else 0, rounded, -len(changes))
        if changes and (best is None or order < best[0]):
            best = (order, Ranking(table, changes, earlier, later, least))
    return None if best is None else best[1]


def _names(desk: Desk, question: Question, earlier: Period, later: Period) -> Ranking | None:
    """Brands or models; none of a list that leaves out what sells little."""
    region, plain = desk.regions_of(question)[0], replace(question, ascending=False)
    table, first = table_for(desk, plain, region, later), table_for(desk, plain, region, earlier)
    if table is None or first is None or _definition(table) != _definition(first) or table.listed_only:
        return None
    had = {row.subject: row for row in first.rows}
    named = {subject.id for subject in question.subjects if str(subject.kind) == question.rank_of}
    rows = [row for row in table.rows if len(named) < 2 or row.subject in named]
    pairs = [(row.subject, had[row.subject], row) for row in rows if row.subject in had]
    if question.share_of is None:
        least = max(float(LEAST_OF_NAMES), LEAST_SHARE * sum(row.value for row in first.rows))
        least = 1.0 if len(named) > 1 else least
        return Ranking(table, _changes(question, pairs, least), earlier, later, least)
    wholes = [_market(desk, question, table, region, period) for period in (earlier, later)]
    if wholes[0] is None or wholes[1] is None:
        return None
    shares = [
        (ident, 100 * one.value / wholes[0], 100 * two.value / wholes[1], (one, two)) for ident, one, two in pairs
    ]
    moved = [Change(ident, before, after, after - before, rows) for ident, before, after, rows in shares]
    return Ranking(table, _ordered(question, moved), earlier, later, is_share=True)


def _market(desk: Desk, question: Question, table: RankTable, region: str, period: Period) -> float | None:
    """The whole market in the family of a table."""
    scope = replace(scope_of(question, MARKET_SUBJECT, region), powertrains=(table.powertrain,))
    for series in desk.finder.candidates(scope):
        figure = series.figure(period)
        if series.key.family == table.family and figure is not None and not figure.missing:
            return figure.value
    return None


def _definition(table: RankTable) -> tuple[object, ...]:
    return table.family, table.publisher, table.measure, table.powertrain


def _changes(question: Question, pairs: Iterable[tuple[str, Ranked, Ranked]], least: float) -> tuple[Change, ...]:
    found = []
    for ident, first, after in pairs:
        difference = after.value - first.value
        if question.is_growth_in_vehicles:
            found.append(Change(ident, first.value, after.value, difference, (first, after)))
        elif first.value >= least:
            found.append(Change(ident, first.value, after.value, 100 * difference / first.value, (first, after)))
    return _ordered(question, found)


def _ordered(question: Question, changes: list[Change]) -> tuple[Change, ...]:
    """Those that moved the way that was asked, in that order."""
    moved = [change for change in changes if change.value * question.direction > 0]
    return tuple(sorted(moved, key=lambda change: abs(change.value), reverse=not question.ascending))


def _tell(desk: Desk, question: Question, ranking: Ranking) -> Answer:
    telling = desk.telling(question)
    table, changes = ranking.table, ranking.changes
    by_region = question.rank_of == "region"
    unit = Unit.VEHICLES if question.is_growth_in_vehicles else Unit.PERCENT
    telling.unit, telling.measure, telling.powertrain = str(unit), table.measure, table.powertrain
    telling.period, telling.regions = ranking.later, desk.regions_of(question)
    name = desk.region if by_region else desk.name
    shown = changes[: max(question.limit or DEFAULT_LIMIT, question.ordinal or 0)]
    top = changes[min((question.ordinal or 1) - 1, len(changes) - 1)]
    if not by_region:
        telling.focus = (top.ident,)
    telling.say(_headline(desk, question, ranking, top))
    grain = "country" if by_region else question.rank_of or ""
    rows = [Row(each.ident, name(each.ident), each.value, str(unit), ranking.later.key) for each in shown]
    telling.table((wording.capital(grain), "points" if ranking.is_share else str(unit)), rows)
    if unit is Unit.PERCENT and not ranking.is_share and ranking.least > 1:
        least = f"Only those with at least {desk.number(round(ranking.least))} in {ranking.earlier.label} are ranked."
        telling.note(least, weight=Weight.COVERAGE)
    if table.publisher == COVERED:
        telling.note(*table.caveats[:1], weight=Weight.COVERAGE)
    ranked = wording.how_many(len(changes), grain, "countries" if by_region else f"{grain}s", desk.locale)
    moved = "went up" if question.direction > 0 else "went down"
    telling.note(f"Of those with figures for both periods, {ranked} {moved}.", weight=Weight.COVERAGE)
    if any(row.precision is not Precision.EXACT for change in shown for row in change.rows):
        telling.note("Made from rounded figures: the changes are only roughly right.", weight=Weight.DISPUTED)
    if table.powertrain is Powertrain.BEV and question.powertrains in ((), (Powertrain.EV,)):
        telling.note("Battery-electric cars only.", weight=Weight.DEFINITION)
    for row in (row for change in shown for row in change.rows):
        telling.cite_number(row.source)
    telling.suggestions = ["source?"]
    return telling.answer()


def _headline(desk: Desk, question: Question, ranking: Ranking, top: Change) -> str:
    """What rose or fell most, where, by how much."""
    table, up = ranking.table, question.direction > 0
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    kind = wording.kind_of_vehicle(table.powertrain, question.vehicle_type)
    how = f"{'rose' if up else 'fell'} {'least' if question.ascending else 'most'}"
    place = "covered" if table.publisher == COVERED else desk.regions_of(question)[0]
    amount = _amount(desk, question, ranking, top)
    if question.rank_of == "region":
        what = kind if subject.kind is SubjectKind.MARKET else desk.name(subject.id)
        places = [desk.region(each.id) for each in question.places]
        one = f"of the countries {desk.place(place)}, " if places else ""
        among = f"of {wording.english_list(places)}, " if len(places) > 1 else one
        return f"{among}{wording.MEASURE_NAMES[table.measure]} of {what} {how} {desk.place(top.ident)}: {amount}."
    of = "the share" if ranking.is_share else wording.MEASURE_NAMES[table.measure]
    among = f"of the {question.rank_of}s of {kind} {desk.place(place)}"
    return f"{among}, {of} of {desk.name(top.ident)} {how}: {amount}."


def _amount(desk: Desk, question: Question, ranking: Ranking, top: Change) -> str:
    number = desk.percent if ranking.is_share else desk.number
    numbers = f"from {number(top.before)} in {ranking.earlier.label} to {number(top.after)} in {ranking.later.label}"
    if ranking.is_share:
        return f"by {desk.number(round(abs(top.value), 1))} percentage points, {numbers}"
    if question.is_growth_in_vehicles:
        return f"by {desk.number(abs(top.value))}, {numbers}"
    return f"by {desk.percent(abs(top.value))}, {numbers}"
