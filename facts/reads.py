"""The reads that almost every question makes of the fact database, each put together once.

To put a statement together takes longer than to run it on a table that has an index for it. What the rows stand for is
`facts.stored`'s; reads that are rare stand where they are made, in `facts.store` and `facts.ranking`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, func, select

from facts import schema
from facts.model import Role

_series, _figure, _revision, _source = schema.series.c, schema.figure.c, schema.revision.c, schema.source.c

KEYS: Select[Any] = select(schema.series).where(_series.subject == bindparam("s"), _series.region == bindparam("r"))
"""What is counted of a subject `s` in a region `r`, in any order."""

FIGURES: Select[Any] = (
    select(schema.figure)
    .where(_figure.series == bindparam("n"))
    .order_by(_figure.kind, _figure.last_day, _figure.number)
)
"""The rows of the series `n`."""

EARLIER: Select[Any] = (
    select(schema.revision).where(_revision.series == bindparam("n")).order_by(_revision.until, _revision.number)
)
"""What the series `n` once said otherwise."""

FIRST_LISTED: Select[Any] = select(func.min(_series.first_day).label("first")).where(
    _series.subject == bindparam("s"), _series.family == bindparam("f"), _series.role == str(Role.TOTAL)
)
"""The first day on which a family `f` lists a subject `s` anywhere."""

SOURCE: Select[Any] = select(schema.source).where(_source.id == bindparam("n"))
"""The source with the number `n`."""
