"""The `evbot` command: ask, chat, check, run, health, doctor, discord, slack, inbox, data and facts.

How a command ends is told by its exit code, see `bot.ops.exits`: 0 for every answered line, refusals included. What is
printed is UTF-8 whatever the environment says.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from bot import data_commands, facts_commands, inbox_commands, ops_commands, platform_commands
from bot.answer import Answer, Status
from bot.console import complain, say
from bot.document import Document, Headline, Text
from bot.ops.exits import Exit
from bot.platforms.terminal import chat
from bot.service import Context, Hearers, Service
from facts import opening
from facts.build import Progress
from facts.own_folder import own_folder
from facts.store import FactStore, StoreError
from facts.watching import Watch

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        status: int = args.run(args)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the answers has left: what Python still holds back must not fail when it is flushed at the end.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
        return Exit.OK
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evbot", description="Answers questions on electric-vehicle sales from sourced figures."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="answer one question, or many with --jsonl")
    ask.add_argument("question", nargs="*", metavar="QUESTION", help="one question; all words together are it")
    ask.add_argument("--json", action="store_true", help="print the answer object")
    ask.add_argument("--chart", type=Path, metavar="FILE.png", help="draw the answer's figures into a picture as well")
    ask.add_argument("--csv", type=Path, metavar="FILE.csv", help="write the answer's rows into a file as well")
    ask.add_argument("--jsonl", action="store_true", help="one JSON object a line in, one answer a line out")
    _common(ask)
    ask.set_defaults(run=_ask)
    check = commands.add_parser("check", help="check a claim")
    check.add_argument("question", nargs="+", metavar="CLAIM", help="a sentence or a paragraph")
    check.add_argument("--json", action="store_true", help="print the answer object")
    _common(check)
    check.set_defaults(run=_check)
    chat = commands.add_parser("chat", help="a conversation in the terminal")
    _common(chat)
    chat.set_defaults(run=_chat)
    run = commands.add_parser("run", help="answer in Discord and Slack, with the tokens that are set")
    run.set_defaults(run=_run)
    ops_commands.add_parser(commands)
    platform_commands.add_parser(commands)
    inbox_commands.add_parser(commands)
    data_commands.add_parser(commands)
    facts_commands.add_parser(commands)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", type=_day, metavar="YYYY-MM-DD", help="the day that counts as today")
    parser.add_argument("--locale", type=_locale, default="en", help="how numbers are written, for example de")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-11-23") from problem


def _locale(text: str) -> str:
    from bot.respond.wording import is_locale  # here: what needs no answer needs no locales

    if text != "en" and not is_locale(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no locale; write it as en, de or fr-CH")
    return text


def open_service() -> Service | None:
    """The service for whoever sits at this machine: the bundled facts, a host's own over them; None after saying why.

    Built first where needed.
    """
    return _opened(_for_terminal)


def open_for_chats() -> Service | None:
    """The service for Discord and Slack, where own facts are for those alone whom EVBOT_FACTS_DIR_FOR lists."""
    return _opened(_for_chats)


def _opened(make: Callable[[], Service]) -> Service | None:
    try:
        service = make()
    except (StoreError, OSError, LookupError, ValueError) as problem:
        complain(f"evbot: no usable fact store: {problem}")
        return None
    if not gc.isenabled():  # `bot.__main__` started without it: what stands now stays, what comes is collected
        gc.freeze()
        gc.enable()
    return service


def _for_terminal() -> Service:
    served: list[Service] = []
    if own_folder() is None:
        # The watches come first, so that nothing falls between the two.
        watch = Watch(lambda store: served[0].serve(store), open_it=_bundled, say=complain)
        served.append(Service(_bundled(_progress), look=watch.look))
        return served[0]
    from facts.own import OwnFigures, own_token  # here: reading them needs more than other questions should pay for

    figures = OwnFigures(complain, _progress)

    def layered() -> FactStore:
        return figures.open() or _bundled(_progress)

    watch = Watch(lambda store: served[0].serve(store), open_it=layered, edition=own_token, settles=True, say=complain)
    served.append(Service(layered(), look=watch.look))
    return served[0]


def _for_chats() -> Service:
    served: list[Service] = []
    watch = Watch(lambda store: served[0].serve(store), open_it=_bundled, say=complain)
    if own_folder() is None:
        served.append(Service(_bundled(_progress), look=watch.look))
        return served[0]
    from facts.own import OwnFigures, own_token

    figures = OwnFigures(_log.warning, _progress)
    own_watch = Watch(
        lambda store: served[0].serve_own(store), open_it=figures.open, edition=own_token, settles=True, say=complain
    )

    def look() -> None:
        watch.look()
        own_watch.look()

    listed = os.environ.get("EVBOT_FACTS_DIR_FOR", "").replace(",", " ").split()
    bundled = _bundled(_progress)
    served.append(
        Service(bundled, look=look, own=figures.open(), hearers=Hearers.of(listed), own_trouble=lambda: figures.problem)
    )
    return served[0]


def _bundled(progress: Progress = lambda *_: None) -> FactStore:
    return opening.open_store(progress=progress, say=complain)


def _progress(what: str, done: int, total: int) -> None:
    """A line on standard error while the store is built on first use; silent where that is no terminal."""
    if not sys.stderr.isatty():
        return
    width = 24
    filled = width * done // max(1, total)
    end = "\n" if done >= total else ""
    bar = f"[{'#' * filled}{'.' * (width - filled)}]"
    sys.stderr.write(f"\rPreparing the figures  {bar} {what[:30]:<30}{end}")
    sys.stderr.flush()


def _ask(args: argparse.Namespace) -> int:
    if args.jsonl and (args.chart or args.csv):
        complain("evbot ask: --chart and --csv are for one question, not for --jsonl")
        return Exit.USAGE
    if args.jsonl == bool(args.question):
        complain("evbot ask: give a question, or --jsonl and lines on standard input")
        return Exit.USAGE
    service = open_service()
    if service is None:
        return Exit.NO_STORE
    if args.jsonl:
        answer_lines(service, sys.stdin, sys.stdout, args.at, args.locale)
        return Exit.OK
    return _one(service, " ".join(args.question), args)


def _one(service: Service, text: str, args: argparse.Namespace) -> int:
    answer = service.ask(text, Context(today=args.at, locale=args.locale))
    say(json.dumps(answer.as_object(), ensure_ascii=False, indent=2) if args.json else answer.text)
    chart: Path | None = getattr(args, "chart", None)
    rows: Path | None = getattr(args, "csv", None)
    if chart is None and rows is None:
        return Exit.OK
    from bot.platforms import files  # here: what draws would cost every other question a twentieth of a second

    try:
        if chart is not None:
            complain(files.write_chart(answer, chart, args.locale))
        if rows is not None:
            complain(files.write_rows(answer, rows))
    except OSError as problem:
        complain(f"evbot ask: the file cannot be written: {problem}")
        return Exit.USAGE
    return Exit.OK


def _check(args: argparse.Namespace) -> int:
    service = open_service()
    if service is None:
        return Exit.NO_STORE
    return _one(service, "check: " + " ".join(args.question), args)


def answer_lines(service: Service, lines: Iterable[str], out: IO[str], today: date | None, locale: str) -> None:
    """One answer line for each input line, in order, flushed each; for a bad line it tells the error and goes on."""
    for line in lines:
        if line.strip():
            out.write(json.dumps(_answer_line(service, line, today, locale), ensure_ascii=False) + "\n")
            out.flush()


def _answer_line(service: Service, line: str, today: date | None, locale: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as problem:
        return _bad_line(None, f"the line is not valid JSON ({problem}); write one object a line")
    if not isinstance(entry, dict):
        return _bad_line(None, 'the line is no object; write {"text": "how many Zoes sold?"}')
    ident = entry.get("id")
    text = entry.get("text")
    if not isinstance(text, str):
        return _bad_line(ident, 'the line has no "text"; write {"text": "how many Zoes sold?"}')
    day = today
    if entry.get("at") is not None:
        try:
            day = date.fromisoformat(str(entry["at"]))
        except ValueError:
            return _bad_line(ident, f'"at" is {entry["at"]!r}; write a day as 2026-11-23')
    conversation = entry.get("conversation")
    where = str(entry.get("locale") or locale)
    answer = service.ask(text, Context(None if conversation is None else str(conversation), day, where))
    return _with_id(answer, ident).as_object()


def _with_id(answer: Answer, ident: object) -> Answer:
    return answer if ident is None else replace(answer, id=str(ident))


def _bad_line(ident: object, message: str) -> dict[str, Any]:
    answer = Answer(Status.ERROR, document=Document((Headline((Text(message),)),)))
    return _with_id(answer, ident).as_object()


def _chat(args: argparse.Namespace) -> int:
    service = open_service()
    if service is None:
        return Exit.NO_STORE
    chat(service, args.at, args.locale)
    return Exit.OK


def _run(args: argparse.Namespace) -> int:
    from bot.app import start  # here: the libraries of the chats would cost every other command a tenth of a second

    return start(open_for_chats)


if __name__ == "__main__":
    sys.exit(main())
