"""The sums that one series may make, and those that it must not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.model import Basis, Figure, Measure, Powertrain, Precision, Role, Unit, VehicleType
from facts.period import Period, PeriodKind, add_months
from facts.series import Entry, Gaps, Series, SeriesKey

KEY = SeriesKey(
    id=7,
    publisher="paper",
    family="paper",
    variant="",
    subject="renault/zoe",
    role=Role.TOTAL,
    measure=Measure.REGISTRATIONS,
    powertrain=Powertrain.BEV,
    vehicle_type=VehicleType.CAR,
    region="NO",
    scope="",
    of=None,
    unit=Unit.VEHICLES,
    grain="model",
    rank=20,
    answers=True,
    listed_only=False,
    first=date(2020, 1, 1),
    last=date(2021, 12, 31),
)
MONTHS = tuple(f"2020-{month:02}" for month in range(1, 13))
YEAR = Period.year(2020)


def row(period: str, value: float, basis: str = "published", precision: str = "exact", published: str = "") -> Entry:
    return Entry(Period.parse(period), value, Precision(precision), Basis(basis), 3, published)


def series(*rows: Entry, gaps: Gaps | None = None, **key: object) -> Series:
    return Series(replace(KEY, **key), rows, gaps)  # type: ignore[arg-type]


def months(values: Iterable[float], basis: str = "published") -> list[Entry]:
    return [row(month, value, basis) for month, value in zip(MONTHS, values, strict=False)]


def told(figure: Figure | None) -> tuple[float, list[str]]:
    assert figure is not None
    return figure.value, [gap.key for gap in figure.missing]


# -- what is taken ----------------------------------------------------------------------------------------------------


def test_a_printed_year_goes_before_twelve_months() -> None:
    figure = series(*months([10] * 12), row("2020", 125)).figure(YEAR)

    assert told(figure) == (125, [])
    assert figure is not None
    assert figure.basis is Basis.PUBLISHED


def test_twelve_months_make_a_year_and_say_that_they_were_added() -> None:
    figure = series(*months([10] * 12)).figure(YEAR)

    assert told(figure) == (120, [])
    assert figure is not None
    assert (figure.basis, figure.period, figure.series, figure.family) == (Basis.SUM, YEAR, 7, "paper")


def test_months_and_their_quarter_are_never_both_counted() -> None:
    found = series(row("2020-Q1", 31), *months([10, 10, 10, 10]))

    assert told(found.figure(Period.parse("2020-01..2020-04"))) == (41, [])
    assert told(found.figure(Period.parse("2020-02..2020-04"))) == (30, [])


def test_a_half_and_quarters_make_a_year() -> None:
    found = series(row("2020-H1", 50), row("2020-Q1", 20), row("2020-Q3", 30), row("2020-Q4", 40))

    assert told(found.figure(YEAR)) == (120, [])


def test_years_and_the_months_after_them_are_added() -> None:
    found = series(row("2019", 100), *months([10, 10]))

    assert told(found.figure(Period.parse("2019-01..2020-02"))) == (120, [])


def test_the_later_edition_is_told() -> None:
    found = series(row("2020", 100, published="2021-01"), row("2020", 110, published="2021-06"))

    assert told(found.figure(YEAR)) == (110, [])


def test_what_was_printed_goes_before_what_was_added_up_whatever_its_day() -> None:
    found = series(row("2020", 100, published="2021-01"), row("2020", 110, "sum", published="2021-06"))

    assert told(found.figure(YEAR)) == (100, [])


def test_a_disputed_row_is_told_only_where_there_is_no_other() -> None:
    disputed = row("2020", 500, "shown_with_other", published="2022")

    assert told(series(disputed, row("2020", 100, published="2021")).figure(YEAR)) == (100, [])
    assert told(series(disputed, row("2020", 100, "sum", published="2021")).figure(YEAR)) == (100, [])
    assert told(series(disputed).figure(YEAR)) == (500, [])


def test_a_cumulative_row_is_no_year_and_a_year_no_cumulative_row() -> None:
    found = series(row("2020-01~2020-12", 70))

    assert found.figure(YEAR) is None
    assert told(found.figure(Period.parse("2020-01~2020-12"))) == (70, [])
    assert series(row("2020", 70)).figure(Period.parse("2020-01~2020-12")) is None


def test_the_newest_cumulative_row_is_found_by_a_day_too() -> None:
    found = series(row("2010-12~2015-06", 50), row("~2016-06", 90), row("2010-12~2014-06", 20))
    early = found.cumulative(date(2015, 12, 31))

    assert found.cumulative() == found.entries[1]
    assert early == found.entries[0]
    assert found.cumulative(date(2010, 1, 1)) is None


# -- what is never taken ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["suspect", "name_suspect"])
def test_an_unfit_row_is_never_told_nor_added(basis: str) -> None:
    found = series(row("2020", 999, basis), *months([10] * 11), row("2020-12", 99, basis))

    assert told(found.figure(YEAR)) == (110, ["2020-12"])
    assert found.figure(Period.parse("2020-12")) is None
    assert found.newest(PeriodKind.MONTH) == found.entries[11]
    assert found.newest(PeriodKind.YEAR) is None


def test_a_year_spread_over_its_months_is_told_only_as_a_year() -> None:
    found = series(*months([10] * 12, "spread"), row("2020", 120, "spread"))

    assert told(found.figure(YEAR)) == (120, [])
    assert found.figure(Period.parse("2020-03")) is None
    assert found.figure(Period.parse("2020-H1")) is None
    assert found.finest is None


def test_shares_and_vehicles_in_use_are_never_added() -> None:
    shares = series(*months([10] * 12), unit=Unit.PERCENT, measure=Measure.SHARE_OF_SALES)
    stock = series(*months([10] * 12), measure=Measure.STOCK)

    assert shares.figure(YEAR) is None
    assert stock.figure(YEAR) is None
    assert told(shares.figure(Period.parse("2020-03"))) == (10, [])


@pytest.mark.parametrize("key", ["2020-01-15..2020-06", "~2020-06", "@2020-06-30"])
def test_nothing_is_added_for_what_is_not_whole_months(key: str) -> None:
    assert series(*months([10] * 12)).figure(Period.parse(key)) is None


def test_nothing_is_told_of_a_period_without_rows() -> None:
    assert series(*months([10] * 12)).figure(Period.year(2030)) is None


# -- how close --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "sum_of_them"),
    [
        ("exact", "rounded", "rounded"),
        ("rounded", "about", "about"),
        ("about", "at_least", "at_least"),
        ("exact", "exact", "exact"),
    ],
)
def test_a_sum_is_as_close_as_its_loosest_part(one: str, two: str, sum_of_them: str) -> None:
    found = series(row("2020-01", 1, precision=one), row("2020-02", 1, precision=two))
    figure = found.figure(Period.parse("2020-01..2020-02"))

    assert figure is not None
    assert figure.precision == sum_of_them


def test_a_sum_with_an_estimate_in_it_is_an_estimate() -> None:
    figure = series(*months([10] * 11), row("2020-12", 9, "estimated")).figure(YEAR)

    assert figure is not None
    assert figure.basis is Basis.ESTIMATED


@pytest.mark.parametrize("precision", ["exact", "rounded", "about"])
def test_in_a_list_of_the_best_a_sum_with_gaps_is_a_lower_bound(precision: str) -> None:
    rows = [row(month, 10, precision=precision) for month in MONTHS[:11]]
    whole = series(*months([10] * 12), listed_only=True).figure(YEAR)
    gapped = series(*rows, listed_only=True).figure(YEAR)

    assert whole is not None
    assert gapped is not None
    assert (whole.precision, gapped.precision) == (Precision.EXACT, Precision.AT_LEAST)


def test_a_sum_names_each_source_once_and_the_latest_day() -> None:
    rows = [replace(row("2020-01", 1, published="2020-02"), source=4), row("2020-02", 1), row("2020-03", 1)]
    figure = series(*rows).figure(Period.parse("2020-Q1"))

    assert figure is not None
    assert (figure.sources, figure.published) == (("4", "3"), "2020-02")


def test_a_note_goes_with_its_row_and_not_with_a_sum() -> None:
    noted = replace(row("2020-01", 1), note="Without vans.")
    found = series(noted, row("2020-02", 1))

    one, both = found.figure(Period.parse("2020-01")), found.figure(Period.parse("2020-01..2020-02"))
    assert one is not None
    assert both is not None
    assert (one.note, both.note) == ("Without vans.", "")


# -- gaps -------------------------------------------------------------------------------------------------------------


def others(values: dict[str, float], launched: date | None = None) -> Gaps:
    """A table of 2020 that has so many others in its months, and nothing else unnamed."""
    hidden = {(period.start, period.end): 0.0 for period in YEAR.split(PeriodKind.MONTH)}
    hidden |= {(Period.parse(key).start, Period.parse(key).end): value for key, value in values.items()}
    return Gaps(date(2020, 1, 1), date(2020, 12, 31), hidden, launched)


def test_without_a_remainder_a_month_without_a_row_is_missing() -> None:
    assert told(series(*months([10] * 9)).figure(YEAR)) == (90, ["2020-10", "2020-11", "2020-12"])


def test_a_month_whose_remainder_cannot_hide_the_car_is_nothing() -> None:
    assert told(series(*months([10] * 9), gaps=others({})).figure(YEAR)) == (90, [])


def test_a_month_whose_remainder_can_hide_the_car_is_missing() -> None:
    found = series(*months([10] * 9), gaps=others({"2020-11": 50}))

    assert told(found.figure(YEAR)) == (90, ["2020-11"])


def test_trifles_count_together() -> None:
    tolerated = 1000 * others({}).tolerance
    fine = others({"2020-11": tolerated / 2, "2020-12": tolerated / 2})
    more = others({"2020-11": tolerated / 2, "2020-12": tolerated / 2 + 1})
    rows = months([100] * 10)

    assert told(series(*rows, gaps=fine).figure(YEAR)) == (1000, [])
    assert told(series(*rows, gaps=more).figure(YEAR)) == (1000, ["2020-11", "2020-12"])


def test_what_the_table_does_not_cover_is_missing() -> None:
    found = series(*months([10] * 12), gaps=others({}))

    assert told(found.figure(Period.parse("2019-12..2021-01"))) == (120, ["2019-12", "2021-01"])


def test_a_hole_in_the_table_is_missing_although_it_lies_inside() -> None:
    gaps = others({})
    hole = {slot: value for slot, value in gaps.hidden.items() if slot[0] != date(2020, 11, 1)}

    assert told(series(*months([10] * 9), gaps=replace(gaps, hidden=hole)).figure(YEAR)) == (90, ["2020-11"])


def test_a_quarterly_remainder_hides_a_month() -> None:
    quarter = Period.parse("2020-Q4")
    gaps = Gaps(date(2020, 1, 1), date(2020, 12, 31), {(quarter.start, quarter.end): 80})

    assert gaps.hides(Period.parse("2020-11")) == 80
    assert gaps.hides(Period.parse("2020-08")) is None


def test_before_the_car_is_listed_anywhere_nothing_is_hidden() -> None:
    gaps = others({"2020-01": 500, "2020-02": 500}, launched=date(2020, 2, 1))

    assert told(series(*months([0] * 12)[2:], row("2020-03", 90), gaps=gaps).figure(YEAR))[1] == ["2020-02"]


@pytest.mark.parametrize("basis", ["suspect", "name_suspect", "spread"])
def test_a_month_that_only_an_unfit_row_tells_is_missing(basis: str) -> None:
    found = series(*months([10] * 11), row("2020-12", 7, basis), gaps=others({}))

    assert told(found.figure(YEAR)) == (110, ["2020-12"])


@pytest.mark.parametrize("basis", ["suspect", "published"])
def test_a_month_of_a_longer_row_is_not_nothing(basis: str) -> None:
    found = series(*months([10] * 9), row("2020-Q4", 60, basis), gaps=others({}))

    assert told(found.figure(Period.parse("2020-07..2020-11"))) == (30, ["2020-10", "2020-11"])


def test_a_year_that_its_months_tell_whole_hides_nothing_in_the_others() -> None:
    found = series(*months([10] * 9), row("2020", 90), gaps=others({}))

    assert told(found.figure(Period.parse("2020-07..2020-11"))) == (30, [])


# -- always -----------------------------------------------------------------------------------------------------------


@st.composite
def any_rows(draw: st.DrawFn) -> list[Entry]:
    """Rows of every kind over two years, some unfit, some in two editions; each month is worth its own power of two."""
    every = [
        tile for year in (2020, 2021) for kind in PeriodKind if kind in KINDS for tile in Period.year(year).split(kind)
    ]
    chosen = draw(st.lists(st.sampled_from(every), max_size=30))
    bases = st.sampled_from(["published", "published", "published", "suspect", "estimated"])
    return [row(tile.key, worth(tile), draw(bases)) for tile in chosen]


KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)


def worth(period: Period) -> float:
    """The sum of the worths of its months: no two sets of months are worth the same."""
    return sum(2.0 ** (month.end.year * 12 + month.end.month - 2020 * 12) for month in period.split(PeriodKind.MONTH))


@given(any_rows(), st.integers(0, 23), st.integers(0, 23))
def test_a_sum_is_worth_its_months_less_the_missing_each_once(rows: list[Entry], first: int, length: int) -> None:
    start = add_months(date(2020, 1, 1), first)
    end = add_months(start, min(length, 23 - first) + 1) - timedelta(days=1)
    period = Period.between(start, end)
    figure = series(*rows).figure(period)

    if figure is None:
        assert not any(period.contains(entry.period) and entry.basis is not Basis.SUSPECT for entry in rows)
    else:
        assert figure.value == worth(period) - sum(worth(gap) for gap in figure.missing)


@given(any_rows())
def test_rows_of_a_kind_come_oldest_first_and_each_period_once(rows: list[Entry]) -> None:
    found = series(*rows)
    for kind in KINDS:
        ends = [entry.period.end for entry in found.of_kind(kind)]

        assert ends == sorted(set(ends))
        newest = found.newest(kind)
        assert (newest.period.end if newest else None) == (ends[-1] if ends else None)
