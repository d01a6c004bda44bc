"""A target with a crash in it: four bytes that only somebody finds who follows which lines an input reaches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.fuzz.targets import TryOne

INSTRUMENTED = ("tests.fuzz.planted",)


class PlantedError(Exception):
    """What is there to be found."""


def seeds() -> Iterator[bytes]:
    """One input that is far from it."""
    yield b"hello"


@contextmanager
def trying() -> Iterator[TryOne]:
    """Nothing to set up."""
    yield _try


def _try(data: bytes) -> None:
    if data[:1] == b"e" and data[1:2] == b"v" and data[2:3] == b"!" and data[3:4] == b"?":
        raise PlantedError
