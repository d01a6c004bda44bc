"""The tables of the fact database: what `facts.build` writes and `facts.store` reads.

Days are stored as proleptic ordinals and words compare by their bytes, so that SQLite and PostgreSQL agree; rows that
have an order carry a number. Everything a question needs is reached through an index, and the figures of a series lie
side by side; names for the matcher lie ready, so that no start-up has to make them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeEngine

SCHEMA_VERSION = 9
"""Part of the database's key: raise it with every change here or in `facts.build`."""

metadata = MetaData()


def _text(length: int | None = None) -> TypeEngine[str]:
    """Words that PostgreSQL compares as SQLite does, whatever the language of its database."""
    return String(length).with_variant(Text(collation="C"), "postgresql")


series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publisher", _text(40), nullable=False),
    Column("family", _text(120), nullable=False),
    Column("variant", _text(40), nullable=False),
    Column("subject", _text(80), nullable=False),
    Column("role", _text(12), nullable=False),
    Column("measure", _text(20), nullable=False),
    Column("powertrain", _text(12), nullable=False),
    Column("vehicle_type", _text(20), nullable=False),
    Column("region", _text(30), nullable=False),
    Column("scope", _text(80), nullable=False),
    Column("of", _text(12), nullable=False),
    Column("unit", _text(10), nullable=False),
    Column("grain", _text(10), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("answers", Boolean, nullable=False),
    Column("listed_only", Boolean, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("caveats", _text(), nullable=False),
    Column("revised", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False),
)
Index("series_by_subject", series.c.subject, series.c.region)
Index("series_by_region", series.c.region, series.c.grain, series.c.powertrain)

figure = Table(
    "figure",
    metadata,
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("kind", _text(12), primary_key=True),
    Column("last_day", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first_day", Integer, nullable=True),
    Column("value", Double, nullable=False),
    Column("precision", _text(10), nullable=False),
    Column("basis", _text(20), nullable=False),
    Column("source", Integer, nullable=False),
    Column("published", _text(10), nullable=False),
    Column("note", _text(), nullable=False),
    sqlite_with_rowid=False,
)

revision = Table(
    "revision",
    metadata,
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("until", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", _text(12), nullable=False),
    Column("first_day", Integer, nullable=True),
    Column("last_day", Integer, nullable=False),
    Column("value", Double, nullable=True),
    Column("precision", _text(10), nullable=False),
    Column("basis", _text(20), nullable=False),
    Column("source", Integer, nullable=False),
    Column("published", _text(10), nullable=False),
    Column("note", _text(), nullable=False),
    sqlite_with_rowid=False,
)
"""What a series said of a period until a day; without a value where it said nothing of it."""

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", _text(120), nullable=False),
    Column("publisher", _text(200), nullable=False),
    Column("title", _text(), nullable=False),
    Column("url", _text(), nullable=False),
    Column("published", _text(10), nullable=False),
    Column("licence", _text(), nullable=False),
    Column("via", _text(), nullable=False),
    Column("folder", _text(40), nullable=False),
)
Index("source_by_key", source.c.key)

statement = Table(
    "statement",
    metadata,
    Column("id", _text(20), primary_key=True),
    Column("subject", _text(80), nullable=False),
    Column("predicate", _text(20), nullable=False),
    Column("object", _text(), nullable=False),
    Column("region", _text(30), nullable=False),
    Column("as_of", _text(10), nullable=False),
    Column("event_date", _text(10), nullable=False),
    Column("is_reason", Boolean, nullable=False),
    Column("about", _text(), nullable=False),
    Column("text", _text(), nullable=False),
    Column("source", Integer, nullable=False),
)
Index("statement_by_subject", statement.c.subject, statement.c.predicate)

name = Table(
    "name",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", _text(120), nullable=False),
    Column("kind", _text(12), nullable=False),
    Column("id", _text(80), nullable=False),
    Column("weak", Boolean, nullable=False),
)

about = Table(
    "about",
    metadata,
    Column("key", _text(40), primary_key=True),
    Column("value", _text(), nullable=False),
)
