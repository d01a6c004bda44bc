"""The algebra of periods: what is written is read back, what is cut fits together, and every period has a name."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from facts.period import MONTHS_IN, Period, PeriodError, PeriodKind, add_months, day_label, month_end, parse_day

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
years = st.integers(1901, 2099)
days = st.dates(date(1901, 1, 1), date(2099, 12, 31))
calendar_periods = st.one_of(
    st.builds(Period.month, years, st.integers(1, 12)),
    st.builds(Period.quarter, years, st.integers(1, 4)),
    st.builds(Period.half, years, st.integers(1, 2)),
    st.builds(Period.year, years),
)


@st.composite
def month_stretches(draw: st.DrawFn) -> Period:
    """Whole months, named by the calendar where they are a month, quarter, half or year."""
    first = draw(days).replace(day=1)
    last = add_months(first, draw(st.integers(0, 60)))
    return Period.between(first, month_end(last.year, last.month))


@st.composite
def day_stretches(draw: st.DrawFn) -> Period:
    """Any two days, in order."""
    first = draw(days)
    return Period.between(first, first + timedelta(days=draw(st.integers(0, 900))))


@st.composite
def cumulatives(draw: st.DrawFn) -> Period:
    """Up to a day, since a day or since nobody says when."""
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(0, 9000)))
    return Period.until(last, draw(st.sampled_from([None, first])))


whole_months = st.one_of(calendar_periods, month_stretches())
periods = st.one_of(calendar_periods, month_stretches(), day_stretches(), cumulatives(), st.builds(Period.point, days))


# -- written and read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2020-03", PeriodKind.MONTH, date(2020, 3, 1), date(2020, 3, 31)),
        ("2020-02", PeriodKind.MONTH, date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-Q1", PeriodKind.QUARTER, date(2020, 1, 1), date(2020, 3, 31)),
        ("2020-H2", PeriodKind.HALF, date(2020, 7, 1), date(2020, 12, 31)),
        ("2020", PeriodKind.YEAR, date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-01..2020-05", PeriodKind.RANGE, date(2020, 1, 1), date(2020, 5, 31)),
        ("2016-04-15..2017-03-31", PeriodKind.RANGE, date(2016, 4, 15), date(2017, 3, 31)),
        ("2010-12~2016-06", PeriodKind.CUMULATIVE, date(2010, 12, 1), date(2016, 6, 30)),
        ("~2016-06", PeriodKind.CUMULATIVE, None, date(2016, 6, 30)),
        ("~2016-06-12", PeriodKind.CUMULATIVE, None, date(2016, 6, 12)),
        ("@2024-12-31", PeriodKind.POINT, date(2024, 12, 31), date(2024, 12, 31)),
    ],
)
def test_the_notation_names_kind_and_days(text: str, kind: PeriodKind, first: date | None, last: date) -> None:
    period = Period.parse(text)

    assert (period.kind, period.start, period.end) == (kind, first, last)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2020-01..2020-03", "2020-Q1"),
        ("2020-01..2020-12", "2020"),
        ("2020..2020", "2020"),
        ("2016-04-01..2017-03-31", "2016-04..2017-03"),
        ("2010..2012", "2010-01..2012-12"),
        (" 2020 ", "2020"),
    ],
)
def test_one_stretch_has_one_notation(text: str, key: str) -> None:
    assert Period.parse(text).key == key


@pytest.mark.parametrize(
    "text",
    ["", "20", "2020-13", "2020-00", "0000", "2020-Q5", "2020-H3", "2020-1", "March 2020", "@2020", "2020-05..2020-01",
     "2020~2019", "2020-02-30..2020-03", "~", "..2020", "2020-01-01"],
)  # fmt: skip
def test_what_is_no_period_is_refused_by_name(text: str) -> None:
    with pytest.raises(PeriodError) as refused:
        Period.parse(text)

    assert str(refused.value)


@given(periods)
def test_the_key_reads_back_as_the_same_period(period: Period) -> None:
    assert Period.parse(period.key) == period
    assert str(period) == period.key


def test_years_before_the_year_1000_are_written_with_four_digits() -> None:
    assert Period.parse("0999-03").key == "0999-03"
    assert Period.parse("~0999-03").key == "~0999-03"


def test_a_period_cannot_end_before_it_begins_nor_begin_nowhere() -> None:
    with pytest.raises(PeriodError, match="before it begins"):
        Period.between(date(2020, 2, 1), date(2020, 1, 31))
    with pytest.raises(PeriodError, match="needs a beginning"):
        Period(None, date(2020, 1, 31), PeriodKind.RANGE)


# -- named ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("2020", "2020"),
        ("2020-03", "March 2020"),
        ("2020-Q3", "the third quarter of 2020"),
        ("2020-H1", "the first half of 2020"),
        ("2018-01..2020-12", "2018 to 2020"),
        ("2020-01..2020-05", "January to May 2020"),
        ("2019-11..2020-02", "November 2019 to February 2020"),
        ("2016-04-15..2017-03-20", "15 April 2016 to 20 March 2017"),
        ("~2016-06", "the beginning to the end of June 2016"),
        ("2010-12~2016-06-12", "December 2010 to 12 June 2016"),
        ("@2024-12-31", "31 December 2024"),
    ],
)
def test_a_period_is_said_in_english(key: str, label: str) -> None:
    assert Period.parse(key).label == label


@given(periods)
def test_a_label_always_names_the_year_it_ends_in(period: Period) -> None:
    assert str(period.end.year) in period.label


def test_a_day_is_said_as_its_month_where_it_bounds_one() -> None:
    assert day_label(date(2020, 2, 29)) == "February 2020"
    assert day_label(date(2020, 2, 28)) == "28 February 2020"
    assert day_label(date(2020, 2, 1), first=True) == "February 2020"


@pytest.mark.parametrize(("text", "first", "last"), [("2016", 1, 366), ("2016-02", 32, 60), ("2016-02-03", 34, 34)])
def test_a_day_as_fine_as_known_stands_for_its_bounds(text: str, first: int, last: int) -> None:
    assert parse_day(text, first=True).timetuple().tm_yday == first
    assert parse_day(text, first=False).timetuple().tm_yday == last


@given(calendar_periods)
def test_a_stretch_is_named_as_the_calendar_names_it(period: Period) -> None:
    assert period.start is not None
    assert Period.between(period.start, period.end) == period


@given(month_stretches())
def test_only_calendar_stretches_have_calendar_names(period: Period) -> None:
    assume(period.kind is PeriodKind.RANGE)
    assert period.start is not None

    for kind in KINDS:
        assert period.months != MONTHS_IN[kind] or (period.start.month - 1) % MONTHS_IN[kind]


def test_whole_years_are_a_year_or_a_range_of_them() -> None:
    assert Period.years(2020, 2020) == Period.year(2020)
    assert Period.years(2018, 2020).key == "2018-01..2020-12"


# -- measured ---------------------------------------------------------------------------------------------------------


@given(whole_months)
def test_whole_months_are_counted(period: Period) -> None:
    assert period.months == len(period.split(PeriodKind.MONTH))
    assert period.whole_months


@given(day_stretches())
def test_days_are_counted_with_both_ends(period: Period) -> None:
    assert period.start is not None
    assert period.days == (period.end - period.start).days + 1


@pytest.mark.parametrize("key", ["2020-01-02..2020-05", "~2016-06", "@2024-12-31"])
def test_what_is_not_whole_months_has_no_number_of_months(key: str) -> None:
    assert Period.parse(key).months is None


def test_an_unknown_beginning_has_no_length() -> None:
    assert Period.parse("~2016-06").days is None


# -- cut and moved ----------------------------------------------------------------------------------------------------


@given(whole_months, st.sampled_from(KINDS))
def test_a_cut_tiles_exactly_or_is_refused(period: Period, kind: PeriodKind) -> None:
    try:
        tiles = period.split(kind)
    except PeriodError:
        assert period.start is not None
        assert period.months is not None
        assert period.months % MONTHS_IN[kind] or (period.start.month - 1) % MONTHS_IN[kind]
        return

    assert (tiles[0].start, tiles[-1].end) == (period.start, period.end)
    assert {tile.kind for tile in tiles} == {kind}
    for before, after in pairwise(tiles):
        assert after.start == before.end + timedelta(days=1)


@pytest.mark.parametrize("key", ["2020-01-02..2020-05", "~2016-06", "@2024-12-31"])
def test_what_is_not_whole_months_cannot_be_cut(key: str) -> None:
    with pytest.raises(PeriodError, match="cannot be cut into whole months"):
        Period.parse(key).split(PeriodKind.MONTH)


def test_nothing_is_cut_into_ranges() -> None:
    with pytest.raises(PeriodError, match="cannot be cut"):
        Period.year(2020).split(PeriodKind.RANGE)


@given(whole_months, st.integers(-8, 8), st.integers(-30, 30))
def test_whole_months_moved_there_and_back_are_the_same(period: Period, years: int, months: int) -> None:
    there = period.shift(years, months)

    assert there.shift(-years, -months) == period
    assert there.months == period.months


@given(periods, st.integers(-8, 8))
def test_a_period_moved_by_years_keeps_its_kind(period: Period, years: int) -> None:
    moved = period.shift(years=years)

    assert moved.kind is period.kind
    assert moved.end.year == period.end.year + years


@pytest.mark.parametrize(
    ("key", "years", "months", "moved"),
    [
        ("2020-Q1", 0, 1, "2020-02..2020-04"),
        ("2020", -1, 0, "2019"),
        ("2020-02", 1, 0, "2021-02"),
        ("@2023-02-28", 1, 0, "@2024-02-29"),
        ("@2024-02-28", 1, 0, "@2025-02-28"),
        ("@2024-12-31", 0, -10, "@2024-02-29"),
        ("~2016-06", 1, 0, "~2017-06"),
        ("2010-12~2016-06", 0, -1, "2010-11~2016-05"),
        ("2020-01-31..2020-02-15", 0, 1, "2020-02-29..2020-03-15"),
    ],
)
def test_month_ends_stay_month_ends(key: str, years: int, months: int, moved: str) -> None:
    assert Period.parse(key).shift(years, months).key == moved


@given(whole_months)
def test_neighbours_touch_and_are_as_long(period: Period) -> None:
    assert period.start is not None
    before, after = period.preceding(), period.following()

    assert after.start == period.end + timedelta(days=1)
    assert before.end == period.start - timedelta(days=1)
    assert before.months == period.months == after.months
    assert before.following() == period == after.preceding()


@pytest.mark.parametrize("key", ["2020-01-02..2020-05", "~2016-06", "@2024-12-31"])
def test_what_is_not_whole_months_has_no_neighbours(key: str) -> None:
    period = Period.parse(key)
    with pytest.raises(PeriodError, match="no following"):
        period.following()
    with pytest.raises(PeriodError, match="no preceding"):
        period.preceding()


def test_the_calendar_ends_with_a_word_on_it() -> None:
    with pytest.raises(PeriodError, match="outside the calendar"):
        Period.year(9999).following()


# -- related ----------------------------------------------------------------------------------------------------------


@given(periods, periods)
def test_what_contains_another_overlaps_it_and_ends_no_earlier(one: Period, other: Period) -> None:
    if one.contains(other):
        assert one.overlaps(other)
        assert one.end >= other.end
    if one.contains(other) and other.contains(one):
        assert (one.start, one.end) == (other.start, other.end)


@given(periods, periods)
def test_to_overlap_is_mutual(one: Period, other: Period) -> None:
    assert one.overlaps(other) == other.overlaps(one)


@given(whole_months)
def test_a_period_contains_its_months_and_overlaps_no_neighbour(period: Period) -> None:
    assert all(period.contains(month) and not month.contains(period.following()) for month in period.split(KINDS[0]))
    assert period.contains(period)
    assert not period.overlaps(period.following())
    assert not period.overlaps(period.preceding())


@pytest.mark.parametrize(
    ("one", "other", "contains", "overlaps"),
    [
        ("~2016-06", "2016", False, True),
        ("~2016-06", "2015", True, True),
        ("~2016-06", "2010~2015", True, True),
        ("2010~2016-06", "~2015", False, True),
        ("~2016-06", "2017", False, False),
        ("2016", "@2016-12-31", True, True),
        ("2016-12", "2016-12-31..2017-01-01", False, True),
    ],
)
def test_an_unknown_beginning_is_long_ago(one: str, other: str, contains: bool, overlaps: bool) -> None:
    assert Period.parse(one).contains(Period.parse(other)) is contains
    assert Period.parse(one).overlaps(Period.parse(other)) is overlaps
