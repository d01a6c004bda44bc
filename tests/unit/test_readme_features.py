"""The README's "More than answers" is true: each of its lines is typed here as a reader would, and does what it says.

The five printed answers and the existence of every command are held by `test_readme.py`.
"""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from bot import cli
from bot.following import read_follow
from bot.ops.settings import Settings
from bot.service import Context, Service
from facts.store import FactStore
from tests.stress.__main__ import stress_parser
from tests.support.readme import README
from tests.support.revised_andrew import revised_andrew

TEXT = README.read_text(encoding="utf-8")
TODAY = Context(today=date(2026, 11, 23))


def shown(title: str) -> str:
    """What is typed in the item of the README that begins with a title, as one code after the other."""
    [item] = re.findall(rf"^- \*\*{title}\.\*\*(.*?)(?=^- |^#)", TEXT, re.MULTILINE | re.DOTALL)
    return "\n".join(re.findall(r"`([^`]+)`", item))


def asked(title: str) -> str:
    """The question that an item asks."""
    [question] = re.findall(r'^uv run evbot ask "(.+)"$', shown(title), re.MULTILINE)
    return str(question)


def typed(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command of the README prints."""
    words = shlex.split(line)
    assert words[:3] == ["uv", "run", "evbot"]
    assert cli.main(words[3:]) == 0

    return capsys.readouterr().out


@pytest.fixture
def workplace(tmp_path: Path, real_cache: Path, real_store: FactStore, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to type in, with the figures that come along."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVBOT_CACHE_DIR", str(real_cache))
    return tmp_path


def test_the_paragraph_to_check_holds_two_claims_and_both_are_true(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [line] = re.findall(r"^    (uv run evbot check .+)$", TEXT, re.MULTILINE)

    assert typed(line, capsys).startswith("All 2 claims hold.\n")


def test_what_a_channel_is_told_to_follow_is_followed(real_store: FactStore) -> None:
    [text] = re.findall(r"^/ev follow (.+)$", shown("Follow"), re.MULTILINE)
    read = read_follow(Service(real_store), text, TODAY)

    assert read.follow is not None
    assert "I will post here once, when figures for December 2026 are out." in read.answer.text


def test_a_figure_that_was_corrected_is_said_to_be(tmp_path: Path) -> None:
    revised = revised_andrew(tmp_path)
    answer = Service(revised).ask(asked("Revisions"), TODAY)
    revised.close()

    assert answer.text.startswith("Yes, this was revised")


def test_the_bot_can_be_told_to_take_newer_figures_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    [line] = re.findall(r"^(EVBOT_FACTS_UPDATE)=(\w+)$", shown("Newer figures"), re.MULTILINE)
    monkeypatch.setenv(*line)

    assert Settings().facts_schedule is not None


def test_own_figures_begin_with_an_example_that_answers(
    workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, setting, ask = shown("Figures of your own").splitlines()
    typed(begin, capsys)
    monkeypatch.setenv(*setting.split("="))

    assert "23 ACME Kestrel were delivered in Norway in March 2026." in typed(ask, capsys)
    assert (workplace / "my-figures" / "acme" / "publisher.toml").is_file()


@pytest.mark.parametrize(
    ("place", "told"),
    [(0, "Nothing waits in the inbox."), (1, "Every question of that time got its figure."), (2, "{}")],
)
def test_a_bot_that_nobody_asked_has_no_feedback(
    workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: int, told: str
) -> None:
    monkeypatch.setenv("EVBOT_DATABASE_URL", f"sqlite:///{workplace}/state.sqlite")

    assert typed(shown("Feedback").splitlines()[place], capsys).strip() == told


def test_the_stress_run_takes_what_it_is_given() -> None:
    words = shlex.split(shown("Stress"))

    assert words[:5] == ["uv", "run", "python", "-m", "tests.stress"]
    assert stress_parser().parse_args(words[5:]).short


def test_every_link_leads_to_a_file() -> None:
    aims = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)

    assert [aim for aim in aims if not (README.parent / aim).exists()] == []
