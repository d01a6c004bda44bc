"""The folders of facts/data: who publishes, on which terms, which tables there are and how to read them.

A folder holds `publisher.toml`, `sources.csv`, `LICENCE.md`, figure files and, where needed, `scopes.csv` and
`statements.csv`; facts/data/README.md describes them. Everything is checked while it is read and a bad line raises
`TableError`. What rows mean together is for `facts.check`, how they are stored for `facts.build`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facts.model import (
    Basis,
    Measure,
    Observation,
    Powertrain,
    Precision,
    Predicate,
    Publisher,
    Role,
    ShareOf,
    Source,
    Statement,
    Unit,
    VehicleType,
)
from facts.period import Period
from facts.rows import COLUMNS, ISO_DAY, SLUG, Row, TableError, read_rows

DATA = Path(__file__).parent / "data"
"""The figures that come with the package."""

GRAINS = ("market", "brand", "model")
SOURCE_COLUMNS = ("id", "publisher", "title", "url", "published", "licence", "via")
SCOPE_COLUMNS = (
    "variant",
    "region",
    "scope",
    "note",
    "original_publisher",
    "original_url",
    "frequency",
    "first_period",
    "last_period",
)
STATEMENT_COLUMNS = (
    "id",
    "subject",
    "predicate",
    "object",
    "region",
    "as_of",
    "event_date",
    "is_reason",
    "about",
    "text",
    "source",
)


@dataclass(frozen=True, slots=True)
class Table:
    """One figure file and what a reader of it must know."""

    path: Path
    publisher: str
    """Publisher id, which is the name of the folder."""
    family: str
    """Rows of one family may be added, ranked and compared with each other."""
    order: int
    """Lower answers first among equally complete figures."""
    grain: str
    """The finest subject: market, brand or model."""
    listed_only: bool = False
    """A missing row means "not listed", never zero: sums are lower bounds."""
    mixed_sources: bool = False
    """Rows come from many pages that count differently: add or rank only rows of one source."""
    caveats: tuple[str, ...] = ()
    """Sentences that go with every answer from here."""
    period_note: str = ""
    weak_regions: frozenset[str] = frozenset()
    """Regions for which this publisher answers last."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Columns that are the same throughout, and what an empty cell means."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A second series of the same place by the same publisher."""

    id: str
    order: int
    """Takes the place of the table's order."""
    answer: bool
    """Whether it may answer a question that does not name it."""
    caveat: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What one series counts, who counted it first, and its known faults."""

    variant: str
    region: str
    scope: str
    note: str
    original_publisher: str
    original_url: str
    frequency: str
    first_period: str
    last_period: str


@dataclass(frozen=True, slots=True)
class PublisherData:
    """One folder: the publisher, its sources and its tables; rows are read when asked for."""

    publisher: Publisher
    folder: Path
    tables: tuple[Table, ...]
    variants: tuple[Variant, ...]
    sources: tuple[Source, ...]
    scopes: tuple[Scope, ...]

    def statements(self) -> tuple[Statement, ...]:
        """The statements of this folder; most have none."""
        return read_statements(self.folder)


def publisher_folders(data: Path = DATA, instead: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders that hold figures, by name; those in `instead` stand in place of others of the same name."""
    found = {entry.parent.name: entry.parent for entry in data.glob("*/publisher.toml")}
    found |= {folder.name: folder for folder in instead}
    return tuple(found[name] for name in sorted(found))


def read_publisher(folder: Path) -> PublisherData:
    """One folder without its rows; raises TableError where a declaration is wrong."""
    path = folder / "publisher.toml"
    declared = _toml(path)
    _known_keys(path, declared, {"publisher", "table", "variant"})
    fields = declared.get("publisher", {})
    try:
        publisher = Publisher(**fields)
    except TypeError as problem:
        raise TableError(path, 1, "publisher", str(problem), "see facts.model.Publisher") from problem
    if publisher.id != folder.name:
        raise TableError(path, 1, "id", f"{publisher.id!r} is not the name of the folder", f"write {folder.name!r}")
    return PublisherData(
        publisher=publisher,
        folder=folder,
        tables=tuple(_table(folder, entry) for entry in declared.get("table", [])),
        variants=tuple(_variant(path, entry) for entry in declared.get("variant", [])),
        sources=read_sources(folder),
        scopes=read_scopes(folder),
    )


def iter_rows(table: Table, fault: Callable[[TableError], None] | None = None) -> Iterator[Row]:
    """The rows of a table as plain validated values; a bad row raises TableError, or goes to `fault`."""
    return read_rows(table.path, table.publisher, table.defaults, fault)


def observations(table: Table) -> Iterator[Observation]:
    """The rows of a table as Observations: for reading a few; `iter_rows` is the quick way through all of them."""
    for row in iter_rows(table):
        yield Observation(
            subject=row.subject,
            measure=Measure(row.measure),
            powertrain=Powertrain(row.powertrain),
            vehicle_type=VehicleType(row.vehicle_type),
            region=row.region,
            period=Period.parse(row.period),
            value=row.value,
            unit=Unit(row.unit),
            precision=Precision(row.precision),
            basis=Basis(row.basis),
            role=Role(row.role),
            source=row.source,
            published=row.published,
            of=ShareOf(row.of) if row.of else None,
            note=row.note,
        )


def read_sources(folder: Path) -> tuple[Source, ...]:
    """The pages, files and editions that the figures of a folder were read from, under their global ids."""
    path = folder / "sources.csv"
    found: dict[str, Source] = {}
    for line, row in _records(path, SOURCE_COLUMNS):
        _need(path, line, row, "id", "publisher", "title", "licence")
        if not SLUG.fullmatch(row["id"]):
            raise TableError(path, line, "id", f"{row['id']!r} is not a source id", "lower-case letters and digits")
        _days(path, line, row, "published")
        if row["id"] in found:
            raise TableError(path, line, "id", f"{row['id']!r} is given twice", "one line for each source")
        found[row["id"]] = Source(**{**row, "id": f"{folder.name}:{row['id']}"})
    return tuple(found.values())


def read_scopes(folder: Path) -> tuple[Scope, ...]:
    """What the series of a folder count; empty where the folder has no such file."""
    path = folder / "scopes.csv"
    if not path.exists():
        return ()
    return tuple(Scope(**row) for _, row in _records(path, SCOPE_COLUMNS))


def read_statements(folder: Path) -> tuple[Statement, ...]:
    """The statements of a folder; empty where it has none."""
    path = folder / "statements.csv"
    if not path.exists():
        return ()
    return tuple(_statement(path, line, row) for line, row in _records(path, STATEMENT_COLUMNS))


def _statement(path: Path, line: int, row: dict[str, str]) -> Statement:
    _need(path, line, row, "id", "subject", "predicate", "object", "region", "as_of", "text", "source")
    _days(path, line, row, "as_of", "event_date")
    if row["is_reason"] not in ("", "true"):
        raise TableError(path, line, "is_reason", f"{row['is_reason']!r}", "write true, or leave it empty")
    if row["predicate"] not in tuple(Predicate):
        known = ", ".join(Predicate)
        raise TableError(path, line, "predicate", f"{row['predicate']!r} is not known", f"one of {known}")
    return Statement(
        id=row["id"],
        subject=row["subject"],
        predicate=Predicate(row["predicate"]),
        object=row["object"],
        region=row["region"],
        as_of=row["as_of"],
        text=row["text"],
        source=f"{path.parent.name}:{row['source']}",
        about=tuple(filter(None, row["about"].split("|"))),
        event_date=row["event_date"],
        is_reason=bool(row["is_reason"]),
    )


def _table(folder: Path, entry: dict[str, Any]) -> Table:
    path = folder / "publisher.toml"
    name = str(entry.get("file", ""))
    given = {key: value for key, value in entry.items() if key != "file"}
    _known_keys(path, given, set(Table.__slots__) - {"path", "publisher"}, name)
    defaults = given.get("defaults", {})
    _known_keys(path, defaults, set(COLUMNS), name)
    if not (folder / name).is_file():
        raise TableError(path, 1, "file", f"there is no {name!r}", "name a figure file of this folder")
    if given.get("grain") not in GRAINS:
        raise TableError(path, 1, "grain", f"{given.get('grain')!r} in table {name}", f"one of {', '.join(GRAINS)}")
    given["caveats"] = tuple(given.get("caveats", ()))
    given["weak_regions"] = frozenset(given.get("weak_regions", ()))
    given["defaults"] = {key: str(value) for key, value in defaults.items()}
    try:
        return Table(path=folder / name, publisher=folder.name, **given)
    except TypeError as problem:
        raise TableError(path, 1, "table", f"{name}: {problem}", "give family, order and grain") from problem


def _variant(path: Path, entry: dict[str, Any]) -> Variant:
    try:
        return Variant(**entry)
    except TypeError as problem:
        raise TableError(path, 1, "variant", str(problem), "give id, order, answer and caveat") from problem


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise TableError(path, 1, "", "is missing", "every publisher's folder needs one") from problem
    except tomllib.TOMLDecodeError as problem:
        raise TableError(path, 1, "", f"is not TOML: {problem}") from problem


def _known_keys(path: Path, entry: Mapping[str, Any], known: set[str], where: str = "") -> None:
    for key in entry:
        if key not in known:
            place = f" in table {where}" if where else ""
            raise TableError(path, 1, key, f"unknown key{place}", f"known: {', '.join(sorted(known))}")


def _records(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        file = path.open(encoding="utf-8", newline="")
    except FileNotFoundError as problem:
        raise TableError(path, 1, "", "is missing", "every publisher's folder needs one") from problem
    with file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != columns:
            raise TableError(path, 1, "", "other columns than expected", f"write {','.join(columns)}")
        for row in reader:
            if len(row) != len(columns):
                fix = "quote cells with commas"
                raise TableError(path, reader.line_num, "", f"{len(row)} cells under {len(columns)} columns", fix)
            yield reader.line_num, dict(zip(columns, row, strict=True))


def _need(path: Path, line: int, row: Mapping[str, str], *columns: str) -> None:
    for column in columns:
        if not row[column]:
            raise TableError(path, line, column, "empty", "every line needs it")


def _days(path: Path, line: int, row: Mapping[str, str], *columns: str) -> None:
    for column in columns:
        if row[column] and not ISO_DAY.fullmatch(row[column]):
            raise TableError(path, line, column, f"{row[column]!r} is not a day", "write 2024, 2024-05 or 2024-05-31")


__all__ = [
    "DATA",
    "PublisherData",
    "Row",
    "Scope",
    "Table",
    "TableError",
    "Variant",
    "iter_rows",
    "observations",
    "publisher_folders",
    "read_publisher",
    "read_scopes",
    "read_sources",
    "read_statements",
]
