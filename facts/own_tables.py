"""One table of a host's own -> rows as the documented schema has them, with the line that each of them comes from.

Headers may stand in any order and cells may name things as people do (`facts.own_names`, `facts.own_words`); what is
left out has a sensible default. What rows must not say is judged by `facts.check`, which sees the rows made here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from facts.check import SHARES, Problem
from facts.model import MARKET, Basis, Measure, Precision, Role, ShareOf, Unit
from facts.own_folder import DECLARATION
from facts.own_names import OwnNames, UnknownNameError
from facts.own_words import BRAND, MODEL, column_of, period, word
from facts.rows import COLUMNS
from facts.tables import TableError
from facts.things import slug

_DELIMITERS = ",;\t"
_PARTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
"""41.000: forty-one in English and forty-one thousand in German, so no count is written like that."""
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnTable:
    """The rows of one file, each a cell for every one of `COLUMNS`."""

    path: Path
    """The host's file."""
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Line in the host's file, and the cells."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Column -> what the host called it."""

    @property
    def grain(self) -> str:
        """The finest subject that it counts."""
        subjects = {cells[0] for _, cells in self.rows}
        if any("/" in subject and not subject.startswith("group/") for subject in subjects):
            return "model"
        return "market" if subjects <= {MARKET} else "brand"

    def without(self, lines: frozenset[int]) -> OwnTable:
        """The table without the rows of some lines of the host's file."""
        return replace(self, rows=tuple(row for row in self.rows if row[0] not in lines))


@dataclass(slots=True)
class OwnSources:
    """The sources of one publisher: those that it lists, and one for each title that a table names."""

    listed: dict[str, str]
    """Title by id."""

    def named(self, said: str) -> str:
        """The id of a source that is named by its id or its title; a title that is new is listed."""
        if said in self.listed:
            return said
        for ident, title in self.listed.items():
            if title == said:
                return ident
        ident = base = slug(said) or "table"
        number = 2
        while ident in self.listed:
            ident, number = f"{base}-{number}", number + 1
        self.listed[ident] = said
        return ident


def read_own_table(
    path: Path, content: bytes, defaults: Cells, names: OwnNames, sources: OwnSources
) -> tuple[OwnTable, list[Problem]]:
    """The good rows of a host's file, and what is wrong with the others. Raises TableError where no row can be read."""
    lines = _lines(path, content)
    _, head = next(lines, (1, []))
    headers = _headers(path, head, defaults)
    titled = path.stem.replace("_", " ").replace("-", " ")
    rows, wrong = [], []
    for line, row in lines:
        if len(row) != len(head):
            what = f"{len(row)} cells under {len(head)} columns"
            wrong.append(
                Problem(path, line, "", what, "give every row a cell for each column; quote cells with commas")
            )
            continue
        said = dict(zip(headers, row, strict=True))
        try:
            rows.append((line, _cells(said, defaults, names, sources, titled)))
        except _CellError as problem:
            wrong.append(Problem(path, line, headers.get(problem.column, problem.column), str(problem), problem.fix))
    return OwnTable(path, tuple(rows), headers), wrong


class _CellError(ValueError):
    def __init__(self, column: str, message: str, fix: str) -> None:
        self.column, self.fix = column, fix
        super().__init__(message)


def _lines(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Line and trimmed cells of every row that is not empty; commas, semicolons and tabs may part the cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise TableError(path, line, "", "is not UTF-8 text", "save it as CSV UTF-8") from problem
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count))
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]  # a row made of it stands in one line
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as problem:
        raise TableError(path, reader.line_num, "", f"is not CSV: {problem}", "save it as CSV UTF-8") from problem


def _headers(path: Path, head: list[str], defaults: Cells) -> dict[str, str]:
    """What each column of a file is, by what it is called there."""
    found: dict[str, str] = {}
    for name in head:
        column = column_of(name)
        if column is None:
            known = ", ".join((BRAND, MODEL, *COLUMNS))
            raise TableError(path, 1, name or "(no name)", "unknown column", f"take it out, or call it one of {known}")
        if column in found:
            raise TableError(path, 1, name, f"the same as {found[column]!r}", "keep one of the two")
        found[column] = name
    given = {*found, *(column for column, text in defaults.items() if text)}
    if "subject" in found and {BRAND, MODEL} & set(found):
        raise TableError(path, 1, "subject", "stands beside brand or model", "keep subject, or the other two")
    if not given & {"subject", BRAND, MODEL}:
        raise TableError(path, 1, "subject", "missing", "add a column subject, model or brand")
    for column in ("region", "period", "value"):
        if column not in given:
            raise TableError(path, 1, column, "missing", f"add a column {column}, or a default in {DECLARATION}")
    return found


def _cells(said: Cells, defaults: Cells, names: OwnNames, sources: OwnSources, titled: str) -> tuple[str, ...]:
    """A row as the documented schema has it. Raises _CellError."""

    def cell(column: str, otherwise: str = "") -> str:
        text = said.get(column) or defaults.get(column) or otherwise
        return word(column, text)

    subject = _subject(said, defaults, names)
    measure = cell("measure", Measure.SALES)
    share = measure in SHARES
    powertrain = cell("powertrain", names.powertrain(subject))
    if not powertrain:
        fix = f"add a column powertrain (BEV, PHEV, EV, ALL …), or a default in {DECLARATION}"
        raise _CellError("powertrain", f"nothing says which cars of {subject!r} are counted", fix)
    value = cell("value")
    if not share and _PARTED.fullmatch(value):
        whole, _, rest = value.partition(".")
        fix = f"leave the point out: {value.replace('.', '')}" + ("" if "." in rest else f", or {whole} if that is it")
        raise _CellError("value", f"{value!r} may be thousands or thousandths", fix)
    of = ShareOf.STOCK if measure == Measure.SHARE_OF_STOCK else ShareOf.MARKET
    made = {
        "subject": subject,
        "role": cell("role", Role.TOTAL),
        "measure": measure,
        "powertrain": powertrain,
        "vehicle_type": cell("vehicle_type", names.vehicle_type(subject)),
        "region": _resolved("region", names.region, cell("region")),
        "period": period(cell("period")),
        "unit": cell("unit", Unit.PERCENT if share else Unit.VEHICLES),
        "of": cell("of", of if share else ""),
        "precision": cell("precision", Precision.EXACT),
        "basis": cell("basis", Basis.PUBLISHED),
        "source": sources.named(cell("source", titled)),
    }
    return tuple(str(made[column]) if column in made else cell(column) for column in COLUMNS)


def _subject(said: Cells, defaults: Cells, names: OwnNames) -> str:
    if BRAND in said or MODEL in said:
        column = MODEL if said.get(MODEL) else BRAND
        return _resolved(column, lambda _: names.model(said.get(BRAND, ""), said.get(MODEL, "")), said.get(column, ""))
    return _resolved("subject", names.subject, said.get("subject") or defaults.get("subject", ""))


def _resolved(column: str, resolve: Callable[[str], str], text: str) -> str:
    if not text:
        raise _CellError(column, "empty", "every row needs it")
    try:
        return resolve(text)
    except UnknownNameError as problem:
        raise _CellError(column, str(problem), problem.fix) from problem
