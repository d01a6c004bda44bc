"""The figure files: one CSV row read, checked cell by cell and handed on as a Row of plain values.

It knows the columns and the words that may stand in them, and refuses a row with anything else: `TableError` names the
file, line, column and what to do. It does not know publishers or the catalogue: `facts.tables` gives it the defaults of
a file, `facts.check` judges what the rows say together.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from facts.model import Basis, Measure, Powertrain, Precision, Role, ShareOf, Unit, VehicleType
from facts.period import Period, PeriodError

COLUMNS = (
    "subject",
    "role",
    "variant",
    "measure",
    "powertrain",
    "vehicle_type",
    "region",
    "period",
    "value",
    "unit",
    "of",
    "precision",
    "basis",
    "source",
    "published",
    "scope",
    "note",
)
"""Every column of a figure file, in the order in which they are written."""

OPTIONAL = frozenset({"variant", "of", "published", "scope", "note"})
"""Columns that may be empty; every other needs a value in each row or in the defaults of its table."""

ENUMS: dict[str, type[StrEnum]] = {
    "role": Role,
    "measure": Measure,
    "powertrain": Powertrain,
    "vehicle_type": VehicleType,
    "unit": Unit,
    "of": ShareOf,
    "precision": Precision,
    "basis": Basis,
}

SUBJECT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?")
REGION_ID = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?|[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ISO_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class TableError(ValueError):
    """A data file is not as it should be: where, what, and how to put it right."""

    def __init__(self, file: Path, line: int, column: str, message: str, fix: str = "") -> None:
        self.file, self.line, self.column, self.message, self.fix = file, line, column, message, fix
        place = f"{file}:{line}" + (f", column {column}" if column else "")
        super().__init__(f"{place}: {message}" + (f" ({fix})" if fix else ""))


class Row(NamedTuple):
    """One figure as plain, already validated values; the words are those of the enums in `facts.model`."""

    subject: str
    role: str
    variant: str
    measure: str
    powertrain: str
    vehicle_type: str
    region: str
    value: float
    unit: str
    of: str
    precision: str
    basis: str
    source: str
    """Global source id, ``publisher:id``."""
    published: str
    scope: str
    """What is counted where it is narrower or wider than the subject ("passenger cars"), else empty."""
    note: str
    line: int
    """Line in the file, for messages."""
    period: str
    """Compact notation of `facts.period`, canonical."""
    kind: str
    start: str
    """ISO date, or empty where a cumulative figure names no beginning."""
    end: str


class _CellError(ValueError):
    def __init__(self, message: str, fix: str) -> None:
        self.message, self.fix = message, fix
        super().__init__(message)


class _Cells(dict[str, Any]):
    """Cell text -> checked value, remembered: most cells of a column say the same few things."""

    def __init__(self, check: Callable[[str], Any], default: str | None) -> None:
        super().__init__()
        self._check, self._default = check, default

    def __missing__(self, text: str) -> Any:
        meant = text if text or self._default is None else self._default
        value = self[text] = self._check(meant)
        return value


def _default(path: Path, publisher: str, column: str, defaults: Mapping[str, str]) -> Any:
    """The value of a column that a file leaves out. Raises TableError where the declaration gives none that fits."""
    try:
        return _checker(column, publisher)(defaults.get(column, ""))
    except _CellError as problem:
        declared = path.parent / "publisher.toml"
        message = f"the default for {path.name}: {problem.message}"
        raise TableError(declared, 1, column, message, problem.fix) from problem


def read_rows(
    path: Path,
    publisher: str,
    defaults: Mapping[str, str],
    fault: Callable[[TableError], None] | None = None,
) -> Iterator[Row]:
    """The rows of one figure file. The first bad one raises TableError, or goes to `fault` and is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        check_header(path, header, defaults)
        cells = [_Cells(_checker(column, publisher), defaults.get(column)) for column in header]
        constant = [column for column in COLUMNS if column not in header]
        rest = [_default(path, publisher, column, defaults) for column in constant]
        given = [*header, *constant]
        arrange = itemgetter(*(given.index(column) for column in Row._fields[:16]))
        period_at = given.index("period")
        make = Row._make
        for cells_of_row in reader:
            line = reader.line_num
            try:
                checked = [known[text] for known, text in zip(cells, cells_of_row, strict=True)]
            except ValueError as problem:
                error = _explain(path, line, header, cells, cells_of_row, problem)
                if fault is None:
                    raise error from problem
                fault(error)
                continue
            checked += rest
            yield make((*arrange(checked), line, *checked[period_at]))


def check_header(path: Path, header: list[str], defaults: Mapping[str, str]) -> None:
    """Refuse unknown, doubled, misplaced and missing columns."""
    for column in header:
        if column not in COLUMNS:
            raise TableError(path, 1, column, "unknown column", f"known: {', '.join(COLUMNS)}")
    if header != [column for column in COLUMNS if column in header]:
        raise TableError(path, 1, "", "columns are doubled or out of order", f"order: {', '.join(COLUMNS)}")
    for column in COLUMNS:
        if column not in header and column not in defaults and column not in OPTIONAL:
            raise TableError(path, 1, column, "missing", "add the column, or a default in publisher.toml")


def _explain(
    path: Path, line: int, header: list[str], cells: list[_Cells], row: list[str], problem: ValueError
) -> TableError:
    if len(row) != len(header):
        return TableError(path, line, "", f"{len(row)} cells under {len(header)} columns", "quote cells with commas")
    for column, known, text in zip(header, cells, row, strict=True):
        try:
            known[text]
        except _CellError as error:
            return TableError(path, line, column, error.message, error.fix)
    return TableError(path, line, "", str(problem))


def _checker(column: str, publisher: str) -> Callable[[str], Any]:
    if column in ENUMS:
        return _one_of(ENUMS[column], column in OPTIONAL)
    if column == "source":
        return lambda text: f"{publisher}:{_matching(SLUG, 'a source id')(text)}"
    checkers: dict[str, Callable[[str], Any]] = {
        "subject": _matching(SUBJECT_ID, "a catalogue id, or market"),
        "region": _matching(REGION_ID, "a region id such as NO, US-CA or world"),
        "variant": _matching(SLUG, "a variant id", optional=True),
        "published": _matching(ISO_DAY, "a day as 2024, 2024-05 or 2024-05-31", optional=True),
        "period": _period,
        "value": _number,
    }
    return checkers.get(column, str)


def _one_of(words: type[StrEnum], optional: bool) -> Callable[[str], str]:
    known = {str(word): str(word) for word in words}

    def check(text: str) -> str:
        if text in known or (optional and not text):
            return text
        raise _CellError(f"{text!r} is not known here" if text else "empty", f"one of {', '.join(known)}")

    return check


def _matching(pattern: re.Pattern[str], wanted: str, *, optional: bool = False) -> Callable[[str], str]:
    def check(text: str) -> str:
        if pattern.fullmatch(text) or (optional and not text):
            return text
        raise _CellError(f"{text!r} is not {wanted}" if text else "empty", f"write {wanted}")

    return check


def _period(text: str) -> tuple[str, str, str, str]:
    try:
        period = Period.parse(text)
    except PeriodError as problem:
        raise _CellError(str(problem), "see facts/period.py for the notation") from problem
    return period.key, str(period.kind), period.start.isoformat() if period.start else "", period.end.isoformat()


def _number(text: str) -> float:
    if NUMBER.fullmatch(text):
        value = float(text)
        if math.isfinite(value):
            return value
        raise _CellError(f"a number of {len(text)} characters", "nothing is counted that high")
    raise _CellError(f"{text!r} is not a number" if text else "empty", "digits, a point at most, no separators")
