"""Who has installed an app: the newest installation counts, renewals never undo anything, and what is gone is gone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, text

from bot.state import Installation, ResilientState, State, StateAwayError, Workspace, open_state
from bot.state.schema import metadata

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.postgres"]
HERE = Workspace("slack:1.2", "E1", "T1")
FIRST = Installation("xoxe.xoxb-first", "U1", "chat:write,commands", "xoxe-first", 1_800_000_000.5)
SECOND = Installation("xoxb-second", "U2")
PATIENCE_SECONDS = 30.0


@pytest.fixture
def state(state_url: str) -> Iterator[State]:
    """The state as one replica has it."""
    with open_state(state_url) as opened:
        yield opened


def test_an_installation_is_found_as_it_was_put_by_every_replica(state: State, state_url: str) -> None:
    state.installations.put(HERE, FIRST)
    with open_state(state_url) as other:
        found = other.installations.find(HERE)

    assert found == FIRST


def test_a_new_installation_takes_the_place_of_the_one_before(state: State) -> None:
    state.installations.put(HERE, FIRST)
    state.installations.put(HERE, SECOND)

    assert state.installations.find(HERE) == SECOND


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, team="T2"),
        replace(HERE, team=""),
        replace(HERE, organisation=""),
        replace(HERE, organisation="E2"),
        replace(HERE, app="slack:3.4"),
    ],
    ids=str,
)
def test_an_installation_belongs_to_one_app_in_one_place(state: State, elsewhere: Workspace) -> None:
    state.installations.put(HERE, FIRST)
    state.installations.forget(elsewhere)

    assert state.installations.find(elsewhere) is None
    assert state.installations.find(HERE) == FIRST


def test_a_renewal_changes_the_token_that_it_renews_and_no_other(state: State) -> None:
    state.installations.put(HERE, FIRST)
    renewed = replace(FIRST, token="xoxe.xoxb-next")

    assert state.installations.renew(HERE, FIRST.token, renewed) is True
    assert state.installations.find(HERE) == renewed
    assert state.installations.renew(HERE, FIRST.token, SECOND) is False
    assert state.installations.find(HERE) == renewed


def test_a_renewal_does_not_bring_back_what_is_gone(state: State) -> None:
    state.installations.put(HERE, FIRST)
    state.installations.forget(HERE)

    assert state.installations.renew(HERE, FIRST.token, SECOND) is False
    assert state.installations.find(HERE) is None


def test_only_one_of_many_renewals_at_once_succeeds(state: State) -> None:
    state.installations.put(HERE, FIRST)
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(
                lambda number: state.installations.renew(HERE, FIRST.token, replace(FIRST, token=f"xoxb-{number}")),
                range(8),
            )
        )

    assert done.count(True) == 1


def test_forgetting_by_token_leaves_a_newer_installation_alone(state: State) -> None:
    state.installations.put(HERE, FIRST)
    state.installations.put(HERE, SECOND)
    state.installations.forget(HERE, FIRST.token)

    assert state.installations.find(HERE) == SECOND


def test_no_token_shows_in_a_repr() -> None:
    assert "xox" not in repr(FIRST)


def test_long_tokens_are_kept_whole(state: State) -> None:
    long = replace(FIRST, token="xoxe.xoxb-" + "a" * 2_000, refresh_token="xoxe-" + "b" * 2_000)
    state.installations.put(HERE, long)

    assert state.installations.find(HERE) == long


def test_a_database_of_the_first_step_keeps_its_rows_and_gets_the_table(state_url: str) -> None:
    with open_state(state_url) as state, state.database.writing() as connection:
        for made_later in ("TABLE installations", "TABLE misses", "TABLE follows", "TABLE deliveries"):
            connection.execute(text(f"DROP {made_later}"))
        for column in ("topic", "told_at"):
            connection.execute(text(f"ALTER TABLE feedback DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(text("INSERT INTO leases (name, owner, expires_at) VALUES ('shard', 'me', 9e9)"))
    with open_state(state_url) as state:
        state.installations.put(HERE, FIRST)
        with state.database.reading() as connection:
            tables = set(inspect(connection).get_table_names())
            left = connection.execute(text("SELECT owner FROM leases")).scalars().all()

    assert set(metadata.tables) | {"alembic_version"} == tables
    assert left == ["me"]


# While the database is away


@pytest.fixture
def replica(postgres: Postgres) -> Iterator[ResilientState]:
    """The state as a replica uses it that must go on."""
    opened = ResilientState(open_state(postgres.new_url()), retry_seconds=0.05)
    yield opened
    opened.close()


def test_while_the_database_is_away_a_known_workspace_is_still_known(
    replica: ResilientState, postgres: Postgres
) -> None:
    replica.installations.put(HERE, FIRST)
    with postgres.away():
        found = replica.installations.find(HERE)
        with pytest.raises(StateAwayError, match="was not read before"):
            replica.installations.find(replace(HERE, team="T2"))
        with pytest.raises(StateAwayError):
            replica.installations.put(HERE, SECOND)

    assert found == FIRST


def test_an_uninstallation_while_the_database_is_away_is_done_when_it_is_back(
    replica: ResilientState, postgres: Postgres
) -> None:
    replica.installations.put(HERE, FIRST)
    with postgres.away():
        replica.installations.forget(HERE)
        at_once = replica.installations.find(HERE)

    assert at_once is None
    assert replica.presence.wait_until_there(PATIENCE_SECONDS)
    assert replica.installations.find(HERE) is None


def test_a_renewal_while_the_database_is_away_is_used_at_once_and_kept_when_it_is_back(
    replica: ResilientState, postgres: Postgres
) -> None:
    replica.installations.put(HERE, FIRST)
    renewed = replace(FIRST, token="xoxe.xoxb-next")
    with postgres.away():
        replica.installations.find(HERE)
        replica.installations.renew(HERE, FIRST.token, renewed)
        at_once = replica.installations.find(HERE)

    assert at_once == renewed
    assert replica.presence.wait_until_there(PATIENCE_SECONDS)
    assert replica.installations.find(HERE) == renewed
