"""A conversation in the terminal: one question a line, `exit` or the end of input to leave.

The terminal is a platform too: it shows the same Answer as the chats, without a token and without a network.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

from bot.platforms.terminal_text import is_styled, shown, width_of

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.service import Service

PROMPT = "you> "
HISTORY = "chat-history"
MOST_LINES_KEPT = 1_000
LEAVE = {"exit", "quit", ":q"}
COMPLETED = ("subject", "place", "period")
MOST_WORDS_OF_A_NAME = 4
"""Words at the end of a line that may be one name: "Mercedes-Benz GLC Coupé PHEV", "Zoe vs Nissan Leaf"."""
LEAST_OF_A_NAME, LEAST_OF_A_GUESS = 3, 5
"""Letters from which small ones are taken for a part of a name, and for a name misspelt: most of a line is no name."""


def chat(service: Service, today: date | None, locale: str) -> None:
    """Read questions and print answers until the end of input.

    On a terminal lines are kept from one conversation to the next, the Tab key completes names, and answers are shown
    as `bot.platforms.terminal_text` says.
    """
    from bot.service import Context

    interactive = sys.stdin.isatty()
    styled = is_styled(sys.stdout)
    context = Context(conversation="terminal", today=today, locale=locale)
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
                print(shown(answer, styled=styled, width=width_of(sys.stdout)) + "\n")  # noqa: T201
                if answer.wants_chart or answer.wants_csv:
                    _write_files(answer, locale)


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
    names = Names(service.complete)
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
    """Completes the name or the period that is being typed: the last words of the line, as many as belong to one."""

    def __init__(self, complete: Callable[[str, str], Sequence[str]]) -> None:
        """`complete` gives the strings for a kind of field and what is typed into it, as `Service.complete` does."""
        self._complete = complete
        self._line: str | None = None
        self._choices: list[str] = []

    def complete(self, text: str, state: int) -> str | None:
        """The choice of that number for a line so far, as readline asks for them; None after the last."""
        if text != self._line:
            self._line, self._choices = text, self._for_line(text)
        return self._choices[state] if state < len(self._choices) else None

    def _for_line(self, line: str) -> list[str]:
        """What the longest ending that is in a name stands for; else what the last word may be meant for."""
        for words in range(min(MOST_WORDS_OF_A_NAME, line.count(" ") + 1), 0, -1):
            before, typed = _parted(line, words)
            held = [before + choice for choice in self._offered(typed) if _holds(choice, typed)]
            if found := _going_on(held, line) or _best(held, typed, LEAST_OF_A_NAME):
                return found
        before, typed = _parted(line, 1)
        return _best([before + choice for choice in self._offered(typed)], typed, LEAST_OF_A_GUESS)

    def _offered(self, typed: str) -> list[str]:
        if not typed.strip():
            return []
        return list(dict.fromkeys(choice for kind in COMPLETED for choice in self._complete(kind, typed)))


def _parted(line: str, words: int) -> tuple[str, str]:
    """A line cut before its last words."""
    parts = line.split(" ")
    return " ".join([*parts[:-words], ""]), " ".join(parts[-words:])


def _holds(choice: str, typed: str) -> bool:
    """Whether a choice, or what follows its maker's name, begins with what is typed."""
    return any(part.casefold().startswith(typed.casefold()) for part in (choice, choice.partition(" ")[2]))


def _going_on(choices: list[str], line: str) -> list[str]:
    """The choices that go on where the line ends."""
    return [choice for choice in choices if choice.casefold().startswith(line.casefold())]


def _best(choices: list[str], typed: str, least: int) -> list[str]:
    """The best choice alone, where enough is typed: any other is put in the place of what is typed.

    Of several, readline puts in what all of them share, and would cut the line back.
    """
    enough = typed.strip() == typed and (len(typed) >= least or typed.isupper())
    return choices[:1] if enough else []


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
