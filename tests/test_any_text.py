"""Whatever is asked, an answer comes back, and none takes long: twenty-five thousand mutated and random texts.

The time of each is held against the median of the run, so that a slow machine fails nothing.
"""

from __future__ import annotations

import json
import statistics
from datetime import date
from functools import lru_cache

import pytest

from bot.answer import Status
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.any_text import texts
from tests.support.sentences import all_sentences

NUMBER = 25_000
PARTS = 125
"""Tests that they are spread over: as many as make them begin early among all tests, and not as the last."""
SEED = 20_261_123
MOST_TIMES_THE_MEDIAN = 35.0
TRIES = 3
"""A text that took too long is asked again: only the best time counts, so that a busy moment fails nothing."""
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


@lru_cache(maxsize=1)
def _all_texts() -> tuple[str, ...]:
    return tuple(texts([sentence.text for sentence in all_sentences()], NUMBER, SEED))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_text_makes_it_fail_or_takes_long(service: Service, part: int) -> None:
    context = Context(today=TODAY)
    spent: list[tuple[float, str]] = []
    failed: list[str] = []
    for text in _all_texts()[part::PARTS]:
        answer = service.ask(text, context)
        spent.append((answer.elapsed_ms, text))
        if answer.status is Status.ERROR or not answer.text:
            failed.append(text[:200])
        json.dumps(answer.as_object())
    limit = MOST_TIMES_THE_MEDIAN * statistics.median(time for time, _ in spent)
    slow = [
        (f"{best:.0f} ms", text[:200])
        for time, text in spent
        if time > limit and (best := _best_of_several(service, text, context)) > limit
    ]

    assert failed == []
    assert slow == [], f"the limit is {limit:.0f} ms"


def _best_of_several(service: Service, text: str, context: Context) -> float:
    """Its time with other blanks each time, as an answer that was just given is remembered."""
    return min(service.ask(text + " " * (1 + number), context).elapsed_ms for number in range(TRIES))
