"""A conversation in the terminal: one question a line, `exit` or the end of input to leave.

The terminal is a platform too: it shows the same Answer as the chats, without a token and without a network.
"""

from __future__ import annotations

import contextlib
import sys
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
            print(service.ask(line, context).text + "\n")  # noqa: T201
