"""What the documents let a reader type is true: the README's answers read just as printed, and every command exists.

`python -m tests.support.reprint` prints the answers anew where a change of wording is meant.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot import cli
from tests.support.readme import README, Example, examples

ROOT = Path(__file__).parents[2]
EXAMPLES = examples(README.read_text(encoding="utf-8"))
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "deploy" / "README.md"]
COMMAND = re.compile(r"(?:`|\$ |^    |uv run (?:--no-dev )?)(?:uv run (?:--no-dev )?)?evbot ([a-z]+(?: [a-z]+)?)", re.M)
COMMANDS = sorted({words for path in DOCUMENTS for words in COMMAND.findall(path.read_text(encoding="utf-8"))})


def test_there_are_five_examples_each_on_the_same_day() -> None:
    assert [example.day for example in EXAMPLES] == [date(2026, 11, 23)] * 5


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.command for example in EXAMPLES])
def test_an_example_reads_as_printed(
    example: Example, real_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVBOT_CACHE_DIR", str(real_cache))

    assert cli.main(example.arguments) == 0
    assert example.printed == capsys.readouterr().out.strip()


def test_the_documents_name_commands() -> None:
    assert {"ask", "chat", "run", "facts check"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_documents_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--help"])

    assert ended.value.code == 0
    assert f"usage: evbot {command}" in capsys.readouterr().out
