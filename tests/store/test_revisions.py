"""What newer figures replace is kept, goes on from edition to edition, and gives the figures of any day since."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from facts.history import StoreThen, changes
from facts.model import MARKET, Measure, Powertrain
from facts.period import Period
from facts.revisions import FILE, REVISION_COLUMNS
from facts.rows import TableError
from facts.series import Series
from facts.store import FactStore
from tests.support.revised_figures import RevisedFigures

MARCH, MAY, JULY = date(2024, 3, 20), date(2024, 5, 2), date(2024, 7, 9)
OCTOBER_2023 = "market,,,BEV,NO,2023-10,61"
REVISED = "market,,,BEV,NO,2023-10,71"
AGAIN = "market,,,BEV,NO,2023-10,75"
JANUARY = "market,,,BEV,NO,2024-01,40"


@pytest.fixture
def figures(tmp_path: Path) -> RevisedFigures:
    return RevisedFigures.begin(tmp_path)


@pytest.fixture
def revised(figures: RevisedFigures) -> Iterator[FactStore]:
    """October 2023 in Norway: 61, from 20 March 71, from 2 May 75; January 2024 came in May."""
    figures.take(MARCH, {OCTOBER_2023: REVISED})
    figures.take(MAY, {REVISED: AGAIN, "": JANUARY})
    store = figures.store()
    yield store
    store.close()


def kept(folder: Path) -> list[tuple[str, ...]]:
    """Period, value, since and replaced of each line that is kept."""
    with (folder / FILE).open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["period"], row["value"], row["since"], row["replaced"]) for row in rows]


def series(store: FactStore, powertrain: Powertrain = Powertrain.BEV, region: str = "NO") -> Series:
    return store.find(MARKET, region, [Measure.REGISTRATIONS], [powertrain])[0]


def value(store: FactStore, period: str, powertrain: Powertrain = Powertrain.BEV) -> float | None:
    figure = series(store, powertrain).figure(Period.parse(period))
    return None if figure is None else figure.value


# -- kept -----------------------------------------------------------------------------------------------------------


def test_a_revised_figure_is_kept_with_the_days_between_which_it_stood(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: REVISED})

    assert kept(figures.folder()) == [("2023-10", "61", "2024-03-01", "2024-03-20")]


def test_a_dropped_figure_is_kept_too_and_a_new_one_is_known_to_have_been_missing(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: "", "": JANUARY})

    assert kept(figures.folder()) == [
        ("2023-10", "61", "2024-03-01", "2024-03-20"),
        ("2024-01", "", "2024-03-01", "2024-03-20"),
    ]


def test_what_was_kept_goes_on_into_the_next_edition(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: REVISED})
    figures.take(MAY, {REVISED: AGAIN})

    assert kept(figures.folder()) == [
        ("2023-10", "61", "2024-03-01", "2024-03-20"),
        ("2023-10", "71", "2024-03-20", "2024-05-02"),
    ]


def test_an_update_of_another_publisher_leaves_what_was_kept_alone(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: REVISED})
    figures.take(MAY, {"renault/zoe,,,,SE,2023-01,100": "renault/zoe,,,,SE,2023-01,110"}, "paper")

    assert kept(figures.folder("bureau")) == [("2023-10", "61", "2024-03-01", "2024-03-20")]
    assert kept(figures.folder("paper")) == [("2023-01", "100", "2024-02-29", "2024-05-02")]


def test_a_figure_that_was_rolled_back_is_nobodys_earlier_figure(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: REVISED})
    figures.take(MAY, {REVISED: "market,,,BEV,NO,2023-10,7100"})
    figures.editions.roll_back()
    figures.take(JULY, {REVISED: AGAIN})

    assert kept(figures.folder()) == [
        ("2023-10", "61", "2024-03-01", "2024-03-20"),
        ("2023-10", "71", "2024-03-20", "2024-07-09"),
    ]


def test_a_newer_package_takes_over_what_the_edition_before_it_had_kept(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: REVISED})
    bring_package(figures, {OCTOBER_2023: AGAIN}, published="2024-05-02")
    figures.take(JULY, {"renault/zoe,,,,SE,2023-01,100": "renault/zoe,,,,SE,2023-01,110"}, "paper")

    assert AGAIN in (figures.folder() / "markets.csv").read_text()
    assert kept(figures.folder()) == [
        ("2023-10", "61", "2024-03-01", "2024-03-20"),
        ("2023-10", "71", "2024-03-20", "2024-05-02"),
    ]


def test_what_a_package_has_kept_itself_goes_first_where_it_reaches_further_back(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: REVISED})
    lines = (
        (figures.folder() / FILE).read_text().replace("2024-03-01", "2024-01-05").replace("61,vehicles", "60,vehicles")
    )
    bring_package(figures, {OCTOBER_2023: AGAIN}, published="2024-05-02")
    (figures.data / "bureau" / FILE).write_text(lines)
    figures.take(JULY, {AGAIN: "market,,,BEV,NO,2023-10,80"})

    assert kept(figures.folder()) == [
        ("2023-10", "60", "2024-01-05", "2024-03-20"),
        ("2023-10", "75", "2024-03-20", "2024-07-09"),
    ]


def bring_package(figures: RevisedFigures, lines: dict[str, str], published: str) -> None:
    """Upgrade the package: its figures are published later than those of the edition."""
    table, sources = figures.data / "bureau" / "markets.csv", figures.data / "bureau" / "sources.csv"
    text = table.read_text()
    for old, new in lines.items():
        text = text.replace(old, new)
    table.write_text(text)
    sources.write_text(sources.read_text().replace("2024-03-01", published))


def test_a_kept_line_that_is_no_figure_is_named(figures: RevisedFigures) -> None:
    (figures.data / "bureau" / FILE).write_text(",".join(REVISION_COLUMNS) + "\nmarkets.csv,market\n")

    with pytest.raises(Exception, match=r"revisions\.csv:2: 2 cells under 21 columns") as problem:
        figures.store()
    assert isinstance(problem.value.__cause__, TableError)


# -- as they were ---------------------------------------------------------------------------------------------------


def test_each_day_has_the_figure_that_stood_on_it(revised: FactStore) -> None:
    told = {day: value(StoreThen(revised, day), "2023-10") for day in (date(2024, 3, 19), MARCH, date(2024, 5, 1), MAY)}

    assert list(told.values()) == [61, 71, 71, 75]
    assert value(revised, "2023-10") == 75


def test_a_sum_of_then_is_made_of_the_figures_of_then(revised: FactStore) -> None:
    year = [value(StoreThen(revised, day), "2023") for day in (date(2024, 3, 19), MARCH, MAY)]
    both = [value(StoreThen(revised, day), "2023-10", Powertrain.EV) for day in (date(2024, 3, 19), MARCH, MAY)]

    assert year == [492, 502, 506]
    assert both == [66, 76, 80]


def test_a_month_that_came_later_was_not_known_before(revised: FactStore) -> None:
    assert value(StoreThen(revised, date(2024, 5, 1)), "2024-01") is None
    assert value(StoreThen(revised, MAY), "2024-01") == 40


def test_nothing_is_told_of_a_day_before_the_figures_were_published(revised: FactStore) -> None:
    asked = (MARKET, "NO", [Measure.REGISTRATIONS])

    assert StoreThen(revised, date(2024, 2, 28)).find(*asked) == []
    assert StoreThen(revised, date(2024, 3, 1)).find(*asked)


def test_a_dropped_year_takes_the_sum_that_was_made_with_it(figures: RevisedFigures) -> None:
    figures.take(MARCH, {OCTOBER_2023: ""})
    store = figures.store()
    today = series(store).figure(Period.year(2023))

    assert value(StoreThen(store, date(2024, 3, 19)), "2023") == 492
    assert today is not None
    assert [Period.month(2023, 10)] == list(today.missing)
    store.close()


def test_a_series_that_is_gone_answers_only_for_the_days_on_which_it_stood(figures: RevisedFigures) -> None:
    figures.take(MARCH, {"market,,,BEV,SE,2023,5000": "", "market,,,BEV,SE,2022,4000": ""})
    store = figures.store()
    asked = (MARKET, "SE", [Measure.REGISTRATIONS], [Powertrain.BEV])
    then = [found for found in StoreThen(store, date(2024, 3, 19)).find(*asked) if found.key.publisher == "bureau"]

    assert [found for found in store.find(*asked) if found.key.publisher == "bureau"] == []
    assert then[0].figure(Period.year(2023)).value == 5000  # type: ignore[union-attr]
    assert [found for found in StoreThen(store, MARCH).find(*asked) if found.key.publisher == "bureau"] == []
    store.close()


def test_the_history_of_a_figure_tells_each_revision(revised: FactStore) -> None:
    found = series(revised)
    month, year = found.figure(Period.month(2023, 10)), found.figure(Period.year(2023))
    assert month is not None
    assert year is not None

    assert [(change.day, change.before.value, change.after.value) for change in changes(revised, month, found.key)] == [
        (MARCH, 61, 71),
        (MAY, 71, 75),
    ]
    assert [(change.day, change.before.value, change.after.value) for change in changes(revised, year, found.key)] == [
        (MARCH, 492, 502),
        (MAY, 502, 506),
    ]


def test_months_that_come_in_are_no_revision(revised: FactStore) -> None:
    found = series(revised)
    january = found.figure(Period.month(2024, 1))
    assert january is not None

    assert changes(revised, january, found.key) == ()


def test_what_never_changed_costs_no_read(revised: FactStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FactStore, "_load_earlier", lambda *_: pytest.fail("it was read"))
    diesel = series(revised, Powertrain.DIESEL)
    figure = diesel.figure(Period.year(2023))
    assert figure is not None

    assert changes(revised, figure, diesel.key) == ()
