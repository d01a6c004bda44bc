"""The rounds after an update: each post is made once, whoever runs, whatever the platform says, whoever dies when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from bot.answer import Answer
from bot.following import Delivered, Delivery, Gone, Later, Pace, read_follow, run_rounds
from bot.following.asking import serving
from bot.following.courier import nonce
from bot.service import Context, Hearers, Service
from bot.state import ResilientState, open_state
from bot.state.follows import Follow
from bot.state.leases import Lease
from bot.state.schema import deliveries
from tests.support.followed_figures import Followed, figures

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

__all__ = ["figures"]

pytest_plugins = ["tests.support.postgres"]
PLACE = "discord:77"
EVERY_MONTH = "every month electric cars in Norway"
REPLICAS = 3
PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.02
QUICK = Pace(lease=20.0, deliver=5.0, first_retry=0.02, longest_retry=0.05, batch=3)


class KilledError(BaseException):
    """Ends a process on the spot: nothing catches it."""


@dataclass
class Postbox:
    """A courier that writes down what it is given and says what a test has prepared."""

    platform: str = "discord"
    repeats_safely: bool = False
    says: list[Delivery | BaseException] = field(default_factory=list)
    """What it says, one after the other; delivered at the end."""
    tried: list[tuple[str, str]] = field(default_factory=list)
    """Follow and mark of each time it was asked."""
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    """Channel, mark and text of what stands in the channels; a nonce that was seen is not posted twice."""
    nonces: set[str] = field(default_factory=set)

    async def deliver(self, follow: Follow, answer: Answer, mark: str) -> Delivery:
        """Post, or say what was prepared. What dies on the way has posted where `repeats_safely` will mend it."""
        self.tried.append((follow.id, mark))
        await asyncio.sleep(0)
        said = self.says.pop(0) if self.says else Delivered()
        if isinstance(said, Delivered) or (isinstance(said, BaseException) and self.repeats_safely):
            self._post(follow, answer, mark)
        if isinstance(said, BaseException):
            raise said
        return said

    def _post(self, follow: Follow, answer: Answer, mark: str) -> None:
        name = nonce(follow, mark)
        if not (self.repeats_safely and name in self.nonces):
            self.posts.append((follow.channel, mark, answer.text))
        self.nonces.add(name)


@pytest.fixture
def service(figures: Followed) -> Service:
    """Answers from the figures before the update."""
    return figures.service()


@pytest.fixture
def states(state_url: str) -> Iterator[list[ResilientState]]:
    """The state as several replicas have it."""
    opened = [ResilientState(open_state(state_url)) for _ in range(REPLICAS)]
    yield opened
    for each in opened:
        each.close()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[ResilientState]:
    """The state of one process."""
    opened = ResilientState(open_state(f"sqlite:///{tmp_path / 'state.sqlite'}"))
    yield opened
    opened.close()


def follow(service: Service, state: ResilientState, text: str = EVERY_MONTH, channel: str = "10") -> Follow:
    """A channel follows something."""
    read = read_follow(service, text, Context(platform="discord", place=PLACE)).in_channel(channel)
    assert read is not None
    kept = state.follows.add(read, most=10)
    assert kept is not None
    return kept


@asynccontextmanager
async def running(
    service: Service, courier: Postbox, *states: ResilientState, pace: Pace = QUICK
) -> AsyncIterator[None]:
    """Each state's replica runs its rounds within the block, and all end cleanly after it."""
    stop = asyncio.Event()
    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as replicas:
        for state in states:
            replicas.create_task(run_rounds(service, state, courier, stop, poll_seconds=POLL_SECONDS, pace=pace))
        try:
            yield
        finally:
            stop.set()


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is so; the block around it loses patience."""
    while not await asyncio.to_thread(condition):
        pass


def looked_at(service: Service, state: ResilientState) -> Callable[[], bool]:
    """Whether every follow has seen the figures that serve, and no post is left to be made, now or later."""

    def settled() -> bool:
        with state._state.database.reading() as connection:
            left = connection.execute(select(deliveries).where(deliveries.c.done_at.is_(None))).all()
        return not left and not state.follows.to_look("discord", serving(service))

    return settled


async def settle(service: Service, courier: Postbox, *states: ResilientState, pace: Pace = QUICK) -> None:
    """Run rounds until there is nothing left to do."""
    async with running(service, courier, *states, pace=pace):
        await until(looked_at(service, states[0]))


# Once, whoever runs


async def test_an_update_is_posted_once_by_replicas_that_race(
    figures: Followed, service: Service, states: list[ResilientState]
) -> None:
    for channel in ("10", "11", "12", "13", "14"):
        follow(service, states[0], channel=channel)
    courier = Postbox()
    async with running(service, courier, *states):
        figures.update(service)
        await until(looked_at(service, states[0]))
    await settle(service, courier, *reversed(states))

    assert sorted((channel, mark) for channel, mark, _ in courier.posts) == [
        (channel, figures.last.key) for channel in ("10", "11", "12", "13", "14")
    ]
    assert all("rose by 25%, from 800 in" in text for *_, text in courier.posts)


async def test_even_where_every_replica_holds_the_lease_each_post_is_made_once(
    figures: Followed, service: Service, states: list[ResilientState], monkeypatch: pytest.MonkeyPatch
) -> None:
    for channel in ("10", "11", "12", "13"):
        follow(service, states[0], channel=channel)
    figures.update(service)
    monkeypatch.setattr(ResilientState, "acquire", lambda self, name, owner, ttl: Lease(name, owner, float("inf")))
    courier = Postbox()
    async with running(service, courier, *states):
        await until(lambda: len(courier.posts) == 4)
        await until(looked_at(service, states[0]))

    assert sorted(channel for channel, *_ in courier.posts) == ["10", "11", "12", "13"]


async def test_what_was_out_before_is_never_posted(service: Service, state: ResilientState) -> None:
    follow(service, state)
    with state._state.database.writing() as connection:
        connection.exec_driver_sql("UPDATE follows SET looked = 'another edition'")
    courier = Postbox()
    await settle(service, courier, state)

    assert courier.tried == []


async def test_a_follow_that_is_paused_is_told_when_it_goes_on(
    figures: Followed, service: Service, state: ResilientState
) -> None:
    kept = follow(service, state)
    state.follows.set_paused(kept.id, paused=True)
    figures.update(service)
    courier = Postbox()
    await settle(service, courier, state)
    paused = list(courier.posts)
    state.follows.set_paused(kept.id, paused=False)
    await settle(service, courier, state)

    assert paused == []
    assert [channel for channel, *_ in courier.posts] == ["10"]


async def test_the_follows_of_another_platform_are_left_alone(
    figures: Followed, service: Service, state: ResilientState
) -> None:
    kept = follow(service, state)
    state.follows.add(replace(kept, platform="slack", id="slack-one"), most=10)
    figures.update(service)
    courier = Postbox()
    await settle(service, courier, state)

    assert courier.tried == [(kept.id, figures.last.key)]


async def test_what_one_place_may_see_is_not_posted_in_another(figures: Followed, state: ResilientState) -> None:
    public = figures.service()
    kept = follow(public, state, channel="10")
    state.follows.remove(kept.id)
    for place in (PLACE, "discord:78"):
        inside = replace(kept, place=place, id=place, inside=True, looked="another edition")
        state.follows.add(inside, most=10)
    figures.update(owner := figures.service())
    service = Service(public.store, own=owner.store, hearers=Hearers.of([PLACE]))
    courier = Postbox()
    await settle(service, courier, state)

    assert courier.tried == [(PLACE, figures.last.key)]


async def test_own_figures_that_begin_to_serve_in_the_middle_of_a_look_are_told_to_nobody_else(
    figures: Followed, state: ResilientState
) -> None:
    public = figures.service()
    kept = follow(public, state, channel="10")
    state.follows.remove(kept.id)
    for number, place in enumerate((PLACE, "discord:78")):  # the listed one is looked at first
        state.follows.add(replace(kept, place=place, id=f"{number}", inside=True, looked="another edition"), most=10)
    figures.update(owner := figures.service())

    class Beginning(Service):
        """Has no own figures until it is asked the first question."""

        def press(self, packed: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
            self.serve_own(owner.store)
            return super().press(packed, context)

    courier = Postbox()
    await settle(Beginning(public.store, hearers=Hearers.of([PLACE])), courier, state)

    assert courier.tried == [("0", figures.last.key)]


async def test_what_was_wished_once_is_over_after_its_post(
    figures: Followed, service: Service, state: ResilientState
) -> None:
    kept = follow(service, state, f"when Norway's {figures.last.label} is out")
    figures.update(service)
    courier = Postbox()
    await settle(service, courier, state)

    assert [mark for _, mark, _ in courier.posts] == [figures.last.key]
    assert state.follows.get(kept.id) is None


# What the platform says


async def test_a_post_that_the_platform_puts_off_is_made_once_in_the_end(
    figures: Followed, service: Service, state: ResilientState
) -> None:
    kept = follow(service, state)
    figures.update(service)
    courier = Postbox(says=[Later(0.01), Later(), Later()])
    async with running(service, courier, state):
        await until(lambda: courier.posts)
        await until(looked_at(service, state))

    assert courier.tried == [(kept.id, figures.last.key)] * 4
    assert [channel for channel, *_ in courier.posts] == ["10"]


async def test_a_channel_that_is_gone_loses_its_follow_and_no_other_does(
    figures: Followed, service: Service, state: ResilientState
) -> None:
    for channel in ("10", "11"):
        follow(service, state, channel=channel)
    figures.update(service)
    courier = Postbox(says=[Gone("unknown channel")])
    await settle(service, courier, state, pace=replace(QUICK, at_once=1))
    left = [one for channel in ("10", "11") for one in state.follows.of_channel("discord", PLACE, channel)]

    assert len(courier.posts) == 1
    assert [one.channel for one in left] == [channel for channel, *_ in courier.posts]


@pytest.mark.parametrize(("repeats_safely", "tries"), [(True, 2), (False, 1)])
async def test_a_post_that_fails_on_the_way_is_tried_again_only_where_that_is_safe(
    figures: Followed, service: Service, state: ResilientState, repeats_safely: bool, tries: int
) -> None:
    follow(service, state)
    figures.update(service)
    courier = Postbox(repeats_safely=repeats_safely, says=[ConnectionError("cut off")])
    async with running(service, courier, state):
        await until(lambda: len(courier.tried) == tries)
        await until(looked_at(service, state))
    await settle(service, courier, state)

    assert len(courier.tried) == tries
    assert len(courier.posts) == (1 if repeats_safely else 0)


async def test_a_post_that_takes_too_long_does_not_hold_up_the_others(
    figures: Followed, service: Service, state: ResilientState
) -> None:
    for channel in ("10", "11"):
        follow(service, state, channel=channel)
    figures.update(service)

    class Slow(Postbox):
        async def deliver(self, follow: Follow, answer: Answer, mark: str) -> Delivery:
            if follow.channel == "10":
                await asyncio.Event().wait()
            return await super().deliver(follow, answer, mark)

    courier = Slow()
    await settle(service, courier, state, pace=replace(QUICK, deliver=0.05))

    assert [channel for channel, *_ in courier.posts] == ["11"]


# When a process dies


async def died_posting(service: Service, state: ResilientState, courier: Postbox) -> None:
    """A process is killed between its claim and the platform's word."""
    courier.says = [KilledError()]
    with pytest.raises(BaseExceptionGroup):
        async with running(service, courier, state):
            await asyncio.Event().wait()


@pytest.mark.parametrize("repeats_safely", [True, False])
async def test_a_post_whose_process_died_is_made_again_only_where_the_platform_knows_it(
    figures: Followed,
    service: Service,
    states: list[ResilientState],
    repeats_safely: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    follow(service, states[0])
    figures.update(service)
    courier = Postbox(repeats_safely=repeats_safely)
    await died_posting(service, states[0], courier)
    await settle(service, courier, states[1])

    assert len(courier.tried) == (2 if repeats_safely else 1)
    assert len(courier.posts) == (1 if repeats_safely else 0)
    assert ("was cut off and may have been made; it is not made again" in caplog.text) is not repeats_safely


async def test_after_a_while_not_even_discord_would_know_a_repetition(
    figures: Followed, service: Service, states: list[ResilientState]
) -> None:
    follow(service, states[0])
    figures.update(service)
    courier = Postbox(repeats_safely=True)
    await died_posting(service, states[0], courier)
    with states[1]._state.database.writing() as connection:
        connection.execute(update(deliveries).values(at=deliveries.c.at - 600))
    await settle(service, courier, states[1])

    assert len(courier.tried) == 1


async def test_while_the_database_is_away_nothing_is_posted_and_afterwards_once(
    figures: Followed, service: Service, postgres: Postgres
) -> None:
    state = ResilientState(open_state(postgres.new_url()), retry_seconds=0.05)
    follow(service, state)
    courier = Postbox()
    async with running(service, courier, state):
        with postgres.away():
            figures.update(service)
            await until(lambda: state.degraded)
            during = list(courier.posts)
        await until(lambda: courier.posts)
        await until(looked_at(service, state))
    state.close()

    assert during == []
    assert [channel for channel, *_ in courier.posts] == ["10"]
