"""Reports and misses in the shared state: who takes one to tell, what is counted by day, what may not be kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.state import ResilientState, State, open_state
from bot.state.feedback import TOLD_WITHIN_SECONDS, FeedbackKind, Report
from bot.state.schema import feedback, misses

ANN, BOB = "discord:1", "discord:2"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """An empty state."""
    with open_state(f"sqlite:///{tmp_path / 'state.sqlite'}") as opened:
        yield opened


def sent(state: State, user_key: str | None = ANN) -> str:
    """A report; its id."""
    report = Report(FeedbackKind.WRONG, user_key=user_key)
    state.feedback.add(report)
    return report.id


def test_only_what_was_resolved_is_told_and_only_once(state: State) -> None:
    waits, resolved = sent(state), sent(state)
    state.feedback.resolve(resolved, "Mended.")
    to_tell = [queued.report.id for queued in state.feedback.to_tell("discord:")]
    taken = [state.feedback.take_to_tell(ident) for ident in (waits, resolved, resolved)]

    assert to_tell == [resolved]
    assert taken == [False, True, False]
    assert state.feedback.to_tell("discord:") == []


def test_a_report_of_somebody_who_was_forgotten_in_between_cannot_be_taken(state: State) -> None:
    ident = sent(state)
    state.feedback.resolve(ident, "")
    found = state.feedback.to_tell("discord:")
    state.people.delete(ANN)

    assert [queued.report.id for queued in found] == [ident]
    assert state.feedback.take_to_tell(ident) is False


def test_an_old_resolution_and_one_of_nobody_are_not_told(state: State) -> None:
    old, nobodys = sent(state), sent(state, None)
    for ident in (old, nobodys):
        state.feedback.resolve(ident, "")
    with state.database.writing() as connection:
        older = feedback.c.resolved_at - TOLD_WITHIN_SECONDS - 1
        connection.execute(update(feedback).where(feedback.c.id == old).values(resolved_at=older))

    assert state.feedback.to_tell("discord:") == []


def test_a_workspace_hears_only_of_its_own_people(state: State) -> None:
    for key in ("slack:T1:U1", "slack:T10:U1", "slack:T_:U1"):
        state.feedback.resolve(sent(state, key), "")

    assert [queued.report.user_key for queued in state.feedback.to_tell("slack:T1:")] == ["slack:T1:U1"]
    assert [queued.report.user_key for queued in state.feedback.to_tell("slack:T_:")] == ["slack:T_:U1"]


def test_the_reports_of_a_person_are_counted_for_a_while(state: State) -> None:
    idents = [sent(state), sent(state), sent(state, BOB)]
    with state.database.writing() as connection:
        connection.execute(update(feedback).where(feedback.c.id == idents[0]).values(at=feedback.c.at - 3_601))

    assert state.feedback.count_of(ANN, 3_600.0) == 1


def test_what_is_missing_is_counted_over_the_last_days_and_what_is_older_left_out(state: State) -> None:
    for missing in ("Zoe · UG", "Zoe · UG", "Leaf · UG"):
        state.unanswered.count("no_data", missing=missing)
    with state.database.writing() as connection:
        leaf = misses.c.missing == "Leaf · UG"
        connection.execute(update(misses).where(leaf).values(day=misses.c.day - 7, count=9))
    state.unanswered.count("no_data", missing="Leaf · UG")

    assert [(each.missing, each.count) for each in state.unanswered.missing_in(7)] == [
        ("Zoe · UG", 2),
        ("Leaf · UG", 1),
    ]
    assert [(each.missing, each.count) for each in state.unanswered.missing_in(8)] == [
        ("Leaf · UG", 10),
        ("Zoe · UG", 2),
    ]


@pytest.mark.parametrize(("keeps", "kept"), [(False, None), (True, "how many Zoes?")])
def test_a_question_is_written_only_where_the_host_keeps_questions(state: State, keeps: bool, kept: str | None) -> None:
    used = ResilientState(state, keeps_questions=keeps)
    used.report(Report(FeedbackKind.WRONG, question="how many Zoes?"))
    used.count_unanswered("no_data", "how many Zoes?", missing="renault/zoe")

    assert [queued.report.question for queued in state.feedback.waiting()] == [kept]
    assert [missed.question for missed in state.unanswered.most_frequent()] == [kept]
    assert [each.missing for each in state.unanswered.missing_in(1)] == ["renault/zoe"]
