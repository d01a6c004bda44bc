"""No text is a slow one: the slowest of a hundred hostile texts take little longer than their like among others.

Both are measured in one run and in processor time of the one thread, so that neither a slow nor a busy machine decides.
"""

from __future__ import annotations

import time
from datetime import date

import pytest

from bot.service import Context, Service
from facts.store import FactStore
from tests.abuse.corpus import everything_asked, hostile_texts
from tests.support.sentences import all_sentences

CONTEXT = Context(today=date(2026, 11, 23))
TRIES = 3
MOST_TIMES_NORMAL = 2.3
"""Measured: 1.2 to 1.6. The aim is twice; what lies above it is for a machine that is busy with other tests."""
MOST_TIMES_OF_ONE = 8.0
"""For the slowest text of all, against the same: no single text may hold up the others either."""
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


@pytest.fixture(scope="module")
def normal(service: Service) -> float:
    """Milliseconds that all but one in a hundred of the sentences' questions stay below."""
    return _p99([_spent(service, sentence.text) for sentence in all_sentences()])


def test_of_hostile_texts_the_slow_ones_take_hardly_longer_than_the_slow_ones_among_questions(
    service: Service, normal: float
) -> None:
    spent = {text: _spent(service, text) for text in everything_asked()}
    slowest = sorted(((ms, text[:80]) for text, ms in spent.items()), reverse=True)[:10]

    assert _p99(list(spent.values())) / normal <= MOST_TIMES_NORMAL, slowest
    assert slowest[0][0] / normal <= MOST_TIMES_OF_ONE, slowest[0]


def test_a_text_of_a_megabyte_takes_hardly_longer_than_its_beginning(service: Service, normal: float) -> None:
    long = [hostile.text for hostile in hostile_texts() if len(hostile.text) > MEGABYTE // 2]
    spent = [(ms / normal, text[:80]) for text in long if (ms := _spent(service, text)) > MOST_TIMES_OF_ONE * normal]

    assert len(long) >= 20
    assert spent == []


def _spent(service: Service, text: str) -> float:
    """The best of a few tries, in milliseconds; with other blanks each, as an answer just given is remembered."""
    best = float("inf")
    for number in range(TRIES):
        asked = text + " " * (1 + number)
        began = time.thread_time()
        service.ask(asked, CONTEXT)
        best = min(best, time.thread_time() - began)
    return best * 1000


def _p99(spent: list[float]) -> float:
    return sorted(spent)[len(spent) * 99 // 100]
