"""Trends of several things or places side by side: whose each row is, and what is said where a line is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.answer import Answer
from bot.service import Context, Service
from facts.store import FactStore

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(real_store: FactStore) -> Ask:
    """What the bot answers to a text."""
    service = Service(real_store)
    return lambda text: service.ask(text, Context(None, date(2026, 11, 23)))


def test_two_places_side_by_side_have_a_row_for_each_year_of_each(ask: Ask) -> None:
    answer = ask("Trend of electric cars in Germany and France from 2018 to 2020")

    assert answer.text.startswith("Germany and France side by side, by year.")
    assert [(row.id, row.label, row.value) for row in answer.rows][:5] == [
        ("DE@2018", "Germany, 2018", 67_485),
        ("DE@2019", "Germany, 2019", 108_527),
        ("DE@2020", "Germany, 2020", 394_557),
        ("FR@2018", "France, 2018", 46_476),
        ("FR@2019", "France, 2019", 62_416),
    ]
    assert len(answer.rows) == 6


def test_two_models_side_by_side_are_told_apart_by_name(ask: Ask) -> None:
    answer = ask("How did Leaf and Zoe sales develop in Germany?")

    assert answer.text.startswith("Nissan Leaf and Renault Zoe side by side, by year.")
    assert {("nissan/leaf@2018", "Nissan Leaf, 2018", 2_380), ("nissan/leaf@2020", "Nissan Leaf, 2020", 3_597)} <= {
        (row.id, row.label, row.value) for row in answer.rows
    }
    assert {"nissan/leaf", "renault/zoe"} == {row.id.split("@")[0] for row in answer.rows}


def test_a_line_without_figures_is_named_and_the_others_are_told(ask: Ask) -> None:
    answer = ask("How did Changan Lumin and Zoe sales develop in Germany?")

    assert "Note: No figures for Changan Lumin." in answer.text
    assert {"renault/zoe"} == {row.id.split("@")[0] for row in answer.rows}


def test_a_place_without_figures_is_named_and_the_places_after_it_are_told(ask: Ask) -> None:
    answer = ask("How did Changan Lumin sales develop in Germany and China?")

    assert "Note: No figures for Germany." in answer.text
    assert ("CN@2023", "China, 2023", 137_055) in [(row.id, row.label, row.value) for row in answer.rows]


def test_lines_of_one_publisher_are_compared_without_a_warning(ask: Ask) -> None:
    answer = ask("How did Leaf and Zoe sales develop in Germany?")

    assert "Compared            vehicles" in answer.text
    assert "different publishers" not in answer.text
