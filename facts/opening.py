"""Where the fact database lies and when it is built: on first use, into the user's cache folder, keyed by content.

Two processes that ask at once build once; a database that is broken or half-written is built anew; where the cache
folder cannot be written the database goes into a temporary one, and that is said. Nothing of value is ever in it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from platformdirs import user_cache_path
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool

from facts import build as building
from facts.catalogue import Catalogue
from facts.store import FactStore, StoreError
from facts.tables import DATA

Say = Callable[[str], None]
LOCK_PATIENCE_SECONDS = 120.0
_STALE_LOCK_SECONDS = 300.0


def cache_folder() -> Path:
    """The folder for built databases: EVBOT_CACHE_DIR, else the user's cache folder."""
    chosen = os.environ.get("EVBOT_CACHE_DIR")
    return Path(chosen) if chosen else user_cache_path("evbot", appauthor=False)


def open_store(
    data: Path = DATA,
    cache: Path | None = None,
    progress: building.Progress = lambda *_: None,
    say: Say = lambda _: None,
) -> FactStore:
    """The store for the data as they are now, built first where needed. Raises StoreError with what to do."""
    content = building.content_hash(data)
    folder = _writable(cache or cache_folder(), say)
    path = folder / f"facts-{content}.sqlite"
    catalogue = Catalogue.load(data / "catalogue")
    for _ in range(2):
        if not path.exists():
            with _lock(path.with_suffix(".lock")):
                if not path.exists():
                    build_file(path, data, progress)
        try:
            store = FactStore(_read_only(path), catalogue)
        except StoreError:
            say(f"{path.name} was broken and is built anew")
            path.unlink(missing_ok=True)
            continue
        _forget_old(folder, path)
        return store
    raise StoreError(f"the fact database at {path} cannot be read even when newly built; check the disk")


def build_file(path: Path, data: Path = DATA, progress: building.Progress = lambda *_: None) -> int:
    """Build a database file beside its place and move it in at once; returns the number of figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="facts-", suffix=".part", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        engine = create_engine(f"sqlite:///{temporary}")
        written = building.build(engine, data, progress)
        engine.dispose()
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return written


def _read_only(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path.as_posix()}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=16, query_cache_size=200)


def _writable(folder: Path, say: Say) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        if next(folder.glob("facts-*.sqlite"), None) is not None:
            return folder
        fallback = Path(tempfile.gettempdir()) / f"evbot-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        say(f"the cache folder {folder} cannot be written ({problem.strerror}); using {fallback}. Set EVBOT_CACHE_DIR to choose one.")
        try:
            fallback.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as second:
            raise StoreError(f"no folder to build the fact database in: set EVBOT_CACHE_DIR ({second})") from second
        return fallback
    return folder


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """One builder at a time, by a file that only one process can create."""
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except FileExistsError:
            if _is_stale(path) or time.monotonic() > deadline:
                path.unlink(missing_ok=True)
            time.sleep(0.05)
        except OSError as problem:
            raise StoreError(f"cannot write {path}: {problem}; set EVBOT_CACHE_DIR to a folder that can be written") from problem
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


def _forget_old(folder: Path, keep: Path) -> None:
    """Databases of other editions that nobody opened for a month."""
    limit = time.time() - 30 * 86_400
    for old in folder.glob("facts-*.sqlite"):
        with contextlib.suppress(OSError):
            if old != keep and old.stat().st_mtime < limit:
                old.unlink()
