"""Every follow-up that an answer offers is one that the store can really answer: all of them are asked."""

from __future__ import annotations

import pytest

from bot.answer import Status
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.sentences import all_sentences

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
