"""Several processes on one database: they start at once, each event is won once, one that is killed loses nothing."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import signal
from collections import Counter
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from alembic import op

from bot.state import PlaceSettings, open_state

pytest_plugins = ["tests.support.postgres"]
KEYS = 2_000
PROCESSES = 3
KILLS = 20
PATIENCE_SECONDS = 60.0

# A server that has loaded the package once and forks from there: a process costs milliseconds, and inherits no threads.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__, "alembic.command", "psycopg"])


def claim_all(url: str, number: int, start: Barrier, told: Connection) -> None:
    """Open the state together with the others, claim every key in an order of one's own, and tell the keys won."""
    keys = [f"event:{key}" for key in range(KEYS)]
    random.Random(number).shuffle(keys)
    start.wait(PATIENCE_SECONDS)
    with open_state(url) as state:
        start.wait(PATIENCE_SECONDS)
        told.send([key for key in keys if state.claims.claim(key, owner=str(number), ttl_seconds=600)])


def write_for_ever(url: str, run: int, told: Connection) -> None:
    """Write one thing of each kind after the other, and tell each number after it was confirmed."""
    with open_state(url) as state:
        number = 0
        while True:
            name = f"{run}:{number}"
            assert state.claims.claim(name, owner="writer", ttl_seconds=600)
            state.conversations.put(name, "said")
            state.places.put(name, PlaceSettings(locale="de"))
            told.send(number)
            number += 1


def die_making_an_index(url: str, number: int) -> None:
    """Open an empty state and be killed at the index of a number."""
    made = itertools.count(1)
    make = op.create_index

    def make_or_die(*arguments: Any, **named: Any) -> None:
        if next(made) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        make(*arguments, **named)

    op.create_index = make_or_die
    open_state(url)


def test_of_processes_that_start_at_once_each_event_is_won_by_exactly_one(state_url: str) -> None:
    start = processes.Barrier(PROCESSES)
    won: Counter[str] = Counter()
    winners = 0
    pipes = [processes.Pipe(duplex=False) for _ in range(PROCESSES)]
    running = [
        processes.Process(target=claim_all, args=(state_url, number, start, pipe[1]))
        for number, pipe in enumerate(pipes)
    ]
    for process, (_, told) in zip(running, pipes, strict=True):
        process.start()
        told.close()
    for heard, _ in pipes:
        keys = heard.recv()
        won.update(keys)
        winners += bool(keys)
        heard.close()
    for process in running:
        process.join(PATIENCE_SECONDS)

    assert [process.exitcode for process in running] == [0] * PROCESSES
    assert won == {f"event:{key}": 1 for key in range(KEYS)}
    assert winners == PROCESSES, "the processes were not at it at the same time"


def confirmed_before_the_kill(url: str, run: int, after: int) -> int:
    """How many writes a writer had confirmed when it was killed, some time after its `after`th."""
    heard, told = processes.Pipe(duplex=False)
    writer = processes.Process(target=write_for_ever, args=(url, run, told))
    writer.start()
    told.close()
    confirmed = 0
    with suppress(EOFError):
        while True:
            confirmed = heard.recv() + 1
            if confirmed == after:
                writer.kill()
    writer.join(PATIENCE_SECONDS)
    heard.close()
    return confirmed


def test_a_writer_that_is_killed_at_any_moment_has_lost_nothing_it_had_confirmed(state_url: str) -> None:
    chance = random.Random(7)
    confirmed = [confirmed_before_the_kill(state_url, run, chance.randrange(1, 60)) for run in range(KILLS)]

    with open_state(state_url) as state:
        lost = [
            name
            for run, count in enumerate(confirmed)
            for name in (f"{run}:{number}" for number in range(count))
            if state.claims.claim(name, owner="reader", ttl_seconds=600)
            or state.conversations.get(name) is None
            or state.places.get(name).locale != "de"
        ]
        still_works = state.claims.claim("after all that", owner="reader", ttl_seconds=600)

    assert lost == []
    assert still_works
    assert len(confirmed) == KILLS
    assert min(confirmed) > 0


@pytest.mark.parametrize("index", [1, 4, 9])
def test_a_process_killed_while_it_makes_the_tables_leaves_nothing_to_repair(state_url: str, index: int) -> None:
    process = processes.Process(target=die_making_an_index, args=(state_url, index))
    process.start()
    process.join(PATIENCE_SECONDS)

    assert process.exitcode == -signal.SIGKILL
    with open_state(state_url) as state:
        assert state.claims.claim("k", owner="me", ttl_seconds=60)
