"""The folder of a host's own figures as it lies on the disk: which files count, and all of them read in one piece.

EVBOT_FACTS_DIR names it. Somebody may be writing there at any moment, so that nothing reads a file by itself: a
`Snapshot` holds what all of them said between two looks that saw the same. What the files mean is for `facts.own`.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from facts.store import StoreError

FOLDER, BAD_ROWS = "EVBOT_FACTS_DIR", "EVBOT_FACTS_DIR_BAD_ROWS"
CATALOGUE = "catalogue"
DECLARATION = "publisher.toml"
GONE = "none"
"""The signature of no folder, and of one without figures."""
_READ = (".csv", ".toml")
_TRIES, _PAUSE_SECONDS = 10, 0.05


class OwnError(StoreError):
    """The own figures cannot be used; the message says where and what to do."""


class BadRows(StrEnum):
    """What a bad row does: `refuse` all own figures, or `skip` the row alone."""

    REFUSE = "refuse"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the files of a folder said at one moment."""

    root: Path
    files: Mapping[str, bytes]
    """By their path below the root, with forward slashes."""

    def below(self, folder: str) -> dict[str, bytes]:
        """The files that lie in one folder, by name; in the root itself for an empty one."""
        split = {path: path.rpartition("/") for path in self.files}
        return {name: self.files[path] for path, (where, _, name) in split.items() if where == folder}

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that hold files, by name; the root is the empty one."""
        return tuple(sorted({path.rpartition("/")[0] for path in self.files}))


def own_folder() -> Path | None:
    """The folder that EVBOT_FACTS_DIR names, or None."""
    named = os.environ.get(FOLDER, "").strip()
    return Path(named).expanduser() if named else None


def bad_rows() -> BadRows:
    """What EVBOT_FACTS_DIR_BAD_ROWS says. Raises OwnError for another word."""
    said = os.environ.get(BAD_ROWS, "").strip().lower() or BadRows.REFUSE
    if said not in tuple(BadRows):
        raise OwnError(f"{BAD_ROWS} is {said!r}: set it to refuse or skip, or leave it out for refuse")
    return BadRows(said)


def signature(folder: Path | None) -> str:
    """A word that changes with every change in a folder, without reading a file; `GONE` where nothing is there."""
    if folder is None:
        return GONE
    digest, found = hashlib.blake2b(digest_size=10), False
    for name, path in _files(folder):
        try:
            state = path.stat()
        except OSError:
            continue
        found = True
        digest.update(f"{name}\n{state.st_size}\n{state.st_mtime_ns}\n{state.st_ino}\n".encode())
    return digest.hexdigest() if found else GONE


def snapshot(folder: Path) -> Snapshot:
    """All files of a folder, none of which was changed while they were read. Raises OwnError where that never is."""
    for _ in range(_TRIES):
        before = signature(folder)
        try:
            files = {name: path.read_bytes() for name, path in _files(folder)}
        except FileNotFoundError:
            files = {}  # taken away between the look and the reading: look again
        except OSError as problem:
            raise OwnError(f"{problem.filename}: cannot be read ({problem.strerror}); let evbot read it") from problem
        if (files or before == GONE) and signature(folder) == before:
            return Snapshot(folder, files)
        time.sleep(_PAUSE_SECONDS)
    raise OwnError(f"{folder}: its files keep changing while they are read; write them elsewhere and move them in")


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Tables and declarations in a folder and in those below it; what begins with a dot or a tilde is passing."""
    for path in sorted((*_inside(folder), *(file for entry in _inside(folder) for file in _inside(entry)))):
        if path.suffix.lower() in _READ:
            yield path.relative_to(folder).as_posix(), path


def _inside(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not path.name.startswith((".", "~"))]
    except OSError:
        return []
