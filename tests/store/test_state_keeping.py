"""How long everything is kept, and what a person gets who asks for theirs, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, select

from bot.state import Installation, PlaceSettings, State, Workspace, open_state
from bot.state.answers import AskedIn
from bot.state.feedback import FeedbackKind, Report
from bot.state.follows import Follow, Trigger
from bot.state.people import PERSONAL
from bot.state.retention import DAY, LIMITS
from bot.state.schema import (
    answers,
    claims,
    conversations,
    deliveries,
    feedback,
    follows,
    leases,
    metadata,
    misses,
    unanswered,
)
from tests.support.older_rows import make_older

pytest_plugins = ["tests.support.postgres"]
ANN, BOB = "discord:1", "slack:T1:U2"


@pytest.fixture
def state(state_url: str) -> Iterator[State]:
    """The state as one replica has it."""
    with open_state(state_url) as opened:
        yield opened


def rows(state: State) -> dict[str, int]:
    """How many rows each table holds, the empty ones left out."""
    with state.database.reading() as connection:
        counts = {table.name: len(connection.execute(select(table)).all()) for table in metadata.sorted_tables}
    return {name: count for name, count in counts.items() if count}


# People


def fill_for(state: State, user_key: str, name: str) -> None:
    """One row of each personal kind."""
    state.answers.remember(AskedIn("discord", "10", name), ["12"], user_key=user_key)
    state.conversations.put(name, "said", user_key=user_key)
    state.feedback.add(Report(FeedbackKind.WRONG, question="why", user_key=user_key, id=name))
    state.follows.add(
        Follow("discord", None, name, Trigger.EVERY_YEAR, "1n", "every year: all", user_key=user_key, id=name), most=1
    )


def without_moments(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """An export without the times, which no test knows."""
    return {
        table: [{key: value for key, value in row.items() if key != "at"} for row in rows]
        for table, rows in found.items()
    }


def test_a_person_gets_everything_that_is_theirs_and_nothing_else(state: State) -> None:
    fill_for(state, ANN, "ann")
    fill_for(state, BOB, "bob")
    expected = {
        "answers": [
            {"platform": "discord", "channel": "10", "question": "ann", "messages": '["12"]', "user_key": ANN},
        ],
        "conversations": [{"key": "ann", "payload": "said", "user_key": ANN}],
        "feedback": [
            {
                "id": "ann",
                "kind": "wrong",
                "question": "why",
                "reading": None,
                "place": None,
                "user_key": ANN,
                "resolved_at": None,
                "resolution": None,
                "topic": None,
                "told_at": None,
            },
        ],
        "follows": [
            {
                "id": "ann",
                "platform": "discord",
                "place": "",
                "channel": "ann",
                "slot": 0,
                "trigger": "every_year",
                "packed": "1n",
                "label": "every year: all",
                "locale": "en",
                "user_key": ANN,
                "seen": "",
                "looked": "",
                "inside": False,
                "paused": False,
            },
        ],
    }

    assert without_moments(state.people.export(ANN)) == expected
    assert state.people.export("discord:3") == {}


def test_a_deleted_person_leaves_nothing_and_takes_nobody_along(state: State) -> None:
    fill_for(state, ANN, "ann")
    fill_for(state, BOB, "bob")
    gone = state.people.delete(ANN)

    assert gone == {"answers": 1, "conversations": 1, "feedback": 1, "follows": 1}
    assert state.people.export(ANN) == {}
    assert rows(state) == {"answers": 1, "conversations": 1, "feedback": 1, "follows": 1}
    assert state.people.delete(ANN) == {}


def test_the_tables_that_can_be_one_persons_are_known() -> None:
    assert {table.name for table in PERSONAL} == {"answers", "conversations", "feedback", "follows"}


# Retention


def fill(state: State) -> None:
    """A row in every table."""
    fill_for(state, ANN, "ann")
    state.follows.claim("ann", "2025")
    state.claims.claim("event:1", owner="a", ttl_seconds=60)
    state.leases.acquire("shard:0", "a", 60)
    state.unanswered.count("no_data")
    state.places.put("discord:1", PlaceSettings())
    state.installations.put(Workspace("slack:1", team="T1"), Installation("xoxb-1", "U1"))


def test_every_table_has_a_limit_but_the_settings_of_places_and_installations() -> None:
    unlimited = {table.name for table in metadata.sorted_tables} - {limit.table.name for limit in LIMITS}

    assert unlimited == {"places", "installations"}


def test_a_sweep_leaves_alone_what_is_still_wanted(state: State) -> None:
    fill(state)
    before = rows(state)

    assert len(before) == len(metadata.sorted_tables)
    assert state.retention.sweep() == {}
    assert rows(state) == before


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        (claims.c.expires_at, 60.0),
        (leases.c.expires_at, 60.0),
        (answers.c.at, 30 * DAY),
        (conversations.c.at, 3_600.0),
        (feedback.c.at, 365 * DAY),
        (unanswered.c.last_at, 90 * DAY),
        (misses.c.last_at, 90 * DAY),
        (follows.c.at, 730 * DAY),
        (deliveries.c.at, 90 * DAY),
    ],
    ids=str,
)
def test_each_kind_goes_when_its_time_has_come_and_not_before(
    state: State, moment: Column[float], seconds: float
) -> None:
    fill(state)
    make_older(state, moment, seconds - 30)
    early = state.retention.sweep()
    make_older(state, moment, 31)

    assert early == {}
    assert state.retention.sweep() == {moment.table.name: 1}
    assert moment.table.name not in rows(state)


def test_a_resolved_report_goes_sooner(state: State) -> None:
    fill_for(state, ANN, "ann")
    state.feedback.resolve("ann", "corrected")
    now = state.database.now()

    assert "feedback" not in state.retention.sweep(now + 89 * DAY)
    assert state.retention.sweep(now + 91 * DAY)["feedback"] == 1


def test_a_sweep_takes_as_many_batches_as_it_needs(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.state.retention.BATCH", 4)
    for number in range(10):
        state.claims.claim(str(number), owner="a", ttl_seconds=60)

    assert state.retention.sweep(state.database.now() + DAY) == {"claims": 10}
