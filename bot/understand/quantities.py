"""Numbers that are thresholds or claims, and how they relate to a figure: "more than", "about", "a quarter of".

A number that tells how many rows are wanted, a year, or a part of a name is none of these.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.question import Quantity, Relation
from bot.understand.draft import Draft
from bot.understand.numbers import NUMBERED_THINGS, RANKED_THINGS, NumberRead

FRACTIONS = {
    "half": 50.0,
    "third": 100 / 3,
    "quarter": 25.0,
    "majority": 50.0,
    "fifth": 20.0,
    "tenth": 10.0,
    "thirds": 200 / 3,
    "quarters": 75.0,
}


PARTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "twenty": 20,
    "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "10": 10, "20": 20,
}  # fmt: skip
"""What "one in …" is followed by."""
EVERY = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
"""What "every …" is followed by."""
LEAST_THRESHOLD = 100.0
"""A smaller number is a rank, a day or a part of a name, not a milestone."""


def quantity_of(draft: Draft) -> Quantity | None:
    """The number that is a threshold or a claim: not a year, a rank or a part of a name."""
    best: NumberRead | None = None
    for number in draft.numbers:
        if is_rank_number(draft, number) or _measures_time(draft, number):
            continue
        counts = number.is_percent or number.value >= LEAST_THRESHOLD or number.has_scale
        if counts and (best is None or number.value > best.value or number.is_percent):
            best = number
    if best is None:
        small = [
            number
            for number in draft.numbers
            if not is_rank_number(draft, number) and not number.in_words and number.value > 12
        ]
        if small and (draft.shares or draft.has("morethan", "lessthan")):
            return Quantity(
                small[0].value,
                _relation(draft, small[0].first),
                draft.shares,
                draft.text_between(small[0].first, small[0].last),
            )
        return _fraction(draft)
    return _range(draft) or Quantity(
        best.value, _relation(draft, best.first), best.is_percent, draft.text_between(best.first, best.last)
    )


def _range(draft: Draft) -> Quantity | None:
    """ "Between 20,000 and 25,000": two numbers that one figure lies between."""
    for low, high in pairwise(draft.numbers):
        joined = high.first == low.last + 2 and draft.tokens[low.last + 1].text in ("and", "to", "-", "–")
        before = draft.tokens[low.first - 1].text if low.first else ""
        if joined and before == "between" and low.value < high.value and not is_rank_number(draft, low):
            said = draft.text_between(low.first, high.last)
            return Quantity(low.value, Relation.BETWEEN, high.is_percent, said, high.value)
    return None


def _measures_time(draft: Draft, number: NumberRead) -> bool:
    """ "365 days", "12 months": a length of time, not a number of vehicles."""
    following = draft.tokens[number.last + 1].text if number.last + 1 < len(draft.tokens) else ""
    return following in ("day", "days", "week", "weeks", "month", "months", "quarters", "years", "hours", "km", "miles")


def _fraction(draft: Draft) -> Quantity | None:
    for index, token in enumerate(draft.tokens):
        following = draft.tokens[index + 1].text if index + 1 < len(draft.tokens) else ""
        before = draft.tokens[index - 1].text if index else ""
        if token.text == "every" and following in EVERY:
            return Quantity(100.0 / EVERY[following], _relation(draft, index), True, f"every {following}")
        parts = PARTS.get(draft.tokens[index + 2].text) if index + 2 < len(draft.tokens) else None
        if token.text in ("one", "1") and following in ("in", "of", "out") and parts is not None:
            return Quantity(100.0 / parts, _relation(draft, index), True, draft.text_between(index, index + 2))
        inside_time = any(read.first <= index <= read.last for read in draft.times)
        if (
            token.text in FRACTIONS
            and not inside_time
            and (
                following == "of"
                or (
                    before in ("than", "over", "above", "a", "the", "under", "below", "one", "two", "past")
                    and following not in ("of",)
                    and following not in ("month", "year")
                )
            )
        ):
            part = token.text in ("quarter", "third", "fifth", "tenth", "quarters", "thirds")
            if token.text in ("quarters", "thirds") and before not in ("three", "two", "3", "2"):
                continue
            if part and following != "of" and not (draft.shares and before in ("one", "a", "two")):
                continue
            return Quantity(FRACTIONS[token.text], _relation(draft, index), True, token.raw)
    return None


def _relation(draft: Draft, index: int) -> Relation:
    """ "more than", "under", "about" before a number; the nearest one counts."""
    after = " ".join(token.text for token in draft.tokens[index + 1 : index + 4])
    if re.match(r"\+|(\S+ ){0,2}or more\b", after):
        return Relation.MORE
    before = " ".join(token.text for token in draft.tokens[max(0, index - 4) : index])
    if re.search(
        r"(more than|over|above|at least|excess of|upwards of|exceed\w*|north of|past|beyond|>)( =)?( a| the)?$", before
    ):
        return Relation.MORE
    if re.search(r"(less than|fewer than|under|below|no more than|<)( =)?( a| the)?$", before):
        return Relation.LESS
    nearest, found = -1, Relation.EXACTLY
    meaning = {"morethan": Relation.MORE, "lessthan": Relation.LESS, "about": Relation.ABOUT}
    for cue, position in draft.cue_order:
        if cue in meaning and nearest < position < index and index - position <= 4:
            nearest, found = position, meaning[cue]
            words = [token.text for token in draft.tokens[position : position + 2]]
            if words in (["just", "over"], ["well", "over"]):
                found = Relation.MORE
            if words == ["just", "under"]:
                found = Relation.ABOUT
    reach = [
        position for cue, position in draft.cue_order if cue == "reach" and position < index and index - position <= 3
    ]
    if found is Relation.EXACTLY and reach:
        return Relation.MORE
    return found


def is_rank_number(draft: Draft, number: NumberRead) -> bool:
    """Whether it says how many rows, or which place, are wanted."""
    if number.is_percent or number.value > LEAST_THRESHOLD or number.has_scale:
        return False
    before = draft.tokens[number.first - 1].text if number.first else ""
    after = draft.tokens[number.last + 1].text if number.last + 1 < len(draft.tokens) else ""
    if before in (
        "top",
        "topp",
        "first",
        "best",
        "leading",
        "number",
        "no",
        "the",
        "bottom",
        "worst",
        "which",
        "biggest",
        "largest",
        "list",
        "what",
        "rank",
        "place",
    ):
        return True
    if any(read.last == number.first - 1 or read.first == number.last + 1 for read in draft.times):
        return False
    return after in NUMBERED_THINGS | RANKED_THINGS or after in (
        "best",
        "most",
        "biggest",
        "largest",
        "top",
        "leading",
        "highest",
        "places",
        "positions",
        "models",
        "brands",
        "countries",
        "largest",
        "evs",
        "electric",
        "cars",
        "strongest",
        "bestselling",
        "worst",
        "least",
        "makes",
        "smallest",
        "weakest",
        "markets",
        "of",
    )


def quantities(draft: Draft) -> tuple[Quantity, ...]:
    """Every number that is a threshold or a claim, in the order of the text."""
    found = [
        number
        for number in draft.numbers
        if not is_rank_number(draft, number)
        and (number.value >= LEAST_THRESHOLD or number.has_scale or number.is_percent)
    ]
    if (between := _range(draft)) is not None:
        return (between,)
    return tuple(
        Quantity(
            number.value,
            _relation(draft, number.first),
            number.is_percent,
            draft.text_between(number.first, number.last),
        )
        for number in found
    )
