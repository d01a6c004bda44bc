"""The figures in facts/data are the known ones: each of these was read from its publisher by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from facts.tables import DATA, Row, iter_rows, read_publisher, read_statements


@pytest.fixture(scope="module")
def figures() -> Callable[[str, str], list[Row]]:
    """The real rows of a file, read once."""
    known: dict[tuple[str, str], list[Row]] = {}

    def rows(publisher: str, file: str) -> list[Row]:
        key = (publisher, file)
        if key not in known:
            tables = [table for table in read_publisher(DATA / publisher).tables if table.path.name == file]
            known[key] = [row for table in tables for row in iter_rows(table)]
        return known[key]

    return rows


def total(
    rows: Iterator[Row] | list[Row], subject: str, years: str, powertrain: str = "BEV", region: str = ""
) -> float:
    return sum(
        row.value
        for row in rows
        if row.period.startswith(years)
        and row.powertrain == powertrain
        and (row.subject == subject or (subject == "market" and row.role != "total"))
        and region in ("", row.region)
    )


@pytest.mark.parametrize(
    ("file", "subject", "when", "expected"),
    [
        ("NO.csv", "tesla/model-y", "2023", 23_065),
        ("NO.csv", "market", "2023", 104_589),
        ("NO.csv", "tesla/model-y", "2024", 16_832),
        ("NO.csv", "tesla/model-3", "2024", 7_250),
        ("NO.csv", "volkswagen/id-4", "2024", 6_974),
        ("NO.csv", "volvo/ex30", "2024", 6_724),
        ("DE.csv", "renault/zoe", "2020", 30_376),
        ("DE.csv", "market", "2020", 194_163),
        ("DE.csv", "renault/zoe", "2019-07", 910),
        ("US.csv", "nissan/leaf", "2019", 12_365),
        ("US.csv", "tesla/model-3", "2019", 154_837),
        ("CN.csv", "wuling/hongguang-mini-ev", "2020", 118_207),
        ("GB.csv", "market", "2023", 314_146),
    ],
)
def test_registrations_by_model_are_the_known_ones(
    figures: Callable[[str, str], list[Row]], file: str, subject: str, when: str, expected: float
) -> None:
    assert total(figures("open_ev_charts", file), subject, when) == expected


def test_all_cars_of_norway_in_2023_add_up_to_the_announced_number(figures: Callable[[str, str], list[Row]]) -> None:
    assert total(figures("open_ev_charts", "NO.csv"), "market", "2023", "ALL") == 126_955


@pytest.mark.parametrize(
    ("publisher", "file", "subject", "powertrain", "when", "expected"),
    [
        ("hybridcars", "sales_by_month.csv", "nissan/leaf", "BEV", "2016-H1", 5_793),
        ("hybridcars", "sales_by_month.csv", "chevrolet/volt", "PHEV", "2016-H1", 9_808),
        ("us_afdc", "sales_by_year.csv", "nissan/leaf", "BEV", "2018", 14_715),
        ("us_afdc", "sales_by_year.csv", "tesla/model-3", "BEV", "2018", 139_782),
        ("us_afdc", "sales_by_year.csv", "market", "EV", "2011", 17_763),
        ("us_afdc", "sales_by_year.csv", "market", "EV", "2019", 326_644),
        ("gasgoo", "sales_by_month.csv", "li-auto", "EV", "2024", 500_508),
        ("gasgoo", "sales_by_month.csv", "group/nio", "EV", "2024", 221_970),
    ],
)
def test_older_figures_are_the_known_ones(
    figures: Callable[[str, str], list[Row]],
    publisher: str,
    file: str,
    subject: str,
    powertrain: str,
    when: str,
    expected: float,
) -> None:
    months = {f"2016-0{month}" for month in range(1, 7)} if when == "2016-H1" else None
    found = sum(
        row.value
        for row in figures(publisher, file)
        if (row.subject, row.powertrain) == (subject, powertrain)
        and (row.period in months if months else row.period.startswith(when))
    )

    assert found == expected


def test_all_incentives_add_up_to_the_published_number(figures: Callable[[str, str], list[Row]]) -> None:
    assert sum(row.value for row in figures("transport_canada", "incentives.csv")) == 521_170


@pytest.mark.parametrize(("year", "expected"), [("2022", 1_313_851), ("2023", 1_808_581), ("2024", 1_789_226)])
def test_the_quarters_of_tesla_add_up_to_the_year(
    figures: Callable[[str, str], list[Row]], year: str, expected: float
) -> None:
    newest: dict[str, Row] = {}
    for row in figures("tesla", "deliveries_and_production.csv"):
        if row.subject == "tesla" and row.measure == "deliveries" and row.kind == "quarter":
            kept = newest.get(row.period)
            if kept is None or "first release" in kept.note:
                newest[row.period] = row

    assert sum(row.value for period, row in newest.items() if period.startswith(year)) == expected


@pytest.mark.parametrize(
    ("region", "variant", "year", "powertrain", "expected"),
    [
        ("NO", "", "2023", "BEV", 104_576),
        ("NO", "", "2023", "PHEV", 10_173),
        ("NO", "", "2023", "ALL", 128_657),
        ("DE", "", "2023", "BEV", 524_219),
        ("DE", "", "2023", "ALL", 2_844_609),
        ("eu27", "", "2024", "BEV", 1_447_712),
        ("eu27", "", "2024", "ALL", 10_632_294),
        ("CN", "", "2024", "PHEV", 4_566_882),
        ("US", "", "2011", "BEV", 10_092),
        ("ES", "anfac", "2023", "ALL", 1_011_515),
    ],
)
def test_registrations_of_a_market_are_the_known_ones(
    figures: Callable[[str, str], list[Row]],
    region: str,
    variant: str,
    year: str,
    powertrain: str,
    expected: float,
) -> None:
    (row,) = (
        row
        for row in figures("andrew", "registrations_by_year.csv")
        if (row.region, row.variant, row.period, row.powertrain) == (region, variant, year, powertrain)
    )

    assert row.value == expected


@pytest.mark.parametrize(("year", "expected"), [("2023", 14e6), ("2024", 17e6), ("2025", 21e6)])
def test_the_world_bought_so_many_electric_cars(
    figures: Callable[[str, str], list[Row]], year: str, expected: float
) -> None:
    (row,) = (
        row
        for row in figures("iea", "sales.csv")
        if (row.region, row.period, row.powertrain, row.vehicle_type) == ("world", year, "EV", "car")
    )

    assert row.value == expected


def test_the_disputed_leaf_of_2016_is_only_shown_with_the_other_figure(
    figures: Callable[[str, str], list[Row]],
) -> None:
    disputed = [row for row in figures("press", "headlines.csv") if row.value == 5_973]

    assert [(row.subject, row.period, row.basis) for row in disputed] == [
        ("nissan/leaf", "2016-H1", "shown_with_other")
    ]


def test_events_are_dated_as_finely_as_the_statement_says() -> None:
    statements = {statement.id: statement for statement in read_statements(DATA / "press")}

    assert len(statements) == 286
    assert statements["S0001"].event_date == "2010-12"
    assert statements["S0054"].event_date == "2024-03-30"
    assert statements["S0059"].event_date == "2017-10"
    assert statements["S0019"].is_reason
    assert "nissan/leaf" in statements["S0060"].about


def test_the_figures_stay_small_enough_for_a_package() -> None:
    assert sum(path.stat().st_size for path in DATA.glob("*/*.csv")) < 13_000_000
