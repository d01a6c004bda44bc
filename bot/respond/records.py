"""Records: the best or weakest month, quarter or year of one series, and among how many it was found."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer
from bot.question import (
    Bound,
    Question,
    Subject,
    SubjectKind,
    When,
)
from bot.respond import nearest, wording
from bot.respond.desk import Desk
from bot.respond.lines import coverage_step, figures_of
from bot.respond.scopes import Found, scope_of
from facts import (
    Figure,
    Period,
    PeriodKind,
)
from facts.model import Unit
from facts.series import Series


def record(desk: Desk, question: Question) -> Answer:
    """Answer for the best or worst month, quarter or year."""
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    kind = question.unit_of_time or PeriodKind.MONTH
    best = best_period(desk, question, subject, region, kind)
    if best is None and kind is PeriodKind.MONTH:
        best = best_period(desk, question, subject, region, PeriodKind.QUARTER)
    if best is None:
        return nearest.no_figure(desk, question)
    figure, series, among = best
    telling = desk.telling(question)
    telling.tell_value(figure)
    telling.date = figure.period.key
    telling.regions = (figure.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    counted = wording.things(figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    article = "the " if subject.kind is SubjectKind.MODEL else ""
    word = "weakest" if question.ascending else "best"
    telling.say(
        f"the {word} {figure.period.kind} for {article}{counted} {desk.place(figure.region)} was "
        f"{figure.period.label}, with {wording.measured(figure, desk.locale)} {wording.verb(figure.measure)}."
    )
    number, first, last = among
    telling.add(f"That is the {word} of {number} {figure.period.kind}s, from {first.label} to {last.label}.")
    desk.caveats(telling, Found(figure, series), replace(question, whens=(When(figure.period),)), subject=subject)
    telling.cite(figure)
    telling.suggestions = [
        f"{desk.name(subject.id)} {desk.place(region)} by year"
        if subject.kind is not SubjectKind.MARKET
        else f"battery-electric cars {desk.place(region)} by year",
        "source?",
    ]
    return telling.answer()


def best_period(
    desk: Desk, question: Question, subject: Subject, region: str, kind: PeriodKind
) -> tuple[Figure, Series, tuple[int, Period, Period]] | None:
    """The extreme period of the series that answers, and among how many it was found."""
    scope = scope_of(question, subject, region)
    within = next((when for when in question.whens if when.period is not None), None)
    options: list[tuple[int, int, Series, list[Figure]]] = []
    for series in desk.finder.candidates(scope):
        if series.key.unit is not Unit.VEHICLES:
            continue
        figures = figures_of(series, kind)
        if within is not None and within.period is not None:
            figures = [figure for figure in figures if inside(figure.period, within)]
        if not figures:
            continue
        preference = 0 if scope.powertrains is None else scope.powertrains.index(series.key.powertrain)
        options.append((preference, series.key.rank, series, figures))
    most = max((len(figures) for *_, figures in options), default=0)
    if most < 2:
        return None
    _, _, series, figures = min(
        options, key=lambda option: (-coverage_step(len(option[3]), most), option[0], option[1], -len(option[3]))
    )
    figures_of_all = {figure.period: (figure, series) for figure in figures}
    for _, _, other, rows in options:
        if other.key.powertrain is series.key.powertrain and not question.ascending:
            for figure in rows:
                figures_of_all.setdefault(figure.period, (figure, other))
    ordered = sorted(figures_of_all.values(), key=lambda pair: pair[0].value)
    best, source = ordered[0] if question.ascending else ordered[-1]
    periods = sorted(figures_of_all, key=lambda period: period.end)
    return best, source, (len(periods), periods[0], periods[-1])


def inside(period: Period, when: When) -> bool:
    """Whether a period lies in the time that was asked for."""
    assert when.period is not None
    if when.bound is Bound.UNTIL:
        return period.end <= when.period.end
    if when.bound is Bound.SINCE:
        return period.start is not None and when.period.start is not None and period.start >= when.period.start
    return when.period.contains(period)
