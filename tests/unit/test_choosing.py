"""Which other figures dispute the one that answers: those of the same thing that differ by more than rounding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.respond.choosing import disputes
from facts import Basis, Figure, Measure, Period, Powertrain, Precision
from facts.model import Unit, VehicleType

TOLD = Figure(
    value=1000,
    unit=Unit.VEHICLES,
    precision=Precision.EXACT,
    basis=Basis.PUBLISHED,
    measure=Measure.REGISTRATIONS,
    powertrain=Powertrain.BEV,
    vehicle_type=VehicleType.CAR,
    region="NO",
    subject="renault/zoe",
    period=Period.year(2020),
    sources=("1",),
    published="2021-01-01",
    series=1,
    family="paper",
)


@pytest.mark.parametrize(
    ("value", "precision", "disputed"),
    [
        (1004, Precision.EXACT, False),
        (1005, Precision.EXACT, True),
        (995, Precision.EXACT, True),
        (1060, Precision.ROUNDED, False),
        (1061, Precision.ROUNDED, True),
        (939, Precision.ABOUT, True),
    ],
)
def test_a_figure_disputes_another_by_more_than_its_rounding(
    value: float, precision: Precision, disputed: bool
) -> None:
    other = replace(TOLD, value=value, precision=precision)

    assert disputes(TOLD, [other]) == ((other,) if disputed else ())


@pytest.mark.parametrize(
    "of",
    [
        {"powertrain": Powertrain.PHEV},
        {"vehicle_type": VehicleType.VAN},
        {"period": Period.year(2019)},
        {"unit": Unit.PERCENT},
        {"measure": Measure.PRODUCTION},
        {"missing": (Period.month(2020, 1),)},
    ],
    ids=lambda of: next(iter(of)),
)
def test_a_figure_of_another_thing_disputes_nothing(of: dict[str, object]) -> None:
    assert disputes(TOLD, [replace(TOLD, value=2000, **of)]) == ()  # type: ignore[arg-type]


def test_numbers_built_dispute_numbers_built() -> None:
    built = replace(TOLD, measure=Measure.PRODUCTION)
    other = replace(built, value=2000)

    assert disputes(built, [other]) == (other,)


def test_a_figure_that_is_shown_with_others_is_told_however_close() -> None:
    other = replace(TOLD, value=1001, basis=Basis.SHOWN_WITH_OTHER)

    assert disputes(TOLD, [other]) == (other,)


def test_three_disputes_are_enough_and_none_is_told_twice() -> None:
    others = [replace(TOLD, value=value) for value in (2000, 2000, 3000, 4000, 5000)]

    assert [figure.value for figure in disputes(TOLD, others)] == [2000, 3000, 4000]
