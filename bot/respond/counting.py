"""How many: one figure for one scope, or several scopes added up inside one family.

What cannot be added up inside one publisher's figures is told side by side instead.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Row, Status
from bot.question import Bound, Question, Subject, SubjectKind, When
from bot.respond import comparing, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.scopes import Found, scope_of
from bot.respond.single import single
from facts import Figure, Period, Powertrain


def count(desk: Desk, question: Question) -> Answer:
    """Answer a count."""
    if question.all_covered:
        return single(desk, question)
    subjects, regions = question.subjects, desk.regions_of(question)
    periods = [when for when in question.whens if when.bound is Bound.IN and when.period is not None]
    if len(subjects) * len(regions) * max(1, len(periods)) < 2:
        if (apart := _members(desk, question)) is not None:
            return _sum(desk, apart)
        return single(desk, question)
    if alliance := desk.as_group(question):
        return count(desk, replace(question, subjects=(alliance,), together=False))
    return _sum(desk, question)


def _members(desk: Desk, question: Question) -> Question | None:
    """A joint row ("Model 3 and Model Y") that nobody counts there: its members, to be added up."""
    subject = question.subjects[0] if question.subjects else None
    model = desk.store.catalogue.models.get(subject.id) if subject is not None else None
    if model is None or len(model.members) < 2 or not question.whens or question.excluded:
        return None
    if desk.locate(question, question.subjects[0], desk.regions_of(question)[0], desk.when_of(question)) is not None:
        return None
    members = tuple(Subject(member, SubjectKind.MODEL) for member in model.members)
    return replace(question, subjects=members, together=True)


def _sum(desk: Desk, question: Question) -> Answer:
    subjects, regions = question.subjects, desk.regions_of(question)
    scopes = [scope_of(question, subject, region) for subject in subjects for region in regions]
    whens = [when for when in question.whens if when.period is not None and when.bound is Bound.IN] or [
        When(None, Bound.EVER)
    ]
    if whens[0].period is None:
        newest = desk.finder.newest_year(scopes[0])
        whens = [When(newest.figure.period)] if newest is not None else whens
    founds = [desk.finder.sum_of(scopes, when.period, allow_absent=False) for when in whens if when.period is not None]
    if not founds or any(found is None for found in founds):
        groups = [scope for scope in scopes if scope.subject.kind is SubjectKind.GROUP]
        if groups and whens[0].period is not None:
            singles = [desk.finder.in_period(scope, whens[0].period) for scope in scopes]
            founds = [_merge([single for single in singles if single is not None])] if all(singles) else []
        if not founds or any(found is None for found in founds):
            return comparing.compare(desk, question)
    merged = _merge([found for found in founds if found is not None])
    assert merged is not None
    telling = desk.telling(question)
    figure = merged.figure
    telling.tell_value(figure)
    telling.regions = regions
    telling.focus = tuple(subject.id for subject in subjects if subject.kind is not SubjectKind.MARKET)
    names = _names(desk, subjects, figure)
    where = wording.english_list([desk.place(region).removeprefix("in ") for region in regions])
    when = wording.english_list(
        [wording.in_period(part.period).removeprefix("in ") for part in (found.figure for found in founds if found)]
    )
    place = "worldwide" if regions == ("world",) else f"in {where}"
    done = wording.done(figure, figure.value if len(subjects) == 1 else len(subjects))
    sentence = f"{wording.measured(figure, desk.locale)} {names} {done} {place} in {when}"
    telling.say(f"{sentence}, together.".replace("in from", "from"))
    telling.table((_heading(subjects, regions), "vehicles"), _sum_rows(desk, merged, subjects, regions))
    telling.note("Added up inside one publisher's series.", weight=Weight.COVERAGE)
    desk.caveats(telling, merged, question, subject=subjects[0])
    telling.cite(figure)
    return telling.answer(Status.PARTIAL if figure.missing else Status.ANSWERED)


def _merge(founds: list[Found]) -> Found | None:
    if not founds:
        return None
    if len(founds) == 1:
        return founds[0]
    figures = [found.figure for found in founds]
    start, end = (
        min(figure.period.start or figure.period.end for figure in figures),
        max(figure.period.end for figure in figures),
    )
    whole = replace(
        figures[0],
        value=sum(figure.value for figure in figures),
        period=Period.between(start, end),
        missing=tuple(gap for figure in figures for gap in figure.missing),
        sources=tuple(dict.fromkeys(source for figure in figures for source in figure.sources)),
    )
    return Found(whole, founds[0].series, parts=tuple(figures))


def _names(desk: Desk, subjects: tuple[Subject, ...], figure: Figure) -> str:
    if len(subjects) == 1:
        return wording.counted(figure, subjects[0].kind, desk.name(subjects[0].id), desk.store.catalogue)
    return wording.english_list([desk.name(subject.id) for subject in subjects]) + (
        " electric cars"
        if subjects[0].kind is not SubjectKind.MODEL and figure.powertrain is not Powertrain.ALL
        else ""
    )


def _heading(subjects: tuple[Subject, ...], regions: tuple[str, ...]) -> str:
    return "Subject" if len(subjects) > 1 else "Country" if len(regions) > 1 else "Period"


def _sum_rows(desk: Desk, found: Found, subjects: tuple[Subject, ...], regions: tuple[str, ...]) -> list[Row]:
    rows = []
    for part in found.parts:
        if len(subjects) > 1:
            label = desk.name(part.subject) if part.subject else part.period.label
            ident = part.subject or part.period.key
            label = f"{label}, {desk.region(part.region)}" if len(regions) > 1 else label
        elif len(regions) > 1:
            label, ident = desk.region(part.region), part.region
        else:
            label, ident = part.period.label, part.period.key
        rows.append(Row(ident, label, part.value, "vehicles", part.period.key))
    return rows
