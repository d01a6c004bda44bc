"""Where the shared state lies and how it is opened: a SQLite file of this user's own, or whatever a URL names.

Opening brings the tables up to date and fails loudly, with what to do. What happens when the database goes away later
is the business of `bot.state.resilient`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import time
from pathlib import Path

from platformdirs import user_state_path
from sqlalchemy import URL, exc, make_url

from bot.state.connecting import PATIENCE_SECONDS, connected
from bot.state.database import Database
from bot.state.errors import StateError
from bot.state.migrating import bring_up_to_date, is_up_to_date
from bot.state.parts import State

MIGRATION_PATIENCE_SECONDS = 300
"""How long a process that starts waits for another one that is changing the tables."""
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
_FORMS = "postgresql+psycopg://user:password@host/database or sqlite:////folder/state.sqlite"
_HINT = f"set EVBOT_DATABASE_URL to {_FORMS}, or leave it out for a file of its own"


def state_path() -> Path:
    """The SQLite file that is used where no URL is given."""
    return user_state_path("evbot", appauthor=False) / "state.sqlite"


def open_state(url: str | None = None) -> State:
    """The state at a URL, or in `state_path()` for None, its tables brought up to date. Raises StateError."""
    address = URL.create("sqlite", database=str(state_path())) if not url else _address(url)
    name = address.render_as_string(hide_password=True)
    if address.get_backend_name() == "sqlite":
        _prepare_file(Path(str(address.database)))
    database = _database(address, name, PATIENCE_SECONDS)
    try:
        if not is_up_to_date(database):
            _migrate(address, name)
    except BaseException as problem:
        database.close()
        if isinstance(problem, StateError):
            raise StateError(f"{problem}; make it reachable, or {_HINT}") from problem
        raise
    return State(database)


def _migrate(address: URL, name: str) -> None:
    database = _database(address, name, MIGRATION_PATIENCE_SECONDS)
    try:
        bring_up_to_date(database)
    finally:
        database.close()


def _database(address: URL, name: str, patience_seconds: int) -> Database:
    try:
        return Database(connected(address, patience_seconds), name, patience_seconds)
    except ImportError as problem:
        raise StateError(
            f"PostgreSQL needs the package psycopg[binary]: {problem}; install it, or {_HINT}"
        ) from problem


def _address(url: str) -> URL:
    try:
        address = make_url(url.strip())
    except (exc.ArgumentError, ValueError):
        # Without its cause, which may quote a password.
        raise StateError(f"EVBOT_DATABASE_URL cannot be read as an address; {_HINT}") from None
    driver = _DRIVERS.get(address.drivername, address.drivername)
    if driver not in _DRIVERS.values():
        raise StateError(f"EVBOT_DATABASE_URL begins with {address.drivername}, which evbot does not know; {_HINT}")
    if driver == "sqlite" and (not address.database or address.database.startswith((":", "file:"))):
        raise StateError(f"EVBOT_DATABASE_URL names no file; {_HINT}")
    return address.set(drivername=driver)


def _prepare_file(path: Path) -> None:
    """Make the file, readable for its owner only, and switch it to a write-ahead log, which it keeps for good."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
        _keep_a_write_ahead_log(path)
    except (OSError, sqlite3.Error) as problem:
        raise StateError(f"the state file {path} cannot be used: {problem}; make it writable, or {_HINT}") from problem


def _keep_a_write_ahead_log(path: Path) -> None:
    # The switch wants the file for itself and, unlike all else, does not wait for it.
    deadline = time.monotonic() + PATIENCE_SECONDS
    with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.02)
