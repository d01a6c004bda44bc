"""Which country was the first to get beyond a number: "first country with a 50 % share", "to sell a million in a year".

Whole years are compared one by one, all in one family of figures, so that no change of source looks like a change of
the market. A country that is beyond the number in its own first year there may have been so before: that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.answer import Answer, Row, Verdict
from bot.question import MARKET_SUBJECT, Bound, MeasureAsked, Quantity, Question, Relation, SubjectKind
from bot.respond import nearest, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.region_ranks import counted, shared
from bot.respond.scopes import WORLD
from bot.respond.verdicts import Judged, unknown
from facts import Measure, Period, Precision
from facts.model import Unit
from facts.ranking import Ranked, RankTable

EARLIEST_YEAR = 2005
"""No table of countries begins before."""
MOST_FOLLOWING = 9


@dataclass(frozen=True, slots=True)
class _Reached:
    """A country, and the first year in which it was beyond the number."""

    year: int
    row: Ranked
    is_from_the_start: bool
    """The year is the first one that the figures have of the country."""


def first_region(desk: Desk, question: Question) -> Answer:
    """Answer for the country or countries that were beyond the number in the earliest year, or first in one year."""
    quantity = question.quantity
    tables = list(_tables(desk, question))
    if quantity is None or not tables:
        return nearest.no_figure(desk, question)
    table = tables[-1][1]
    wanted = _years_named(question)
    reached = [country for country in _reached(quantity, tables) if wanted is None or country.year in wanted]
    if not reached:
        countries = wording.how_many(len(table.rows), "country", "countries", desk.locale)
        years = f"from {tables[0][0]} to {tables[-1][0]}"
        had = "had" if wanted is None else "first had"
        when = "" if wanted is None else f" in {wording.english_list([str(year) for year in wanted], 'or')}"
        none = f"Of the {countries} with figures {years}, not one {had} {_condition(desk, question, table)}{when}."
        return nearest.no_figure(desk, question, none)
    return _tell(desk, question, table, reached, in_one_year=wanted is not None and len(wanted) == 1)


def judge(desk: Desk, claim: Question) -> Judged:
    """Judge "Norway was the first country to pass 50 %": by who was there in the earliest year."""
    named = next((place.id for place in claim.places if desk.is_country(place.id)), None)
    contest = replace(claim, places=tuple(place for place in claim.places if not desk.is_country(place.id)), whens=())
    tables = list(_tables(desk, contest))
    if claim.quantity is None or named is None or not tables:
        return unknown("I have no figures of several countries to tell it by.")
    reached = _reached(claim.quantity, tables)
    table = tables[-1][1]
    if all(row.region != named for _, of_year in tables for row in of_year.rows):
        return unknown(f"{desk.region(named)} is not in the figures that I could tell it by.")
    if not reached:
        return Judged(Verdict.REFUTED, f"no country had {_condition(desk, contest, table)} in the figures that I have.")
    first = [country for country in reached if country.year == reached[0].year]
    years = _years_named(claim)
    is_so = any(country.row.region == named for country in first) and (years is None or first[0].year in years)
    sources = tuple(str(country.row.source) for country in first)
    return Judged(Verdict.SUPPORTED if is_so else Verdict.REFUTED, _headline(desk, contest, table, first), (), sources)


def _years_named(question: Question) -> range | None:
    """The years of a time that is named; None where none is."""
    when = next((when for when in question.whens if when.bound is Bound.IN and when.period is not None), None)
    if when is None or when.period is None or when.period.start is None:
        return None
    return range(when.period.start.year, when.period.end.year + 1)


def _tables(desk: Desk, question: Question) -> Iterator[tuple[int, RankTable]]:
    """The table of each year, oldest first: those of the family that has the newest year."""
    found: list[tuple[int, RankTable]] = []
    family = None
    for year in range(question.today.year - 1, EARLIEST_YEAR - 1, -1):
        table = _of_year(desk, question, year)
        if table is None:
            continue
        family = family or table.family
        if table.family == family:
            found.append((year, table))
    yield from reversed(found)


def _of_year(desk: Desk, question: Question, year: int) -> RankTable | None:
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    period = Period.year(year)
    if question.share_of is not None:
        found = shared(desk, question, period)
        return None if found is None else found[0]
    if question.measure is MeasureAsked.STOCK:
        period = Period.point(period.end)
    table = counted(desk, question, subject, period)
    if table is None:
        return None
    whole = [row for row in table.rows if period.months is None or row.months >= period.months]
    return replace(table, rows=tuple(whole))


def _reached(quantity: Quantity, tables: list[tuple[int, RankTable]]) -> list[_Reached]:
    """Each country that ever got there, the earliest first, of one year the highest first."""
    seen: set[str] = set()
    found: dict[str, _Reached] = {}
    for year, table in tables:
        for row in table.rows:
            if row.region not in found and _is_there(quantity, row.value):
                found[row.region] = _Reached(year, row, row.region not in seen)
            seen.add(row.region)
    return sorted(found.values(), key=lambda reached: (reached.year, -reached.row.value))


def _is_there(quantity: Quantity, value: float) -> bool:
    """ "More than 50 %" is not 50 %; of a bare number, reaching it is enough."""
    return value > quantity.value if quantity.relation is Relation.MORE else value >= quantity.value


def _tell(desk: Desk, question: Question, table: RankTable, reached: list[_Reached], *, in_one_year: bool) -> Answer:
    telling = desk.telling(question)
    first = [country for country in reached if country.year == reached[0].year]
    top = first[0]
    period = _period(table, top.year)
    telling.say(_headline(desk, question, table, first, in_one_year=in_one_year))
    telling.value, telling.unit, telling.date = top.row.value, str(table.unit), str(top.year)
    telling.precision = str(top.row.precision)
    telling.measure, telling.powertrain, telling.period = table.measure, table.powertrain, period
    telling.regions = tuple(place.id for place in question.places) or (WORLD,)
    shown = reached[: len(first) + MOST_FOLLOWING]
    if len(reached) > 1:
        rows = [
            Row(country.row.region, desk.region(country.row.region), country.row.value, str(table.unit), note=str(year))
            for country in shown
            for year in (country.year,)
        ]
        telling.table(("Country", str(table.unit), "first in"), rows)
    counted_in = "the ends of years" if table.measure in (Measure.STOCK, Measure.SHARE_OF_STOCK) else "whole years"
    telling.note(f"I compared {counted_in} of the countries in this source.", weight=Weight.COVERAGE)
    if len(reached) > len(shown):
        telling.note(f"{len(reached) - len(shown)} more got there later.", weight=Weight.COVERAGE)
    early = [desk.region(country.row.region) for country in shown if country.is_from_the_start]
    if early:
        telling.note(
            f"The figures of {wording.english_list(early)} begin beyond it, so the year may have been an earlier one.",
            weight=Weight.MISSING,
        )
    if top.row.precision is not Precision.EXACT:
        telling.note("The source rounds to two significant figures.", weight=Weight.SCOPE)
    for country in shown:
        telling.cite_number(country.row.source)
    return telling.answer()


def _headline(
    desk: Desk, question: Question, table: RankTable, first: list[_Reached], *, in_one_year: bool = False
) -> str:
    """Who was first, with what and when; of one year that is named, who got there in it for the first time."""
    names = wording.english_list([desk.region(country.row.region) for country in first])
    numbers = wording.english_list([_number(desk, table, country.row) for country in first])
    time = wording.in_period(_period(table, first[0].year))
    if in_one_year:
        return f"{names} first had {_condition(desk, question, table)} {time}: {numbers}."
    who = f"{names} was the first country" if len(first) == 1 else f"{names} were the first countries"
    if question.places and all(place.id != WORLD for place in question.places):
        who += " " + wording.english_list([desk.place(place.id) for place in question.places])
    if any(country.is_from_the_start for country in first):
        who += " in these figures"
    return f"{who} with {_condition(desk, question, table)}: {numbers} {time}."


def _period(table: RankTable, year: int) -> Period:
    whole = Period.year(year)
    return Period.point(whole.end) if table.measure in (Measure.STOCK, Measure.SHARE_OF_STOCK) else whole


def _number(desk: Desk, table: RankTable, row: Ranked) -> str:
    about = "" if row.precision is Precision.EXACT else "about "
    return about + (desk.percent(row.value) if table.unit is Unit.PERCENT else desk.number(row.value))


def _condition(desk: Desk, question: Question, table: RankTable) -> str:
    """What all who are named had: "more than 1,000,000 electric cars registered in one year"."""
    quantity = question.quantity
    assert quantity is not None
    beyond = "more than" if quantity.relation is Relation.MORE else "at least"
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    name = (
        wording.kind_of_vehicle(table.powertrain, question.vehicle_type)
        if subject.kind is SubjectKind.MARKET
        else desk.name(subject.id)
    )
    if table.unit is Unit.PERCENT:
        of_what = f"{name} on the road" if table.measure is Measure.SHARE_OF_STOCK else name
        return f"a share of {of_what} of {beyond} {desk.percent(quantity.value)}"
    counted_how = "" if table.measure is Measure.STOCK else " in one year"
    return f"{beyond} {desk.number(quantity.value)} {name} {wording.verb(table.measure)}{counted_how}"
