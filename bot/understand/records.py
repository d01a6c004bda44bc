"""Whether the best or worst stretch of time is asked for: "best month", "peak year", "in which month the most".

The largest change ("which year saw the biggest fall") is a record too. The best of names is a ranking, see `rankings`.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Intent, Question
from bot.understand.draft import Draft
from bot.understand.rankings import asks_least
from bot.understand.slots import Slots
from bot.understand.time_units import unit_of_time
from facts import PeriodKind


def record(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The record that is asked for, or None where none is."""
    if not _is_record(draft, slots):
        return None
    unit = unit_of_time(draft)
    if unit is PeriodKind.YEAR and all((when.period.months or 0) <= 12 for when in slots.whens if when.period):
        question = replace(question, whens=())
    return replace(
        question, intent=Intent.RECORD, breakdown=None, unit_of_time=unit or PeriodKind.MONTH,
        ascending=asks_least(draft), asks_when=draft.has("when"), by_growth=_of_change(draft),
        direction=-1 if draft.has("fall") and not draft.has("growth") else 1,
    )  # fmt: skip


def _is_record(draft: Draft, slots: Slots) -> bool:
    """ "best month", "peak year", "in which month … the most"."""
    if draft.has("ofmodel", "ofbrand") and not draft.has("record") and not draft.has("when"):
        return False
    months = [when.period for when in slots.whens if when.period is not None]
    if months and all(period.kind is PeriodKind.MONTH for period in months):
        return False
    named = {"model", "models", "brand", "make", "car"} & {token.text for token in draft.tokens}
    if draft.has("record") and named and unit_of_time(draft) is None:
        return False
    if draft.has("record"):
        ranked = draft.has("ofbrand", "ofmodel", "ofregion") and not unit_of_time(draft) and bool(slots.limit)
        return not ranked
    if _extreme_of_time(draft):
        return True
    superlative = draft.has("rank", "superlative", "fewest")
    asks_time = draft.has("when") and unit_of_time(draft) is not None
    return superlative and asks_time and not draft.has("ofmodel", "ofbrand", "ofregion")


def _extreme_of_time(draft: Draft) -> bool:
    """ "lowest BEV month", "biggest sales quarter": an extreme, at most a kind of car or a measure, a unit of time."""
    for span in draft.spans:
        if not any(span.has("cue", cue) for cue in ("superlative", "fewest", "rank")):
            continue
        at = span.last + 1
        while any(s.first == at and (s.has("powertrain") or s.has("measure")) for s in draft.spans):
            at = next(s.last for s in draft.spans if s.first == at) + 1
        unit = draft.tokens[at].text if at < len(draft.tokens) else ""
        if unit in ("month", "quarter", "year") and not any(r.first <= at <= r.last for r in draft.times):
            return True
    return False


def _of_change(draft: Draft) -> bool:
    """ "Which year saw the biggest fall": the largest change is meant, not the largest number."""
    orders = [at for cue, at in draft.cue_order if cue in ("superlative", "rank", "record")]
    changes = [at for cue, at in draft.cue_order if cue in ("growth", "fall")]
    return any(abs(order - change) <= 3 for order in orders for change in changes)
