"""The hostile texts, by family, as the TOML files in `texts/` list or describe them, bare and inside questions.

A text that is too long to be written down, or that TOML cannot hold, is described and made here. What must not come of
any of them is for `harm` and the tests to say.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).with_name("texts")
CARRIERS = ("{}", "How many {} were sold in Norway in 2023?", "check: {} sold 12,000 cars in 2023")
"""A text is asked alone, as the name of a thing, and as who is said to have sold something."""
LONGEST_CARRIED = 5_000
"""Characters; a longer text is asked alone only."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One text that means harm."""

    family: str
    """What it tries, by the name of its file."""
    text: str

    def asked(self) -> Iterator[str]:
        """The text as it is sent: alone, and inside questions."""
        carriers = CARRIERS if len(self.text) <= LONGEST_CARRIED else CARRIERS[:1]
        for carrier in carriers:
            yield carrier.replace("{}", self.text)


@cache
def hostile_texts() -> tuple[Hostile, ...]:
    """Every text of every family, in the order of the files."""
    return tuple(Hostile(path.stem, text) for path in sorted(TEXTS.glob("*.toml")) for text in _of_file(path))


@cache
def everything_asked() -> tuple[str, ...]:
    """Every text in every form in which it is sent."""
    return tuple(asked for hostile in hostile_texts() for asked in hostile.asked())


def _of_file(path: Path) -> Iterator[str]:
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    yield from declared.get("texts", ())
    yield from map(_made, declared.get("made", ()))


def _made(recipe: dict[str, Any]) -> str:
    """A text from its recipe: a unit so many times between two ends, or a list of code points."""
    if "code_points" in recipe:
        return "".join(map(chr, recipe["code_points"]))
    return str(recipe.get("before", "")) + recipe["unit"] * recipe["times"] + str(recipe.get("after", ""))
