"""A host's own figures, layered over those that came along: taken from their folder, kept as an edition, and opened.

The layered database is a file of its own in the cache and never goes to a server. What was good last goes on serving
while the folder is broken, also after a restart; where the folder is empty or gone there are no own figures. Who may
hear them is for `bot.service`; how the folder is read, for `facts.own_reading`.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from facts import tables
from facts.build import Progress
from facts.catalogue import CatalogueError
from facts.editions import BUNDLED, Busy, EditionError, Editions, current_edition, folder_hash
from facts.opening import Say, cache_folder, open_layered, serving, usable_folder
from facts.own_folder import CATALOGUE, GONE, BadRows, OwnError, bad_rows, own_folder, signature, snapshot
from facts.own_reading import PASSING, OwnReading, layered, read_own
from facts.store import FactStore, StoreError
from facts.tables import TableError, publisher_folders

PATIENCE_SECONDS = 60.0
"""How long a process waits for another that takes the same figures."""
PASSING_SECONDS = 3600.0
"""Nothing is tried out for so long."""
_PAUSE_SECONDS = 0.1


def own_token() -> str:
    """A word that changes when the own figures must be opened anew: with their folder, and with what they lie upon."""
    return f"{current_edition()} {signature(own_folder())}"


def read_own_folder(folder: Path, desk: Path | None = None) -> OwnReading:
    """What a folder holds now, and what is wrong with it; `desk` as in `read_own`.

    Raises OwnError where it cannot be read at all.
    """
    base = tables.DATA
    try:
        return read_own(snapshot(folder), base, [path.name for path in publisher_folders(base)], desk)
    except (TableError, CatalogueError, OSError) as problem:
        raise OwnError(str(problem)) from problem


def forget_own() -> None:
    """Delete every copy of own figures that was made in the cache; the host's own folder is left alone."""
    shutil.rmtree(_shelf(), ignore_errors=True)


class OwnFigures:
    """The own figures of one process."""

    def __init__(self, say: Say = lambda _: None, progress: Progress = lambda *_: None) -> None:
        self._say, self._progress = say, progress
        self.problem: str | None = None
        """Why they are not as their folder says, in one line or a few; None where they are."""

    def open(self) -> FactStore | None:
        """The layered store for the folder as it is now, else for the figures that were good last; None without any.

        Never raises: what is wrong stands in `problem` and is said.
        """
        self.problem = None
        folder = own_folder()
        if folder is None:
            return None
        if signature(folder) == GONE:
            self._tell(f"no own figures: there is no table in {folder}; put some there, or unset EVBOT_FACTS_DIR")
            return None
        editions = None
        try:
            editions = Editions(_home(folder, self._say))
            return self._taken(folder, editions)
        except (StoreError, EditionError, OSError) as problem:
            return self._from_before(editions, str(problem))

    def _taken(self, folder: Path, editions: Editions) -> FactStore:
        """Take the folder in, open it and let it serve from now on."""
        _sweep(editions.home)
        reading = read_own_folder(folder, editions.home).fit(bad_rows())
        serves = editions.history()[0]
        with _alone(editions), editions.staging() as staged:  # whoever is alone sweeps what others were making
            reading.write(staged)
            edition = folder_hash(staged)
            if not editions.whole(edition):
                editions.keep(staged, "")
        store = self._opened(editions, edition)
        if edition != serves:
            with _alone(editions):
                editions.serve(edition)
        if reading.problems:
            self._tell(f"left out of the own figures:\n{reading.told}")
        return store

    def _from_before(self, editions: Editions | None, why: str) -> FactStore | None:
        last = BUNDLED if editions is None else editions.history()[0]
        if editions is not None and last != BUNDLED and editions.whole(last):
            try:
                store = self._opened(editions, last)
            except (StoreError, OSError) as problem:
                why = f"{why}\n{problem}"
            else:
                self._tell(f"the own figures cannot be used, so those from before go on serving:\n{why}")
                return store
        self._tell(f"the own figures cannot be used, so there are none:\n{why}")
        return None

    def _opened(self, editions: Editions, edition: str) -> FactStore:
        data = tables.DATA
        with tempfile.TemporaryDirectory(prefix=PASSING, dir=editions.home) as scratch:
            own = layered(editions.folder(edition), data, Path(scratch) / CATALOGUE)
            under = publisher_folders(data, serving(data, self._say))
            if taken := {path.name for path in own} & {path.name for path in under}:
                raise OwnError(f"{', '.join(sorted(taken))} is the id of another publisher now; rename the folder")
            return open_layered(Path(scratch), (*under, *own), editions.home, self._progress, self._say)

    def _tell(self, problem: str) -> None:
        self.problem = problem
        self._say(problem)


def _shelf(say: Say = lambda _: None) -> Path:
    """Where the editions of own figures lie, of every folder that there was."""
    return usable_folder(cache_folder(), say) / "own"


def _home(folder: Path, say: Say) -> Path:
    """Where the editions of one folder lie, for nobody else on this machine to read."""
    name = hashlib.blake2b(str(folder.absolute()).encode(), digest_size=8).hexdigest()
    home = _shelf(say) / name
    for path in (home.parent, home):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def _sweep(home: Path) -> None:
    """What processes left behind that were killed while they tried something out."""
    for left in home.glob(f"{PASSING}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > PASSING_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _alone(editions: Editions) -> Iterator[None]:
    """As `Editions.alone`, after those who came before."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(editions.alone())
                break
            except Busy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)
        yield


__all__ = ["BadRows", "OwnError", "OwnFigures", "forget_own", "own_folder", "own_token", "read_own_folder"]
