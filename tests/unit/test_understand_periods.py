"""From words to times: every way of naming a month, a quarter, a year or a stretch, and what is no time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Bound
from bot.understand.periods import PeriodReader, TimeRead
from bot.understand.tokens import tokenize
from facts.period import Period

TODAY = date(2026, 11, 23)
MONTHS = {
    name: (number, name == "may")
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}


def times(text: str) -> list[TimeRead]:
    """Every period of a text."""
    return PeriodReader(tokenize(text), TODAY, MONTHS).read()


def key(text: str) -> str:
    """The notation of the only period of a text."""
    (read,) = times(text)
    assert read.period is not None
    return read.period.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2020", "2020"),
        ("2020", "2020"),
        ("calendar year 2020", "2020"),
        ("the whole year 2020", "2020"),
        ("'20", "2020"),
        ("twenty twenty-three", "2023"),
        ("two thousand nineteen", "2019"),
        ("last year", "2025"),
        ("two years ago", "2024"),
        ("a year ago", "2025"),
        ("in march 2023", "2023-03"),
        ("march of 2023", "2023-03"),
        ("mar 23", "2023-03"),
        ("mar '23", "2023-03"),
        ("2023 april", "2023-04"),
        ("2023 march", "2023-03"),
        ("03/2023", "2023-03"),
        ("2023-03", "2023-03"),
        ("march last year", "2025-03"),
        ("april of last year", "2025-04"),
        ("last month", "2026-10"),
        ("Q1 2023", "2023-Q1"),
        ("2023 Q1", "2023-Q1"),
        ("1q 2023", "2023-Q1"),
        ("q1 23", "2023-Q1"),
        ("first quarter of 2023", "2023-Q1"),
        ("the 3rd quarter of '24", "2024-Q3"),
        ("last quarter of 2023", "2023-Q4"),
        ("first half of 2016", "2016-H1"),
        ("h2 2023", "2023-H2"),
        ("1st half 2026", "2026-H1"),
        ("second half of 2024", "2024-H2"),
        ("first six months of 2023", "2023-H1"),
        ("first five months of 2016", "2016-01..2016-05"),
        ("first three quarters of 2024", "2024-01..2024-09"),
        ("last three months of 2025", "2025-Q4"),
        ("last two months of 2025", "2025-11..2025-12"),
        ("2019 to 2022", "2019..2022"),
        ("2019-2022", "2019..2022"),
        ("2019-22", "2019..2022"),
        ("2019..2022", "2019..2022"),
        ("from 2019 to 2022", "2019..2022"),
        ("between 2019 and 2022", "2019..2022"),
        ("2019 through 2022", "2019..2022"),
        ("23 to 24", "2023..2024"),
        ("the 2010s", "2010..2019"),
        ("january to july 2025", "2025-01..2025-07"),
        ("jan-jun 2025", "2025-H1"),
        ("july through september 2025", "2025-Q3"),
        ("between march 2020 and june 2021", "2020-03..2021-06"),
        ("from november 2023 to february 2024", "2023-11..2024-02"),
        ("fiscal year 2016", "2016-04..2017-03"),
        ("fiscal 2024", "2024-04..2025-03"),
        ("fy 2024", "2024-04..2025-03"),
    ],
)
def test_a_period_is_read_however_it_is_said(text: str, expected: str) -> None:
    months = [Period.parse(part) for part in expected.split("..")]
    first, last = months[0].start, months[-1].end
    (read,) = times(text)

    assert read.period is not None
    assert (read.period.start, read.period.end) == (first, last)
    assert read.bound is Bound.IN


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("since 2015", date(2015, 1, 1)),
        ("since march 2021", date(2021, 3, 1)),
        ("since the beginning of 2020", date(2020, 1, 1)),
        ("from 2021 on", date(2021, 1, 1)),
        ("from 2021 onwards", date(2021, 1, 1)),
        ("starting in 2020", date(2020, 1, 1)),
        ("after 2020", date(2021, 1, 1)),
        ("year to date", date(2026, 1, 1)),
        ("ytd", date(2026, 1, 1)),
        ("this year", date(2026, 1, 1)),
        ("so far this year", date(2026, 1, 1)),
        ("this year so far", date(2026, 1, 1)),
    ],
)
def test_an_open_end_has_its_beginning(text: str, start: date) -> None:
    (read,) = times(text)

    assert read.bound is Bound.SINCE
    assert read.period is not None
    assert read.period.start == start


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("until april 2016", date(2016, 4, 30)),
        ("by july 2016", date(2016, 7, 31)),
        ("up to june 2015", date(2015, 6, 30)),
        ("as of april 2016", date(2016, 4, 30)),
        ("before 2020", date(2019, 12, 31)),
        ("prior to 2020", date(2019, 12, 31)),
        ("by the end of 2020", date(2020, 12, 31)),
        ("at the end of 2024", date(2024, 12, 31)),
        ("year-end 2020", date(2020, 12, 31)),
        ("mid-2016", date(2016, 7, 31)),
        ("by the middle of 2016", date(2016, 7, 31)),
    ],
)
def test_a_limit_has_its_last_day(text: str, end: date) -> None:
    read = times(text)[-1]

    assert read.bound is Bound.UNTIL
    assert read.period is not None
    assert read.period.end == end


@pytest.mark.parametrize(("text", "years"), [("past five years", 5), ("the last 3 years", 3), ("last two years", 2)])
def test_the_last_years_are_as_many_as_named_and_end_with_a_whole_one(text: str, years: int) -> None:
    (read,) = times(text)

    assert read.period is not None
    assert read.period.start == date(2026 - years, 1, 1)
    assert read.period.end == date(2025, 12, 31)


@pytest.mark.parametrize("text", ["until now", "up to today", "as of today", "since launch"])
def test_what_ends_today_has_no_period_of_its_own(text: str) -> None:
    (read,) = times(text)

    assert (read.period, read.bound) == (None, Bound.EVER)


@pytest.mark.parametrize(
    ("text", "month"), [("in june", "2026-06"), ("in december", "2025-12"), ("november", "2026-11")]
)
def test_a_month_without_a_year_is_the_newest_and_says_so(text: str, month: str) -> None:
    (read,) = times(text)

    assert read.needs_year
    assert read.period is not None
    assert read.period.key == month


@pytest.mark.parametrize("text", ["now", "today", "currently", "at the moment", "right now", "at present"])
def test_now_asks_for_the_newest(text: str) -> None:
    (read,) = times(text)

    assert read.is_newest


@pytest.mark.parametrize("text", ["next year", "next quarter", "the coming years"])
def test_the_future_is_marked(text: str) -> None:
    assert any(read.is_future for read in times(text))


@pytest.mark.parametrize(
    "text", ["top 5", "340,000", "50 percent", "model 3", "i3", "ID.4", "100 cars", "5008", "1st place", "zoe", ""]
)
def test_a_number_that_is_no_time_is_left_alone(text: str) -> None:
    assert times(text) == []


def test_fiscal_years_are_marked() -> None:
    assert [read.is_fiscal for read in times("fiscal year 2016")] == [True]


def test_two_periods_are_read_left_to_right_without_overlap() -> None:
    reads = times("compare march 2020 with march 2021")

    assert [read.period.key for read in reads if read.period] == ["2020-03", "2021-03"]
    assert reads[0].last < reads[1].first


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_a_month_comes_back_from_its_key(year: int, month: int) -> None:
    assert key(Period.month(year, month).key) == Period.month(year, month).key


@given(st.integers(2000, 2099), st.integers(1, 4))
def test_a_quarter_comes_back_from_its_words(year: int, quarter: int) -> None:
    assert key(f"q{quarter} {year}") == Period.quarter(year, quarter).key


@given(st.integers(2000, 2099), st.integers(1, 2))
def test_a_half_year_comes_back_from_its_words(year: int, half: int) -> None:
    assert key(f"h{half} {year}") == Period.half(year, half).key


@given(st.integers(2000, 2090), st.integers(1, 9))
def test_a_range_of_years_comes_back_from_its_words(year: int, more: int) -> None:
    (read,) = times(f"from {year} to {year + more}")

    assert read.period == Period.years(year, year + more)
