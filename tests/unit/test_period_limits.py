"""Where the calendar and its names end: the first and last months, stretches of many years, what a refusal names."""

from __future__ import annotations

from datetime import date

import pytest

from facts.period import Period, PeriodError, PeriodKind, add_months


def test_the_calendar_reaches_from_the_first_january_to_the_last_december() -> None:
    assert add_months(date(1, 2, 1), -1) == date(1, 1, 1)
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 1)


@pytest.mark.parametrize(("day", "months"), [(date(1, 1, 31), -1), (date(9999, 12, 1), 1)])
def test_a_month_before_the_first_or_after_the_last_is_refused_by_both_its_numbers(day: date, months: int) -> None:
    with pytest.raises(PeriodError, match=rf"^{months} months from {day} is outside the calendar$"):
        add_months(day, months)


@pytest.mark.parametrize(
    ("text", "months"),
    [("2000-01..2012-01", 145), ("2000-01..2012-02", 146), ("2000-01..2012-05", 149), ("2000-01..2012-11", 155)],
)
def test_a_stretch_over_many_years_is_no_month_quarter_half_or_year(text: str, months: int) -> None:
    period = Period.parse(text)

    assert (period.kind, period.months, period.key) == (PeriodKind.RANGE, months, text)


@pytest.mark.parametrize("text", ["2020-11..2021-01", "2020-12..2021-01", "2020-08..2021-01", "2020-02..2021-01"])
def test_a_stretch_that_crosses_a_new_year_keeps_both_its_ends(text: str) -> None:
    assert Period.parse(text).key == text


@pytest.mark.parametrize(
    "text", ["", "March 2020", "2020-Q5", "2020-13", "@2020", "~", "..2020", "2020-02-30..2020-03"]
)
def test_a_text_that_is_no_period_stands_in_the_refusal(text: str) -> None:
    with pytest.raises(PeriodError) as refused:
        Period.parse(text)

    assert str(refused.value).startswith(f"{text!r} is not a period")


def test_what_ends_before_it_begins_is_refused_with_both_days() -> None:
    with pytest.raises(PeriodError) as refused:
        Period.parse("2020-05..2020-01")

    assert str(refused.value) == "a period cannot end (2020-01-31) before it begins (2020-05-01)"


def test_a_day_is_a_period_of_its_own_length() -> None:
    period = Period.between(date(2020, 2, 3), date(2020, 2, 3))

    assert (period.kind, period.days, period.months) == (PeriodKind.RANGE, 1, None)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("2020-Q1", "the first quarter of 2020"),
        ("2020-Q2", "the second quarter of 2020"),
        ("2020-Q4", "the fourth quarter of 2020"),
        ("2020-H2", "the second half of 2020"),
        ("2020-01..2020-11", "January to November 2020"),
        ("2019-01..2020-11", "January 2019 to November 2020"),
        ("2019-02..2020-12", "February 2019 to December 2020"),
        ("2020-01-02..2020-12-31", "2 January 2020 to December 2020"),
        ("2019-01-01..2020-12-30", "1 January 2019 to 30 December 2020"),
        ("2010-12-05~2016-06", "5 December 2010 to the end of June 2016"),
        ("~2016-06-12", "the beginning to 12 June 2016"),
    ],
)
def test_the_name_of_a_stretch_says_what_of_its_ends_is_not_plain(key: str, label: str) -> None:
    assert Period.parse(key).label == label


@pytest.mark.parametrize(
    ("key", "kind", "parts"),
    [
        ("2020-H2", PeriodKind.QUARTER, ["2020-Q3", "2020-Q4"]),
        ("2019-07..2020-06", PeriodKind.HALF, ["2019-H2", "2020-H1"]),
        ("2018-01..2019-12", PeriodKind.YEAR, ["2018", "2019"]),
        ("2020-11..2021-01", PeriodKind.MONTH, ["2020-11", "2020-12", "2021-01"]),
    ],
)
def test_a_stretch_is_cut_into_the_parts_that_tile_it(key: str, kind: PeriodKind, parts: list[str]) -> None:
    assert [part.key for part in Period.parse(key).split(kind)] == parts


@pytest.mark.parametrize(
    ("key", "kind"), [("2020-02..2020-07", PeriodKind.QUARTER), ("2020-04..2021-03", PeriodKind.YEAR)]
)
def test_a_stretch_that_begins_inside_a_part_is_not_cut_into_it(key: str, kind: PeriodKind) -> None:
    with pytest.raises(PeriodError, match=f"^{key} cannot be cut into whole {kind}s$"):
        Period.parse(key).split(kind)
