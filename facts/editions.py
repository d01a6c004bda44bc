"""The editions of the figures that were taken since the package was made: where they lie and which one serves.

An edition is a folder `editions/<id>` with whole publishers' folders that stand in place of those in facts/data; its id
is the hash of what is in it. One small file, `current`, names the edition that serves, those before it and what was
rolled back, and is only ever replaced as a whole: whoever reads it finds the old facts or the new ones. How an edition
is made: `facts.updating`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from facts.tables import DATA, TableError, publisher_folders, read_sources

BUNDLED = "bundled"
"""What stands in `current` for the figures that came along, and the token while nothing else serves."""
KEPT = 5
"""Editions that are kept, the one that serves and those before it."""
NAMING_PATIENCE_SECONDS = 5.0
KEPT_BACK = 50
"""States of publishers that are remembered as rolled back; the oldest are forgotten."""
_ID = re.compile(r"[0-9a-f]{20}")
_ROLLED_BACK = re.compile(r"rolled-back (\S+) ([0-9a-f]{20}) (\d{4}-\d\d-\d\d)")
_CHANGES = "changes.txt"


class EditionError(Exception):
    """The editions cannot be read, written or gone back from; the message says what to do."""


class Busy(EditionError):  # noqa: N818 - it is a state of affairs, not a fault
    """Another process is updating right now."""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """A state of one publisher's figures that somebody went back from: no update takes it again by itself."""

    publisher: str
    figures: str
    """What the state is recognised by: `facts.updating.comparing.fingerprint`."""
    day: str
    """When it was rolled back, as written: 2026-11-23."""


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
        return tuple(line for line in self._lines() if line == BUNDLED or _ID.fullmatch(line)) or (BUNDLED,)

    def rolled_back(self) -> tuple[RolledBack, ...]:
        """What an update must not take again by itself, the latest first."""
        return tuple(RolledBack(*found.groups()) for line in self._lines() if (found := _ROLLED_BACK.fullmatch(line)))

    def name(self) -> str:
        """A name of this home that no other has, made by lot when first asked for: processes that share it agree on it.

        Raises OSError where the home cannot be written, and Busy where it has none yet and an update is going on.
        """
        place = self.home / "name"
        if not place.is_file():
            with self.alone(NAMING_PATIENCE_SECONDS):
                if not place.is_file():
                    write_whole(place, secrets.token_hex(10))
        return place.read_text(encoding="utf-8")

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

    def served(self, edition: str, data: Path = DATA) -> dict[str, Path]:
        """Every publisher's folder while an edition serves; those that came along alone where it is damaged."""
        whole = edition if self.whole(edition) else BUNDLED
        return {folder.name: folder for folder in publisher_folders(data, self.instead(whole, data))}

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

    def serve(self, edition: str, taken: Collection[str] = ()) -> None:
        """Let an edition serve from now on; those before it stay for going back, the oldest are forgotten.

        The states of publishers in `taken`, by their fingerprints, no longer count as rolled back.
        """
        past, back = self.history(), self.rolled_back()
        left = [each for each in back if each.figures not in taken]
        if past[0] != edition or len(left) != len(back):
            self._point((edition, *past[: KEPT - 1]) if past[0] != edition else past, left)
        self._forget()

    def roll_back(self, remembered: Sequence[RolledBack] = ()) -> str:
        """Let the edition before serve again and remember what is gone back from; returns the id of the edition.

        Raises EditionError where there is none before.
        """
        past = self.history()
        if len(past) < 2:
            raise EditionError("there is no edition before this one")
        if not self.whole(past[1]):
            raise EditionError(f"the edition before, {past[1]}, is damaged: run `evbot facts update`")
        known = [each for each in self.rolled_back() if each.figures not in {new.figures for new in remembered}]
        self._point(past[1:], [*remembered, *known][:KEPT_BACK])
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
    def alone(self, patience_seconds: float = 0.0) -> Iterator[None]:
        """One updater at a time. The lock is the system's own, so that it goes with a process that is killed.

        Raises Busy where another one has not ended within the patience.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(self.home / "lock.sqlite", timeout=patience_seconds, isolation_level=None)
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as problem:
                raise Busy(f"another update is going on in {self.home}; try again when it is done") from problem
            self._sweep()
            yield
        finally:
            lock.close()

    def _lines(self) -> list[str]:
        try:
            return self.pointer.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []

    def _point(self, editions: tuple[str, ...], back: Sequence[RolledBack]) -> None:
        lines = [*editions, *(f"rolled-back {each.publisher} {each.figures} {each.day}" for each in back)]
        write_whole(self.pointer, "".join(f"{line}\n" for line in lines))

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


def write_whole(place: Path, text: str) -> None:
    """Put a small file of a home in place at once: whoever reads it finds the old text or the new one."""
    # By this beginning of its name the next updater knows what one left behind that was killed.
    handle, name = tempfile.mkstemp(prefix=".current-", dir=place.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(place)
    _to_disk(place.parent)


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
