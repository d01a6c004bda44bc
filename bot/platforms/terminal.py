"""A conversation in the terminal: one question a line, `exit` or the end of input to leave.

The terminal is a platform too: it shows the same Answer as the chats, without a token and without a network.
"""

from __future__ import annotations

import contextlib
import sys
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.service import Service

PROMPT = "you> "
LEAVE = {"exit", "quit", ":q"}


def chat(service: Service, today: date | None, locale: str) -> None:
    """Read questions and print answers until the end of input."""
    from bot.service import Context

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives input() its history and line editing
    interactive = sys.stdin.isatty()
    if interactive:
        print("Ask about electric-vehicle sales; “help” says what I know, “exit” ends.")  # noqa: T201
    context = Context("terminal", today, locale)
    while True:
        try:
            line = input(PROMPT if interactive else "")
        except (EOFError, KeyboardInterrupt):
            break
        if line.strip().lower() in LEAVE:
            break
        if line.strip():
            answer = service.ask(line, context)
            print(answer.text + "\n")  # noqa: T201
            if answer.wants_chart or answer.wants_csv:
                _write_files(answer, locale)


def _write_files(answer: Answer, locale: str) -> None:
    """Write what was asked for into the current folder, and say where it lies."""
    from bot.platforms import files  # here: what draws costs start-up time, and few ask for a picture

    try:
        if answer.wants_chart:
            print(files.write_chart(answer, None, locale) + "\n")  # noqa: T201
        if answer.wants_csv:
            print(files.write_rows(answer, None) + "\n")  # noqa: T201
    except OSError as problem:
        print(f"The file cannot be written here: {problem}\n")  # noqa: T201
