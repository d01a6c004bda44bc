"""Many more figures and names cost a question little and memory next to nothing, held as ratios to today's store.

Times are those that the process worked, and the better of two tries, so that a busy machine fails nothing. The large
form is `python -m tests.bench.scale`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.store import FactStore
from facts.tables import DATA
from tests.bench.scale import Asked, ask, build, our_questions
from tests.support.synthetic import our_things, questions_about, synthetic_data

FIGURES = 330_000
NAMES = 15_000
QUESTIONS = 200
TRIES = 2
MOST_TIME = 2.0
MOST_MEMORY = 1.25


@pytest.fixture(scope="module")
def tries(real_store: FactStore, real_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[Asked]]:
    """Today's store and the larger one: asked the same, then each asked about its own names; several times."""
    folder = tmp_path_factory.mktemp("scale")
    invented = synthetic_data(folder / "data", FIGURES, NAMES)
    built = build(folder / "data", folder)
    assert 0.95 < built.figures / FIGURES < 1.05

    larger, corpus = folder / "data", our_questions(QUESTIONS)
    ours, theirs = questions_about(our_things(), QUESTIONS), questions_about(invented, QUESTIONS)
    return [
        [
            ask(DATA, real_cache, corpus),
            ask(larger, folder, corpus),
            ask(DATA, real_cache, ours),
            ask(larger, folder, theirs),
        ]
        for _ in range(TRIES)
    ]


def test_questions_take_at_most_twice_as_long_in_a_larger_store(tries: list[list[Asked]]) -> None:
    assert min(larger.own_median / today.own_median for today, larger, *_ in tries) <= MOST_TIME


def test_questions_of_the_names_that_were_added_take_no_longer_either(tries: list[list[Asked]]) -> None:
    assert min(added.own_median / ours.own_median for _, _, ours, added in tries) <= MOST_TIME


def test_memory_does_not_grow_with_the_figures(tries: list[list[Asked]]) -> None:
    for today, larger, *_ in tries:
        assert larger.memory_after / today.memory_after <= MOST_MEMORY


def test_the_larger_store_knows_the_names_that_were_added(tries: list[list[Asked]]) -> None:
    for today, larger, *_ in tries:
        assert today.names + 3_000 <= larger.names
