"""Claims against the store: supported, refuted or unverifiable, with the figure, period and place that decide it.

Rounding and "more than" are treated as people mean them. A claim is refuted only by a figure for its very scope; where
there is none, or a figure that is only a part, it stays unverifiable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answer import Answer, Row, Status, Verdict
from bot.question import Bound, Intent, MeasureAsked, Quantity, Question, Relation, Subject, SubjectKind, When
from bot.respond import comparing, milestones, shares, statements, timing, wording
from bot.respond.desk import Desk
from bot.respond.finding import Found
from bot.respond.telling import Telling
from facts import Figure, Powertrain, Precision

EXACT_MARGIN = 0.006
"""How far a claim without "about" may be off before it is another number."""
ABOUT_MARGIN = 0.05
_MEASURES = {
    MeasureAsked.SOLD: "sold",
    MeasureAsked.BUILT: "built",
    MeasureAsked.DELIVERED: "delivered",
    MeasureAsked.REGISTERED: "registered",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the sentence that gives the reason, and what it rests on."""

    verdict: Verdict
    reason: str
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    value: float | None = None


def check(desk: Desk, question: Question) -> Answer:
    """Answer a claim."""
    inner = question.claims[0] if question.claims else question
    judged = _judge(desk, inner)
    telling = desk.telling(question)
    word = {Verdict.SUPPORTED: "Yes", Verdict.REFUTED: "No", Verdict.UNVERIFIABLE: "I cannot tell"}[judged.verdict]
    telling.say(f"{word}: {judged.reason}")
    telling.verdict = judged.verdict
    telling.cite(*judged.figures)
    for source in judged.sources:
        telling.cite_number(source)
    if judged.figures:
        telling.scope(judged.figures[0])
        telling.regions = tuple(dict.fromkeys(figure.region for figure in judged.figures))
        telling.value = judged.value if judged.value is not None else judged.figures[0].value
        telling.unit = str(judged.figures[0].unit)
    if judged.rows:
        telling.table(("Compared", "vehicles"), list(judged.rows))
    telling.focus = tuple(subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET)
    return telling.answer(Status.NO_DATA if judged.verdict is Verdict.UNVERIFIABLE else Status.ANSWERED)


def _judge(desk: Desk, claim: Question) -> Judged:
    judges: dict[Intent, Callable[[Desk, Question], Judged]] = {
        Intent.COUNT: _count, Intent.SHARE: _share, Intent.COMPARE: _compare, Intent.RANK: _rank,
        Intent.AVAILABILITY: _event, Intent.GROWTH: _growth, Intent.MILESTONE: _milestone, Intent.DESCRIBE: _statement,
    }  # fmt: skip
    return judges.get(claim.intent, _statement)(desk, claim)


def unknown(reason: str) -> Judged:
    """No figure for the scope."""
    return Judged(Verdict.UNVERIFIABLE, reason)


def holds(quantity: Quantity, figure: float, *, precision: Precision = Precision.EXACT) -> bool:
    """Whether a figure is what a claim's number and its words mean."""
    claimed = quantity.value
    if quantity.relation is Relation.MORE:
        return figure > claimed or (
            precision in (Precision.ABOUT, Precision.AT_LEAST, Precision.ROUNDED) and figure >= claimed
        )
    if quantity.relation is Relation.LESS:
        return figure < claimed
    margin = ABOUT_MARGIN if quantity.relation is Relation.ABOUT else max(EXACT_MARGIN, _rounding(quantity))
    return abs(figure - claimed) <= margin * max(abs(figure), 1e-9)


def _rounding(quantity: Quantity) -> float:
    """Half of the last digit that the claim says: "1.81 million" allows 1.805 to 1.815 million."""
    digits = f"{quantity.value:.0f}".rstrip("0") if quantity.value >= 1000 else ""
    if not digits or len(digits) > 3 or not any(char.isalpha() for char in quantity.said):
        return 0.0
    step = 10 ** (len(f"{quantity.value:.0f}") - len(digits))
    return 0.5 * step / quantity.value if len(digits) > 1 else 0.0


def _count(desk: Desk, claim: Question) -> Judged:
    quantity = claim.quantity
    assert quantity is not None
    if claim.quantities and quantity.relation is Relation.MORE and "reach" in claim.notes:
        by_date = _milestone(desk, claim)
        if by_date.verdict is Verdict.SUPPORTED:
            return by_date
    found = _all_figures(desk, claim)
    complete = [item for item in found if not item.figure.missing and not _is_covered_sum(item)]
    if not complete:
        partial = next(iter(found), None)
        if partial is not None and quantity.relation in (Relation.MORE,) and partial.figure.value > quantity.value:
            return Judged(
                Verdict.SUPPORTED,
                f"what is covered alone is more. {desk.sentence(partial.figure, claim.subjects[0])}",
                (partial.figure,),
            )
        return _elsewhere(desk, claim)
    figures = [item.figure for item in complete]
    for item in complete:
        figures += list(item.others)
    right = [figure for figure in figures if holds(quantity, figure.value, precision=figure.precision)]
    main = (right or figures)[0]
    sentence = desk.sentence(main, _subject_of(claim, main))
    others = [
        figure for figure in figures if figure is not main and abs(figure.value - main.value) > 0.004 * main.value
    ]
    disputed = (
        ""
        if not others
        else " Others print "
        + wording.english_list([wording.measured(figure, desk.locale) for figure in others[:3]])
        + "."
    )
    undisputed = [figure for figure in right if figure.basis != "shown_with_other"]
    if undisputed and _measure_fits(claim, main):
        return Judged(Verdict.SUPPORTED, sentence + disputed, (main, *others[:3]))
    if right and not undisputed:
        main = next((figure for figure in figures if figure.basis != "shown_with_other"), main)
        return Judged(
            Verdict.REFUTED,
            f"{desk.sentence(main, _subject_of(claim, main))} {right[0].note.capitalize()}.",
            (main, *right),
        )
    if (wrong := _other_measure(desk, claim)) is not None:
        return wrong
    if main.precision in (Precision.AT_LEAST,) and quantity.value > main.value:
        return Judged(Verdict.UNVERIFIABLE, f"the nearest is only a lower bound. {sentence}", (main,))
    if (
        main.period.kind == "cumulative"
        and claim.whens
        and claim.whens[0].bound is Bound.EVER
        and quantity.value > main.value
    ):
        if (claim.today - main.period.end).days > 550:
            return Judged(Verdict.UNVERIFIABLE, f"my newest total is older than that claim. {sentence}", (main,))
    if (
        main.period.kind == "cumulative"
        and claim.whens
        and claim.whens[0].bound is Bound.UNTIL
        and claim.whens[0].period is not None
        and main.period.end != claim.whens[0].period.end
    ):
        if quantity.relation is not Relation.MORE or not holds(quantity, main.value):
            days = (claim.whens[0].period.end - main.period.end).days
            if days > 100:
                return Judged(Verdict.UNVERIFIABLE, f"the nearest total is of another date. {sentence}", (main,))
    extra = _right_but_for(desk, claim)
    return Judged(Verdict.REFUTED, sentence + disputed + extra, (main, *others[:3]))


def _is_covered_sum(item: Found) -> bool:
    """Whether a figure is only the sum over the countries that happen to be covered."""
    return bool(item.parts) and {part.region for part in item.parts} != {item.figure.region}


def _subject_of(claim: Question, figure: Figure) -> Subject:
    return next((subject for subject in claim.subjects if subject.id == figure.subject), claim.subjects[0])


def _measure_fits(claim: Question, figure: Figure) -> bool:
    return claim.measure is not MeasureAsked.BUILT or figure.measure == "production"


def _all_figures(desk: Desk, claim: Question) -> list[Found]:
    """Every figure for the claim's scope: the default one, and BEV beside BEV + PHEV where the claim does not say."""
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    when = desk.when_of(claim)
    if len(claim.subjects) > 1:
        from bot.respond.counting import _as_group

        group = _as_group(desk, claim)
        if group is None:
            return []
        subject = group
    found = []
    single = replace(claim, subjects=(subject,))
    first = desk.locate(single, subject, region, when)
    if first is not None:
        found.append(first)
    if subject.kind is not SubjectKind.MODEL and not claim.powertrains:
        for powertrain in (Powertrain.BEV, Powertrain.ALL):
            other = desk.locate(replace(single, powertrains=(powertrain,)), subject, region, when)
            if (
                other is not None
                and not other.figure.missing
                and all(other.figure.value != item.figure.value for item in found)
            ):
                found.append(other)
    return found


def _other_measure(desk: Desk, claim: Question) -> Judged | None:
    """A number that is right for another measure: built is not sold."""
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    quantity = claim.quantity
    assert quantity is not None
    when = desk.when_of(claim)
    for measure in (MeasureAsked.BUILT, MeasureAsked.SOLD):
        if measure is claim.measure:
            continue
        group = claim.subjects
        single = replace(claim, measure=measure)
        if len(group) > 1:
            found_list = _all_figures(desk, single)
            found = found_list[0] if found_list else None
        else:
            found = desk.locate(single, subject, region, when)
        if (
            found is not None
            and not found.figure.missing
            and holds(quantity, found.figure.value, precision=found.figure.precision)
        ):
            return Judged(
                Verdict.REFUTED,
                f"the number is right for another measure. {desk.sentence(found.figure, _subject_of(claim, found.figure))}",
                (found.figure,),
            )
    return None


def _elsewhere(desk: Desk, claim: Question) -> Judged:
    """No figure for the scope: if it is right for another measure, say so; a larger whole may still refute it."""
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    quantity = claim.quantity
    assert quantity is not None
    when = desk.when_of(claim)
    if (wrong := _other_measure(desk, claim)) is not None:
        return wrong
    if region != "world" and quantity.relation is not Relation.LESS:
        whole = desk.locate(replace(claim, places=()), subject, "world", when)
        if (
            whole is not None
            and not whole.parts
            and not whole.figure.missing
            and whole.figure.value <= quantity.value
            and whole.figure.period.kind == "cumulative"
        ):
            return Judged(
                Verdict.REFUTED,
                f"that is the worldwide figure, not one {desk.place(region)}. {desk.sentence(whole.figure, subject)}",
                (whole.figure,),
            )
    return unknown(f"I have no figure of my sources for {_scope_words(desk, claim)}.")


def _scope_words(desk: Desk, claim: Question) -> str:
    names = (
        wording.english_list(
            [desk.name(subject.id) for subject in claim.subjects if subject.kind is not SubjectKind.MARKET]
        )
        or "that market"
    )
    when = desk.when_of(claim)
    time = f" {wording.in_period(when.period)}" if when is not None and when.period is not None else ""
    return f"{names} {_MEASURES.get(claim.measure or MeasureAsked.SOLD, 'sold')} {desk.place(desk.regions_of(claim)[0])}{time}"


def _right_but_for(desk: Desk, claim: Question) -> str:
    """Where the claimed number is right for a year beside it, say which."""
    quantity, when = claim.quantity, desk.when_of(claim)
    if (
        quantity is None
        or when is None
        or when.period is None
        or when.bound is not Bound.IN
        or quantity.relation is not Relation.EXACTLY
    ):
        return ""
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    for years in (-1, 1, -2, 2):
        shifted = replace(when, period=when.period.shift(years=years))
        found = desk.locate(replace(claim, whens=(shifted,)), subject, region, shifted)
        if found is not None and not found.figure.missing and holds(quantity, found.figure.value):
            return f" {wording.count(quantity.value)} is the figure of {found.figure.period.label}."
    return ""


def _share(desk: Desk, claim: Question) -> Judged:
    quantity = claim.quantity
    if quantity is None:
        return unknown("no percentage is claimed that I could check.")
    when = desk.when_of(claim)
    period = when.period if when is not None else None
    region = desk.regions_of(claim)[0]
    found = shares.find(desk, claim, region, period)
    options = [found] if found is not None else []
    if not claim.powertrains or claim.powertrains[0] is Powertrain.EV:
        battery = shares.find(desk, replace(claim, powertrains=(Powertrain.BEV,)), region, period)
        options += [battery] if battery is not None else []
    printed = shares._published(desk, claim, region, period, claim.share_of or shares.ShareAsked.MARKET)
    options += [printed] if printed is not None else []
    if not options:
        return unknown(f"I have no figures for that share {desk.place(region)}.")
    right = [option for option in options if _share_holds(quantity, option.percent)]
    main = (right or options)[0]
    figures = (main.part,) if main.whole is None else (main.part, main.whole)
    sentence = shares._sentence(desk, claim, main)
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, sentence, figures, value=main.percent)


def _share_holds(quantity: Quantity, percent: float) -> bool:
    if quantity.relation is Relation.MORE:
        return percent > quantity.value
    if quantity.relation is Relation.LESS:
        return percent < quantity.value
    return abs(percent - quantity.value) <= (3.0 if quantity.relation is Relation.ABOUT else 0.6)


def _compare(desk: Desk, claim: Question) -> Judged:
    if {MeasureAsked.BUILT} & {claim.measure} and len(claim.subjects) == 1 and len(claim.places) <= 1:
        return _measures(desk, claim)
    cases = comparing.cases_of(desk, claim)
    if len(cases) < 2:
        return unknown("there is nothing to compare.")
    founds = comparing.locate_all(desk, cases)
    decided = _gap_decides_nothing(
        [found.figure if found is not None and not found.parts else None for found in founds]
    )
    known = [
        (case, found.figure)
        for case, found in zip(cases, founds, strict=True)
        if found is not None and not found.parts and (decided or not found.figure.missing)
    ]
    if len(known) < len(cases):
        missing = wording.english_list(
            [
                case.label
                for case, found in zip(cases, founds, strict=True)
                if found is None or (found.figure.missing and not decided) or found.parts
            ]
        )
        rows = tuple(Row(case.id, case.label, figure.value, "vehicles", figure.period.key) for case, figure in known)
        return Judged(
            Verdict.UNVERIFIABLE,
            f"I have no complete figure for {missing}.",
            tuple(figure for _, figure in known),
            rows=rows,
        )
    first, others = known[0][1], [figure for _, figure in known[1:]]
    more = all(first.value > other.value for other in others)
    claimed_less = claim.direction < 0 or {"fewer", "less"} & set(claim.text.lower().split())
    verdict = Verdict.SUPPORTED if more != bool(claimed_less) else Verdict.REFUTED
    rows = tuple(Row(case.id, case.label, figure.value, "vehicles", figure.period.key) for case, figure in known)
    reason = comparing._headline(desk, claim, known)
    figures = tuple(figure for _, figure in known)
    disputed = tuple(other for found in founds if found is not None for other in found.others)
    for other in disputed:
        reason += (
            f" {desk.store.source(int(other.sources[0])).publisher} prints {wording.measured(other, desk.locale)}."
        )
    return Judged(verdict, reason, (*figures, *disputed), rows=rows)


def _first_of_others(desk: Desk, claim: Question) -> Judged | None:
    """ "the first to pass N": whoever a statement names for that very number."""
    if claim.quantity is None or not claim.subjects:
        return None
    for item in statements.search(desk, replace(claim, subjects=())):
        text = item.statement.text.lower()
        if (
            "first" in text
            and statements._names_number(item.statement, claim.quantity.value)
            and "/" in item.statement.subject
        ):
            right = item.statement.subject == claim.subjects[0].id
            return Judged(
                Verdict.SUPPORTED if right else Verdict.REFUTED,
                f"{item.statement.text} (As of {item.statement.as_of}.)",
                sources=(item.statement.source,),
            )
    return None


def _gap_decides_nothing(figures: list[Figure | None]) -> bool:
    """Whether the order of two figures stands even if what is missing were twice the average month."""
    if any(figure is None for figure in figures):
        return False
    bounds = []
    for figure in figures:
        assert figure is not None
        months, missing = figure.period.months or 0, len(figure.missing)
        if missing and (months <= missing or missing > 2):
            return False
        extra = 2 * missing * figure.value / (months - missing) if missing else 0.0
        bounds.append((figure.value, figure.value + extra))
    bounds.sort(reverse=True)
    return all(lower[0] > upper[1] for lower, upper in zip(bounds, bounds[1:], strict=False))


def _measures(desk: Desk, claim: Question) -> Judged:
    """ "Tesla delivered more cars than it built in 2024": two measures of one subject."""
    subject, region, when = claim.subjects[0], desk.regions_of(claim)[0], desk.when_of(claim)
    built = desk.locate(replace(claim, measure=MeasureAsked.BUILT), subject, region, when)
    handed = desk.locate(replace(claim, measure=MeasureAsked.DELIVERED), subject, region, when)
    if built is None or handed is None:
        return unknown("I have not both figures.")
    words = claim.text.lower()
    delivered_first = min(
        (words.find(word) for word in ("deliver", "sold", "handed") if word in words), default=999
    ) < min((words.find(word) for word in ("built", "produc", "build", "made") if word in words), default=999)
    more_delivered = handed.figure.value > built.figure.value
    fewer = "fewer" in words or "less" in words
    verdict = Verdict.SUPPORTED if (more_delivered == delivered_first) != fewer else Verdict.REFUTED
    reason = f"{desk.sentence(handed.figure, subject)} {desk.sentence(built.figure, subject)}"
    return Judged(verdict, reason, (handed.figure, built.figure))


def _rank(desk: Desk, claim: Question) -> Judged:
    from bot.respond import ranking

    subject = claim.subjects[0]
    negated = {"not", "never"} & set(
        claim.text.lower().replace("n't", " not").split()
    ) and not claim.text.lower().rstrip("?! ").endswith(("isn't it", "wasn't it", "didn't it", "doesn't it"))
    told = statements.judge_best_seller(desk, claim)
    region = desk.regions_of(claim)[0]
    period = ranking._period(desk, claim, region) if claim.whens or claim.places else None
    table = (
        ranking.table_for(desk, replace(claim, subjects=()), region, period)
        if period is not None and claim.powertrains != (Powertrain.ALL,)
        else None
    )
    complete = (
        table is not None
        and region not in ("world", "europe")
        and not table.listed_only
        and (not period.months or table.rows[0].months >= period.months)
        if period
        else False
    )
    if told is not None and not complete:
        named, statement = told
        verdict = Verdict.SUPPORTED if named != bool(negated) else Verdict.REFUTED
        return Judged(verdict, f"{statement.text} (As of {statement.as_of}.)", sources=(statement.source,))
    if table is None or not table.rows or (region in ("world", "europe") and len(table.rows) < 3):
        return unknown(f"I have no ranking for that {desk.place(region)}.")
    place = (claim.ordinal or 1) - 1
    top = table.rows[min(place, len(table.rows) - 1)]
    rows = tuple(
        Row(row.subject, desk.name(row.subject), row.value, "vehicles", period.key if period else None)
        for row in table.rows[:3]
    )
    right = (top.subject == subject.id) != bool(negated)
    reason = ranking._headline(desk, replace(claim, subjects=()), table, top, place, region, period) if period else ""
    if not any(row.subject == subject.id for row in table.rows) and region in ("world", "europe"):
        return unknown("it is not in the list that I have.")
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, reason, sources=(str(top.source),), rows=rows)


def _growth(desk: Desk, claim: Question) -> Judged:
    pair = timing.periods_of_growth(desk, claim)
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    change = timing.change_between(desk, claim, subject, region, *pair) if pair is not None else None
    if "first" in claim.text.lower().split() or "decade" in claim.text.lower():
        found = statements.search(desk, claim)
        if found and found[0].score > 8:
            statement = found[0].statement
            return Judged(
                Verdict.SUPPORTED, f"{statement.text} (As of {statement.as_of}.)", sources=(statement.source,)
            )
    if change is None and pair is not None:
        singles = [desk.locate(claim, subject, region, When(period)) for period in pair]
        figures = [
            found.figure for found in singles if found is not None and not found.figure.missing and not found.parts
        ]
        if (
            len(figures) == 2
            and figures[0].measure is figures[1].measure
            and figures[0].powertrain is figures[1].powertrain
        ):
            change = (figures[0], figures[1], singles[0].series) if singles[0] is not None else None
    if change is None:
        return unknown(f"I have no two figures of one publisher for {_scope_words(desk, claim)}.")
    before, after, _ = change
    percent = 100 * (after.value - before.value) / before.value
    reason = timing._growth_sentence(desk, claim, subject, before, after, percent)
    right = (percent > 0) == (claim.direction >= 0)
    if right and claim.quantity is not None and claim.quantity.is_percent:
        right = _share_holds(claim.quantity, abs(percent)) or abs(abs(percent) - claim.quantity.value) < 0.05 * abs(
            percent
        )
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, reason, (before, after))


def _milestone(desk: Desk, claim: Question) -> Judged:
    quantity = claim.quantity
    assert quantity is not None
    if "first" in claim.words and not claim.whens and (rival := _first_of_others(desk, claim)) is not None:
        return rival
    subject = claim.subjects[0]
    from bot.respond.counting import _as_group

    if len(claim.subjects) > 1 and (group := _as_group(desk, claim)) is not None:
        subject = group
    reached = milestones.find(desk, replace(claim, whens=()), subject, replace(quantity, relation=Relation.MORE))
    told = statements.event(desk, replace(claim, whens=()))
    when = next((when for when in claim.whens if when.period is not None), None)
    if reached is None and told is None:
        found = statements.search(desk, claim)
        if found and found[0].score > 9:
            statement = found[0].statement
            return Judged(
                Verdict.SUPPORTED, f"{statement.text} (As of {statement.as_of}.)", sources=(statement.source,)
            )
        return unknown(
            f"I have no figure that says when {desk.name(subject.id)} reached {desk.number(quantity.value)}."
        )
    if reached is not None:
        sentence = milestones._sentence(desk, subject, quantity, reached)
        dates = _milestone_dates(desk, claim, subject, quantity, reached.date)
        if when is None or when.period is None:
            verdict = Verdict.SUPPORTED
        else:
            fits = any(_date_fits(day, when) for day in dates)
            verdict = Verdict.SUPPORTED if fits else Verdict.REFUTED
        if "first" in claim.text.lower().split() and when is None:
            found = statements.search(desk, claim)
            if found and found[0].score > 7:
                sentence += f" {found[0].statement.text}"
        return Judged(verdict, sentence, (reached.figure,))
    assert told is not None
    fits = when is None or _date_fits(told.date or "", when)
    return Judged(
        Verdict.SUPPORTED if fits else Verdict.REFUTED,
        told.text.split("\n")[0],
        sources=tuple(str(desk.store.source_number(source.id)) for source in told.sources),
    )


def _milestone_dates(desk: Desk, claim: Question, subject: Subject, quantity: Quantity, first: str) -> list[str]:
    """All dates that somebody gives for the same milestone."""
    from bot.respond.finding import scope_of
    from facts import PeriodKind

    dates = [first]
    for series in desk.finder.candidates(scope_of(claim, subject, desk.regions_of(claim)[0])):
        for entry in series.of_kind(PeriodKind.CUMULATIVE):
            if abs(entry.value / quantity.value - 1) < 0.001:
                dates.append(milestones._iso(entry.period))
    return dates


def _date_fits(day: str, when: object) -> bool:
    from facts.period import parse_day

    assert isinstance(when, When) and when.period is not None
    if not day:
        return False
    start = parse_day(day, first=True) if "Q" not in day else None
    if start is None:
        from facts import Period

        return when.period.overlaps(Period.parse(day))
    if when.bound is Bound.UNTIL:
        return start <= when.period.end
    return (when.period.start or start) <= parse_day(day, first=False) and start <= when.period.end


def _event(desk: Desk, claim: Question) -> Judged:
    """A dated event: the statement of its subject and predicate that comes closest gives the date."""
    predicate = claim.predicate
    assert predicate is not None
    asked = replace(claim, whens=())
    found = [
        item
        for item in statements.search(desk, asked, predicates=(predicate,))
        if item.statement.event_date and item.score > 5
    ]
    if not found:
        return unknown("no statement in my sources gives that date.")
    best = found[0].score
    near = [item.statement for item in found if item.score > best - 2.5]
    when = claim.whens[0]
    right = [statement for statement in near if _date_fits(statement.event_date, when)]
    statement = (right or near)[0]
    verdict = Verdict.SUPPORTED if right else Verdict.REFUTED
    return Judged(verdict, f"{statement.text} (As of {statement.as_of}.)", sources=(statement.source,))


def _statement(desk: Desk, claim: Question) -> Judged:
    """A claim of a dated fact: the statement that speaks of it decides, if one clearly does."""
    if {"still", "longer"} & set(claim.text.lower().replace("?", " ").replace(",", " ").split()):
        from facts import Predicate

        ended = statements.search(
            desk, replace(claim, predicate=Predicate.DISCONTINUED), predicates=(Predicate.DISCONTINUED,)
        )
        if ended and ended[0].score > 5:
            statement = ended[0].statement
            verdict = Verdict.REFUTED if "still" in claim.text.lower() else Verdict.SUPPORTED
            return Judged(verdict, f"{statement.text} (As of {statement.as_of}.)", sources=(statement.source,))
    found = statements.search(desk, claim)
    if not found or found[0].score < 9:
        return unknown("no statement in my sources speaks of that.")
    statement = found[0].statement
    if "first" in claim.words and (rival := _first_of_others(desk, claim)) is not None:
        return rival
    words = set(claim.text.lower().replace("?", " ").replace(",", " ").split())
    still = "still" in words
    denied = bool({"no", "not", "never"} & words) or "no longer" in claim.text.lower()
    ended = statement.predicate in ("discontinued", "not_available_in")
    verdict = (
        Verdict.REFUTED
        if (ended and (still or not denied) and statement.predicate != "discontinued") or (ended and still)
        else Verdict.SUPPORTED
    )
    return Judged(verdict, f"{statement.text} (As of {statement.as_of}.)", sources=(statement.source,))


def judged_status(telling: Telling) -> Status:
    """The status that goes with the verdict of a finished telling."""
    return Status.NO_DATA if telling.verdict is Verdict.UNVERIFIABLE else Status.ANSWERED
