"""Which figure answers a scope and a period: the declared order applied, with what else was printed for the same thing.

It prefers a figure published for exactly what was asked, then sums inside one series, then the part that exists with
what is missing named. It never mixes families in a sum and never lets a suspect row answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.question import Bound, MeasureAsked, Question, Subject, SubjectKind, When
from facts import Basis, Figure, Measure, Period, PeriodKind, Powertrain, Precision, VehicleType
from facts.model import MARKET, SOLD, Unit
from facts.period import month_end
from facts.series import Series
from facts.store import FactStore

WORLD, EUROPE = "world", "europe"
EXACT_TOLERANCE = 0.004
ROUNDED_TOLERANCE = 0.06
_PRECISION_RANK = {Precision.EXACT: 0, Precision.ROUNDED: 1, Precision.ABOUT: 2, Precision.AT_LEAST: 3}
_MEASURES: dict[MeasureAsked, tuple[Measure, ...]] = {
    MeasureAsked.SOLD: SOLD,
    MeasureAsked.REGISTERED: (Measure.REGISTRATIONS, Measure.SALES, Measure.DELIVERIES),
    MeasureAsked.DELIVERED: (Measure.DELIVERIES, Measure.SALES, Measure.REGISTRATIONS),
    MeasureAsked.BUILT: (Measure.PRODUCTION,),
    MeasureAsked.STOCK: (Measure.STOCK,),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted, where, and in which order of preference."""

    subject: Subject
    region: str
    measures: tuple[Measure, ...]
    measure_matters: bool
    """Whether the asker's word for the measure decides between equally good figures."""
    powertrains: tuple[Powertrain, ...] | None
    """In order of preference; None takes whatever the subject is."""
    vehicle_type: VehicleType | None


@dataclass(frozen=True, slots=True)
class Found:
    """The figure that answers, the series it is from, and what others print for the same thing."""

    figure: Figure
    series: Series
    others: tuple[Figure, ...] = ()
    joint: str = ""
    """Id of the joint row that was taken, where the subject is only counted together with another."""
    parts: tuple[Figure, ...] = ()
    """The figures that were added up, where several subjects or places were."""


def measures_of(question: Question) -> tuple[Measure, ...]:
    """The measures that may answer a question, best first."""
    return _MEASURES.get(question.measure or MeasureAsked.SOLD, SOLD)


def powertrains_of(question: Question, subject: Subject) -> tuple[Powertrain, ...] | None:
    """The powertrains that may answer, best first; None for a model, whose powertrain is its own."""
    said = question.powertrains[0] if question.powertrains else None
    if subject.kind is SubjectKind.MODEL:
        return (said,) if said in (Powertrain.BEV, Powertrain.PHEV) else None
    if said is None:
        if (
            subject.kind is SubjectKind.MARKET
            and question.vehicle_origin == "said"
            and question.vehicle_type is VehicleType.CAR
        ):
            return (Powertrain.ALL,)
        return (Powertrain.EV, Powertrain.BEV, Powertrain.PHEV)
    if said is Powertrain.EV:
        return (Powertrain.EV,) if question.is_plugin else (Powertrain.EV, Powertrain.BEV)
    if said is Powertrain.HEV:
        return (Powertrain.HEV, Powertrain.HYBRID_ANY)
    return (said,)


def scope_of(question: Question, subject: Subject, region: str) -> Scope:
    """The scope of one subject in one region."""
    vehicle = question.vehicle_type if subject.kind is SubjectKind.MARKET else None
    return Scope(
        subject,
        region,
        measures_of(question),
        question.measure in (MeasureAsked.REGISTERED, MeasureAsked.DELIVERED),
        powertrains_of(question, subject),
        vehicle,
    )


class Finder:
    """Finds figures in one store."""

    def __init__(self, store: FactStore) -> None:
        self.store = store

    # -- regions and series -----------------------------------------------------------------------------------------

    def same_place(self, region: str) -> tuple[str, ...]:
        """A region and its namesakes that other publishers draw differently."""
        twins = [ident for ident, other in self.store.catalogue.regions.items() if other.same_place_as == region]
        return (region, *twins)

    def candidates(self, scope: Scope) -> list[Series]:
        """The series that may answer a scope, in the declared order."""
        found: list[Series] = []
        for region in self.same_place(scope.region):
            found += self.store.find(scope.subject.id, region, scope.measures, scope.powertrains, scope.vehicle_type)
        return found

    def exists(self, scope: Scope) -> bool:
        """Whether anything at all is counted in a scope."""
        return bool(self.candidates(scope))

    # -- one figure -------------------------------------------------------------------------------------------------

    def at(self, scope: Scope, when: When | None) -> Found | None:
        """The figure of a scope for a time as asked, or None."""
        if scope.measures == (Measure.STOCK,):
            return self._best(scope, [(series, self._stock(series, when)) for series in self.candidates(scope)])
        if when is None:
            return None
        if when.bound is Bound.EVER:
            return self.cumulative(scope, None)
        assert when.period is not None
        if when.bound is Bound.UNTIL:
            return self.cumulative(scope, when.period.end)
        if when.bound is Bound.SINCE:
            return self._since(scope, when.period)
        return self.in_period(scope, when.period)

    def in_period(self, scope: Scope, period: Period) -> Found | None:
        """The figure of a scope in one period."""
        if period.kind is PeriodKind.POINT:
            period = Period.month(period.end.year, period.end.month)
        found = self._best(scope, [(series, series.figure(period)) for series in self.candidates(scope)])
        if found is None and (total := self._as_total(scope, period)) is not None:
            return total
        if found is None or not found.figure.is_complete:
            found = self._joint(scope, period) or self._group_sum(scope, period) or found
        return found

    def _as_total(self, scope: Scope, period: Period) -> Found | None:
        """A stretch that is exactly a printed total since launch ("between December 2010 and July 2016")."""
        if period.kind is not PeriodKind.RANGE or period.start is None:
            return None
        pairs = []
        for series in self.candidates(scope):
            for entry in series.of_kind(PeriodKind.CUMULATIVE):
                start = entry.period.start
                if start is not None and abs((start - period.start).days) <= 31 and entry.period.end == period.end:
                    pairs.append((series, series.as_figure(entry)))
        return self._best(scope, pairs)

    def _stock(self, series: Series, when: When | None) -> Figure | None:
        if when is None or when.period is None:
            newest = series.newest(PeriodKind.POINT)
            return None if newest is None else series.as_figure(newest)
        end = when.period.end
        entry = series.published(Period.point(end))
        if entry is None and when.bound is not Bound.IN:
            entry = next((row for row in reversed(series.of_kind(PeriodKind.POINT)) if row.period.end == end), None)
        if entry is None and series.key.unit is Unit.VEHICLES:
            entry = next(
                (
                    row
                    for row in series.of_kind(PeriodKind.POINT)
                    if (row.period.end.year, row.period.end.month) == (end.year, end.month)
                ),
                None,
            )
        return None if entry is None else series.as_figure(entry)

    def cumulative(self, scope: Scope, until: date | None) -> Found | None:
        """The newest total since the beginning, by a day where one is given: a printed one first, else the whole series."""
        pairs: list[tuple[Series, Figure]] = []
        for series in self.candidates(scope):
            entry = series.cumulative(until)
            if entry is not None:
                pairs.append((series, series.as_figure(entry)))
        if pairs:
            series, figure = max(
                pairs,
                key=lambda pair: (
                    pair[1].period.end,
                    self._measure_rank(scope, pair[1]) * -1,
                    pair[1].precision is Precision.EXACT,
                    pair[1].value,
                ),
            )
            if until is None or self._is_near(figure.period.end, until):
                return Found(figure, series, self._disputes(figure, [other for _, other in pairs]))
        summed = self._whole_series(scope, until)
        if summed is not None and (not pairs or summed.figure.value >= max(figure.value for _, figure in pairs)):
            return summed
        if pairs:
            series, figure = max(pairs, key=lambda pair: (pair[1].period.end, pair[1].value))
            return Found(figure, series)
        return None

    @staticmethod
    def _is_near(end: date, until: date) -> bool:
        return (until - end).days <= 95

    def _whole_series(self, scope: Scope, until: date | None) -> Found | None:
        found: list[tuple[Series, Figure | None]] = []
        for series in self.candidates(scope):
            rows = [
                entry
                for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
                for entry in series.of_kind(kind)
                if until is None or entry.period.end <= until
            ]
            if not rows:
                continue
            first = min(entry.period.start for entry in rows if entry.period.start is not None)
            last = max(entry.period.end for entry in rows)
            figure = series.figure(Period.between(first, last))
            if figure is not None and (until is None or (until - last).days < 32):
                found.append((series, replace(figure, period=Period.until(last, first))))
        best = self._best(scope, found)
        return best

    def _since(self, scope: Scope, period: Period) -> Found | None:
        """From a day to the newest figure of the series that reaches furthest."""
        assert period.start is not None
        reach: list[tuple[date, Series]] = []
        for series in self.candidates(scope):
            kind = series.finest
            newest = series.newest(kind) if kind else None
            if newest is not None and newest.period.end >= period.start and kind is not None:
                reach.append((newest.period.end, series))
        if not reach:
            return None
        found: list[tuple[Series, Figure | None]] = []
        for end, series in reach:
            figure = series.figure(Period.between(period.start, end))
            found.append((series, figure))
        complete = [(series, figure) for series, figure in found if figure is not None and figure.is_complete]
        preferred = self._preferred(scope, complete or [(s, f) for s, f in found if f is not None])
        return preferred

    def _preferred(self, scope: Scope, pairs: Sequence[tuple[Series, Figure]]) -> Found | None:
        if not pairs:
            return None
        series, figure = min(
            pairs,
            key=lambda pair: (self._powertrain_rank(scope, pair[1]), -pair[1].period.end.toordinal(), pair[0].key.rank),
        )
        return Found(figure, series)

    # -- choosing ---------------------------------------------------------------------------------------------------

    def _best(self, scope: Scope, pairs: Iterable[tuple[Series, Figure | None]]) -> Found | None:
        known = [(series, figure) for series, figure in pairs if figure is not None]
        if not known:
            return None
        known.sort(key=lambda pair: self._order(scope, *pair))
        series, figure = known[0]
        return Found(figure, series, self._disputes(figure, [other for _, other in known[1:]]))

    def _order(self, scope: Scope, series: Series, figure: Figure) -> tuple[object, ...]:
        return (
            bool(figure.missing),
            figure.basis is Basis.SHOWN_WITH_OTHER,
            -figure.period.end.toordinal() if scope.measures == (Measure.STOCK,) else 0,
            self._powertrain_rank(scope, figure),
            self._measure_rank(scope, figure) if scope.measure_matters else 0,
            figure.basis in (Basis.ESTIMATED, Basis.SPREAD) and figure.subject != MARKET,
            figure.basis is Basis.ESTIMATED,
            len(figure.missing),
            bool(series.key.scope),
            series.key.rank,
            _PRECISION_RANK[figure.precision],
            _reversed(figure.published),
        )

    def _powertrain_rank(self, scope: Scope, figure: Figure) -> int:
        if scope.powertrains is None:
            return 0
        return scope.powertrains.index(figure.powertrain) if figure.powertrain in scope.powertrains else 9

    def _measure_rank(self, scope: Scope, figure: Figure) -> int:
        return scope.measures.index(figure.measure) if figure.measure in scope.measures else 9

    def _disputes(self, chosen: Figure, others: Iterable[Figure]) -> tuple[Figure, ...]:
        """Complete figures for the same thing and time that differ by more than rounding."""
        found: list[Figure] = []
        for other in others:
            if (
                other.missing
                or other.powertrain is not chosen.powertrain
                or other.vehicle_type is not chosen.vehicle_type
            ):
                continue
            if (
                other.period != chosen.period
                or other.unit is not chosen.unit
                or (other.measure is Measure.PRODUCTION
                and chosen.measure is not Measure.PRODUCTION)
            ):
                continue
            exact = other.precision is Precision.EXACT and chosen.precision is Precision.EXACT
            tolerance = EXACT_TOLERANCE if exact else ROUNDED_TOLERANCE
            disputed = other.basis is Basis.SHOWN_WITH_OTHER
            if (disputed or abs(other.value - chosen.value) > tolerance * max(chosen.value, 1)) and all(
                abs(other.value - known.value) > 1e-9 for known in (*found, chosen)
            ):
                found.append(other)
        return tuple(found[:3])

    # -- together with others ---------------------------------------------------------------------------------------

    def _joint(self, scope: Scope, period: Period) -> Found | None:
        if scope.subject.kind is not SubjectKind.MODEL:
            return None
        for joint in self.store.catalogue.joint_rows_with(scope.subject.id):
            subject = Subject(joint.id, SubjectKind.MODEL)
            other = replace(scope, subject=subject)
            found = self._best(other, [(series, series.figure(period)) for series in self.candidates(other)])
            if found is not None and found.figure.is_complete:
                return replace(found, joint=joint.id)
        return None

    def _group_sum(self, scope: Scope, period: Period) -> Found | None:
        if scope.subject.kind is not SubjectKind.GROUP:
            return None
        brands = [brand.id for brand in self.store.catalogue.brands_of(scope.subject.id, period.end)]
        if not brands:
            brands = [brand.id for brand in self.store.catalogue.brands_of(scope.subject.id, None)]
        scopes = [replace(scope, subject=Subject(brand, SubjectKind.BRAND)) for brand in brands]
        return self.sum_of(scopes, period, allow_absent=True)

    def sum_of(self, scopes: Sequence[Scope], period: Period, *, allow_absent: bool = False) -> Found | None:
        """Several scopes added up inside one family; None where no family has them."""
        by_family: dict[tuple[str, Powertrain | None, Measure], list[tuple[Series, Figure]]] = {}
        for scope in scopes:
            for series in self.candidates(scope):
                figure = series.figure(period)
                if figure is None or series.key.scope:
                    continue
                powertrain = None if scope.powertrains is None else series.key.powertrain
                pairs = by_family.setdefault((series.key.family, powertrain, series.key.measure), [])
                if all((known.subject, known.region) != (figure.subject, figure.region) for _, known in pairs):
                    pairs.append((series, figure))
        best: Found | None = None
        best_order: tuple[object, ...] = ()
        for (_, powertrain, _), pairs in by_family.items():
            subjects = {(figure.subject, figure.region) for _, figure in pairs}
            absent = len(scopes) - len(subjects)
            if absent and not allow_absent:
                continue
            figures = [figure for _, figure in pairs]
            missing = tuple(dict.fromkeys(gap for figure in figures for gap in figure.missing))
            preference = (
                0 if powertrain is None or scopes[0].powertrains is None else scopes[0].powertrains.index(powertrain)
            )
            order = (bool(missing), absent, preference, min(series.key.rank for series, _ in pairs))
            if best is None or order < best_order:
                first, series = figures[0], pairs[0][0]
                whole = replace(
                    first,
                    value=sum(figure.value for figure in figures),
                    basis=Basis.SUM,
                    precision=_loosest(figures),
                    sources=tuple(dict.fromkeys(source for figure in figures for source in figure.sources)),
                    missing=missing,
                    subject=scopes[0].subject.id if len({figure.subject for figure in figures}) == 1 else "",
                    note="",
                )
                best, best_order = Found(whole, series, parts=tuple(figures)), order
        return best

    def covered_sum(self, scope: Scope, period: Period, regions: Iterable[str]) -> Found | None:
        """A sum over the countries that have complete figures in one family, never called the whole."""
        best: Found | None = None
        by_family: dict[tuple[str, Powertrain], list[tuple[Series, Figure]]] = {}
        for region in regions:
            for series in self.store.find(
                scope.subject.id, region, scope.measures, scope.powertrains, scope.vehicle_type
            ):
                figure = series.figure(period)
                if figure is not None and not series.key.scope and series.key.unit is Unit.VEHICLES:
                    pairs = by_family.setdefault((series.key.family, series.key.powertrain), [])
                    if all(known.region != figure.region for _, known in pairs):
                        pairs.append((series, figure))
        for pairs in by_family.values():
            figures = [figure for _, figure in pairs]
            whole = replace(
                figures[0],
                value=sum(figure.value for figure in figures),
                basis=Basis.SUM,
                precision=_loosest(figures),
                region=scope.region,
                sources=tuple(dict.fromkeys(s for f in figures for s in f.sources)),
                missing=(),
                note="",
            )
            if best is None or whole.value > best.figure.value:
                best = Found(whole, pairs[0][0], parts=tuple(figures))
        return best

    # -- times ------------------------------------------------------------------------------------------------------

    def newest_year(self, scope: Scope) -> Found | None:
        """The newest complete calendar year."""
        years = [(series, entry) for series in self.candidates(scope) for entry in series.of_kind(PeriodKind.YEAR)]
        if not years:
            return None
        newest = max(entry.period.end for _, entry in years)
        return self.in_period(scope, Period.year(newest.year))

    def newest_part(self, scope: Scope, family: str = "") -> Found | None:
        """The year to date, or the newest period, after the newest complete year."""
        best: tuple[date, Series] | None = None
        for series in self.candidates(scope):
            if family and series.key.family != family:
                continue
            kind = series.finest
            newest = (
                series.newest(kind)
                if kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF) and kind
                else None
            )
            if newest is not None and (best is None or newest.period.end > best[0]):
                best = (newest.period.end, series)
        if best is None or best[0] == date(best[0].year, 12, 31):
            return None
        end, series = best
        figure = series.figure(Period.between(date(end.year, 1, 1), end))
        return None if figure is None or figure.missing else Found(figure, series)

    def newest_day(self, scope: Scope) -> date | None:
        """The last day for which the scope has figures."""
        return max((series.key.last for series in self.candidates(scope)), default=None)

    def first_day(self, scope: Scope) -> date | None:
        """The first day for which the scope has figures."""
        return min((series.key.first for series in self.candidates(scope)), default=None)


def is_whole_market(subject: Subject) -> bool:
    """Whether a subject is a market."""
    return subject.id == MARKET


def year_end(year: int) -> date:
    """The last day of a year."""
    return month_end(year, 12)


def _loosest(figures: Sequence[Figure]) -> Precision:
    return max((figure.precision for figure in figures), key=lambda precision: _PRECISION_RANK[precision])


def _reversed(text: str) -> tuple[int, ...]:
    """A sort key that puts later ISO days first."""
    return tuple(-ord(char) for char in text.ljust(10, " "))
