"""The words of following: the frames that are taken off a text, and the bot's own sentences, both from `words.toml`.

It knows no figures and no names; what is left of a text is for the reader of questions.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.understand.tokens import visible
from facts import PeriodKind

LONGEST = 300
"""Characters of a text that are read; nobody follows a longer one."""
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
"""How often something can be posted, the most often first."""
_NUMBER = r"(?:the |an? |one |two |half |three |five |ten )?(?:[\d.,]+|million|billion|hundred|thousand|half|a million)"


@dataclass(frozen=True, slots=True)
class Framed:
    """A text without its frames."""

    text: str
    """What the reader is to understand; of a number that is to be passed, the question when it was."""
    every: PeriodKind | None = None
    """How often, where that was said."""
    too_often: bool = False
    """Whether it was to be more often than figures come."""
    passes: bool = False
    """Whether a number is to be passed."""


def framed(text: str) -> Framed:
    """The text without the words that ask to be told."""
    rest = " ".join(visible(text[:LONGEST]).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).strip(" .!?:,;")
    rest = _without_lead(rest)
    if (parts := _frame("passes").fullmatch(rest)) is not None:
        return Framed(f"when did {parts['what']} pass {parts['number']}?", passes=True)
    too_often = _frame("too_often").search(rest) is not None
    every = next((kind for kind in KINDS if _frame(str(kind)).search(rest)), None)
    for name in ("too_often", *map(str, KINDS), "out"):
        rest = _frame(name).sub(" ", rest)
    return Framed(_without_lead(" ".join(rest.split()).strip(" .!?:,;")), every, too_often)


def sentence(name: str, **filled: str) -> str:
    """A sentence of the bot's own."""
    return str(_words()["sentences"][name]).format(**filled)


def refusal(name: str, **filled: str) -> str:
    """Why something cannot be followed."""
    return str(_words()["refusals"][name]).format(**filled)


def _without_lead(text: str) -> str:
    while (lead := _frame("lead").match(text)) is not None and lead.end() < len(text):
        text = text[lead.end() :].lstrip(" ,:")
    return text


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("bot.following").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _frame(name: str) -> re.Pattern[str]:
    choice = re.sub(r"\((?!\?)", "(?:", "|".join(_words()["frames"][name]))
    if name == "passes":
        return re.compile(rf"(?P<what>.+?) (?:{choice}) (?P<number>{_NUMBER}.*)", re.IGNORECASE)
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)
