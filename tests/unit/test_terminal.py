"""The terminal: what is shown, what is completed, what is kept back."""

from __future__ import annotations

import io
from datetime import date

import pytest

from bot.answer import Answer, Status
from bot.completing import Completer
from bot.document import Document, Headline, Note, Paragraph, ReadingLine, SourceLine, Strong, Table, Text
from bot.platforms.terminal import Names
from bot.platforms.terminal_text import BOLD, DIM, PLAIN, UNDERLINED, is_styled, shown, width_of
from bot.service import Service
from facts.store import FactStore


class Stream(io.StringIO):
    """An output that says whether it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


TODAY = date(2026, 11, 23)
TOLD = Answer(
    Status.ANSWERED,
    document=Document(
        (
            Headline((Strong("Ten."),)),
            ReadingLine("Renault Zoe · Germany"),
            Paragraph((Text("Or so."),)),
            Table(("Country", "vehicles"), (("Germany", "10"),)),
            Note("About."),
            SourceLine(1, "The Paper", "https://paper.example/"),
        )
    ),
)


@pytest.fixture(scope="module")
def completer(real_store: FactStore) -> Completer:
    return Completer.from_store(real_store)


def choices(completer: Completer, line: str) -> list[str]:
    """What the Tab key offers for a line, as readline asks for it."""
    names = Names(lambda kind, typed: completer.complete(kind, typed, today=TODAY))
    found: list[str] = []
    while (choice := names.complete(line, len(found))) is not None:
        found.append(choice)
    return found


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("how many polestar", ["how many Polestar", "how many Polestar 2", "how many Polestar 4"]),
        ("how many Tesla ", ["how many Tesla Model S", "how many Tesla Model Y", "how many Tesla Model 3"]),
        ("Renault Zoe in ger", ["Renault Zoe in Germany"]),
        ("Zoe vs nissan lea", ["Zoe vs Nissan Leaf"]),
        ("BEV share in Norway and swed", ["BEV share in Norway and Sweden"]),
        ("Tesla in Norway, march 2024", ["Tesla in Norway, March 2024"]),
        ("qqq", []),
        ("how many ", []),
        ("how many", []),
        ("when did the", []),
        ("", []),
    ],
)
def test_the_name_that_is_being_typed_is_completed(completer: Completer, line: str, completed: list[str]) -> None:
    assert completed == choices(completer, line)[: max(1, len(completed))]


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("how many leaf", "how many Nissan Leaf"),
        ("how many model s", "how many Tesla Model S"),
        ("how many VW", "how many Volkswagen"),
        ("in Germny", "in Germany"),
        ("compare skoda", "compare Škoda"),
    ],
)
def test_where_nothing_goes_on_from_the_line_the_tab_key_puts_in_the_best_alone(
    completer: Completer, line: str, completed: str
) -> None:
    assert [completed] == choices(completer, line)


def test_the_headline_is_bold_the_column_names_underlined_and_what_explains_steps_back() -> None:
    lines = shown(TOLD, styled=True).split("\n")

    assert lines[:3] == [f"{BOLD}Ten.{PLAIN}", f"{DIM}(Renault Zoe · Germany){PLAIN}", "Or so."]
    assert lines[4:6] == [f"{UNDERLINED}Country  vehicles{PLAIN}", "Germany        10"]
    assert lines[-2:] == [f"{DIM}Note: About.{PLAIN}", "[1] The Paper https://paper.example/"]


@pytest.mark.parametrize(
    ("terminal", "no_color", "term", "expected"),
    [
        (True, None, "xterm", True),
        (True, "", "xterm", True),
        (True, "1", "xterm", False),
        (True, None, "dumb", False),
        (False, None, "xterm", False),
    ],
)
def test_styles_are_for_a_terminal_whose_owner_did_not_forbid_them(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, no_color: str | None, term: str, expected: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", term)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)

    assert is_styled(Stream(terminal)) is expected


def test_a_table_is_cut_to_the_window_and_a_pipe_has_no_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "24")

    assert width_of(Stream(terminal=False)) is None
    assert width_of(Stream(terminal=True)) == 24


def test_words_of_a_wide_table_give_way_before_its_numbers() -> None:
    table = Table(("Model", "vehicles"), (("Hyundai Ioniq Electric of 2016", "12,345"), ("Kia Niro", "9")))
    answer = Answer(Status.ANSWERED, document=Document((table,)))

    expected = ["Model           vehicles", "Hyundai Ioniq…    12,345", "Kia Niro               9"]
    assert expected == shown(answer, width=24).split("\n")
    assert max(len(line) for line in shown(answer, width=12).split("\n")) == 12


def test_the_narrow_blanks_between_digits_of_a_locale_are_shown() -> None:
    answer = Answer(Status.ANSWERED, document=Document((Headline((Strong("30\u202f376, 97,4\xa0%"),)),)))

    assert shown(answer) == "30\u202f376, 97,4\xa0%"


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
