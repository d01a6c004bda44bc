"""Claims of something dated: a number reached, a launch, an end, a first. Figures go first, then statements.

A statement decides only where it clearly speaks of the claim; its date and source are always told.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Verdict
from bot.question import (
    Quantity,
    Question,
    Relation,
    Subject,
    SubjectKind,
)
from bot.respond import first_regions, milestones, statements
from bot.respond.desk import Desk
from bot.respond.scopes import scope_of
from bot.respond.statement_search import names_number, search
from bot.respond.verdicts import Judged, by_statement, date_fits, unknown
from facts import (
    PeriodKind,
    Predicate,
)


def _first_of_others(desk: Desk, claim: Question) -> Judged | None:
    """ "the first to pass N": whoever a statement names for that very number."""
    if claim.quantity is None or not claim.subjects:
        return None
    for item in search(desk, replace(claim, subjects=())):
        text = item.statement.text.lower()
        if "first" in text and names_number(item.statement, claim.quantity.value) and "/" in item.statement.subject:
            right = item.statement.subject == claim.subjects[0].id
            return by_statement(Verdict.SUPPORTED if right else Verdict.REFUTED, item.statement)
    return None


def milestone(desk: Desk, claim: Question) -> Judged:
    """Judge a claim that a number was reached."""
    if claim.rank_of == "region":
        return first_regions.judge(desk, claim)
    quantity = claim.quantity
    assert quantity is not None
    if "first" in claim.words and not claim.whens and (rival := _first_of_others(desk, claim)) is not None:
        return rival
    subject = claim.subjects[0]

    if len(claim.subjects) > 1 and (group := desk.as_group(claim)) is not None:
        subject = group
    more = replace(quantity, relation=Relation.MORE)
    reached = milestones.find(desk, replace(claim, whens=()), subject, more)
    if reached is None and (group := desk.namesake(subject)) is not None:
        subject = group
        reached = milestones.find(desk, replace(claim, whens=(), subjects=(group,)), subject, more)
    told = statements.event(desk, replace(claim, whens=()))
    when = next((when for when in claim.whens if when.period is not None), None)
    if reached is None and told is None:
        found = search(desk, claim)
        if found and found[0].score > 9:
            statement = found[0].statement
            return by_statement(Verdict.SUPPORTED, statement)
        return unknown(
            f"I have no figure that says when {desk.name(subject.id)} reached {desk.number(quantity.value)}."
        )
    if reached is not None:
        sentence = milestones.sentence(desk, subject, quantity, reached)
        dates = _dates_given(desk, claim, subject, quantity, reached.date)
        if when is None or when.period is None:
            verdict = Verdict.SUPPORTED
        else:
            fits = any(date_fits(day, when) for day in dates)
            verdict = Verdict.SUPPORTED if fits else Verdict.REFUTED
        if "first" in claim.text.lower().split() and when is None:
            found = search(desk, claim)
            if found and found[0].score > 7:
                sentence += f" {found[0].statement.text}"
        return Judged(verdict, sentence, (reached.figure,))
    assert told is not None
    fits = when is None or date_fits(told.date or "", when)
    return Judged(
        Verdict.SUPPORTED if fits else Verdict.REFUTED,
        told.text.split("\n")[0],
        sources=tuple(str(desk.store.source_number(source.id)) for source in told.sources),
    )


def _dates_given(desk: Desk, claim: Question, subject: Subject, quantity: Quantity, first: str) -> list[str]:
    """All dates that somebody gives for the same milestone."""

    dates = [first]
    for series in desk.finder.candidates(scope_of(claim, subject, desk.regions_of(claim)[0])):
        for entry in series.of_kind(PeriodKind.CUMULATIVE):
            if abs(entry.value / quantity.value - 1) < 0.001:
                dates.append(milestones.iso(entry.period))
    return dates


def event(desk: Desk, claim: Question) -> Judged:
    """A dated event: the statement of its subject and predicate that comes closest gives the date."""
    predicate = claim.predicate
    if predicate is None:
        return unknown("it says nothing that I could look up.")
    if predicate is Predicate.AVAILABLE_IN:
        return _on_sale(desk, claim)
    asked = replace(claim, whens=())
    found = [
        item for item in search(desk, asked, predicates=(predicate,)) if item.statement.event_date and item.score > 5
    ]
    if not found:
        return unknown("no statement in my sources gives that date.")
    when = next((when for when in claim.whens if when.period is not None), None)
    if when is None:
        return by_statement(Verdict.SUPPORTED, found[0].statement)
    best = found[0].score
    near = [item.statement for item in found if item.score > best - 2.5]
    right = [statement for statement in near if date_fits(statement.event_date, when)]
    statement = (right or near)[0]
    verdict = Verdict.SUPPORTED if right else Verdict.REFUTED
    return by_statement(verdict, statement)


def _on_sale(desk: Desk, claim: Question) -> Judged:
    """ "Sold in Europe, isn't it?": a statement of where it is sold decides, else figures that are counted there."""
    for predicate, verdict in (
        (Predicate.NOT_AVAILABLE_IN, Verdict.REFUTED),
        (Predicate.AVAILABLE_IN, Verdict.SUPPORTED),
    ):
        told = search(desk, claim, predicates=(predicate,))
        regions = {place.id for place in claim.places}
        if told and told[0].statement.region in regions and told[0].score > 5:
            return by_statement(verdict, told[0].statement)
    subject, region = claim.subjects[0], desk.regions_of(claim)[0]
    found = desk.locate(claim, subject, region, None)
    if found is not None and found.figure.value > 0:
        return Judged(Verdict.SUPPORTED, desk.sentence(found.figure, subject), (found.figure,))
    return unknown(f"no figure and no statement in my sources speaks of sales {desk.place(region)}.")


def _same_car(desk: Desk, claim: Question) -> Judged | None:
    """ "The Ampera is a Volt with another badge": a statement of other names that speaks of both decides."""
    if len(claim.subjects) != 2 or any(subject.kind is not SubjectKind.MODEL for subject in claim.subjects):
        return None
    names = [desk.name(subject.id).split()[-1].lower() for subject in claim.subjects]
    for subject in claim.subjects:
        asked = replace(claim, subjects=(subject,), whens=(), places=(), predicate=Predicate.REBADGED_AS)
        for item in search(desk, asked, predicates=(Predicate.REBADGED_AS,)):
            if all(name in item.statement.text.lower() for name in names):
                return by_statement(Verdict.SUPPORTED, item.statement)
    return None


def stated(desk: Desk, claim: Question) -> Judged:
    """A claim of a dated fact: the statement that speaks of it decides, if one clearly does."""
    if {"still", "longer"} & set(claim.text.lower().replace("?", " ").replace(",", " ").split()):
        ended = search(desk, replace(claim, predicate=Predicate.DISCONTINUED), predicates=(Predicate.DISCONTINUED,))
        if ended and ended[0].score > 5:
            statement = ended[0].statement
            verdict = Verdict.REFUTED if "still" in claim.text.lower() else Verdict.SUPPORTED
            return by_statement(verdict, statement)
    if (same := _same_car(desk, claim)) is not None:
        return same
    found = search(desk, claim)
    if not found or found[0].score < 9:
        return unknown("no statement in my sources speaks of that.")
    statement = found[0].statement
    if "first" in claim.words and (rival := _first_of_others(desk, claim)) is not None:
        return rival
    words = set(claim.text.lower().replace("?", " ").replace(",", " ").split())
    still = "still" in words
    denied = bool({"no", "not", "never"} & words) or "no longer" in claim.text.lower()
    is_end = statement.predicate in (Predicate.DISCONTINUED, Predicate.NOT_AVAILABLE_IN)
    verdict = (
        Verdict.REFUTED
        if is_end and (still or (not denied and statement.predicate is not Predicate.DISCONTINUED))
        else Verdict.SUPPORTED
    )
    return by_statement(verdict, statement)
