"""The percentage of a scope: a numerator and a denominator of one family, or a share that somebody published.

A share above a hundred, or of two families, is none. How it is said stands in `bot.respond.shares`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.question import (
    MARKET_SUBJECT,
    MeasureAsked,
    Question,
    ShareAsked,
    Subject,
    SubjectKind,
    When,
)
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.scopes import EUROPE, WORLD, Scope, measures_of, powertrains_of, scope_of
from facts import (
    Basis,
    Figure,
    Measure,
    Period,
    PeriodKind,
    Powertrain,
)
from facts.model import ShareOf, Unit
from facts.series import Series

_OF = {
    ShareAsked.MARKET: ShareOf.MARKET,
    ShareAsked.OWN: ShareOf.OWN,
    ShareAsked.EV_MARKET: ShareOf.EV_MARKET,
    ShareAsked.STOCK: ShareOf.STOCK,
}
"""Those that are published."""


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage with what it was made of."""

    percent: float
    part: Figure
    whole: Figure | None
    caveats: tuple[str, ...] = ()
    is_partial: bool = False

    @property
    def is_published(self) -> bool:
        """Whether somebody printed the percentage itself."""
        return self.whole is None


def find(desk: Desk, question: Question, region: str, period: Period | None) -> Share | None:
    """The share for one region and period; the newest complete year where no period is given."""
    asked = question.share_of or ShareAsked.MARKET
    if asked is ShareAsked.PLACE and not _is_of_place(question):
        asked = ShareAsked.MARKET
    if asked is ShareAsked.PLACE:
        return _of_place(desk, question, region, period)
    if asked is ShareAsked.STOCK:
        return published(desk, question, region, period, asked) or _stock(desk, question, region, period)
    if period is not None and period.kind is PeriodKind.POINT:
        period = Period.year(period.end.year)
    computed = _computed(desk, question, region, period, asked)
    if computed is not None or asked is ShareAsked.MAKER:
        return computed
    printed = published(desk, question, region, period, asked)
    if printed is None and asked is ShareAsked.EV_MARKET:
        printed = published(desk, question, region, period, ShareAsked.MARKET)
    return printed or _of_members(desk, question, region, period, asked)


def parts_of(desk: Desk, question: Question) -> tuple[str, ...]:
    """The places whose shares are asked for: all that are named, but for the one that they are parts of."""
    regions = desk.regions_of(question)
    return regions[:-1] if _is_of_place(question) else regions


def _is_of_place(question: Question) -> bool:
    return question.share_of is ShareAsked.PLACE and len(question.places) > 1


def _of_place(desk: Desk, question: Question, region: str, period: Period | None) -> Share | None:
    """What a place has of a larger one, by two figures of one family and one definition."""
    larger = question.places[-1].id
    inside = desk.members(larger)
    if larger != WORLD and not (desk.members(region) or {region}) <= inside:
        return None
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    of_stock = question.measure is MeasureAsked.STOCK
    if period is not None:
        period = Period.point(period.end) if of_stock else period
        period = Period.year(period.end.year) if period.kind is PeriodKind.POINT and not of_stock else period
    is_all = question.powertrains == (Powertrain.ALL,)
    for powertrain in (Powertrain.ALL,) if is_all else _electric(question):
        kinds = None if subject.kind is SubjectKind.MODEL else (powertrain,)
        small, large = (replace(scope_of(question, subject, at), powertrains=kinds) for at in (region, larger))
        found = [
            (part, whole)
            for whole in _of_region(desk, large, larger, period)
            for part in _of_region(desk, small, region, period or whole.period)
            if (part.family, part.measure, part.powertrain) == (whole.family, whole.measure, whole.powertrain)
            and part.period == whole.period
            and whole.value > 0
            and part.value <= whole.value
        ]
        if found:
            part, whole = min(found, key=lambda pair: -pair[1].period.end.toordinal())
            return Share(100 * part.value / whole.value, part, whole)
    return None


def _of_region(desk: Desk, scope: Scope, region: str, period: Period | None) -> Iterator[Figure]:
    """The complete figures of a place, its own and the sums over all the members of a group, best family first."""
    for series in sorted(desk.finder.candidates(scope), key=lambda series: series.key.rank):
        if series.key.unit is not Unit.VEHICLES:
            continue
        newest = series.newest(PeriodKind.POINT if series.key.measure is Measure.STOCK else PeriodKind.YEAR)
        figure = series.figure(period) if period else series.as_figure(newest) if newest else None
        if figure is not None and not figure.missing:
            yield figure
    members = sorted(desk.members(region)) if region not in (WORLD, EUROPE) else []
    if members and period is not None:
        for found in desk.finder.covered_sums(scope, period, members):
            if desk.is_whole(found, region):
                yield found.figure


def _of_members(desk: Desk, question: Question, region: str, period: Period | None, asked: ShareAsked) -> Share | None:
    """The share in a named group of countries: the sums over all of its members, both of one family."""
    if region in (WORLD, EUROPE) or not (members := sorted(desk.members(region))):
        return None
    period = period or Period.year(question.today.year - 1)
    for _, part_scope, whole_scope in _ratios(question, region, asked):
        wholes = desk.finder.covered_sums(whole_scope, period, members)
        for part in desk.finder.covered_sums(part_scope, period, members):
            for whole in wholes:
                same = part.figure.family == whole.figure.family and part.figure.measure is whole.figure.measure
                if same and desk.is_whole(part, region) and desk.is_whole(whole, region):
                    names = wording.english_list(sorted(desk.region(each.region) for each in part.parts))
                    caveats = (f"Made of the sums over {names}.",)
                    return Share(100 * part.figure.value / whole.figure.value, part.figure, whole.figure, caveats)
    return None


def battery_electric_beside(desk: Desk, question: Question, region: str, found: Share) -> Share | None:
    """The battery-electric share beside one of BEV + PHEV, made in the same way; None where that was not asked so."""
    if found.part.powertrain is not Powertrain.EV or question.is_plugin or found.whole is None:
        return None
    asked = question.share_of or ShareAsked.MARKET
    return _computed(desk, replace(question, powertrains=(Powertrain.BEV,)), region, found.part.period, asked)


def _computed(desk: Desk, question: Question, region: str, period: Period | None, asked: ShareAsked) -> Share | None:
    best: tuple[tuple[int, int, int], Share] | None = None
    for preference, part_scope, whole_scope in _ratios(question, region, asked):
        wholes = desk.finder.candidates(whole_scope)
        for part, caveats, rank, family, subject_is_group in _parts(desk, part_scope, period):
            for whole in wholes:
                if (
                    whole.key.family != family
                    or whole.key.measure is not part.measure
                    or whole.key.variant != caveats[1]
                ):
                    continue
                total = whole.figure(part.period)
                if total is None or total.missing or not total.value or part.missing:
                    continue
                if (
                    total.precision != "exact"
                    and total.precision == part.precision
                    and region not in ("world", "europe")
                    and whole.key.rank >= 30
                ):
                    continue
                if part.value > total.value * 1.005:
                    continue
                order = (preference, rank, int(subject_is_group))
                if best is None or order < best[0]:
                    best = (order, Share(100 * part.value / total.value, part, total, caveats[0]))
    return best[1] if best else None


def _parts(
    desk: Desk, scope: Scope, period: Period | None
) -> Iterator[tuple[Figure, tuple[tuple[str, ...], str], int, str, bool]]:

    for series in desk.finder.candidates(scope):
        if series.key.unit is not Unit.VEHICLES:
            continue
        if period is None:
            newest = series.newest(PeriodKind.YEAR)
            figure = None if newest is None else series.as_figure(newest)
        else:
            figure = series.figure(period)
        if figure is not None:
            yield figure, (series.key.caveats, series.key.variant), series.key.rank, series.key.family, False
    if scope.subject.kind is SubjectKind.GROUP and period is not None:
        found = desk.finder.in_period(scope, period)
        if found is not None and found.parts:
            yield (
                found.figure,
                (found.series.key.caveats, found.series.key.variant),
                found.series.key.rank,
                found.figure.family,
                True,
            )


def _ratios(question: Question, region: str, asked: ShareAsked) -> Iterator[tuple[int, Scope, Scope]]:
    """(preference, numerator, denominator) in the order in which they answer."""
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    bare = replace(
        question, measure=question.measure if question.measure not in (MeasureAsked.STOCK, None) else MeasureAsked.SOLD
    )
    if asked is ShareAsked.OWN and subject.kind is SubjectKind.MARKET and len(question.powertrains) > 1:
        first, second = question.powertrains[0], question.powertrains[1]
        small, large = (second, first) if first in (Powertrain.EV, Powertrain.ALL) else (first, second)
        yield 0, _scope(bare, MARKET_SUBJECT, region, (small,)), _scope(bare, MARKET_SUBJECT, region, (large,))
        return
    is_market, is_model = subject.kind is SubjectKind.MARKET, subject.kind is SubjectKind.MODEL
    for preference, powertrain in enumerate(_electric(question)):
        electric, everything = (powertrain,), (Powertrain.ALL,)
        part: tuple[Powertrain, ...] | None = None if is_model else electric
        whole, of = electric, MARKET_SUBJECT
        if asked is ShareAsked.OWN:
            part, whole, of = electric, everything, subject
        elif asked is ShareAsked.MAKER:
            of = Subject(subject.id.split("/")[0], SubjectKind.BRAND)
        elif asked is ShareAsked.MARKET:
            whole = everything
            part = electric if is_market else None if is_model else everything
        yield preference, _scope(bare, subject, region, part), _scope(bare, of, region, whole)


def _scope(question: Question, subject: Subject, region: str, powertrains: tuple[Powertrain, ...] | None) -> Scope:
    scope = scope_of(question, subject, region)
    return replace(scope, powertrains=powertrains, measures=measures_of(question))


def _electric(question: Question) -> list[Powertrain]:
    said = next((powertrain for powertrain in question.powertrains if powertrain is not Powertrain.ALL), None)
    if said is None or said is Powertrain.EV:
        subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
        if subject.kind is SubjectKind.MARKET or question.is_plugin:
            return [Powertrain.EV] if question.is_plugin else [Powertrain.EV, Powertrain.BEV]
        return [Powertrain.BEV, Powertrain.EV]
    return [said]


def measure_of(asked: ShareAsked | None, part: Figure | None = None) -> Measure:
    """What a share of this whole is called."""
    of_stock = asked is ShareAsked.STOCK or (part is not None and part.measure is Measure.STOCK)
    return Measure.SHARE_OF_STOCK if of_stock else Measure.SHARE_OF_SALES


def in_words(kinds: str, asked: ShareAsked | None) -> str:
    """The cars of a share: "electric cars", "electric cars on the road"."""
    return f"{kinds} on the road" if asked is ShareAsked.STOCK else kinds


def published(desk: Desk, question: Question, region: str, period: Period | None, asked: ShareAsked) -> Share | None:
    """A share that somebody printed for the scope, or None."""
    subject = question.subjects[0] if question.subjects else MARKET_SUBJECT
    measure = measure_of(asked)
    wanted = powertrains_of(replace(question, powertrains=tuple(_electric(question)[:1])), subject)
    found: list[tuple[tuple[object, ...], Figure, tuple[str, ...]]] = []
    for place in desk.finder.same_place(region):
        for series in desk.finder.store.find(subject.id, place, (measure,), wanted, None):
            if series.key.of is not None and series.key.of is not _OF[asked]:
                continue
            if subject.kind is SubjectKind.MARKET and series.key.vehicle_type is not question.vehicle_type:
                continue
            figure = _printed(series, period)
            if figure is not None:
                preference = wanted.index(figure.powertrain) if wanted and figure.powertrain in wanted else 0
                found.append(
                    (
                        (
                            preference,
                            -figure.period.end.toordinal() if period is None else 0,
                            series.key.rank,
                            figure.precision != "exact",
                        ),
                        figure,
                        series.key.caveats,
                    )
                )
    if not found:
        return None
    _, figure, caveats = min(found, key=lambda entry: entry[0])
    return Share(figure.value, figure, None, caveats)


def _printed(series: Series, period: Period | None) -> Figure | None:

    if period is None:
        rows = [entry for kind in (PeriodKind.YEAR, PeriodKind.POINT) if (entry := series.newest(kind)) is not None]
        return series.as_figure(rows[0]) if rows else None
    entry = series.published(period) or series.published(Period.point(period.end))
    return None if entry is None or entry.basis is Basis.SUSPECT else series.as_figure(entry)


def _stock(desk: Desk, question: Question, region: str, period: Period | None) -> Share | None:
    """A share of the fleet where one table counts all vehicles (Washington State)."""
    for powertrain in _electric(question):
        part = desk.finder.at(
            replace(
                scope_of(replace(question, measure=MeasureAsked.STOCK), MARKET_SUBJECT, region),
                powertrains=(powertrain,),
            ),
            When(period) if period else None,
        )
        whole = desk.finder.at(
            replace(
                scope_of(replace(question, measure=MeasureAsked.STOCK), MARKET_SUBJECT, region),
                powertrains=(Powertrain.ALL,),
            ),
            When(period) if period else None,
        )
        if part and whole and part.figure.family == whole.figure.family and part.figure.period == whole.figure.period:
            return Share(
                100 * part.figure.value / whole.figure.value, part.figure, whole.figure, part.series.key.caveats
            )
    return None
