"""Guided commands: the fields of a form become a question that is read as just what was filled in."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any

import pytest

from bot.guided import WORDS, sentence
from bot.service import Context, Service
from facts.store import FactStore

TODAY = Context(today=date(2026, 11, 23))
KINDS = ("sales", "compare", "top", "share", "trend", "stock", "check", "coverage", "about", "help", "source")
NORWAY, TESLA, ZOE, EVS = ("NO",), ("tesla",), ("renault/zoe",), ("market/ev",)
FIELDS = {"what", "other", "where", "when", "top", "of"}


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    return Service(real_store)


Q3 = "the third quarter of 2024"
FORMS: list[tuple[str, dict[str, Any], tuple[str, tuple[str, ...], tuple[str, ...], str | None]]] = [
    ("sales", {"what": "Renault Zoe", "where": "France", "when": "2019"}, ("count", ZOE, ("FR",), "2019")),
    ("sales", {"where": "Norway", "when": "last year"}, ("count", EVS, NORWAY, "2025")),
    ("sales", {"what": "plug-in hybrids", "where": "Norway", "when": "Q3 2024"}, ("count", EVS, NORWAY, Q3)),
    (
        "compare",
        {"what": "Renault Zoe", "other": "Nissan Leaf", "where": "Norway", "when": "2015 to 2020"},
        ("compare", ("renault/zoe", "nissan/leaf"), NORWAY, "2015 to 2020"),
    ),
    ("compare", {"what": "Tesla, BYD", "when": "2024"}, ("compare", ("tesla", "byd"), ("world",), "2024")),
    ("top", {"top": 5, "of": "brands", "where": "Norway", "when": "2024"}, ("rank", EVS, NORWAY, "2024")),
    ("top", {"of": "countries", "when": "2024"}, ("rank", EVS, ("world",), "2024")),
    ("top", {"what": "Tesla", "of": "models", "where": "Germany", "when": "2025"}, ("rank", TESLA, ("DE",), "2025")),
    ("share", {"what": "Tesla", "where": "Norway", "when": "Q3 2024"}, ("share", TESLA, NORWAY, Q3)),
    ("share", {"where": "Norway", "when": "2024"}, ("share", EVS, NORWAY, "2024")),
    (
        "trend",
        {"what": "electric cars", "where": "Norway", "when": "since 2015"},
        ("trend", EVS, NORWAY, "2015 to 2026"),
    ),
    ("trend", {"what": "Tesla", "where": "Norway", "when": "2024"}, ("trend", TESLA, NORWAY, "2024")),
    ("stock", {"where": "Norway", "when": "2023"}, ("count", EVS, NORWAY, "31 December 2023")),
    ("check", {"what": "Tesla delivered 1.8 million cars in 2023."}, ("check", TESLA, ("world",), "2023")),
    ("coverage", {"what": "Tesla", "where": "Norway"}, ("coverage", TESLA, NORWAY, None)),
    ("coverage", {}, ("coverage", (), (), None)),
    ("about", {}, ("smalltalk", (), (), None)),
    ("help", {}, ("help", (), (), None)),
    ("source", {"what": "Tesla", "where": "Norway"}, ("source", TESLA, NORWAY, None)),
    ("source", {}, ("source", (), (), None)),
]


@pytest.mark.parametrize(("kind", "fields", "expected"), FORMS)
def test_a_form_is_read_as_it_was_filled_in(
    service: Service, kind: str, fields: dict[str, Any], expected: tuple[object, ...]
) -> None:
    answer = service.ask(sentence(kind, **fields), TODAY)
    reading = answer.reading
    label = reading.period.label if reading.period else None

    assert expected == (answer.intent, reading.subjects, reading.regions, label)


def test_the_kind_of_car_is_read_too(service: Service) -> None:
    answer = service.ask(sentence("sales", what="plug-in hybrids", where="Germany", when="2024"), TODAY)

    assert answer.reading.powertrain == "PHEV"


def test_how_many_are_listed_and_the_step_of_a_trend_are_read_too(service: Service) -> None:
    ranked = service.ask(sentence("top", top=3, of="brands", where="Norway", when="2024"), TODAY)
    monthly = service.ask(sentence("trend", where="Norway", when="2024", of="month"), TODAY)

    assert (ranked.reading.limit, len(ranked.rows)) == (3, 3)
    assert (monthly.reading.breakdown, len(monthly.rows)) == ("month", 12)


def test_a_text_of_several_sentences_is_checked_claim_by_claim(service: Service) -> None:
    text = "Tesla delivered 1.8 million cars in 2023.\nThe EV share in Norway was 50% in 2024."

    assert [row.verdict for row in service.ask(sentence("check", what=text), TODAY).rows] == ["supported", "refuted"]


@pytest.mark.parametrize("kind", KINDS)
def test_fields_that_are_left_out_leave_nothing_dangling(kind: str) -> None:
    filled = {"what": "Renault Zoe", "other": "Nissan Leaf", "where": "Norway", "when": "2024", "of": "models"}
    for missing in range(2 ** len(filled)):
        fields = {field: text for place, (field, text) in enumerate(filled.items()) if missing >> place & 1}
        question = sentence(kind, **fields)

        assert question == " ".join(question.split())
        assert not re.search(r"(?:\b(?:in|of|for|with|by)|[,:])\??$|\b(?:in|of|for|with|by) ?[,?]|^,|[{}]", question)


def test_every_kind_is_there_and_every_field_is_one_that_can_be_filled_in() -> None:
    words = WORDS.read_text(encoding="utf-8")

    assert set(KINDS) == set(tomllib.loads(words))
    assert set(re.findall(r"{(\w+)}", words)) == FIELDS


def test_what_is_typed_is_put_in_as_it_is_and_fills_no_other_field() -> None:
    assert sentence("sales", what=r"{where} \1 %s", where="Norway") == r"How many {where} \1 %s were sold in Norway?"


def test_blank_fields_count_as_left_out() -> None:
    assert sentence("share", what=" ", where=" Norway ") == "Market share of electric cars in Norway"


def test_a_kind_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'weather'.*sales, compare"):
        sentence("weather")
