"""Whether one side is held against several put together: "China vs Europe and the US combined", "more than A and B".

What stands before the word that parts the sides is the first one. Told as a number of items, as the question keeps all
of them in the order of the text.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Intent, Question, SubjectKind
from bot.understand.draft import Draft
from bot.understand.slots import Slots

_PARTING = ("versus", "than", "outsell", "morethan", "lessthan")


def two_sides(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The comparison of two sums, or of one thing with a sum; None where there are no two sides."""
    if (
        not draft.has("together")
        or draft.shares
        or slots.quantity is not None
        or not draft.has(*_PARTING, "difference")
    ):
        return None
    named = [subject for subject in slots.subjects if subject.kind is not SubjectKind.MARKET]
    if len(draft.places) > 2 and len(named) < 2:
        items = [place.id for place in draft.places]
    elif len(named) > 2 and len(draft.places) < 2:
        items = [subject.id for subject in named]
    else:
        return None
    parting = [span.first for span in draft.spans if any(span.has("cue", cue) for cue in _PARTING)]
    at = {meaning.value: span.first for span in reversed(draft.spans) for meaning in span.meanings}
    if any(item not in at for item in items):
        return None
    positions = sorted(at[item] for item in items)
    parted = next((cut for cut in parting if positions[0] < cut < positions[-1]), None)
    if parted is None:
        return None
    first_side = sum(position < parted for position in positions)
    return replace(
        question,
        intent=Intent.COMPARE,
        together=True,
        first_side=first_side,
        is_difference=draft.has("difference") or draft.has("count"),
        breakdown=None,
    )
