"""The editions of the figures that were taken since the package was made: where they lie and which one serves.

An edition is a folder `editions/<id>` with whole publishers' folders that stand in place of those in facts/data; its id
is the hash of what is in it. One small file, `current`, names the edition that serves and those before it and is only
ever replaced as a whole: whoever reads it finds the old facts or the new ones. How one is made: `facts.updating`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from facts.tables import DATA, TableError, publisher_folders, read_sources

BUNDLED = "bundled"
"""What stands in `current` for the figures that came along, and the token while nothing else serves."""
KEPT = 5
"""Editions that are kept, the one that serves and those before it."""
_ID = re.compile(r"[0-9a-f]{20}")
_CHANGES = "changes.txt"


class EditionError(Exception):
    """The editions cannot be read, written or gone back from; the message says what to do."""


class Busy(EditionError):  # noqa: N818 - it is a state of affairs, not a fault
    """Another process is updating right now."""


def facts_home() -> Path:
    """The folder of the editions: EVBOT_FACTS_HOME, else a folder of the user's data."""
    chosen = os.environ.get("EVBOT_FACTS_HOME")
    return Path(chosen) if chosen else user_data_path("evbot", appauthor=False) / "figures"


def current_edition(home: Path | None = None) -> str:
    """The id of the edition that serves, or `BUNDLED`. One small read: cheap enough to ask every few seconds."""
    return Editions(home or facts_home()).history()[0]


def folder_hash(folder: Path) -> str:
    """A hash of every table and declaration under a folder, with their names."""
    digest = hashlib.blake2b(digest_size=10)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".csv", ".toml"):
            digest.update(f"{path.relative_to(folder).as_posix()}\n{path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Editions:
    """The editions under one folder."""

    home: Path

    @property
    def pointer(self) -> Path:
        """The file that says which edition serves."""
        return self.home / "current"

    def history(self) -> tuple[str, ...]:
        """The edition that serves, then those before it; `BUNDLED` alone where nothing was ever taken."""
        try:
            lines = self.pointer.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            return (BUNDLED,)
        return tuple(line for line in lines if line == BUNDLED or _ID.fullmatch(line)) or (BUNDLED,)

    def folder(self, edition: str) -> Path:
        """Where an edition lies."""
        return self.home / "editions" / edition

    def changes(self, edition: str) -> Path:
        """The list of what an edition changed, as text."""
        return self.folder(edition) / _CHANGES

    def whole(self, edition: str) -> bool:
        """Whether an edition is there and nothing in it was lost or altered."""
        return edition == BUNDLED or (self.folder(edition).is_dir() and folder_hash(self.folder(edition)) == edition)

    def instead(self, edition: str, data: Path = DATA) -> tuple[Path, ...]:
        """The publishers' folders of an edition that serve in place of those that came along.

        A newer package may bring a later state of a publisher than the edition has: the later published one serves.
        """
        if edition == BUNDLED:
            return ()
        ours = {folder.name: folder for folder in publisher_folders(data)}
        taken = publisher_folders(self.folder(edition))
        return tuple(
            folder for folder in taken if folder.name not in ours or published(folder) >= published(ours[folder.name])
        )

    def keep(self, staged: Path, changes: str) -> str:
        """Give a finished folder its place among the editions; nothing serves from it yet. Returns its id."""
        edition = folder_hash(staged)
        (staged / _CHANGES).write_text(changes, encoding="utf-8")
        for path in staged.rglob("*"):
            _to_disk(path)
        place = self.folder(edition)
        if not self.whole(edition):
            shutil.rmtree(place, ignore_errors=True)
            staged.rename(place)
            _to_disk(place.parent)
        return edition

    def serve(self, edition: str) -> None:
        """Let an edition serve from now on; those before it stay for going back, the oldest are forgotten."""
        past = self.history()
        if past[0] != edition:
            self._point((edition, *past[: KEPT - 1]))
        self._forget()

    def roll_back(self) -> str:
        """Let the edition before serve again; returns its id. Raises EditionError where there is none."""
        past = self.history()
        if len(past) < 2:
            raise EditionError("there is no edition before this one")
        if not self.whole(past[1]):
            raise EditionError(f"the edition before, {past[1]}, is damaged: run `evbot facts update`")
        self._point(past[1:])
        return past[1]

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder to make an edition in; whatever is left in it at the end is removed."""
        parent = self.home / "editions"
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".making-", dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """One updater at a time. The lock is the system's own, so that it goes with a process that is killed."""
        self.home.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(self.home / "lock.sqlite", timeout=0, isolation_level=None)
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as problem:
                raise Busy(f"another update is going on in {self.home}; try again when it is done") from problem
            self._sweep()
            yield
        finally:
            lock.close()

    def _point(self, editions: tuple[str, ...]) -> None:
        handle, name = tempfile.mkstemp(prefix=".current-", dir=self.home)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("".join(f"{edition}\n" for edition in editions))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self.pointer)
        _to_disk(self.home)

    def _forget(self) -> None:
        known = set(self.history())
        for folder in (self.home / "editions").iterdir():
            if _ID.fullmatch(folder.name) and folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """What updaters left that were killed; called by the one that holds the lock."""
        for left in (*self.home.glob("editions/.making-*"), *self.home.glob(".current-*")):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def published(folder: Path) -> str:
    """The last day on which anything in a publisher's folder was published, as written; empty where none is given."""
    try:
        return max((source.published for source in read_sources(folder)), default="")
    except TableError:
        return ""


def _to_disk(path: Path) -> None:
    """Have the system write a file or folder down before anything points to it; folders cannot be asked on Windows."""
    with contextlib.suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
