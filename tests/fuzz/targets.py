"""What is fuzzed, by name; each name is a module of this package that is loaded only when it is needed.

A target is loaded by the fuzzer with its eyes open, so that it sees which lines an input reaches. That is why nothing
here imports a target by itself.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, cast

TARGETS = ("reading", "codes", "tables", "workbook", "slack_endpoint")
PLANTED = "planted"
"""A target with a crash in it, which proves that the fuzzer finds one; never run unless it is asked for."""
FOUND = Path(__file__).with_name("found")

TryOne = Callable[[bytes], None]
"""Hands one input over, and raises where it does harm."""


class Target(Protocol):
    """What each module offers."""

    INSTRUMENTED: tuple[str, ...]
    """Modules, with all that lies below them, whose lines the fuzzer follows."""

    def seeds(self) -> Iterator[bytes]:
        """Inputs to begin with, a few of each kind."""

    def trying(self) -> AbstractContextManager[TryOne]:
        """Sets up what takes the inputs, and clears it away at the end."""


def target(name: str) -> Target:
    """The target of that name."""
    if name not in (*TARGETS, PLANTED):
        raise ValueError(f"no target is called {name!r}; there are {', '.join(TARGETS)}")
    return cast(Target, importlib.import_module(f"tests.fuzz.{name}"))


def found(name: str) -> list[Path]:
    """The inputs that once did harm to a target."""
    return sorted(path for path in (FOUND / name).glob("*") if path.is_file())
