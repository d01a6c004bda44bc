"""What the README says of speed, held as ratios of one run: refusals to answers, and ten times the names to today's.

Each is the best of five tries, so that a busy moment fails nothing; `python -m tests.bench` prints the times. Every try
asks with other white space at the end: what is asked again word for word is remembered, and takes next to no time.
"""

from __future__ import annotations

import statistics
from datetime import date

import pytest

from bot.service import Context, Service
from bot.understand.reader import Reader
from facts.store import FactStore
from tests.bench.__main__ import GIVEN, reading_ms, tenfold
from tests.support.sentences import all_sentences

TRIES = 5
EVERY = 5
MOST_OF_A_REFUSAL = 1.0
MOST_OF_TENFOLD = 2.0
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [sentence.text for sentence in all_sentences() if sentence.is_first][::EVERY]


def test_a_refusal_takes_no_longer_than_an_answer(real_store: FactStore, texts: list[str]) -> None:
    service = Service(real_store)
    ratios = []
    for number in range(TRIES):
        answers = [service.ask(text + " " * number, Context(today=TODAY)) for text in texts]
        given = statistics.median(answer.elapsed_ms for answer in answers if answer.status in GIVEN)
        refused = statistics.median(answer.elapsed_ms for answer in answers if answer.status not in GIVEN)
        ratios.append(refused / given)

    assert min(ratios) <= MOST_OF_A_REFUSAL


def test_ten_times_the_names_take_at_most_twice_as_long_to_read(real_store: FactStore, texts: list[str]) -> None:
    names = real_store.names()
    today = Reader.from_names(names, real_store.catalogue)
    larger = Reader.from_names(tenfold(names), real_store.catalogue)
    tries = [[text + " " * number for text in texts] for number in range(TRIES)]
    ratios = [later / first for first, later in (reading_ms(asked, today, larger) for asked in tries)]

    assert min(ratios) <= MOST_OF_TENFOLD
