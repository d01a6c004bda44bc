"""The `evbot` command: ask, chat, check, facts and run.

Exit status: 0 for every answered line, refusals included; 2 bad usage; 3 no usable store. What is printed is UTF-8
whatever the environment says.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.service import Service

OK, USAGE, NO_STORE = 0, 2, 3


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
        return 130
    except BrokenPipeError:
        sys.stdout = open("/dev/null", "w", encoding="utf-8") if sys.platform != "win32" else sys.stdout  # noqa: SIM115, PTH123
        return OK
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evbot", description="Answers questions on electric-vehicle sales from sourced figures."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="answer one question, or many with --jsonl")
    ask.add_argument("question", nargs="*", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the answer object")
    ask.add_argument("--jsonl", action="store_true", help="one JSON object a line in, one answer a line out")
    _common(ask)
    ask.set_defaults(run=_ask)
    check = commands.add_parser("check", help="check a claim")
    check.add_argument("question", nargs="+", metavar="CLAIM")
    check.add_argument("--json", action="store_true", help="print the answer object")
    _common(check)
    check.set_defaults(run=_check)
    chat = commands.add_parser("chat", help="a conversation in the terminal")
    _common(chat)
    chat.set_defaults(run=_chat)
    run = commands.add_parser("run", help="answer in Discord and Slack, with the tokens that are set")
    run.set_defaults(run=_run)
    from bot import facts_commands

    facts_commands.add_parser(commands)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", type=_day, metavar="YYYY-MM-DD", help="the day that counts as today")
    parser.add_argument("--locale", default="en", help="how numbers are written, for example de")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-11-23") from problem


def open_service() -> Service | None:
    """The service over the bundled facts, built first where needed; None after saying why there is none."""
    from bot.service import Service
    from facts.opening import open_store
    from facts.store import StoreError

    try:
        return Service(open_store(progress=_progress, say=lambda text: print(text, file=sys.stderr)))  # noqa: T201
    except (StoreError, OSError, LookupError, ValueError) as problem:
        print(f"evbot: no usable fact store: {problem}", file=sys.stderr)  # noqa: T201
        return None


def _progress(what: str, done: int, total: int) -> None:
    """A line on standard error while the store is built on first use; silent where that is no terminal."""
    if not sys.stderr.isatty():
        return
    width = 24
    filled = width * done // max(1, total)
    end = "\n" if done >= total else ""
    print(
        f"\rPreparing the figures  [{'#' * filled}{'.' * (width - filled)}] {what[:30]:<30}",
        end=end,
        file=sys.stderr,
        flush=True,
    )


def _ask(args: argparse.Namespace) -> int:
    if args.jsonl == bool(args.question):
        print("evbot ask: give a question, or --jsonl and lines on standard input", file=sys.stderr)  # noqa: T201
        return USAGE
    service = open_service()
    if service is None:
        return NO_STORE
    if args.jsonl:
        answer_lines(service, sys.stdin, sys.stdout, args.at, args.locale)
        return OK
    return _one(service, " ".join(args.question), args)


def _one(service: Service, text: str, args: argparse.Namespace) -> int:
    from bot.service import Context

    answer = service.ask(text, Context(today=args.at, locale=args.locale))
    _print(json.dumps(answer.as_object(), ensure_ascii=False, indent=2) if args.json else answer.text)
    return OK


def _check(args: argparse.Namespace) -> int:
    service = open_service()
    if service is None:
        return NO_STORE
    return _one(service, "check: " + " ".join(args.question), args)


def answer_lines(service: Service, lines: Iterable[str], out: IO[str], today: date | None, locale: str) -> None:
    """One answer line for each input line, in order, flushed each; a bad line gets an error line and the run goes on."""
    for line in lines:
        if line.strip():
            out.write(json.dumps(_answer_line(service, line, today, locale), ensure_ascii=False) + "\n")
            out.flush()


def _answer_line(service: Service, line: str, today: date | None, locale: str) -> dict[str, Any]:
    from bot.service import Context

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
    from bot.answer import Answer, Status
    from bot.document import Document, Headline, Text

    answer = Answer(Status.ERROR, document=Document((Headline((Text(message),)),)))
    return _with_id(answer, ident).as_object()


def _chat(args: argparse.Namespace) -> int:
    from bot.platforms.terminal import chat

    service = open_service()
    if service is None:
        return NO_STORE
    chat(service, args.at, args.locale)
    return OK


def _run(args: argparse.Namespace) -> int:
    from bot.app import start

    return start(open_service)


def _print(text: str) -> None:
    print(text)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
