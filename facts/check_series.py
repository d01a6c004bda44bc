"""What the rows of one publisher say together: no row twice, no month beside its quarter, no whole below its parts.

Rows are compared inside a family only, and where a table mixes pages that count differently inside one page only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from facts.model import MARKET
from facts.period import Period
from facts.tables import Row, Table

Finding = tuple[Table, Row, str, str, str]
"""Table, row, column, message, fix."""

NOT_ADDED = frozenset({"suspect", "shown_with_other", "estimated"})
"""A sum with such a row proves nothing."""


class SeriesCheck:
    """Collects the rows of a publisher and judges them when all are in."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, ...], Row] = {}
        self._repeated: list[tuple[Table, Row, Row]] = []
        self._short: dict[tuple[str, ...], list[tuple[Table, Row]]] = defaultdict(list)
        self._wholes: dict[tuple[str, ...], list[tuple[Table, Row]]] = defaultdict(list)

    def add(self, table: Table, row: Row) -> None:
        """Take one row in."""
        page = row.source if table.mixed_sources else ""
        scope = (table.family, row.variant, row.measure, row.powertrain, row.vehicle_type, row.region, row.of, page)
        series = (*scope, row.subject, row.role, row.scope)
        first = self._first.setdefault((*series, row.period, row.source), row)
        if first is not row:
            self._repeated.append((table, row, first))
        if row.kind in ("month", "quarter") and not table.mixed_sources:
            self._short[series].append((table, row))
        if not row.of:
            self._wholes[(*scope, row.period)].append((table, row))

    def problems(self) -> Iterator[Finding]:
        """What the rows contradict each other in."""
        for table, row, first in self._repeated:
            yield table, row, "period", f"the same figure as in line {first.line}", "one row for a series and period"
        for rows in self._short.values():
            yield from _months_in_quarters(rows)
        for rows in self._wholes.values():
            yield from _smaller_than_parts(rows)


def _months_in_quarters(rows: list[tuple[Table, Row]]) -> Iterator[Finding]:
    quarters = {row.period for _, row in rows if row.kind == "quarter"}
    if not quarters:
        return
    for table, row in rows:
        month = Period.parse(row.period)
        quarter = f"{month.end.year:04}-Q{(month.end.month + 2) // 3}"
        if row.kind == "month" and quarter in quarters:
            yield table, row, "period", f"{row.period} lies in {quarter} of the same series", "keep one of the two"


def _smaller_than_parts(rows: list[tuple[Table, Row]]) -> Iterator[Finding]:
    totals = [(table, row) for table, row in rows if row.role == "total"]
    if not totals or len(rows) == len(totals) == 1:
        return
    if any(row.basis in NOT_ADDED for _, row in rows):
        return
    by_brand: dict[str, float] = defaultdict(float)
    for _, row in rows:
        if row.role != "total" and row.subject != MARKET:
            by_brand[row.subject.split("/")[0]] += row.value
    rest = sum(row.value for _, row in rows if row.role == "remainder" and row.subject == MARKET)
    for table, row in totals:
        if row.subject in by_brand and row.value < by_brand[row.subject] and row.precision == "exact":
            yield _too_small(table, row, by_brand[row.subject])
    brand_totals: dict[str, float] = {}
    for _, row in totals:
        if row.subject != MARKET and "/" not in row.subject:
            brand_totals[row.subject] = min(row.value, brand_totals.get(row.subject, row.value))
    parts = sum(({**by_brand, **brand_totals}).values()) + rest
    for table, row in totals:
        if row.subject == MARKET and row.value < parts and row.precision == "exact":
            yield _too_small(table, row, parts)


def _too_small(table: Table, row: Row, parts: float) -> Finding:
    message = f"a total of {row.value:,.0f}, smaller than its parts together ({parts:,.0f})"
    return table, row, "value", message, "correct a figure, or mark the row suspect"
