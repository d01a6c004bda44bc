"""The `evbot facts` commands, for whoever keeps the figures: to build, check, look through, update and go back.

They print and return an exit status: 0 done, 1 problems found by the check, 2 bad usage, 3 no usable store, 6 an update
stopped by the checks, 7 a publisher's files not to be had. What they do is done in `facts`; here are only the options
and the tables, those of update, rollback and editions in `bot.facts_update_commands`.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot import facts_own_commands, facts_update_commands
from bot.console import complain, say
from bot.facts_printing import NO_STORE, OK, PROBLEMS, USAGE, UsageProblem, progress, speak_utf8, table

if TYPE_CHECKING:
    from facts.store import FactStore


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
    own = facts_own_commands.add_parser(commands)
    for command in (build, check, coverage, sources, own, *facts_update_commands.add_parsers(commands)):
        command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what a parsed `evbot facts …` line asks; returns the exit status."""
    from facts.editions import EditionError
    from facts.store import StoreError

    speak_utf8()
    commands = {
        "build": _build,
        "check": _check,
        "coverage": _coverage,
        "sources": _sources,
        "own": facts_own_commands.own,
        "update": facts_update_commands.update,
        "rollback": facts_update_commands.rollback,
        "editions": facts_update_commands.editions,
    }
    try:
        return commands[args.facts_command](args)
    except UsageProblem as problem:
        complain(f"evbot facts {args.facts_command}: {problem}")
        return USAGE
    except StoreError as problem:
        complain(f"evbot: no usable fact store: {problem}")
        return NO_STORE
    except (EditionError, OSError) as problem:
        complain(f"evbot facts {args.facts_command}: {problem}")
        return PROBLEMS


def _build(args: argparse.Namespace) -> int:
    from facts.opening import build_to

    data = _data(args)
    began = time.monotonic()
    with progress("Building") as step:
        figures, place = build_to(args.to, data, step)
    say(f"{figures:,} figures in {time.monotonic() - began:.1f} seconds: {place}")
    return OK


def _check(args: argparse.Namespace) -> int:
    from facts.check import problems

    found = problems(_data(args))
    for problem in found:
        say(str(problem))
    if found:
        say(f"{len(found):,} {'problem' if len(found) == 1 else 'problems'}")
        return PROBLEMS
    say("the data are fine")
    return OK


def _coverage(args: argparse.Namespace) -> int:
    with _opened(args) as store:
        if args.region is not None and args.region not in store.catalogue.regions:
            raise UsageProblem(f"no region has the id {args.region!r}; ids are like NO, US-CA, world or eu27")
        _known_publisher(store, args.publisher)
        rows = [
            (row.publisher, row.region, row.grain, row.measure, _day(row.first), _day(row.last))
            for row in store.coverage()
            if args.region in (None, row.region) and args.publisher in (None, row.publisher)
        ]
    if not rows:
        say("no figures there")
        return OK
    table(("publisher", "region", "grain", "measure", "from", "to"), rows)
    return OK


def _sources(args: argparse.Namespace) -> int:
    with _opened(args) as store:
        _known_publisher(store, args.publisher)
        everything = store.all_sources()
        for publisher in store.publishers:
            if args.publisher not in (None, publisher["id"]):
                continue
            say(f"{publisher['name']} ({publisher['id']})  {publisher['url']}")
            say(f"  licence: {publisher['licence']}")
            if publisher["attribution"]:
                say(f"  attribution: {publisher['attribution']}")
            for source in everything:
                if source.id.startswith(f"{publisher['id']}:"):
                    named = "" if source.publisher == publisher["name"] else f"{source.publisher}: "
                    say(f"  {named}{source.title}  {source.url}")
            say("")
    return OK


def _data(args: argparse.Namespace) -> Path:
    from facts.tables import DATA

    folder: Path = args.data or DATA
    if not folder.is_dir():
        raise UsageProblem(f"there is no folder {folder}")
    return folder


@contextlib.contextmanager
def _opened(args: argparse.Namespace) -> Iterator[FactStore]:
    from facts.opening import open_store

    with progress("Preparing the figures") as step:
        store = open_store(_data(args), progress=step, say=complain)
    try:
        yield store
    finally:
        store.close()


def _known_publisher(store: FactStore, asked: str | None) -> None:
    known = [publisher["id"] for publisher in store.publishers]
    if asked is not None and asked not in known:
        raise UsageProblem(f"no publisher has the id {asked!r}; there are {', '.join(known)}")


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
