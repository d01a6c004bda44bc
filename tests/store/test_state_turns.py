"""Writers of one process take turns at a SQLite file, instead of all asking it again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, event

from bot.state import StateAwayError, open_state
from bot.state.connecting import connected
from bot.state.database import Database

WRITERS = 12
PATIENCE_SECONDS = 1
WORK_SECONDS = 0.02


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A state file whose writers wait a second for each other."""
    file = tmp_path / "state.db"
    open_state(f"sqlite:///{file}").close()
    opened = Database(connected(URL.create("sqlite", database=str(file)), PATIENCE_SECONDS), "state", PATIENCE_SECONDS)
    yield opened
    opened.close()


def test_no_writer_asks_the_file_while_another_writes(tmp_path: Path) -> None:
    """SQLite sleeps up to a tenth of a second between two looks, however short the wait would be."""
    engine = connected(URL.create("sqlite", database=str(tmp_path / "state.db")), PATIENCE_SECONDS)
    database = Database(engine, "state", PATIENCE_SECONDS)
    asking: set[int] = set()
    most: list[int] = []

    @event.listens_for(engine, "engine_connect")
    def connect(_: Connection) -> None:
        asking.add(threading.get_ident())
        most.append(len(asking))

    def write(_: int) -> None:
        with database.writing():
            time.sleep(WORK_SECONDS)
            asking.discard(threading.get_ident())

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    database.close()

    assert most == [1] * WRITERS


def test_a_writer_that_waited_long_enough_is_told(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool, database.writing():
        waiting = pool.submit(lambda: database.writing().__enter__())
        with pytest.raises(StateAwayError, match="busy with other writers"):
            waiting.result(10 * PATIENCE_SECONDS)

    with database.writing():
        pass  # and the next one has its turn


def test_readers_need_no_turn(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool, database.writing():
        assert pool.submit(database.now).result(PATIENCE_SECONDS) > 0
