"""Averages: a figure divided by the months, quarters, years, weeks or days of its period."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Status
from bot.question import (
    Bound,
    Question,
    When,
)
from bot.respond import nearest, wording
from bot.respond.desk import Desk
from bot.respond.scopes import scope_of
from facts import (
    Figure,
    Period,
    PeriodKind,
)


def average(desk: Desk, question: Question) -> Answer:
    """Answer a mean per month, quarter, year, week or day."""
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    whens = [when for when in question.whens if when.period is not None and when.bound is Bound.IN]
    when = whens[0] if whens else None
    if len(whens) > 1:
        start = min(w.period.start for w in whens if w.period is not None and w.period.start is not None)
        end = max(w.period.end for w in whens if w.period is not None)
        when = When(Period.between(start, end))
    if when is None:
        newest = desk.finder.newest_year(scope_of(question, subject, region))
        when = When(newest.figure.period) if newest is not None else desk.when_of(question)
    found = desk.locate(question, subject, region, when)
    if found is None or found.figure.period.months is None:
        return nearest.no_figure(desk, question)
    figure = found.figure
    parts, unit = _parts_of(question, figure)
    if not parts:
        return nearest.no_figure(desk, question)
    telling = desk.telling(question)
    mean = figure.value / parts
    telling.value, telling.unit, telling.precision = mean, "vehicles", str(figure.precision)
    telling.scope(figure)
    telling.regions = (figure.region,)
    counted = wording.counted(replace(figure, value=mean), subject.kind, desk.name(subject.id), desk.store.catalogue)
    telling.say(
        f"on average {desk.number(mean)} {counted} a {unit} {wording.done(figure, mean)} "
        f"{desk.place(figure.region)} {wording.in_period(figure.period)}."
    )
    over = wording.how_many(parts, unit, f"{unit}s", desk.locale)
    telling.add(f"That is {wording.measured(figure, desk.locale)} over {over}.")
    desk.caveats(telling, found, question, subject=subject)
    telling.cite(figure)
    return telling.answer(Status.PARTIAL if figure.missing else Status.ANSWERED)


def _parts_of(question: Question, figure: Figure) -> tuple[float, str]:
    months, days = figure.period.months or 0, figure.period.days or 0
    if question.per_day is not None:
        return days / question.per_day, "day" if question.per_day == 1 else "week"
    step = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}.get(
        question.unit_of_time or PeriodKind.MONTH, 1
    )
    unit = {1: "month", 3: "quarter", 12: "year"}[step]
    return (months / step if months % step == 0 else 0), unit
