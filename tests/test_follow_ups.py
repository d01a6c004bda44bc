"""Every follow-up that an answer offers is one that the store can really answer: all of them are asked and pressed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import Status
from bot.compact import DAMAGED, LONGEST, OTHER_VERSION
from bot.platforms.limits import size
from bot.respond.offers import LONGEST as LONGEST_LABEL
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.sentences import all_sentences

TODAY = date(2026, 11, 23)
SHOWN = (Status.ANSWERED, Status.PARTIAL)


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


def test_every_follow_up_of_the_corpus_is_answered(service: Service) -> None:
    unanswered: list[str] = []
    asked = 0
    for number, sentence in enumerate(all_sentences()):
        first = Context(f"{number}", sentence.at)
        for text in (*sentence.before, sentence.text):
            answer = service.ask(text, first)
        if answer.status not in SHOWN:
            continue  # what is offered to an ambiguous question are its readings, not follow-ups
        for position, follow_up in enumerate(answer.suggestions):
            context = Context(f"{number}-{position}", sentence.at)
            for text in (*sentence.before, sentence.text):
                service.ask(text, context)
            told = service.ask(follow_up, context)
            asked += 1
            if told.status not in SHOWN:
                unanswered.append(f"{sentence.text} -> {follow_up}: {told.text.splitlines()[0]}")

    assert asked > 2_000
    assert unanswered == []


def test_every_button_of_the_corpus_says_what_the_typed_follow_up_says(service: Service) -> None:
    wrong: list[str] = []
    pressed = offered = 0
    for number, sentence in enumerate(all_sentences()):
        context = Context(f"typed-{number}", sentence.at, buttons=True)
        for text in (*sentence.before, sentence.text):
            answer = service.ask(text, context)
        offered += len(answer.suggestions)
        for offer in answer.offers:
            told = service.press(offer.packed, Context(today=sentence.at))
            pressed += 1
            if answer.status is not Status.AMBIGUOUS and told.status not in SHOWN:
                wrong.append(f"{sentence.text} -> {offer.label}: {told.text.splitlines()[0]}")

    assert wrong == []
    assert pressed > 0.97 * offered > 2_000


def test_what_a_button_says_is_what_was_typed(service: Service) -> None:
    for text in ("top 10 EVs in Norway in 2022", "how many Zoes sold?", "BEV share in Norway by year"):
        context = Context(text, TODAY, buttons=True)
        offers = service.ask(text, context).offers
        suggestions = service.ask(text, context).suggestions

        for follow_up, offer in zip(suggestions, offers, strict=True):
            typed = service.ask(follow_up, Context(text, TODAY))
            service.ask(text, context)
            pressed = service.press(offer.packed, Context(today=TODAY))

            assert (typed.value, typed.rows, typed.sources) == (pressed.value, pressed.rows, pressed.sources)


def test_the_readings_of_an_ambiguous_name_can_be_pressed(service: Service) -> None:
    answer = service.ask("how many Ioniqs in Norway in 2023", Context(today=TODAY, buttons=True))

    assert [option.label for option in answer.options] == [offer.label for offer in answer.offers]
    told = {service.press(offer.packed, Context(today=TODAY)).reading.subjects for offer in answer.offers}
    assert len(told) == len(answer.offers)


def test_no_button_holds_more_than_a_platform_takes(service: Service) -> None:
    for sentence in all_sentences()[::5]:
        for offer in service.ask(sentence.text, Context(today=sentence.at, buttons=True)).offers:
            assert 0 < len(offer.label) <= LONGEST_LABEL
            assert 0 < size(offer.packed) <= LONGEST


def test_a_conversation_goes_on_from_what_was_pressed(service: Service) -> None:
    context = Context("presser", TODAY, buttons=True)
    service.press(
        service.ask("top 10 EVs in Norway in 2022", Context(today=TODAY, buttons=True)).offers[0].packed, context
    )

    assert service.ask("and in Germany?", context).reading.regions == ("DE",)


def test_nothing_is_offered_where_there_are_no_buttons(service: Service) -> None:
    answer = service.ask("how many Zoes sold?", Context(today=TODAY))

    assert (answer.offers, answer.packed) == ((), None)


@pytest.mark.parametrize(
    ("packed", "told"),
    [
        ("2n;smrenault/zoe", OTHER_VERSION),
        ("", DAMAGED),
        ("1n;smrenault", "I no longer know renault"),
        ("1n;smrenault/zoe;pXX", "I no longer know XX"),
    ],
)
def test_a_button_that_is_no_use_is_told_so_kindly(service: Service, packed: str, told: str) -> None:
    for answer in (service.press(packed), service.how_read(packed)):
        assert answer.status is Status.NOT_UNDERSTOOD
        assert told in answer.text


def test_answers_with_figures_offer_two_to_four_follow_ups(service: Service) -> None:
    few = [
        (text, answer.suggestions)
        for text in (
            "top 10 EVs in Norway in 2022",
            "BEV sales in Germany by year",
            "Zoe vs Leaf in Germany in 2020",
            "how many Zoes were sold in Germany in 2020?",
            "BEV share in Norway in 2024",
        )
        if not 2 <= len((answer := service.ask(text)).suggestions) <= 4
    ]

    assert few == []
