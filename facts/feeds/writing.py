"""Writing a publisher's folder: figures collected, sorted and put down so that a change shows as a short diff.

The hand-written `publisher.toml` of the folder says which files there are and which columns are the same throughout;
those columns are left out of the file and the cells that equal a default are left empty.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from facts.model import MARKET, Role
from facts.period import Period
from facts.rows import COLUMNS
from facts.tables import SOURCE_COLUMNS


class FeedError(ValueError):
    """The publisher's file is not as the converter expects it; the message names the file and the row."""


class Figure(NamedTuple):
    """One row of a figure file before it is written: text, in the words of the data."""

    subject: str = MARKET
    role: str = Role.TOTAL
    variant: str = ""
    measure: str = ""
    powertrain: str = ""
    vehicle_type: str = ""
    region: str = ""
    period: str = ""
    value: str = ""
    unit: str = "vehicles"
    of: str = ""
    precision: str = "exact"
    basis: str = "published"
    source: str = ""
    published: str = ""
    scope: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of sources.csv."""

    id: str
    publisher: str
    title: str
    url: str
    published: str
    licence: str
    via: str = ""


class Folder:
    """A publisher's folder being written."""

    def __init__(self, data: Path, publisher: str) -> None:
        self.path = data / publisher
        declared = tomllib.loads((self.path / "publisher.toml").read_text(encoding="utf-8"))
        self._defaults: dict[str, dict[str, str]] = {
            table["file"]: {key: str(value) for key, value in table.get("defaults", {}).items()}
            for table in declared["table"]
        }
        self._figures: dict[str, list[Figure]] = defaultdict(list)
        self._sources: dict[str, SourceLine] = {}

    @property
    def files(self) -> tuple[str, ...]:
        """The figure files that the folder declares."""
        return tuple(self._defaults)

    def add(self, file: str, figure: Figure) -> None:
        """Keep a figure for one of the declared files."""
        if file not in self._defaults:
            raise FeedError(f"{self.path / 'publisher.toml'} declares no table {file}")
        self._figures[file].append(figure)

    def add_source(self, source: SourceLine) -> str:
        """Keep a source and give its id back; the same id may come again with the same content only."""
        known = self._sources.setdefault(source.id, source)
        if known != source:
            raise FeedError(f"source {source.id} stands for two pages: {known} and {source}")
        return source.id

    def write(self) -> int:
        """Write every file of the folder and say how many figures there are."""
        for file in self._defaults:
            write_csv(self.path / file, *_figure_lines(self._defaults[file], self._figures[file]))
        lines = (astuple(self._sources[key]) for key in sorted(self._sources, key=_natural))
        write_csv(self.path / "sources.csv", SOURCE_COLUMNS, lines)
        return sum(map(len, self._figures.values()))


def write_csv(path: Path, header: Iterable[str], lines: Iterable[Iterable[object]]) -> None:
    """One CSV file: UTF-8, LF, quotes only where they are needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(list(header))
        writer.writerows(lines)


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a publisher's CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if None in row or None in row.values():
                raise FeedError(f"{path}: a row with too many or too few cells: {row}")
            yield row


def plain(number: str) -> str:
    """A number without trailing zeros after the point: 7.0 -> 7, 1447707 as it is."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _figure_lines(defaults: Mapping[str, str], figures: list[Figure]) -> tuple[list[str], list[tuple[str, ...]]]:
    columns = [column for column in COLUMNS if _varies(column, defaults, figures)]
    places = [(COLUMNS.index(column), defaults.get(column, "")) for column in columns]
    ordered = sorted(figures, key=_order)
    return columns, [tuple(_cell(str(figure[at]), default) for at, default in places) for figure in ordered]


def _varies(column: str, defaults: Mapping[str, str], figures: list[Figure]) -> bool:
    at = COLUMNS.index(column)
    default = defaults.get(column, "")
    values = {str(figure[at]) for figure in figures}
    if default and "" in values:
        raise FeedError(f"column {column} has the default {default!r} and rows without a value")
    return values != {default}


def _cell(value: str, default: str) -> str:
    return "" if value == default else value


def _order(figure: Figure) -> tuple[Any, ...]:
    period = Period.parse(figure.period)
    when = (period.end, period.start or period.end, period.key)
    return (figure.region, figure.variant, when, *figure)


def _natural(key: str) -> tuple[int, str]:
    """1, 2, 10 rather than 1, 10, 2, then the words."""
    return (int(key), "") if key.isdigit() else (10**9, key)


assert tuple(Figure._fields) == COLUMNS
assert tuple(field.name for field in fields(SourceLine)) == SOURCE_COLUMNS
