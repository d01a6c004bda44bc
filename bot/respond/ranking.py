"""Best sellers: models, brands or groups by what they had in one period, inside one family of figures.

A rank holds no remainder ("other") and says how much it covers; where only listed models have figures it says so.
Countries are ranked in `bot.respond.region_ranks`.
"""

from __future__ import annotations

from datetime import date

from bot.answer import Answer, Row, Status
from bot.question import (
    Bound,
    MeasureAsked,
    Question,
    Subject,
    SubjectKind,
)
from bot.respond import best_sellers, beyond, growth_ranks, nearest, region_ranks, wording
from bot.respond.caveats import Weight, notes_that_matter
from bot.respond.desk import Desk
from bot.respond.rank_tables import COVERED, table_for
from bot.respond.region_ranks import DEFAULT_LIMIT
from bot.respond.scopes import EUROPE, WORLD, scope_of
from bot.respond.suggesting import has_years
from facts import (
    Period,
    PeriodKind,
    Powertrain,
)
from facts.model import Unit
from facts.store import Ranked, RankTable


def rank(desk: Desk, question: Question) -> Answer:
    """Answer a ranking."""
    if question.by_growth:
        return growth_ranks.rank_by_growth(desk, question, lambda: _newest_period(desk, question))
    if question.measure is MeasureAsked.STOCK or question.rank_of == "region":
        return region_ranks.regions(desk, question)
    if question.rank_of == "group":
        return _groups(desk, question)
    return _subjects(desk, question)


def _newest_period(desk: Desk, question: Question) -> Period | None:
    if question.rank_of == "region":
        return Period.year(question.today.year - 1)
    return period_of(desk, question, desk.regions_of(question)[0])


def _subjects(desk: Desk, question: Question) -> Answer:
    region = desk.regions_of(question)[0]
    unlimited = not question.whens and not question.places and question.rank_of != "brand"
    if not question.is_beyond and (unlimited or any(when.bound is Bound.EVER for when in question.whens)):
        told = best_sellers.best_seller(desk, question)
        if told is not None:
            return told
    if question.powertrains == (Powertrain.ALL,) and question.rank_of != "brand" and not question.is_beyond:
        told = best_sellers.best_seller(desk, question)
        if told is not None:
            return told
    period = period_of(desk, question, region)
    if period is None:
        return best_sellers.best_seller(desk, question) or nearest.no_figure(desk, question)
    table = table_for(desk, question, region, period)
    makers_in_part = table is not None and table.publisher == COVERED and question.rank_of == "brand"
    if table is not None and question.is_beyond:
        return (
            _tell(desk, question, table, region, period)
            if beyond.can_tell(question, table)
            else nearest.no_figure(
                desk, question, "I only have figures of some of them there, so I cannot tell which lie below."
            )
        )
    if table is None or _said_of_listed_only(table, region) or makers_in_part:
        told = best_sellers.best_seller(desk, question)
        if told is not None:
            return told
    if table is None:
        return nearest.no_figure(desk, question)
    return _tell(desk, question, table, region, period)


def _said_of_listed_only(table: RankTable, region: str) -> bool:
    """A list of single figures in the press is no ranking where a statement names the best seller."""
    return region in (WORLD, EUROPE) and len(table.rows) < 5 and table.publisher != COVERED


def period_of(desk: Desk, question: Question, region: str) -> Period | None:
    """The period that a ranking is for: as said, else the newest complete year of the region."""
    when = desk.when_of(question)
    if when is not None and when.period is not None:
        if when.bound is Bound.UNTIL:
            return Period.year(when.period.end.year)
        if when.period.kind is PeriodKind.POINT:
            return Period.year(when.period.end.year)
        if when.bound is Bound.SINCE and when.period.start is not None:
            newest = _newest_day(desk, region)
            return Period.between(when.period.start, newest) if newest and newest > when.period.start else when.period
        return when.period
    newest = _newest_day(desk, region)
    if newest is None:
        return Period.year(question.today.year - 1)
    return Period.year(newest.year if newest.month == 12 else newest.year - 1)


def _newest_day(desk: Desk, region: str) -> date | None:
    spans = desk.store.subjects_in(region, "brand")
    return max((last for _, last in spans.values()), default=None)


def _tell(desk: Desk, question: Question, table: RankTable, region: str, period: Period) -> Answer:
    telling = desk.telling(question)
    limit = max(question.limit or DEFAULT_LIMIT, question.ordinal or 0)
    rows = [_row(desk, row, period, table) for row in table.rows[:limit]]
    telling.unit = str(table.unit)
    telling.measure, telling.powertrain, telling.period = table.measure, table.powertrain, period
    telling.regions = (region,)
    place = (question.ordinal or 1) - 1
    top = table.rows[place] if place < len(table.rows) else table.rows[0]
    telling.focus = (top.subject,)
    if question.is_beyond:
        what = wording.kind_of_vehicle(table.powertrain, question.vehicle_type) if question.rank_of == "brand" else ""
        one, several = ("brand", "brands") if question.rank_of == "brand" else ("model", "models")
        makers = [desk.name(subject.id) for subject in question.subjects if subject.kind is not SubjectKind.MARKET]
        if makers:
            one, several = (f"{wording.english_list(makers)} {word}" for word in (one, several))
        listed = beyond.Listed(one, several, what, desk.place("covered" if table.publisher == COVERED else region))
        telling.note(*table.caveats[:2], weight=Weight.COVERAGE)
        every = [_row(desk, row, period, table) for row in table.rows]
        return beyond.tell(desk, telling, question, table, period, listed, every)
    told = best_sellers.matching_best_seller(desk, question, region)
    first = headline(desk, question, table, top, place, region, period)
    if told is not None and told.subject != top.subject and not question.ordinal:
        telling.say(told.text)
        telling.add(wording.capital(first))
    else:
        telling.say(first)
        if told is not None:
            telling.add(told.text)
    if told is not None:
        telling.cite_number(told.source)
    telling.table((_column(question), "vehicles"), rows)
    if table.listed_only:
        telling.note(
            "The source lists only the best-selling models: whatever is not listed is not ranked.",
            weight=Weight.COVERAGE,
        )
    if region == WORLD and table.publisher != COVERED:
        telling.note(
            "A published list of worldwide figures: it names only some models, so the rank holds among those named.",
            weight=Weight.COVERAGE,
        )
    months = period.months
    if months and top.months < months and not table.listed_only:
        telling.note(f"Figures cover {top.months} of {months} months of the period.", weight=Weight.MISSING)
    told_of_table = notes_that_matter(table.caveats[:2], period, table.powertrain)
    telling.note(*told_of_table, weight=Weight.COVERAGE if table.publisher == COVERED else Weight.SCOPE)
    for row in table.rows[:limit]:
        telling.cite_number(row.source)
    if table.powertrain is Powertrain.BEV and (not question.powertrains or question.powertrains[0] is Powertrain.EV):
        why = "the source lists no plug-in hybrids by model" if question.rank_of != "brand" else "no plug-in hybrids"
        telling.note(f"Battery-electric cars only: {why}.", weight=Weight.DEFINITION)
    by_year = [f"{desk.name(top.subject)} {desk.place(region)} by year"] if has_years(desk, top.subject, region) else []
    telling.suggestions = [*by_year, "source?"]
    lacks_countries = table.publisher == COVERED and region not in (WORLD, EUROPE)
    partial = lacks_countries or bool(months and max(row.months for row in table.rows) < months)
    return telling.answer(Status.PARTIAL if partial else Status.ANSWERED)


def _row(desk: Desk, row: Ranked, period: Period, table: RankTable) -> Row:
    return Row(row.subject, desk.name(row.subject), row.value, str(table.unit), period.key)


def _column(question: Question) -> str:
    return {"brand": "Brand", "group": "Group", "region": "Country"}.get(question.rank_of or "", "Model")


def headline(
    desk: Desk, question: Question, table: RankTable, top: Ranked, place: int, region: str, period: Period
) -> str:
    """The first of a ranking, or whoever holds the place that was asked for, in one sentence."""
    order = {0: "", 1: "second ", 2: "third "}.get(place, f"number-{place + 1} ")
    what = {"brand": "electric-car brand", "group": "group"}.get(question.rank_of or "", "electric car")
    if table.powertrain is Powertrain.ALL:
        what = what.replace("electric-car ", "car ").replace("electric car", "car")
    if table.powertrain is Powertrain.PHEV:
        what = what.replace("electric-car", "plug-in-hybrid").replace("electric car", "plug-in hybrid")
    adjective = "worst-selling" if question.ascending else "best-selling"
    brands = [desk.name(subject.id) for subject in question.subjects if subject.kind is not SubjectKind.MARKET]
    of_brand = f" of {wording.english_list(brands)}" if brands else ""
    excluded = (
        f" (without {wording.english_list([desk.name(ident) for ident in question.excluded])})"
        if question.excluded
        else ""
    )
    number = desk.number(top.value) if table.unit is Unit.VEHICLES else desk.percent(top.value)
    name = desk.name(top.subject)
    if "/" in top.subject and not name.lower().startswith("the "):
        name = f"the {name}"
    when = wording.in_period(period)
    where = desk.place("covered" if table.publisher == COVERED else region)
    return (
        f"the {order}{adjective} {what}{of_brand} {where} {when} was {name}, "
        f"with {number} {wording.verb(table.measure)}{excluded}."
    )


def _groups(desk: Desk, question: Question) -> Answer:
    """Groups by the sum of their brands, inside one family."""
    region = desk.regions_of(question)[0]
    period = period_of(desk, question, region)
    if period is None:
        return nearest.no_figure(desk, question)
    rows = []
    for group in _distinct_groups(desk):
        subject = Subject(group, SubjectKind.GROUP)
        found = desk.finder.in_period(scope_of(question, subject, region), period)
        if found is not None:
            rows.append((found.figure.value, subject, found))
    if not rows:
        return nearest.no_figure(desk, question)
    rows.sort(key=lambda row: -row[0])
    telling = desk.telling(question)
    telling.period, telling.regions, telling.unit = period, (region,), "vehicles"
    telling.measure, telling.powertrain = rows[0][2].figure.measure, rows[0][2].figure.powertrain
    best = rows[0][2].figure
    telling.say(
        f"the best-selling group {desk.place(region)} {wording.in_period(period)} was {desk.name(rows[0][1].id)}, "
        f"with {desk.number(best.value)} {wording.verb(best.measure)}."
    )
    telling.table(
        ("Group", "vehicles"),
        [
            Row(subject.id, desk.name(subject.id), value, "vehicles", period.key)
            for value, subject, _ in rows[: question.limit or DEFAULT_LIMIT]
        ],
    )
    telling.note("Groups as of today, each the sum of its brands in one publisher's figures.", weight=Weight.DEFINITION)
    for _, _, found in rows[:3]:
        telling.cite(found.figure)
    return telling.answer()


def _distinct_groups(desk: Desk) -> list[str]:
    """Groups that are not wholly part of another one, so that no brand is ranked twice."""
    brands = {group.id: {member.brand for member in group.members} for group in desk.store.catalogue.groups.values()}
    return [ident for ident, own in brands.items() if not any(own < others for others in brands.values())]
