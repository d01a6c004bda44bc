"""Where the facts are served from PostgreSQL, updates and rollbacks bring the server's copy along, or say that it lags.

A real server; the commands as they are typed and as the clock starts them, over the small data.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url, text

from bot import updating
from bot.ops.schedule import Schedule
from bot.updating import Updates
from facts.build import content_hash
from facts.editions import Editions
from facts.server_address import schema_of, shown
from facts.server_build import keep_on_server
from facts.updating.record import read_record
from tests.support.facts_command import facts
from tests.support.publisher_double import PublisherDouble, publisher_double
from tests.support.small_data import add_figures, small_data

if TYPE_CHECKING:
    from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.postgres"]

ROOT = Path(__file__).parents[2]
TABLE = "markets.csv"


class Desk:
    """The small data as if they came along, a publisher, a home, and a server for the facts."""

    def __init__(self, root: Path, publisher: PublisherDouble, url: str, odd: int) -> None:
        self.data = small_data(root / "data")
        add_figures(self.data, "bureau", [f"market,,,BEV,FR,2024-01,{odd}"])  # no other test has this content
        self.publisher = publisher
        self.url = url
        self.editions = Editions(root / "home")
        self.table = (self.data / "bureau" / TABLE).read_text()
        self.feeds = root / "feeds.toml"
        self.feeds.write_text(
            f'[publisher.bureau]\nform = "tables"\naddress = "{publisher.address}"\nfiles = ["{TABLE}"]\n'
        )

    def publish(self, sweden: int) -> None:
        self.publisher.serve(TABLE, self.table.replace("SE,2023,5000", f"SE,2023,{sweden}"))

    def serving(self) -> str:
        """The schema of the figures that serve in this home."""
        return schema_of(content_hash(self.data, self.editions.instead(self.editions.history()[0], self.data)))

    def on_server(self) -> dict[str, str]:
        """Every edition of the server with what is noted on it."""
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = connection.execute(
                text(
                    "SELECT nspname, obj_description(oid, 'pg_namespace') AS note FROM pg_namespace "
                    "WHERE nspname LIKE 'evbot_facts%'"
                )
            ).all()
        engine.dispose()
        return {row.nspname: row.note for row in found}


@pytest.fixture
def desk(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    with publisher_double() as publisher:
        odd = 100 + len(request.node.name)
        desk = Desk(tmp_path, publisher, postgres.new_url(), odd)
        monkeypatch.setattr("facts.tables.DATA", desk.data)
        monkeypatch.setattr("facts.opening.DATA", desk.data)
        for name, value in {
            "EVBOT_FACTS_HOME": desk.editions.home,
            "EVBOT_CACHE_DIR": tmp_path / "cache",
            "EVBOT_FACTS_URL": desk.url,
            "SMALL_DATA": desk.data,
            "SMALL_FEEDS": desk.feeds,
            "PYTHONPATH": ROOT,
        }.items():
            monkeypatch.setenv(name, str(value))
        program = (sys.executable, "-m", "tests.support.small_updates", "facts", "update")
        monkeypatch.setattr(updating, "UPDATE", program)
        yield desk


def test_an_update_and_a_rollback_bring_the_copy_along_and_say_so(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    place = shown(make_url(desk.url))
    desk.publish(5100)
    assert facts("update", "--feeds", desk.feeds) == 0
    updated = desk.serving()

    assert f"the copy at {place} was brought up to date\n" in capsys.readouterr().out
    assert desk.on_server()[updated] == "built"

    desk.publish(5200)
    facts("update", "--feeds", desk.feeds)
    assert desk.on_server()[updated].startswith("replaced ")
    capsys.readouterr()

    assert facts("rollback") == 0
    assert desk.serving() == updated
    assert f"the copy at {place} is up to date\n" in capsys.readouterr().out
    assert desk.on_server()[updated] == "built"


def test_while_the_server_is_away_the_local_edition_is_taken_and_the_copy_is_caught_up_later(
    desk: Desk, postgres: Postgres, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = Updates(Schedule(timedelta(hours=1)), desk.editions, None)
    desk.publish(5100)
    with postgres.away():
        assert facts("update", "--feeds", desk.feeds) == 3
        assert len(desk.editions.history()) == 2
        assert "the copy on the server is behind, until an update finds it again: " in capsys.readouterr().err
        assert "the copy on the server is behind: cannot write to " in (updates.why_unwell() or "")

        assert facts("rollback") == 3
        assert len(desk.editions.history()) == 1
        assert facts("editions") == 0
        assert "server  its copy is behind: cannot write to " in capsys.readouterr().out

    monkeypatch.setattr(updating, "COPY_AGAIN", timedelta())
    asyncio.run(updates.update_if_due())
    assert updates.why_unwell() is None
    assert desk.on_server()[desk.serving()] == "built"
    assert len(desk.publisher.asked) == 1  # for the copy alone nobody is asked again


def test_an_update_without_news_makes_a_copy_where_there_is_none(desk: Desk) -> None:
    desk.publish(5000)

    assert facts("update", "--feeds", desk.feeds) == 0
    assert desk.on_server()[desk.serving()] == "built"
    assert read_record(desk.editions.home).behind == ""


def test_of_many_with_the_same_edition_one_writes_it(desk: Desk) -> None:
    written: list[bool] = []
    together = threading.Barrier(3, timeout=30)

    def keep() -> None:
        together.wait()
        written.append(keep_on_server(desk.url, desk.data))

    threads = [threading.Thread(target=keep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(written) == [False, False, True]


def test_a_dry_run_leaves_the_server_alone(desk: Desk) -> None:
    desk.publish(5100)
    before = desk.on_server()

    assert facts("update", "--dry-run", "--feeds", desk.feeds) == 0
    assert before == desk.on_server()
