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
from datetime import UTC, date, datetime
from pathlib import Path

from facts.catalogue import Catalogue
from facts.check import publisher_problems
from facts.editions import Editions
from facts.feeds import andrew_months, iea_workbook, open_ev_inserts, own_tables
from facts.feeds.declared import Feed
from facts.feeds.writing import FeedError
from facts.store import StoreError
from facts.tables import DATA, TableError
from facts.updating.comparing import Differences, described, differences
from facts.updating.fetching import Fetched, FetchError, Larder, fetch
from facts.updating.local import read_local
from facts.updating.plausible import doubts, read_limits
from facts.updating.record import Outcome, Record, Tried, note_break, read_record, write_record
from facts.updating.revising import figures_only, keep_replaced

Converter = Callable[[Mapping[str, bytes], Path, Catalogue, Feed, str], list[str]]
FORMS: dict[str, Converter] = {
    "andrew-months": andrew_months.convert,
    "open-ev-charts": open_ev_inserts.convert,
    "iea-workbook": iea_workbook.convert,
    "tables": own_tables.convert,
}
MOST_PROBLEMS = 20
"""Problems of form that are told one by one."""


_Asked = list[tuple[Feed, tuple[Fetched, ...] | None]]
"""Publishers, each with its files where they were given by hand."""


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
    behind: str = ""
    """Why the copy on the server does not hold what serves; empty where it does, or where there is none."""
    done_since: datetime | None = None
    """When another update did what this one was for; None where this one was needed."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Updater:
    """All that an update works with."""

    editions: Editions
    feeds: Mapping[str, Feed]
    today: date
    data: Path = DATA
    prepare: Callable[[tuple[Path, ...]], object] = lambda _: None
    """Builds the database of an edition from the folders that stand in place of others, before it serves."""
    copy: Callable[[tuple[Path, ...]], str] = lambda _: ""
    """Sees that the server holds these facts too, before they serve; returns why it could not, or nothing."""
    unless_since: datetime | None = None
    """Nobody is asked where all were asked at this moment or later."""
    patience_seconds: float = 0.0
    """How long another update may take to end."""
    clock: Callable[[], datetime] = _now

    def from_network(self, publishers: Iterable[str], *, accept: bool = False, dry: bool = False) -> Update:
        """Take the newest edition of these publishers. Raises Busy where another update is going on."""
        return self._noted([(self.feeds[name], None) for name in publishers], accept, dry)

    def from_file(self, given: Path, publisher: str | None, *, accept: bool = False, dry: bool = False) -> Update:
        """Take what lies in a file or folder. Raises FetchError where it cannot be read or told whose it is."""
        return self._noted([read_local(given, publisher, self.feeds, self.today)], accept, dry)

    def _noted(self, asked: _Asked, accept: bool, dry: bool) -> Update:
        """Take what is asked for, and keep a record of how that went."""
        home, began = self.editions.home, self.clock()
        with self.editions.alone(self.patience_seconds), self.editions.staging() as staging:
            before = read_record(home)
            if self.unless_since is not None and before.ran is not None and before.ran >= self.unless_since:
                update = Update((), behind=self._copied(), done_since=before.ran)
                write_record(home, before.with_copy(update.behind, began))
                return update
            try:
                update = self._taken(asked, staging, accept, dry)
            except (StoreError, OSError) as problem:
                if not dry:
                    note_break(home, str(problem), began)
                raise
            if not dry:
                write_record(home, self._record(before, asked, update, began))
            return update

    def _record(self, before: Record, asked: _Asked, update: Update, began: datetime) -> Record:
        tries = {
            verdict.publisher: Tried(began, verdict.outcome, verdict.why)
            for verdict, (_, files) in zip(update.verdicts, asked, strict=True)
            # What is stopped of a file given by hand is told to whoever gave it, and is nobody else's concern.
            if files is None or verdict.outcome is not Outcome.STOPPED
        }
        everybody = {feed.publisher for feed in self.feeds.values() if feed.address}
        whole = everybody <= {feed.publisher for feed, files in asked if files is None}
        return before.after(tries, began, whole=whole).with_copy(update.behind, began)

    def _taken(self, asked: _Asked, staging: Path, accept: bool, dry: bool) -> Update:
        catalogue = Catalogue.load(self.data / "catalogue")
        held = self.editions.served(self.editions.history()[0], self.data)
        verdicts = [self._one(feed, files, staging, held, catalogue, accept) for feed, files in asked]
        taken = [verdict for verdict in verdicts if verdict.outcome is Outcome.TAKEN]
        if dry:
            return Update(tuple(verdicts))
        if not taken:
            return Update(tuple(verdicts), behind=self._copied())
        new = {verdict.publisher for verdict in taken}
        for folder in held.values():
            if folder.parent != self.data and folder.name not in new:
                shutil.copytree(folder, staging / folder.name)
        keep_replaced(staging, held, new, self.editions, self.today)
        edition = self.editions.keep(staging, self._told(taken))
        instead = self.editions.instead(edition, self.data)
        self.prepare(instead)
        behind = self.copy(instead)
        self.editions.serve(edition, {verdict.changes.fingerprint for verdict in taken if verdict.changes})
        return Update(tuple(verdicts), edition, behind)

    def _copied(self) -> str:
        """See that the server holds what serves already."""
        current = self.editions.history()[0]
        return self.copy(self.editions.instead(current, self.data) if self.editions.whole(current) else ())

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
        shutil.copytree(before, staged, ignore=figures_only) if before else staged.mkdir()
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
        back = self._rolled_back(changes)
        outcome = Outcome.TAKEN
        if changes.none:
            outcome = Outcome.NOTHING_NEW
        elif not accept and (back or told):
            outcome = Outcome.HELD_BACK if back else Outcome.STOPPED
        return Verdict(feed.publisher, outcome, (*back, *told), changes, tuple(remarks), checksums)

    def _rolled_back(self, changes: Differences) -> tuple[str, ...]:
        """That somebody went back from exactly these figures, as a sentence; nothing where nobody did."""
        return tuple(
            f"these very figures were rolled back on {back.day}; `--accept` takes them, and newer ones are taken anyway"
            for back in self.editions.rolled_back()
            if (back.publisher, back.figures) == (changes.publisher, changes.fingerprint)
        )

    def _told(self, taken: Iterable[Verdict]) -> str:
        """What the edition keeps of how it came about."""
        parts = [f"Taken on {self.today.isoformat()}.\n"]
        for verdict in taken:
            parts += [f"\n{described(verdict.changes)}" if verdict.changes else ""]
            parts += [f"  remark   {remark}\n" for remark in verdict.remarks]
            parts += [f"  accepted {doubt}\n" for doubt in verdict.why]
            parts += [f"  sha256   {checksum}  {name}\n" for name, checksum in sorted(verdict.checksums.items())]
        return "".join(parts)
