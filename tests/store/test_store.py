"""The questions that the store answers, asked of a folder small enough to know by heart and of the real one.

Each is asked twice: of the local file, and of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from facts.check import problems
from facts.model import SOLD, Basis, Figure, Measure, Powertrain, Precision, Predicate, Role, VehicleType
from facts.opening import open_store
from facts.period import Period
from facts.ranking import RankTable
from facts.series import Series
from facts.server_build import build_on_server
from facts.store import FactStore
from tests.support.small_data import MONTHS, add_figures, small_data

pytest_plugins = ["tests.support.postgres"]

Opened = Callable[..., FactStore]
YEAR = Period.year(2023)
BEV = (Powertrain.BEV,)


@pytest.fixture(params=["file", "server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """The store of the small folder, with more lines where a test gives them."""
    stores: list[FactStore] = []
    url = request.getfixturevalue("postgres").new_url() if request.param == "server" else ""
    monkeypatch.setenv("EVBOT_FACTS_URL", url)

    def make(paper: Iterable[str] = (), bureau: Iterable[str] = (), declared: tuple[str, str] = ("", "")) -> FactStore:
        data = small_data(tmp_path / "data")
        declaration = data / "paper" / "publisher.toml"
        declaration.write_text(declaration.read_text().replace(*declared) if declared[0] else declaration.read_text())
        add_figures(data, "paper", paper)
        add_figures(data, "bureau", bureau)
        if url:
            build_on_server(url, data)
        stores.append(open_store(data, tmp_path / "cache"))
        return stores[-1]

    yield make
    assert not any(store.degraded for store in stores)
    for store in stores:
        store.close()


def places(table: RankTable) -> list[tuple[str, float, int]]:
    return [(row.subject, row.value, row.months) for row in table.rows]


def told(series: Series, period: Period) -> Figure:
    figure = series.figure(period)
    assert figure is not None
    return figure


def by_region(tables: list[RankTable]) -> dict[str, float]:
    [table] = tables
    return {row.region: row.value for row in table.rows}


def test_the_small_folder_is_a_valid_one(tmp_path: Path) -> None:
    assert problems(small_data(tmp_path)) == []


# -- series -----------------------------------------------------------------------------------------------------------


def test_series_come_in_the_declared_order(opened: Opened) -> None:
    found = opened().find("market", "NO", SOLD, BEV)

    assert [(series.key.publisher, series.key.rank) for series in found] == [("bureau", 10), ("paper", 20)]


def test_a_weak_region_answers_after_the_others(opened: Opened) -> None:
    store = opened(declared=("order = 20", 'order = 5\nweak_regions = ["NO"]'))

    assert [series.key.publisher for series in store.find("market", "NO", SOLD, BEV)] == ["bureau", "paper"]
    assert [series.key.publisher for series in store.find("market", "SE", SOLD, BEV)] == ["paper", "bureau"]


def test_a_silent_variant_never_answers_unasked(opened: Opened) -> None:
    store = opened()

    assert all(not series.key.variant for series in store.find("market", "NO", SOLD))
    assert any(key.variant == "with-used" and not key.answers for key in store.series_keys("market", "NO"))


def test_a_remainder_is_no_answer(opened: Opened) -> None:
    store = opened()

    assert all(series.key.role is Role.TOTAL for series in store.find("market", "NO", SOLD))
    assert any(key.role is Role.REMAINDER for key in store.series_keys("market", "NO"))


def test_only_what_was_asked_for_is_found(opened: Opened) -> None:
    store = opened()

    assert store.find("market", "NO", (Measure.STOCK,)) == []
    assert store.find("market", "NO", SOLD, BEV, VehicleType.BUS) == []
    assert store.find("renault/zoe", "FR", SOLD) == []


def test_a_series_carries_its_caveats_and_span(opened: Opened) -> None:
    [series] = opened().find("nissan/leaf", "NO", SOLD)

    assert series.key.caveats == ("The Paper counts by hand.",)
    assert (series.key.first, series.key.last) == (date(2023, 9, 1), date(2023, 12, 31))


def test_sums_made_at_build_time_are_found_like_figures(opened: Opened) -> None:
    store = opened()
    [brand] = store.find("renault", "NO", SOLD)
    [plugins] = store.find("market", "NO", SOLD, (Powertrain.EV,))
    everything = store.find("market", "NO", SOLD, (Powertrain.ALL,))[0]

    assert told(brand, YEAR).value == 120
    assert told(plugins, Period.parse("2023-12")).value == 66
    assert told(everything, Period.parse("2023-12")).value == 73


# -- months without a row ---------------------------------------------------------------------------------------------


EARLIER_IN_SWEDEN = "nissan/leaf,,,,SE,2022-12,5"


def test_months_before_a_car_is_listed_anywhere_are_nothing(opened: Opened) -> None:
    [series] = opened().find("nissan/leaf", "NO", SOLD)
    figure = told(series, YEAR)

    assert (figure.value, figure.missing) == (120, ())


def test_months_in_which_the_remainder_can_hide_the_car_are_missing(opened: Opened) -> None:
    [series] = opened(paper=[EARLIER_IN_SWEDEN]).find("nissan/leaf", "NO", SOLD)
    figure = told(series, YEAR)

    assert figure.value == 120
    # 7 others in the 8 months may be as many Leafs; in February there are no others.
    assert [gap.key for gap in figure.missing] == [month for month in MONTHS[:8] if month != "2023-02"]


def test_months_in_which_the_remainder_hides_a_trifle_at_most_are_nothing(opened: Opened) -> None:
    [series] = opened(paper=[EARLIER_IN_SWEDEN, "nissan/leaf,,,,NO,2023-08,3000"]).find("nissan/leaf", "NO", SOLD)
    figure = told(series, YEAR)

    assert (figure.value, figure.missing) == (3120, ())


def test_a_stretch_that_the_table_does_not_cover_is_missing(opened: Opened) -> None:
    [series] = opened(paper=["renault/zoe,,,,SE,2023-09,100", "market,remainder,,,SE,2023-09,2"]).find(
        "renault/zoe", "SE", SOLD
    )

    assert [gap.key for gap in told(series, YEAR).missing] == ["2023-07", "2023-08", "2023-10", "2023-11", "2023-12"]


def test_a_printed_market_says_nothing_of_the_models_in_it(opened: Opened) -> None:
    lines = [f"market,total,,,SE,2023-{month:02},100" for month in range(7, 12)]
    store = opened(paper=[*lines, "renault/zoe,,,,SE,2023-12,100", "market,remainder,,,SE,2023-12,1"])
    [series] = store.find("renault/zoe", "SE", SOLD)

    assert [gap.key for gap in told(series, YEAR).missing] == list(MONTHS[6:11])


def test_a_brand_total_that_names_all_its_models_hides_none(opened: Opened) -> None:
    store = opened(paper=["nissan/leaf,,,,NO,2023-08,1", "renault/zoe,,,,NO,2024-01,1"])
    [series] = store.find("renault/zoe", "NO", SOLD)

    assert series.gaps is not None
    assert series.gaps.hides(Period.parse("2023-05")) == 0


# -- rankings of subjects ---------------------------------------------------------------------------------------------


def test_a_year_ranks_a_car_that_came_in_autumn_by_its_months(opened: Opened) -> None:
    [table] = opened().rank_subjects("model", "NO", YEAR, SOLD, BEV)

    assert places(table) == [("tesla/model-3", 240, 12), ("nissan/leaf", 120, 4), ("renault/zoe", 120, 12)]
    assert (table.family, table.publisher, table.rank, table.caveats) == (
        "paper",
        "paper",
        20,
        ("The Paper counts by hand.",),
    )


def test_months_and_quarters_make_one_ranking(opened: Opened) -> None:
    store = opened(paper=["tesla/model-3,,,,NO,2024-Q1,200", "renault/zoe,,,,NO,2024-01,999"])
    [table] = store.rank_subjects("model", "NO", Period.parse("2023-12..2024-03"), SOLD, BEV)

    assert places(table) == [("renault/zoe", 1009, 2), ("tesla/model-3", 220, 4), ("nissan/leaf", 30, 1)]


def test_a_printed_year_and_the_months_after_it_are_added_without_counting_twice(opened: Opened) -> None:
    lines = ["tesla/model-3,total,,,NO,2023,250", "tesla/model-3,,,,NO,2024-01,7"]
    [table] = opened(paper=lines).rank_subjects("model", "NO", Period.parse("2023-01..2024-01"), SOLD, BEV)

    assert places(table)[0] == ("tesla/model-3", 257, 13)


def test_a_month_is_ranked_by_its_own_rows(opened: Opened) -> None:
    [table] = opened().rank_subjects("model", "NO", Period.parse("2023-09"), SOLD, BEV)

    assert places(table) == [("nissan/leaf", 30, 1), ("tesla/model-3", 20, 1), ("renault/zoe", 10, 1)]
    assert {row.basis for row in table.rows} == {Basis.PUBLISHED}


def test_the_remainder_and_the_market_are_not_in_a_ranking(opened: Opened) -> None:
    store = opened()
    brands = store.rank_subjects("brand", "NO", YEAR, SOLD, BEV)
    markets = store.rank_subjects("market", "NO", YEAR, SOLD, BEV)

    assert [row[0] for row in places(brands[0])] == ["tesla", "nissan", "renault"]
    assert [(table.family, places(table)) for table in markets] == [
        ("bureau", [("market", 492, 12)]),
        ("paper", [("market", 491, 12)]),
    ]


@pytest.mark.parametrize("basis", ["suspect", "name_suspect"])
def test_an_unfit_row_is_not_ranked(opened: Opened, basis: str) -> None:
    store = opened(paper=[f"nissan/leaf,,,,NO,2023-01,999,,{basis}"])

    [month] = store.rank_subjects("model", "NO", Period.parse("2023-01"), SOLD, BEV)
    [year] = store.rank_subjects("model", "NO", YEAR, SOLD, BEV)

    assert "nissan/leaf" not in [row[0] for row in places(month)]
    assert ("nissan/leaf", 120, 4) in places(year)


def test_a_year_spread_over_its_months_is_ranked_only_as_a_year(opened: Opened) -> None:
    store = opened(paper=[f"tesla/model-3,,,,SE,{month},50,,spread" for month in MONTHS])

    def ranked(period: str) -> list[tuple[str, float, int]]:
        return places(store.rank_subjects("model", "SE", Period.parse(period), SOLD, BEV)[0])

    assert ranked("2023-03") == [("renault/zoe", 100, 1)]
    assert ranked("2023-H1") == [("renault/zoe", 600, 6)]
    assert ranked("2023") == [("renault/zoe", 600, 6), ("tesla/model-3", 600, 12)]


def test_a_sum_is_as_close_as_its_loosest_row(opened: Opened) -> None:
    store = opened(paper=["nissan/leaf,,,,NO,2023-08,30,about"])
    [table] = store.rank_subjects("model", "NO", Period.parse("2023-H2"), SOLD, BEV)

    assert {row.subject: row.precision for row in table.rows} == {
        "nissan/leaf": Precision.ABOUT,
        "tesla/model-3": Precision.EXACT,
        "renault/zoe": Precision.EXACT,
    }


def test_in_a_list_of_the_best_a_sum_of_some_months_is_a_lower_bound(opened: Opened) -> None:
    store = opened(declared=('grain = "model"', 'grain = "model"\nlisted_only = true'))
    [table] = store.rank_subjects("model", "NO", YEAR, SOLD, BEV)

    assert table.listed_only
    assert {row.subject: row.precision for row in table.rows}["nissan/leaf"] is Precision.AT_LEAST
    assert {row.subject: row.precision for row in table.rows}["renault/zoe"] is Precision.EXACT


def test_the_later_edition_is_ranked(opened: Opened) -> None:
    store = opened(
        paper=["nissan/leaf,,,,NO,2023-08,35,,,2023-09", "nissan/leaf,,,,NO,2023-08,40,,,2023-10"],
    )

    assert ("nissan/leaf", 40, 1) in places(store.rank_subjects("model", "NO", Period.parse("2023-08"), SOLD, BEV)[0])
    assert ("nissan/leaf", 160, 5) in places(store.rank_subjects("model", "NO", Period.parse("2023-H2"), SOLD, BEV)[0])


def test_nothing_is_ranked_where_nothing_is_known(opened: Opened) -> None:
    store = opened()

    assert store.rank_subjects("model", "FR", YEAR, SOLD, BEV) == []
    assert store.rank_subjects("model", "NO", Period.year(2001), SOLD, BEV) == []
    assert store.rank_subjects("group", "NO", YEAR, SOLD, BEV) == []


# -- rankings of regions ----------------------------------------------------------------------------------------------


def test_regions_are_ranked_as_published_and_an_aggregate_is_a_row_of_its_own(opened: Opened) -> None:
    found = opened().rank_regions("renault/zoe", YEAR, SOLD, BEV, VehicleType.CAR)

    assert by_region(found) == {"nordics": 900, "SE": 600, "NO": 120}


def test_a_silent_variant_is_not_ranked(opened: Opened) -> None:
    store = opened(bureau=["market,,with-used,BEV,FR,2023,99000"])

    assert "FR" not in by_region(store.rank_regions("market", YEAR, SOLD, BEV, VehicleType.CAR)[:1])


def test_a_market_is_ranked_by_whole_years_only(opened: Opened) -> None:
    bureau, paper = opened().rank_regions("market", YEAR, SOLD, BEV, VehicleType.CAR)

    assert by_region([bureau]) == {"nordics": 5500, "SE": 5000, "NO": 492}  # France has three months
    assert by_region([paper]) == {"NO": 491}  # Sweden has six


def test_regions_of_a_quarter_are_sums_of_months(opened: Opened) -> None:
    bureau, paper = opened().rank_regions("market", Period.parse("2023-Q1"), SOLD, BEV, VehicleType.CAR)

    assert by_region([bureau]) == {"FR": 27_000, "NO": 93}
    assert by_region([paper]) == {"SE": 306, "NO": 92}


# -- what there is ----------------------------------------------------------------------------------------------------


def test_a_subject_knows_where_it_is_counted_and_since_when(opened: Opened) -> None:
    found = opened().regions_of("renault/zoe")

    assert found == {
        "NO": (date(2023, 1, 1), date(2023, 12, 31)),
        "SE": (date(2023, 1, 1), date(2023, 6, 30)),
        "nordics": (date(2023, 1, 1), date(2023, 12, 31)),
    }
    assert opened().regions_of("renault/zoe", (Measure.STOCK,)) == {}


def test_a_region_knows_what_is_counted_in_it(opened: Opened) -> None:
    found = opened().subjects_in("NO", "brand")

    assert list(found) == ["nissan", "renault", "tesla"]
    assert found["nissan"] == (date(2023, 9, 1), date(2023, 12, 31))


def test_names_come_from_the_catalogue_the_languages_and_the_calendar(opened: Opened) -> None:
    names = {(name, kind, ident) for name, kind, ident, _ in opened().names()}

    assert {
        ("Renault Zoe", "model", "renault/zoe"),
        ("Norway", "region", "NO"),
        ("Norvège", "region", "NO"),
        ("Oslo", "place", "place/oslo"),
        ("march", "month", "3"),
        ("märz", "month", "3"),
    } <= names


def test_a_foreign_month_is_believed_only_in_company(opened: Opened) -> None:
    weak = {name: weak for name, kind, _, weak in opened().names() if kind == "month"}

    assert not weak["march"]
    assert weak["mars"]


def test_statements_keep_their_dates_and_reasons(opened: Opened) -> None:
    store = opened()
    launched, led = store.statements

    assert (launched.subject, launched.predicate, launched.event_date) == ("renault/zoe", Predicate.LAUNCHED, "2014-03")
    assert (launched.about, launched.is_reason, led.is_reason) == (("renault",), False, True)
    assert store.source(int(launched.source)).title == "Cars of the month"


def test_every_figure_leads_to_its_source(opened: Opened) -> None:
    store = opened()
    [series] = store.find("renault/zoe", "SE", SOLD)
    figure = told(series, Period.parse("2023-Q2"))

    assert [store.source(int(number)).url for number in figure.sources] == ["https://paper.example/list"]
    assert store.source_number("paper:list") == int(figure.sources[0])
    assert [source.id for source in store.all_sources()] == ["bureau:tables", "paper:list"]


def test_the_store_says_what_it_was_built_from(opened: Opened) -> None:
    store = opened()
    printed = 12 + 12 + 4 + 11 + 6 + 6 + 1 + 12 * 5 + 2 + 3

    assert store.figure_count == printed
    assert [publisher["name"] for publisher in store.publishers] == ["Bureau of Cars", "The Paper"]
    assert len(store.edition) == 20


def test_coverage_names_publisher_region_grain_and_measure(opened: Opened) -> None:
    rows = [tuple(row)[:4] for row in opened().coverage()]

    assert ("paper", "SE", "model", "registrations") in rows
    assert ("bureau", "FR", "market", "registrations") in rows


# -- the real figures -------------------------------------------------------------------------------------------------


def test_a_car_launched_in_september_is_among_norways_best_of_2020(real_store: FactStore) -> None:
    [table] = [t for t in real_store.rank_subjects("model", "NO", Period.year(2020), SOLD, BEV) if t.rank == 20]

    assert places(table)[:3] == [
        ("audi/q8-e-tron", 9227, 12),
        ("tesla/model-3", 7771, 12),
        ("volkswagen/id-3", 7753, 4),
    ]


def test_every_row_of_a_real_ranking_is_what_its_series_says(real_store: FactStore) -> None:
    for region, period in (("NO", "2020"), ("AU", "2023-07..2024-06"), ("DE", "2022-Q4"), ("CN", "2023-H1")):
        asked = Period.parse(period)
        for table in real_store.rank_subjects("model", region, asked, SOLD, BEV):
            for row in table.rows:
                keys = real_store.series_keys(row.subject, row.region)
                figure = told(real_store.series(next(key for key in keys if key.id == row.series)), asked)

                assert (row.value, row.precision) == (figure.value, figure.precision), (region, row)
