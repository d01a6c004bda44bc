"""The questions of guided commands: fields as they were typed -> one question in words, as a person would ask it.

The wordings stand in `guided.toml`. What was typed is put in as it is and becomes part of a question, never of a
wording; what it means is read by `bot.understand`, as with any other question.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).with_name("guided.toml")
_FIELD = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of question is worded."""

    pieces: Sequence[Sequence[str]]
    """For each piece its wordings, with fields in braces; the fullest first."""
    end: str = ""


@lru_cache(maxsize=1)
def wordings() -> Mapping[str, Wording]:
    """Every kind of question and its wording."""
    return {kind: Wording(**words) for kind, words in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()}


def sentence(
    kind: str,
    *,
    what: str = "",
    other: str = "",
    where: str = "",
    when: str = "",
    top: int | None = None,
    of: str = "",
) -> str:
    """The question of a kind (a table of `guided.toml`) with the fields that are filled in; the rest is left unsaid.

    Raises ValueError for a kind that there is not.
    """
    if kind not in wordings():
        raise ValueError(f"no guided question is of the kind {kind!r}; there are {', '.join(wordings())}")
    typed = {
        "what": what,
        "other": other,
        "where": where,
        "when": when,
        "top": "" if top is None else str(top),
        "of": of,
    }
    filled = {field: text.strip() for field, text in typed.items() if text.strip()}
    wording = wordings()[kind]
    pieces = [piece for choices in wording.pieces if (piece := _piece(choices, filled))]
    return (
        "".join(piece if piece.startswith(",") or not place else f" {piece}" for place, piece in enumerate(pieces))
        + wording.end
    )


def _piece(choices: Sequence[str], filled: Mapping[str, str]) -> str:
    """The first wording whose fields are all filled in, with what was typed; empty where there is none."""
    for choice in choices:
        if all(field in filled for field in _FIELD.findall(choice)):
            return _FIELD.sub(lambda found: filled[found[1]], choice)
    return ""
