"""When a number was reached: published milestones first, then the month or year in which a series passed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.answer import Answer, Row
from bot.question import Bound, MeasureAsked, Quantity, Question, Relation, ShareAsked, Subject, SubjectKind
from bot.respond import nearest, share_figures, statements, wording
from bot.respond.comparing import compare
from bot.respond.desk import Desk
from bot.respond.first_regions import first_region
from bot.respond.lines import figures_of
from bot.respond.overtaking import overtaking
from bot.respond.scopes import WORLD, scope_of
from facts import Figure, Period, PeriodKind, Precision
from facts.model import Unit
from facts.series import Series

NEAR = 0.021
"""A published milestone is the asked one when it is this close: 420,000 is not 400,000."""

NOTHING_AT_NOUGHT = "Every count and share begins at nought, and none falls below it: there is no day to tell."


@dataclass(frozen=True, slots=True)
class Reached:
    """When a number was reached and what says so."""

    figure: Figure
    date: str
    is_published: bool
    total: float | None = None


def milestone(desk: Desk, question: Question) -> Answer:
    """Answer for the date of a milestone."""
    quantity = question.quantity
    subject = question.subjects[0]
    if quantity is None:
        return _overtaken(desk, question)
    if any(number.value <= 0 for number in (quantity, *question.quantities)):
        return nearest.no_figure(desk, question, NOTHING_AT_NOUGHT)
    if question.rank_of == "region":
        return first_region(desk, question)
    if len(question.subjects) > 1 and len(question.quantities) == len(question.subjects):
        return _several(desk, question)
    if quantity.is_percent:
        return _share_milestone(desk, question, quantity)
    reached = find(desk, question, subject, quantity)
    if reached is None and (group := desk.namesake(subject)) is not None:
        question, subject = replace(question, subjects=(group,)), group
        reached = find(desk, question, subject, quantity)
    if reached is None:
        told = statements.event(desk, question)
        return (
            told
            if told is not None
            else nearest.no_figure(desk, question, _not_reached(desk, question, subject, quantity))
        )
    telling = desk.telling(question)
    figure = reached.figure
    telling.scope(figure)
    telling.value = reached.total if reached.total is not None else figure.value
    telling.unit, telling.date, telling.precision = "vehicles", reached.date, str(figure.precision)
    telling.regions = (figure.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    telling.say(sentence(desk, subject, quantity, reached))
    telling.cite(figure)
    desk.series_notes(telling, (), figure)
    return telling.answer()


def _overtaken(desk: Desk, question: Question) -> Answer:
    """When one thing first outsold another: by the figures, else by a statement that says it."""
    told = overtaking(desk, question)
    return told if told is not None else compare(desk, question)


def find(desk: Desk, question: Question, subject: Subject, quantity: Quantity) -> Reached | None:
    """The milestone by publication, by period or by adding up, in the order that the question supports."""
    if question.measure is None:
        said = (MeasureAsked.SOLD, MeasureAsked.BUILT)
        found = [
            reached
            for measure in said
            if (reached := find(desk, replace(question, measure=measure), subject, quantity))
        ]
        return (
            min(found, key=lambda reached: (not reached.is_published, said.index(MeasureAsked.SOLD))) if found else None
        )
    region = desk.regions_of(question)[0]
    scope = scope_of(question, subject, region)
    candidates = desk.finder.candidates(scope)
    if subject.kind is SubjectKind.GROUP or subject.kind is SubjectKind.BRAND:
        candidates = candidates or desk.finder.candidates(replace(scope, powertrains=None))
    ever = any(when.bound is Bound.EVER for when in question.whens)
    periodic = question.breakdown is not None or (question.unit_of_time is not None and not ever)
    unit = {"month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER, "year": PeriodKind.YEAR}.get(
        question.breakdown or "", question.unit_of_time or PeriodKind.YEAR
    )
    published = None if question.breakdown else _published(candidates, quantity)
    if published is not None and (
        not periodic or unit is PeriodKind.MONTH or not _by_period(candidates, quantity, unit)
    ):
        return published
    if periodic or (subject.kind is SubjectKind.MARKET and not ever):
        by_period = _by_period(candidates, quantity, unit)
        if by_period is not None:
            return by_period
    return published or _adding_up(candidates, quantity)


def _several(desk: Desk, question: Question) -> Answer:
    """ "Which came first, the 200,000th Leaf or the 50,000th Zoe?": a date for each, the earliest first."""
    telling = desk.telling(question)
    dated = []
    for subject, quantity in zip(question.subjects, question.quantities, strict=True):
        reached = find(desk, question, subject, quantity)
        if reached is None:
            return nearest.no_figure(desk, question, _not_reached(desk, question, subject, quantity))
        dated.append((reached.date, subject, quantity, reached))
    dated.sort(key=lambda item: item[0])
    day, first, quantity, reached = dated[0]
    telling.say(f"the {desk.name(first.id)} came first. {sentence(desk, first, quantity, reached)}")
    for _, subject, other, when in dated[1:]:
        telling.add(sentence(desk, subject, other, when))
    rows = [
        Row(subject.id, f"{desk.name(subject.id)}, {desk.number(other.value)}", None, None, when.date, note=when.date)
        for _, subject, other, when in dated
    ]
    telling.table(("Milestone", "date"), rows)
    telling.date = day
    telling.focus = (first.id,)
    telling.cite(*[when.figure for *_, when in dated])
    return telling.answer()


def _published(candidates: list[Series], quantity: Quantity) -> Reached | None:
    """The earliest printed total that is the asked number, or just above it."""
    found: list[tuple[float, date, Figure]] = []
    for series in candidates:
        for entry in series.of_kind(PeriodKind.CUMULATIVE):
            distance = entry.value / quantity.value - 1
            if -0.0005 <= distance <= NEAR:
                found.append((round(distance, 3), entry.period.end, series.as_figure(entry)))
    if not found:
        return None
    firm = [item for item in found if item[2].precision is not Precision.ABOUT] or found
    exact = [item for item in firm if abs(item[0]) < 0.001 or item[2].precision is Precision.EXACT] or firm
    _, _, figure = min(
        exact,
        key=lambda item: (item[1], item[0]),
    )
    return Reached(figure, iso(figure.period), True)


def iso(period: Period) -> str:
    """The end of a period in ISO form, as fine as it is known."""
    return f"{period.end:%Y-%m}" if period.whole_months else period.end.isoformat()


def _by_period(candidates: list[Series], quantity: Quantity, unit: PeriodKind) -> Reached | None:
    """The first period of a unit in which the number was passed."""
    for series in candidates:
        if series.key.unit is not Unit.VEHICLES or series.key.listed_only:
            continue
        figures = figures_of(series, unit)
        for index, figure in enumerate(figures):
            passed = (
                figure.value < quantity.value if quantity.relation is Relation.LESS else figure.value >= quantity.value
            )
            if passed:
                if index == 0:
                    break
                return Reached(figure, figure.period.key, False)
    return None


def _adding_up(candidates: list[Series], quantity: Quantity) -> Reached | None:
    """The month in which a series, added up from its first row, passed the number."""
    for series in candidates:
        if series.key.unit is not Unit.VEHICLES or series.finest not in (PeriodKind.MONTH, PeriodKind.QUARTER):
            continue
        total = 0.0
        for entry in series.of_kind(series.finest):
            total += entry.value
            if total >= quantity.value:
                start = series.of_kind(series.finest)[0].period.start
                figure = replace(
                    series.as_figure(entry),
                    period=Period.until(entry.period.end, start),
                    value=total,
                    precision=Precision.EXACT,
                )
                return Reached(figure, entry.period.key, False, total)
    return None


def sentence(desk: Desk, subject: Subject, quantity: Quantity, reached: Reached) -> str:
    """When a number was reached, as a person would say it."""
    figure = reached.figure
    counted = wording.things(figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    number = desk.number(quantity.value)
    where = "" if figure.region == WORLD else f" {desk.place(figure.region)}"
    verb = wording.verb(figure.measure)
    if reached.is_published:
        day = (
            figure.period.label.split(" to ")[-1].removeprefix("the end of ")
            if figure.period.kind is PeriodKind.CUMULATIVE
            else figure.period.label
        )
        said = (
            ""
            if abs(figure.value - quantity.value) < 1
            else f" (the source says {wording.measured(figure, desk.locale)})"
        )
        return f"{number} {counted} had been {verb}{where} by {day}{said}."
    if figure.period.kind is PeriodKind.CUMULATIVE and figure.period.start is not None:
        return (
            f"{counted} passed {number} {verb}{where} in {reached_label(reached)}: {desk.number(figure.value)} in "
            f"all since {wording.month(figure.period.start)}."
        )
    return (
        f"{counted} {verb}{where} first passed {number} in {figure.period.label}, with "
        f"{wording.measured(figure, desk.locale)}."
    )


def reached_label(reached: Reached) -> str:
    """The month or quarter in which it was reached, in words."""
    return Period.parse(reached.date).label


def _not_reached(desk: Desk, question: Question, subject: Subject, quantity: Quantity) -> str:
    name = (
        "that market"
        if subject.kind is SubjectKind.MARKET
        else f"the {desk.name(subject.id)}"
        if subject.kind is SubjectKind.MODEL
        else desk.name(subject.id)
    )
    return (
        f"I have no figure that says when {name} reached {desk.number(quantity.value)}"
        f"{'' if not question.places else ' ' + desk.place(question.places[0].id)}."
    )


def _share_milestone(desk: Desk, question: Question, quantity: Quantity) -> Answer:
    region = desk.regions_of(question)[0]
    unit = question.unit_of_time or PeriodKind.YEAR
    asked = replace(question, share_of=question.share_of or ShareAsked.MARKET)
    years = [Period.year(year) for year in range(2010, question.today.year + 1)]
    periods = years if unit is PeriodKind.YEAR else [month for year in years for month in year.split(unit)]
    for period in periods:
        found = share_figures.find(desk, asked, region, period)
        if (
            found is not None
            and not found.part.missing
            and (
                found.percent < quantity.value if quantity.relation is Relation.LESS else found.percent > quantity.value
            )
        ):
            telling = desk.telling(question)
            telling.scope(found.part)
            telling.value, telling.unit, telling.date = found.percent, "percent", period.key
            kinds = wording.kind_of_vehicle(found.part.powertrain, found.part.vehicle_type)
            telling.regions = (region,)
            telling.say(
                f"{kinds} first passed {desk.percent(quantity.value)} of new cars {desk.place(region)} in "
                f"{period.label}, with {desk.percent(found.percent)}."
            )
            telling.cite(found.part)
            if found.whole:
                telling.cite(found.whole)
            return telling.answer()
    return nearest.no_figure(
        desk, question, f"No {unit} in my figures {desk.place(region)} passes {desk.percent(quantity.value)}."
    )
