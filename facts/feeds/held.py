"""What we hold of a publisher already, so that a new edition keeps what people have found out about its figures.

A doubt about a figure stays with that figure, and a doubt that held for the whole last year of a series goes on with
it: nobody has looked at the new months yet. What a converter decides by itself (rounding, estimates) is not asked here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from facts.feeds.writing import Figure, SourceLine, plain
from facts.model import Basis
from facts.rows import Row
from facts.tables import iter_rows, read_publisher, read_sources

DOUBTS = frozenset({Basis.SUSPECT, Basis.NAME_SUSPECT, Basis.SPREAD, Basis.SHOWN_WITH_OTHER})
"""Bases that people gave; so is a note on a figure without doubt."""
_A_YEAR = {"month": 12, "quarter": 4, "year": 1, "point": 1}

Series = tuple[str, ...]
"""Variant, region, subject, role, measure, powertrain, vehicle type, of, scope."""
POWERTRAIN = 5
"""Where a series has its powertrain."""


class Doubt(NamedTuple):
    """What is thought of a figure."""

    basis: str
    note: str


class Held:
    """The figures of one publisher's folder, to look up."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[tuple[str, Series, str], Row] = {}
        """By file, series and period."""
        self._recent: dict[tuple[str, Series], list[Row]] = defaultdict(list)
        for table in read_publisher(folder).tables:
            for row in iter_rows(table):
                self.rows[table.path.name, series_of(row), row.period] = row
                self._recent[table.path.name, series_of(row)].append(row)
        for rows in self._recent.values():
            rows.sort(key=lambda row: row.end)

    def span(self, file: str, series: Series) -> tuple[str, str] | None:
        """The ends of the first and the last period of a series, as ISO days; None where we hold nothing of it."""
        rows = self._recent.get((file, series))
        return (rows[0].end, rows[-1].end) if rows else None

    def doubted(self, file: str, figure: Figure, kept: frozenset[Basis] = DOUBTS) -> Figure:
        """The figure with what is thought of it, or of the whole year before it; `kept` are the bases to keep."""
        series = series_of(figure)
        row = self.rows.get((file, series, figure.period))
        if row is not None:
            return figure._replace(basis=row.basis, note=row.note) if _doubtful(row, kept) else figure
        thought = self._going_on(file, series, kept)
        return figure._replace(basis=thought.basis, note=thought.note) if thought else figure

    def _going_on(self, file: str, series: Series, kept: frozenset[Basis]) -> Doubt | None:
        rows = self._recent.get((file, series), [])
        last = rows[-_A_YEAR.get(rows[-1].kind, 1) :] if rows else []
        if not last or not all(_doubtful(row, kept) for row in last):
            return None
        return Counter(map(_thought, last)).most_common(1)[0][0]


def _thought(row: Row) -> Doubt:
    return Doubt(row.basis, row.note)


def _doubtful(row: Row, kept: frozenset[Basis]) -> bool:
    return row.basis in kept or (row.basis == Basis.PUBLISHED and bool(row.note))


def series_of(row: Row | Figure) -> Series:
    """What makes two rows of a table figures of one series at different times."""
    return (
        row.variant, row.region, row.subject, row.role, row.measure, row.powertrain, row.vehicle_type, row.of, row.scope
    )  # fmt: skip


def held_sources(folder: Path) -> dict[str, SourceLine]:
    """The lines of a folder's sources.csv, by the id that stands there."""
    return {
        source.id.partition(":")[2]: SourceLine(
            source.id.partition(":")[2], source.publisher, source.title, source.url, source.published, source.licence,
            source.via,
        )
        for source in read_sources(folder)
    }  # fmt: skip


def as_figure(row: Row) -> Figure:
    """A row that we hold, as it is written again."""
    return Figure(
        subject=row.subject, role=row.role, variant=row.variant, measure=row.measure, powertrain=row.powertrain,
        vehicle_type=row.vehicle_type, region=row.region, period=row.period, value=plain(repr(row.value)),
        unit=row.unit, of=row.of, precision=row.precision, basis=row.basis, source=row.source.partition(":")[2],
        published=row.published, scope=row.scope, note=row.note,
    )  # fmt: skip


def last_month(period: str) -> str:
    """The last month of a month or quarter: 2024-Q1 ends with 2024-03."""
    year, _, rest = period.partition("-")
    return f"{year}-{int(rest[1]) * 3:02}" if rest.startswith("Q") else period
