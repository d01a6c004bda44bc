"""The database goes away and comes back: what goes on, what waits, what is lost, and what is told meanwhile."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.state import PlaceSettings, ResilientState, State, StateAwayError, StateClashError, StateError, open_state
from bot.state.answers import AskedIn
from bot.state.feedback import FeedbackKind, Report
from bot.state.presence import Presence

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.postgres"]
ASKED = AskedIn("discord", "10", "11")
ANN = "discord:1"
RETRY_SECONDS = 0.05
PATIENCE_SECONDS = 30.0


@pytest.fixture
def url(postgres: Postgres) -> str:
    """The address of an empty PostgreSQL database."""
    return postgres.new_url()


@pytest.fixture
def state(url: str) -> Iterator[ResilientState]:
    """The state as a replica uses it."""
    opened = ResilientState(open_state(url), retry_seconds=RETRY_SECONDS)
    yield opened
    opened.close()


@pytest.fixture
def other(url: str) -> Iterator[State]:
    """The state as another replica sees it."""
    with open_state(url) as opened:
        yield opened


def claim(state: ResilientState | State, key: str) -> bool:
    """Claim an event for a minute."""
    claims = state.claims if isinstance(state, State) else state
    return claims.claim(key, owner="somebody", ttl_seconds=60)


def test_while_the_database_is_there_nothing_is_degraded(state: ResilientState, other: State) -> None:
    asked = [claim(state, "event:1"), claim(state, "event:1"), claim(other, "event:1")]

    assert asked == [True, False, False]
    assert not state.degraded
    assert state.degraded_since is None


def test_an_event_is_answered_once_across_an_absence_by_whoever_hears_of_it(
    state: ResilientState, other: State, postgres: Postgres
) -> None:
    before = claim(state, "event:before")
    with postgres.away():
        during = [claim(state, "event:before"), claim(state, "event:during"), claim(state, "event:during")]
    recovered = state.presence.wait_until_there(PATIENCE_SECONDS)
    after = [claim(state, "event:during"), claim(other, "event:before"), claim(other, "event:during")]

    assert before
    assert during == [False, True, False]
    assert recovered
    assert after == [False, False, False]
    assert claim(state, "event:after")


def test_health_is_told_since_when_the_database_is_away_until_it_is_back(
    state: ResilientState, postgres: Postgres
) -> None:
    began = datetime.now(UTC)
    with postgres.away():
        unnoticed = state.degraded
        claim(state, "event:1")
        since = state.degraded_since
        degraded = state.degraded
    recovered = state.presence.wait_until_there(PATIENCE_SECONDS)

    assert not unnoticed
    assert degraded
    assert since is not None
    assert began <= since <= datetime.now(UTC)
    assert recovered
    assert not state.degraded


def test_reads_give_what_was_known_or_the_defaults(state: ResilientState, postgres: Postgres) -> None:
    known = state.set_place("discord:1", PlaceSettings(channels=frozenset({"7"})))
    state.remember_answer(ASKED, ["12"])
    state.keep_conversation("c", "said")
    with postgres.away():
        found = (
            state.place("discord:1"),
            state.place("discord:2"),
            state.find_answer(ASKED),
            state.conversation("c"),
            state.acquire("shard:0", "a", 60),
            state.sweep(),
        )
    state.presence.wait_until_there(PATIENCE_SECONDS)

    assert found == (known, PlaceSettings(), (), None, None, {})
    assert state.find_answer(ASKED) == ("12",)
    assert state.conversation("c") is not None


def test_small_writes_wait_for_the_database_in_order_and_conversations_are_lost(
    state: ResilientState, other: State, postgres: Postgres
) -> None:
    report = Report(FeedbackKind.WRONG, reading="Zoe")
    other.conversations.put("old", "said")
    other.places.put("discord:1", PlaceSettings(locale="de"))
    with postgres.away():
        state.remember_answer(ASKED, ["12"])
        state.remember_answer(ASKED, ["13"], user_key=ANN)
        state.report(report)
        state.count_unanswered("no_data")
        state.keep_conversation("new", "said")
        state.drop_conversation("old")
        state.forget_place("discord:1")
    recovered = state.presence.wait_until_there(PATIENCE_SECONDS)

    assert recovered
    assert other.answers.find(ASKED) == ("13",)
    assert [queued.report for queued in other.feedback.waiting()] == [report]
    assert [(missed.kind, missed.count) for missed in other.unanswered.most_frequent()] == [("no_data", 1)]
    assert other.conversations.get("new") is None
    assert other.conversations.get("old") is None
    assert other.places.get("discord:1") == PlaceSettings()
    assert state.presence.lost == 0


def test_settings_and_personal_data_are_never_pretended(state: ResilientState, postgres: Postgres) -> None:
    with postgres.away():
        with pytest.raises(StateAwayError, match="cannot be used now"):
            state.set_place("discord:1", PlaceSettings())
        with pytest.raises(StateAwayError, match=r"has been away since \d\d:\d\d:\d\d UTC; try again later"):
            state.set_place("discord:1", PlaceSettings())
        with pytest.raises(StateAwayError):
            state.export_person(ANN)
        with pytest.raises(StateAwayError):
            state.delete_person(ANN)
    state.presence.wait_until_there(PATIENCE_SECONDS)

    assert state.set_place("discord:1", PlaceSettings()).version == 1


def test_a_person_is_shown_and_deleted_through_it(state: ResilientState) -> None:
    state.remember_answer(ASKED, ["12"], user_key=ANN)

    assert set(state.export_person(ANN)) == {"answers"}
    assert state.delete_person(ANN) == {"answers": 1}
    assert state.find_answer(ASKED) == ()


def test_a_clash_over_settings_is_told_and_is_no_absence(state: ResilientState) -> None:
    state.set_place("discord:1", PlaceSettings())

    with pytest.raises(StateClashError):
        state.set_place("discord:1", PlaceSettings())
    assert not state.degraded


def test_a_held_lease_stays_as_it_is_while_the_database_is_away(
    state: ResilientState, other: State, postgres: Postgres
) -> None:
    lease = state.acquire("shard:0", "a", 600)
    assert lease is not None
    with postgres.away():
        kept = state.renew(lease, 600)
    state.presence.wait_until_there(PATIENCE_SECONDS)
    renewed = state.renew(lease, 600)

    assert kept == lease
    assert renewed is not None
    assert renewed.holds_until > lease.holds_until
    assert other.leases.acquire("shard:0", "b", 60) is None


def test_a_lease_that_is_given_back_during_an_absence_is_free_after_it(
    state: ResilientState, other: State, postgres: Postgres
) -> None:
    lease = state.acquire("shard:0", "a", 600)
    assert lease is not None
    with postgres.away():
        state.release(lease)
    state.presence.wait_until_there(PATIENCE_SECONDS)

    assert other.leases.acquire("shard:0", "b", 60) is not None


def test_a_server_that_falls_silent_holds_nobody_up_for_long(
    url: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.state.opening.PATIENCE_SECONDS", 1)
    state = ResilientState(open_state(url), retry_seconds=RETRY_SECONDS)
    claim(state, "event:1")
    with ThreadPoolExecutor() as pool, postgres.silent():
        asked = list(pool.map(lambda number: claim(state, f"event:{number}"), (1, 2, 3), timeout=10))
        degraded = state.degraded
    recovered = state.presence.wait_until_there(PATIENCE_SECONDS)
    state.close()

    assert asked == [False, True, True]
    assert degraded
    assert recovered


def test_closing_during_an_absence_writes_what_waits_if_the_database_is_back(url: str, postgres: Postgres) -> None:
    state = ResilientState(open_state(url), retry_seconds=3_600)
    with postgres.away():
        state.count_unanswered("no_data")
    state.close()

    with open_state(url) as later:
        assert [missed.kind for missed in later.unanswered.most_frequent()] == ["no_data"]


def test_a_file_that_another_holds_for_long_is_an_absence_like_any_other(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.state.opening.PATIENCE_SECONDS", 0)
    path = tmp_path_factory.mktemp("held") / "state.sqlite"
    state = ResilientState(open_state(f"sqlite:///{path}"), retry_seconds=RETRY_SECONDS)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    asked = [claim(state, "event:1"), claim(state, "event:1")]
    state.count_unanswered("no_data")
    holder.execute("ROLLBACK")
    holder.close()
    recovered = state.presence.wait_until_there(PATIENCE_SECONDS)
    state.close()

    assert asked == [True, False]
    assert recovered
    with open_state(f"sqlite:///{path}") as later:
        assert [missed.kind for missed in later.unanswered.most_frequent()] == ["no_data"]
        assert not claim(later, "event:1")


def test_a_database_that_refuses_is_logged_and_stood_in_for(
    state: ResilientState, other: State, caplog: pytest.LogCaptureFixture
) -> None:
    with other.database.writing() as connection:
        connection.execute(text("DROP TABLE claims"))
    asked = [claim(state, "event:1"), claim(state, "event:1")]

    assert asked == [True, False]
    assert not state.degraded
    assert 'relation "claims" does not exist' in caplog.text


def test_known_settings_are_replaced_by_newer_ones(state: ResilientState, other: State, postgres: Postgres) -> None:
    first = state.set_place("discord:1", PlaceSettings(locale="de"))
    newer = other.places.put("discord:1", replace(first, locale="fr"))
    state.place("discord:1")
    with postgres.away():
        found = state.place("discord:1")

    assert found == newer


# What no database is needed for


def away() -> None:
    """A database that is not there."""
    raise StateAwayError("away")


def test_of_too_many_writes_the_oldest_are_lost_and_counted() -> None:
    presence = Presence(away, retry_seconds=3_600, most_postponed=2)
    done: list[int] = []
    for number in range(5):
        presence.write(lambda number=number: away() if presence.away_since is None else done.append(number))

    assert presence.lost == 3
    assert done == []


def test_a_write_that_is_refused_for_good_does_not_hold_up_the_others() -> None:
    there = False
    done: list[str] = []

    def probe() -> None:
        if not there:
            away()

    def refused() -> None:
        raise StateError("no such table")

    presence = Presence(probe, retry_seconds=0.01)
    presence.attempt(away, lambda: None)
    presence.write(refused)
    presence.write(lambda: done.append("done"))
    there = True
    recovered = presence.wait_until_there(PATIENCE_SECONDS)
    presence.close()

    assert recovered
    assert done == ["done"]
    assert presence.lost == 1


def test_an_absence_that_begins_again_while_catching_up_loses_nothing() -> None:
    faults = iter([True, False])
    done: list[str] = []

    def fails_once() -> None:
        if next(faults):
            away()
        done.append("first")

    presence = Presence(lambda: None, retry_seconds=0.01)
    presence.attempt(away, lambda: presence.postpone(fails_once))
    presence.postpone(lambda: done.append("second"))
    recovered = presence.wait_until_there(PATIENCE_SECONDS)
    presence.close()

    assert recovered
    assert done == ["first", "second"]
    assert presence.lost == 0


def test_a_database_that_comes_and_goes_at_once_still_gets_every_write() -> None:
    faults = iter([True, True, True, False])
    done: list[str] = []

    def fails_at_first() -> None:
        if next(faults):
            away()
        done.append("done")

    presence = Presence(lambda: None, retry_seconds=0.01)
    presence.postpone(fails_at_first)
    recovered = presence.wait_until_there(PATIENCE_SECONDS)
    presence.close()

    assert recovered
    assert done == ["done"]


def test_after_closing_an_absence_harms_nobody() -> None:
    presence = Presence(away)
    presence.close()
    presence.write(away)

    assert presence.away_since is not None


def test_a_lease_is_kept_while_the_file_takes_no_writing_and_shows_it_as_ones_own(tmp_path: Path) -> None:
    with file_state(tmp_path) as (state, file):
        lease = state.acquire("shard:0", "a", 0.05)
        assert lease is not None
        with no_writing(file):
            kept = state.renew(lease, 600)
            kept_again = state.renew(lease, 600)
        state.presence.wait_until_there(PATIENCE_SECONDS)
        renewed = state.renew(lease, 600)

    assert kept is not None
    assert kept.holds_until > lease.holds_until + 500
    assert kept_again is not None
    assert renewed is not None, "it ran out in the file, but nobody took it meanwhile"


def test_a_lease_that_somebody_took_is_not_kept_while_the_file_takes_no_writing(tmp_path: Path) -> None:
    with file_state(tmp_path) as (state, file), file_state(tmp_path) as (other, _):
        lease = state.acquire("shard:0", "a", 0.01)
        time.sleep(0.05)
        taken = other.acquire("shard:0", "b", 600)
        with no_writing(file):
            kept = state.renew(lease or pytest.fail("it was granted"), 600)
        state.presence.wait_until_there(PATIENCE_SECONDS)
        renewed = state.renew(lease or pytest.fail("it was granted"), 600)

    assert taken is not None
    assert kept is None
    assert renewed is None


@contextlib.contextmanager
def file_state(folder: Path) -> Iterator[tuple[ResilientState, Path]]:
    """The state as a process with a file uses it, and the file."""
    file = folder / "state.sqlite"
    state = ResilientState(open_state(f"sqlite:///{file}"), retry_seconds=RETRY_SECONDS)
    try:
        yield state, file
    finally:
        state.close()


@contextlib.contextmanager
def no_writing(file: Path) -> Iterator[None]:
    """A file that can be read and takes no writing: somebody else holds the one place of a writer."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
