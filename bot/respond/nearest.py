"""When there is no figure: say what was understood, why there is none, and the nearest thing that there is."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Status
from bot.question import Bound, MeasureAsked, Question, Subject, SubjectKind, When
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.scopes import scope_of
from facts import Figure, Powertrain


def no_figure(desk: Desk, question: Question, why: str = "", near: str = "", cite: tuple[Figure, ...] = ()) -> Answer:
    """The answer without a figure; `near` tells the nearest one where the caller knows it, from what is cited."""
    telling = desk.telling(question)
    subject = question.subjects[0] if question.subjects else None
    regions = desk.regions_of(question)
    what = _what(desk, question, subject)
    where = wording.english_list([desk.place(region) for region in regions], "or")
    when = desk.when_of(question)
    time = f" {wording.in_period(when.period)}" if when is not None and when.period is not None else ""
    telling.say(why or f"I have no figure for {what} {where}{time}.".replace("  ", " "))
    if not near and subject is not None:
        near = _nearest(desk, question, subject, regions[0], when)
    if near:
        telling.add(near)
    telling.cite(*cite)
    telling.regions = tuple(place.id for place in question.places)
    if when is not None:
        telling.period = when.period
    telling.focus = (subject.id,) if subject is not None and subject.kind is not SubjectKind.MARKET else ()
    return telling.answer(Status.NO_DATA)


def _what(desk: Desk, question: Question, subject: Subject | None) -> str:
    measure = {
        MeasureAsked.BUILT: "production of ",
        MeasureAsked.STOCK: "the fleet of ",
        MeasureAsked.DELIVERED: "deliveries of ",
        MeasureAsked.REGISTERED: "registrations of ",
    }
    prefix = measure.get(question.measure or MeasureAsked.SOLD, "sales of ")
    if subject is None:
        return "that"
    if subject.kind is SubjectKind.MARKET:
        powertrain = question.powertrains[0] if question.powertrains else Powertrain.EV
        return prefix + wording.kind_of_vehicle(powertrain, question.vehicle_type)
    names = wording.english_list([desk.name(each.id) for each in question.subjects])
    return (
        prefix + "the " + names if subject.kind is SubjectKind.MODEL and len(question.subjects) == 1 else prefix + names
    )


def _nearest(desk: Desk, question: Question, subject: Subject, region: str, when: When | None) -> str:
    """One sentence on what there is: another time, another place, another measure."""
    scope = scope_of(question, subject, region)
    first, last = desk.finder.first_day(scope), desk.finder.newest_day(scope)
    if first is not None and last is not None:
        period = when.period if when is not None else None
        newest = desk.finder.newest_year(scope) or desk.finder.newest_part(scope) or desk.finder.cumulative(scope, None)
        reach = f"My figures for it run from {wording.month(first)} to {wording.month(last)}"
        if period is not None and period.end <= last and period.end >= first:
            finest = next(
                (series.finest for series in desk.finder.candidates(scope) if series.finest is not None), None
            )
            if (
                finest is not None
                and period.months is not None
                and period.months < {"month": 1, "quarter": 3, "half": 6, "year": 12}[str(finest)]
            ):
                reach = f"My figures for it there are by {finest}"
        if newest is not None:
            return f"{reach}; the newest I can tell: {desk.sentence(newest.figure, subject)}"
        return f"{reach}."
    if question.measure in (MeasureAsked.BUILT, MeasureAsked.STOCK):
        sold = replace(question, measure=MeasureAsked.SOLD)
        found = desk.locate(sold, subject, region, when)
        if found is not None:
            return f"What I have instead: {desk.sentence(found.figure, subject)}"
    places = [place for place in desk.store.regions_of(subject.id) if place not in ("world",)]
    if places and subject.kind is not SubjectKind.MARKET:
        names = [desk.region(place) for place in sorted(places)[:8]]
        more = f" and {len(places) - 8} more" if len(places) > 8 else ""
        return f"I have figures for it in {wording.english_list(names)}{more}."
    if subject.kind is SubjectKind.MODEL:
        brand = Subject(subject.id.split("/")[0], SubjectKind.BRAND)
        found = desk.locate(replace(question, subjects=(brand,)), brand, region, when)
        if found is not None:
            return f"For the brand as a whole: {desk.sentence(found.figure, brand)}"
        market = Subject("market", SubjectKind.MARKET)
        found = desk.locate(
            replace(question, subjects=(market,)), market, region, when if when and when.bound is Bound.IN else None
        )
        if found is not None:
            return f"For the whole market: {desk.sentence(found.figure, market)}"
    if subject.kind is SubjectKind.MARKET:
        return "Ask “which countries do you have data for?” for what I cover."
    return ""
