"""Which of several figures for one scope answers: the declared order, and what differs from it by more than rounding.

A suspect row never answers and an estimate only where nothing better does. Nothing is added up here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.respond.scopes import Found, Scope
from facts import Basis, Figure, Measure, Precision
from facts.model import MARKET
from facts.series import Series

EXACT_TOLERANCE = 0.004
ROUNDED_TOLERANCE = 0.06
PRECISION_RANK = {Precision.EXACT: 0, Precision.ROUNDED: 1, Precision.ABOUT: 2, Precision.AT_LEAST: 3}


def preferred(scope: Scope, pairs: Sequence[tuple[Series, Figure]]) -> Found | None:
    """The figure whose powertrain fits best, and of those the one that reaches furthest."""
    if not pairs:
        return None
    series, figure = min(
        pairs,
        key=lambda pair: (_powertrain_rank(scope, pair[1]), -pair[1].period.end.toordinal(), pair[0].key.rank),
    )
    return Found(figure, series)


def best(scope: Scope, pairs: Iterable[tuple[Series, Figure | None]]) -> Found | None:
    """The figure that answers, with those that dispute it."""
    known = [(series, figure) for series, figure in pairs if figure is not None]
    if not known:
        return None
    known.sort(key=lambda pair: _order(scope, *pair))
    series, figure = known[0]
    return Found(figure, series, disputes(figure, [other for _, other in known[1:]]))


def _order(scope: Scope, series: Series, figure: Figure) -> tuple[object, ...]:
    return (
        bool(figure.missing),
        figure.basis is Basis.SHOWN_WITH_OTHER,
        -figure.period.end.toordinal() if scope.measures == (Measure.STOCK,) else 0,
        _powertrain_rank(scope, figure),
        measure_rank(scope, figure) if scope.measure_matters else 0,
        figure.basis in (Basis.ESTIMATED, Basis.SPREAD) and figure.subject != MARKET,
        figure.basis is Basis.ESTIMATED,
        len(figure.missing),
        figure.basis is Basis.SUM and figure.precision is Precision.AT_LEAST,  # of parts that may lack some
        bool(series.key.scope),
        series.key.rank,
        PRECISION_RANK[figure.precision],
        _reversed(figure.published),
    )


def _powertrain_rank(scope: Scope, figure: Figure) -> int:
    if scope.powertrains is None:
        return 0
    return scope.powertrains.index(figure.powertrain) if figure.powertrain in scope.powertrains else 9


def measure_rank(scope: Scope, figure: Figure) -> int:
    """How far down the scope's list the measure of a figure stands."""
    return scope.measures.index(figure.measure) if figure.measure in scope.measures else 9


def disputes(chosen: Figure, others: Iterable[Figure]) -> tuple[Figure, ...]:
    """Complete figures for the same thing and time that differ by more than rounding."""
    found: list[Figure] = []
    for other in others:
        if other.missing or other.powertrain is not chosen.powertrain or other.vehicle_type is not chosen.vehicle_type:
            continue
        if (
            other.period != chosen.period
            or other.unit is not chosen.unit
            or (other.measure is Measure.PRODUCTION and chosen.measure is not Measure.PRODUCTION)
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


def _reversed(text: str) -> tuple[int, ...]:
    """A sort key that puts later ISO days first."""
    return tuple(-ord(char) for char in text.ljust(10, " "))
