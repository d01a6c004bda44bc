"""Figure files are read strictly and quickly, and an empty cell means what the table says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from facts.model import Measure, Observation, Powertrain, ShareOf, Unit
from facts.period import Period
from facts.tables import (
    DATA,
    Table,
    TableError,
    iter_rows,
    observations,
    publisher_folders,
    read_publisher,
    read_scopes,
    read_sources,
    read_statements,
)

DEFAULTS = {
    "role": "part",
    "measure": "sales",
    "powertrain": "BEV",
    "vehicle_type": "car",
    "region": "NO",
    "unit": "vehicles",
    "precision": "exact",
    "basis": "published",
    "source": "one",
}


def table_of(folder: Path, text: str, **defaults: str) -> Table:
    path = folder / "figures.csv"
    path.write_text(text, encoding="utf-8")
    return Table(path=path, publisher="paper", family="f", order=1, grain="model", defaults=DEFAULTS | defaults)


def test_an_empty_cell_and_a_missing_column_take_the_default_of_the_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, "subject,powertrain,period,value\nrenault/zoe,,2023-Q1,10\ntoyota/prius,PHEV,2023,7\n")
    zoe, prius = iter_rows(table)

    assert (zoe.powertrain, prius.powertrain) == ("BEV", "PHEV")
    assert (zoe.region, zoe.source, zoe.scope) == ("NO", "paper:one", "")
    assert (zoe.line, zoe.period, zoe.kind, zoe.start, zoe.end) == (2, "2023-Q1", "quarter", "2023-01-01", "2023-03-31")


def test_a_row_becomes_an_observation(tmp_path: Path) -> None:
    text = "subject,measure,period,value,unit,of,note\nrenault,share_of_sales,~2016-04,18.2,percent,ev_market,told\n"
    (seen,) = observations(table_of(tmp_path, text))

    assert isinstance(seen, Observation)
    assert (seen.measure, seen.powertrain, seen.unit, seen.of) == (
        Measure.SHARE_OF_SALES,
        Powertrain.BEV,
        Unit.PERCENT,
        ShareOf.EV_MARKET,
    )
    assert seen.period == Period.parse("~2016-04")
    assert (seen.value, seen.note) == (18.2, "told")


def test_a_bad_row_stops_the_reading_and_names_its_place(tmp_path: Path) -> None:
    table = table_of(tmp_path, "subject,period,value\nrenault/zoe,2023,10\nrenault/zoe,2023-13,10\n")
    with pytest.raises(TableError) as caught:
        list(iter_rows(table))

    assert (caught.value.file, caught.value.line, caught.value.column) == (table.path, 3, "period")
    assert "facts/period.py" in str(caught.value)


def test_bad_rows_can_be_collected_and_left_out(tmp_path: Path) -> None:
    faults: list[TableError] = []
    text = "subject,period,value\nZoe,2023,10\nrenault/zoe,2023,x\nrenault/zoe,2023,10\n"
    rows = list(iter_rows(table_of(tmp_path, text), faults.append))

    assert [row.value for row in rows] == [10]
    assert [(fault.line, fault.column) for fault in faults] == [(2, "subject"), (3, "value")]


@pytest.mark.parametrize("value", ["nan", "inf", "1_000", "1,000", "", "12 "])
def test_only_plain_numbers_are_values(tmp_path: Path, value: str) -> None:
    with pytest.raises(TableError, match="value"):
        list(iter_rows(table_of(tmp_path, f'subject,period,value\nrenault/zoe,2023,"{value}"\n')))


def test_a_column_that_is_neither_written_nor_declared_is_missed(tmp_path: Path) -> None:
    table = table_of(tmp_path, "subject,period\nrenault/zoe,2023\n")
    with pytest.raises(TableError, match=r"column value: missing"):
        list(iter_rows(table))


def test_all_figures_are_read_in_less_than_three_seconds() -> None:
    started = time.perf_counter()
    count = sum(
        1 for folder in publisher_folders() for table in read_publisher(folder).tables for _ in iter_rows(table)
    )

    assert count > 180_000
    assert time.perf_counter() - started < 3


def test_publishers_tell_which_series_answers_first_and_which_never() -> None:
    andrew = read_publisher(DATA / "andrew")
    orders = {table.family: table.order for folder in publisher_folders() for table in read_publisher(folder).tables}

    assert {"JP", "MX", "NP"} == andrew.tables[0].weak_regions
    assert {variant.id for variant in andrew.variants if not variant.answer} == {"including-used", "comtrade"}
    assert orders["andrew"] < orders["open-ev-charts"] < orders["iea-sales"] < orders["headlines"]
    assert any(scope.region == "JP" and "kei" in scope.note for scope in andrew.scopes)


def test_lists_that_leave_things_out_say_so() -> None:
    tables = {
        (table.publisher, table.path.name): table
        for folder in publisher_folders()
        for table in read_publisher(folder).tables
    }

    assert tables["open_ev_charts", "CN.csv"].listed_only
    assert tables["ofv", "top_list.csv"].listed_only
    assert not tables["open_ev_charts", "NO.csv"].listed_only
    assert tables["press", "headlines.csv"].mixed_sources


def test_every_folder_names_its_licence_and_its_address_or_that_of_each_page() -> None:
    for folder in publisher_folders():
        given = read_publisher(folder)

        assert given.publisher.licence
        assert given.publisher.url or all(source.url for source in given.sources)


def test_sources_have_global_ids_and_a_folder_may_lack_scopes_and_statements() -> None:
    assert read_sources(DATA / "iea")[0].id == "iea:gevo-2026"
    assert read_scopes(DATA / "iea") == ()
    assert read_statements(DATA / "iea") == ()


def test_a_source_given_twice_is_refused(tmp_path: Path) -> None:
    line = "one,The Paper,A page,https://paper.example/,2024,none stated,\n"
    head = "id,publisher,title,url,published,licence,via\n"
    (tmp_path / "sources.csv").write_text(head + line + line, encoding="utf-8")
    with pytest.raises(TableError, match="given twice"):
        read_sources(tmp_path)
