"""One publisher's figures of one thing in one place, and the only sums that may be made of them.

A Series adds months to quarters and years, never across series; it never counts a part twice, never reads a missing
row as zero without saying so, and never uses a month that is a year spread evenly. See `facts.store` for how series
are found and `facts.model` for what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from facts.model import Basis, Figure, Measure, Powertrain, Precision, Role, ShareOf, Unit, VehicleType
from facts.period import MONTHS_IN, Period, PeriodKind, add_months

TILES = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)
"""Kinds that add up, longest first: a published year goes before twelve months."""
UNUSABLE = frozenset({Basis.SUSPECT, Basis.NAME_SUSPECT})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a series."""

    period: Period
    value: float
    precision: Precision
    basis: Basis
    source: int
    published: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a series said of a period until a day."""

    until: date
    """The first day on which it no longer held."""
    period: Period
    entry: Entry | None
    """The row as it was; None where there was none yet. Several of one day and period stood side by side."""


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What a series counts, and how it may be used."""

    id: int
    publisher: str
    family: str
    variant: str
    subject: str
    role: Role
    measure: Measure
    powertrain: Powertrain
    vehicle_type: VehicleType
    region: str
    scope: str
    of: ShareOf | None
    unit: Unit
    grain: str
    rank: int
    """The declared order: lower answers first."""
    answers: bool
    listed_only: bool
    """A missing row means "not among those listed": sums are lower bounds."""
    first: date
    last: date
    caveats: tuple[str, ...] = ()
    revised: bool = False
    """Whether anything in it was once otherwise (`facts.history`)."""
    gone: bool = False
    """Whether it only has figures that no longer stand."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What periods without a row may hide in a table that completes every listed period with a remainder ("other")."""

    first: date
    last: date
    """First and last day that the table covers in this place."""
    hidden: Mapping[tuple[date | None, date], float]
    """The remainder in which the subject could stand, by period; 0 where the table names everything, absent where the
    table has no detail."""
    launched: date | None = None
    """The first day on which the table lists the subject anywhere."""
    tolerance: float = 0.02
    """Share of the sum that the hidden part may reach before the sum is called incomplete."""

    def hides(self, gap: Period) -> float | None:
        """The most that the gap can hide; None where the table does not cover it."""
        if gap.start is None or gap.start < self.first or gap.end > self.last:
            return None
        if self.launched is not None and gap.end < self.launched:
            return 0.0
        exact = self.hidden.get((gap.start, gap.end))
        if exact is not None:
            return exact
        around = [
            value
            for (start, end), value in self.hidden.items()
            if start is not None and start <= gap.start and gap.end <= end
        ]
        return sum(around) if around else None


@dataclass(frozen=True)
class Series:
    """The rows of one series, ready to be asked for any period."""

    key: SeriesKey
    entries: tuple[Entry, ...]
    gaps: Gaps | None = None
    """What a month without a row may hide; None where a missing row says nothing."""

    @cached_property
    def usable(self) -> tuple[Entry, ...]:
        """The rows that may be answered from."""
        return tuple(entry for entry in self.entries if entry.basis not in UNUSABLE)

    @cached_property
    def _exact(self) -> dict[tuple[date | None, date, bool], Entry]:
        found: dict[tuple[date | None, date, bool], Entry] = {}
        for entry in self.usable:
            if entry.basis is Basis.SPREAD and entry.period.kind is not PeriodKind.YEAR:
                continue
            cumulative = entry.period.kind is PeriodKind.CUMULATIVE
            slot = (entry.period.start, entry.period.end, cumulative)
            held = found.get(slot)
            if held is None or _preference(entry) > _preference(held):
                found[slot] = entry
        return found

    @cached_property
    def _tiles_from(self) -> dict[date, tuple[Entry, ...]]:
        """By their first day the rows that tile the calendar, longest first."""
        found: dict[date, dict[date, Entry]] = {}
        for (start, end, cumulative), entry in self._exact.items():
            if start is not None and not cumulative:
                found.setdefault(start, {})[end] = entry
        tiles: dict[date, tuple[Entry, ...]] = {}
        for start, rows in found.items():
            ends = (add_months(start, MONTHS_IN[kind]) - timedelta(days=1) for kind in TILES)
            if fitting := tuple(rows[end] for end in ends if end in rows):
                tiles[start] = fitting
        return tiles

    @cached_property
    def _tiled(self) -> tuple[date, date] | None:
        """The first and the last day of all the rows that tile the calendar."""
        tiles = self._tiles_from
        return (min(tiles), max(rows[0].period.end for rows in tiles.values())) if tiles else None

    @cached_property
    def finest(self) -> PeriodKind | None:
        """The shortest kind of period that tiles the calendar and has rows."""
        kinds = {entry.period.kind for entry in self.usable if entry.basis is not Basis.SPREAD}
        return next((kind for kind in reversed(TILES) if kind in kinds), None)

    def published(self, period: Period) -> Entry | None:
        """The row printed for exactly this period, summed rows made at build time included."""
        return self._exact.get((period.start, period.end, period.kind is PeriodKind.CUMULATIVE))

    def of_kind(self, kind: PeriodKind) -> list[Entry]:
        """All usable rows of one kind, oldest first."""
        rows = [entry for entry in self._exact.values() if entry.period.kind is kind]
        return sorted(rows, key=lambda entry: entry.period.end)

    def newest(self, kind: PeriodKind) -> Entry | None:
        """The newest usable row of one kind."""
        rows = self.of_kind(kind)
        return rows[-1] if rows else None

    def by_period(self, bases: Iterable[Basis] = Basis) -> dict[tuple[date | None, date], float]:
        """The months and quarters that stand on one of some bases, by their first and last day."""
        return {
            (entry.period.start, entry.period.end): entry.value
            for entry in self.entries
            if entry.period.kind in (PeriodKind.MONTH, PeriodKind.QUARTER) and entry.basis in bases
        }

    def cumulative(self, until: date | None = None) -> Entry | None:
        """The newest cumulative row, or the newest one that ends by a day."""
        rows = [entry for entry in self.of_kind(PeriodKind.CUMULATIVE) if until is None or entry.period.end <= until]
        return max(rows, key=lambda entry: (entry.period.end, entry.value), default=None)

    def figure(self, period: Period) -> Figure | None:
        """What the series says of a period: its row, else the sum of its parts with what is missing, else None."""
        if entry := self.published(period):
            return self.as_figure(entry)
        if self.key.unit is not Unit.VEHICLES or self.key.measure is Measure.STOCK or period.months is None:
            return None
        if period.kind is PeriodKind.CUMULATIVE or period.start is None:
            return None
        if self._tiled is None or period.end < self._tiled[0] or self._tiled[1] < period.start:
            return None
        parts, missing = self._tile(period.start, period.end)
        if not parts:
            return None
        return self._sum(period, parts, self._real_gaps(missing, sum(part.value for part in parts)))

    def as_figure(self, entry: Entry) -> Figure:
        """One row as a figure."""
        return self._make(entry.period, entry.value, entry.precision, entry.basis, (entry,), ())

    def _tile(self, start: date, end: date) -> tuple[list[Entry], list[Period]]:
        """Cover a stretch of whole months with rows that do not overlap; what stays open comes back month by month."""
        parts: list[Entry] = []
        missing: list[Period] = []
        assert self._tiled is not None
        first, last = self._tiled
        cursor = max(start, first)
        if start < cursor:
            missing.extend(_months(start, cursor))
        while cursor <= min(end, last):
            entry = self._longest_from(cursor, end)
            if entry is not None:
                parts.append(entry)
                cursor = entry.period.end + timedelta(days=1)
                continue
            month = Period.month(cursor.year, cursor.month)
            missing.append(month)
            cursor = add_months(cursor, 1)
        if cursor <= end:
            missing.extend(_months(cursor, add_months(end, 1)))
        return parts, missing

    def _longest_from(self, start: date, end: date) -> Entry | None:
        return next((entry for entry in self._tiles_from.get(start, ()) if entry.period.end <= end), None)

    def _real_gaps(self, missing: Sequence[Period], total: float) -> tuple[Period, ...]:
        """The open months that matter: not covered, unfit to answer from, or able to hide more than a trifle."""
        if self.gaps is None or not missing:
            return tuple(missing)
        hidden = {gap: self.gaps.hides(gap) for gap in missing}
        open_ones = [gap for gap, most in hidden.items() if most is None or self._holds_part_of(gap)]
        doubtful = [gap for gap, most in hidden.items() if most and gap not in open_ones]
        if sum(hidden[gap] or 0 for gap in doubtful) > total * self.gaps.tolerance:
            open_ones += doubtful
        return tuple(sorted(open_ones, key=lambda gap: gap.end))

    def _holds_part_of(self, gap: Period) -> bool:
        """Whether a longer or unfit row says that there was something in a month that no fit row tells alone."""
        return any(
            entry.period.kind in TILES and entry.period.contains(gap) and self._untold(entry) for entry in self.entries
        )

    def _untold(self, entry: Entry) -> bool:
        if entry.basis in UNUSABLE or entry.basis is Basis.SPREAD:
            return True
        finer = (PeriodKind.MONTH, PeriodKind.QUARTER)
        inside = [part for part in self._exact.values() if part.period.kind in finer and part.period != entry.period]
        return entry.value > sum(part.value for part in inside if entry.period.contains(part.period))

    def _sum(self, period: Period, parts: Sequence[Entry], missing: tuple[Period, ...]) -> Figure:
        basis = Basis.ESTIMATED if any(part.basis is Basis.ESTIMATED for part in parts) else Basis.SUM
        precision = sum_precision(part.precision for part in parts)
        if self.key.listed_only and missing:
            precision = Precision.AT_LEAST
        return self._make(period, sum(part.value for part in parts), precision, basis, parts, missing)

    def _make(
        self,
        period: Period,
        value: float,
        precision: Precision,
        basis: Basis,
        parts: Iterable[Entry],
        missing: tuple[Period, ...],
    ) -> Figure:
        parts = tuple(parts)
        notes = [part.note for part in parts if part.note]
        return Figure(
            value=value,
            unit=self.key.unit,
            precision=precision,
            basis=basis,
            measure=self.key.measure,
            powertrain=self.key.powertrain,
            vehicle_type=self.key.vehicle_type,
            region=self.key.region,
            subject=self.key.subject,
            period=period,
            sources=tuple(str(number) for number in dict.fromkeys(part.source for part in parts)),
            published=max((part.published for part in parts), default=""),
            series=self.key.id,
            family=self.key.family,
            missing=missing,
            note=notes[0] if len(parts) == 1 and notes else "",
        )


@lru_cache(maxsize=512)
def _months(first: date, after: date) -> tuple[Period, ...]:
    """The months from the one that begins on a day to the last before another: long stretches that nothing covers."""
    found = []
    while first < after:
        found.append(Period.month(first.year, first.month))
        first = add_months(first, 1)
    return tuple(found)


def _preference(entry: Entry) -> tuple[bool, bool, str, float]:
    """Which of two rows for the same period is told: published before summed, undisputed, then the later edition."""
    return (
        entry.basis is not Basis.SHOWN_WITH_OTHER,
        entry.basis in (Basis.PUBLISHED, Basis.SPREAD),
        entry.published,
        entry.precision is Precision.EXACT,
    )


def sum_precision(given: Iterable[Precision]) -> Precision:
    """How close a sum of figures is: as the loosest of them."""
    kinds = set(given)
    for precision in (Precision.AT_LEAST, Precision.ABOUT, Precision.ROUNDED):
        if precision in kinds:
            return precision
    return Precision.EXACT
