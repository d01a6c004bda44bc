"""How many rows of a ranking are wanted, and which place: "top 5", "the second", "just 3".

Numbers that are thresholds or claims are read in `quantities`.
"""

from __future__ import annotations

from bot.question import Quantity
from bot.understand.draft import Draft
from bot.understand.quantities import is_rank_number


def rows_asked(draft: Draft, quantity: Quantity | None) -> tuple[int | None, int | None]:
    """How many rows are wanted, and which place alone; None for what is not said."""
    ordinal = 2 if draft.has("second") else 3 if draft.has("third") else None
    limit = None
    for number in draft.numbers:
        if number.value == int(number.value) and 1 <= number.value <= 100 and is_rank_number(draft, number):
            if number.is_ordinal:
                ordinal = ordinal or int(number.value)
            elif quantity is None or quantity.value != number.value:
                limit = int(number.value)
    if limit is None and ordinal is None and draft.has("rank"):
        limit = _limit_aside(draft)
    return limit, ordinal


def _limit_aside(draft: Draft) -> int | None:
    """ "Rank the brands (3 is enough)", "just 5": a small number that stands apart from every name and time."""
    for number in draft.numbers:
        before = draft.tokens[number.first - 1].text if number.first else ""
        after = draft.tokens[number.last + 1].text if number.last + 1 < len(draft.tokens) else ""
        apart = before in ("", "(", ",", ":", ";", "just", "only", "-", "–") or after in ("is", "are", "will")
        named = any(span.last == number.first - 1 and span.is_name for span in draft.spans)
        small = number.value == int(number.value) and 2 <= number.value <= 50
        if small and apart and not named and not (number.is_percent or number.is_ordinal or number.has_scale):
            return int(number.value)
    return None
