"""A snapshot of a host's folder -> an edition of own figures, checked as a whole: all of it, the good rows, or nothing.

Every problem is told with file, line, column and what to do, in the host's own files. What an edition looks like on the
disk: `catalogue` with what the host adds to it, and a folder for each publisher. Which one serves is for `facts.own`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from facts.catalogue import Catalogue
from facts.check import Problem, own_problems
from facts.own_catalogue import catalogue_problems, layered_catalogue
from facts.own_folder import CATALOGUE, DECLARATION, BadRows, OwnError, Snapshot
from facts.own_names import OwnNames
from facts.own_publisher import OwnPublisher, read_own_publisher
from facts.tables import TableError
from facts.things import slug

PASSING = ".evbot-own-"
"""How the folders begin in which something is tried out."""
MOST_TOLD = 5
"""Problems that are told in one message; `evbot facts own check` has them all."""
_PASSES = 4
"""Leaving out a row can show another that leaned on it, but not for ever."""


@dataclass(frozen=True, slots=True)
class OwnReading:
    """What a folder holds, and what is wrong with it."""

    publishers: tuple[OwnPublisher, ...]
    catalogue: dict[str, bytes]
    problems: tuple[Problem, ...]

    @property
    def figures(self) -> int:
        """How many good figures there are."""
        return sum(publisher.figures for publisher in self.publishers)

    @property
    def told(self) -> str:
        """The problems in a few lines."""
        lines = [str(problem) for problem in self.problems[:MOST_TOLD]]
        more = len(self.problems) - len(lines)
        return "\n".join([*lines, *([f"and {more:,} more; see `evbot facts own check`"] if more else [])])

    def write(self, folder: Path) -> None:
        """Write the edition into an empty folder."""
        (folder / CATALOGUE).mkdir()
        for name, content in self.catalogue.items():
            (folder / CATALOGUE / name).write_bytes(content)
        for publisher in self.publishers:
            publisher.write(folder)

    def fit(self, bad: BadRows) -> OwnReading:
        """Itself, where it may serve. Raises OwnError where it may not."""
        if self.problems and bad is BadRows.REFUSE:
            raise OwnError(self.told)
        return self


def read_own(seen: Snapshot, data: Path, taken: Sequence[str], desk: Path | None = None) -> OwnReading:
    """What a snapshot holds, by the catalogue under `data`; `taken` are the ids of publishers that came along.

    What is written to be checked lies in the folder `desk` meanwhile, else in the system's for passing files.
    """
    bundled, own, problems = data / CATALOGUE, seen.below(CATALOGUE), []
    publishers: list[OwnPublisher] = []
    with tempfile.TemporaryDirectory(prefix=PASSING, dir=desk) as scratch:
        if wrong := catalogue_problems(bundled, seen.root / CATALOGUE, own, Path(scratch) / "tried"):
            problems, own = wrong, {}
        catalogue = layered_catalogue(bundled, own, Path(scratch) / CATALOGUE)
        names = OwnNames(catalogue)
        ids = set(taken)
        for folder in seen.folders:
            if folder == CATALOGUE:
                continue
            publisher, wrong = _one(seen, folder, names, ids)
            problems += wrong
            if publisher is not None:
                ids.add(publisher.publisher.id)
                kept, wrong = _checked(publisher, catalogue, Path(scratch))
                problems += wrong
                publishers += [kept] if kept is not None and (kept.figures or kept.records["statements.csv"]) else []
    return OwnReading(tuple(publishers), own, tuple(dict.fromkeys(problems)))


def layered(edition: Path, data: Path, into: Path) -> tuple[Path, ...]:
    """The publishers' folders of an edition; its catalogue, over that of the data, is written into a folder.

    Raises OwnError where the edition no longer fits the data, as after an upgrade.
    """
    own = {path.name: path.read_bytes() for path in (edition / CATALOGUE).glob("*.toml")}
    wrong = catalogue_problems(data / CATALOGUE, edition / CATALOGUE, own, into)
    if wrong:
        raise OwnError(str(wrong[0]))
    return tuple(path.parent for path in sorted(edition.glob(f"*/{DECLARATION}")))


def _one(seen: Snapshot, folder: str, names: OwnNames, taken: set[str]) -> tuple[OwnPublisher | None, list[Problem]]:
    """The publisher in one folder of a snapshot, or why there is none."""
    files, place = seen.below(folder), seen.root / folder
    path = place / DECLARATION
    if DECLARATION not in files:
        missing = Problem(path, 1, "", "is missing", 'write a file with the line name = "…": it stands in every answer')
        return None, [missing]
    try:
        publisher, wrong = read_own_publisher(place, slug(folder.rpartition("/")[2]), files, names)
    except TableError as problem:
        return None, [Problem(problem.file, problem.line, problem.column, problem.message, problem.fix)]
    if publisher.publisher.id in taken:
        what = f"{publisher.publisher.id!r} is the id of another publisher"
        return None, [Problem(path, 1, "id", what, 'rename the folder, or write id = "…" with another one')]
    return publisher, wrong


def _checked(publisher: OwnPublisher, catalogue: Catalogue, scratch: Path) -> tuple[OwnPublisher | None, list[Problem]]:
    """The publisher with its good rows alone, and what is wrong with the others."""
    found: list[Problem] = []
    kept: OwnPublisher | None = publisher
    for number in range(_PASSES):
        if kept is None:
            break
        wrong = [kept.traced(problem) for problem in _problems(kept, catalogue, scratch / str(number))]
        if not wrong:
            return kept, found
        found += wrong
        kept = kept.without(wrong)
    return None, found


def _problems(publisher: OwnPublisher, catalogue: Catalogue, parent: Path) -> Iterator[Problem]:
    """What the lint says of a publisher, but for sources that nothing comes from: they do no harm here."""
    for problem in own_problems(publisher.write(parent), catalogue):
        if not problem.message.startswith("no figure comes from"):
            yield problem
