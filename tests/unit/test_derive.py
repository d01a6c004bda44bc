"""The sums prepared at build time: which are made, from what, and which must never be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from facts.derive import FEWEST_BRANDS, IN_EFFECT_PHEV, Draft, Drafts, Point, SeriesId, add_wholes, add_years
from facts.period import Period
from facts.tables import Table

MODELS = Table(Path("models.csv"), "paper", "paper", 20, "model")
BRANDS = Table(Path("brands.csv"), "paper", "paper", 20, "brand")
MARKETS = Table(Path("markets.csv"), "paper", "paper", 20, "market")
LISTED = Table(Path("top.csv"), "paper", "paper", 20, "model", listed_only=True)
MIXED = Table(Path("pages.csv"), "paper", "paper", 20, "model", mixed_sources=True)
MONTHS = tuple(f"2020-{month:02}" for month in range(1, 13))


def ident(subject: str, role: str = "total", powertrain: str = "BEV", **other: str) -> SeriesId:
    plain = SeriesId("paper", "paper", "", subject, role, "registrations", powertrain, "car", "NO", "", "", "vehicles")
    return plain._replace(**other)


def point(period: str, value: float, **other: object) -> Point:
    span = Period.parse(period)
    first = None if span.start is None else span.start.toordinal()
    plain = Point(first, span.end.toordinal(), str(span.kind), value, "exact", "published", "paper:list", "", "")
    return plain._replace(**other)  # type: ignore[arg-type]


def values(drafts: Drafts, key: SeriesId) -> dict[str, float]:
    """Period -> value of a series; empty where there is no such series."""
    draft = drafts.get(key)
    assert draft is None or draft.points, "a series without rows has no place in the store"
    return {} if draft is None else {_key(point): point.value for point in draft.points}


def _key(point: Point) -> str:
    first, last = date.fromordinal(point.first or point.last), date.fromordinal(point.last)
    return Period.between(first, last).key


def drafts(table: Table, rows: dict[SeriesId, list[Point]]) -> Drafts:
    made = {key: Draft(table, points, rank=table.order) for key, points in rows.items()}
    add_wholes(made)
    return made


# -- brands -----------------------------------------------------------------------------------------------------------


def test_a_brand_is_its_models_and_what_is_left_of_it() -> None:
    made = drafts(
        MODELS,
        {
            ident("renault/zoe"): [point("2020-01", 10), point("2020-02", 11)],
            ident("renault/twingo"): [point("2020-02", 5)],
            ident("renault", "remainder"): [point("2020-02", 2)],
            ident("nissan/leaf"): [point("2020-02", 70)],
        },
    )

    assert values(made, ident("renault")) == {"2020-01": 10, "2020-02": 18}
    assert values(made, ident("nissan")) == {"2020-02": 70}
    assert {entry.basis for entry in made[ident("renault")].points} == {"sum"}


def test_a_brand_that_is_printed_is_left_as_it_is() -> None:
    made = drafts(MODELS, {ident("renault/zoe"): [point("2020-01", 10)], ident("renault"): [point("2020-02", 99)]})

    assert values(made, ident("renault")) == {"2020-02": 99}


def test_a_group_is_no_model_of_a_brand_called_group() -> None:
    made = drafts(MODELS, {ident("group/renault-nissan"): [point("2020-01", 10)]})

    assert list(made) == [ident("group/renault-nissan")]


def test_models_of_another_kind_place_or_scope_stay_out_of_the_brand() -> None:
    made = drafts(
        MODELS,
        {
            ident("renault/zoe"): [point("2020-01", 10)],
            ident("renault/kangoo", vehicle_type="van"): [point("2020-01", 3)],
            ident("renault/clio", powertrain="PHEV"): [point("2020-01", 4)],
            ident("renault/zoe", region="SE"): [point("2020-01", 5)],
            ident("renault/twizy", scope="without Twizy 45"): [point("2020-01", 6)],
            ident("renault/zoe", measure="production"): [point("2020-01", 7)],
        },
    )

    assert values(made, ident("renault")) == {"2020-01": 10}


def test_in_a_list_of_the_best_a_brand_sold_at_least_its_listed_models_and_the_market_is_still_whole() -> None:
    made = drafts(
        LISTED,
        {ident("byd/seal"): [point("2020-01", 10)], ident("market", "remainder"): [point("2020-01", 90)]},
    )

    assert [entry.precision for entry in made[ident("byd")].points] == ["at_least"]
    assert [(entry.value, entry.precision) for entry in made[ident("market")].points] == [(100, "exact")]


# -- markets ----------------------------------------------------------------------------------------------------------


def test_a_market_is_its_brands_and_the_rest() -> None:
    made = drafts(
        MODELS,
        {
            ident("renault/zoe"): [point("2020-01", 10)],
            ident("tesla"): [point("2020-01", 20)],
            ident("tesla", "remainder"): [point("2020-01", 3)],
            ident("market", "remainder"): [point("2020-01", 7), point("2020-02", 5)],
        },
    )

    assert values(made, ident("market")) == {"2020-01": 37, "2020-02": 5}


@pytest.mark.parametrize(("brands", "expected"), [(FEWEST_BRANDS - 1, {}), (FEWEST_BRANDS, {"2020-01": 8})])
def test_without_a_rest_it_takes_eight_brands_to_make_a_market(brands: int, expected: dict[str, float]) -> None:
    made = drafts(BRANDS, {ident(f"brand-{number}"): [point("2020-01", 1)] for number in range(brands)})

    assert values(made, ident("market")) == expected


def test_a_list_of_the_best_makes_no_market_however_long() -> None:
    rows = {ident(f"brand-{number}/car"): [point("2020-01", 1)] for number in range(20)}

    assert values(drafts(LISTED, rows), ident("market")) == {}


def test_a_printed_market_wins_and_the_other_months_are_added() -> None:
    made = drafts(
        BRANDS,
        {
            ident("tesla"): [point("2020-01", 20), point("2020-02", 30)],
            ident("market", "remainder"): [point("2020-01", 5), point("2020-02", 5)],
            ident("market"): [point("2020-01", 26)],
        },
    )

    assert values(made, ident("market")) == {"2020-01": 26, "2020-02": 35}


@pytest.mark.parametrize(
    ("basis", "of_the_sum"),
    [("suspect", "suspect"), ("spread", "spread"), ("estimated", "estimated"), ("name_suspect", "sum")],
)
def test_a_sum_is_no_fitter_than_its_parts(basis: str, of_the_sum: str) -> None:
    made = drafts(
        BRANDS,
        {ident("tesla"): [point("2020-01", 20, basis=basis)], ident("market", "remainder"): [point("2020-01", 5)]},
    )

    assert [entry.basis for entry in made[ident("market")].points] == [of_the_sum]


def test_cumulative_figures_and_counts_on_a_day_are_never_added() -> None:
    rows = {
        ident("renault/zoe"): [point("~2020-06", 10)],
        ident("renault/twingo"): [point("~2020-06", 10)],
        ident("market", "remainder", measure="stock"): [point("@2020-12-31", 10)],
        ident("tesla", measure="stock"): [point("@2020-12-31", 10)],
    }
    made = drafts(MODELS, dict(rows))

    assert set(made) == set(rows)


def test_shares_are_never_added() -> None:
    rows = {
        ident("renault/zoe", unit="percent", measure="share_of_sales", of="market"): [point("2020-01", 10)],
        ident("renault/twingo", unit="percent", measure="share_of_sales", of="market"): [point("2020-01", 10)],
    }

    assert set(drafts(MODELS, dict(rows))) == set(rows)


# -- powertrains ------------------------------------------------------------------------------------------------------


def test_plug_ins_are_added_only_where_both_kinds_are_known() -> None:
    made = drafts(
        MARKETS,
        {
            ident("market"): [point("2020-01", 10), point("2020-02", 20)],
            ident("market", powertrain="PHEV"): [point("2020-02", 5), point("2020-03", 6)],
        },
    )

    assert values(made, ident("market", powertrain="EV")) == {"2020-02": 25}


def test_a_printed_sum_of_plug_ins_is_left_as_it_is() -> None:
    made = drafts(
        MARKETS,
        {
            ident("market"): [point("2020", 10)],
            ident("market", powertrain="PHEV"): [point("2020", 5)],
            ident("market", powertrain="EV"): [point("2020", 16)],
        },
    )

    assert values(made, ident("market", powertrain="EV")) == {"2020": 16}


def test_all_cars_are_all_powertrains_and_a_printed_total_wins() -> None:
    rows = {
        ident("market"): [point("2020-01", 1), point("2020-02", 1)],
        ident("market", powertrain="PHEV"): [point("2020-01", 2), point("2020-02", 2)],
        ident("market", powertrain="PETROL"): [point("2020-01", 3), point("2020-02", 3)],
        ident("market", powertrain="DIESEL"): [point("2020-01", 4), point("2020-02", 4)],
    }
    everything = ident("market", powertrain="ALL")

    assert values(drafts(MARKETS, dict(rows)), everything) == {"2020-01": 10, "2020-02": 10}
    assert values(drafts(MARKETS, rows | {everything: [point("2020-01", 11)]}), everything) == {
        "2020-01": 11,
        "2020-02": 10,
    }


def test_electric_powertrains_alone_are_not_all_cars() -> None:
    kinds = ("BEV", "PHEV", "EV", "FCEV")
    made = drafts(MARKETS, {ident("market", powertrain=kind): [point("2020", 1)] for kind in kinds})

    assert values(made, ident("market", powertrain="ALL")) == {}


def test_denmarks_hybrids_are_its_plug_in_hybrids_and_are_counted_once() -> None:
    hybrids = [point("2020-01", 5, note=f"{IN_EFFECT_PHEV}: see scopes.csv")]
    made = drafts(
        MARKETS,
        {
            ident("market", powertrain="HYBRID_ANY"): hybrids,
            ident("market"): [point("2020-01", 10)],
            ident("market", powertrain="PETROL"): [point("2020-01", 20)],
            ident("market", powertrain="DIESEL"): [point("2020-01", 30)],
        },
    )

    assert values(made, ident("market", powertrain="PHEV")) == {"2020-01": 5}
    assert values(made, ident("market", powertrain="EV")) == {"2020-01": 15}
    assert values(made, ident("market", powertrain="ALL")) == {"2020-01": 65}


def test_other_hybrids_are_no_plug_in_hybrids() -> None:
    made = drafts(
        MARKETS,
        {ident("market", powertrain="HYBRID_ANY"): [point("2020-01", 5)], ident("market"): [point("2020-01", 10)]},
    )

    assert values(made, ident("market", powertrain="PHEV")) == {}
    assert values(made, ident("market", powertrain="EV")) == {}


# -- years ------------------------------------------------------------------------------------------------------------


def years(points: list[Point], key: SeriesId | None = None, table: Table = MODELS) -> list[Point]:
    made = {key or ident("renault/zoe"): Draft(table, points)}
    add_years(made)
    return [entry for draft in made.values() for entry in draft.points if entry.kind == "year"]


def test_twelve_months_make_a_year() -> None:
    [year] = years([point(month, 10) for month in MONTHS])

    assert (_key(year), year.value, year.basis) == ("2020", 120, "sum")


def test_quarters_and_months_make_a_year_without_counting_twice() -> None:
    quarters = [point("2020-Q1", 31), point("2020-Q2", 30)]
    [year] = years([*quarters, *(point(month, 10) for month in MONTHS[6:])])
    [doubled] = years([*quarters, *(point(month, 10) for month in (*MONTHS[:3], *MONTHS[6:]))])

    assert (year.value, doubled.value) == (121, 121)


@pytest.mark.parametrize("basis", ["published", "suspect", "name_suspect"])
def test_eleven_fit_months_make_no_year(basis: str) -> None:
    points = [point(month, 10) for month in MONTHS[:11]]
    december = [] if basis == "published" else [point(MONTHS[11], 10, basis=basis)]

    assert years([*points, *december]) == []


def test_a_printed_year_wins() -> None:
    points = [point(month, 10) for month in MONTHS]

    assert [year.value for year in years([*points, point("2020", 125)])] == [125]


def test_a_year_is_made_of_the_later_editions() -> None:
    points = [point(month, 10, published="2021-02") for month in MONTHS]
    [year] = years([*points, point("2020-12", 99, published="2021-01")])
    [corrected] = years([*points, point("2020-12", 12, published="2021-03")])

    assert (year.value, corrected.value, corrected.published) == (120, 122, "2021-03")


def test_a_year_with_an_estimated_month_is_an_estimate() -> None:
    points = [point(month, 10) for month in MONTHS[:11]]
    [year] = years([*points, point("2020-12", 9, basis="estimated", precision="about")])

    assert (year.basis, year.precision) == ("estimated", "about")


@pytest.mark.parametrize(
    "key",
    [
        ident("market", "remainder"),
        ident("market", measure="stock"),
        ident("market", measure="share_of_sales", unit="percent", of="market"),
    ],
)
def test_remainders_stock_and_shares_have_no_summed_years(key: SeriesId) -> None:
    assert years([point(month, 10) for month in MONTHS], key) == []


# -- mixed sources ----------------------------------------------------------------------------------------------------


def test_rows_of_pages_that_count_differently_are_never_added() -> None:
    rows = {
        ident("renault/zoe"): [point("2020-01", 10)],
        ident("market", "remainder"): [point("2020-01", 10)],
        ident("market", powertrain="PHEV"): [point("2020-01", 10)],
        ident("market", powertrain="PETROL"): [point("2020-01", 10)],
        ident("market", powertrain="DIESEL"): [point("2020-01", 10)],
        ident("market"): [point("2020-01", 10)],
    }

    assert set(drafts(MIXED, dict(rows))) == set(rows)
