"""What an edition changes: the figures that are new, those that were revised, and those that are gone.

Figures are the same when table, series, period and, where pages are mixed, page are. It reads two folders of one
publisher and judges nothing; `facts.updating.plausible` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from facts.feeds.held import Series, series_of
from facts.rows import Row
from facts.tables import iter_rows, read_publisher

Key = tuple[str, Series, str, str]
"""File, series, period and, in tables that mix pages, source."""


@dataclass(frozen=True)
class Differences:
    """Two states of one publisher's figures."""

    publisher: str
    before: Mapping[Key, Row]
    after: Mapping[Key, Row]

    @cached_property
    def added(self) -> tuple[Row, ...]:
        """Figures that are new."""
        return tuple(row for key, row in self.after.items() if key not in self.before)

    @cached_property
    def dropped(self) -> tuple[Row, ...]:
        """Figures that are gone."""
        return tuple(row for key, row in self.before.items() if key not in self.after)

    @cached_property
    def revised(self) -> tuple[tuple[Row, Row], ...]:
        """Figures with another value than before: the old and the new."""
        return tuple(pair for pair in self._common if pair[0].value != pair[1].value)

    @cached_property
    def judged(self) -> tuple[tuple[Row, Row], ...]:
        """Figures with the same value that are thought of otherwise than before: another basis or note."""
        return tuple(
            (old, new)
            for old, new in self._common
            if old.value == new.value and (old.basis, old.note, old.precision) != (new.basis, new.note, new.precision)
        )

    @cached_property
    def fingerprint(self) -> str:
        """What the state after is recognised by, on whatever day and over whatever state before it was taken."""
        return fingerprint(self.after)

    @property
    def none(self) -> bool:
        """Whether nothing changed that an answer could tell."""
        return not (self.added or self.dropped or self.revised or self.judged)

    @cached_property
    def _common(self) -> tuple[tuple[Row, Row], ...]:
        return tuple((row, self.after[key]) for key, row in self.before.items() if key in self.after)


def differences(before: Path | None, after: Path) -> Differences:
    """What a folder changes against the one that we hold; against nothing, where the publisher is new."""
    return Differences(after.name, _rows(before) if before else {}, _rows(after))


def fingerprint(rows: Mapping[Key, Row]) -> str:
    """The same for two states without a difference that an answer could tell, and for no others."""
    lines = sorted(repr((key, row.value, row.basis, row.note, row.precision)) for key, row in rows.items())
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=10).hexdigest()


def described(differences: Differences) -> str:
    """The whole list as text, one line a figure: what an edition keeps of how it came about."""
    lines = [summary(differences)]
    lines += [f"  new      {name_of(row)}: {number(row.value)}" for row in _ordered(differences.added)]
    lines += [f"  revised  {revision(old, new)}" for old, new in differences.revised]
    lines += [f"  dropped  {name_of(row)}: was {number(row.value)}" for row in _ordered(differences.dropped)]
    lines += [f"  judged   {name_of(new)}: {old.basis} -> {new.basis}" for old, new in differences.judged]
    return "".join(f"{line}\n" for line in lines)


def summary(differences: Differences) -> str:
    """How much changed, in one line."""
    found = (
        (len(differences.added), "new"),
        (len(differences.revised), "revised"),
        (len(differences.dropped), "dropped"),
        (len(differences.judged), "judged otherwise"),
    )
    told = ", ".join(f"{count:,} {word}" for count, word in found if count) or "nothing new"
    return f"{differences.publisher}: {told} ({len(differences.after):,} figures)"


def revision(old: Row, new: Row) -> str:
    """One revised figure: which, what it was and what it is."""
    share = f" ({(new.value - old.value) / old.value:+.1%})" if old.value else ""
    return f"{name_of(new)}: {number(old.value)} -> {number(new.value)}{share}"


def number(value: float) -> str:
    """A count or share in full: 22,889,221 or 0.0079."""
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.6f}".rstrip("0")


def name_of(row: Row) -> str:
    """Which figure a row is, in the words of the data."""
    kind = row.vehicle_type if row.vehicle_type != "car" else ""
    role = row.role if row.role == "remainder" else ""
    return " ".join(
        filter(None, (row.region, row.variant, row.subject, role, row.powertrain, kind, row.measure, row.period))
    )


def _rows(folder: Path) -> dict[Key, Row]:
    return {
        (table.path.name, series_of(row), row.period, row.source if table.mixed_sources else ""): row
        for table in read_publisher(folder).tables
        for row in iter_rows(table)
    }


def _ordered(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.end, row.region, row.subject, row.powertrain))
