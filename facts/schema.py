"""The tables of the fact database: what `facts.build` writes and `facts.store` reads.

Days are stored as proleptic ordinals, so that SQLite and PostgreSQL compare them alike. Everything a question needs is
reached through an index; names for the matcher lie ready, so that no start-up has to make them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 7
"""Part of the database's key: raise it with every change here or in `facts.build`."""

metadata = MetaData()

series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publisher", String(40), nullable=False),
    Column("family", String(120), nullable=False),
    Column("variant", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("role", String(12), nullable=False),
    Column("measure", String(20), nullable=False),
    Column("powertrain", String(12), nullable=False),
    Column("vehicle_type", String(20), nullable=False),
    Column("region", String(30), nullable=False),
    Column("scope", String(80), nullable=False),
    Column("of", String(12), nullable=False),
    Column("unit", String(10), nullable=False),
    Column("grain", String(10), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("answers", Boolean, nullable=False),
    Column("listed_only", Boolean, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("caveats", Text, nullable=False),
)
Index("series_by_subject", series.c.subject, series.c.region)
Index("series_by_region", series.c.region, series.c.grain, series.c.powertrain)

figure = Table(
    "figure",
    metadata,
    Column("series", Integer, nullable=False),
    Column("first_day", Integer, nullable=True),
    Column("last_day", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("value", Float, nullable=False),
    Column("precision", String(10), nullable=False),
    Column("basis", String(20), nullable=False),
    Column("source", Integer, nullable=False),
    Column("published", String(10), nullable=False),
    Column("note", Text, nullable=False),
)
Index("figure_by_series", figure.c.series, figure.c.kind, figure.c.last_day)

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False),
    Column("publisher", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published", String(10), nullable=False),
    Column("licence", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("folder", String(40), nullable=False),
)
Index("source_by_key", source.c.key)

statement = Table(
    "statement",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("subject", String(80), nullable=False),
    Column("predicate", String(20), nullable=False),
    Column("object", Text, nullable=False),
    Column("region", String(30), nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("event_date", String(10), nullable=False),
    Column("is_reason", Boolean, nullable=False),
    Column("about", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Integer, nullable=False),
)
Index("statement_by_subject", statement.c.subject, statement.c.predicate)

name = Table(
    "name",
    metadata,
    Column("name", String(120), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("id", String(80), nullable=False),
    Column("weak", Boolean, nullable=False),
)

about = Table(
    "about",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
