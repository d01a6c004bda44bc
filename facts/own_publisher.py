"""One publisher of a host's own figures: read from what the host wrote, and written as the documented schema has it.

A declaration needs no more than a name; every table of the folder counts, declared or not. `OwnPublisher.write` makes a
folder that `facts.tables` reads like any other; `traced` leads from a line of that folder back to the host's own line.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from facts import own_toml
from facts.check import OTHER_FILES, Problem
from facts.model import BEFORE_ALL, Publisher
from facts.own_folder import DECLARATION
from facts.own_names import OwnNames
from facts.own_tables import OwnSources, OwnTable, read_own_table
from facts.rows import COLUMNS, SLUG
from facts.tables import SCOPE_COLUMNS, SOURCE_COLUMNS, STATEMENT_COLUMNS, Table, TableError, Variant
from facts.things import slug

LICENCE = "own figures, not published"
_DECLARED = frozenset(field.name for field in fields(Publisher)) | {"published"}
_OF_TABLE = frozenset(field.name for field in fields(Table)) - {"path", "publisher"} | {"file"}
_COLUMNS = {"sources.csv": SOURCE_COLUMNS, "scopes.csv": SCOPE_COLUMNS, "statements.csv": STATEMENT_COLUMNS}
Record = tuple[int, dict[str, str]]


def marked(name: str) -> str:
    """How answers call the publisher of own figures."""
    return f"{name} (own figures)"


@dataclass(frozen=True, slots=True)
class OwnPublisher:
    """What one folder of the host says."""

    folder: Path
    """The host's."""
    publisher: Publisher
    tables: tuple[tuple[Mapping[str, Any], OwnTable], ...]
    """The declaration of each, without its defaults, and its rows."""
    variants: tuple[Mapping[str, Any], ...]
    records: Mapping[str, tuple[Record, ...]]
    """The lines of the files that hold no figures, with their number in the host's file."""

    @property
    def figures(self) -> int:
        """How many there are."""
        return sum(len(table.rows) for _, table in self.tables)

    def write(self, parent: Path) -> Path:
        """Write the folder of this publisher into another; returns it."""
        folder = parent / self.publisher.id
        folder.mkdir(parents=True, exist_ok=True)
        declared = own_toml.table("[publisher]", _shown(self.publisher))
        declared += own_toml.tables("table", (self._declared(*entry) for entry in self.tables))
        declared += own_toml.tables("variant", self.variants)
        (folder / DECLARATION).write_text(declared, encoding="utf-8")
        for _, table in self.tables:
            _write(folder / table.path.name, COLUMNS, (cells for _, cells in table.rows))
        for name, records in self.records.items():
            columns = _COLUMNS[name]
            _write(folder / name, columns, ([row[column] for column in columns] for _, row in records))
        return folder

    def traced(self, problem: Problem) -> Problem:
        """A problem of the written folder as one of the host's files."""
        name, number = problem.file.name, problem.line - 2
        for _, table in self.tables:
            if table.path.name == name and 0 <= number < len(table.rows):
                column = table.headers.get(problem.column, problem.column)
                return replace(problem, file=table.path, line=table.rows[number][0], column=column)
        if name in self.records and 0 <= number < len(self.records[name]):
            return replace(problem, file=self.folder / name, line=self.records[name][number][0])
        return replace(problem, file=self.folder / name)

    def without(self, problems: Iterable[Problem]) -> OwnPublisher | None:
        """The publisher without the lines of some problems, as `traced` gives them; None where none can be left out."""
        bad = {(problem.file.name, problem.line) for problem in problems}
        if any(name == DECLARATION for name, _ in bad):
            return None
        tables = []
        for declared, table in self.tables:
            lines = frozenset(line for name, line in bad if name == table.path.name)
            if 1 not in lines and (kept := table.without(lines)).rows:
                tables.append((declared, kept))
        records = {
            name: tuple(record for record in given if (name, record[0]) not in bad)
            for name, given in self.records.items()
        }
        return replace(self, tables=tuple(tables), records=records)

    def _declared(self, given: Mapping[str, Any], table: OwnTable) -> dict[str, Any]:
        ident, stem = self.publisher.id, slug(table.path.stem)
        said = f"These are own figures of {self.publisher.name.removesuffix(marked(''))}."
        return {
            "grain": table.grain,
            "listed_only": True,
            **given,
            "file": table.path.name,
            "family": f"own-{ident}-{given.get('family', stem)}",
            "order": int(given.get("order", 0)) + BEFORE_ALL,
            "caveats": [said, *given.get("caveats", ())],
        }


def read_own_publisher(
    folder: Path, ident: str, files: Mapping[str, bytes], names: OwnNames
) -> tuple[OwnPublisher, list[Problem]]:
    """What a folder of the host says, and its bad rows. Raises TableError where it says nothing that can be read.

    `ident` is the publisher's id where the folder does not give one.
    """
    path = folder / DECLARATION
    declared = _declaration(path, files[DECLARATION])
    publisher, published = _publisher(path, declared, ident)
    records = {
        name: _records(folder / name, files[name], columns) for name, columns in _COLUMNS.items() if name in files
    }
    sources = OwnSources({row["id"]: row["title"] for _, row in records.get("sources.csv", ())})
    tables, wrong = [], []
    for given in _tables(path, declared, files):
        defaults = {**declared.get("defaults", {}), **given.get("defaults", {})}
        texts = {column: str(value) for column, value in defaults.items()}
        _only(path, texts, frozenset(COLUMNS), "defaults")
        name = str(given["file"])
        try:
            table, bad = read_own_table(folder / name, files[name], texts, names, sources)
        except TableError as problem:
            wrong.append(Problem(problem.file, problem.line, problem.column, problem.message, problem.fix))
            continue
        wrong += bad
        if table.rows:
            tables.append(({key: value for key, value in given.items() if key != "defaults"}, table))
    records["sources.csv"] = _sources(records.get("sources.csv", ()), sources, publisher, published)
    records["statements.csv"] = tuple(
        (line, row | {"id": f"{publisher.id}:{row['id']}" if row["id"] else ""})
        for line, row in records.get("statements.csv", ())
    )
    return OwnPublisher(folder, publisher, tuple(tables), tuple(declared.get("variant", ())), records), wrong


def _declaration(path: Path, content: bytes) -> dict[str, Any]:
    try:
        declared = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise TableError(path, 1, "", f"is not TOML: {problem}", 'write name = "…", as in the guide') from problem
    plain = {key: value for key, value in declared.items() if key in _DECLARED}
    _only(path, declared, _DECLARED | {"publisher", "table", "variant", "defaults"}, "the file")
    declared["publisher"] = {**plain, **_a_table(path, declared, "publisher")}
    declared["defaults"] = _a_table(path, declared, "defaults")
    _only(path, declared["publisher"], _DECLARED, "publisher")
    for name, known in (("table", _OF_TABLE), ("variant", frozenset(field.name for field in fields(Variant)))):
        entries = declared.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise TableError(path, 1, name, "is no list of tables", f"write [[{name}]]")
        for entry in entries:
            _only(path, entry, known, name)
    return declared


def _a_table(path: Path, declared: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = declared.get(key, {})
    if not isinstance(found, dict):
        raise TableError(path, 1, key, "is no table", f"write [{key}]")
    return found


def _publisher(path: Path, declared: Mapping[str, Any], ident: str) -> tuple[Publisher, str]:
    """The publisher, and the day of publication of what gives none."""
    given = {key: str(value) for key, value in declared["publisher"].items()}
    published = given.pop("published", "")
    if not given.get("name", "").strip():
        raise TableError(path, 1, "name", "missing", 'write name = "…": it stands in every answer')
    given = {"url": "", "licence": LICENCE, "id": ident or slug(given["name"])} | given
    if not SLUG.fullmatch(given["id"]):
        raise TableError(path, 1, "id", f"{given['id']!r} is no id", "lower-case letters, digits and hyphens")
    return Publisher(**given | {"name": marked(given["name"])}), published


def _tables(path: Path, declared: Mapping[str, Any], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """The declaration of every table of a folder; a table that is not declared has an empty one."""
    given: list[dict[str, Any]] = declared.get("table", [])
    there = [name for name in sorted(files) if name.lower().endswith(".csv") and name not in OTHER_FILES]
    for entry in given:
        if entry.get("file") not in there:
            raise TableError(path, 1, "file", f"there is no {entry.get('file')!r}", "name a CSV file of this folder")
        order = entry.get("order", 0)
        if not isinstance(order, int):
            raise TableError(path, 1, "order", f"{order!r} is not a whole number", "write order = 1")
    named = {entry["file"] for entry in given}
    return [*given, *({"file": name} for name in there if name not in named)]


def _records(path: Path, content: bytes, columns: tuple[str, ...]) -> tuple[Record, ...]:
    """The lines of a file that holds no figures; columns that are left out are empty."""
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        head = next(reader, [])
        for name in head:
            if name not in columns:
                raise TableError(path, 1, name, "unknown column", f"known: {', '.join(columns)}")
        found = []
        for row in reader:
            if len(row) != len(head):
                what = f"{len(row)} cells under {len(head)} columns"
                raise TableError(path, reader.line_num, "", what, "quote cells with commas")
            cells = (" ".join(cell.split()) for cell in row)  # a row made of it stands in one line
            found.append((reader.line_num, dict.fromkeys(columns, "") | dict(zip(head, cells, strict=True))))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise TableError(path, 1, "", f"is not CSV in UTF-8: {problem}", "save it as CSV UTF-8") from problem
    return tuple(found)


def _sources(
    given: tuple[Record, ...], sources: OwnSources, publisher: Publisher, published: str
) -> tuple[Record, ...]:
    """The sources that are listed, marked as own, and those that tables name besides."""
    listed = {row["id"] for _, row in given}
    usual = {"publisher": publisher.name, "url": publisher.url, "published": published, "licence": publisher.licence}
    marked_rows = [
        (line, {column: text or usual.get(column, "") for column, text in row.items()} | _as_own(row))
        for line, row in given
    ]
    made = [
        (1, dict.fromkeys(SOURCE_COLUMNS, "") | usual | {"id": ident, "title": title})
        for ident, title in sources.listed.items()
        if ident not in listed
    ]
    return (*marked_rows, *made)


def _as_own(row: Mapping[str, str]) -> dict[str, str]:
    return {"publisher": marked(row["publisher"])} if row["publisher"] else {}


def _shown(publisher: Publisher) -> dict[str, str]:
    return {field.name: getattr(publisher, field.name) for field in fields(Publisher)}


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _only(path: Path, entry: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for key in entry:
        if key not in known:
            raise TableError(path, 1, key, f"unknown in {where}", f"known: {', '.join(sorted(known))}")
