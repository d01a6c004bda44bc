"""How the shared state is opened: where it lies, who may read it, and what is said when it cannot be."""

from __future__ import annotations

import sqlite3
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.state import StateError, open_state, state_path

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.postgres"]
SECRET = "hunter2/x"


def test_without_a_url_the_state_lies_in_a_file_of_this_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("bot.state.opening.user_state_path", lambda name, appauthor: tmp_path / name)

    with open_state() as state:
        state.conversations.put("c", "kept")

    assert state_path() == tmp_path / "evbot" / "state.sqlite"
    assert state_path().exists()
    assert stat.S_IMODE(state_path().parent.stat().st_mode) == 0o700


def test_nobody_else_may_read_the_file_and_what_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.touch(mode=0o644)

    with open_state(f"sqlite:///{path}") as state:
        state.conversations.put("c", "kept")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}

    assert modes == {"state.sqlite": 0o600, "state.sqlite-wal": 0o600, "state.sqlite-shm": 0o600}


def test_what_was_written_is_there_when_it_is_opened_again(state_url: str) -> None:
    with open_state(state_url) as state:
        state.conversations.put("c", "kept")
    with open_state(state_url) as state:
        found = state.conversations.get("c")

    assert found is not None
    assert found.payload == "kept"


def test_the_short_forms_of_a_postgresql_url_are_taken(postgres: Postgres) -> None:
    url = postgres.new_url()
    with open_state(url.replace("postgresql+psycopg", "postgres")) as state:
        name = state.database.name

    assert name.startswith("postgresql+psycopg://evbot@")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"postgresql://evbot:{SECRET}@host:port/db", "cannot be read as an address"),
        ("nonsense", "cannot be read as an address"),
        ("mysql://evbot:hunter2@host/db", "begins with mysql, which evbot does not know"),
        ("postgresql+asyncpg://evbot:hunter2@host/db", "begins with postgresql+asyncpg"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://evbot:hunter2@127.0.0.1:1/db", "postgresql+psycopg://evbot:***@127.0.0.1:1/db cannot be used"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(url: str, told: str) -> None:
    with pytest.raises(StateError) as caught:
        open_state(url)

    assert told in str(caught.value)
    assert "EVBOT_DATABASE_URL" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(
        StateError, match=r"file/state\.sqlite cannot be used: .* make it writable, or set EVBOT_DATABA"
    ):
        open_state(f"sqlite:///{tmp_path / 'file' / 'state.sqlite'}")


def test_a_file_that_is_something_else_is_left_alone_and_told(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("Dear diary, " * 100)

    with pytest.raises(StateError, match=r"letters\.txt cannot be used: file is not a database"):
        open_state(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear diary")


def test_a_missing_driver_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StateError, match=r"needs the package psycopg\[binary\]"):
        open_state("postgresql://evbot@host/db")


def test_the_file_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    open_state(f"sqlite:///{path}").close()
    plain = sqlite3.connect(path)
    mode = plain.execute("PRAGMA journal_mode").fetchone()
    plain.close()

    assert mode == ("wal",)
