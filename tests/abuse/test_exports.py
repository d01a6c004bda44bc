"""Files that leave the bot hold nothing that a spreadsheet runs, whoever wrote the words in them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.answer import Answer, Row, SourceUsed, Status
from bot.state import State, open_state
from bot.state.feedback import FeedbackKind, Report
from tests.abuse import harm
from tests.abuse.corpus import LONGEST_CARRIED, hostile_texts

PERSON = "discord:1"
WORDS = [
    hostile.text
    for hostile in hostile_texts()
    if len(hostile.text) <= LONGEST_CARRIED and not re.search("[\x00\ud800-\udfff]", hostile.text)
]
"""A database keeps no halves of pairs and no NUL; what the bot keeps has lost them on the way there."""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    """What the commands open, with a report of every text."""
    for name in [name for name in os.environ if name.startswith("EVBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'state.sqlite'}"
    monkeypatch.setenv("EVBOT_DATABASE_URL", url)
    with open_state(url) as opened:
        for number, text in enumerate(WORDS):
            opened.feedback.add(
                Report(FeedbackKind.NOT_ASKED, question=text, reading=text, user_key=PERSON, id=f"{number:04x}")
            )
        yield opened


def test_the_inbox_as_csv_runs_nothing(state: State, tmp_path: Path) -> None:
    assert cli.main(["inbox", "export", "--csv", str(tmp_path / "inbox.csv")]) == 0
    text = (tmp_path / "inbox.csv").read_bytes().decode()

    assert text.count("not_asked") >= len(WORDS)
    assert harm.in_cells(text) == []


def test_the_inbox_as_json_is_one_object_a_line_with_every_text_as_it_was(
    state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["inbox", "export"]) == 0
    lines = capsys.readouterr().out.split("\n")[:-1]

    assert {entry["id"]: entry["question"] for entry in map(json.loads, lines)} == {
        f"{number:04x}": text for number, text in enumerate(WORDS)
    }


def test_what_is_kept_of_a_person_is_told_whole(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "export", "--user", PERSON]) == 0
    told = json.loads(capsys.readouterr().out)

    assert len(told["feedback"]) == len(WORDS)


def test_the_rows_of_an_answer_run_nothing_even_where_a_publisher_means_harm() -> None:
    source = SourceUsed("x", "=1+1", "@SUM(1)", "https://a.example/", "2024", "none")
    for text in WORDS:
        rows = (Row(text, text, -5.0, text, text, note=text),)

        assert harm.in_files(Answer(Status.ANSWERED, rows=rows, sources=(source,))) == []
