"""Which figure answers a scope and a period: the declared order applied, with what else was printed for the same thing.

It prefers a figure published for exactly what was asked, then sums inside one series, then the part that exists with
what is missing named. It never mixes families in a sum and never lets a suspect row answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.question import Bound, Subject, SubjectKind, When
from bot.respond.choosing import best, disputes, measure_rank, preferred
from bot.respond.scopes import Found, Scope
from bot.respond.sums import covered_sum, covered_sums, sum_of
from facts import Figure, Measure, Period, PeriodKind, Precision
from facts.model import Unit
from facts.series import Series
from facts.store import FactStore

SINGLE_PAGES = "press"
"""The publisher that stands for many pages, each with a figure or two."""


class Finder:
    """Finds figures in one store."""

    def __init__(self, store: FactStore) -> None:
        self.store = store

    # -- regions and series -----------------------------------------------------------------------------------------

    def same_place(self, region: str) -> tuple[str, ...]:
        """A region and its namesakes that other publishers draw differently."""
        return self.store.catalogue.same_place(region)

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
            return best(scope, [(series, self.stock(series, when)) for series in self.candidates(scope)])
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
        found = best(scope, [(series, series.figure(period)) for series in self.candidates(scope)])
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
        return best(scope, pairs)

    def stock(self, series: Series, when: When | None) -> Figure | None:
        """The fleet of one series at a time as asked; the newest where none was."""
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
        """The newest total since the beginning, by a day where one is given: printed, else the whole series."""
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
                    measure_rank(scope, pair[1]) * -1,
                    pair[1].precision is Precision.EXACT,
                    pair[1].value,
                ),
            )
            if until is None or self._is_near(figure.period.end, until):
                return Found(figure, series, disputes(figure, [other for _, other in pairs]))
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
            if series.key.publisher == SINGLE_PAGES:
                continue  # what one page printed is no whole series
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
        chosen = best(scope, found)
        return chosen if chosen is None else _reaching_further(chosen, found)

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
        return preferred(scope, complete or [(s, f) for s, f in found if f is not None])

    # -- together with others ---------------------------------------------------------------------------------------

    def _joint(self, scope: Scope, period: Period) -> Found | None:
        if scope.subject.kind is not SubjectKind.MODEL:
            return None
        for joint in self.store.catalogue.joint_rows_with(scope.subject.id):
            subject = Subject(joint.id, SubjectKind.MODEL)
            other = replace(scope, subject=subject)
            found = best(other, [(series, series.figure(period)) for series in self.candidates(other)])
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
        return sum_of([(scope, self.candidates(scope)) for scope in scopes], period, allow_absent=allow_absent)

    def covered_sum(self, scope: Scope, period: Period, regions: Iterable[str]) -> Found | None:
        """A sum over the countries that have complete figures in one family, never called the whole."""
        return covered_sum(scope, self._in_all(scope, regions), period)

    def covered_sums(self, scope: Scope, period: Period, regions: Iterable[str]) -> list[Found]:
        """The same, one for each family and powertrain."""
        return covered_sums(scope, self._in_all(scope, regions), period)

    def _in_all(self, scope: Scope, regions: Iterable[str]) -> list[Series]:
        wanted = (scope.measures, scope.powertrains, scope.vehicle_type)
        return [series for region in regions for series in self.store.find(scope.subject.id, region, *wanted)]

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


def _reaching_further(chosen: Found, found: Sequence[tuple[Series, Figure | None]]) -> Found:
    """A whole series that begins earlier counts more, though months of its first years may be missing."""
    first = chosen.figure
    for series, figure in found:
        if figure is None or figure.powertrain is not first.powertrain or figure.precision is not first.precision:
            continue
        begins, began = figure.period.start, first.period.start
        earlier = begins is not None and began is not None and begins < began
        if earlier and figure.period.end >= first.period.end and figure.value > first.value:
            return Found(figure, series, chosen.others)
    return chosen
