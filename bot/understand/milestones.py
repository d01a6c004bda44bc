"""Whether the day on which a number was passed is asked for: "when did X pass N", "the Nth X", "when did X outsell Y".

A number below `LEAST_THRESHOLD` is a place or a count of rows, and no milestone.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Intent, Question
from bot.understand.draft import Draft
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.slots import Slots
from bot.understand.time_units import unit_of_time


def milestone(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The milestone that is asked for, or None where none is."""
    if not _is_milestone(draft, slots):
        return None
    return replace(question, intent=Intent.MILESTONE, asks_when=True, unit_of_time=unit_of_time(draft))


def _is_milestone(draft: Draft, slots: Slots) -> bool:
    """ "When did X pass N", "the Nth X", "first month with over N"."""
    quantity = slots.quantity
    if quantity is None:
        return _is_overtaking(draft, slots)
    if draft.has("when") and (
        draft.has("reach", "morethan") or quantity.is_percent or quantity.value >= LEAST_THRESHOLD
    ):
        return not draft.has("difference")
    words = [token.text for token in draft.tokens]
    firsts = [index for index, word in enumerate(words) if word == "first"]
    units = {"year", "month", "quarter"}
    if any(units & set(words[index + 1 : index + 3]) for index in firsts) and draft.has(
        "morethan", "reach", "lessthan"
    ):
        return not draft.has("check")
    return any(number.is_ordinal and number.value >= LEAST_THRESHOLD for number in draft.numbers)


def _is_overtaking(draft: Draft, slots: Slots) -> bool:
    """ "When did battery cars first outsell diesel?"."""
    two = 2 in (len(slots.subjects), len(slots.powertrains), len(draft.places))
    return two and draft.has("when") and draft.has("outsell", "reach", "than") and not draft.has("difference", "check")
