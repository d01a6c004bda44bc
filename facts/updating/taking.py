"""The course of an update: fetch, read, check, compare, and only then let the new edition serve.

Every publisher is judged by itself: one that is down or sends nonsense keeps its old figures and does not hold up the
others. The database of the new edition is built before the edition serves, so that nobody waits for it; until the last
step, one renaming, everything is as it was.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from facts.catalogue import Catalogue
from facts.check import publisher_problems
from facts.editions import BUNDLED, Editions
from facts.feeds import andrew_months, iea_workbook, open_ev_inserts, own_tables
from facts.feeds.declared import Feed
from facts.feeds.writing import FeedError
from facts.tables import DATA, TableError, publisher_folders
from facts.updating.comparing import Differences, described, differences
from facts.updating.fetching import Fetched, FetchError, Larder, fetch
from facts.updating.local import read_local
from facts.updating.plausible import doubts, read_limits

Converter = Callable[[Mapping[str, bytes], Path, Catalogue, Feed, str], list[str]]
FORMS: dict[str, Converter] = {
    "andrew-months": andrew_months.convert,
    "open-ev-charts": open_ev_inserts.convert,
    "iea-workbook": iea_workbook.convert,
    "tables": own_tables.convert,
}
MOST_PROBLEMS = 20
"""Problems of form that are told one by one."""


class Outcome(StrEnum):
    """What became of one publisher."""

    TAKEN = "taken"
    NOTHING_NEW = "nothing new"
    STOPPED = "stopped"
    """By a check: a person must look."""
    NOT_HAD = "not fetched"
    """Its files could not be fetched."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One publisher's part of an update."""

    publisher: str
    outcome: Outcome
    why: tuple[str, ...] = ()
    """What stopped it; where `--accept` took it all the same, what would have."""
    changes: Differences | None = None
    remarks: tuple[str, ...] = ()
    """What was left out or counted otherwise."""
    checksums: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file that was read."""


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did."""

    verdicts: tuple[Verdict, ...]
    edition: str | None = None
    """The edition that serves now; None where nothing changed."""


@dataclass(frozen=True, slots=True)
class Updater:
    """All that an update works with."""

    editions: Editions
    feeds: Mapping[str, Feed]
    today: date
    data: Path = DATA
    prepare: Callable[[tuple[Path, ...]], object] = lambda _: None
    """Builds the database of an edition from the folders that stand in place of others, before it serves."""

    def from_network(self, publishers: Iterable[str], *, accept: bool = False, dry: bool = False) -> Update:
        """Take the newest edition of these publishers. Raises Busy where another update is going on."""
        return self._take([(self.feeds[name], None) for name in publishers], accept, dry)

    def from_file(self, given: Path, publisher: str | None, *, accept: bool = False, dry: bool = False) -> Update:
        """Take what lies in a file or folder. Raises FetchError where it cannot be read or told whose it is."""
        return self._take([read_local(given, publisher, self.feeds, self.today)], accept, dry)

    def _take(self, asked: list[tuple[Feed, tuple[Fetched, ...] | None]], accept: bool, dry: bool) -> Update:
        with self.editions.alone(), self.editions.staging() as staging:
            catalogue = Catalogue.load(self.data / "catalogue")
            held = self._held()
            verdicts = [self._one(feed, files, staging, held, catalogue, accept) for feed, files in asked]
            taken = [verdict for verdict in verdicts if verdict.outcome is Outcome.TAKEN]
            if not taken or dry:
                return Update(tuple(verdicts))
            new = {verdict.publisher for verdict in taken}
            for folder in held.values():
                if folder.parent != self.data and folder.name not in new:
                    shutil.copytree(folder, staging / folder.name)
            edition = self.editions.keep(staging, self._told(taken))
            self.prepare(self.editions.instead(edition, self.data))
            self.editions.serve(edition)
            return Update(tuple(verdicts), edition)

    def _held(self) -> dict[str, Path]:
        current = self.editions.history()[0]
        whole = current if self.editions.whole(current) else BUNDLED
        return {folder.name: folder for folder in publisher_folders(self.data, self.editions.instead(whole, self.data))}

    def _one(
        self,
        feed: Feed,
        given: tuple[Fetched, ...] | None,
        staging: Path,
        held: Mapping[str, Path],
        catalogue: Catalogue,
        accept: bool,
    ) -> Verdict:
        name = feed.publisher
        try:
            files = fetch(feed, Larder(self.editions.home / "fetched"), self.today) if given is None else given
        except FetchError as problem:
            return Verdict(name, Outcome.NOT_HAD, (str(problem),))
        checksums = {file.name: file.checksum for file in files}
        before = held.get(name)
        staged = staging / name
        shutil.copytree(before, staged) if before else staged.mkdir()
        verdict = self._judged(feed, files, staged, before, catalogue, accept, checksums)
        if verdict.outcome is not Outcome.TAKEN:
            shutil.rmtree(staged)
        return verdict

    def _judged(
        self,
        feed: Feed,
        files: tuple[Fetched, ...],
        staged: Path,
        before: Path | None,
        catalogue: Catalogue,
        accept: bool,
        checksums: Mapping[str, str],
    ) -> Verdict:
        contents = {file.name: file.content for file in files}
        try:
            remarks = FORMS[feed.form](contents, staged, catalogue, feed, max(file.day for file in files))
            faults = [str(problem).replace(f"{staged}/", "") for problem in publisher_problems(staged, catalogue)]
            changes = differences(before, staged) if not faults else None
        except (FeedError, TableError, csv.Error) as problem:
            why = str(problem).replace(f"{staged}/", "")
            return Verdict(feed.publisher, Outcome.STOPPED, (why,), checksums=checksums)
        if changes is None:
            more = [f"and {len(faults) - MOST_PROBLEMS:,} more"] if len(faults) > MOST_PROBLEMS else []
            return Verdict(
                feed.publisher, Outcome.STOPPED, (*faults[:MOST_PROBLEMS], *more), None, tuple(remarks), checksums
            )
        told = tuple(doubts(changes, read_limits(feed.publisher)))
        outcome = Outcome.NOTHING_NEW if changes.none else Outcome.STOPPED if told and not accept else Outcome.TAKEN
        return Verdict(feed.publisher, outcome, told, changes, tuple(remarks), checksums)

    def _told(self, taken: Iterable[Verdict]) -> str:
        """What the edition keeps of how it came about."""
        parts = [f"Taken on {self.today.isoformat()}.\n"]
        for verdict in taken:
            parts += [f"\n{described(verdict.changes)}" if verdict.changes else ""]
            parts += [f"  remark   {remark}\n" for remark in verdict.remarks]
            parts += [f"  accepted {doubt}\n" for doubt in verdict.why]
            parts += [f"  sha256   {checksum}  {name}\n" for name, checksum in sorted(verdict.checksums.items())]
        return "".join(parts)
