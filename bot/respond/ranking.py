"""Best sellers: models, brands, groups or countries by what they had in one period, inside one family of figures.

A rank holds no remainder ("other") and says how much it covers; where only listed models have figures it says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answer import Answer, Row, Status
from bot.question import Bound, MeasureAsked, Question, ShareAsked, Subject, SubjectKind, When
from bot.respond import nearest, statements, wording
from bot.respond.desk import Desk
from bot.respond.finding import EUROPE, WORLD, measures_of, powertrains_of, scope_of
from facts import Measure, Period, PeriodKind, Powertrain, Unit
from facts.model import MARKET
from facts.store import Ranked, RankTable

DEFAULT_LIMIT = 10
FEWEST_ROWS = 2
COUNTRY_RANK_MOST = 30
"""Series declared later than this are lists of the press: no table of countries is made of them."""


def rank(desk: Desk, question: Question) -> Answer:
    """Answer a ranking."""
    if question.measure is MeasureAsked.STOCK or question.rank_of == "region":
        return _regions(desk, question)
    if question.rank_of == "group":
        return _groups(desk, question)
    return _subjects(desk, question)


def _subjects(desk: Desk, question: Question) -> Answer:
    region = desk.regions_of(question)[0]
    if any(when.bound is Bound.EVER for when in question.whens) or (
        not question.whens and not question.places and question.rank_of != "brand"
    ):
        told = statements.best_seller(desk, question)
        if told is not None:
            return told
    if question.powertrains == (Powertrain.ALL,) and question.rank_of != "brand":
        told = statements.best_seller(desk, question)
        if told is not None:
            return told
    period = _period(desk, question, region)
    if period is None:
        return statements.best_seller(desk, question) or nearest.no_figure(desk, question)
    table = table_for(desk, question, region, period)
    if table is None or _said_of_listed_only(table, region):
        told = statements.best_seller(desk, question)
        if told is not None:
            return told
    if table is None:
        return nearest.no_figure(desk, question)
    return _tell(desk, question, table, region, period)


def _said_of_listed_only(table: RankTable, region: str) -> bool:
    """A list of single figures in the press is no ranking where a statement names the best seller."""
    return region in (WORLD, EUROPE) and len(table.rows) < 5 and table.publisher != COVERED


def _period(desk: Desk, question: Question, region: str) -> Period | None:
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


def table_for(desk: Desk, question: Question, region: str, period: Period) -> RankTable | None:
    """The table of one family that ranks a question's subjects, filtered and merged over powertrains."""
    grain = question.rank_of or "model"
    wanted = _powertrains(question, grain)
    tables: list[RankTable] = []
    for place in desk.finder.same_place(region):
        tables += desk.store.rank_subjects(grain, place, period, measures_of(question), wanted)
    tables = [
        filtered for table in _merged(tables, question) if (filtered := _filtered(desk, question, table)) is not None
    ]
    if not tables and region not in (WORLD, EUROPE):
        return None
    if not tables:
        return _covered(desk, question, region, period, wanted)
    whole = [table for table in tables if len(table.rows) >= FEWEST_ROWS] or tables
    if region in (WORLD, EUROPE):
        covered = _covered(desk, question, region, period, wanted)
        if covered is not None:
            whole.append(covered)
        return max(whole, key=lambda table: (len(table.rows), -table.rank))
    return min(whole, key=lambda table: (table.rank, -len(table.rows)))


COVERED = "covered countries"


def _covered(
    desk: Desk, question: Question, region: str, period: Period, powertrains: list[Powertrain]
) -> RankTable | None:
    """A ranking added up over the countries that one family covers: never the whole, and said so."""
    tables = desk.store.rank_across(
        question.rank_of or "model", sorted(desk.members(region)), period, measures_of(question), powertrains
    )
    for table in tables:
        sums: dict[str, Ranked] = {}
        regions: set[str] = set()
        for row in table.rows:
            regions.add(row.region)
            known = sums.get(row.subject)
            sums[row.subject] = (
                row
                if known is None
                else replace(known, value=known.value + row.value, months=max(known.months, row.months))
            )
        if len(regions) > 5:
            rows = tuple(sorted(sums.values(), key=lambda row: (-row.value, row.subject)))
            return _filtered(
                desk,
                question,
                replace(
                    table,
                    rows=rows,
                    publisher=COVERED,
                    caveats=(
                        f"Added up over {len(regions)} countries with figures by {question.rank_of or 'model'}, not the world.",
                    ),
                    listed_only=False,
                ),
            )
    return None


def _powertrains(question: Question, grain: str) -> list[Powertrain]:
    said = question.powertrains[0] if question.powertrains else None
    if said is None or said is Powertrain.EV:
        return [Powertrain.EV, Powertrain.BEV, Powertrain.PHEV] if grain == "model" else [Powertrain.EV, Powertrain.BEV]
    return [said]


def _merged(tables: list[RankTable], question: Question) -> list[RankTable]:
    """Models of several powertrains in one family are one ranking of electric cars; brands keep one powertrain."""
    if question.rank_of == "brand":
        by_family: dict[tuple[str, Measure], list[RankTable]] = {}
        for table in tables:
            by_family.setdefault((table.family, table.measure), []).append(table)
        return [
            min(group, key=lambda table: (-len(table.rows), table.powertrain is not Powertrain.EV))
            for group in by_family.values()
        ]
    merged: dict[tuple[str, Measure], RankTable] = {}
    for table in tables:
        slot = (table.family, table.measure)
        if slot in merged:
            rows = {}
            for row in (*merged[slot].rows, *table.rows):
                known = rows.get((row.subject, row.region))
                rows[(row.subject, row.region)] = row if known is None or row.value > known.value else known
            ordered = tuple(sorted(rows.values(), key=lambda row: (-row.value, row.subject)))
            merged[slot] = replace(merged[slot], rows=ordered)
        else:
            merged[slot] = table
    return list(merged.values())


def _filtered(desk: Desk, question: Question, table: RankTable) -> RankTable | None:
    brands: set[str] = set()
    for subject in question.subjects:
        if subject.kind is SubjectKind.BRAND:
            brands.add(subject.id)
        if subject.kind is SubjectKind.GROUP:
            brands.update(brand.id for brand in desk.store.catalogue.brands_of(subject.id, None))
    models = {subject.id for subject in question.subjects if subject.kind is SubjectKind.MODEL}
    rows = [row for row in table.rows if not brands or row.subject.split("/")[0] in brands]
    rows = [
        row
        for row in rows
        if row.subject not in question.excluded and row.subject.split("/")[0] not in question.excluded
    ]
    if models and question.ordinal is None and not brands:
        rows = [row for row in rows if row.subject]
    if question.ascending:
        rows.reverse()
    return replace(table, rows=tuple(rows)) if rows else None


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
    telling.say(_headline(desk, question, table, top, place, region, period))
    telling.table((_column(question), "vehicles"), rows)
    if table.listed_only:
        telling.note("The source lists only the best-selling models: whatever is not listed is not ranked.")
    if region == WORLD and table.publisher != COVERED:
        telling.note(
            "A published list of worldwide figures: it names only some models, so the rank holds among those named."
        )
    months = period.months
    if months and top.months < months and not table.listed_only:
        telling.note(f"Figures cover {top.months} of {months} months of the period.")
    for caveat in table.caveats[:2]:
        telling.note(wording.capital(caveat))
    for row in table.rows[:limit]:
        telling.cite_number(row.source)
    if table.powertrain is Powertrain.BEV and (not question.powertrains or question.powertrains[0] is Powertrain.EV):
        telling.note("Battery-electric cars only: the source lists no plug-in hybrids by model.")
    for told in statements.matching_best_sellers(
        desk, question, region, period, {row.subject for row in table.rows[:1]}
    ):
        telling.add(told.text)
        telling.cite_number(told.source)
    telling.suggestions = [f"{desk.name(top.subject)} {desk.place(region)} by year", "source?"]
    partial = bool(months and max(row.months for row in table.rows) < months)
    return telling.answer(Status.PARTIAL if partial else Status.ANSWERED)


def _row(desk: Desk, row: Ranked, period: Period, table: RankTable) -> Row:
    return Row(row.subject, desk.name(row.subject), row.value, str(table.unit), period.key)


def _column(question: Question) -> str:
    return {"brand": "Brand", "group": "Group", "region": "Country"}.get(question.rank_of or "", "Model")


def _headline(
    desk: Desk, question: Question, table: RankTable, top: Ranked, place: int, region: str, period: Period
) -> str:
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
    return f"the {order}{adjective} {what}{of_brand} {desk.place(region)} {wording.in_period(period)} was the {desk.name(top.subject)}, with {number} {wording.verb(table.measure)}{excluded}.".replace(
        "was the the", "was the"
    )


def _regions(desk: Desk, question: Question) -> Answer:
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
    return _tell_regions(desk, question, table, subject, period)


def _countries(desk: Desk, question: Question, table: RankTable) -> RankTable | None:
    wanted = None
    for place in question.places:
        members = desk.members(place.id)
        wanted = members if wanted is None else wanted | members
    rows = [row for row in table.rows if desk.is_country(row.region) and (not wanted or row.region in wanted)]
    if question.ascending:
        rows.reverse()
    return replace(table, rows=tuple(rows)) if rows else None


def _tell_regions(desk: Desk, question: Question, table: RankTable, subject: Subject, period: Period) -> Answer:
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
            f"{desk.region(top.region)} had the {'lowest' if question.ascending else 'highest'} share of {name} {wording.in_period(period)}: {about}{number}."
        )
    else:
        telling.say(
            f"{desk.region(top.region)} had the {most} {name} {wording.in_period(period)}: {about}{number} {wording.verb(table.measure)}."
        )
    telling.table(("Country", "percent" if table.unit is Unit.PERCENT else "vehicles"), rows)
    telling.note(f"Ranked over the {len(table.rows)} countries with figures in this source.")
    if top.precision != "exact":
        telling.note("The source rounds to two significant figures, so close neighbours may be level.")
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
            return _tell_regions(desk, question, kept[0], market, period)
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
            return _tell_regions(desk, question, narrowed, market, period)
    return nearest.no_figure(desk, question)


def _groups(desk: Desk, question: Question) -> Answer:
    """Groups by the sum of their brands, inside one family."""
    region = desk.regions_of(question)[0]
    period = _period(desk, question, region)
    if period is None:
        return nearest.no_figure(desk, question)
    rows = []
    for group in desk.store.catalogue.groups:
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
    telling.say(
        f"{desk.name(rows[0][1].id)} led {desk.place(region)} {wording.in_period(period)}, with {desk.number(rows[0][0])}."
    )
    telling.table(
        ("Group", "vehicles"),
        [
            Row(subject.id, desk.name(subject.id), value, "vehicles", period.key)
            for value, subject, _ in rows[: question.limit or DEFAULT_LIMIT]
        ],
    )
    telling.note("Groups as of today, each the sum of its brands in one publisher's figures.")
    for _, _, found in rows[:3]:
        telling.cite(found.figure)
    return telling.answer()


def when_for(period: Period) -> When:
    """A period as a slot."""
    return When(period)
