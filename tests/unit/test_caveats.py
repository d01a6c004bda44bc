"""Which caveats and notes an answer tells: the weightiest first, and only what matters to the figure."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.respond.caveats import Weight, notes_that_matter, ordered
from facts import Period, Powertrain


def test_the_weightiest_caveats_are_said_first_and_the_rest_is_cut_off() -> None:
    notes: Iterable[tuple[Weight, str]] = [
        (Weight.SCOPE, "Cars."),
        (Weight.DEFAULT, "No place."),
        (Weight.DISPUTED, "A prints 2."),
        (Weight.DEFAULT, "No period."),
        (Weight.DISPUTED, "B prints 3."),
        (Weight.MISSING, "May is missing."),
        (Weight.DEFINITION, "Electric is both."),
    ]

    expected = ("May is missing.", "A prints 2. B prints 3.", "Electric is both.", "No place. No period.")
    assert expected == ordered(notes)


@pytest.mark.parametrize(
    ("note", "year", "powertrain", "expected"),
    [
        ("Rows before 1990 left out. Fuel-cell cars are in.", 2023, Powertrain.EV, ["Fuel-cell cars are in."]),
        ("Rows before 1990 left out.", 1989, Powertrain.EV, ["Rows before 1990 left out."]),
        ("Vans are in (2017-01 to 2026-04).", 2020, Powertrain.EV, ["Vans are in."]),
        ("Vans are in (2017-01 to 2026-04).", 2015, Powertrain.EV, []),
        ("HEVs are inside PETROL.", 2020, Powertrain.BEV, []),
        ("PHEV rows start 2018.", 2017, Powertrain.EV, ["PHEV rows start 2018."]),
        ("PHEV rows start 2018.", 2020, Powertrain.EV, []),
        ("Summed from late 2023.", 2025, Powertrain.EV, ["Summed from late 2023."]),
        ("One thing. Another thing.", 2020, Powertrain.EV, ["One thing."]),
        ("2019 is incomplete for Tesla", 2019, Powertrain.EV, ["2019 is incomplete for Tesla."]),
    ],
)
def test_of_a_note_only_what_matters_is_told(note: str, year: int, powertrain: Powertrain, expected: list[str]) -> None:
    assert expected == notes_that_matter([note], Period.year(year), powertrain)
