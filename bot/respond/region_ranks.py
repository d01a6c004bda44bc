"""Countries by what they had in one period, or by a share made inside one family of figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answer import Answer, Row, Verdict
from bot.question import (
    MARKET_SUBJECT,
    Bound,
    MeasureAsked,
    Question,
    ShareAsked,
    Subject,
    SubjectKind,
)
from bot.respond import beyond, nearest, share_figures, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.scopes import EUROPE, WORLD, measures_of, powertrains_of
from bot.respond.telling import Telling
from bot.respond.verdicts import Judged, unknown
from facts import (
    Measure,
    Period,
    PeriodKind,
    Powertrain,
)
from facts.model import MARKET, Unit
from facts.store import RankTable

DEFAULT_LIMIT = 10


FEWEST_COUNTRIES = 3
"""More than these make a ranking of the world or of Europe."""
COUNTRY_RANK_MOST = 30
"""Series declared later than this are lists of the press: no table of countries is made of them."""


def regions(desk: Desk, question: Question) -> Answer:
    """Answer for the countries that had most, or the highest share."""
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    if subject.kind is SubjectKind.MARKET and question.share_of is not None:
        return _region_shares(desk, question)
    period = _period_of(desk, question)
    table = counted(desk, question, subject, period)
    if table is None:
        return nearest.no_figure(desk, question)
    return _tell(desk, question, table, subject, period)


def _period_of(desk: Desk, question: Question) -> Period:
    """The time that countries are ranked for: the last whole year where none is named."""
    when = desk.when_of(question)
    stock = question.measure is MeasureAsked.STOCK
    if when is not None and when.period is not None:
        year = Period.year(when.period.end.year)
        if stock:
            return Period.point(year.end)
        return year if when.bound is Bound.UNTIL else when.period
    newest = question.today.year - 1
    return Period.point(date(newest, 12, 31)) if stock else Period.year(newest)


def judge(desk: Desk, claim: Question) -> Judged:
    """Judge "Germany is the biggest market in Europe": by the countries of one source, in one period."""
    named = next((place.id for place in claim.places if desk.is_country(place.id)), None)
    contest = replace(claim, places=tuple(place for place in claim.places if not desk.is_country(place.id)))
    period: Period | None = _period_of(desk, contest)
    assert period is not None
    if claim.share_of is not None:
        found = shared(desk, contest, period)
        table, period = found if found is not None else (None, period)
    else:
        table = counted(desk, contest, MARKET_SUBJECT, period)
    rows = () if table is None else table.rows
    own = next((row for row in rows if row.region == named), None)
    place = (claim.ordinal or 1) - 1
    if table is None or own is None or place >= len(rows):
        return unknown("I have no ranking of countries to tell it by.")
    at = rows[place]
    figure = desk.percent if table.unit is Unit.PERCENT else desk.number
    done = "" if table.unit is Unit.PERCENT else f" {wording.verb(table.measure)}"
    of_what = wording.kind_of_vehicle(table.powertrain, claim.vehicle_type)
    what = f"share of {of_what}" if table.unit is Unit.PERCENT else f"number of {of_what}"
    which = {0: "", 1: "second ", 2: "third "}.get(place, f"{place + 1}th ")
    end = "lowest" if claim.ascending else "highest"
    about = "about " if at.precision != "exact" else ""
    number = f"{about}{figure(at.value)}{done}"
    sentence = f"{desk.region(at.region)} had the {which}{end} {what} {wording.in_period(period)}, {number}"
    sentence += "." if at is own else f"; {desk.region(own.region)} had {about}{figure(own.value)}."
    if at is not own and at.value == own.value:
        return unknown(f"{sentence} They are level.")
    sources = tuple(dict.fromkeys((str(at.source), str(own.source))))
    return Judged(Verdict.SUPPORTED if at is own else Verdict.REFUTED, sentence, (), sources)


def counted(desk: Desk, question: Question, subject: Subject, period: Period) -> RankTable | None:
    """The table of countries by what they had of a subject in one period; None where no source has one."""
    powertrains = powertrains_of(question, subject) or (Powertrain.BEV, Powertrain.PHEV, Powertrain.EV)
    tables = desk.store.rank_regions(subject.id, period, measures_of(question), powertrains, question.vehicle_type)
    kept = [
        narrowed
        for table in tables
        if (narrowed := countries_of(desk, question, table)) is not None
        and (table.rank <= COUNTRY_RANK_MOST or len(narrowed.rows) > 5)
    ]
    return min(
        kept,
        key=lambda table: (
            (powertrains.index(table.powertrain), -len(table.rows))
            if subject.kind is SubjectKind.MARKET
            else (table.rank, -len(table.rows))
        ),
        default=None,
    )


def countries_of(desk: Desk, question: Question, table: RankTable) -> RankTable | None:
    """The rows of single countries, within the places that were named; None where none are left."""
    wanted = None
    several = sum(desk.is_country(place.id) for place in question.places) > 1
    for place in question.places:  # one country alone is none to rank: "the biggest fleet after China"
        members = {place.id} if several and desk.is_country(place.id) else desk.members(place.id)
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
    of_what = f"{name} on the road" if table.measure is Measure.SHARE_OF_STOCK else name
    if question.is_beyond:
        every = [Row(row.region, desk.region(row.region), row.value, str(table.unit), period.key) for row in table.rows]
        if top.precision != "exact":
            telling.note("The source rounds to two significant figures.", weight=Weight.SCOPE)
        listed = beyond.Listed("country", "countries", of_what)
        return beyond.tell(desk, telling, question, table, period, listed, every)
    number = desk.number(top.value) if table.unit is Unit.VEHICLES else desk.percent(top.value)
    about = "about " if top.precision != "exact" else ""
    most = "fewest" if question.ascending else "most"
    if table.unit is Unit.PERCENT:
        telling.say(
            f"{desk.region(top.region)} had the {'lowest' if question.ascending else 'highest'} share of {of_what} "
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
    for ident in _members_without(desk, question, table):
        telling.note(_elsewhere(desk, telling, question, ident, period), weight=Weight.MISSING)
    for row in table.rows[:limit]:
        telling.cite_number(row.source)
    telling.suggestions = [f"electric cars {desk.place(top.region)} by year", "source?"]
    return telling.answer()


def _elsewhere(desk: Desk, telling: Telling, question: Question, region: str, period: Period) -> str:
    """What another publisher has of a country that the table lacks: told, and not ranked with the others."""
    name = desk.region(region)
    found = share_figures.find(desk, question, region, period) if question.share_of is not None else None
    if found is None:
        return f"No figure for {name} there."
    telling.cite(found.part)
    publisher = desk.store.source(int(found.part.sources[0])).publisher
    return f"{name} is not in these figures; {publisher} has {desk.percent(found.percent)} for it."


def _members_without(desk: Desk, question: Question, table: RankTable) -> list[str]:
    """The countries of a named group that are not in the table, where they are few enough to be told."""
    if not _is_group(question):
        return []
    wanted = {member for place in question.places for member in desk.members(place.id)}
    lacking = sorted(wanted - {row.region for row in table.rows})
    return lacking if len(lacking) <= FEWEST_COUNTRIES else []


def _region_shares(desk: Desk, question: Question) -> Answer:
    when = desk.when_of(question)
    period = when.period if when is not None and when.period is not None else Period.year(question.today.year - 1)
    found = shared(desk, question, period)
    if found is None:
        return nearest.no_figure(desk, question)
    table, period = found
    return _tell(desk, question, table, MARKET_SUBJECT, period)


def shared(desk: Desk, question: Question, period: Period) -> tuple[RankTable, Period] | None:
    """The table of countries by the share of a kind of car, and the period or the day that it holds for.

    Shares of all electric cars are published for years and for the cars on the road; the others are made inside one
    family of figures. None where no source has a table.
    """
    said = question.powertrains[0] if question.powertrains else Powertrain.EV
    of_stock = question.share_of is ShareAsked.STOCK
    if said is Powertrain.EV and (of_stock or period.kind is PeriodKind.YEAR):
        measure = Measure.SHARE_OF_SALES
        if of_stock:
            measure, period = Measure.SHARE_OF_STOCK, Period.point(period.end)
        tables = desk.store.rank_regions(MARKET, period, (measure,), (Powertrain.EV,), question.vehicle_type)
        kept = [
            narrowed
            for table in tables
            if (narrowed := countries_of(desk, question, table)) is not None
            and (len(narrowed.rows) > 5 or _is_group(question))
        ]
        computed = _computed(desk, question, said, period) if _is_group(question) else None
        if kept and (computed is None or len(computed.rows) < len(kept[0].rows)):
            return kept[0], period
    made = _computed(desk, question, said, period)
    return None if made is None else (made, period)


def _is_group(question: Question) -> bool:
    """Whether a group of countries is named that may well have few members."""
    return bool(question.places) and all(place.id not in (WORLD, EUROPE) for place in question.places)


def _computed(desk: Desk, question: Question, powertrain: Powertrain, period: Period) -> RankTable | None:
    """The table of shares of one family: for a named group the one with most countries, else the first declared."""
    scope = (measures_of(question), question.vehicle_type)
    parts = desk.store.rank_regions(MARKET, period, scope[0], (powertrain,), scope[1])
    wholes = {
        table.family: table for table in desk.store.rank_regions(MARKET, period, scope[0], (Powertrain.ALL,), scope[1])
    }
    found = [
        narrowed
        for table in parts
        if table.family in wholes
        and (narrowed := countries_of(desk, question, _as_shares(table, wholes[table.family], period))) is not None
    ]
    if _is_group(question):
        return max(found, key=lambda table: len(table.rows), default=None)
    return next((table for table in found if len(table.rows) > FEWEST_COUNTRIES), None)


def _as_shares(part: RankTable, whole: RankTable, period: Period) -> RankTable:
    """The percentages of those countries that have the whole period in both."""
    totals = {row.region: row for row in whole.rows}
    rows = [
        replace(row, value=100 * row.value / totals[row.region].value)
        for row in part.rows
        if row.region in totals
        and totals[row.region].months == row.months
        and (period.months is None or row.months >= period.months)
    ]
    rows.sort(key=lambda row: -row.value)
    measure = Measure.SHARE_OF_STOCK if part.measure is Measure.STOCK else Measure.SHARE_OF_SALES
    return replace(part, unit=Unit.PERCENT, measure=measure, rows=tuple(rows))
