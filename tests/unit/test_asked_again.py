"""What is asked again is remembered, and never told where, when or in a form in which the answer is another one."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.answer import Answer
from bot.memory import Memory
from bot.service import Context, Service
from bot.understand.reader import Reader
from facts.opening import open_store
from facts.store import FactStore
from tests.support.sentences import all_sentences
from tests.support.small_data import small_data

TODAY = date(2026, 11, 23)
NORWAY = "how many BEVs in Norway in 2023?"
FOLLOW_UP = "and the year before?"


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


def _timeless(answer: Answer) -> Answer:
    return replace(answer, elapsed_ms=0.0)


def test_a_question_asked_again_gets_the_same_answer(service: Service) -> None:
    for sentence in all_sentences()[::40]:
        context = Context(today=sentence.at, buttons=True)
        first = _timeless(service.ask(sentence.text, context))

        assert first == _timeless(service.ask(sentence.text, context))


def test_a_conversation_goes_on_from_an_answer_that_was_remembered(service: Service) -> None:
    for talk in ("one", "other"):
        service.ask(NORWAY, Context(talk, TODAY))

        assert service.ask(FOLLOW_UP, Context(talk, TODAY)).reading.label.endswith("Norway · 2022")


def test_the_same_follow_up_means_in_each_conversation_what_was_spoken_of_there(service: Service) -> None:
    regions = []
    for talk, place in (("first", "Norway"), ("second", "Sweden"), ("third", "Norway")):
        service.ask(f"how many BEVs in {place} in 2021?", Context(talk, TODAY))
        regions.append(service.ask(FOLLOW_UP, Context(talk, TODAY)).reading.regions)

    assert regions == [("NO",), ("SE",), ("NO",)]


def test_another_day_another_form_of_numbers_and_another_platform_get_their_own_answer(service: Service) -> None:
    text = "how many BEVs in Norway last year?"
    plain = service.ask(text, Context(today=TODAY))

    assert plain.reading.label.endswith("2025")
    assert service.ask(text, Context(today=date(2024, 5, 1))).reading.label.endswith("2023")
    assert plain.text != service.ask(text, Context(today=TODAY, locale="de")).text
    assert (bool(plain.offers), bool(service.ask(text, Context(today=TODAY, buttons=True)).offers)) == (False, True)


def test_a_button_and_a_text_of_the_same_letters_are_told_apart(service: Service) -> None:
    typed, pressed = service.ask(NORWAY, Context(today=TODAY)), service.press(NORWAY, Context(today=TODAY))

    assert (typed.status, pressed.status) == ("answered", "not_understood")
    assert service.press("", Context(today=TODAY)).text == pressed.text


def test_nothing_is_remembered_of_figures_that_no_longer_serve(real_store: FactStore, tmp_path: Path) -> None:
    service = Service(real_store)
    before = service.ask(NORWAY, Context(today=TODAY))
    with closing(open_store(small_data(tmp_path / "data"), tmp_path / "cache")) as other:
        service.serve(other)
        after = service.ask(NORWAY, Context(today=TODAY))

        assert _timeless(after) == _timeless(Service(other).ask(NORWAY, Context(today=TODAY)))
        assert before.text != after.text


def test_a_text_is_read_alike_whatever_was_read_and_decided_on_before(real_store: FactStore) -> None:
    texts = [sentence.text for sentence in all_sentences()][::15]
    reader = Reader.from_names(real_store.names(), real_store.catalogue)
    first = [reader.read(text, TODAY, Memory()) for text in texts]

    assert first == [reader.read(text, TODAY, Memory()) for text in texts]
