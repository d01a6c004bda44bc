"""The facts on a real PostgreSQL server: the same answers as from the file, and the file while the server is away."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from sqlalchemy import Engine, create_engine, make_url, select, text

from bot.service import Context, Service
from facts import schema
from facts.build import content_hash
from facts.model import SOLD
from facts.opening import database_path, open_store
from facts.period import Period
from facts.server import FactServer
from facts.server_address import schema_of, server_address
from facts.server_build import KEPT_DAYS, build_on_server
from facts.store import FactStore, StoreError
from tests.support.facts_command import facts
from tests.support.sentences import all_sentences
from tests.support.small_data import add_figures, small_data

if TYPE_CHECKING:
    from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.postgres"]

Served = Callable[[], FactStore]
EVERY = 5
PATIENCE_SECONDS = 30
SECRET = "hunter2-and-more"
AWAY = f"postgresql+psycopg://evbot:{SECRET}@/facts?host=/nowhere"


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.new_url()


@pytest.fixture
def data(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The small folder with a figure that no other test has, as editions of one content share their place."""
    folder = small_data(tmp_path / "data")
    add_figures(folder, "bureau", [f"market,,,BEV,FR,2024-01,{crc32(request.node.name.encode())}"])
    return folder


@pytest.fixture
def served(url: str, data: Path, tmp_path: Path) -> Iterator[Served]:
    """A store over the file that asks the server first and looks for it often."""
    stores: list[FactStore] = []

    def make() -> FactStore:
        stores.append(open_store(data, tmp_path / "cache"))
        stores[-1].ask_first(FactServer(server_address(url), stores[-1].edition, retry_seconds=0.02))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


def zoes(store: FactStore, year: int = 2023) -> float | None:
    [series] = store.find("renault/zoe", "NO", SOLD)
    figure = series.figure(Period.year(year))
    return None if figure is None else figure.value


def back(store: FactStore) -> bool:
    assert store._server is not None

    return store._server.wait_until_there(PATIENCE_SECONDS)


@contextlib.contextmanager
def connected(url: str) -> Iterator[Engine]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def run(url: str, command: str) -> list[Any]:
    with connected(url) as engine, engine.connect() as connection:
        done = connection.execute(text(command))
        return list(done.all()) if done.returns_rows else []


def editions(url: str) -> set[str]:
    return {row.nspname for row in run(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'evbot_facts%'")}


# -- the same facts ---------------------------------------------------------------------------------------------------


def test_every_table_is_the_same_in_the_file_and_on_the_server(
    url: str, real_cache: Path, real_store: FactStore
) -> None:
    build_on_server(url)
    file = create_engine(f"sqlite:///{database_path(Path(schema.__file__).parent / 'data', real_cache)}")
    server = create_engine(url, execution_options={"schema_translate_map": {None: schema_of(real_store.edition)}})

    with file.connect() as here, server.connect() as there:
        for table in schema.metadata.sorted_tables:
            query = select(table).order_by(*table.primary_key.columns)

            assert list(here.execute(query).all()) == list(there.execute(query).all()), table.name
    file.dispose()
    server.dispose()


def test_hundreds_of_questions_have_the_same_answers_from_both(
    url: str, real_cache: Path, real_store: FactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_on_server(url)
    monkeypatch.setenv("EVBOT_FACTS_URL", url)
    served = open_store(cache=real_cache)
    from_file, from_server = Service(real_store), Service(served)
    today = Context(today=date(2026, 11, 23))
    texts = [sentence.text for sentence in all_sentences() if sentence.is_first][::EVERY]

    for question in texts:
        expected = replace(from_file.ask(question, today), elapsed_ms=0.0)

        assert expected == replace(from_server.ask(question, today), elapsed_ms=0.0)
    assert len(texts) >= 200
    assert not served.degraded
    served.close()


def test_the_server_is_asked_before_the_file(url: str, data: Path, served: Served) -> None:
    build_on_server(url, data)
    place = schema_of(content_hash(data))
    run(url, f"UPDATE {place}.figure SET value = 7 WHERE kind = 'year' AND value = 120")

    assert zoes(served()) == 7


def test_words_are_compared_by_their_bytes_whatever_the_language_of_the_database(url: str, data: Path) -> None:
    build_on_server(url, data)
    found = run(
        url,
        "SELECT DISTINCT collation_name FROM information_schema.columns "
        f"WHERE table_schema = '{schema_of(content_hash(data))}' AND data_type IN ('text', 'character varying')",
    )

    assert [tuple(row) for row in found] == [("C",)]


def test_a_user_who_may_only_read_is_enough_for_answers(url: str, data: Path, served: Served, tmp_path: Path) -> None:
    build_on_server(url, data)
    run(url, "CREATE ROLE reader LOGIN")
    store = open_store(data, tmp_path / "cache")
    store.ask_first(FactServer(make_url(url).set(username="reader"), store.edition))

    assert zoes(store) == 120
    assert not store.degraded
    store.close()


# -- away and back ----------------------------------------------------------------------------------------------------


def test_without_a_server_at_the_start_the_file_answers(
    postgres: Postgres, url: str, data: Path, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    build_on_server(url, data)
    with postgres.away():
        store = served()

        assert store.degraded
        assert zoes(store) == 120
        assert "answering from the local file" in caplog.text
    assert back(store)
    assert store.degraded_since is None
    assert "are there again" in caplog.text


def test_a_server_that_goes_away_between_two_questions_takes_no_answer_along(
    postgres: Postgres, url: str, data: Path, served: Served
) -> None:
    build_on_server(url, data)
    store = served()

    assert zoes(store) == 120
    with postgres.away():
        assert [figure.value for figure in _leafs(store)] == [120]
        assert store.degraded
    assert back(store)


def test_a_server_that_falls_silent_is_given_up_within_seconds(
    postgres: Postgres, url: str, data: Path, served: Served
) -> None:
    build_on_server(url, data)
    store = served()
    assert not store.degraded
    with postgres.silent():
        assert zoes(store) == 120
        assert store.degraded
    assert back(store)


def test_a_server_without_this_edition_is_said_and_used_once_it_has_it(
    url: str, data: Path, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    store = served()

    assert store.degraded
    assert "does not hold these facts; run `evbot facts build --to`" in caplog.text
    build_on_server(url, data)
    assert back(store)
    assert zoes(store) == 120


# -- building ---------------------------------------------------------------------------------------------------------


def test_readers_go_on_while_the_same_edition_is_built_anew(url: str, data: Path, served: Served) -> None:
    build_on_server(url, data)
    seen: list[float | None] = []

    def ask_meanwhile(*_: object) -> None:
        store = served()
        assert not store.degraded
        seen.append(zoes(store))

    before = served()
    build_on_server(url, data, ask_meanwhile)

    assert {120} == set(seen)
    assert zoes(before) == 120
    assert not before.degraded


def test_a_build_that_breaks_off_leaves_nothing_behind(url: str, data: Path) -> None:
    before = editions(url)
    add_figures(data, "paper", ["renault/zoe,,,,NO,2024-13,10"])

    with pytest.raises(StoreError, match="run `evbot facts check`"):
        build_on_server(url, data)
    assert before == editions(url)


def test_an_edition_that_was_replaced_stays_for_a_while_and_goes_then(url: str, data: Path) -> None:
    build_on_server(url, data)
    old = schema_of(content_hash(data))
    add_figures(data, "paper", ["renault/zoe,,,,NO,2024-01,10"])
    build_on_server(url, data)
    assert old in editions(url)

    long_ago = date.today() - timedelta(days=KEPT_DAYS + 2)
    run(url, f"COMMENT ON SCHEMA {old} IS 'replaced {long_ago}'")
    build_on_server(url, data)

    assert old not in editions(url)
    assert schema_of(content_hash(data)) in editions(url)


def test_an_edition_that_was_replaced_yesterday_is_kept(url: str, data: Path) -> None:
    build_on_server(url, data)
    old = schema_of(content_hash(data))
    add_figures(data, "paper", ["renault/zoe,,,,NO,2024-01,10"])
    build_on_server(url, data)
    yesterday = date.today() - timedelta(days=1)
    run(url, f"COMMENT ON SCHEMA {old} IS 'replaced {yesterday}'")
    build_on_server(url, data)

    assert old in editions(url)


# -- addresses --------------------------------------------------------------------------------------------------------


def test_no_message_tells_the_password(data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = open_store(data, tmp_path / "cache")
    store.ask_first(FactServer(server_address(AWAY), store.edition))
    with pytest.raises(StoreError, match="make sure that it runs") as refused:
        build_on_server(AWAY, data)

    assert store.degraded
    assert SECRET not in caplog.text
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None
    store.close()


@pytest.mark.parametrize(
    "wrong", [f"mysql://evbot:{SECRET}@host/facts", f"postgresql://evbot:{SECRET}@host:port/facts"]
)
def test_an_address_that_is_none_is_refused_before_anything_is_built(
    wrong: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVBOT_FACTS_URL", wrong)

    with pytest.raises(StoreError, match="postgresql\\+psycopg://user:password@host/database") as refused:
        open_store(data, tmp_path / "cache")
    assert SECRET not in str(refused.value)
    assert not (tmp_path / "cache").exists()


def test_the_command_builds_into_an_address(url: str, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facts("build", "--data", data, "--to", url) == 0
    assert capsys.readouterr().out.startswith("118 figures in ")
    assert schema_of(content_hash(data)) in editions(url)


def _leafs(store: FactStore) -> list[Any]:
    [series] = store.find("nissan/leaf", "NO", SOLD)
    return [figure for figure in [series.figure(Period.year(2023))] if figure is not None]
