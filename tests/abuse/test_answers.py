"""Whatever is asked, an answer comes back that pings nobody, forges no link and hides nothing, on any platform."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from bot.answer import Answer, Status
from bot.service import Context, Service
from facts.store import FactStore
from tests.abuse import harm
from tests.abuse.corpus import everything_asked, hostile_texts

FEWEST_TEXTS = 500
FEWEST_OF_A_FAMILY = 20
BUTTONS = Context(today=date(2026, 11, 23), buttons=True)


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


@pytest.fixture(scope="module")
def answers(service: Service) -> list[Answer]:
    return [service.ask(text, BUTTONS) for text in everything_asked()]


def test_every_family_has_many_texts() -> None:
    families = Counter(hostile.family for hostile in hostile_texts())

    assert families.total() >= FEWEST_TEXTS
    assert {family: count for family, count in families.items() if count < FEWEST_OF_A_FAMILY} == {}


def test_no_text_makes_it_fail(answers: list[Answer]) -> None:
    assert [answer.question[:200] for answer in answers if answer.status is Status.ERROR or not answer.text] == []


def test_every_answer_can_be_told_as_json(answers: list[Answer]) -> None:
    for answer in answers:
        json.dumps(answer.as_object(), allow_nan=False)


@pytest.mark.parametrize("look", [harm.on_discord, harm.on_slack, harm.in_terminal, harm.in_files])
def test_no_answer_does_harm_where_it_is_shown(look: harm.Look, answers: list[Answer]) -> None:
    assert [(answer.question[:120], found) for answer in answers if (found := look(answer))] == []
