"""How many: one figure for one scope, or several scopes added up inside one family."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Row, Status
from bot.question import Bound, MeasureAsked, Question, Subject, SubjectKind, When
from bot.respond import nearest, wording
from bot.respond.desk import Desk
from bot.respond.finding import Found, scope_of
from bot.respond.suggesting import suggest
from facts import Figure, Period, PeriodKind, Powertrain


def count(desk: Desk, question: Question) -> Answer:
    """Answer a count."""
    if question.all_covered:
        return _covered(desk, question)
    subjects, regions = question.subjects, desk.regions_of(question)
    periods = [when for when in question.whens if when.bound is Bound.IN and when.period is not None]
    if len(subjects) * len(regions) * max(1, len(periods)) > 1:
        if alliance := _as_group(desk, question):
            return count(desk, replace(question, subjects=(alliance,), together=False))
        return _sum(desk, question)
    if question.is_complement and question.powertrains:
        return _complement(desk, question)
    return _one(desk, question, subjects[0], regions[0])


def _one(desk: Desk, question: Question, subject: Subject, region: str) -> Answer:
    when = desk.when_of(question)
    found = desk.locate(question, subject, region, when)
    if found is None:
        return nearest.no_figure(desk, question)
    telling = desk.telling(question)
    figure = found.figure
    telling.tell_value(figure)
    telling.regions = (figure.region,)
    telling.focus = (subject.id,) if subject.kind is not SubjectKind.MARKET else ()
    is_covered = len(found.parts) > 0 and {part.region for part in found.parts} != {figure.region}
    if is_covered:
        _tell_covered(desk, telling, found, subject, region)
    else:
        telling.say(desk.sentence(figure, subject))
        if found.parts:
            telling.table(("of which", "vehicles"), _part_rows(desk, found))
    elsewhere = figure.region != region and not question.places and region == "world" and not is_covered
    if elsewhere:
        telling.note(
            f"{wording.capital(desk.place(figure.region))} is the only place with figures for that; there is no worldwide one."
        )
    desk.caveats(telling, found, question, subject=subject)
    telling.cite(figure)
    if when is None and figure.period.kind is PeriodKind.YEAR and question.measure is not MeasureAsked.STOCK:
        _add_newest(desk, telling, question, subject, figure)
    if when is None and subject.kind is SubjectKind.MODEL and figure.period.kind is PeriodKind.CUMULATIVE:
        telling.note("No period was named, so this is the newest published total since launch.")
    if figure.period.kind is PeriodKind.CUMULATIVE and when is not None and when.bound is Bound.EVER:
        _tell_scope_of_total(desk, telling, found)
    suggest(desk, telling, question, subject, figure)
    partial = (
        bool(figure.missing)
        or is_covered
        or (figure.period.kind is PeriodKind.CUMULATIVE and figure.basis == "sum" and question.places != ())
    )
    return telling.answer(Status.PARTIAL if partial else Status.ANSWERED)


def _tell_covered(desk: Desk, telling: object, found: Found, subject: Subject, region: str) -> None:
    from bot.respond.telling import Telling

    assert isinstance(telling, Telling)
    figure = found.figure
    parts = sorted(found.parts, key=lambda part: -part.value)
    names = [desk.region(part.region) for part in parts]
    where = (
        "Nobody in the store published a worldwide figure"
        if region == "world"
        else f"Nobody in the store published a figure for {desk.region(region)} as a whole"
    )
    counted = wording.counted(figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    telling.say(
        f"at least {wording.measured(figure, desk.locale)} {counted} were {wording.verb(figure.measure)} {wording.in_period(figure.period)} in the {len(parts)} countries covered."
    )
    telling.note(
        f"{where}: this is the sum over {len(parts)} countries ({wording.english_list(names[:8])}{' and others' if len(names) > 8 else ''})."
    )
    telling.table(
        ("Country", "vehicles"),
        [Row(part.region, desk.region(part.region), part.value, "vehicles", part.period.key) for part in parts],
    )


def _tell_scope_of_total(desk: Desk, telling: object, found: Found) -> None:
    from bot.respond.telling import Telling

    assert isinstance(telling, Telling)
    figure = found.figure
    if figure.basis == "sum" and figure.period.start is not None:
        telling.note(
            f"Added up from the figures since {figure.period.start:%B %Y}, where they begin; earlier ones are not in it."
        )


def _add_newest(desk: Desk, telling: object, question: Question, subject: Subject, figure: Figure) -> None:
    """The year to date beside the newest complete year."""
    from bot.respond.telling import Telling

    assert isinstance(telling, Telling)
    scope = replace(scope_of(question, subject, figure.region), powertrains=(figure.powertrain,))
    newest = desk.finder.newest_part(scope)
    telling.note(f"No period was named, so this is the newest complete year, {figure.period.end.year}.")
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


def _as_group(desk: Desk, question: Question) -> Subject | None:
    """Brands that together are exactly a group for which totals are published ("Renault and Nissan")."""
    brands = {subject.id for subject in question.subjects if subject.kind is SubjectKind.BRAND}
    if len(brands) != len(question.subjects) or len(brands) < 2:
        return None
    for group in desk.store.catalogue.groups.values():
        members = {member.brand for member in group.members}
        if members == brands and desk.store.regions_of(group.id):
            return Subject(
                group.id, SubjectKind.GROUP, said=" and ".join(subject.said for subject in question.subjects)
            )
    return None


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
            from bot.respond.comparing import compare

            return compare(desk, question)
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
    telling.say(
        f"{wording.measured(figure, desk.locale)} {names} were {wording.verb(figure.measure)} {place} in {when}, together.".replace(
            "in from", "from"
        )
    )
    telling.table((_heading(subjects, regions), "vehicles"), _sum_rows(desk, merged, subjects, regions))
    telling.note("Added up inside one publisher's series.")
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
        figures[0], value=sum(figure.value for figure in figures), period=Period.between(start, end), basis=figures[0].basis,
        missing=tuple(gap for figure in figures for gap in figure.missing), sources=tuple(dict.fromkeys(s for f in figures for s in f.sources)),
    )  # fmt: skip
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
            label, ident = desk.name(part.subject), part.subject
            label = f"{label}, {desk.region(part.region)}" if len(regions) > 1 else label
        elif len(regions) > 1:
            label, ident = desk.region(part.region), part.region
        else:
            label, ident = part.period.label, part.period.key
        rows.append(Row(ident, label, part.value, "vehicles", part.period.key))
    return rows


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
    telling.say(
        f"{wording.measured(rest, desk.locale)} of the {desk.number(total.value)} cars {wording.verb(total.measure)} {desk.place(total.region)} "
        f"{wording.in_period(total.period)} were not {kind}."
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
    counted = wording.counted(found.figure, subject.kind, desk.name(subject.id), desk.store.catalogue)
    telling.say(
        f"{wording.measured(found.figure, desk.locale)} {counted} were {wording.verb(found.figure.measure)} {wording.in_period(period)} in the {len(parts)} countries covered, together."
    )
    telling.table(
        ("Country", "vehicles"),
        [Row(part.region, desk.region(part.region), part.value, "vehicles", part.period.key) for part in parts],
    )
    telling.note("A sum over the covered countries, not the world.")
    telling.cite(found.figure)
    return telling.answer()
