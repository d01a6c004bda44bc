"""What channels follow in the shared state: the limit under races, who may post, what is left when a process dies."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from sqlalchemy import update

from bot.state import ResilientState, State, StateAwayError, open_state
from bot.state.follows import Follow, Serving, Trigger
from bot.state.schema import deliveries, follows

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.postgres"]
T = TypeVar("T")
ANN = "discord:1"
REPLICAS = 3
RETRY_SECONDS = 0.05
PATIENCE_SECONDS = 30.0


def a_follow(packed: str = "1n;pNO", channel: str = "10", trigger: Trigger = Trigger.EVERY_MONTH) -> Follow:
    """A follow of a channel in a server."""
    return Follow("discord", "discord:77", channel, trigger, packed, f"every month: {packed}", user_key=ANN)


@pytest.fixture
def state(state_url: str) -> Iterator[State]:
    """The state as one replica has it."""
    with open_state(state_url) as opened:
        yield opened


@pytest.fixture
def replicas(state_url: str) -> Iterator[list[State]]:
    """The state as several replicas have it."""
    opened = [open_state(state_url) for _ in range(REPLICAS)]
    yield opened
    for each in opened:
        each.close()


def at_once(replicas: list[State], work: Callable[[State, int], T]) -> list[T]:
    """What comes of work that each replica begins at the same moment."""
    start = threading.Barrier(len(replicas))

    def begin(state: State, number: int) -> T:
        start.wait(PATIENCE_SECONDS)
        return work(state, number)

    with ThreadPoolExecutor(len(replicas)) as pool:
        return list(pool.map(begin, replicas, range(len(replicas))))


# What a channel follows


def test_a_channel_lists_its_own_follows_and_no_others(state: State) -> None:
    kept = [state.follows.add(a_follow(packed), most=10) for packed in ("1n;pNO", "1n;pSE")]
    state.follows.add(a_follow(channel="11"), most=10)
    state.follows.add(replace(a_follow(), platform="slack", id="s"), most=10)
    found = state.follows.of_channel("discord", "discord:77", "10")

    assert [follow.packed for follow in found] == ["1n;pNO", "1n;pSE"]
    assert [replace(follow, at=0.0) for follow in found] == kept


def test_what_was_set_in_the_same_moment_is_listed_in_the_order_it_came(state: State) -> None:
    kept = [state.follows.add(a_follow(f"1n;p{number}"), most=10) for number in range(8)]
    with state.database.writing() as connection:
        connection.execute(update(follows).values(at=1.0))

    assert state.follows.of_channel("discord", "discord:77", "10") == [replace(each, at=1.0) for each in kept if each]


def test_a_follow_in_private_has_no_place(state: State) -> None:
    state.follows.add(replace(a_follow(), place=None), most=10)

    assert [follow.place for follow in state.follows.of_channel("discord", None, "10")] == [None]
    assert state.follows.of_channel("discord", "discord:77", "10") == []


def test_a_full_channel_has_no_room_until_one_is_removed(state: State) -> None:
    first, second, third = (a_follow(f"1n;p{number}") for number in range(3))
    added = [state.follows.add(follow, most=2) is not None for follow in (first, second, third)]
    removed = [state.follows.remove(first.id), state.follows.remove(first.id)]

    assert added == [True, True, False]
    assert removed == [True, False]
    assert state.follows.add(third, most=2) == third


def test_what_is_followed_already_stays_one_follow_and_goes_on(state: State) -> None:
    first = a_follow()
    state.follows.add(first, most=1)
    state.follows.set_paused(first.id, paused=True)
    again = state.follows.add(a_follow(), most=1)

    assert again is not None
    assert (again.id, again.paused) == (first.id, False)
    assert len(state.follows.of_channel("discord", "discord:77", "10")) == 1


def test_replicas_that_add_at_once_never_exceed_the_limit(replicas: list[State]) -> None:
    def add(state: State, number: int) -> int:
        return sum(state.follows.add(a_follow(f"1n;l{number}{one}"), most=5) is not None for one in range(4))

    added = at_once(replicas, add)

    assert sum(added) == 5
    assert len(replicas[0].follows.of_channel("discord", "discord:77", "10")) == 5


def test_replicas_that_add_the_same_at_once_keep_one(replicas: list[State]) -> None:
    kept = at_once(replicas, lambda state, _: state.follows.add(a_follow(), most=5))

    assert len({follow.id for follow in kept if follow is not None}) == 1
    assert len(replicas[0].follows.of_channel("discord", "discord:77", "10")) == 1


def test_the_follows_of_a_server_go_with_the_bot(state: State) -> None:
    state.follows.add(a_follow(), most=10)
    state.follows.add(replace(a_follow(channel="20"), place="discord:78", id="other"), most=10)

    assert state.follows.remove_place("discord:77") == 1
    assert state.follows.get("other") is not None


# Who holds which follow against the figures


def test_a_follow_is_looked_at_until_it_has_seen_the_edition_that_serves(state: State) -> None:
    new, old = replace(a_follow("1n;pNO"), id="a", looked="old"), replace(a_follow("1n;pSE"), id="b", looked="new")
    for follow in (new, old):
        state.follows.add(follow, most=10)
    before = [follow.id for follow in state.follows.to_look("discord", Serving("new"))]
    state.follows.set_looked(before, "new")

    assert before == ["a"]
    assert state.follows.to_look("discord", Serving("new")) == []
    assert [follow.id for follow in state.follows.to_look("discord", Serving("newer"), limit=1)] == ["a"]
    assert [follow.id for follow in state.follows.to_look("discord", Serving("newer"), after="a")] == ["b"]


def test_a_listed_place_is_looked_at_when_its_own_edition_changes_and_nobody_else_is(state: State) -> None:
    listed = replace(a_follow(), place="discord:77", inside=True, looked="own", id="a")
    open_to_others = replace(listed, inside=False, looked="new", channel="2", id="b")
    elsewhere = replace(listed, place="discord:78", looked="new", id="c")
    never_own = replace(listed, looked="new", channel="3", id="d")
    for follow in (listed, open_to_others, elsewhere, never_own):
        state.follows.add(follow, most=10)

    def to_look(**own: str) -> str:
        serving = Serving("new", {f"discord:{number[1:]}": edition for number, edition in own.items()})
        return "".join(follow.id for follow in state.follows.to_look("discord", serving))

    assert [to_look(_77="own"), to_look(_77="own again"), to_look(_78="own"), to_look()] == ["d", "ad", "ac", "a"]


def test_a_paused_follow_is_neither_looked_at_nor_posted(state: State) -> None:
    follow = a_follow()
    state.follows.add(follow, most=10)
    state.follows.set_paused(follow.id, paused=True)
    claimed = state.follows.claim(follow.id, "2026-10")
    looked = state.follows.to_look("discord", Serving("new"))
    state.follows.set_paused(follow.id, paused=False)

    assert (claimed, looked) == (False, [])
    assert state.follows.claim(follow.id, "2026-10")


# Who posts


def test_a_post_is_claimed_once_for_ever(state: State) -> None:
    follow = a_follow()
    state.follows.add(follow, most=10)
    claims = [state.follows.claim(follow.id, mark) for mark in ("2026-10", "2026-10", "2026-11")]
    state.follows.done(follow.id, "2026-10")

    assert claims == [True, False, True]
    assert not state.follows.claim(follow.id, "2026-10")


def test_of_replicas_that_claim_at_once_each_post_is_won_by_one(replicas: list[State]) -> None:
    follow = a_follow()
    replicas[0].follows.add(follow, most=10)
    marks = [f"{year}" for year in range(2000, 2060)]
    won = at_once(replicas, lambda state, _: [mark for mark in marks if state.follows.claim(follow.id, mark)])

    assert Counter(mark for each in won for mark in each) == dict.fromkeys(marks, 1)


def test_nothing_is_claimed_for_a_follow_that_was_removed(state: State) -> None:
    assert not state.follows.claim("gone", "2026-10")


def test_a_post_that_was_made_is_what_the_follow_has_seen(state: State) -> None:
    follow = replace(a_follow(), seen="2026-08")
    state.follows.add(follow, most=10)
    for mark in ("2026-10", "2026-09"):
        state.follows.claim(follow.id, mark)
        state.follows.done(follow.id, mark)
    found = state.follows.get(follow.id)

    assert found is not None
    assert found.seen == "2026-10"
    assert state.follows.unfinished("discord") == []


@pytest.mark.parametrize("trigger", [Trigger.ONCE_OUT, Trigger.PASSES])
def test_what_is_told_once_is_over_when_it_was_told(state: State, trigger: Trigger) -> None:
    follow = a_follow(trigger=trigger)
    state.follows.add(follow, most=10)
    state.follows.claim(follow.id, "passed")
    state.follows.done(follow.id, "passed")

    assert state.follows.get(follow.id) is None


def test_a_post_that_was_put_off_is_due_at_its_time_and_taken_up_by_one(replicas: list[State]) -> None:
    state, follow = replicas[0], a_follow()
    state.follows.add(follow, most=10)
    state.follows.claim(follow.id, "2026-10")
    state.follows.put_off(follow.id, "2026-10", 600)
    early = state.follows.unfinished("discord")
    state.follows.put_off(follow.id, "2026-10", -1)
    (due,) = state.follows.unfinished("discord")
    taken = at_once(replicas, lambda each, _: each.follows.take_up(due))

    assert early == []
    assert (due.mark, due.is_put_off, due.tries) == ("2026-10", True, 2)
    assert sorted(taken) == [False] * (REPLICAS - 1) + [True]
    assert [left.is_put_off for left in state.follows.unfinished("discord")] == [False]


def test_a_post_whose_process_died_is_found_with_its_age_and_taken_up_by_one(replicas: list[State]) -> None:
    state, follow = replicas[0], a_follow()
    state.follows.add(follow, most=10)
    state.follows.claim(follow.id, "2026-10")
    with state.database.writing() as connection:
        connection.execute(update(deliveries).values(at=deliveries.c.at - 60))
    (left,) = state.follows.unfinished("discord")
    taken = at_once(replicas, lambda each, _: each.follows.take_up(left))

    assert not left.is_put_off
    assert 60 <= left.age_seconds < 60 + PATIENCE_SECONDS
    assert sorted(taken) == [False] * (REPLICAS - 1) + [True]
    assert state.follows.unfinished("discord")[0].age_seconds >= 60
    assert state.follows.unfinished("slack") == []


# While the database is away


def test_while_the_database_is_away_nothing_is_pretended_and_nothing_posted(postgres: Postgres) -> None:
    resilient = ResilientState(open_state(postgres.new_url()), retry_seconds=RETRY_SECONDS)
    follow = a_follow()
    resilient.follows.add(follow, most=10)
    resilient.follows.claim(follow.id, "2026-09")
    demands: list[Callable[[], object]] = [
        lambda: resilient.follows.add(a_follow("1n;pSE"), most=10),
        lambda: resilient.follows.of_channel("discord", "discord:77", "10"),
        lambda: resilient.follows.set_paused(follow.id, paused=True),
        lambda: resilient.follows.claim(follow.id, "2026-10"),
    ]
    with postgres.away():
        for demand in demands:
            with pytest.raises(StateAwayError):
                demand()
        to_look = resilient.follows.to_look("discord", Serving("new"))
        resilient.follows.done(follow.id, "2026-09")
    recovered = resilient.presence.wait_until_there(PATIENCE_SECONDS)
    found = resilient.follows.get(follow.id)

    assert to_look == []
    assert recovered
    assert found is not None
    assert found.seen == "2026-09"
    resilient.close()
