"""How a question was read: each slot told, and each choice a question that the store answers."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import Answer, Repair, Status
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.sentences import all_sentences

TODAY = date(2026, 11, 23)
BUTTONS = Context(today=TODAY, buttons=True)
ALONE = Context(today=TODAY)


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


def _how(service: Service, text: str) -> Answer:
    packed = service.ask(text, BUTTONS).packed
    assert packed is not None
    return service.how_read(packed, ALONE)


def _slot(answer: Answer, name: str) -> Repair:
    return next(repair for repair in answer.repairs if repair.slot == name)


def test_what_was_not_said_is_told_with_the_default_that_was_taken(service: Service) -> None:
    answer = _how(service, "how many Zoes sold?")

    assert answer.status is Status.ANSWERED
    assert _slot(answer, "Where").read == "World (you named no place)"
    assert _slot(answer, "Of").read == "Renault Zoe"
    assert "you named none" in _slot(answer, "When").read


def test_what_was_said_is_told_without_a_reason(service: Service) -> None:
    answer = _how(service, "BEV registrations in Norway in 2023")

    assert [(repair.slot, repair.read) for repair in answer.repairs] == [
        ("Asked for", "how many"),
        ("Counted", "registrations"),
        ("Powertrain", "battery-electric"),
        ("Where", "Norway"),
        ("When", "2023"),
    ]


@pytest.mark.parametrize(
    ("text", "slot", "choice", "changed"),
    [
        ("BEV registrations in Norway in 2023", "Powertrain", "Plug-in hybrids", ("PHEV", "NO", "2023")),
        ("BEV registrations in Norway in 2023", "Where", "Sweden", ("BEV", "SE", "2023")),
        ("BEV registrations in Norway in 2023", "When", "2021", ("BEV", "NO", "2021")),
        ("BEV registrations in Norway in 2023", "Counted", "Stock (on the road)", ("BEV", "NO", "the end of 2023")),
        ("top 5 EVs in Germany in 2024", "When", "2022", ("BEV", "DE", "2022")),
        ("BEV share in France in 2024", "Powertrain", "BEV + PHEV", ("EV", "FR", "2024")),
    ],
)
def test_one_choice_changes_one_slot(
    service: Service, text: str, slot: str, choice: str, changed: tuple[str, str, str]
) -> None:
    offers = {offer.label: offer.packed for offer in _slot(_how(service, text), slot).choices}
    reading = service.press(offers[choice], ALONE).reading

    assert reading.period is not None
    assert (reading.powertrain, *reading.regions) == changed[:2]
    assert reading.period.label.endswith(changed[2].removeprefix("the end of "))


def test_a_slot_with_several_values_is_told_and_not_offered_for_change(service: Service) -> None:
    answer = _how(service, "BEVs in Norway and Sweden in 2023")

    assert _slot(answer, "Where").read == "Norway and Sweden"
    assert _slot(answer, "Where").choices == ()


def test_every_choice_of_the_corpus_is_answered(service: Service) -> None:
    wrong = []
    pressed = 0
    for sentence in all_sentences()[::25]:
        packed = service.ask(sentence.text, Context(today=sentence.at, buttons=True)).packed
        if packed is None:
            continue
        for repair in service.how_read(packed, Context(today=sentence.at)).repairs:
            for offer in repair.choices:
                told = service.press(offer.packed, Context(today=sentence.at))
                pressed += 1
                if told.status not in (Status.ANSWERED, Status.PARTIAL) or not told.sources:
                    wrong.append(f"{sentence.text} -> {repair.slot}: {offer.label}: {told.text.splitlines()[0]}")

    assert wrong == []
    assert pressed > 300


def test_it_can_be_asked_for_in_words(service: Service) -> None:
    talk = Context("talk", TODAY)
    service.ask("BEV registrations in Norway in 2023", talk)
    answer = service.ask("how did you read that?", talk)

    assert "Where: Norway" in answer.text
    assert service.ask("and in Sweden?", talk).reading.regions == ("SE",)
    assert service.ask("how did you read that?", Context("silent", TODAY)).status is Status.NOT_UNDERSTOOD
