"""A conversation in the terminal: one question a line, `exit` or the end of input to leave.

The terminal is a platform too: it shows the same Answer as the chats, without a token and without a network.
"""

from __future__ import annotations

import contextlib
import os
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

from bot.document import Headline, plain

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.service import Service

PROMPT = "you> "
HISTORY = "chat-history"
MOST_LINES_KEPT = 1_000
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
LEAVE = {"exit", "quit", ":q"}


def chat(service: Service, today: date | None, locale: str) -> None:
    """Read questions and print answers until the end of input.

    On a terminal lines are kept from one conversation to the next, the Tab key completes names, and what matters most
    is bold unless NO_COLOR is set (https://no-color.org/).
    """
    from bot.service import Context

    interactive = sys.stdin.isatty()
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    context = Context("terminal", today, locale)
    if interactive:
        print("Ask about electric-vehicle sales; “help” says what I know, “exit” ends.")  # noqa: T201
    with _line_editing(service) if interactive else contextlib.nullcontext():
        while True:
            try:
                line = input(PROMPT if interactive else "")
            except (EOFError, KeyboardInterrupt):
                break
            if line.strip().lower() in LEAVE:
                break
            if line.strip():
                answer = service.ask(line, context)
                print(shown(answer, bold=bold) + "\n")  # noqa: T201
                if answer.wants_chart or answer.wants_csv:
                    _write_files(answer, locale)


def shown(answer: Answer, *, bold: bool = False) -> str:
    """The answer as text for a terminal, without characters that would command it; the headline bold if wished."""
    text = "".join(char for char in answer.text if char.isprintable() or char in "\n\t")
    headline = next((plain(block.spans) for block in answer.document.blocks if isinstance(block, Headline)), "")
    if bold and headline and text.startswith(headline):
        return f"{BOLD}{headline}{PLAIN}{text[len(headline) :]}"
    return text


@contextlib.contextmanager
def _line_editing(service: Service) -> Iterator[None]:
    """History and completion for input(), where this Python has readline; no matter if a history cannot be kept."""
    try:
        import readline
    except ImportError:
        yield
        return
    path = user_state_path("evbot", appauthor=False) / HISTORY
    with contextlib.suppress(OSError):
        readline.read_history_file(path)
    names = Names(service.names())
    readline.set_completer(names.complete)
    readline.set_completer_delims("\t\n,;?")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(None)
        _keep_history(path)


def _keep_history(path: Path) -> None:
    import readline

    readline.set_history_length(MOST_LINES_KEPT)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        readline.write_history_file(path)
        path.chmod(0o600)


class Names:
    """Completes the name that is being typed: the last one to three words of the line."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = sorted({name.casefold(): name for name in names}.items())
        self._keys = [key for key, _ in self._names]

    def complete(self, text: str, state: int) -> str | None:
        """The choice of that number for a line so far, as readline asks for them; None after the last."""
        words = text.split(" ")
        for taken in range(min(3, len(words)), 0, -1):
            typed = " ".join(words[-taken:])
            if typed and (found := self._beginning_with(typed)):
                before = " ".join(words[:-taken])
                choices = [f"{before} {name}".lstrip() for name in found]
                return choices[state] if state < len(choices) else None
        return None

    def _beginning_with(self, typed: str) -> list[str]:
        first = bisect_left(self._keys, typed.casefold())
        found = []
        for key, name in self._names[first:]:
            if not key.startswith(typed.casefold()):
                break
            found.append(name)
        return found


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
