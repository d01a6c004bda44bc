"""`evbot inbox` and `evbot data`: what the host sees and changes of reports, misses and the data of one person."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import cli
from bot.answer import Status
from bot.compact import unpack
from bot.inbox_commands import EMPTY, NO_MISSES
from bot.ops.exits import Exit
from bot.ops.hosted import HostedService
from bot.ops.settings import Settings
from bot.platforms.reporting import topic_of
from bot.service import Context, Service
from bot.state import ResilientState, State, open_state
from bot.state.answers import AskedIn
from bot.state.feedback import FeedbackKind, Report
from bot.state.follows import Follow, Trigger
from facts.store import FactStore
from tests.support.discord_bot import StandIn, an_answer

TODAY = date(2026, 11, 23)
ANN, BOB = "discord:1", "slack:T1:U1"
WRONG = Report(FeedbackKind.WRONG, reading="Renault Zoe · sales", topic="count · renault/zoe", user_key=ANN, id="aa11")
NOT_ASKED = Report(FeedbackKind.NOT_ASKED, question='=HYPERLINK("x")', place="slack:T1:C1", user_key=BOB, id="ab22")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    """The state that the commands open."""
    for name in [name for name in os.environ if name.startswith("EVBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVBOT_DATABASE_URL", f"sqlite:///{tmp_path / 'state.sqlite'}")
    with open_state(f"sqlite:///{tmp_path / 'state.sqlite'}") as opened:
        yield opened


@pytest.fixture
def filled(state: State) -> State:
    """The state with two reports in its queue."""
    state.feedback.add(WRONG)
    state.feedback.add(NOT_ASKED)
    return state


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = Exit.OK) -> str:
    """What a command prints, on whichever stream its end is told."""
    capsys.readouterr()

    assert cli.main(list(words)) == code
    told = capsys.readouterr()
    return told.out if code == Exit.OK else told.err


# The inbox


@pytest.mark.usefixtures("state")
def test_an_empty_inbox_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "inbox", "list") == f"{EMPTY}\n"


def test_the_list_shows_what_waits_and_with_all_what_was_resolved(
    filled: State, capsys: pytest.CaptureFixture[str]
) -> None:
    filled.feedback.resolve("aa11", "Mended.")
    waiting = said(capsys, "inbox", "list")
    every = said(capsys, "inbox", "list", "--all").splitlines()

    assert "ab22" in waiting
    assert "aa11" not in waiting
    assert [line.split()[0] for line in every] == ["ID", "aa11", "ab22"]
    assert "Renault Zoe · sales" in every[1]
    assert [line.split()[-1] for line in every[1:]] == ["resolved", "waits"]


def test_the_list_as_json_holds_all_that_is_known(filled: State, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "inbox", "list", "--json"))

    assert [entry["id"] for entry in found] == ["aa11", "ab22"]
    assert (found[0]["topic"], found[0]["user"], found[0]["question"]) == ("count · renault/zoe", ANN, None)


def test_one_report_is_shown_by_the_beginning_of_its_id(filled: State, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "inbox", "show", "aa")

    assert "reading      Renault Zoe · sales" in told
    assert "question" not in told


@pytest.mark.parametrize(
    ("ident", "words"), [("a", "2 reports have an id that begins with 'a'"), ("zz", "no report has the id 'zz'")]
)
@pytest.mark.parametrize("task", ["show", "resolve"])
def test_what_is_not_one_report_is_told(
    filled: State, capsys: pytest.CaptureFixture[str], task: str, ident: str, words: str
) -> None:
    assert words in said(capsys, "inbox", task, ident, code=Exit.USAGE)
    assert len(filled.feedback.waiting()) == 2


def test_a_report_is_resolved_once_with_a_note_for_who_sent_it(
    filled: State, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, "inbox", "resolve", "aa11", "--note", "Mended,  thank you.")
    again = said(capsys, "inbox", "resolve", "aa11", "--note", "Twice.", code=Exit.USAGE)

    assert told == "aa11 is resolved; the running bot tells who sent it.\n"
    assert "was resolved before" in again
    assert [queued.resolution for queued in filled.feedback.to_tell("discord:")] == ["Mended, thank you."]


def test_an_export_is_json_lines_or_a_table_without_formulas(
    filled: State, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = [json.loads(line) for line in said(capsys, "inbox", "export").splitlines()]
    nothing = said(capsys, "inbox", "export", "--csv", str(tmp_path / "reports.csv"))
    with (tmp_path / "reports.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert nothing == ""
    assert [row["id"] for row in rows] == [line["id"] for line in lines] == ["aa11", "ab22"]
    assert lines[1]["question"] == '=HYPERLINK("x")'
    assert rows[1]["question"] == '\'=HYPERLINK("x")'


def test_a_file_that_cannot_be_written_is_told(
    filled: State, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = said(capsys, "inbox", "export", "--csv", str(tmp_path / "none" / "reports.csv"), code=Exit.USAGE)

    assert "the file cannot be written" in told


def test_a_database_that_cannot_be_opened_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVBOT_DATABASE_URL", "mysql://somewhere")

    assert "EVBOT_DATABASE_URL begins with mysql" in said(capsys, "inbox", "list", code=Exit.NO_STORE)


# What is asked for in vain


def test_misses_are_counted_by_how_they_ended_and_what_was_asked_for_and_never_by_their_words(
    state: State, capsys: pytest.CaptureFixture[str], real_store: FactStore
) -> None:
    hosted = HostedService(Service(real_store), Settings(_env_file=None), state=ResilientState(state))
    questions = (
        "how many Zoes sold in Brazil in 2013?",
        "how many Zoes were sold in Brazil in 2013?",
        "weather in Oslo?",
        "how many Zoes sold in Germany in 2020?",
    )
    for question in questions:
        hosted.ask(question)
    heads, *rows = said(capsys, "inbox", "report", "--weeks", "2").splitlines()

    assert heads.split("  ")[0] == "TIMES"
    assert [row.split()[:2] for row in rows] == [["2", "no"], ["1", "out"]]
    assert "no data       count · renault/zoe · sales · BR · 2013" in rows[0]
    assert "(nothing of it)" in rows[1]
    assert [missed.question for missed in state.unanswered.most_frequent()] == [None, None]


@pytest.mark.parametrize("status", list(Status))
def test_a_press_counts_like_a_question_and_answers_do_not_count(state: State, status: Status) -> None:
    core = StandIn(lambda text: replace(an_answer(text), status=status), read=lambda _: an_answer("x", Status.NO_DATA))
    hosted = HostedService(core, Settings(_env_file=None), state=ResilientState(state))
    hosted.press("1n", Context())
    hosted.how_read("1n", Context())
    missed = {Status.NO_DATA, Status.OUT_OF_SCOPE, Status.NOT_UNDERSTOOD, Status.AMBIGUOUS}

    assert [each.kind for each in state.unanswered.missing_in(1)] == ([status] if status in missed else [])


@pytest.mark.usefixtures("state")
def test_without_misses_the_report_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "inbox", "report") == f"{NO_MISSES}\n"


@pytest.mark.parametrize("weeks", ["0", "13", "-1", "two"])
def test_a_number_of_weeks_that_is_not_kept_is_refused(weeks: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["inbox", "report", f"--weeks={weeks}"])

    assert ended.value.code == Exit.USAGE
    assert "write one from 1 to 12" in capsys.readouterr().err


def test_what_a_report_is_about_is_told_in_ids(real_store: FactStore) -> None:
    answer = Service(real_store).ask("top 5 EV brands in Norway since 2020", Context(buttons=True))
    topic = topic_of(unpack(answer.packed or "", TODAY))

    assert topic.startswith("rank · ")
    assert topic.endswith(" · NO · since 2020")


# One person's data


def test_all_that_is_kept_of_a_person_is_printed_as_json(filled: State, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "data", "export", "--user", ANN))

    assert [row["id"] for row in found["feedback"]] == ["aa11"]
    assert json.loads(said(capsys, "data", "export", "--user", "discord:99")) == {}


def test_it_is_deleted_only_with_yes_and_said_what_went(filled: State, capsys: pytest.CaptureFixture[str]) -> None:
    filled.answers.remember(AskedIn("slack", "C1", "1"), ["2"], user_key=BOB)
    follow = Follow("slack", "slack:T1", "C1", Trigger.EVERY_MONTH, "1n;pNO", "every month: Norway", user_key=BOB)
    filled.follows.add(follow, most=10)
    filled.follows.add(replace(follow, id="anns", channel="C2", user_key=ANN), most=10)
    exported = json.loads(said(capsys, "data", "export", "--user", BOB))
    unsure = said(capsys, "data", "delete", "--user", BOB, code=Exit.USAGE)
    still = filled.people.export(BOB)
    sure = said(capsys, "data", "delete", "--user", BOB, "--yes")

    assert [(row["channel"], row["label"]) for row in exported["follows"]] == [("C1", "every month: Norway")]
    assert (
        unsure == f"evbot data: kept of {BOB}: 1 of answers, 1 of feedback, 1 of follows. Say --yes to delete that.\n"
    )
    assert list(still) == ["answers", "feedback", "follows"]
    assert sure == f"Deleted of {BOB}: 1 of answers, 1 of feedback, 1 of follows.\n"
    assert (filled.people.export(BOB), list(filled.people.export(ANN))) == ({}, ["feedback", "follows"])
    assert [one.id for channel in ("C1", "C2") for one in filled.follows.of_channel("slack", "slack:T1", channel)] == [
        "anns"
    ]
    assert said(capsys, "data", "delete", "--user", BOB, "--yes") == f"Deleted of {BOB}: nothing.\n"


@pytest.mark.parametrize("key", ["1", "ann", "discord:ann", "slack:U1", "discord:1 "])
def test_what_is_nobodys_key_is_refused_with_the_forms(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["data", "delete", "--yes", "--user", key])

    assert ended.value.code == Exit.USAGE
    assert "slack:WORKSPACE:USER" in capsys.readouterr().err
