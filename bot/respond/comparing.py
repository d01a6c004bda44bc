"""Side by side: a row per subject, place, period or powertrain, from one family of figures where one has them all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answer import Answer, Row, Status
from bot.question import Bound, Question, Subject, SubjectKind, When
from bot.respond import nearest, sides, wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.scopes import Found, scope_of
from bot.respond.single import single
from bot.respond.telling import Telling
from facts import Figure, Period, Powertrain


@dataclass(frozen=True, slots=True)
class Case:
    """One of the things compared."""

    id: str
    label: str
    question: Question
    subject: Subject
    region: str
    when: When | None


def cases_of(desk: Desk, question: Question) -> list[Case]:
    """What is compared, in the order it was said."""
    subjects, regions = question.subjects, desk.regions_of(question)
    whens: list[When | None] = [when for when in question.whens if when.period is not None] or [desk.when_of(question)]
    if len(question.measures) > 1:
        subject, region, when = subjects[0], regions[0], whens[0]
        return [
            Case(
                str(measure),
                wording.capital(str(measure)),
                replace(question, measure=measure, measures=()),
                subject,
                region,
                when,
            )
            for measure in question.measures
        ]
    powertrains = question.powertrains if len(question.powertrains) > 1 else question.powertrains[:1]
    found = []
    for subject in subjects:
        for region in regions:
            for when in whens:
                for powertrain in powertrains or (None,):
                    single = replace(question, subjects=(subject,), powertrains=(powertrain,) if powertrain else ())
                    parts = []
                    idents = []
                    if len(subjects) > 1:
                        parts.append(desk.name(subject.id))
                        idents.append(subject.id)
                    if len(regions) > 1:
                        parts.append(desk.region(region))
                        idents.append(region)
                    if len(whens) > 1 and when is not None and when.period is not None:
                        parts.append(wording.capital(when.period.label) if len(parts) == 0 else when.period.label)
                        idents.append(when.period.key)
                    if len(powertrains) > 1 and powertrain:
                        parts.append(wording.capital(wording.kind_of_vehicle(powertrain, question.vehicle_type)))
                        idents.append(str(powertrain))
                    label, ident = ", ".join(parts) or desk.name(subject.id), "@".join(idents) or subject.id
                    found.append(Case(ident, label, single, subject, region, when))
    return found


def locate_all(desk: Desk, cases: list[Case]) -> list[Found | None]:
    """A figure for each case: from one family if one has them all complete, else the best for each."""
    whens = [case.when for case in cases]
    if all(when is not None and when.bound is Bound.IN and when.period is not None for when in whens):
        from_one = _one_family(desk, cases)
        if from_one is not None:
            return list(from_one)
    if all(when is None for when in whens) and len({case.subject.kind for case in cases}) == 1:
        period = _newest_common_year(desk, cases)
        if period is not None:
            cases = [replace(case, when=When(period)) for case in cases]
            from_one = _one_family(desk, cases)
            if from_one is not None:
                return list(from_one)
    return [desk.locate(case.question, case.subject, case.region, case.when) for case in cases]


def _newest_common_year(desk: Desk, cases: list[Case]) -> Period | None:
    ends = []
    for case in cases:
        if case.subject.kind is SubjectKind.MODEL and not case.question.places:
            return None
        found = desk.finder.newest_year(scope_of(case.question, case.subject, case.region))
        if found is None:
            return None
        ends.append(found.figure.period.end.year)
    return Period.year(min(ends))


def _one_family(desk: Desk, cases: list[Case]) -> list[Found] | None:
    """All cases from one family, measure and powertrain; the declared order decides where several have them."""
    tables: dict[tuple[str, object, object], dict[int, tuple[int, Found]]] = {}
    ranks: dict[tuple[str, object, object], tuple[int, int]] = {}
    several_powertrains = len({case.question.powertrains for case in cases}) > 1
    for number, case in enumerate(cases):
        scope = scope_of(case.question, case.subject, case.region)
        assert case.when is not None
        assert case.when.period is not None
        for series in desk.finder.candidates(scope):
            figure = series.figure(case.when.period)
            if figure is None or figure.missing or figure.basis in ("shown_with_other",):
                continue
            slot = (
                series.key.family,
                figure.measure,
                None if several_powertrains or scope.powertrains is None else figure.powertrain,
            )
            preference = 0 if scope.powertrains is None else scope.powertrains.index(figure.powertrain)
            row = tables.setdefault(slot, {})
            if number not in row or preference < row[number][0]:
                row[number] = (preference, Found(figure, series))
            ranks.setdefault(slot, (0 if several_powertrains else preference, series.key.rank))
    complete = [slot for slot, row in tables.items() if len(row) == len(cases)]
    if not complete:
        return None
    best = min(complete, key=lambda slot: (ranks[slot], slot[0]))
    chosen = [tables[best][number][1] for number in range(len(cases))]
    return [_with_disputes(desk, case, found) for case, found in zip(cases, chosen, strict=True)]


def _with_disputes(desk: Desk, case: Case, found: Found) -> Found:
    alone = desk.locate(case.question, case.subject, case.region, case.when)
    if alone is None:
        return found
    others = [other for other in alone.others if other.value != found.figure.value]
    first, chosen = alone.figure, found.figure
    same_scope = first.period == chosen.period and first.powertrain is chosen.powertrain and not first.missing
    if same_scope and abs(first.value - chosen.value) > 0.01 * chosen.value:
        others.append(first)
    return replace(found, others=tuple(others))


def compare(desk: Desk, question: Question) -> Answer:
    """Answer a comparison."""
    if question.first_side:
        return sides.compare(desk, question)
    cases = cases_of(desk, question)
    if len(cases) < 2:
        return single(desk, question)
    founds = _without_joint_of_another(desk, cases, locate_all(desk, cases))
    if all(found is None for found in founds):
        return nearest.no_figure(desk, question)
    cases = [_named_as_counted(desk, case, found) for case, found in zip(cases, founds, strict=True)]
    telling = desk.telling(question)
    figures = [found.figure if found else None for found in founds]
    rows = [_row(case, figure) for case, figure in zip(cases, figures, strict=True)]
    if question.rank_of is not None:
        rows.sort(key=lambda row: -(row.value or 0), reverse=question.ascending)
    known = [(case, figure) for case, figure in zip(cases, figures, strict=True) if figure is not None]
    telling.scope(known[0][1])
    if {figure.powertrain for _, figure in known} == {Powertrain.BEV, Powertrain.EV}:
        telling.powertrain = Powertrain.EV
    telling.unit = "vehicles"
    telling.regions = tuple(dict.fromkeys(figure.region for _, figure in known))
    telling.focus = tuple(case.subject.id for case in cases if case.subject.kind is not SubjectKind.MARKET)
    undecided = _undecided(desk, question, cases, founds)
    telling.say(undecided or headline(desk, question, known))
    telling.table(("Compared", "vehicles"), rows)
    missing = [case.label for case, figure in zip(cases, figures, strict=True) if figure is None]
    if missing:
        telling.note(f"No figure for {wording.english_list(missing)}.", weight=Weight.MISSING)
    if undecided is None:
        _value(telling, question, figures)
    for case, found in zip(cases, founds, strict=True):
        if found is not None:
            telling.cite(found.figure)
            desk.caveats(telling, found, case.question, subject=case.subject, label=case.label)
    families = {found.figure.family for found in founds if found}
    measures = {found.figure.measure for found in founds if found}
    if len(families) > 1 and len(measures) > 1:
        telling.note(
            "The figures are from different publishers and count different things ("
            + wording.english_list(sorted(wording.MEASURE_NAMES[m] for m in measures))
            + "): compare with care.",
            weight=Weight.DISPUTED,
        )
    _other_definition(desk, telling, question, cases, known)
    partial = bool(missing) or undecided is not None or any(figure.missing for _, figure in known)
    return telling.answer(Status.PARTIAL if partial else Status.ANSWERED)


def _without_joint_of_another(desk: Desk, cases: list[Case], founds: list[Found | None]) -> list[Found | None]:
    """The figures without a joint row that counts another of the compared too: "Model 3 and Y" beats no Model Y."""
    compared = {case.subject.id for case in cases}
    models = desk.store.catalogue.models
    return [
        None
        if found is not None
        and found.joint in models
        and compared & set(models[found.joint].members) - {case.subject.id}
        else found
        for case, found in zip(cases, founds, strict=True)
    ]


def _undecided(desk: Desk, question: Question, cases: list[Case], founds: list[Found | None]) -> str | None:
    """What to say where figures are only sums of the countries covered, so that the wholes may stand otherwise."""
    known = [(case, found) for case, found in zip(cases, founds, strict=True) if found is not None]
    (top_case, top), *others = sorted(known, key=lambda pair: -pair[1].figure.value)
    covered = [(case, found) for case, found in others if found.is_covered]
    if not covered:
        return None
    case, found = covered[0]
    if top.is_covered:
        return _in_part(desk, question, (top_case, top), (case, found))
    number = f"{wording.measured(top.figure, desk.locale)} {name_in_sentence(question, top_case)}"
    done = f"{wording.done(top.figure)}{_shared_scope(desk, [(top_case, top.figure)])}".rstrip(",")
    regions = wording.countries_covered([part.region for part in found.parts], desk.store.catalogue)
    return (
        f"{number.replace(' the ', ' ')} {done}; of {name_in_sentence(question, case)} I only have "
        f"{wording.at_least(found.figure, desk.locale)} {regions}, so I cannot tell which was ahead."
    )


def _in_part(desk: Desk, question: Question, first: tuple[Case, Found], second: tuple[Case, Found]) -> str:
    """Two sums over countries: who is ahead in them where they are the same and whole, else only the sums."""
    told = []
    for case, found in (first, second):
        regions = wording.countries_covered([part.region for part in found.parts], desk.store.catalogue)
        told.append(f"{wording.at_least(found.figure, desk.locale)} {case.label} {regions}")
    one, other = first[1], second[1]
    same = {part.region for part in one.parts} == {part.region for part in other.parts}
    when = wording.in_period(one.figure.period) if one.figure.period == other.figure.period else ""
    verb = wording.verb(one.figure.measure)
    if same and not any(part.missing for part in (*one.parts, *other.parts)):
        regions = wording.countries_covered([part.region for part in one.parts], desk.store.catalogue)
        numbers = f"{desk.number(one.figure.value)} against {desk.number(other.figure.value)}"
        names = name_in_sentence(question, first[0]), name_in_sentence(question, second[0])
        return f"{regions}, {names[0]} came before {names[1]}: {numbers} {verb} {when}".rstrip() + "."
    return f"{told[0]} and {told[1]} were {verb} {when}".rstrip() + ", so I cannot tell which was ahead."


def _named_as_counted(desk: Desk, case: Case, found: Found | None) -> Case:
    """A case by the name of the joint row that stands in for it, where it is only counted together with others."""
    if found is None or not found.joint or desk.name(case.subject.id) not in case.label:
        return case
    return replace(case, label=case.label.replace(desk.name(case.subject.id), desk.name(found.joint)))


def _row(case: Case, figure: Figure | None) -> Row:
    if figure is None:
        return Row(case.id, case.label, None, None, note="no figure")
    return Row(case.id, case.label, figure.value, str(figure.unit), figure.period.key)


def headline(desk: Desk, question: Question, known: list[tuple[Case, Figure]]) -> str:
    """Who is ahead of whom, in one sentence."""
    ordered = sorted(known, key=lambda pair: -pair[1].value)
    (first_case, first), *others = ordered
    if not others:
        return desk.sentence(first, first_case.subject)
    second_case, second = others[0]
    numbers = f"{wording.measured(first, desk.locale)} against {wording.measured(second, desk.locale)}"
    difference = _apart(desk, question, first, second)
    tail = _shared_scope(desk, known)
    verb = wording.verb(first.measure)
    names = (name_in_sentence(question, first_case), name_in_sentence(question, second_case))
    if first.value == second.value:
        return f"{names[0]} and {names[1]} are level at {wording.measured(first, desk.locale)} {verb}{tail}."
    if len(question.subjects) > 1 or len(question.powertrains) > 1:
        be = "is" if len(question.subjects) > 1 else "are"
        return f"{names[0]} {be} ahead of {names[1]}: {numbers} {verb}{tail}{difference}."
    counted = _counted(desk, first_case, first)
    if len(question.measures) > 1:
        return f"more {counted} were {verb} than {wording.verb(second.measure)}{tail}: {numbers}{difference}."
    if first.region != second.region and first.period != second.period:
        return f"{names[0]} is ahead of {names[1]}: {numbers} {counted} {verb}{difference}."
    if first.region != second.region:
        places = (desk.place(first.region), desk.place(second.region))
    else:
        places = (wording.in_period(first.period), wording.in_period(second.period))
    return f"more {counted} were {verb}{tail} {places[0]} than {places[1]}: {numbers}{difference}."


def _apart(desk: Desk, question: Question, first: Figure, second: Figure) -> str:
    """How far the two are apart, where that was asked."""
    if question.is_ratio and second.value:
        ratio = wording.count(
            round(first.value / second.value, 1 if first.value < 100 * second.value else 0), desk.locale
        )
        return f", {ratio} times as many"
    return f", a difference of {desk.number(first.value - second.value)}" if question.is_difference else ""


def name_in_sentence(question: Question, case: Case) -> str:
    """A case as it stands in a sentence: models with their article, kinds of vehicles in small letters."""
    if len(question.subjects) > 1 and case.subject.kind is SubjectKind.MODEL:
        return f"the {case.label}"
    if len(question.powertrains) > 1 and len(question.subjects) < 2 and "," not in case.label:
        return case.label[:1].lower() + case.label[1:]
    return case.label


def _counted(desk: Desk, case: Case, figure: Figure) -> str:
    return wording.things(figure, case.subject.kind, desk.name(case.subject.id), desk.store.catalogue)


def _shared_scope(desk: Desk, known: list[tuple[Case, Figure]]) -> str:
    """Place and period, where all figures have the same."""
    first, tail = known[0][1], ""
    if len({figure.region for _, figure in known}) == 1:
        tail += f" {desk.place(first.region)}"
    if len({figure.period for _, figure in known}) == 1:
        tail += f" {wording.in_period(first.period)}"
    return tail


def _value(telling: Telling, question: Question, figures: list[Figure | None]) -> None:
    if len(figures) != 2 or figures[0] is None or figures[1] is None:
        return
    first, second = figures[0], figures[1]
    if question.is_ratio and second.value:
        telling.value, telling.unit = first.value / second.value, "ratio"
    elif question.is_difference:
        telling.value, telling.unit = first.value - second.value, "vehicles"


def _other_definition(
    desk: Desk, telling: Telling, question: Question, cases: list[Case], known: list[tuple[Case, Figure]]
) -> None:
    """Where BEV alone and BEV + PHEV would give different winners, both are shown."""
    if question.powertrains and not (question.powertrains == (Powertrain.EV,) and not question.is_plugin):
        return
    if (
        any(case.subject.kind is SubjectKind.MODEL for case in cases)
        or len(known) != len(cases)
        or len(question.subjects) < 2
    ):
        return
    battery = replace(question, powertrains=(Powertrain.BEV,))
    others = []
    for case, figure in known:
        found = desk.locate(replace(battery, subjects=(case.subject,)), case.subject, case.region, When(figure.period))
        if found is None or found.figure.missing:
            return
        others.append((case, found.figure))
    values = [figure.value for _, figure in known]
    if [figure.value for _, figure in others] == values:
        return
    telling.note(
        "Battery-electric only: "
        + ", ".join(f"{case.label} {wording.measured(figure, desk.locale)}" for case, figure in others)
        + ".",
        weight=Weight.DISPUTED,
    )
    telling.cite(*[figure for _, figure in others])
