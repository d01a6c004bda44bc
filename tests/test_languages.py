"""Questions in nine other languages: each must come to the same answer as the English question beside it.

The pairs stand in `languages/<language>.toml`, one list of [question, English question] each. What the code cannot read
yet stands in `languages/known_failures.toml` with its cause, and must be taken out there once it can.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.answer import Answer, Status
from bot.service import Context, Service
from facts.store import FactStore

FOLDER = Path(__file__).parent / "languages"
TODAY = Context(today=date(2026, 11, 23))
LANGUAGES = ("danish", "dutch", "french", "german", "italian", "norwegian", "portuguese", "spanish", "swedish")
FEWEST_PAIRS = 12


def pairs_of(language: str) -> list[tuple[str, str]]:
    """The questions of a language, each with its English twin."""
    read = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return [(question, twin) for question, twin in read["pairs"]]


def known_failures() -> dict[str, str]:
    """Every question that is known to fail, with the cause."""
    read = tomllib.loads((FOLDER / "known_failures.toml").read_text(encoding="utf-8"))
    return {question: group["cause"] for group in read.values() for question in group["questions"]}


PAIRS = [(question, twin) for language in LANGUAGES for question, twin in pairs_of(language)]
KNOWN = known_failures()


def told(answer: Answer) -> dict[str, object]:
    """What two questions that mean the same must have in common; only rankings and trends have an order."""
    rows = [(row.id, row.value, row.period) for row in answer.rows]
    period = answer.reading.period
    return {
        "status": answer.status,
        "value": answer.value,
        "unit": answer.unit,
        "date": answer.date,
        "verdict": answer.verdict,
        "period": None if period is None else period.label,
        "rows": sorted(rows, key=str) if answer.intent == "compare" else rows,
    }


@pytest.fixture(scope="session")
def service(real_store: FactStore) -> Service:
    """One service for all pairs; no question leans on another."""
    return Service(real_store)


@pytest.mark.parametrize(("question", "twin"), PAIRS, ids=[question for question, _ in PAIRS])
def test_a_foreign_sentence_is_answered_as_its_english_twin(question: str, twin: str, service: Service) -> None:
    found, wanted = told(service.ask(question, TODAY)), told(service.ask(twin, TODAY))
    assert wanted["status"] not in (Status.ERROR, Status.NOT_UNDERSTOOD), f"the English twin is not read: {twin}"
    if question in KNOWN:
        assert found != wanted, f"passes now: take it out of known_failures.toml ({KNOWN[question]})"
        pytest.xfail(KNOWN[question])
    assert found == wanted


def test_every_known_failure_is_a_pair() -> None:
    assert set(KNOWN) <= {question for question, _ in PAIRS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_enough_pairs_that_pass(language: str) -> None:
    assert len([question for question, _ in pairs_of(language) if question not in KNOWN]) >= FEWEST_PAIRS
