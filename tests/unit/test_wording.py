"""How numbers, percentages, plurals and months are told, by the locale of the asker and in English words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.respond import wording

NO_BREAK = "\xa0"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en", "97.4%"),
        ("de", f"97,4{NO_BREAK}%"),
        ("fr-FR", f"97,4{NO_BREAK}%"),
        ("tr", "%97,4"),
        ("pt_BR", "97,4%"),
        ("nobody's", "97.4%"),
    ],
)
def test_a_percentage_has_its_sign_where_the_locale_puts_it(locale: str, expected: str) -> None:
    assert expected == wording.percent(97.38, locale)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(100, "100%"), (46.04, "46%"), (0.96, "1%"), (0, "0%"), (0.016447, "0.016%"), (0.04, "0.04%")],
)
def test_a_percentage_has_one_decimal_and_is_zero_only_where_it_is(value: float, expected: str) -> None:
    assert expected == wording.percent(value)


@pytest.mark.parametrize(("value", "expected"), [(12.3, "+12.3%"), (-4, "−4%"), (0, "±0%")])
def test_a_change_has_its_sign(value: float, expected: str) -> None:
    assert expected == wording.change(value)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 countries"),
        (1, "1 country"),
        (1.0, "1 country"),
        (1.04, "1 country"),
        (1.5, "1.5 countries"),
        (2, "2 countries"),
        (52.2857, "52.3 countries"),
        (1234, "1,234 countries"),
    ],
)
def test_a_word_agrees_with_its_number_as_it_is_told(number: float, expected: str) -> None:
    assert expected == wording.how_many(number, "country", "countries")


def test_thousands_are_parted_as_the_locale_has_it_and_the_words_stay_english() -> None:
    assert wording.how_many(1234, "model", "models", "de") == "1.234 models"
    assert wording.count(30376, "fr") == "30\u202f376"


def test_more_names_than_are_told_are_counted() -> None:
    assert wording.with_others(["A", "B", "C"], most=2) == "A, B and 1 other"
    assert wording.with_others(["A", "B", "C", "D"], most=2) == "A, B and 2 others"


def test_a_month_is_told_in_english_words() -> None:
    assert wording.month(date(2025, 3, 31)) == "March 2025"


@pytest.mark.parametrize(("noun", "expected"), [("electric car", "an electric car"), ("new van", "a new van")])
def test_a_noun_has_the_article_of_its_sound(noun: str, expected: str) -> None:
    assert expected == wording.with_article(noun)
