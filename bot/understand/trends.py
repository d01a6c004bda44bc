"""Whether a figure is wanted over time, step by step: "monthly", "from 2020 to 2024", "as a chart", "since 2021"."""

from __future__ import annotations

from bot.question import Bound, MeasureAsked, Question
from bot.understand.draft import Draft
from bot.understand.slots import Slots
from bot.understand.time_units import adds_up_the_years

STEPS = ("month", "quarter", "year")
"""The breakdowns that are steps of time."""


def is_trend(draft: Draft, slots: Slots, question: Question) -> bool:
    """Whether the steps are asked for, or what is asked has too many to be one figure."""
    if question.breakdown in STEPS and not draft.has("when", "average") and not adds_up_the_years(draft):
        return True
    periods = [when for when in slots.whens if when.period is not None]
    open_end = any(when.bound is Bound.SINCE for when in periods)
    long = [
        when
        for when in periods
        if when.bound is Bound.IN and when.period is not None and (when.period.months or 0) > 12
    ]
    several_years = len([when for when in periods if when.bound is Bound.IN]) > 2
    if draft.has("trend") and (long or open_end or several_years or not periods or draft.has("chart")):
        return True
    if several_years and len(slots.subjects) <= 1 and not question.together:
        return True
    return draft.has("chart") and bool(long or open_end or not periods)


def is_fleet_over_years(slots: Slots) -> bool:
    """ "Stock in the Netherlands from 2020 to 2024": a fleet is counted at a day, so a stretch of years is a series."""
    stretch = [when.period for when in slots.whens if when.bound is Bound.IN and when.period is not None]
    return slots.measure is MeasureAsked.STOCK and any((period.months or 0) > 12 for period in stretch)
