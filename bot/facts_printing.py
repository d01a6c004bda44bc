"""How the `evbot facts` commands speak: tables and progress on standard streams, and their exit statuses.

Output is UTF-8 whatever the environment says. What the commands do stands in `bot.facts_commands` and
`bot.facts_update_commands`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from bot.console import complain

OK, PROBLEMS, USAGE, NO_STORE = 0, 1, 2, 3
STOPPED, NOT_HAD = 6, 7
WIDEST = 10_000
"""Columns where there is no terminal: nothing that is piped on is cut or wrapped."""
Progress = Callable[[str, int, int], None]


class UsageProblem(Exception):  # noqa: N818 - it is whoever typed the line who erred
    """Something named on the command line is not there; the message says what is."""


@contextlib.contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Called with step, done and total: a bar on a terminal, elsewhere a line a step; on standard error."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield lambda step, done, total: complain(f"{title}: {step} ({done} of {total})")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console) as bar:
        task = bar.add_task(title, total=None)
        yield lambda step, done, total: bar.update(
            task, description=escape(f"{title}: {step}"), completed=done, total=total
        )


def table(columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Print rows under their columns."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDEST)
    drawn = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        drawn.add_row(*(escape(str(cell)) for cell in row))
    console.print(drawn, soft_wrap=not console.is_terminal)


def speak_utf8() -> None:
    """Write UTF-8 from now on, whatever the environment says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
