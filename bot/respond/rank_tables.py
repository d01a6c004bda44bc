"""The table that ranks models or brands: from one family of figures, filtered, without remainders.

Where nobody published a worldwide or European table, one is added up over the covered countries and called that.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import (
    Question,
    SubjectKind,
)
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.scopes import EUROPE, WORLD, measures_of
from facts import (
    Measure,
    Period,
    Powertrain,
)
from facts.store import Ranked, RankTable

FEWEST_ROWS = 2
FEW = 5
"""Countries that are named one by one."""


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
        is_group = region not in (WORLD, EUROPE)
        if len(regions) > 5 or (is_group and len(regions) > 1):
            rows = tuple(sorted(sums.values(), key=lambda row: (-row.value, row.subject)))
            return _filtered(
                desk,
                question,
                replace(
                    table,
                    rows=rows,
                    publisher=table.publisher if is_group and regions >= desk.members(region) else COVERED,
                    caveats=(_added_up(desk, region, regions, question.rank_of or "model"),),
                    listed_only=False,
                ),
            )
    return None


def _added_up(desk: Desk, region: str, regions: set[str], grain: str) -> str:
    lacking = sorted(desk.region(ident) for ident in desk.members(region) - regions)
    if region in (WORLD, EUROPE) or len(lacking) > FEW:
        return f"Added up over {len(regions)} countries with figures by {grain}, not the world."
    names = wording.english_list(sorted(desk.region(ident) for ident in regions))
    without = f", without {wording.english_list(lacking)}" if lacking else ""
    return f"Added up over {names}{without}."


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
            rows: dict[tuple[str, str], Ranked] = {}
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
