"""From text to words and numbers: what is read as one, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.numbers import NumberRead, read_number
from bot.understand.tokens import LONGEST_TEXT, MOST_TOKENS, fold, tokenize


def words(text: str) -> list[str]:
    """The token texts of a text."""
    return [token.text for token in tokenize(text)]


# -- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("ŠKODA", "skoda"),
        ("Škoda", "skoda"),
        ("Citroën", "citroen"),
        ("Türkiye", "turkiye"),
        ("Østerrike", "osterrike"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ＺＯＥ", "zoe"),
        ("e‑Golf", "e-golf"),
        ("Россия", "россия"),
        ("日産", "日産"),
    ],
)
def test_folding_takes_away_case_accents_and_typographic_variety(said: str, folded: str) -> None:
    assert fold(said) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tesla's sales", ["tesla", "sales"]),
        ("Tesla’s sales", ["tesla", "sales"]),
        ("what's sold", ["what", "sold"]),
        ("they've sold", ["they", "sold"]),
        ("I'd ask", ["i", "ask"]),
        ("we'll see", ["we", "see"]),
        ("the 2000's", ["the", "2000"]),
        ("don't", ["do", "not"]),
        ("didn’t", ["did", "not"]),
        ("isn't it", ["is", "not", "it"]),
    ],
)
def test_possessive_and_contracted_endings_are_dropped_and_negations_kept(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30,376", 30376.0),
        ("30.376", 30376.0),
        ("30'376", 30376.0),
        ("30 376", 30376.0),
        ("30\u202f376", 30376.0),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("1.2", 1.2),
        ("1,2", 1.2),
        ("17.45", 17.45),
        ("2020", 2020.0),
    ],
)
def test_a_number_with_separators_is_one_token(text: str, value: float) -> None:
    tokens = tokenize(text)

    assert [token.value for token in tokens] == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-03", ["2023-03"]),
        ("2023-03-31", ["2023-03-31"]),
        ("31.12.2023", ["31.12.2023"]),
        ("2020-2023", ["2020", "-", "2023"]),
        ("2020,2021", ["2020", ",", "2021"]),
        ("Q1 2023", ["q", "1", "2023"]),
        ("F-150", ["f", "-", "150"]),
    ],
)
def test_dates_stay_whole_and_ranges_fall_apart(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    ["zo\u200be", "z\u00adoe", "\ufeffzoe", "zoe\u200e", "zo\u0301e", "zo\u2060e", "\u202ezoe\u202c"],
)
def test_characters_that_cannot_be_seen_do_not_part_a_word(text: str) -> None:
    assert words(text) == ["zoe"]


@pytest.mark.parametrize(
    "text", ["zoe\x00germany", "zoe\x07germany", "zoe\r\ngermany", "zoe\u2028germany", "zoe\tgermany"]
)
def test_control_characters_part_words_like_a_space(text: str) -> None:
    assert words(text) == ["zoe", "germany"]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\x00"])
def test_a_text_without_anything_to_see_has_no_tokens(text: str) -> None:
    assert words(text) == []


def test_a_text_of_any_length_is_read_to_its_longest_only() -> None:
    tokens = tokenize("electrification " * 100_000)

    assert len(tokens) == LONGEST_TEXT // len("electrification ")


def test_no_more_words_and_signs_are_read_than_a_question_can_have() -> None:
    assert len(tokenize("( " * 100_000)) == MOST_TOKENS


def test_a_flag_is_the_code_of_its_country() -> None:
    assert [token.raw for token in tokenize("xpeng g6 🇳🇴")] == ["xpeng", "g", "6", "NO"]


def test_a_token_knows_where_it_stood_and_whether_a_space_stands_before_it() -> None:
    model, number = tokenize("ID 3")[0], tokenize("ID 3")[1]

    assert (model.start, model.end, number.start, number.spaced) == (0, 2, 3, True)
    assert not tokenize("ID3")[1].spaced


# -- numbers ----------------------------------------------------------------------------------------------------------


def number(text: str) -> NumberRead:
    """The number at the beginning of a text."""
    read = read_number(tokenize(text), 0)
    assert read is not None, text
    return read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30,376", 30376),
        ("30.376", 30376),
        ("30k", 30_000),
        ("30 thousand", 30_000),
        ("100 k", 100),
        ("1.2m", 1_200_000),
        ("1.2 million", 1_200_000),
        ("1,2 million", 1_200_000),
        ("1.2mn", 1_200_000),
        ("2bn", 2_000_000_000),
        ("half a million", 500_000),
        ("quarter of a million", 250_000),
        ("a million", 1_000_000),
        ("a hundred thousand", 100_000),
        ("one hundred thousand", 100_000),
        ("two million", 2_000_000),
        ("twenty-one", 21),
        ("twenty one", 21),
        ("ninety", 90),
        ("three hundred", 300),
        ("three hundred and fifty thousand", 300),
        ("five dozen", 60),
    ],
)
def test_a_number_in_figures_or_words_has_its_value(text: str, value: float) -> None:
    assert number(text).value == value


def test_the_article_before_a_quarter_of_a_million_belongs_to_no_number() -> None:
    tokens = tokenize("a quarter of a million")

    assert read_number(tokens, 0) is None
    assert read_number(tokens, 1) == NumberRead(250_000, 1, 4, in_words=True, has_scale=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("200,000th", 200_000),
        ("5 millionth", 5_000_000),
        ("five millionth", 5_000_000),
        ("ten-millionth", 10_000_000),
        ("3rd", 3),
        ("1st", 1),
        ("22nd", 22),
        ("millionth", 1_000_000),
    ],
)
def test_an_ordinal_is_told_from_a_number(text: str, value: float) -> None:
    read = number(text)

    assert (read.value, read.is_ordinal) == (value, True)


@pytest.mark.parametrize("text", ["50%", "50 %", "50 percent", "50 per cent", "50 pct", "fifty percent"])
def test_a_percentage_is_told_from_a_number(text: str) -> None:
    read = number(text)

    assert (read.value, read.is_percent) == (50, True)


@pytest.mark.parametrize("text", ["zoe", "million", "and 5", "- 5", "the first"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(tokenize(text), 0) is None


def test_a_lone_letter_scales_only_the_number_it_is_stuck_to() -> None:
    assert (number("3m").value, number("3 m").value) == (3_000_000, 3)


@given(st.integers(min_value=1_000, max_value=999_999_999), st.sampled_from([",", ".", "'", " "]))
def test_a_number_comes_back_whatever_parts_its_thousands(value: int, sign: str) -> None:
    assert number(f"{value:,}".replace(",", sign)).value == value


@given(st.integers(min_value=21, max_value=99).filter(lambda value: value % 10 != 0), st.sampled_from(["-", " "]))
def test_a_number_in_words_comes_back(value: int, sign: str) -> None:
    tens = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    ones = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

    assert number(f"{tens[value // 10 - 2]}{sign}{ones[value % 10 - 1]}").value == value
