"""Claims of a number: the figure of the very scope decides, beside it what others print and what was built.

Where there is only a part, or a sum over the countries that happen to be covered, nothing is refuted by it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Verdict
from bot.question import (
    Bound,
    MeasureAsked,
    Quantity,
    Question,
    Relation,
    Subject,
    SubjectKind,
)
from bot.respond import claims_of_events, wording
from bot.respond.desk import Desk
from bot.respond.scopes import Found
from bot.respond.verdicts import Judged, holds, scope_words, unknown
from facts import (
    Basis,
    Figure,
    PeriodKind,
    Powertrain,
    Precision,
)


def count(desk: Desk, claim: Question) -> Judged:
    """Judge a claim of a number."""
    quantity = claim.quantity
    if quantity is None:
        return unknown("no number is claimed that I could check.")
    if claim.quantities and quantity.relation is Relation.MORE and "reach" in claim.notes:
        by_date = claims_of_events.milestone(desk, claim)
        counted = None if by_date.verdict is Verdict.SUPPORTED else _count(desk, claim, quantity)
        undecided = counted is None or counted.verdict is Verdict.UNVERIFIABLE
        return by_date if undecided or counted is None else counted
    return _count(desk, claim, quantity)


def _count(desk: Desk, claim: Question, quantity: Quantity) -> Judged:
    found = _all_figures(desk, claim)
    complete = [item for item in found if not item.figure.missing and not item.is_covered]
    if not complete:
        partial = next(iter(found), None)
        if partial is not None and quantity.relation in (Relation.MORE,) and partial.figure.value > quantity.value:
            return Judged(
                Verdict.SUPPORTED,
                f"what is covered alone is more. {desk.sentence(partial.figure, claim.subjects[0])}",
                (partial.figure,),
            )
        return _elsewhere(desk, claim)
    return _decided(desk, claim, quantity, complete)


def _decided(desk: Desk, claim: Question, quantity: Quantity, complete: list[Found]) -> Judged:
    """The verdict where there are complete figures for the scope, those of others included."""
    figures = [item.figure for item in complete]
    for item in complete:
        figures += list(item.others)
    right = [figure for figure in figures if holds(quantity, figure.value, precision=figure.precision)]
    main = (right or figures)[0]
    sentence = desk.sentence(main, _subject_of(claim, main))
    others = [
        figure for figure in figures if figure is not main and abs(figure.value - main.value) > 0.004 * main.value
    ]
    printed = wording.english_list([wording.measured(figure, desk.locale) for figure in others[:3]])
    disputed = f" Others print {printed}." if others else ""
    firm = [figure for figure in right if figure.basis is not Basis.SHOWN_WITH_OTHER]
    if firm and _measure_fits(claim, main):
        return Judged(Verdict.SUPPORTED, sentence + disputed, (main, *others[:3]))
    if right and not firm:
        main = next((figure for figure in figures if figure.basis is not Basis.SHOWN_WITH_OTHER), main)
        told = desk.sentence(main, _subject_of(claim, main))
        return Judged(Verdict.REFUTED, f"{told} {right[0].note.capitalize()}.", (main, *right))
    if (wrong := _other_measure(desk, claim)) is not None:
        return wrong
    if (doubt := _undecided(claim, quantity, main)) is not None:
        return Judged(Verdict.UNVERIFIABLE, f"{doubt} {sentence}", (main,))
    return Judged(Verdict.REFUTED, sentence + disputed + _right_but_for(desk, claim), (main, *others[:3]))


def _undecided(claim: Question, quantity: Quantity, figure: Figure) -> str | None:
    """Why a figure that differs from the claim does not refute it; None where it does."""
    if figure.precision is Precision.AT_LEAST and quantity.value > figure.value:
        return "the nearest is only a lower bound."
    when = claim.whens[0] if claim.whens else None
    if figure.period.kind is not PeriodKind.CUMULATIVE or when is None:
        return None
    if when.bound is Bound.EVER and quantity.value > figure.value and (claim.today - figure.period.end).days > 550:
        return "my newest total is older than that claim."
    if when.bound is Bound.UNTIL and when.period is not None and figure.period.end != when.period.end:
        passed = quantity.relation is Relation.MORE and holds(quantity, figure.value)
        if not passed and (when.period.end - figure.period.end).days > 100:
            return "the nearest total is of another date."
    return None


def _subject_of(claim: Question, figure: Figure) -> Subject:
    return next((subject for subject in claim.subjects if subject.id == figure.subject), claim.subjects[0])


def _measure_fits(claim: Question, figure: Figure) -> bool:
    return claim.measure is not MeasureAsked.BUILT or figure.measure == "production"


def _all_figures(desk: Desk, claim: Question) -> list[Found]:
    """Every figure for the claim's scope: the default one, and BEV beside BEV + PHEV where the claim does not say."""
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    when = desk.when_of(claim)
    if len(claim.subjects) > 1:
        group = desk.as_group(claim)
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
                "the number is right for another measure. "
                f"{desk.sentence(found.figure, _subject_of(claim, found.figure))}",
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
            and _undecided(claim, quantity, whole.figure) is None
        ):
            return Judged(
                Verdict.REFUTED,
                f"that is the worldwide figure, not one {desk.place(region)}. {desk.sentence(whole.figure, subject)}",
                (whole.figure,),
            )
    return unknown(f"I have no figure of my sources for {scope_words(desk, claim)}.")


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
            return f" {desk.number(quantity.value)} is the figure of {found.figure.period.label}."
    return ""
