"""Sums over several scopes: only ever inside one family of figures, and with what is missing named.

Families of different publishers or definitions are never mixed. Which series may take part is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.respond.choosing import PRECISION_RANK
from bot.respond.scopes import Found, Scope
from facts import Basis, Figure, Measure, Period, Powertrain, Precision, Unit
from facts.series import Series


def sum_of(
    candidates: Sequence[tuple[Scope, Sequence[Series]]], period: Period, *, allow_absent: bool = False
) -> Found | None:
    """Several scopes added up inside one family, each given with its series; None where no family has them."""
    by_family: dict[tuple[str, Powertrain | None, Measure], list[tuple[Series, Figure]]] = {}
    for scope, some in candidates:
        for series in some:
            figure = series.figure(period)
            if figure is None or series.key.scope:
                continue
            powertrain = None if scope.powertrains is None else series.key.powertrain
            pairs = by_family.setdefault((series.key.family, powertrain, series.key.measure), [])
            if all((known.subject, known.region) != (figure.subject, figure.region) for _, known in pairs):
                pairs.append((series, figure))
    first = candidates[0][0]
    best: Found | None = None
    best_order: tuple[object, ...] = ()
    for (_, powertrain, _), pairs in by_family.items():
        figures = [figure for _, figure in pairs]
        absent = len(candidates) - len({(figure.subject, figure.region) for figure in figures})
        if absent and not allow_absent:
            continue
        missing = tuple(dict.fromkeys(gap for figure in figures for gap in figure.missing))
        preference = 0 if powertrain is None or first.powertrains is None else first.powertrains.index(powertrain)
        order = (bool(missing), absent, preference, min(series.key.rank for series, _ in pairs))
        if best is None or order < best_order:
            subject = first.subject.id if len({figure.subject for figure in figures}) == 1 else ""
            whole = replace(_added(figures), missing=missing, subject=subject)
            best, best_order = Found(whole, pairs[0][0], parts=tuple(figures)), order
    return best


def covered_sums(scope: Scope, candidates: Sequence[Series], period: Period) -> list[Found]:
    """Sums over the countries with figures, one for each family and powertrain; the parts say what they lack."""
    by_family: dict[tuple[str, Powertrain], list[tuple[Series, Figure]]] = {}
    for series in candidates:
        figure = series.figure(period)
        if figure is not None and not series.key.scope and series.key.unit is Unit.VEHICLES:
            pairs = by_family.setdefault((series.key.family, series.key.powertrain), [])
            if all(known.region != figure.region for _, known in pairs):
                pairs.append((series, figure))
    return [
        Found(
            replace(_added([figure for _, figure in pairs]), region=scope.region, missing=()),
            pairs[0][0],
            parts=tuple(figure for _, figure in pairs),
        )
        for pairs in by_family.values()
    ]


def covered_sum(scope: Scope, candidates: Sequence[Series], period: Period) -> Found | None:
    """The largest sum over the countries that one family covers; of the same countries, one that is not rounded."""
    sums = covered_sums(scope, candidates, period)
    if not sums:
        return None
    largest = max(sums, key=lambda found: found.figure.value)
    same = [found for found in sums if _countries(found) == _countries(largest) and not _has_gaps(found)]
    exact = [found for found in same if found.figure.precision is Precision.EXACT]
    same_powertrain = [found for found in exact if found.figure.powertrain is largest.figure.powertrain]
    return largest if not same_powertrain else max(same_powertrain, key=lambda found: found.figure.value)


def _countries(found: Found) -> set[str]:
    return {part.region for part in found.parts}


def _has_gaps(found: Found) -> bool:
    return any(part.missing for part in found.parts)


def _added(figures: Sequence[Figure]) -> Figure:
    return replace(
        figures[0],
        value=sum(figure.value for figure in figures),
        basis=Basis.SUM,
        precision=max((figure.precision for figure in figures), key=lambda precision: PRECISION_RANK[precision]),
        sources=tuple(dict.fromkeys(source for figure in figures for source in figure.sources)),
        note="",
    )
