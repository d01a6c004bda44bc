"""Replicas of the bot on one state: a shard is served by one of them, and by the next one when that one is gone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.answer import Answer
from bot.ops.pulse import Condition
from bot.platforms.discord_gateway.heartbeats import WAITING
from bot.state import State, open_state
from bot.state.schema import leases
from tests.support.discord_bot import StandIn, an_answer, told
from tests.support.discord_commands import GET_COMMANDS, PUT_COMMANDS
from tests.support.discord_double import PATIENCE, POST, DiscordDouble
from tests.support.discord_processes import LEASE_SECONDS, Leasing, Logged, Told, logged, replica, serving

SHARD = "discord shard 0"
__all__ = ["logged"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a state that replicas share."""
    return f"sqlite:///{tmp_path / 'state.sqlite'}"


@pytest.fixture
def state(url: str) -> Iterator[Leasing]:
    """The state that replicas share."""
    opened = Leasing(open_state(url))
    yield opened
    opened.close()


@pytest.fixture
def others(url: str) -> Iterator[Leasing]:
    """The same state as another replica uses it."""
    opened = Leasing(open_state(url))
    yield opened
    opened.close()


@pytest.fixture
def tables(url: str) -> Iterator[State]:
    """The same state as its operator sees it."""
    with open_state(url) as opened:
        yield opened


@asynccontextmanager
async def started(double: DiscordDouble) -> AsyncIterator[None]:
    """Whoever was started before this serves the shard by now."""
    await serving(double, 0)
    yield


async def test_a_shard_is_served_by_one_replica_and_the_other_stands_by_in_good_health(
    double: DiscordDouble, ping: str, state: Leasing, others: Leasing
) -> None:
    first, second, pulse = StandIn(), StandIn(), Told()
    async with replica(double, first, state) as leading, started(double), replica(double, second, others, pulse):
        await pulse.until("degraded")
        waiting = pulse.health()
        await double.write(f"{ping} one")
        await double.wait_for(POST)
        alone = double.gateway.serving
        await leading.ended()
        await serving(double, 0)
        await double.write(f"{ping} two")
        await double.wait_for(POST, 2)
        leads = pulse.health()

    assert alone == [0]
    assert (first.questions, second.questions) == (["one"], ["two"])
    assert (waiting.parts[SHARD].condition, waiting.parts[SHARD].reason) == (Condition.STARTING, WAITING)
    assert (waiting.is_alive, waiting.is_ready) == (True, False)
    assert leads.is_ready


async def test_a_replica_that_stands_by_takes_over_from_one_that_died(
    double: DiscordDouble, ping: str, state: Leasing, tables: State
) -> None:
    async with replica(double, state=state):
        await serving(double, 0)
    name = "discord:{}:shard:0/1".format(double.me["id"])
    assert tables.leases.acquire(name, "one that died", 4 * LEASE_SECONDS) is not None

    async with replica(double, state=state):
        await serving(double, 0)
        await double.write(f"{ping} how many?")
        await double.wait_for(POST)

    assert len(double.gateway.sessions) == 2


async def test_a_lease_is_renewed_for_as_long_as_its_shard_is_served_and_then_given_back(
    double: DiscordDouble, state: Leasing, tables: State
) -> None:
    async with replica(double, state=state):
        await serving(double, 0)
        await state.asked("renewed", 6)  # twice as long as it was leased at first
    with tables.database.reading() as connection:
        left = connection.execute(select(leases)).all()

    assert left == []
    assert len(double.gateway.sessions) == 1
    assert double.gateway.closes == [1000]


async def test_a_lease_that_is_lost_closes_its_shard_until_it_can_be_had_again(
    double: DiscordDouble, ping: str, state: Leasing, tables: State, caplog: pytest.LogCaptureFixture
) -> None:
    pulse = Told()
    async with replica(double, state=state, pulse=pulse):
        await serving(double, 0)
        with tables.database.writing() as connection:
            connection.execute(update(leases).values(owner="somebody else", expires_at=leases.c.expires_at + 60))
        await serving(double)
        await pulse.until("degraded")
        without = pulse.health().parts[SHARD]
        with tables.database.writing() as connection:
            connection.execute(delete(leases))
        await serving(double, 0)
        await double.write(f"{ping} how many?")
        await double.wait_for(POST)

    assert (without.condition, without.reason) == (Condition.STARTING, WAITING)
    assert double.gateway.closes == [1000, 1000]
    assert "Shard 0 lost its lease and is closed" in caplog.text


async def test_a_database_that_stays_away_closes_the_shard_before_another_may_have_it(
    double: DiscordDouble, state: Leasing, tables: State
) -> None:
    pulse = Told()
    async with replica(double, state=state, pulse=pulse):
        await serving(double, 0)
        with tables.database.writing() as connection:  # nobody else may write while this lasts
            connection.execute(update(leases).values(owner=leases.c.owner))
            await serving(double)
        await serving(double, 0)

    assert len(double.gateway.sessions) == 2


async def test_what_is_in_hand_is_answered_and_the_connection_closed_before_the_lease_is_given_back(
    double: DiscordDouble, ping: str, state: Leasing, others: Leasing
) -> None:
    entered, go = threading.Event(), threading.Event()

    def held(text: str) -> Answer:
        entered.set()
        assert go.wait(10)
        return an_answer(f"Answer to: {text}")

    async with replica(double, StandIn(held), state) as leading, started(double), replica(double, state=others):
        await double.write(f"{ping} in hand")
        assert await asyncio.to_thread(entered.wait, PATIENCE)
        leading.stop.set()
        await others.asked("refused", 7)  # longer than a lease that nobody renews
        meanwhile = len(double.gateway.sessions)
        go.set()
        [sent] = await double.wait_for(POST)
        await double.until(lambda: len(double.gateway.sessions) == 2)

    assert "in hand" in told(sent.body)
    assert meanwhile == 1
    assert double.gateway.closes[0] == 1000


async def test_one_of_several_replicas_looks_at_the_commands(
    double: DiscordDouble, ping: str, state: Leasing, others: Leasing, logged: Logged
) -> None:
    async with (
        replica(double, state=state, shard_ids=(0,), shard_count=2, sync_commands=True),
        replica(double, state=others, shard_ids=(1,), shard_count=2, sync_commands=True),
    ):
        await double.wait_for(PUT_COMMANDS)
        await logged.until("Another process keeps the commands up to date")

    assert len(double.of(GET_COMMANDS)) == 1
