"""What can be ranked, and what an unfit row must not hide there; over the small folder, asked of the local file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from facts.model import SOLD, Measure, Powertrain
from facts.opening import open_store
from facts.period import Period
from facts.store import FactStore
from tests.support.small_data import add_figures, small_data

REGISTERED, BEV = Measure.REGISTRATIONS, Powertrain.BEV


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FactStore]:
    """The small folder, with a total of the Model 3 of 2023 that may not be answered from and a month after it."""
    data = small_data(tmp_path / "data")
    add_figures(data, "paper", ["tesla/model-3,total,,,NO,2023,999,,suspect", "tesla/model-3,,,,NO,2024-01,7"])
    store = open_store(data, tmp_path / "cache")
    yield store
    store.close()


def test_an_unfit_year_does_not_hide_its_months(store: FactStore) -> None:
    [table] = store.rank_subjects("model", "NO", Period.parse("2023-01..2024-01"), SOLD, (BEV,))

    assert [(row.subject, row.value, row.months) for row in table.rows] == [
        ("tesla/model-3", 247, 13),
        ("nissan/leaf", 120, 4),
        ("renault/zoe", 120, 12),
    ]


@pytest.mark.parametrize("period", ["2023", "2023-01", "2023-12", "2023-H2"])
def test_there_is_a_ranking_where_something_was_counted_all_through(store: FactStore, period: str) -> None:
    assert store.has_ranking("model", "NO", Period.parse(period), REGISTERED, BEV)


@pytest.mark.parametrize(
    ("grain", "region", "period", "measure", "powertrain"),
    [
        ("group", "NO", "2023", REGISTERED, BEV),
        ("model", "FR", "2023", REGISTERED, BEV),
        ("model", "SE", "2023", REGISTERED, BEV),  # counted to June alone
        ("model", "NO", "2022-12", REGISTERED, BEV),
        ("model", "NO", "2023-12..2024-02", REGISTERED, BEV),
        ("model", "NO", "2023", Measure.DELIVERIES, BEV),
        ("model", "NO", "2023", REGISTERED, Powertrain.PHEV),
    ],
)
def test_there_is_no_ranking_of_another_kind_place_time_measure_or_powertrain(
    store: FactStore, grain: str, region: str, period: str, measure: Measure, powertrain: Powertrain
) -> None:
    assert not store.has_ranking(grain, region, Period.parse(period), measure, powertrain)


def test_what_has_figures_in_a_place_comes_with_its_first_and_last_day(store: FactStore) -> None:
    assert dict(store.subjects_in("SE", "model")) == {"renault/zoe": (date(2023, 1, 1), date(2023, 6, 30))}
    assert dict(store.models_of("tesla")) == {"tesla/model-3": (date(2023, 1, 1), date(2024, 1, 31))}
    assert {"NO", "SE", "nordics"} == set(store.regions_of("renault/zoe"))
