"""The `evbot facts` commands, for whoever keeps the figures: to build, check, look through, update and go back.

They print and return an exit status: 0 done, 1 problems found by the check, 2 bad usage, 3 no usable store, 6 an update
stopped by the checks, 7 a publisher's files not to be had. What they do is done in `facts`; here are only the options
and the tables. Output is UTF-8 whatever the environment says.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

if TYPE_CHECKING:
    from facts.store import FactStore
    from facts.updating.taking import Update

OK, PROBLEMS, USAGE, NO_STORE = 0, 1, 2, 3
STOPPED, NOT_HAD = 6, 7
MOST_LINES = 12
"""Changed figures of one publisher that are shown; the edition keeps the whole list."""
WIDEST = 10_000
"""Columns where there is no terminal: nothing that is piped on is cut or wrapped."""
Progress = Callable[[str, int, int], None]


class _UsageError(Exception):
    """Something named on the command line is not there; the message says what is."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `facts` and its commands to a command line; each sets `run`."""
    parser = subparsers.add_parser("facts", help="build, check and look through the figures")
    commands = parser.add_subparsers(dest="facts_command", required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="build the database anew")
    build.add_argument(
        "--to", metavar="PATH|URL", help="file, folder or PostgreSQL address to build into, not the cache folder"
    )
    check = commands.add_parser("check", help="say what is wrong with the data, line by line")
    coverage = commands.add_parser("coverage", help="what there are figures for, and from when to when")
    coverage.add_argument("--region", metavar="ID", help="one region only, for example NO or US-CA")
    sources = commands.add_parser("sources", help="where the figures come from, and on which terms")
    for command in (coverage, sources):
        command.add_argument("--publisher", metavar="ID", help="one publisher only, for example iea")
    for command in (build, check, coverage, sources):
        command.add_argument(
            "--data", type=Path, metavar="FOLDER", help="another folder than the figures that come along"
        )
    update = commands.add_parser("update", help="take the newest figures from their publishers")
    update.add_argument("--publisher", metavar="ID", action="append", help="only this one, for example andrew")
    update.add_argument("--from", dest="given", type=Path, metavar="PATH", help="a file or folder, not the network")
    update.add_argument("--dry-run", action="store_true", help="fetch, check and compare, but change nothing")
    update.add_argument("--accept", action="store_true", help="take what only the plausibility checks would stop")
    update.add_argument("--feeds", type=Path, metavar="FILE", help="another list of addresses than that of the package")
    rollback = commands.add_parser("rollback", help="let the figures from before the last update serve again")
    editions = commands.add_parser("editions", help="which figures serve, and which can be gone back to")
    for command in (build, check, coverage, sources, update, rollback, editions):
        command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what a parsed `evbot facts …` line asks; returns the exit status."""
    from facts.editions import EditionError
    from facts.store import StoreError

    _speak_utf8()
    commands = {
        "build": _build,
        "check": _check,
        "coverage": _coverage,
        "sources": _sources,
        "update": _update,
        "rollback": _rollback,
        "editions": _editions,
    }
    try:
        return commands[args.facts_command](args)
    except _UsageError as problem:
        _complain(f"evbot facts {args.facts_command}: {problem}")
        return USAGE
    except StoreError as problem:
        _complain(f"evbot: no usable fact store: {problem}")
        return NO_STORE
    except (EditionError, OSError) as problem:
        _complain(f"evbot facts {args.facts_command}: {problem}")
        return PROBLEMS


def _build(args: argparse.Namespace) -> int:
    from facts.opening import build_to

    data = _data(args)
    began = time.monotonic()
    with _progress("Building") as progress:
        figures, place = build_to(args.to, data, progress)
    _say(f"{figures:,} figures in {time.monotonic() - began:.1f} seconds: {place}")
    return OK


def _check(args: argparse.Namespace) -> int:
    from facts.check import problems

    found = problems(_data(args))
    for problem in found:
        _say(str(problem))
    if found:
        _say(f"{len(found):,} {'problem' if len(found) == 1 else 'problems'}")
        return PROBLEMS
    _say("the data are fine")
    return OK


def _coverage(args: argparse.Namespace) -> int:
    with _opened(args) as store:
        if args.region is not None and args.region not in store.catalogue.regions:
            raise _UsageError(f"no region has the id {args.region!r}; ids are like NO, US-CA, world or eu27")
        _known_publisher(store, args.publisher)
        rows = [
            (row.publisher, row.region, row.grain, row.measure, _day(row.first), _day(row.last))
            for row in store.coverage()
            if args.region in (None, row.region) and args.publisher in (None, row.publisher)
        ]
    if not rows:
        _say("no figures there")
        return OK
    _table(("publisher", "region", "grain", "measure", "from", "to"), rows)
    return OK


def _sources(args: argparse.Namespace) -> int:
    with _opened(args) as store:
        _known_publisher(store, args.publisher)
        everything = store.all_sources()
        for publisher in store.publishers:
            if args.publisher not in (None, publisher["id"]):
                continue
            _say(f"{publisher['name']} ({publisher['id']})  {publisher['url']}")
            _say(f"  licence: {publisher['licence']}")
            if publisher["attribution"]:
                _say(f"  attribution: {publisher['attribution']}")
            for source in everything:
                if source.id.startswith(f"{publisher['id']}:"):
                    named = "" if source.publisher == publisher["name"] else f"{source.publisher}: "
                    _say(f"  {named}{source.title}  {source.url}")
            _say("")
    return OK


def _update(args: argparse.Namespace) -> int:
    from facts.editions import Editions, facts_home
    from facts.feeds.declared import COME_ALONG, read_feeds
    from facts.feeds.writing import FeedError
    from facts.tables import DATA
    from facts.updating.fetching import FetchError
    from facts.updating.taking import Updater

    try:
        feeds = read_feeds(args.feeds or COME_ALONG)
    except FeedError as problem:
        raise _UsageError(str(problem)) from problem
    updater = Updater(Editions(facts_home()), feeds, _today(), DATA, _prepared)
    how = {"accept": args.accept, "dry": args.dry_run}
    asked = args.publisher or [name for name, feed in feeds.items() if feed.address]
    if args.given is None:
        for name in asked:
            if name not in feeds:
                raise _UsageError(f"no feed has the id {name!r}; there are {', '.join(feeds)}")
        return _told(updater.from_network(asked, **how), args.dry_run)
    if len(args.publisher or ()) > 1:
        raise _UsageError("--from takes one publisher at a time")
    try:
        return _told(updater.from_file(args.given, (args.publisher or [None])[0], **how), args.dry_run)
    except FetchError as problem:
        raise _UsageError(str(problem)) from problem


def _today() -> date:
    return datetime.now(UTC).date()


def _prepared(instead: tuple[Path, ...]) -> None:
    """The database of an edition, built into the cache folder before anybody asks it."""
    from facts.opening import prepare_store

    with _progress("Building") as progress:
        prepare_store(instead, progress, _complain)


def _told(update: Update, dry: bool) -> int:
    """Print what an update did; the worst that happened decides the exit status."""
    from facts.updating.comparing import name_of, number, revision, summary
    from facts.updating.taking import Outcome

    for verdict in update.verdicts:
        _say(summary(verdict.changes) if verdict.changes else f"{verdict.publisher}: {verdict.outcome}")
        for remark in verdict.remarks:
            _say(f"  note: {remark}")
        if verdict.changes and verdict.outcome is not Outcome.NOTHING_NEW:
            lines = [f"revised  {revision(old, new)}" for old, new in verdict.changes.revised]
            lines += [f"dropped  {name_of(row)}: was {number(row.value)}" for row in verdict.changes.dropped]
            for line in lines[:MOST_LINES]:
                _say(f"  {line}")
            if len(lines) > MOST_LINES:
                _say(f"  and {len(lines) - MOST_LINES:,} more")
        for why in verdict.why:
            if verdict.outcome is Outcome.TAKEN:
                _say(f"  accepted: {why}")
            else:
                _complain(f"  {verdict.outcome}: {why}")
    _say_served(update, dry)
    outcomes = {verdict.outcome for verdict in update.verdicts}
    return STOPPED if Outcome.STOPPED in outcomes else NOT_HAD if Outcome.NOT_HAD in outcomes else OK


def _say_served(update: Update, dry: bool) -> None:
    if update.edition is None:
        _say("nothing was changed" + (": this was a dry run" if dry else ""))
        return
    _say(f"edition {update.edition} serves now; `evbot facts rollback` goes back to the one before")


def _rollback(_: argparse.Namespace) -> int:
    from facts.editions import Editions, facts_home

    editions = Editions(facts_home())
    with editions.alone():
        edition = editions.roll_back()
    _say(f"{_edition_name(edition)} serve{'s' if edition != 'bundled' else ''} again")
    return OK


def _editions(_: argparse.Namespace) -> int:
    from facts.editions import BUNDLED, Editions, facts_home

    editions = Editions(facts_home())
    for number, edition in enumerate(editions.history()):
        state = "serves" if number == 0 else "before"
        damaged = "" if editions.whole(edition) else ", DAMAGED: the figures that came along stand in for it"
        _say(f"{state}  {_edition_name(edition)}{damaged}")
        if edition != BUNDLED and editions.changes(edition).is_file():
            told = editions.changes(edition).read_text(encoding="utf-8").splitlines()
            for line in told:
                if line and not line.startswith("  "):
                    _say(f"          {line}")
            _say(f"          all changes: {editions.changes(edition)}")
    return OK


def _edition_name(edition: str) -> str:
    return "the figures that came along" if edition == "bundled" else f"edition {edition}"


def _data(args: argparse.Namespace) -> Path:
    from facts.tables import DATA

    folder: Path = args.data or DATA
    if not folder.is_dir():
        raise _UsageError(f"there is no folder {folder}")
    return folder


@contextlib.contextmanager
def _opened(args: argparse.Namespace) -> Iterator[FactStore]:
    from facts.opening import open_store

    with _progress("Preparing the figures") as progress:
        store = open_store(_data(args), progress=progress, say=_complain)
    try:
        yield store
    finally:
        store.close()


def _known_publisher(store: FactStore, asked: str | None) -> None:
    known = [publisher["id"] for publisher in store.publishers]
    if asked is not None and asked not in known:
        raise _UsageError(f"no publisher has the id {asked!r}; there are {', '.join(known)}")


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@contextlib.contextmanager
def _progress(title: str) -> Iterator[Progress]:
    """Called with step, done and total: a bar on a terminal, elsewhere a line a step; on standard error."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield lambda step, done, total: _complain(f"{title}: {step} ({done} of {total})")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console) as bar:
        task = bar.add_task(title, total=None)
        yield lambda step, done, total: bar.update(
            task, description=escape(f"{title}: {step}"), completed=done, total=total
        )


def _table(columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDEST)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    console.print(table, soft_wrap=not console.is_terminal)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")
