"""Countries by what they had in one period, or by a share made inside one family of figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answer import Answer, Row
from bot.question import (
    Bound,
    MeasureAsked,
    Question,
    ShareAsked,
    Subject,
    SubjectKind,
)
from bot.respond import nearest, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.scopes import WORLD, measures_of, powertrains_of
from facts import (
    Measure,
    Period,
    PeriodKind,
    Powertrain,
)
from facts.model import MARKET, Unit
from facts.store import RankTable

DEFAULT_LIMIT = 10


COUNTRY_RANK_MOST = 30
"""Series declared later than this are lists of the press: no table of countries is made of them."""


def regions(desk: Desk, question: Question) -> Answer:
    """Answer for the countries that had most, or the highest share."""
    subject = question.subjects[0] if question.subjects else Subject(MARKET, SubjectKind.MARKET)
    if subject.kind is SubjectKind.MARKET and question.share_of is not None:
        return _region_shares(desk, question)
    measures = measures_of(question)
    when = desk.when_of(question)
    stock = question.measure is MeasureAsked.STOCK
    if when is not None and when.period is not None:
        period = Period.point(Period.year(when.period.end.year).end) if stock else when.period
        if when.bound is Bound.UNTIL and not stock:
            period = Period.year(when.period.end.year)
    else:
        year = question.today.year - 1
        period = Period.point(date(year, 12, 31)) if stock else Period.year(year)
    powertrains = powertrains_of(question, subject) or (Powertrain.BEV, Powertrain.PHEV, Powertrain.EV)
    tables = desk.store.rank_regions(subject.id, period, measures, powertrains, question.vehicle_type)
    kept = [
        narrowed
        for table in tables
        if (narrowed := _countries(desk, question, table)) is not None
        and (table.rank <= COUNTRY_RANK_MOST or len(narrowed.rows) > 5)
    ]
    if not kept:
        return nearest.no_figure(desk, question)
    table = min(
        kept,
        key=lambda table: (
            (powertrains.index(table.powertrain), -len(table.rows))
            if subject.kind is SubjectKind.MARKET
            else (table.rank, -len(table.rows))
        ),
    )
    return _tell(desk, question, table, subject, period)


def _countries(desk: Desk, question: Question, table: RankTable) -> RankTable | None:
    wanted = None
    for place in question.places:
        members = desk.members(place.id)
        wanted = members if wanted is None else wanted | members
    rows = [row for row in table.rows if desk.is_country(row.region) and (not wanted or row.region in wanted)]
    if question.ascending:
        rows.reverse()
    return replace(table, rows=tuple(rows)) if rows else None


def _tell(desk: Desk, question: Question, table: RankTable, subject: Subject, period: Period) -> Answer:
    telling = desk.telling(question)
    limit = max(question.limit or DEFAULT_LIMIT, question.ordinal or 0)
    rows = [
        Row(row.region, desk.region(row.region), row.value, str(table.unit), period.key) for row in table.rows[:limit]
    ]
    top = table.rows[min((question.ordinal or 1) - 1, len(table.rows) - 1)]
    telling.unit, telling.measure, telling.powertrain, telling.period = (
        str(table.unit),
        table.measure,
        table.powertrain,
        period,
    )
    telling.regions = tuple(place.id for place in question.places) or (WORLD,)
    name = (
        desk.name(subject.id)
        if subject.kind is not SubjectKind.MARKET
        else wording.kind_of_vehicle(table.powertrain, question.vehicle_type)
    )
    number = desk.number(top.value) if table.unit is Unit.VEHICLES else desk.percent(top.value)
    about = "about " if top.precision != "exact" else ""
    most = "fewest" if question.ascending else "most"
    if table.unit is Unit.PERCENT:
        telling.say(
            f"{desk.region(top.region)} had the {'lowest' if question.ascending else 'highest'} share of {name} "
            f"{wording.in_period(period)}: {about}{number}."
        )
    else:
        telling.say(
            f"{desk.region(top.region)} had the {most} {name} {wording.in_period(period)}: {about}{number} "
            f"{wording.verb(table.measure)}."
        )
    telling.table(("Country", "percent" if table.unit is Unit.PERCENT else "vehicles"), rows)
    ranked = wording.how_many(len(table.rows), "country", "countries", desk.locale)
    telling.note(f"Ranked over the {ranked} with figures in this source.", weight=Weight.COVERAGE)
    if top.precision != "exact":
        telling.note(
            "The source rounds to two significant figures, so close neighbours may be level.", weight=Weight.SCOPE
        )
    for row in table.rows[:limit]:
        telling.cite_number(row.source)
    telling.suggestions = [f"electric cars {desk.place(top.region)} by year", "source?"]
    return telling.answer()


def _region_shares(desk: Desk, question: Question) -> Answer:
    when = desk.when_of(question)
    period = when.period if when is not None and when.period is not None else Period.year(question.today.year - 1)
    said = question.powertrains[0] if question.powertrains else Powertrain.EV
    market = Subject(MARKET, SubjectKind.MARKET)
    if said is Powertrain.EV and period.kind is PeriodKind.YEAR:
        measure = Measure.SHARE_OF_STOCK if question.share_of is ShareAsked.STOCK else Measure.SHARE_OF_SALES
        tables = desk.store.rank_regions(MARKET, period, (measure,), (Powertrain.EV,), question.vehicle_type)
        kept = [
            narrowed
            for table in tables
            if (narrowed := _countries(desk, question, table)) is not None and len(narrowed.rows) > 5
        ]
        if kept:
            return _tell(desk, question, kept[0], market, period)
    return _computed_shares(desk, question, said, period)


def _computed_shares(desk: Desk, question: Question, powertrain: Powertrain, period: Period) -> Answer:
    """Shares of one powertrain, each made inside one family."""
    market = Subject(MARKET, SubjectKind.MARKET)
    parts = desk.store.rank_regions(MARKET, period, measures_of(question), (powertrain,), question.vehicle_type)
    wholes = {
        table.family: table
        for table in desk.store.rank_regions(
            MARKET, period, measures_of(question), (Powertrain.ALL,), question.vehicle_type
        )
    }
    for table in parts:
        whole = wholes.get(table.family)
        if whole is None:
            continue
        totals = {row.region: row for row in whole.rows}
        rows = [
            replace(row, value=100 * row.value / totals[row.region].value)
            for row in table.rows
            if row.region in totals and totals[row.region].months == row.months
        ]
        shares = replace(
            table,
            unit=Unit.PERCENT,
            measure=Measure.SHARE_OF_SALES,
            rows=tuple(sorted(rows, key=lambda row: -row.value)),
        )
        narrowed = _countries(desk, question, shares)
        if narrowed is not None and len(narrowed.rows) > 3:
            return _tell(desk, question, narrowed, market, period)
    return nearest.no_figure(desk, question)
