"""`revisions.csv`: what stood in a publisher's tables before newer figures took its place, one line a figure and day.

A line says what held until a day: a figure, or that there was none yet. Read backwards from the tables as they are, the
lines give the tables of any day since the first of them. `facts.updating.revising` writes the file, `facts.rewinding`
makes of it what the database keeps.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from facts.model import Source
from facts.period import Period, PeriodError, month_end
from facts.rows import COLUMNS, ENUMS, ISO_DAY, OPTIONAL, Row, TableError

FILE = "revisions.csv"
REVISION_COLUMNS = ("file", *COLUMNS, "since", "replaced", "edition")
"""Every column of the file, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What held for one figure until a day."""

    file: str
    """The figure file in which it stands or stood."""
    row: Row
    """The figure as it was; of one that did not exist yet, only what it counts."""
    existed: bool
    since: str
    """ISO day on which it was published or, where it took the place of another, on which it did."""
    replaced: str
    """ISO day from which it no longer held."""
    edition: str
    """The edition in which it stood."""


def read_revisions(folder: Path) -> tuple[Replaced, ...]:
    """The lines of a publisher's folder in their order, which is that of the days; empty where it has no such file.

    Raises TableError where a line is not as it should be.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != REVISION_COLUMNS:
            raise TableError(path, 1, "", "other columns than expected", f"write {','.join(REVISION_COLUMNS)}")
        return tuple(_replaced(path, reader.line_num, cells) for cells in reader)


def write_revisions(folder: Path, lines: Iterable[Replaced]) -> None:
    """Write the file of a folder anew."""
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(REVISION_COLUMNS)
        writer.writerows(_cells(line) for line in lines)


def kept_since(folder: Path, sources: Iterable[Source]) -> str:
    """The first day for which it is known what a publisher's figures were, ISO; empty where nothing has a date."""
    lines = read_revisions(folder)
    newest = last_day(max((source.published for source in sources), default=""))
    return lines[0].since if lines else newest.isoformat() if newest else ""


def last_day(published: str) -> date | None:
    """The last day that a day of publication can mean: of 2026-05 the 31st; None where none is given."""
    match [int(part) for part in published.split("-") if part]:
        case [year, month, day]:
            return date(year, month, day)
        case [year, month]:
            return month_end(year, month)
        case [year]:
            return date(year, 12, 31)
    return None


def _cells(line: Replaced) -> list[str]:
    row = line.row
    given = row._asdict() | {"value": _plain(row.value) if line.existed else "", "source": row.source.partition(":")[2]}
    return [line.file, *(str(given[column]) for column in COLUMNS), line.since, line.replaced, line.edition]


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _replaced(path: Path, line: int, cells: list[str]) -> Replaced:
    if len(cells) != len(REVISION_COLUMNS):
        fix = "quote cells with commas"
        raise TableError(path, line, "", f"{len(cells)} cells under {len(REVISION_COLUMNS)} columns", fix)
    given = dict(zip(REVISION_COLUMNS, cells, strict=True))
    for column, words in ENUMS.items():
        if given[column] not in tuple(words) and (given[column] or column not in OPTIONAL):
            raise TableError(path, line, column, f"{given[column]!r} is not known here", f"one of {', '.join(words)}")
    for column in ("since", "replaced"):
        if not ISO_DAY.fullmatch(given[column]) or len(given[column]) < len("2026-01-01"):
            raise TableError(path, line, column, f"{given[column]!r} is not a day", "write a day as 2024-05-31")
    try:
        period, value = Period.parse(given["period"]), float(given["value"] or 0)
    except (PeriodError, ValueError) as problem:
        raise TableError(path, line, "period", str(problem), "see facts/period.py for the notation") from problem
    if not math.isfinite(value):
        raise TableError(path, line, "value", f"{given['value'][:20]!r} is not a number", "digits, a point at most")
    plain: dict[str, Any] = {name: given[name] for name in Row._fields if name in given}
    plain |= {"source": f"{path.parent.name}:{given['source']}", "value": value, "line": line, "period": period.key}
    start = period.start.isoformat() if period.start else ""
    row = Row(**plain, kind=str(period.kind), start=start, end=period.end.isoformat())
    return Replaced(given["file"], row, bool(given["value"]), given["since"], given["replaced"], given["edition"])
