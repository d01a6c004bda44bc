"""The words a period may begin with are complete: without the list, no other periods are found.

The texts are made of the words that the grammar itself names, in any order, between figures, signs and months.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.understand
from bot.understand.numbers import FOREIGN_ONES, ONES, ORDINAL_SCALES, TENS
from bot.understand.period_begins import PERIOD_BEGINS
from bot.understand.periods import PeriodReader
from bot.understand.tokens import tokenize
from tests.support.sentences import all_sentences

TODAY = date(2026, 11, 23)
MONTHS = {"march": (3, False), "mars": (3, True), "may": (5, False), "led": (1, True), "dezember": (12, False)}
GRAMMAR = ("period_phrases", "period_words", "period_relative", "period_units", "periods")


class Unhurried(PeriodReader):
    """Tries the grammar on every word."""

    def _may_begin(self, first: int) -> bool:
        return not self._tokens[first].is_sign or self._word(first) == "'"


def _words_of_the_grammar() -> list[str]:
    folder = Path(next(iter(bot.understand.__path__)))
    said: set[str] = {*ONES, *TENS, *FOREIGN_ONES, *ORDINAL_SCALES, "million", "ago", "quarter"}
    for module in GRAMMAR:
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:
                said.update(re.findall(r"[\w'’%-]+", node.value))
    return sorted(said)


WORDS = _words_of_the_grammar()
FIGURES = ["2024", "24", "'24", "3", "12", "1", "2020s", "2023-05", "12.03.2024", "05/2023", "2019-24", "Q", "1st"]


def _read_alike(text: str) -> None:
    tokens = tokenize(text)
    assert PeriodReader(tokens, TODAY, MONTHS).read() == Unhurried(tokens, TODAY, MONTHS).read()


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *FIGURES * 12, *MONTHS, ",", "-"]), min_size=1, max_size=8))
def test_any_words_of_the_grammar_are_read_as_without_the_list(words: list[str]) -> None:
    _read_alike(" ".join(words))


@pytest.mark.parametrize(
    "after", ["", "year", "far this year", "2024", "quarter of 2024", "3 months", "two years ago", "half 2024", "q2"]
)
def test_each_word_of_the_grammar_is_read_as_without_the_list(after: str) -> None:
    for word in WORDS:
        _read_alike(f"{word} {after}")


def test_the_sentences_are_read_as_without_the_list() -> None:
    for sentence in all_sentences():
        _read_alike(sentence.text)


def test_the_list_is_short() -> None:
    """It is no list of all words: what people say most begins no period."""
    assert not {"how", "many", "evs", "were", "sold", "and", "norway", "which", "is"} & PERIOD_BEGINS
