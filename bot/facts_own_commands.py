"""`evbot facts own`: begin a folder of own figures, look through it, and delete the copies that were made of it.

For whoever keeps figures of a company or of another country. What is done stands in `facts.own`; how a running bot
takes such a folder is told in the guide on own figures.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.console import say
from bot.facts_printing import OK, PROBLEMS, UsageProblem


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add `own` to the commands of `evbot facts`."""
    own = commands.add_parser("own", help="figures of your own: begin, check or forget them")
    actions = own.add_subparsers(dest="own_command", required=True, metavar="COMMAND")
    init = actions.add_parser("init", help="write an example folder")
    init.add_argument("folder", type=Path, metavar="FOLDER")
    check = actions.add_parser("check", help="say what is wrong with the folder, line by line")
    check.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="EVBOT_FACTS_DIR where none is named")
    actions.add_parser("forget", help="delete the copies in the cache; the folder is left alone")
    return own


def own(args: argparse.Namespace) -> int:
    """Do what a parsed `evbot facts own …` line asks; returns the exit status."""
    return {"init": _init, "check": _check, "forget": _forget}[args.own_command](args)


def _init(args: argparse.Namespace) -> int:
    from facts.own_example import write_example
    from facts.own_folder import OwnError

    try:
        for path in write_example(args.folder):
            say(f"wrote {path}")
    except OwnError as problem:
        raise UsageProblem(str(problem)) from problem
    say("Change it, then look through it:")
    say(f"  evbot facts own check {args.folder}")
    return OK


def _check(args: argparse.Namespace) -> int:
    from facts.own import own_folder, read_own_folder

    folder: Path | None = args.folder or own_folder()
    if folder is None:
        raise UsageProblem("name the folder, or set EVBOT_FACTS_DIR")
    if not folder.is_dir():
        raise UsageProblem(f"there is no folder {folder}")
    reading = read_own_folder(folder)
    for problem in reading.problems:
        say(str(problem))
    for publisher in reading.publishers:
        count = publisher.figures
        say(f"{publisher.publisher.name}: {count:,} good {'figure' if count == 1 else 'figures'}")
    if reading.problems:
        count = len(reading.problems)
        say(f"{count:,} {'problem' if count == 1 else 'problems'}")
        return PROBLEMS
    say("the own figures are fine" if reading.publishers else f"there are no figures in {folder}")
    return OK if reading.publishers else PROBLEMS


def _forget(_: argparse.Namespace) -> int:
    from facts.own import forget_own

    forget_own()
    say("no copy of own figures is left in the cache")
    return OK
