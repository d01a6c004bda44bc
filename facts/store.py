"""FactStore: the questions that can be asked of the figures, each a handful of indexed reads.

It finds series and hands them out whole (`facts.series` evaluates them); it ranks subjects and regions inside one
family; it looks statements, sources and coverage up. It chooses nothing: which series answers is decided by the
caller from the declared order. Nothing is ever written here. Rows come from a file, or from a server that holds the
same ones (`facts.server`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, Row, and_, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from facts import reads, schema, stored
from facts.catalogue import Catalogue
from facts.garbage import uncollected
from facts.model import (
    MARKET,
    Basis,
    Measure,
    Powertrain,
    Role,
    Source,
    Statement,
    Unit,
    VehicleType,
)
from facts.period import Period
from facts.ranking import Ranked, RankTable, rank
from facts.series import Earlier, Gaps, Series, SeriesKey

if TYPE_CHECKING:
    from facts.server import FactServer

REMEMBERED_SERIES = 4096
REMEMBERED_RANKINGS = 256
Spans = Mapping[str, tuple[date, date]]
"""The first and the last day on which something has figures."""
_ADDED_HERE = (Basis.SUM, Basis.SPREAD, Basis.ESTIMATED)


class StoreError(RuntimeError):
    """The database cannot be used; the message says what to do."""


class FactStore:
    """Read-only access to one built database. Safe to use from several threads."""

    def __init__(self, engine: Engine, catalogue: Catalogue) -> None:
        self._engine = engine
        self._server: FactServer | None = None
        self.catalogue = catalogue
        self._series_by_id = lru_cache(maxsize=REMEMBERED_SERIES)(self._load_series)
        self._keys_by_scope = lru_cache(maxsize=REMEMBERED_SERIES)(self._load_keys)
        self._earlier_by_id = lru_cache(maxsize=REMEMBERED_SERIES)(self._load_earlier)
        self._source_by_id = lru_cache(maxsize=REMEMBERED_SERIES)(self._load_source)
        self._tables_by_scope = lru_cache(maxsize=REMEMBERED_RANKINGS)(self._load_rank)
        self._regions_by_scope = lru_cache(maxsize=REMEMBERED_RANKINGS)(self._load_region_rank)
        self._spans_by_scope = lru_cache(maxsize=REMEMBERED_SERIES)(self._load_spans)
        try:
            self._about = self._read_about()
            self._statements = self._load_statements()
        except SQLAlchemyError as problem:
            raise StoreError(f"the fact database cannot be read ({problem}); run `evbot facts build`") from problem

    # -- what the store is ----------------------------------------------------------------------------------------

    def ask_first(self, server: FactServer) -> None:
        """From now on read from a server that holds the same facts, for as long as it is there."""
        self._server = server

    @property
    def degraded(self) -> bool:
        """Whether answers come from the local file because the server that was named is away."""
        return self.degraded_since is not None

    @property
    def degraded_since(self) -> datetime | None:
        """Since when, in UTC; None while all is well, and where no server was named."""
        return None if self._server is None else self._server.away_since

    @property
    def edition(self) -> str:
        """The content hash that the database was built from."""
        return self._about["content"]

    @property
    def figure_count(self) -> int:
        """How many published figures it holds, sums made here not counted."""
        return int(self._about["figures"])

    @property
    def publishers(self) -> list[dict[str, str]]:
        """id, name, url, licence and attribution of every publisher."""
        found: list[dict[str, str]] = json.loads(self._about["publishers"])
        return found

    def _read_about(self) -> dict[str, str]:
        rows = self._rows(select(schema.about.c.key, schema.about.c.value))
        found = {row.key: row.value for row in rows}
        if found.get("schema") != str(schema.SCHEMA_VERSION):
            raise StoreError("the fact database is of another version; run `evbot facts build`")
        return found

    def names(self) -> list[tuple[str, str, str, bool]]:
        """(name, kind, id, weak) of everything that can be named in a question."""
        columns = schema.name.c
        with uncollected():
            rows = self._rows(select(columns.name, columns.kind, columns.id, columns.weak).order_by(columns.number))
            return [(row.name, row.kind, row.id, bool(row.weak)) for row in rows]

    # -- series ---------------------------------------------------------------------------------------------------

    def series_keys(self, subject: str, region: str) -> tuple[SeriesKey, ...]:
        """What is counted of a subject in a region, in the declared order."""
        return self._keys_by_scope(subject, region)

    def series(self, key: SeriesKey) -> Series:
        """The rows of one series."""
        return self._series_by_id(key.id, key)

    def find(
        self,
        subject: str,
        region: str,
        measures: Iterable[Measure],
        powertrains: Iterable[Powertrain] | None = None,
        vehicle_type: VehicleType | None = None,
    ) -> list[Series]:
        """The series that may answer for a scope, in the declared order; remainders and silent variants left out."""
        wanted, driven = frozenset(measures), None if powertrains is None else frozenset(powertrains)
        return [
            self.series(key)
            for key in self.series_keys(subject, region)
            if key.measure in wanted
            and self._may_answer(key)
            and key.role is not Role.REMAINDER
            and (driven is None or key.powertrain in driven)
            and (vehicle_type is None or key.vehicle_type is vehicle_type)
        ]

    def _may_answer(self, key: SeriesKey) -> bool:
        """Whether a series may answer a question that does not name it."""
        return key.answers

    def earlier(self, key: SeriesKey) -> tuple[Earlier, ...]:
        """What a series once said otherwise, in the order of the days; nothing is read where it never changed."""
        return self._earlier_by_id(key.id) if key.revised else ()

    def kept_since(self, publisher: str) -> date | None:
        """The first day for which it is known what a publisher's figures were; None where nobody can say."""
        found: dict[str, str] = json.loads(self._about["kept_since"])
        return date.fromisoformat(found[publisher]) if found.get(publisher) else None

    def _load_earlier(self, number: int) -> tuple[Earlier, ...]:
        return tuple(stored.earlier(row) for row in self._rows(reads.EARLIER, {"n": number}))

    def _load_keys(self, subject: str, region: str) -> tuple[SeriesKey, ...]:
        rows = self._rows(reads.KEYS, {"s": subject, "r": region})
        return tuple(sorted((stored.key(row) for row in rows), key=lambda key: (key.rank, key.id)))

    def _load_series(self, number: int, key: SeriesKey) -> Series:
        entries = tuple(stored.entry(row) for row in self._rows(reads.FIGURES, {"n": number}))
        return Series(key, entries, self._gaps(key))

    def _gaps(self, key: SeriesKey) -> Gaps | None:
        """What a missing row can hide, for a model or brand in a table that completes each period with a remainder."""
        if key.listed_only or key.subject == MARKET or key.unit is not Unit.VEHICLES:
            return None
        market = self._sibling(key, MARKET, Role.TOTAL)
        if market is None:
            return None
        hidden: dict[tuple[date | None, date], float] = {}
        rest = self._sibling(key, MARKET, Role.REMAINDER)
        if rest is not None:
            # A market that was added up here had its brands in the table; a printed one says nothing of them.
            hidden.update(dict.fromkeys(self.series(market).by_period(_ADDED_HERE), 0.0))
            hidden.update(self.series(rest).by_period())
        if "/" in key.subject:
            brand = key.subject.split("/")[0]
            if (total := self._sibling(key, brand, Role.TOTAL)) is not None:
                printed = self.series(total)
                hidden.update(printed.by_period())
                hidden.update(dict.fromkeys(printed.by_period(_ADDED_HERE), 0.0))
            if (other := self._sibling(key, brand, Role.REMAINDER)) is not None:
                hidden.update(self.series(other).by_period())
        starts = [start for start, _ in hidden if start is not None]
        if not starts:
            return None
        launched = self._first_listed(key) if "/" in key.subject else None
        return Gaps(min(starts), max(end for _, end in hidden), hidden, launched)

    def _first_listed(self, key: SeriesKey) -> date:
        """The first day on which the family lists a subject anywhere: before it nothing can be hidden."""
        return date.fromordinal(self._rows(reads.FIRST_LISTED, {"s": key.subject, "f": key.family})[0].first)

    def _sibling(self, key: SeriesKey, subject: str, role: Role) -> SeriesKey | None:
        for other in self.series_keys(subject, key.region):
            same = (other.family, other.variant, other.measure, other.powertrain, other.vehicle_type, other.scope)
            if other.role is role and same == (
                key.family, key.variant, key.measure, key.powertrain, key.vehicle_type, key.scope,
            ):  # fmt: skip
                return other
        return None

    # -- rankings -------------------------------------------------------------------------------------------------

    def rank_subjects(
        self, grain: str, region: str, period: Period, measures: Sequence[Measure], powertrains: Sequence[Powertrain]
    ) -> list[RankTable]:
        """Models, brands or groups of a region by what they sold in a period: a table per family, in declared order."""
        return self.rank_across(grain, (region,), period, measures, powertrains)

    def rank_across(
        self,
        grain: str,
        regions: Sequence[str],
        period: Period,
        measures: Sequence[Measure],
        powertrains: Sequence[Powertrain],
    ) -> list[RankTable]:
        """The same over several regions: a row for each subject in each region, to be added up by who asks."""
        return list(self._tables_by_scope(grain, tuple(regions), period, tuple(measures), tuple(powertrains)))

    def _load_rank(
        self,
        grain: str,
        regions: tuple[str, ...],
        period: Period,
        measures: tuple[Measure, ...],
        powertrains: tuple[Powertrain, ...],
    ) -> tuple[RankTable, ...]:
        table = schema.series.c
        where = [
            table.region.in_(list(regions)),
            table.grain == grain,
            table.powertrain.in_([str(powertrain) for powertrain in powertrains]),
            table.measure.in_([str(measure) for measure in measures]),
        ]
        return tuple(rank(self._rows, where, period, partial_years=True))

    def has_ranking(self, grain: str, region: str, period: Period, measure: Measure, powertrain: Powertrain) -> bool:
        """Whether at least one model, brand or group of a region was counted all through a period."""
        table = schema.series.c
        first = (period.start or period.end).toordinal()
        query = select(table.id).where(
            table.region == region, table.grain == grain, table.powertrain == str(powertrain),
            table.measure == str(measure), table.answers.is_(True), table.role == str(Role.TOTAL),
            table.first_day <= first, table.last_day >= period.end.toordinal(),
        )  # fmt: skip
        return bool(self._rows(query.limit(1)))

    def rank_regions(
        self,
        subject: str,
        period: Period,
        measures: Sequence[Measure],
        powertrains: Sequence[Powertrain],
        vehicle_type: VehicleType,
    ) -> list[RankTable]:
        """Regions by what they had of a subject: a table per family, in declared order; aggregates have their own row.

        Where a market has no row for a month, none is known: a calendar year ranks only markets with the whole year.
        """
        slot = (subject, period, tuple(measures), tuple(powertrains), vehicle_type)
        return list(self._regions_by_scope(*slot))

    def _load_region_rank(
        self,
        subject: str,
        period: Period,
        measures: tuple[Measure, ...],
        powertrains: tuple[Powertrain, ...],
        vehicle_type: VehicleType,
    ) -> tuple[RankTable, ...]:
        table = schema.series.c
        where = [
            table.subject == subject,
            table.powertrain.in_([str(powertrain) for powertrain in powertrains]),
            table.measure.in_([str(measure) for measure in measures]),
            table.vehicle_type == str(vehicle_type),
        ]
        return tuple(rank(self._rows, where, period, partial_years=subject != MARKET))

    # -- statements, sources, coverage ----------------------------------------------------------------------------

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements; there are a few hundred."""
        return self._statements

    def source(self, number: int) -> Source:
        """One source by its number in this database."""
        return self._source_by_id(number)

    def source_number(self, key: str) -> int:
        """The number of a source id."""
        rows = self._rows(select(schema.source.c.id).where(schema.source.c.key == bindparam("k")), {"k": key})
        return int(rows[0].id)

    def regions_of(self, subject: str, measures: Iterable[Measure] | None = None) -> Spans:
        """Where there are figures for a subject, with the first and last day of them."""
        return self._spans_by_scope("region", subject, "", None if measures is None else tuple(measures))

    def subjects_in(self, region: str, grain: str) -> Spans:
        """What of one grain has figures in a region, with the first and last day of them."""
        return self._spans_by_scope("subject", region, grain, None)

    def models_of(self, brand: str) -> Spans:
        """The models of a brand that have figures anywhere, with the first and last day of them."""
        return self._spans_by_scope("model", brand, "", None)

    def _load_spans(self, by: str, of: str, grain: str, measures: tuple[Measure, ...] | None) -> Spans:
        table = schema.series.c
        first, last = func.min(table.first_day).label("first"), func.max(table.last_day).label("last")
        counted = (table.role == str(Role.TOTAL), table.unit == str(Unit.VEHICLES))
        if by == "region":
            query = select(table.region.label("key"), first, last).where(table.subject == of, *counted)
        elif by == "model":
            below = and_(table.subject >= f"{of}/", table.subject < f"{of}0")  # "0" is the character after "/"
            query = select(table.subject.label("key"), first, last).where(below, *counted)
        else:
            query = select(table.subject.label("key"), first, last).where(
                table.region == of, table.grain == grain, table.measure != str(Measure.INCENTIVES)
            )
        if measures is not None:
            query = query.where(table.measure.in_([str(measure) for measure in measures]))
        rows = self._rows(query.where(table.answers.is_(True)).group_by("key").order_by("key"))
        return MappingProxyType({row.key: (date.fromordinal(row.first), date.fromordinal(row.last)) for row in rows})

    def counted_in(self, grain: str) -> dict[str, int]:
        """How many subjects of one grain have figures in each region."""
        table = schema.series.c
        number = func.count(table.subject.distinct()).label("number")
        query = select(table.region, number).where(table.grain == grain, table.answers.is_(True))
        return {row.region: int(row.number) for row in self._rows(query.group_by(table.region).order_by(table.region))}

    def coverage(self) -> list[Row[Any]]:
        """(publisher, region, grain, measure, first, last, series) of everything, for `evbot facts coverage`."""
        table = schema.series.c
        columns = (table.publisher, table.region, table.grain, table.measure)
        first, last = func.min(table.first_day).label("first"), func.max(table.last_day).label("last")
        query = select(*columns, first, last, func.count().label("series")).where(table.gone.is_(False))
        return self._rows(query.group_by(*columns).order_by(*columns))

    def all_sources(self) -> list[Source]:
        """Every source, by publisher."""
        return [stored.source(row) for row in self._rows(select(schema.source).order_by(schema.source.c.id))]

    def a_source_of(self, folder: str) -> int | None:
        """The number of the first source of a publisher's folder, or None where it was left out."""
        table = schema.source.c
        found = self._rows(select(func.min(table.id).label("id")).where(table.folder == folder))
        return None if found[0].id is None else int(found[0].id)

    def _load_statements(self) -> tuple[Statement, ...]:
        return tuple(
            stored.statement(row) for row in self._rows(select(schema.statement).order_by(schema.statement.c.id))
        )

    def _load_source(self, number: int) -> Source:
        return stored.source(self._rows(reads.SOURCE, {"n": number})[0])

    def _rows(self, query: Any, values: dict[str, Any] | None = None) -> list[Row[Any]]:
        if self._server is not None and (found := self._server.rows(query, values or {})) is not None:
            return found
        with self._engine.connect() as connection:
            return list(connection.execute(query, values or {}).all())

    def close(self) -> None:
        """Give the database back."""
        if self._server is not None:
            self._server.close()
        self._engine.dispose()


__all__ = ["FactStore", "RankTable", "Ranked", "StoreError"]
