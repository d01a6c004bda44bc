"""What each part of the shared state promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.state import PlaceSettings, State, StateClashError, StateError, open_state
from bot.state.answers import AskedIn
from bot.state.feedback import FeedbackKind, Report
from bot.state.schema import claims, conversations, feedback, leases, unanswered
from tests.support.older_rows import make_older

pytest_plugins = ["tests.support.postgres"]
ASKED = AskedIn("discord", "10", "11")
ANN, BOB = "discord:1", "slack:T1:U2"


@pytest.fixture
def state(state_url: str) -> Iterator[State]:
    """The state as one replica has it."""
    with open_state(state_url) as opened:
        yield opened


@pytest.fixture
def other(state_url: str, state: State) -> Iterator[State]:
    """The same state as another replica has it."""
    with open_state(state_url) as opened:
        yield opened


# Claims


def test_the_first_claim_on_a_key_wins_whoever_asks_again(state: State, other: State) -> None:
    asked = [
        state.claims.claim("event:1", owner="a", ttl_seconds=60),
        state.claims.claim("event:1", owner="a", ttl_seconds=60),
        other.claims.claim("event:1", owner="b", ttl_seconds=60),
        other.claims.claim("event:2", owner="b", ttl_seconds=60),
    ]

    assert asked == [True, False, False, True]


def test_a_claim_that_has_run_out_can_be_won_again_by_one(state: State, other: State) -> None:
    state.claims.claim("event:1", owner="a", ttl_seconds=60)
    make_older(state, claims.c.expires_at, 61)
    asked = [other.claims.claim("event:1", owner="b", ttl_seconds=60) for _ in range(2)]

    assert asked == [True, False]


# Answers


def test_an_answer_is_found_by_its_question_on_another_replica(state: State, other: State) -> None:
    state.answers.remember(ASKED, ["12", "13"])

    assert other.answers.find(ASKED) == ("12", "13")
    assert other.answers.find(replace(ASKED, channel="99")) == ()
    assert other.answers.find(replace(ASKED, platform="slack")) == ()


def test_a_new_answer_takes_the_place_of_the_old_one(state: State) -> None:
    state.answers.remember(ASKED, ["12", "13"])
    state.answers.remember(ASKED, ["14"])

    assert state.answers.find(ASKED) == ("14",)


def test_an_answer_that_was_taken_back_is_forgotten(state: State) -> None:
    state.answers.remember(ASKED, ["12"])
    state.answers.forget(ASKED)

    assert state.answers.find(ASKED) == ()


# Places


def test_a_place_where_nobody_has_set_anything_has_the_defaults(state: State) -> None:
    settings = PlaceSettings(frozenset(), threads=True, private=True, locale=None, cooldown_seconds=0, version=0)

    assert state.places.get("discord:1") == settings


def test_settings_come_back_as_they_were_put(state: State, other: State) -> None:
    put = PlaceSettings(frozenset({"2", "1"}), threads=False, private=False, locale="de", cooldown_seconds=2.5)

    assert state.places.put("discord:1", put) == replace(put, version=1)
    assert other.places.get("discord:1") == replace(put, version=1)
    assert other.places.get("discord:2") == PlaceSettings()


def test_of_two_who_change_the_same_settings_the_later_one_is_told(state: State, other: State) -> None:
    first = state.places.put("discord:1", PlaceSettings(locale="de"))
    other.places.put("discord:1", replace(first, threads=False))

    with pytest.raises(StateClashError, match="discord:1 have been changed meanwhile; read them again"):
        state.places.put("discord:1", replace(first, private=False))
    assert state.places.get("discord:1") == replace(first, threads=False, version=2)


def test_of_two_who_set_something_first_the_later_one_is_told(state: State, other: State) -> None:
    state.places.put("discord:1", PlaceSettings(locale="de"))

    with pytest.raises(StateClashError):
        other.places.put("discord:1", PlaceSettings(locale="fr"))


def test_a_forgotten_place_is_back_at_the_defaults(state: State) -> None:
    state.places.put("discord:1", PlaceSettings(locale="de"))
    state.places.forget("discord:1")

    assert state.places.get("discord:1") == PlaceSettings()


@pytest.mark.parametrize("seconds", [-1.0, float("inf"), float("nan")])
def test_a_cooldown_that_makes_no_sense_is_refused(state: State, seconds: float) -> None:
    with pytest.raises(ValueError, match="makes no sense"):
        state.places.put("discord:1", PlaceSettings(cooldown_seconds=seconds))


# Conversations


def test_a_conversation_is_remembered_with_its_age(state: State, other: State) -> None:
    state.conversations.put("c", "first")
    state.conversations.put("c", "second")
    make_older(state, conversations.c.at, 90)
    found = other.conversations.get("c")

    assert found is not None
    assert found.payload == "second"
    assert found.age_seconds == pytest.approx(90, abs=10)


def test_a_conversation_of_more_than_an_hour_ago_is_not_remembered(state: State) -> None:
    state.conversations.put("c", "said")
    make_older(state, conversations.c.at, 3_601)

    assert state.conversations.get("c") is None


def test_a_deleted_conversation_is_gone(state: State) -> None:
    state.conversations.put("c", "said")
    state.conversations.delete("c")

    assert state.conversations.get("c") is None


@pytest.mark.parametrize(("given", "kept"), [("a\0b", "a?b"), ("half \ud83d", "half ?"), ("whole 🚗", "whole 🚗")])
def test_text_that_a_database_cannot_hold_is_kept_as_far_as_it_goes(state: State, given: str, kept: str) -> None:
    state.conversations.put("c", given)
    found = state.conversations.get("c")

    assert found is not None
    assert found.payload == kept


# Feedback and unanswered questions


def test_reports_wait_in_order_until_somebody_resolves_them(state: State, other: State) -> None:
    first = Report(FeedbackKind.WRONG, "how many zoes", "Zoe, 2024", "discord:9", ANN)
    second = Report(FeedbackKind.NOT_ASKED)
    state.feedback.add(first)
    state.feedback.add(first)
    make_older(state, feedback.c.at, 1)
    state.feedback.add(second)
    before = [queued.report for queued in other.feedback.waiting()]
    resolved = [other.feedback.resolve(first.id, "corrected") for _ in range(2)]

    assert before == [first, second]
    assert resolved == [True, False]
    assert [queued.report for queued in state.feedback.waiting()] == [second]
    assert state.feedback.waiting(limit=0) == []


def test_unanswered_questions_are_counted_by_kind_and_by_text_where_it_may_be_kept(state: State) -> None:
    for kind, question in (("no_data", None), ("no_data", "zoes on\n the moon"), ("no_data", "zoes on the moon")):
        state.unanswered.count(kind, question)
    state.unanswered.count("out_of_scope", "x" * 1_000)
    found = [(missed.kind, missed.question, missed.count) for missed in state.unanswered.most_frequent()]

    assert found == [("no_data", "zoes on the moon", 2), ("no_data", None, 1), ("out_of_scope", "x" * 300, 1)]


# Leases


def test_a_lease_belongs_to_one_owner_until_it_is_given_back(state: State, other: State) -> None:
    lease = state.leases.acquire("shard:0", "a", 60)
    refused = other.leases.acquire("shard:0", "b", 60)
    another = other.leases.acquire("shard:1", "b", 60)
    assert lease is not None
    state.leases.release(lease)

    assert refused is None
    assert another is not None
    assert other.leases.acquire("shard:0", "b", 60) is not None
    assert state.leases.renew(lease, 60) is None


def test_an_owner_that_asks_twice_still_has_its_lease(state: State) -> None:
    first = state.leases.acquire("shard:0", "a", 60)
    second = state.leases.acquire("shard:0", "a", 120)

    assert first is not None
    assert second is not None
    assert second.holds_until > first.holds_until


def test_a_renewed_lease_outlives_its_first_time(state: State, other: State) -> None:
    lease = state.leases.acquire("shard:0", "a", 60)
    assert lease is not None
    renewed = state.leases.renew(lease, 600)
    make_older(state, leases.c.expires_at, 61)

    assert renewed is not None
    assert renewed.holds_until > lease.holds_until + 500
    assert other.leases.acquire("shard:0", "b", 60) is None


def test_a_lease_that_has_run_out_goes_to_the_next_who_asks_and_cannot_be_renewed(state: State, other: State) -> None:
    lease = state.leases.acquire("shard:0", "a", 60)
    assert lease is not None
    make_older(state, leases.c.expires_at, 61)
    late = state.leases.renew(lease, 60)
    taken = other.leases.acquire("shard:0", "b", 60)
    state.leases.release(lease)

    assert late is None
    assert taken is not None
    assert other.leases.renew(taken, 60) is not None


# Faults


def test_a_missing_table_is_told_and_is_not_taken_for_an_absence(state: State) -> None:
    with state.database.writing() as connection:
        unanswered.drop(connection)

    with pytest.raises(StateError, match="unanswered") as caught:
        state.unanswered.most_frequent()
    assert type(caught.value) is StateError


def test_a_transaction_that_breaks_off_leaves_nothing(state: State) -> None:
    def write_and_break_off() -> None:
        with state.database.writing() as connection:
            connection.execute(unanswered.insert().values(kind="k", question="", count=1, first_at=0.0, last_at=0.0))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_and_break_off()
    assert state.unanswered.most_frequent() == []
