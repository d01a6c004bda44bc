"""Where the fact database lies and when it is built: on first use, into the user's cache folder, keyed by content.

Two processes that ask at once build once; a database that is broken or half-written is built anew; where the cache
folder cannot be written the database goes into a temporary one, and that is said. Nothing of value is ever in it.
Where EVBOT_FACTS_URL names a server that holds the same facts, the store asks that one first (`facts.server`).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from platformdirs import user_cache_path
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from facts import build as building
from facts.catalogue import Catalogue, CatalogueError
from facts.editions import BUNDLED, Editions, facts_home
from facts.server import FactServer
from facts.server_address import server_address, shown
from facts.server_build import build_on_server
from facts.store import FactStore, StoreError
from facts.tables import DATA, TableError

READERS = 8
"""Connections to the database file, one for each thread that reads at the same moment; more threads take turns."""
Say = Callable[[str], None]
LOCK_PATIENCE_SECONDS = 120.0
FORGOTTEN_AFTER_DAYS = 30
FORGOTTEN_LAYERED_AFTER_DAYS = 7
"""There is a layered database for every change of a host's own tables."""
_STALE_LOCK_SECONDS = 300.0
_TAKE_AGAIN = "run `evbot facts update`"
_CHOOSE = "set EVBOT_CACHE_DIR to a folder that can be written"


def cache_folder() -> Path:
    """The folder for built databases: EVBOT_CACHE_DIR, else the user's cache folder."""
    chosen = os.environ.get("EVBOT_CACHE_DIR")
    return Path(chosen) if chosen else user_cache_path("evbot", appauthor=False)


def facts_address() -> URL | None:
    """The server that EVBOT_FACTS_URL names, or None. Raises StoreError where it names none that can be used."""
    named = os.environ.get("EVBOT_FACTS_URL")
    return server_address(named) if named else None


def database_path(data: Path, folder: Path, instead: Sequence[Path] = ()) -> Path:
    """Where in a folder the database of these data lies; another file for every change of the data."""
    return folder / f"facts-{building.content_hash(data, instead)}.sqlite"


def serving(data: Path = DATA, say: Say = lambda _: None) -> tuple[Path, ...]:
    """The publishers' folders of the current edition, which serve in place of those that came along.

    None of an edition that is damaged, which is said, and none in place of other data than those of the package.
    """
    editions = Editions(facts_home())
    current = editions.history()[0]
    if data != DATA or current == BUNDLED:
        return ()
    if editions.whole(current):
        return editions.instead(current, data)
    say(f"edition {current} in {editions.home} is damaged, so the figures that came along serve; {_TAKE_AGAIN}")
    return ()


def open_store(
    data: Path = DATA,
    cache: Path | None = None,
    progress: building.Progress = lambda *_: None,
    say: Say = lambda _: None,
) -> FactStore:
    """The store for the data as they are now, built first where needed. Raises StoreError with what to do.

    The data of the package are read with the edition that serves (`facts.editions`), without it where it is not fit.
    """
    facts_address()  # one that cannot be used is said before anything is built
    if instead := serving(data, say):
        try:
            return _open(data, instead, cache, progress, say)
        except StoreError as problem:
            say(f"the edition that was taken cannot be used, so the figures that came along serve: {problem}")
    return _open(data, (), cache, progress, say)


def prepare_store(instead: Sequence[Path], progress: building.Progress, say: Say) -> None:
    """Have the database of an edition ready before it serves. Raises StoreError where it cannot be built."""
    _open(DATA, instead, None, progress, say).close()


def open_layered(data: Path, instead: Sequence[Path], cache: Path, progress: building.Progress, say: Say) -> FactStore:
    """The store of figures that are not for everybody: in a file of a folder of their own, never on a server.

    Raises StoreError with what to do.
    """
    with _data_faults(data):
        catalogue = Catalogue.load(data / "catalogue")
    path = database_path(data, cache, instead)
    store = _opened_or_built(path, data, instead, catalogue, progress, say)
    _used(path, FORGOTTEN_LAYERED_AFTER_DAYS)
    return store


def usable_folder(folder: Path, say: Say) -> Path:
    """A folder that can be written: the one given, else a temporary one, which is said. Raises StoreError."""
    problem = _cannot_write(folder)
    return folder if problem is None else _fallback(problem, folder, say)


def _open(data: Path, instead: Sequence[Path], cache: Path | None, progress: building.Progress, say: Say) -> FactStore:
    with _data_faults(data):
        catalogue = Catalogue.load(data / "catalogue")
    path = database_path(data, cache or cache_folder(), instead)
    if (problem := _cannot_write(path.parent)) is not None:
        if path.exists() and (store := _opened(path, catalogue)) is not None:
            return _served(store)
        path = _fallback(problem, path.parent, say) / path.name
    store = _opened_or_built(path, data, instead, catalogue, progress, say)
    _used(path, FORGOTTEN_AFTER_DAYS)
    return _served(store)


def _served(store: FactStore) -> FactStore:
    """The store, which asks the server first where one is named."""
    if (address := facts_address()) is not None:
        store.ask_first(FactServer(address, store.edition))
    return store


def build_to(place: str | None, data: Path, progress: building.Progress) -> tuple[int, str]:
    """Build into a file, a folder or the server of an address, or into the cache folder where none is named.

    Returns the number of published figures and where they lie, without a password. Raises StoreError with what to do.
    """
    if place is not None and "://" in place:
        return build_on_server(place, data, progress, serving(data)), shown(server_address(place))
    path = cache_folder() if place is None else Path(place)
    if place is None or path.is_dir():
        path = database_path(data, path, serving(data))
    return build_file(path, data, progress, serving(data)), str(path)


def build_file(
    path: Path, data: Path = DATA, progress: building.Progress = lambda *_: None, instead: Sequence[Path] = ()
) -> int:
    """Build a database file beside its place and move it in at once; returns the number of published figures.

    Raises StoreError with what to do where the data are not fit or the file cannot be written.
    """
    with _data_faults(data), _disk_faults(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="facts-", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        engine = create_engine(URL.create("sqlite", database=name), hide_parameters=True)
        try:
            written = building.build(engine, data, progress, instead)
            engine.dispose()
            temporary.replace(path)
        finally:
            engine.dispose()
            temporary.unlink(missing_ok=True)
    return written


def _opened_or_built(
    path: Path, data: Path, instead: Sequence[Path], catalogue: Catalogue, progress: building.Progress, say: Say
) -> FactStore:
    for _ in range(2):
        if not path.exists():
            with _lock(path.with_suffix(".lock")):
                if not path.exists():
                    build_file(path, data, progress, instead)
        if (store := _opened(path, catalogue)) is not None:
            return store
        say(f"{path.name} was broken and is built anew")
        with _disk_faults(path.parent):
            path.unlink(missing_ok=True)
    raise StoreError(f"the fact database at {path} cannot be read even when newly built; check the disk")


def _opened(path: Path, catalogue: Catalogue) -> FactStore | None:
    """The store in a file, or None where the file is broken."""
    engine = _read_only(path)
    try:
        store = FactStore(engine, catalogue)
    except StoreError:
        engine.dispose()
        return None
    return store


def _read_only(path: Path) -> Engine:
    """All connections are opened now: whoever deletes the file later takes nothing away from them."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        query_cache_size=200,
        hide_parameters=True,  # own figures and what was asked stay out of the log
    )
    try:
        with contextlib.ExitStack() as opened:
            for _ in range(READERS):
                opened.enter_context(engine.connect())
    except SQLAlchemyError:
        engine.dispose()  # the store says what is wrong with the file when it reads it
    return engine


@contextlib.contextmanager
def _data_faults(data: Path) -> Iterator[None]:
    try:
        yield
    except (TableError, CatalogueError) as problem:
        raise StoreError(f"the figures in {data} are not fit: {problem}; run `evbot facts check`") from problem


@contextlib.contextmanager
def _disk_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, SQLAlchemyError) as problem:
        raise StoreError(f"cannot write in {folder}: {problem}; make room there, or {_CHOOSE}") from problem


def _cannot_write(folder: Path) -> OSError | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, probe = tempfile.mkstemp(prefix=".probe-", dir=folder)
        os.close(handle)
        Path(probe).unlink()
    except OSError as problem:
        return problem
    return None


def _fallback(problem: OSError, folder: Path, say: Say) -> Path:
    """A temporary folder of this user's own, and a word on why."""
    reason = problem.strerror or str(problem)
    try:
        fallback = Path(tempfile.gettempdir()) / f"evbot-{_user()}"
        fallback.mkdir(mode=0o700, parents=True, exist_ok=True)
        foreign = hasattr(os, "getuid") and fallback.stat().st_uid != os.getuid()
    except OSError as second:
        raise StoreError(f"no folder to build the fact database in ({reason}; {second}): {_CHOOSE}") from second
    if foreign or (second_problem := _cannot_write(fallback)) is not None:
        why = "belongs to somebody else" if foreign else f"cannot be written ({second_problem})"
        raise StoreError(
            f"no folder to build the fact database in: {folder} ({reason}), and {fallback} {why}: {_CHOOSE}"
        )
    say(f"the cache folder {folder} cannot be written ({reason}); using {fallback}; {_CHOOSE}")
    return fallback


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """One builder at a time, by a file that only one process can create."""
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        with _disk_faults(path.parent):
            try:
                handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
                break
            except FileExistsError:
                if _is_stale(path) or time.monotonic() > deadline:
                    path.unlink(missing_ok=True)
        time.sleep(0.05)
    try:
        os.write(handle, str(os.getpid()).encode())
        os.close(handle)
        yield
    finally:
        path.unlink(missing_ok=True)


def _is_stale(path: Path) -> bool:
    try:
        age = time.time() - path.stat().st_mtime
        owner = int(path.read_text() or "0")
    except (OSError, ValueError):
        return False
    if owner and sys.platform != "win32":
        try:
            os.kill(owner, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
    return age > _STALE_LOCK_SECONDS


def _used(path: Path, days: int) -> None:
    """A database was opened: note the day, by which those that nobody opened for so many days are forgotten."""
    with contextlib.suppress(OSError):
        os.utime(path)
    _forget_old(path.parent, path, days)


def _forget_old(folder: Path, keep: Path, days: int) -> None:
    """Databases of other editions that nobody opened for some days, and what broken-off builds left behind."""
    limit = time.time() - days * 86_400
    for old in (*folder.glob("facts-*.sqlite"), *folder.glob("facts-*.part*")):
        with contextlib.suppress(OSError):
            if old != keep and old.stat().st_mtime < limit:
                old.unlink()
