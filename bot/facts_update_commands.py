"""`evbot facts update`, `rollback` and `editions`: newer figures taken, gone back from, and what there is of both.

They print and return an exit status, as `bot.facts_commands` describes it, which runs them. What they do is done in
`facts.updating` and `facts.editions`; `evbot run` starts the first of them by the clock (`bot.updating`).
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console import complain, say
from bot.facts_printing import NO_STORE, NOT_HAD, OK, STOPPED, Progress, UsageProblem, progress

if TYPE_CHECKING:
    from facts.editions import Editions
    from facts.feeds.declared import Feed
    from facts.updating.record import Record
    from facts.updating.taking import Update, Updater, Verdict

MOST_LINES = 12
"""Changed figures of one publisher that are shown; the edition keeps the whole list."""
PATIENCE_SECONDS = 600.0
"""How long an update by the clock waits for one that somebody has begun by hand."""
TERMINATED = 128 + signal.SIGTERM


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    """Add the three commands; they come back, so that whoever adds them sets `run`."""
    update = commands.add_parser("update", help="take the newest figures from their publishers")
    update.add_argument("--publisher", metavar="ID", action="append", help="only this one, for example andrew")
    update.add_argument("--from", dest="given", type=Path, metavar="PATH", help="a file or folder, not the network")
    update.add_argument("--dry-run", action="store_true", help="fetch, check and compare, but change nothing")
    update.add_argument(
        "--accept", action="store_true", help="take what only the plausibility checks or a rollback would stop"
    )
    update.add_argument("--feeds", type=Path, metavar="FILE", help="another list of addresses than that of the package")
    update.add_argument(
        "--unless-since",
        type=_moment,
        metavar="TIME",
        help="ask nobody where all were asked since, for example 2026-11-23T05:30; waits for another update to end",
    )
    rollback = commands.add_parser("rollback", help="let the figures from before the last update serve again")
    editions = commands.add_parser("editions", help="which figures serve, which can be gone back to, how updates went")
    return [update, rollback, editions]


def update(args: argparse.Namespace) -> int:
    """`evbot facts update`."""
    from facts.feeds.declared import COME_ALONG, read_feeds
    from facts.feeds.writing import FeedError
    from facts.updating.fetching import FetchError

    try:
        feeds = read_feeds(args.feeds or COME_ALONG)
    except FeedError as problem:
        raise UsageProblem(str(problem)) from problem
    updater = _updater(feeds, args.unless_since)
    how = {"accept": args.accept, "dry": args.dry_run}
    asked = args.publisher or [name for name, feed in feeds.items() if feed.address]
    with _ending_cleanly():
        if args.given is None:
            for name in asked:
                if name not in feeds:
                    raise UsageProblem(f"no feed has the id {name!r}; there are {', '.join(feeds)}")
            return _told(updater.from_network(asked, **how), args.dry_run)
        if len(args.publisher or ()) > 1:
            raise UsageProblem("--from takes one publisher at a time")
        try:
            return _told(updater.from_file(args.given, (args.publisher or [None])[0], **how), args.dry_run)
        except FetchError as problem:
            raise UsageProblem(str(problem)) from problem


def rollback(_: argparse.Namespace) -> int:
    """`evbot facts rollback`."""
    from facts.editions import BUNDLED, Editions, facts_home
    from facts.tables import DATA
    from facts.updating.going_back import go_back
    from facts.updating.record import read_record, write_record

    editions = Editions(facts_home())
    with editions.alone():
        edition = go_back(editions, _today(), DATA)
        say(f"{_name(edition)} serve{'s' if edition != BUNDLED else ''} again")
        for back in editions.rolled_back():
            if back.day == _today().isoformat():
                say(f"  {back.publisher}: no update takes again what was rolled back, but what is newer")
        behind = _copied(editions.instead(edition, DATA))
        record = read_record(editions.home)
        if behind or record.behind:
            write_record(editions.home, record.with_copy(behind, datetime.now(UTC)))
    return NO_STORE if behind else OK


def editions(_: argparse.Namespace) -> int:
    """`evbot facts editions`."""
    from facts.editions import BUNDLED, Editions, facts_home
    from facts.updating.record import read_record

    editions = Editions(facts_home())
    for number, edition in enumerate(editions.history()):
        state = "serves" if number == 0 else "before"
        damaged = "" if editions.whole(edition) else ", DAMAGED: the figures that came along stand in for it"
        say(f"{state}  {_name(edition)}{damaged}")
        if edition != BUNDLED and editions.changes(edition).is_file():
            told = editions.changes(edition).read_text(encoding="utf-8").splitlines()
            for line in told:
                if line and not line.startswith("  "):
                    say(f"          {line}")
            say(f"          all changes: {editions.changes(edition)}")
    _say_tries(read_record(editions.home), editions)
    return OK


def _say_tries(record: Record, editions: Editions) -> None:
    """How the last updates went, and what no update takes again."""
    from facts.updating.record import Outcome

    for name, tried in sorted(record.publishers.items()):
        say(f"tried   {name} on {tried.at:%Y-%m-%d %H:%M} UTC: {tried.outcome}")
        accepted = "accepted: " if tried.outcome is Outcome.TAKEN else ""
        for why in tried.why:
            say(f"          {accepted}{why}")
    if record.broke_off:
        say(f"tried   the last update broke off: {record.broke_off}")
    if record.behind:
        say(f"server  its copy is behind: {record.behind}")
    for back in editions.rolled_back():
        say(f"back    {back.publisher}, on {back.day}: `evbot facts update --accept` takes those figures again")


def _updater(feeds: dict[str, Feed], unless_since: datetime | None) -> Updater:
    from facts.editions import Editions, facts_home
    from facts.tables import DATA
    from facts.updating.taking import Updater

    by_the_clock = unless_since is not None
    return Updater(
        Editions(facts_home()),
        feeds,
        _today(),
        DATA,
        partial(_prepared, quiet=by_the_clock),
        partial(_copied, quiet=by_the_clock),
        unless_since,
        PATIENCE_SECONDS if by_the_clock else 0.0,
    )


def _prepared(instead: tuple[Path, ...], *, quiet: bool = False) -> None:
    """The database of an edition, built into the cache folder before anybody asks it."""
    from facts.opening import prepare_store

    with _steps("Building", quiet) as step:
        prepare_store(instead, step, complain)


def _copied(instead: tuple[Path, ...], *, quiet: bool = False) -> str:
    """See that the server of EVBOT_FACTS_URL, where one is named, holds an edition; why it could not, or nothing."""
    from facts.opening import facts_address
    from facts.server_address import shown
    from facts.server_build import keep_on_server
    from facts.store import StoreError
    from facts.tables import DATA

    try:
        if (address := facts_address()) is None:
            return ""
        with _steps("Writing to the server", quiet) as step:
            written = keep_on_server(address.render_as_string(hide_password=False), DATA, step, instead)
    except StoreError as problem:
        complain(f"the copy on the server is behind, until an update finds it again: {problem}")
        return str(problem)
    say(f"the copy at {shown(address)} {'was brought up to date' if written else 'is up to date'}")
    return ""


def _steps(title: str, quiet: bool) -> contextlib.AbstractContextManager[Progress]:
    """How far a long step is; nothing where the one who asks is the clock, and keeps what is said in a log."""
    return contextlib.nullcontext(lambda *_: None) if quiet else progress(title)


def _told(update: Update, dry: bool) -> int:
    """Print what an update did; the worst that happened decides the exit status."""
    from facts.updating.record import Outcome

    for verdict in update.verdicts:
        _tell(verdict)
    if update.done_since is not None:
        say(f"all publishers were asked at {update.done_since:%Y-%m-%d %H:%M:%S} UTC, so nobody was asked now")
    elif update.edition is None:
        say("nothing was changed" + (": this was a dry run" if dry else ""))
    else:
        say(f"edition {update.edition} serves now; `evbot facts rollback` goes back to the one before")
    outcomes = {verdict.outcome for verdict in update.verdicts}
    if Outcome.STOPPED in outcomes:
        return STOPPED
    return NOT_HAD if Outcome.NOT_HAD in outcomes else NO_STORE if update.behind else OK


def _tell(verdict: Verdict) -> None:
    from facts.updating.comparing import name_of, number, revision, summary
    from facts.updating.record import Outcome

    say(summary(verdict.changes) if verdict.changes else f"{verdict.publisher}: {verdict.outcome}")
    for remark in verdict.remarks:
        say(f"  note: {remark}")
    if verdict.changes and verdict.outcome is not Outcome.NOTHING_NEW:
        lines = [f"revised  {revision(old, new)}" for old, new in verdict.changes.revised]
        lines += [f"dropped  {name_of(row)}: was {number(row.value)}" for row in verdict.changes.dropped]
        for line in lines[:MOST_LINES]:
            say(f"  {line}")
        if len(lines) > MOST_LINES:
            say(f"  and {len(lines) - MOST_LINES:,} more")
    for why in verdict.why:
        if verdict.outcome is Outcome.TAKEN:
            say(f"  accepted: {why}")
        else:
            complain(f"  {verdict.outcome}: {why}")


@contextlib.contextmanager
def _ending_cleanly() -> Iterator[None]:
    """SIGTERM ends the block as an exception would, so that nothing half made is left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ended(*_: object) -> None:
        sys.exit(TERMINATED)

    before = signal.signal(signal.SIGTERM, ended)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it as 2026-11-23T05:30, in UTC") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _today() -> date:
    return datetime.now(UTC).date()


def _name(edition: str) -> str:
    return "the figures that came along" if edition == "bundled" else f"edition {edition}"
