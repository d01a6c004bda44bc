"""Growth: the change between two periods, both figures from one series and both complete."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer
from bot.question import (
    Bound,
    MeasureAsked,
    Question,
    Subject,
    SubjectKind,
    When,
)
from bot.respond import nearest, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.lines import row_of
from bot.respond.scopes import WORLD, Found, scope_of
from facts import (
    Basis,
    Figure,
    Period,
    PeriodKind,
    Precision,
)
from facts.model import Unit
from facts.series import Series


def growth(desk: Desk, question: Question) -> Answer:
    """Answer a change between two periods."""
    pair = periods_of_growth(desk, question)
    if pair is None:
        return nearest.no_figure(desk, question)
    earlier, later = pair
    subject, region = question.subjects[0], desk.regions_of(question)[0]
    found = change_between(desk, question, subject, region, earlier, later)
    if found is None:
        whens = (When(later),)
        return nearest.no_figure(
            desk,
            replace(question, whens=whens),
            f"I have no figures of one publisher for both {earlier.label} and {later.label} for "
            f"{_what(desk, subject)} {desk.place(region)}.",
        )
    before, after, series = found
    telling = desk.telling(question)
    telling.scope(after)
    telling.regions = (after.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    percent = 100 * (after.value - before.value) / before.value
    if question.is_ratio:
        telling.value, telling.unit = after.value / before.value, "ratio"
    elif question.is_growth_in_vehicles:
        telling.value, telling.unit = after.value - before.value, "vehicles"
    else:
        telling.value, telling.unit = percent, "percent"
    telling.precision = "exact" if after.precision == before.precision == Precision.EXACT else "about"
    telling.say(growth_sentence(desk, question, subject, before, after, percent))
    telling.table(("Period", "vehicles"), [row_of(before.period, before), row_of(after.period, after)])
    desk.caveats(telling, Found(after, series), replace(question, whens=(When(later),)), subject=subject)
    if before.is_rounded or after.is_rounded:
        telling.note("Made from rounded figures: the change is only roughly right.", weight=Weight.DISPUTED)
    if before.family != after.family:
        telling.note("The two figures were printed in different places.", weight=Weight.DISPUTED)
    telling.cite(before, after)
    telling.suggestions = ["by year", "source?"]
    return telling.answer()


def _what(desk: Desk, subject: Subject) -> str:
    return "that market" if subject.kind is SubjectKind.MARKET else desk.name(subject.id)


def periods_of_growth(desk: Desk, question: Question) -> tuple[Period, Period] | None:
    """The earlier and the later period of a change; by default the newest complete year and the one before."""
    if (to_date := _year_to_date(desk, question)) is not None:
        return to_date.shift(years=-1), to_date
    periods = [
        when.period for when in question.whens if when.period is not None and when.bound in (Bound.IN, Bound.SINCE)
    ]
    if len(periods) >= 2:
        ordered = sorted(periods[:2], key=lambda period: period.end)
        return ordered[0], ordered[1]
    if len(periods) == 1:
        only = periods[0]
        if question.whens[0].bound is Bound.SINCE and only.kind is PeriodKind.YEAR:
            newest = desk.finder.newest_year(scope_of(question, question.subjects[0], desk.regions_of(question)[0]))
            return (only, newest.figure.period) if newest is not None and newest.figure.period.end > only.end else None
        if (
            only.kind is PeriodKind.RANGE
            and only.months is not None
            and only.months % 12 == 0
            and only.months >= 24
            and only.start is not None
            and only.start.month == 1
        ):
            return Period.year(only.start.year), Period.year(only.end.year)
        if only.kind is PeriodKind.POINT:
            only = Period.year(only.end.year)
        return only.shift(years=-1), only
    found = desk.finder.newest_year(scope_of(question, question.subjects[0], desk.regions_of(question)[0]))
    if found is None:
        return None
    return found.figure.period.shift(years=-1), found.figure.period


def _year_to_date(desk: Desk, question: Question) -> Period | None:
    """The months of the year in progress that have figures, where that year is asked for beside the one before it."""
    running = question.today.year
    years = [when.period.end.year for when in question.whens if when.period and when.period.kind is PeriodKind.YEAR]
    open_ends = [when.period.end.year for when in question.whens if when.period and when.bound is Bound.SINCE]
    if len(years) != len(question.whens) or sorted(years) not in ([running - 1, running], [running]):
        return None
    if running not in open_ends:
        return None
    scope = scope_of(question, question.subjects[0], desk.regions_of(question)[0])
    first = None if scope.powertrains is None else replace(scope, powertrains=scope.powertrains[:1])
    newest = (None if first is None else desk.finder.newest_part(first)) or desk.finder.newest_part(scope)
    return newest.figure.period if newest is not None and newest.figure.period.end.year == running else None


def change_between(
    desk: Desk, question: Question, subject: Subject, region: str, earlier: Period, later: Period
) -> tuple[Figure, Figure, Series] | None:
    """Both figures from one series, the declared order applied; rounded ones only where nothing better has both."""
    scope = scope_of(question, subject, region)
    best: tuple[tuple[object, ...], tuple[Figure, Figure, Series]] | None = None
    for series in desk.finder.candidates(scope):
        if question.measure is MeasureAsked.STOCK:
            before, after = desk.finder.stock(series, When(earlier)), desk.finder.stock(series, When(later))
        else:
            before, after = series.figure(earlier), series.figure(later)
        if before is None or after is None or before.missing or after.missing or not before.value:
            continue
        if (
            before.basis is Basis.SHOWN_WITH_OTHER
            or after.basis is Basis.SHOWN_WITH_OTHER
            or series.key.unit is not Unit.VEHICLES
        ):
            continue
        preference = 0 if scope.powertrains is None else scope.powertrains.index(series.key.powertrain)
        rounded = before.is_rounded or after.is_rounded
        order = (rounded and region not in ("world", "europe"), preference, series.key.rank)
        if best is None or order < best[0]:
            best = (order, (before, after, series))
    if best is None and (told := _told_by_companies(desk, question, subject, region, (earlier, later))) is not None:
        return told
    if best is None and subject.kind is SubjectKind.GROUP:
        first, second = desk.finder.in_period(scope, earlier), desk.finder.in_period(scope, later)
        if (
            first
            and second
            and first.figure.family == second.figure.family
            and not first.figure.missing
            and not second.figure.missing
        ):
            return first.figure, second.figure, second.series
    return best[1] if best else None


def _told_by_companies(
    desk: Desk, question: Question, subject: Subject, region: str, periods: tuple[Period, Period]
) -> tuple[Figure, Figure, Series] | None:
    """A company's own count of two periods, which different papers print: one definition all the same."""
    if subject.kind is SubjectKind.MARKET or region != WORLD:
        return None
    founds = [desk.locate(replace(question, powertrains=()), subject, region, When(period)) for period in periods]
    if any(found is None or found.parts or found.joint or found.figure.missing for found in founds):
        return None
    before, after = (found for found in founds if found is not None)
    first, second = before.figure, after.figure
    one = (first.measure, first.powertrain, first.unit) == (second.measure, second.powertrain, second.unit)
    counted = first.precision is second.precision is Precision.EXACT
    printed = all(found.series.key.publisher == "press" for found in founds if found)
    return (first, second, after.series) if one and counted and printed else None


def growth_sentence(
    desk: Desk, question: Question, subject: Subject, before: Figure, after: Figure, percent: float
) -> str:
    """A change as a person would say it, with both figures."""
    where, name = desk.place(after.region), desk.name(subject.id)
    first, second = wording.measured(before, desk.locale), wording.measured(after, desk.locale)
    if question.is_ratio:
        ratio = after.value / before.value
        times = wording.plural(ratio, "", f"{desk.number(ratio)} times ")
        counted = wording.things(after, subject.kind, name, desk.store.catalogue)
        return (
            f"{times}as many {counted} were {wording.verb(after.measure)} {where} in {after.period.label} as in "
            f"{before.period.label}: {second} against {first}."
        )
    what = wording.changing(after, subject.kind, name, desk.store.catalogue)
    numbers = f"from {first} in {before.period.label} to {second} in {after.period.label}"
    if not percent:
        return f"{what} {where} stayed level, {numbers}."
    direction, more = ("rose", "more") if percent > 0 else ("fell", "fewer")
    difference = desk.number(abs(after.value - before.value))
    return f"{what} {where} {direction} by {desk.percent(abs(percent))}, {numbers} ({difference} {more})."
