"""Which measures have their calendar years added up from the months when the database is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.derive import Draft, Point, SeriesId, add_years
from facts.period import Period
from facts.tables import Table

MODELS = Table(Path("models.csv"), "paper", "paper", 20, "model")
MONTHS = Period.year(2020).split(Period.month(2020, 1).kind)


def years(**of: str) -> list[tuple[str, float]]:
    """Kind and value of what is made of twelve months of 10 of a series."""
    plain = SeriesId(
        "paper", "paper", "", "renault/zoe", "total", "registrations", "BEV", "car", "NO", "", "", "vehicles"
    )
    points = [
        Point(month.start.toordinal(), month.end.toordinal(), "month", 10, "exact", "published", "paper:list", "", "")
        for month in MONTHS
        if month.start is not None
    ]
    draft = Draft(MODELS, points)
    add_years({plain._replace(**of): draft})
    return [(point.kind, point.value) for point in draft.points if point.kind != "month"]


@pytest.mark.parametrize("measure", ["registrations", "sales", "deliveries", "production", "incentives"])
def test_what_is_counted_by_the_vehicle_has_years(measure: str) -> None:
    assert years(measure=measure) == [("year", 120)]


@pytest.mark.parametrize("of", [{"measure": "stock"}, {"unit": "percent"}, {"role": "remainder"}])
def test_what_is_in_use_a_share_or_a_remainder_has_none(of: dict[str, str]) -> None:
    assert years(**of) == []
