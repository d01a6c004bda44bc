"""Whether a change between two stretches of time is asked for: "how much did X grow", "from 2022 to 2024 in percent".

Change over several countries or makers at once is a comparison or a ranking, see `intents` and `growth_ranks`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.question import Bound, Intent, Origin, Question, When
from bot.understand.draft import Draft
from bot.understand.slots import Slots, names_many
from bot.understand.trends import is_trend
from facts import PeriodKind


def growth(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The change that is asked for, or None where none is."""
    return _grown(draft, question) if _is_growth(draft, slots, question) else None


def _is_growth(draft: Draft, slots: Slots, question: Question) -> bool:
    changes = draft.has("growth", "fall")
    many = names_many(draft, slots)
    ranged = any(read.ends is not None for read in draft.times)
    if not many and _runs_against_last_year(draft, slots):
        return True
    if draft.only_percent and changes and ranged and not many:
        return True
    over = [draft.words_between(one.last, two.first) for one, two in pairwise(draft.times)] == [["over"]]
    two_periods = sum(when.bound is Bound.IN for when in slots.whens) == 2
    in_percent = draft.only_percent or (draft.has("percentcue") and not draft.shares)
    if in_percent and two_periods and (over or changes or draft.has("versus")) and not many:
        return True
    if draft.has("sequential") and on_the_one_before(slots.whens) != slots.whens:
        return True
    of_figure = draft.only_percent or not draft.shares
    compares = many and draft.has("versus", "outsell", "than", "difference")
    return changes and of_figure and not compares and not is_trend(draft, slots, question)


def _runs_against_last_year(draft: Draft, slots: Slots) -> bool:
    """ "This year to date against the same months of last year": the running year beside the one before it."""
    running = draft.today.year
    years = {when.period.end.year for when in slots.whens if when.period and when.period.kind is PeriodKind.YEAR}
    to_date = any(when.bound is Bound.SINCE and when.period and when.period.end.year == running for when in slots.whens)
    beside = years == {running - 1, running} and draft.has("versus", "growth", "fall", "percentcue", "difference")
    return to_date and beside and (draft.only_percent or not draft.shares)


def _grown(draft: Draft, question: Question) -> Question:
    percent = draft.has("percentcue", "ratio") or draft.shares
    ranged = next((read.ends for read in draft.times if read.ends is not None), None)
    if ranged is not None and len(question.whens) == 1:
        question = replace(question, whens=(When(ranged[0]), When(ranged[1])))
    if draft.has("sequential"):
        question = replace(question, whens=on_the_one_before(question.whens))
    if draft.has("absolute"):
        return replace(question, intent=Intent.GROWTH, breakdown=None, is_growth_in_vehicles=True)
    in_vehicles = (draft.has("difference") and not percent and draft.has("count")) or (
        any(cue == "difference" for cue, _ in draft.cue_order) and "how many" in draft.text.lower() and not percent
    )
    direction = -1 if draft.has("fall") and not draft.has("growth") else 1
    return replace(
        question, intent=Intent.GROWTH, breakdown=None, is_growth_in_vehicles=in_vehicles, direction=direction
    )


def on_the_one_before(whens: tuple[When, ...]) -> tuple[When, ...]:
    """The month or quarter that is asked for, and the one before it: "Q3 2025, quarter on quarter"."""
    only = whens[0] if len(whens) == 1 and whens[0].bound is Bound.IN else None
    if only is None or only.period is None or only.period.kind not in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return whens
    return (When(only.period.preceding(), Bound.IN, Origin.INFERRED), only)
