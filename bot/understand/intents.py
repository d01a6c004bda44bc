"""From a filled draft to a Question: which intent the words support, and which slots it needs.

The order of the checks is the order of certainty: what is asked for in so many words first, a plain count last. What
each of them looks for is in the module it comes from. Nothing here reads figures; whether there are any is for
`bot.respond`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.question import Bound, Intent, MeasureAsked, Question
from bot.understand.draft import Draft
from bot.understand.growth import growth
from bot.understand.growth_ranks import growth_rank
from bot.understand.measures import MEASURES
from bot.understand.milestones import milestone
from bot.understand.rankings import asks_least, order_asked, ranking
from bot.understand.records import record
from bot.understand.shares import share
from bot.understand.sides import two_sides
from bot.understand.slots import Slots, base_question, names_many
from bot.understand.thresholds import names_beyond, periods_beyond
from bot.understand.time_units import unit_of_time
from bot.understand.trends import STEPS, is_fleet_over_years, is_trend
from facts import PeriodKind, Powertrain

_KINDS_SIDE_BY_SIDE = (Powertrain.BEV, Powertrain.PHEV, Powertrain.HEV, Powertrain.PETROL, Powertrain.DIESEL)
_Decide = Callable[[Draft, Slots, Question], Question | None]
"""From the text, its slots and the question they fill to the question of one intent; None where it is another."""


def figure_intent(draft: Draft, slots: Slots) -> Question:
    """The question on figures that the words support."""
    question = base_question(draft, slots, Intent.COUNT)
    for decide in _IN_ORDER_OF_CERTAINTY:
        if (found := decide(draft, slots, question)) is not None:
            return found
    return question


def _average(draft: Draft, slots: Slots, question: Question) -> Question | None:
    paced = draft.has("byday", "byweek") and not draft.shares and not draft.has("growth", "fall", "rank", "record")
    if not paced and not (draft.has("average") and (draft.only_percent or not draft.shares)):
        return None
    per_day = 1.0 if draft.has("byday") else 7.0 if draft.has("byweek") else None
    unit = unit_of_time(draft) or PeriodKind.MONTH
    return replace(question, intent=Intent.AVERAGE, breakdown=None, unit_of_time=unit, per_day=per_day)


def _ratio(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """ "How many times as many": of two things, else of two times."""
    if not draft.has("ratio"):
        return None
    compared = names_many(draft, slots) or len(slots.powertrains) > 1
    return replace(question, intent=Intent.COMPARE if compared else Intent.GROWTH, is_ratio=True)


def _trend(draft: Draft, slots: Slots, question: Question) -> Question | None:
    wanted = is_trend(draft, slots, question) or is_fleet_over_years(slots)
    return replace(question, intent=Intent.TREND) if wanted else None


def _side_by_side(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """Several measures, kinds of car, names, countries or times held against each other."""
    many = names_many(draft, slots)
    difference = draft.has("difference")
    measures = tuple(MeasureAsked(word) for word in dict.fromkeys(draft.measures) if word in MEASURES)
    compares = difference or draft.has("versus", "outsell", "than")
    if "built" in draft.measures and len(set(measures)) > 1 and compares and not many:
        return replace(question, intent=Intent.COMPARE, measures=measures, is_difference=difference)
    if draft.has("bypowertrain") and not many and len(slots.powertrains) < 2 and not draft.shares:
        return replace(question, intent=Intent.COMPARE, breakdown=None, powertrains=_KINDS_SIDE_BY_SIDE)
    periods = sum(when.bound is Bound.IN for when in slots.whens)
    several = many or len(slots.powertrains) > 1 or periods > 1
    if not several or question.together:
        return None
    order = order_asked(draft, question)
    return replace(
        question, intent=Intent.COMPARE, is_difference=difference, ascending=asks_least(draft), rank_of=order
    )


def _broken_down(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """ "By month", "by brand": the rows are all that was said."""
    if question.breakdown is None:
        return None
    if question.breakdown in STEPS:
        return replace(question, intent=Intent.TREND)
    return replace(question, intent=Intent.RANK, rank_of=question.breakdown)


_IN_ORDER_OF_CERTAINTY: tuple[_Decide, ...] = (
    two_sides, periods_beyond, milestone, names_beyond, growth_rank, _average, record, _ratio, growth, share, ranking,
    _trend, _side_by_side, _broken_down,
)  # fmt: skip
