"""When a claimed number, share or date is what the figures say: at, just inside and just outside each margin."""

from __future__ import annotations

import pytest

from bot.question import Bound, Quantity, Relation, When
from bot.respond.verdicts import date_fits, holds, share_holds
from facts import Period, Precision


@pytest.mark.parametrize(
    ("relation", "claimed", "figure", "right"),
    [
        (Relation.MORE, 1000, 1001, True),
        (Relation.MORE, 1000, 1000, False),
        (Relation.LESS, 1000, 999, True),
        (Relation.LESS, 1000, 1000, False),
        (Relation.EXACTLY, 1000, 1005, True),
        (Relation.EXACTLY, 1005, 1000, True),
        (Relation.EXACTLY, 1000, 1007, False),
        (Relation.EXACTLY, 1007, 1000, False),
        (Relation.ABOUT, 1000, 1050, True),
        (Relation.ABOUT, 1050, 1000, True),
        (Relation.ABOUT, 1000, 1060, False),
        (Relation.ABOUT, 1060, 1000, False),
        (Relation.EXACTLY, 0, 0, True),
        (Relation.EXACTLY, 1, 0, False),
    ],
)
def test_a_number_holds_within_what_its_words_allow(
    relation: Relation, claimed: float, figure: float, right: bool
) -> None:
    assert holds(Quantity(claimed, relation), figure) is right


@pytest.mark.parametrize(("figure", "right"), [(99, False), (100, True), (150, True), (200, True), (201, False)])
def test_between_two_numbers_includes_both(figure: float, right: bool) -> None:
    between = Quantity(100, Relation.BETWEEN, most=200)

    assert holds(between, figure) is right
    assert share_holds(between, figure) is right


@pytest.mark.parametrize("precision", [Precision.ABOUT, Precision.AT_LEAST, Precision.ROUNDED])
def test_more_than_a_number_may_be_the_number_where_the_figure_is_not_exact(precision: Precision) -> None:
    assert holds(Quantity(1000, Relation.MORE), 1000, precision=precision)
    assert not holds(Quantity(1000, Relation.MORE), 999, precision=precision)


@pytest.mark.parametrize(
    ("value", "said", "figure", "right"),
    [
        (1_800_000, "1.8 million", 1_850_000, True),
        (1_800_000, "1.8 million", 1_750_000, True),
        (1_800_000, "1.8 million", 1_860_000, False),
        (1_800_000, "1.8 million", 1_740_000, False),
        (28_000, "28k", 28_400, True),
        (28_000, "28k", 28_600, False),
        (1_000, "1 thousand", 1_020, True),  # one digit allows two in a hundred, not half of it
        (1_000, "1 thousand", 1_021, False),
        (1_800_000, "1,800,000", 1_820_000, False),  # written out in full, it was not rounded
        (1_812_000, "1.812 million", 1_825_000, False),  # four digits are as good as exact
        (980, "980 or so", 990, False),
    ],
)
def test_a_number_in_words_is_rounded_to_its_last_digit(value: float, said: str, figure: float, right: bool) -> None:
    assert holds(Quantity(value, said=said), figure) is right


@pytest.mark.parametrize(
    ("relation", "claimed", "percent", "right"),
    [
        (Relation.MORE, 20, 20.1, True),
        (Relation.MORE, 20, 20, False),
        (Relation.LESS, 20, 19.9, True),
        (Relation.LESS, 20, 20, False),
        (Relation.EXACTLY, 20, 20.5, True),
        (Relation.EXACTLY, 20, 19.5, True),
        (Relation.EXACTLY, 20, 20.7, False),
        (Relation.EXACTLY, 20, 19.3, False),
        (Relation.ABOUT, 20, 23, True),
        (Relation.ABOUT, 20, 17, True),
        (Relation.ABOUT, 20, 23.1, False),
        (Relation.ABOUT, 20, 16.9, False),
    ],
)
def test_a_share_holds_within_points_and_not_within_percents(
    relation: Relation, claimed: float, percent: float, right: bool
) -> None:
    assert share_holds(Quantity(claimed, relation), percent) is right


@pytest.mark.parametrize(
    ("day", "period", "fits"),
    [
        ("2014-11", "2014", True),
        ("2014", "2014-11", True),
        ("2014-11-30", "2014-11", True),
        ("2014-12-01", "2014-11", False),
        ("2014-10-31", "2014-11", False),
        ("2014-Q4", "2014-11", True),
        ("2014-Q4", "2014-09", False),
        ("2014-11", "~2014-12", True),
        ("2015", "~2014-12", False),
        ("", "2014", False),
    ],
)
def test_a_date_as_fine_as_known_lies_in_the_claimed_time_where_they_share_a_day(
    day: str, period: str, fits: bool
) -> None:
    assert date_fits(day, When(Period.parse(period))) is fits


@pytest.mark.parametrize(("day", "fits"), [("2009", True), ("2014-12-31", True), ("2015-01-01", False)])
def test_by_a_day_means_that_day_or_any_before(day: str, fits: bool) -> None:
    assert date_fits(day, When(Period.parse("2014"), Bound.UNTIL)) is fits
