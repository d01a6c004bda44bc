"""data/ -> checked -> database: reads every publisher's tables, prepares the sums and writes one consistent file.

The database is a cache of the data files and nothing else: it is keyed by their content, written beside and moved into
place at once, and may be deleted at any time. See `facts.open_store` for when it is built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.engine import Connection

from facts import schema
from facts.catalogue import Catalogue
from facts.derive import Draft, Drafts, Point, SeriesId, add_wholes, add_years, series_id
from facts.model import Source, Statement
from facts.names import month_names, publisher_names, region_names
from facts.tables import (
    DATA,
    PublisherData,
    Row,
    Scope,
    Table,
    Variant,
    iter_rows,
    publisher_folders,
    read_publisher,
)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done and how much there is."""
BATCH = 20_000
WEAK_REGION_PENALTY = 40
"""Added to a table's order for a region that the publisher itself covers badly."""


def content_hash(data: Path = DATA) -> str:
    """A short hash of every file under the data folder and of the schema's version."""
    digest = hashlib.blake2b(str(schema.SCHEMA_VERSION).encode(), digest_size=10)
    for path in sorted(data.rglob("*")):
        if path.is_file() and path.suffix in (".csv", ".toml"):
            digest.update(path.relative_to(data).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def build(engine: Engine, data: Path = DATA, progress: Progress = lambda *_: None) -> int:
    """Write the whole database; returns the number of figures. Raises TableError or CatalogueError on bad data."""
    catalogue = Catalogue.load(data / "catalogue")
    folders = publisher_folders(data)
    steps = len(folders) + 3
    drafts: Drafts = {}
    publishers: list[PublisherData] = []
    for number, folder in enumerate(folders):
        progress(f"reading {folder.name}", number, steps)
        publisher = read_publisher(folder)
        publishers.append(publisher)
        _read(publisher, drafts)
    printed = sum(len(draft.points) for draft in drafts.values())
    progress("adding up", len(folders), steps)
    add_wholes(drafts)
    add_years(drafts)
    progress("writing", len(folders) + 1, steps)
    with engine.begin() as connection:
        schema.metadata.drop_all(connection)
        schema.metadata.create_all(connection)
        rows = _write(connection, drafts, publishers, catalogue)
        _write_about(connection, {"content": content_hash(data), "figures": printed, "rows": rows}, publishers)
    progress("done", steps, steps)
    return printed


def _read(publisher: PublisherData, drafts: Drafts) -> None:
    variants = {variant.id: variant for variant in publisher.variants}
    notes = {(scope.variant, scope.region): scope for scope in publisher.scopes}
    names = {source.id: source.publisher for source in publisher.sources}
    ordinal = lru_cache(maxsize=None)(lambda text: date.fromisoformat(text).toordinal())
    for table in publisher.tables:
        for row in iter_rows(table):
            family = f"{table.family}/{names[row.source]}" if table.mixed_sources else table.family
            key = series_id(row, family, table)
            draft = drafts.get(key)
            if draft is None:
                draft = _draft(table, row, variants.get(row.variant), notes.get((row.variant, row.region)))
                drafts[key] = draft
            first = ordinal(row.start) if row.start else None
            draft.points.append(
                Point(
                    first,
                    ordinal(row.end),
                    row.kind,
                    row.value,
                    row.precision,
                    row.basis,
                    row.source,
                    row.published,
                    row.note,
                )
            )


def _draft(table: Table, row: Row, variant: Variant | None, scope: Scope | None) -> Draft:
    rank = variant.order if variant else table.order
    rank += WEAK_REGION_PENALTY if row.region in table.weak_regions else 0
    caveats = [*table.caveats, variant.caveat if variant else ""]
    caveats += [scope.scope, scope.note] if scope else []
    return Draft(table, [], rank, variant.answer if variant else True, tuple(filter(None, caveats)))


def _write(connection: Connection, drafts: Drafts, publishers: list[PublisherData], catalogue: Catalogue) -> int:
    numbers = {source.id: number for number, source in enumerate(_sources(publishers), start=1)}
    _insert(connection, schema.source, (_source_row(source, numbers) for source in _sources(publishers)))
    ordered = sorted(drafts.items(), key=lambda item: item[0])
    _insert(connection, schema.series, (_series_row(number, *item) for number, item in enumerate(ordered, start=1)))
    figures = (
        _figure_row(number, point, numbers)
        for number, (_, draft) in enumerate(ordered, start=1)
        for point in sorted(draft.points, key=lambda point: (point.last, point.kind, point.first or 0))
    )
    written = _insert(connection, schema.figure, figures)
    statements = [item for publisher in publishers for item in publisher.statements()]
    _insert(connection, schema.statement, (_statement_row(item, numbers) for item in statements))
    _insert(connection, schema.name, _names(catalogue, publishers))
    return written


def _write_about(connection: Connection, numbers: dict[str, object], publishers: list[PublisherData]) -> None:
    known = json.dumps([_publisher_facts(publisher) for publisher in publishers], ensure_ascii=False)
    facts = numbers | {"schema": schema.SCHEMA_VERSION, "publishers": known}
    _insert(connection, schema.about, ({"key": key, "value": str(value)} for key, value in facts.items()))


def _insert(connection: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> int:
    batch: list[dict[str, Any]] = []
    written = 0
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            written, batch = written + len(batch), []
    if batch:
        connection.execute(insert(table), batch)
    return written + len(batch)


def _sources(publishers: list[PublisherData]) -> Iterator[Source]:
    for publisher in publishers:
        yield from publisher.sources


def _source_row(source: Source, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "id": numbers[source.id], "key": source.id, "publisher": source.publisher, "title": source.title,
        "url": source.url, "published": source.published, "licence": source.licence, "via": source.via,
        "folder": source.id.split(":")[0],
    }  # fmt: skip


def _series_row(number: int, key: SeriesId, draft: Draft) -> dict[str, Any]:
    return key._asdict() | {
        "id": number, "grain": _grain(key.subject), "rank": draft.rank, "answers": draft.answers,
        "listed_only": draft.table.listed_only, "caveats": json.dumps(draft.caveats, ensure_ascii=False),
        "first_day": min(point.first or point.last for point in draft.points),
        "last_day": max(point.last for point in draft.points),
    }  # fmt: skip


def _grain(subject: str) -> str:
    if subject.startswith("group/"):
        return "group"
    if "/" in subject:
        return "model"
    return "market" if subject == "market" else "brand"


def _figure_row(number: int, point: Point, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "series": number, "first_day": point.first, "last_day": point.last, "kind": point.kind, "value": point.value,
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
    seen = set()
    printed = publisher_names({source.publisher for source in _sources(publishers)}, catalogue)
    for name, kind, ident, weak in (*catalogue.names(), *region_names(catalogue), *month_names(), *printed):
        if (name, kind, ident) not in seen:
            seen.add((name, kind, ident))
            yield {"name": name, "kind": kind, "id": ident, "weak": weak}


def _publisher_facts(publisher: PublisherData) -> dict[str, str]:
    found = publisher.publisher
    shown = ("id", "name", "url", "licence", "attribution")
    return {name: getattr(found, name) for name in shown}
