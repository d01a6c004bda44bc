"""Rankings: what every subject of a region, or every region of a subject, had in one period, inside one family.

A row printed for the period goes first; else the longest rows that lie in it are added without a day counted twice, as
`facts.series` does for one series, and the months that have rows are counted. It does not say whether a month without a
row is nothing or unknown, and never ranks remainders, silent variants or rows that may not be answered from.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from facts import schema
from facts.model import BEFORE_ALL, Basis, Measure, Powertrain, Precision, Role, Unit
from facts.period import MONTHS_IN, Period, PeriodKind
from facts.series import UNUSABLE, sum_precision

Rows = Callable[[Any], Sequence[Row[Any]]]
"""Runs a query."""
Slot = tuple[str, Measure, Powertrain]
# Thousands of rows go into one ranking, and looking a word up takes a fraction of asking the enum.
_KINDS = {str(word): word for word in PeriodKind}
_PRECISIONS = {str(word): word for word in Precision}
_BASES = {str(word): word for word in Basis}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place in a ranking before it is told."""

    subject: str
    region: str
    value: float
    months: int
    """How many whole months of the period have rows."""
    precision: Precision
    basis: Basis
    source: int
    series: int


@dataclass(frozen=True, slots=True)
class RankTable:
    """All candidates of one family for one period, best first."""

    family: str
    publisher: str
    rank: int
    listed_only: bool
    measure: Measure
    powertrain: Powertrain
    unit: Unit
    rows: tuple[Ranked, ...]
    caveats: tuple[str, ...]
    """What is to be said of every row."""


class _Part(NamedTuple):
    first: int
    last: int
    kind: PeriodKind
    value: float
    precision: Precision
    basis: Basis
    source: int
    published: str
    number: int


def rank(rows: Rows, where: Sequence[ColumnElement[bool]], period: Period, *, partial_years: bool) -> list[RankTable]:
    """One table per family, measure and powertrain, declared order first.

    Without `partial_years` a calendar year is ranked by whole years only.
    """
    series = schema.series.c
    scope = [*where, series.role == str(Role.TOTAL), series.answers.is_(True), series.scope == ""]
    known = {row.id: row for row in rows(select(schema.series).where(*scope).order_by(series.rank, series.id))}
    exact = _exact(scope, period)
    found = [_ranked(known[number], parts, period) for number, parts in _by_series(known, rows(exact))]
    summed = period.kind in MONTHS_IN or period.kind is PeriodKind.RANGE
    if summed and period.months and (partial_years or period.kind is not PeriodKind.YEAR):
        parts_in = _by_series(known, rows(_parts_in(scope, period, exact)))
        found += [_ranked(known[number], parts, period) for number, parts in parts_in]
    return sorted(_tables(known, found), key=lambda table: (table.rank, -len(table.rows), table.family))


def _figures(scope: Sequence[ColumnElement[bool]]) -> Select[Any]:
    figure = schema.figure.c
    columns = (
        "series",
        "first_day",
        "last_day",
        "kind",
        "value",
        "precision",
        "basis",
        "source",
        "published",
        "number",
    )
    spread_part = and_(figure.basis == str(Basis.SPREAD), figure.kind != str(PeriodKind.YEAR))
    return (
        select(*(figure[name] for name in columns))
        .select_from(schema.series.join(schema.figure, figure.series == schema.series.c.id))
        .where(*scope, figure.basis.not_in([str(basis) for basis in UNUSABLE]), ~spread_part)
    )


def _exact(scope: Sequence[ColumnElement[bool]], period: Period) -> Select[Any]:
    figure = schema.figure.c
    found = _figures(scope).where(figure.kind == str(period.kind), figure.last_day == period.end.toordinal())
    return found if period.start is None else found.where(figure.first_day == period.start.toordinal())


def _parts_in(scope: Sequence[ColumnElement[bool]], period: Period, exact: Select[Any]) -> Select[Any]:
    """The rows inside a period, of the series that have none for it itself; no month of a year that has a row."""
    figure, year = schema.figure.c, schema.figure.alias("year")
    assert period.start is not None
    has_year = (
        select(year.c.series)
        .where(
            year.c.series == figure.series,
            year.c.kind == str(PeriodKind.YEAR),
            year.c.basis.not_in([str(basis) for basis in UNUSABLE]),
            year.c.first_day >= period.start.toordinal(),
            year.c.first_day <= figure.first_day,
            year.c.last_day >= figure.last_day,
            year.c.last_day <= period.end.toordinal(),
        )
        .exists()
    )
    return _figures(scope).where(
        figure.kind.in_([str(kind) for kind in MONTHS_IN]),
        figure.first_day >= period.start.toordinal(),
        figure.last_day <= period.end.toordinal(),
        figure.series.not_in(exact.with_only_columns(figure.series)),
        or_(figure.kind == str(PeriodKind.YEAR), ~has_year),
    )


def _by_series(known: Iterable[int], rows: Iterable[Row[Any]]) -> Iterable[tuple[int, list[_Part]]]:
    """The parts of every series that has some, in the order of the series: a database gives rows in any order."""
    found: dict[int, list[_Part]] = defaultdict(list)
    for row in rows:
        first = row.last_day if row.first_day is None else row.first_day
        kind, precision, basis = _KINDS[row.kind], _PRECISIONS[row.precision], _BASES[row.basis]
        found[row.series].append(
            _Part(first, row.last_day, kind, row.value, precision, basis, row.source, row.published, row.number)
        )
    return [(number, found[number]) for number in known if number in found]


def _ranked(key: Row[Any], parts: list[_Part], period: Period) -> Ranked:
    chosen = _tiles(parts)
    precision = sum_precision(part.precision for part in chosen)
    if len(chosen) == 1 and chosen[0].kind is period.kind:
        months, basis = period.months or 0, chosen[0].basis
    else:
        months = sum(MONTHS_IN[part.kind] for part in chosen)
        basis = Basis.ESTIMATED if any(part.basis is Basis.ESTIMATED for part in chosen) else Basis.SUM
        if key.listed_only and months < (period.months or 0):
            precision = Precision.AT_LEAST
    total = sum(part.value for part in chosen)
    return Ranked(key.subject, key.region, total, months, precision, basis, chosen[-1].source, key.id)


def _tiles(parts: list[_Part]) -> list[_Part]:
    """The longest rows that do not overlap, from the beginning; of two for one period the preferred one."""
    parts.sort(key=_preference, reverse=True)
    parts.sort(key=lambda part: (part.first, -part.last))
    chosen: list[_Part] = []
    for part in parts:
        if not chosen or part.first > chosen[-1].last:
            chosen.append(part)
    return chosen


def _preference(part: _Part) -> tuple[bool, bool, str, bool, int]:
    return (
        part.basis is not Basis.SHOWN_WITH_OTHER,
        part.basis in (Basis.PUBLISHED, Basis.SPREAD),
        part.published,
        part.precision is Precision.EXACT,
        -part.number,
    )


def _tables(known: dict[int, Row[Any]], found: Iterable[Ranked]) -> Iterable[RankTable]:
    places: dict[Slot, dict[tuple[str, str], Ranked]] = defaultdict(dict)
    for row in found:
        key = known[row.series]
        slot = (key.family, Measure(key.measure), Powertrain(key.powertrain))
        at, (subject, region) = places[slot], (row.subject, row.region)
        held = at.get((subject, region))
        if held is None or (-row.months, key.rank) < (-held.months, known[held.series].rank):
            at[subject, region] = row
    for (family, measure, powertrain), at in places.items():
        keys = [known[row.series] for row in at.values()]
        first = min(keys, key=lambda key: (key.rank, key.id))
        ordered = tuple(sorted(at.values(), key=lambda row: (-row.value, row.subject, row.region)))
        yield RankTable(
            family, first.publisher, _order(first), bool(first.listed_only), measure, powertrain, Unit(first.unit),
            ordered, _shared_caveats(keys),
        )  # fmt: skip


def _order(key: Row[Any]) -> int:
    """Lower ranks first. A host's own list that names only some things is no ranking where anybody has a whole one."""
    rank: int = key.rank
    return rank - 2 * BEFORE_ALL if key.listed_only and rank < 0 else rank


def _shared_caveats(keys: Sequence[Row[Any]]) -> tuple[str, ...]:
    given = [json.loads(text) for text in {key.caveats for key in keys}]
    return tuple(caveat for caveat in given[0] if all(caveat in others for others in given))
