"""The period in which something rose or fell most against the same period a year before, inside one series."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer
from bot.question import Question, SubjectKind, When
from bot.respond import nearest, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.lines import line_for, row_of
from bot.respond.records import inside
from bot.respond.scopes import Found
from facts import Figure, PeriodKind


def record_of_change(desk: Desk, question: Question) -> Answer:
    """Answer for the month, quarter or year of the largest change, in vehicles."""
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    kind = question.unit_of_time or PeriodKind.YEAR
    within = next((when for when in question.whens if when.period is not None), None)
    line = line_for(desk, replace(question, breakdown=str(kind), whens=()), subject, region)
    known = {} if line is None else {figure.period: figure for figure in line.known if not figure.missing}
    pairs = [
        (known[period.shift(years=-1)], later) for period, later in known.items() if period.shift(years=-1) in known
    ]
    pairs = [(before, after) for before, after in pairs if within is None or inside(after.period, within)]
    moved = [pair for pair in pairs if _difference(*pair) * question.direction > 0]
    if line is None or not moved:
        return nearest.no_figure(desk, question)
    before, after = max(moved, key=lambda pair: abs(_difference(*pair)))
    telling = desk.telling(question)
    telling.scope(after)
    telling.value, telling.unit, telling.date = _difference(before, after), "vehicles", after.period.key
    telling.precision = "about" if before.is_rounded or after.is_rounded else "exact"
    telling.regions = (after.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    what = wording.changing(after, subject.kind, desk.name(subject.id), desk.store.catalogue)
    moved_how = "rose" if question.direction > 0 else "fell"
    amount = desk.number(abs(_difference(before, after)))
    percent = f" ({desk.percent(abs(100 * _difference(before, after) / before.value))})" if before.value else ""
    telling.say(
        f"{what} {desk.place(after.region)} {moved_how} most in {after.period.label}: by {amount}{percent}, from "
        f"{wording.measured(before, desk.locale)} in {before.period.label} to {wording.measured(after, desk.locale)}."
    )
    telling.table(("Period", "vehicles"), [row_of(before.period, before), row_of(after.period, after)])
    among = wording.how_many(len(pairs), str(kind), f"{kind}s", desk.locale)
    telling.note(f"By the number of vehicles, out of {among} with the same a year before.", weight=Weight.DEFINITION)
    desk.caveats(telling, Found(after, line.series), replace(question, whens=(When(after.period),)), subject=subject)
    telling.cite(before, after)
    telling.suggestions = ["by year", "source?"]
    return telling.answer()


def _difference(before: Figure, after: Figure) -> float:
    return after.value - before.value
