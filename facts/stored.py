"""Rows of the fact database as the values that they stand for; which rows are read is for `facts.store`.

Nothing here asks the database, and nothing is judged: a word that no enum knows raises ValueError or KeyError.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any

from facts.model import (
    Basis,
    Measure,
    Powertrain,
    Precision,
    Predicate,
    Role,
    ShareOf,
    Source,
    Statement,
    Unit,
    VehicleType,
)
from facts.period import Period, PeriodKind
from facts.series import Earlier, Entry, SeriesKey

REMEMBERED_PERIODS = 4096
REMEMBERED_CAVEATS = 512
# By far the most rows are figures and series, and looking a word up takes a fraction of asking the enum.
_PRECISIONS = {str(word): word for word in Precision}
_BASES = {str(word): word for word in Basis}
_ROLES = {str(word): word for word in Role}
_MEASURES = {str(word): word for word in Measure}
_POWERTRAINS = {str(word): word for word in Powertrain}
_VEHICLE_TYPES = {str(word): word for word in VehicleType}
_UNITS = {str(word): word for word in Unit}


def key(row: Any) -> SeriesKey:
    """What a series counts."""
    return SeriesKey(
        id=row.id,
        publisher=row.publisher,
        family=row.family,
        variant=row.variant,
        subject=row.subject,
        role=_ROLES[row.role],
        measure=_MEASURES[row.measure],
        powertrain=_POWERTRAINS[row.powertrain],
        vehicle_type=_VEHICLE_TYPES[row.vehicle_type],
        region=row.region,
        scope=row.scope,
        of=ShareOf(row.of) if row.of else None,
        unit=_UNITS[row.unit],
        grain=row.grain,
        rank=row.rank,
        answers=bool(row.answers),
        listed_only=bool(row.listed_only),
        first=date.fromordinal(row.first_day),
        last=date.fromordinal(row.last_day),
        caveats=_caveats(row.caveats),
        revised=bool(row.revised),
        gone=bool(row.gone),
    )


def entry(row: Any) -> Entry:
    """One figure of a series."""
    period = _period(row.first_day, row.last_day, row.kind)
    return Entry(period, row.value, _PRECISIONS[row.precision], _BASES[row.basis], row.source, row.published, row.note)


def earlier(row: Any) -> Earlier:
    """What a series once said of a period."""
    period = _period(row.first_day, row.last_day, row.kind)
    return Earlier(date.fromordinal(row.until), period, None if row.value is None else entry(row))


@lru_cache(maxsize=REMEMBERED_PERIODS)
def _period(first: int | None, last: int, kind: str) -> Period:
    """The same few hundred months stand in every series: made once, they are held once."""
    start = date.fromordinal(first) if first is not None else None
    return Period(start, date.fromordinal(last), PeriodKind(kind))


@lru_cache(maxsize=REMEMBERED_CAVEATS)
def _caveats(text: str) -> tuple[str, ...]:
    """A table says the same of each of its thousands of series."""
    return tuple(json.loads(text))


def source(row: Any) -> Source:
    """Where figures come from."""
    return Source(row.key, row.publisher, row.title, row.url, row.published, row.licence, row.via)


def statement(row: Any) -> Statement:
    """One sentence of a publisher."""
    return Statement(
        id=row.id,
        subject=row.subject,
        predicate=Predicate(row.predicate),
        object=row.object,
        region=row.region,
        as_of=row.as_of,
        text=row.text,
        source=str(row.source),
        about=tuple(filter(None, row.about.split("|"))),
        event_date=row.event_date,
        is_reason=bool(row.is_reason),
    )
