"""What limits an answer: in which order it is said, how much of it, and which notes of a series matter for a period.

A table's notes also tell how it was edited and what holds for other years or powertrains; an asker is spared those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum

from bot.respond.wording import capital
from facts import Period, Powertrain

MOST = 4
"""Caveats that one answer shows."""


class Weight(IntEnum):
    """How much a caveat matters; the least comes first."""

    READING = 0
    """What was repaired, carried over or left out of the question."""
    MISSING = 1
    DISPUTED = 2
    REVISED = 3
    COVERAGE = 4
    DEFINITION = 5
    DEFAULT = 6
    SCOPE = 7
    """What the whole series counts."""


JOINED = (Weight.READING, Weight.MISSING, Weight.DISPUTED, Weight.DEFAULT)
"""Said together as one caveat, so that none of them is cut off."""


def ordered(notes: Iterable[tuple[Weight, str]]) -> tuple[str, ...]:
    """The caveats of an answer, the most important first, each said once."""
    by_weight: dict[Weight, list[str]] = {}
    for weight, text in dict.fromkeys(notes):
        by_weight.setdefault(weight, []).append(text)
    found: list[str] = []
    for weight in Weight:
        texts = by_weight.get(weight, [])
        found += [" ".join(texts)] if weight in JOINED and texts else texts
    return tuple(dict.fromkeys(found))[:MOST]


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_YEARS = re.compile(
    r"(before |until |to |since |from |start |starts )?(?:early |mid-|late )?"
    r"\b((?:19|20)\d\d)(?:-\d\d)?(?:(?: to |-|–)((?:19|20)\d\d))?"
)
_MONTHS_SPAN = re.compile(r" \(\d{4}-\d\d to \d{4}-\d\d\)")
_SHOUTED = re.compile(r"\b(?:BUILT|DELIVERED|PRODUCTION|SOLD)\b")
_CODES = {
    "BEV": {Powertrain.BEV, Powertrain.EV},
    "PHEV": {Powertrain.PHEV, Powertrain.EV},
    "HEV": {Powertrain.HEV, Powertrain.PETROL, Powertrain.DIESEL, Powertrain.ICE},
    "PETROL": {Powertrain.PETROL, Powertrain.HEV},
    "DIESEL": {Powertrain.DIESEL, Powertrain.HEV},
    "ICE": {Powertrain.ICE, Powertrain.HEV},
    "HYBRID_ANY": {Powertrain.HYBRID_ANY, Powertrain.HEV, Powertrain.PHEV},
}
_CODE = re.compile(r"\b(" + "|".join(sorted(_CODES, key=len, reverse=True)) + r")s?\b")


def notes_that_matter(notes: Sequence[str], period: Period | None, powertrain: Powertrain | None) -> list[str]:
    """Of each note of a series the sentences that matter: the first that holds throughout, and those of the period."""
    found: list[str] = []
    for note in notes:
        general_said = False
        for sentence in _SENTENCE_END.split(note):
            if not _is_of(sentence, powertrain):
                continue
            if _YEARS.search(sentence):
                if period is None or _speaks_of(sentence, period):
                    found.append(_sentence(sentence))
            elif not general_said:
                general_said = True
                found.append(_sentence(sentence))
    return list(dict.fromkeys(found))


def _sentence(text: str) -> str:
    text = _MONTHS_SPAN.sub("", text).replace(" (basis = estimated)", "")
    text = capital(_SHOUTED.sub(lambda found: found.group().lower(), text))
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _is_of(sentence: str, powertrain: Powertrain | None) -> bool:
    named = [code.removesuffix("s") for code in _CODE.findall(sentence)]
    return not named or powertrain is None or any(powertrain in _CODES[code] for code in named)


def _speaks_of(sentence: str, period: Period) -> bool:
    first, last = (period.start or period.end).year, period.end.year
    for lead, begin, end in _YEARS.findall(sentence):
        low, high = int(begin), int(end or begin)
        match lead.strip():
            case "before" | "until" | "to":
                low, high = 0, high - (1 if lead.strip() == "before" else 0)
            case "since" | "from":
                high = high if end else 9999
            case "start" | "starts":
                low, high = 0, high
        if first <= high and last >= low:
            return True
    return False
