"""What a command says to whoever typed it: a line of the answer, or a line of what went wrong.

It refuses to lay anything out: the tables and bars of `evbot facts` stand in `bot.facts_printing`.
"""

from __future__ import annotations

import sys

from bot.ops.exits import Exit


def say(text: str) -> None:
    """Print a line of what was asked for."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print a line of what went wrong, or how far it is."""
    sys.stderr.write(f"{text}\n")


def ended(code: Exit, advice: str) -> Exit:
    """The exit code, once it is said what mends it."""
    complain(advice)
    return code
