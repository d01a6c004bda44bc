"""`evbot inbox …`: what people said of answers, to look through and resolve, and what is asked for in vain.

It opens the shared state that the running bot uses (EVBOT_DATABASE_URL, or the file where that is empty) and tells
nobody anything: the running bot tells a person that their report was resolved. Keeping and counting is `bot.state`'s.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cells import harmless
from bot.console import complain, say
from bot.opened_state import with_state
from bot.ops.exits import Exit

if TYPE_CHECKING:
    from bot.state import State
    from bot.state.feedback import Queued

COLUMNS = ("id", "at", "kind", "reading", "topic", "question", "place", "user", "resolved_at", "resolution", "told_at")
"""Of an export, in order."""
EMPTY = "Nothing waits in the inbox."
NO_MISSES = "Every question of that time got its figure."
DAYS_A_WEEK = 7
MOST_WEEKS = 12
"""Counts are kept for ninety days."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    inbox = commands.add_parser("inbox", help="what people said of answers, and what is asked for in vain")
    tasks = inbox.add_subparsers(dest="task", required=True, metavar="TASK")
    listing = tasks.add_parser("list", help="the reports that wait, oldest first")
    listing.add_argument("--all", action="store_true", help="those that were resolved too")
    listing.add_argument("--json", action="store_true", help="print them as JSON")
    listing.set_defaults(run=_with(_list))
    show = tasks.add_parser("show", help="all that is known of one report")
    resolve = tasks.add_parser("resolve", help="take a report out of the inbox; who sent it hears of that")
    for command in (show, resolve):
        command.add_argument("id", metavar="ID", help="its id, or how that begins")
    resolve.add_argument("--note", default="", metavar="TEXT", help="what came of it, for who sent it to read")
    show.set_defaults(run=_with(_show))
    resolve.set_defaults(run=_with(_resolve))
    export = tasks.add_parser("export", help="all reports, as JSON lines or for a spreadsheet")
    export.add_argument("--csv", type=Path, metavar="FILE", help="write them into this file as CSV")
    export.set_defaults(run=_with(_export))
    report = tasks.add_parser("report", help="what was asked for most often in vain")
    report.add_argument("--weeks", type=_weeks, default=1, metavar="N", help="the last so many weeks, 1 where not said")
    report.set_defaults(run=_with(_report))


def _with(task: Callable[[State, argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    return lambda args: with_state(lambda state: task(state, args))


def _weeks(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_WEEKS:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of weeks; write one from 1 to {MOST_WEEKS}")


def _list(state: State, args: argparse.Namespace) -> int:
    found = state.feedback.every() if args.all else state.feedback.waiting(limit=10_000)
    if args.json:
        say(json.dumps([_entry(queued) for queued in found], ensure_ascii=False, indent=2))
    elif not found:
        say(EMPTY)
    else:
        rows = [(*_cells(queued), "resolved" if queued.resolved_at else "waits") for queued in found]
        say(_table(("ID", "WHEN (UTC)", "SAID", "OF THE ANSWER TO", ""), rows))
    return Exit.OK


def _show(state: State, args: argparse.Namespace) -> int:
    queued = _the_one(state, args.id)
    if queued is None:
        return Exit.USAGE
    say("\n".join(f"{name:<12} {value}" for name, value in _entry(queued).items() if value not in (None, "")))
    return Exit.OK


def _resolve(state: State, args: argparse.Namespace) -> int:
    queued = _the_one(state, args.id)
    if queued is None:
        return Exit.USAGE
    if not state.feedback.resolve(queued.report.id, " ".join(args.note.split())):
        complain(f"evbot inbox: {queued.report.id} was resolved before; nothing was changed")
        return Exit.USAGE
    told = "the running bot tells who sent it" if queued.report.user_key else "nobody is left to be told"
    say(f"{queued.report.id} is resolved; {told}.")
    return Exit.OK


def _export(state: State, args: argparse.Namespace) -> int:
    entries = [_entry(queued) for queued in state.feedback.every()]
    if args.csv is None:
        for entry in entries:
            say(json.dumps(entry, ensure_ascii=False))
        return Exit.OK
    try:
        args.csv.write_text(_as_csv(entries), encoding="utf-8", newline="")
    except OSError as problem:
        complain(f"evbot inbox: the file cannot be written: {problem}")
        return Exit.USAGE
    complain(f"{len(entries)} reports are in {args.csv}")
    return Exit.OK


def _report(state: State, args: argparse.Namespace) -> int:
    found = state.unanswered.missing_in(args.weeks * DAYS_A_WEEK)
    if not found:
        say(NO_MISSES)
        return Exit.OK
    rows = [
        (str(each.count), each.kind.replace("_", " "), each.missing or "(nothing of it)", _moment(each.last_at) or "")
        for each in found
    ]
    say(_table(("TIMES", "HOW IT ENDED", "WHAT WAS UNDERSTOOD", "LAST (UTC)"), rows))
    return Exit.OK


def _the_one(state: State, beginning: str) -> Queued | None:
    """The report whose id begins so; None after saying why there is not just one."""
    found = state.feedback.beginning_with(beginning)
    if len(found) == 1:
        return found[0]
    many = f"{len(found)} reports have an id that begins with {beginning!r}; write more of it"
    complain(f"evbot inbox: {many if found else f'no report has the id {beginning!r}; evbot inbox list shows them'}")
    return None


def _entry(queued: Queued) -> dict[str, str | None]:
    report = queued.report
    values = (
        report.id,
        _moment(queued.at),
        str(report.kind),
        report.reading,
        report.topic,
        report.question,
        report.place,
        report.user_key,
        _moment(queued.resolved_at),
        queued.resolution,
        _moment(queued.told_at),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _cells(queued: Queued) -> tuple[str, str, str, str]:
    report = queued.report
    of = report.reading or report.topic or report.question or ""
    return report.id, _moment(queued.at) or "", str(report.kind).replace("_", " "), of


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"


def _as_csv(entries: Iterable[dict[str, Any]]) -> str:
    told = io.StringIO()
    writer = csv.DictWriter(told, COLUMNS)
    writer.writeheader()
    writer.writerows({name: harmless(value or "") for name, value in entry.items()} for entry in entries)
    return told.getvalue()


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (heads, *rows))
    return "\n".join(line.rstrip() for line in lines)
