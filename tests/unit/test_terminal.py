"""The terminal: what is shown, what is completed, what is kept back."""

from __future__ import annotations

import pytest

from bot.answer import Answer, Status
from bot.document import Document, Headline, Note, Strong
from bot.platforms.terminal import BOLD, PLAIN, Names, shown
from bot.service import Service
from facts.store import FactStore

NAMES = Names(["Renault Zoe", "Renault 5", "Germany", "Tesla Model Y", "Tesla Model 3"])


def choices(typed: str) -> list[str]:
    found: list[str] = []
    while (choice := NAMES.complete(typed, len(found))) is not None:
        found.append(choice)
    return found


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("how many ren", ["how many Renault 5", "how many Renault Zoe"]),
        ("how many Tesla Mo", ["how many Tesla Model 3", "how many Tesla Model Y"]),
        ("Renault Zoe in ger", ["Renault Zoe in Germany"]),
        ("xyz", []),
        ("", []),
    ],
)
def test_the_name_that_is_being_typed_is_completed(typed: str, completed: list[str]) -> None:
    assert choices(typed) == completed


def test_the_headline_is_bold_only_where_it_is_wished() -> None:
    answer = Answer(Status.ANSWERED, document=Document((Headline((Strong("Ten."),)), Note("Or so."))))

    assert shown(answer) == "Ten.\nNote: Or so."
    assert shown(answer, bold=True) == f"{BOLD}Ten.{PLAIN}\nNote: Or so."


def test_nothing_that_commands_a_terminal_is_shown() -> None:
    answer = Answer(Status.ANSWERED, document=Document((Headline((Strong("\x1b[2Jgone\x07\u202e"),)),)))

    assert shown(answer) == "[2Jgone"


def test_a_question_cannot_smuggle_control_or_direction_characters_into_its_answer(real_store: FactStore) -> None:
    service = Service(real_store)
    for text in (
        "how many \x1b[31mfrobs\x1b[0m in Norway?",
        "how many \u202efrobs\u202c in Norway in 2023",
        "frobs\x07 Zoe",
    ):
        told = service.ask(text).text
        assert all(char.isprintable() or char == "\n" for char in told), told


def test_every_name_that_is_offered_is_one_that_is_understood(real_store: FactStore) -> None:
    names = Service(real_store).names()

    assert {"Renault Zoe", "Tesla", "Volkswagen Group", "Germany"} <= set(names)
