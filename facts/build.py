"""data/ -> checked -> database: reads every publisher's tables, prepares the sums and writes them, one after the other.

The database is a cache of the data files and nothing else: it is keyed by their content and may be deleted at any time.
Only one publisher's figures are held in memory. See `facts.opening` for the file, which is written beside and moved
into place at once, and `facts.server_build` for the same tables on PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import Connection

from facts import schema
from facts.catalogue import Catalogue
from facts.derive import Draft, Drafts, Point, SeriesId, add_wholes, add_years, series_id
from facts.model import Source, Statement
from facts.names import month_names, publisher_names, region_names
from facts.revisions import Replaced, kept_since, read_revisions
from facts.rewinding import Past, copied, rewound, touched
from facts.tables import (
    DATA,
    PublisherData,
    Row,
    Table,
    iter_rows,
    publisher_folders,
    read_publisher,
)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done and how much there is."""
BATCH = 20_000
WEAK_REGION_PENALTY = 40
"""Added to a table's order for a region that the publisher itself covers badly."""
_NOTHING = {"value": None, "precision": "", "basis": "", "source": 0, "published": "", "note": ""}
"""A revision that says that there was no figure yet."""


def content_hash(data: Path = DATA, instead: Sequence[Path] = ()) -> str:
    """A short hash of every file that a build reads and of the schema's version.

    The publishers' folders in `instead` stand in place of those of the same name under the data folder.
    """
    digest = hashlib.blake2b(str(schema.SCHEMA_VERSION).encode(), digest_size=10)
    roots = {folder.name: folder for folder in (*data.iterdir(), *instead) if folder.is_dir()}
    for _, root in sorted(roots.items()):
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix in (".csv", ".toml"):
                digest.update(path.relative_to(root.parent).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def build(engine: Engine, data: Path = DATA, progress: Progress = lambda *_: None, instead: Sequence[Path] = ()) -> int:
    """Write the whole database; returns the number of figures. Raises TableError or CatalogueError on bad data."""
    with engine.begin() as connection:
        return fill(connection, data, progress, instead)


def fill(connection: Connection, data: Path, progress: Progress, instead: Sequence[Path] = ()) -> int:
    """Make and fill the tables in a place that has none, within the caller's transaction; otherwise as `build`."""
    catalogue = Catalogue.load(data / "catalogue")
    publishers = [read_publisher(folder) for folder in publisher_folders(data, instead)]
    steps = len(publishers) + 3
    schema.metadata.create_all(connection, checkfirst=False)
    numbers = {source.id: number for number, source in enumerate(_sources(publishers), start=1)}
    _insert(connection, schema.source, (_source_row(source, numbers) for source in _sources(publishers)))
    printed = rows = series = 0
    for number, publisher in enumerate(publishers):
        progress(f"reading {publisher.folder.name}", number, steps)
        # No sum reaches from one publisher to another, and the folders come in the order of their ids.
        drafts: Drafts = {}
        _read(publisher, drafts)
        printed += sum(len(draft.points) for draft in drafts.values())
        past = _past(publisher, drafts)
        add_wholes(drafts)
        add_years(drafts)
        rows += _write(connection, drafts, past, numbers, series)
        series += len(drafts)
    progress("writing names and statements", len(publishers), steps)
    _insert(connection, schema.statement, (_statement_row(item, numbers) for item in _statements(publishers)))
    _insert(connection, schema.name, _names(catalogue, publishers))
    _write_about(connection, {"content": content_hash(data, instead), "figures": printed, "rows": rows}, publishers)
    progress("done", steps, steps)
    return printed


def _read(publisher: PublisherData, drafts: Drafts) -> None:
    place = _placer(publisher)
    for table in publisher.tables:
        for row in iter_rows(table):
            key, point = place(table, row)
            draft = drafts.get(key)
            if draft is None:
                draft = drafts[key] = _draft(publisher, table, row)
            draft.points.append(point)


def _placer(publisher: PublisherData) -> Callable[[Table, Row], tuple[SeriesId, Point]]:
    """What tells of a row which series it belongs to, and in which plain form it is kept there."""
    names = {source.id: source.publisher for source in publisher.sources}
    ordinal = lru_cache(maxsize=None)(lambda text: date.fromisoformat(text).toordinal())

    def place(table: Table, row: Row) -> tuple[SeriesId, Point]:
        family = f"{table.family}/{names[row.source]}" if table.mixed_sources else table.family
        first = ordinal(row.start) if row.start else None
        last = ordinal(row.end)
        point = Point(first, last, row.kind, row.value, row.precision, row.basis, row.source, row.published, row.note)
        return series_id(row, family, table), point

    return place


def _past(publisher: PublisherData, drafts: Drafts) -> Past:
    """What the tables said before, of a publisher whose sums are not made yet."""
    lines = read_revisions(publisher.folder)
    if not lines:
        return {}
    tables = {table.path.name: table for table in publisher.tables}
    known = {source.id for source in publisher.sources}
    place = _placer(publisher)

    def placed(line: Replaced) -> tuple[SeriesId, Draft, Point] | None:
        table = tables.get(line.file)
        if table is None or (table.mixed_sources and line.row.source not in known):
            return None
        key, point = place(table, line.row)
        # What an older file was called matters less than whose figures they are: any page of the same publisher serves.
        source = point.source if point.source in known else publisher.sources[0].id
        return key, _draft(publisher, table, line.row), point._replace(source=source)

    return rewound(copied(drafts, touched(lines, placed)), lines, placed)


def _draft(publisher: PublisherData, table: Table, row: Row) -> Draft:
    """An empty series of a row."""
    variant = next((each for each in publisher.variants if each.id == row.variant), None)
    at = (row.variant, row.region)
    scope = next((each for each in publisher.scopes if (each.variant, each.region) == at), None)
    rank = variant.order if variant else table.order
    rank += WEAK_REGION_PENALTY if row.region in table.weak_regions else 0
    caveats = [*table.caveats, variant.caveat if variant else ""]
    caveats += [scope.scope, scope.note] if scope else []
    return Draft(table, [], rank, variant.answer if variant else True, tuple(filter(None, caveats)))


def _write(connection: Connection, drafts: Drafts, past: Past, numbers: dict[str, int], taken: int) -> int:
    """One publisher's series, numbered after those that are taken, and their figures; how many figures.

    Series that are in the past alone are added to `drafts`, without a figure.
    """
    drafts |= {key: undone.draft for key, undone in past.items() if key not in drafts}
    ordered = list(enumerate(sorted(drafts.items(), key=lambda item: item[0]), start=taken + 1))
    _insert(connection, schema.series, (_series_row(number, key, draft, past) for number, (key, draft) in ordered))
    _insert(connection, schema.revision, _revision_rows(ordered, past, numbers))
    return _insert(connection, schema.figure, _figure_rows(ordered, numbers))


def _revision_rows(
    ordered: Iterable[tuple[int, tuple[SeriesId, Draft]]], past: Past, numbers: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for series, (key, _) in ordered:
        for number, (until, (first, last, kind), point) in enumerate(past[key].rows() if key in past else ()):
            told = _NOTHING if point is None else _figure_row(point, numbers)
            days = {"kind": kind, "first_day": first, "last_day": last}
            yield {"series": series, "until": until, "number": number} | told | days


def _figure_rows(
    ordered: Iterable[tuple[int, tuple[SeriesId, Draft]]], numbers: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for series, (_, draft) in ordered:
        # In the order of the table's key, so that every row is written after the one before.
        points = sorted(draft.points, key=lambda point: (point.kind, point.last, point.first or 0))
        for number, point in enumerate(points):
            yield {"series": series, "number": number} | _figure_row(point, numbers)


def _write_about(connection: Connection, numbers: dict[str, object], publishers: list[PublisherData]) -> None:
    known = json.dumps([_publisher_facts(publisher) for publisher in publishers], ensure_ascii=False)
    since = json.dumps(
        {publisher.folder.name: kept_since(publisher.folder, publisher.sources) for publisher in publishers}
    )
    facts = numbers | {"schema": schema.SCHEMA_VERSION, "publishers": known, "kept_since": since}
    _insert(connection, schema.about, ({"key": key, "value": str(value)} for key, value in facts.items()))


def _insert(connection: Connection, table: SqlTable, rows: Iterable[dict[str, Any]]) -> int:
    """Write rows as they come, never many at once in memory; how many there were."""
    if connection.dialect.name == "postgresql":
        return _copy(connection, table, rows)
    written = 0
    for batch in _batches(rows):
        connection.execute(insert(table), batch)
        written += len(batch)
    return written


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _copy(connection: Connection, table: SqlTable, rows: Iterable[dict[str, Any]]) -> int:
    """As `_insert`, by the way that PostgreSQL has for many rows."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    written = 0
    cursor: Any = connection.connection.cursor()  # of psycopg, whose own words SQLAlchemy does not know
    with cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([row[column.name] for column in table.columns])
            written += 1
    return written


def _statements(publishers: list[PublisherData]) -> Iterator[Statement]:
    for publisher in publishers:
        yield from publisher.statements()


def _sources(publishers: list[PublisherData]) -> Iterator[Source]:
    for publisher in publishers:
        yield from publisher.sources


def _source_row(source: Source, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "id": numbers[source.id], "key": source.id, "publisher": source.publisher, "title": source.title,
        "url": source.url, "published": source.published, "licence": source.licence, "via": source.via,
        "folder": source.id.split(":")[0],
    }  # fmt: skip


def _series_row(number: int, key: SeriesId, draft: Draft, past: Past) -> dict[str, Any]:
    days = [(point.first or point.last, point.last) for point in draft.points]
    days = days or [(slot[0] or slot[1], slot[1]) for _, slot, _ in past[key].rows()]
    return key._asdict() | {
        "id": number, "grain": _grain(key.subject), "rank": draft.rank,
        "answers": draft.answers and bool(draft.points),
        "listed_only": draft.table.listed_only, "caveats": json.dumps(draft.caveats, ensure_ascii=False),
        "first_day": min(first for first, _ in days), "last_day": max(last for _, last in days),
        "revised": key in past, "gone": draft.answers and not draft.points,
    }  # fmt: skip


def _grain(subject: str) -> str:
    if subject.startswith("group/"):
        return "group"
    if "/" in subject:
        return "model"
    return "market" if subject == "market" else "brand"


def _figure_row(point: Point, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "first_day": point.first, "last_day": point.last, "kind": point.kind, "value": point.value,
        "precision": point.precision, "basis": point.basis, "source": numbers[point.source],
        "published": point.published, "note": point.note,
    }  # fmt: skip


def _statement_row(item: Statement, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "id": item.id, "subject": item.subject, "predicate": item.predicate, "object": item.object,
        "region": item.region, "as_of": item.as_of, "event_date": item.event_date, "is_reason": item.is_reason,
        "about": "|".join(item.about), "text": item.text, "source": numbers[item.source],
    }  # fmt: skip


def _names(catalogue: Catalogue, publishers: list[PublisherData]) -> Iterator[dict[str, Any]]:
    printed = publisher_names({source.publisher for source in _sources(publishers)}, catalogue)
    given = (*catalogue.names(), *region_names(catalogue), *month_names(), *printed)
    weakness: dict[tuple[str, str, str], bool] = {}
    for name, kind, ident, weak in given:
        weakness.setdefault((name, kind, ident), weak)
    for number, ((name, kind, ident), weak) in enumerate(weakness.items(), start=1):
        yield {"number": number, "name": name, "kind": kind, "id": ident, "weak": weak}


def _publisher_facts(publisher: PublisherData) -> dict[str, str]:
    found = publisher.publisher
    shown = ("id", "name", "url", "licence", "attribution")
    return {name: getattr(found, name) for name in shown}
