"""How many, for one subject in one place: the figure for the scope, with the newest part beside the newest year.

A sum over the covered countries is called just that, and "not battery-electric" is made inside one family. Several
scopes at once are added up in `bot.respond.counting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Answer, Row, Status
from bot.question import Bound, MeasureAsked, Question, Subject, SubjectKind, When
from bot.respond import nearest, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.scopes import Found, scope_of
from bot.respond.suggesting import suggest
from bot.respond.telling import Telling
from facts import Basis, Figure, Measure, Period, PeriodKind, Powertrain


def single(desk: Desk, question: Question) -> Answer:
    """Answer a count of one thing."""
    if question.all_covered:
        return _covered(desk, question)
    if question.is_complement and question.powertrains:
        return _complement(desk, question)
    if question.excluded:
        return _without(desk, question)
    return _one(desk, question, question.subjects[0], desk.regions_of(question)[0])


def _without(desk: Desk, question: Question) -> Answer:
    """ "Tesla in Norway without the Model Y": the whole less what is taken out, inside one family or not at all."""
    subject, region, when = question.subjects[0], desk.regions_of(question)[0], desk.when_of(question)
    whole = desk.locate(question, subject, region, when)
    names = wording.english_list([desk.name(ident) for ident in question.excluded])
    if whole is None:
        return nearest.no_figure(desk, question)
    if all(desk.name(ident).split()[-1].lower() in whole.figure.note.lower() for ident in question.excluded):
        return _one(desk, replace(question, excluded=()), subject, region)
    taken = [_same_family(desk, question, ident, whole) for ident in question.excluded]
    known = [figure for figure in taken if figure is not None]
    if len(known) < len(taken) or whole.figure.missing or whole.parts:
        told = desk.sentence(whole.figure, subject)
        return nearest.no_figure(desk, question, f"I cannot take {names} out of it. With {names}: {told}")
    rest = replace(
        whole.figure, value=whole.figure.value - sum(figure.value for figure in known), note="", basis=Basis.SUM
    )
    telling = desk.telling(question)
    telling.tell_value(rest)
    telling.regions, telling.focus = (region,), (subject.id,)
    telling.say(
        f"{desk.sentence(rest, subject).removesuffix('.')} without {names}: {desk.number(whole.figure.value)} less "
        f"{wording.english_list([desk.number(figure.value) for figure in known])}."
    )
    telling.note("Subtracted inside one publisher's figures.", weight=Weight.COVERAGE)
    telling.cite(whole.figure, *known)
    return telling.answer()


def _same_family(desk: Desk, question: Question, ident: str, whole: Found) -> Figure | None:
    kind = SubjectKind.MODEL if "/" in ident and not ident.startswith("group/") else SubjectKind.BRAND
    scope = scope_of(replace(question, powertrains=()), Subject(ident, kind), whole.figure.region)
    for series in desk.finder.candidates(scope):
        figure = series.figure(whole.figure.period)
        same = series.key.family == whole.series.key.family and series.key.measure is whole.series.key.measure
        if same and figure is not None and figure.is_complete and figure.value <= whole.figure.value:
            return figure
    return None


def _one_day(when: When | None) -> Period | None:
    """The day, where what happened on one day is asked for and not what there was by then."""
    if when is None or when.bound is not Bound.IN or when.period is None:
        return None
    return when.period if when.period.kind is PeriodKind.POINT else None


def _one(desk: Desk, question: Question, subject: Subject, region: str) -> Answer:
    when = desk.when_of(question)
    found = desk.locate(question, subject, region, when)
    no_total = found is None and when is not None and when.bound is Bound.EVER
    if no_total:
        found = desk.locate(question, subject, region, None)
    if found is None:
        return nearest.no_figure(desk, question)
    figure = found.figure
    day = _one_day(when)
    if day is not None and figure.measure is not Measure.STOCK and day.end != figure.period.end:
        return nearest.no_figure(desk, question, f"I have no figures of single days. {desk.sentence(figure, subject)}")
    telling = desk.telling(question)
    telling.tell_value(figure)
    telling.regions = (figure.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    is_covered = found.is_covered and not desk.is_whole(found, region)
    if found.is_covered:
        _tell_covered(desk, telling, found, subject, region)
    else:
        telling.say(desk.sentence(figure, subject))
        if found.parts:
            telling.table(("of which", "vehicles"), _part_rows(desk, found))
    elsewhere = figure.region != region and not question.places and region == "world" and not is_covered
    if elsewhere:
        telling.note(
            f"{desk.region(figure.region)} is the only place with figures for that; there is no worldwide one.",
            weight=Weight.COVERAGE,
        )
    desk.caveats(telling, found, question, subject=subject)
    telling.cite(figure)
    if when is None and figure.period.kind is PeriodKind.YEAR and question.measure is not MeasureAsked.STOCK:
        _add_newest(desk, telling, question, subject, figure)
    if when is None and subject.kind is SubjectKind.MODEL and figure.period.kind is PeriodKind.CUMULATIVE:
        telling.note("No period was named, so this is the newest published total since launch.", weight=Weight.DEFAULT)
    if figure.period.kind is PeriodKind.CUMULATIVE and when is not None and when.bound is Bound.EVER:
        _tell_scope_of_total(desk, telling, found)
    suggest(desk, telling, question, subject, figure)
    if no_total:
        telling.note("I have no total since the beginning: this is the newest that I have.", weight=Weight.MISSING)
    partial = (
        bool(figure.missing)
        or is_covered
        or no_total
        or (figure.period.kind is PeriodKind.CUMULATIVE and figure.basis == "sum" and question.places != ())
    )
    return telling.answer(Status.PARTIAL if partial else Status.ANSWERED)


def _tell_covered(desk: Desk, telling: Telling, found: Found, subject: Subject, region: str) -> None:
    figure = found.figure
    parts = sorted(found.parts, key=lambda part: -part.value)
    names = [desk.region(part.region) for part in parts]
    where = (
        "Nobody in the store published a worldwide figure"
        if region == "world"
        else f"Nobody in the store published a figure for {desk.region(region)} as a whole"
    )
    counted = wording.counted(figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    covered = wording.countries_covered([part.region for part in parts], desk.store.catalogue)
    if desk.is_whole(found, region):
        telling.say(desk.sentence(figure, subject))
    else:
        telling.say(
            f"{wording.at_least(figure, desk.locale)} {counted} {wording.done(figure)} "
            f"{wording.in_period(figure.period)} {covered}."
        )
    over = (
        f"the sum over {len(parts)} countries ({wording.with_others(names)})"
        if len(parts) > 1
        else f"the figure of {names[0]} alone"
    )
    telling.note(f"{where}: this is {over}.", weight=Weight.COVERAGE)
    _name_incomplete(desk, telling, parts)
    telling.table(
        ("Country", "vehicles"),
        [Row(part.region, desk.region(part.region), part.value, "vehicles", part.period.key) for part in parts],
    )


def _name_incomplete(desk: Desk, telling: Telling, parts: Sequence[Figure]) -> None:
    """The countries of a sum that lack some of the period."""
    names = [desk.region(part.region) for part in parts if part.missing]
    if names:
        verb = wording.plural(len(names), "has", "have")
        telling.note(f"{wording.with_others(names)} {verb} only a part of the period.", weight=Weight.MISSING)


def _tell_scope_of_total(desk: Desk, telling: Telling, found: Found) -> None:
    figure = found.figure
    if figure.basis == "sum" and figure.period.start is not None:
        telling.note(
            f"Added up from the figures since {wording.month(figure.period.start)}, where they begin; earlier ones are "
            "not in it.",
            weight=Weight.MISSING,
        )


def _add_newest(desk: Desk, telling: Telling, question: Question, subject: Subject, figure: Figure) -> None:
    """The year to date beside the newest complete year."""
    scope = replace(scope_of(question, subject, figure.region), powertrains=(figure.powertrain,))
    newest = desk.finder.newest_part(scope)
    telling.note(
        f"No period was named, so this is the newest complete year, {figure.period.end.year}.", weight=Weight.DEFAULT
    )
    if (
        newest is not None
        and newest.figure.period.end > figure.period.end
        and newest.figure.powertrain is figure.powertrain
    ):
        telling.add(desk.sentence(newest.figure, subject))
        telling.cite(newest.figure)


def _part_rows(desk: Desk, found: Found) -> list[Row]:
    rows = [Row(part.subject, desk.name(part.subject), part.value, "vehicles", part.period.key) for part in found.parts]
    return sorted(rows, key=lambda row: -(row.value or 0))


def _complement(desk: Desk, question: Question) -> Answer:
    """ "not battery electric": all cars less those, inside one family."""
    region, when = desk.regions_of(question)[0], desk.when_of(question)
    subject = question.subjects[0]
    whole_question = replace(question, powertrains=(Powertrain.ALL,), is_complement=False)
    part_scope = scope_of(replace(question, is_complement=False), subject, region)
    if when is None or when.period is None:
        newest = desk.finder.newest_year(part_scope)
        when = When(newest.figure.period) if newest else None
    if when is None or when.period is None:
        return nearest.no_figure(desk, question)
    for whole in desk.finder.candidates(scope_of(whole_question, subject, region)):
        total = whole.figure(when.period)
        if total is None or total.missing:
            continue
        for series in desk.finder.candidates(part_scope):
            part = series.figure(when.period)
            if series.key.family == whole.key.family and part is not None and not part.missing:
                return _tell_complement(desk, question, total, part)
    return nearest.no_figure(desk, question)


def _tell_complement(desk: Desk, question: Question, total: Figure, part: Figure) -> Answer:
    telling = desk.telling(question)
    rest = replace(total, value=total.value - part.value)
    telling.tell_value(rest)
    kind = wording.kind_of_vehicle(part.powertrain, part.vehicle_type)
    one = wording.with_article(wording.kind_of_vehicle(part.powertrain, part.vehicle_type, one=True))
    telling.say(
        f"{wording.measured(rest, desk.locale)} of the {desk.number(total.value)} cars {wording.verb(total.measure)} "
        f"{desk.place(total.region)} "
        f"{wording.in_period(total.period)} {wording.plural(rest.value, f'was not {one}', f'were not {kind}')}."
    )
    telling.table(
        ("Part", "vehicles"),
        [
            Row(str(part.powertrain), wording.capital(kind), part.value, "vehicles"),
            Row("rest", "All others", rest.value, "vehicles"),
        ],
    )
    telling.cite(total, part)
    return telling.answer()


def _covered(desk: Desk, question: Question) -> Answer:
    """The sum over every country that has figures, named as such."""
    subject = question.subjects[0]
    scope = scope_of(question, subject, "covered")
    when = desk.when_of(question)
    period = when.period if when is not None and when.period is not None else Period.year(question.today.year - 1)
    found = desk.covered(question, scope, period)
    if found is None:
        return nearest.no_figure(desk, question)
    telling = desk.telling(question)
    telling.tell_value(found.figure)
    telling.regions = tuple(part.region for part in found.parts)
    parts = sorted(found.parts, key=lambda part: -part.value)
    covered = wording.countries_covered([part.region for part in parts], desk.store.catalogue)
    counted = wording.counted(found.figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    telling.say(
        f"{wording.measured(found.figure, desk.locale)} {counted} {wording.done(found.figure)} "
        f"{wording.in_period(period)} {covered}, together."
    )
    telling.table(
        ("Country", "vehicles"),
        [Row(part.region, desk.region(part.region), part.value, "vehicles", part.period.key) for part in parts],
    )
    telling.note("A sum over the covered countries, not the world.", weight=Weight.COVERAGE)
    _name_incomplete(desk, telling, parts)
    telling.cite(found.figure)
    return telling.answer()
