"""Claims of an order: more than, best-selling, second. A gap in the figures decides nothing unless it cannot matter.

Worldwide rankings are lists of what somebody named, so a statement of the best seller goes before them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.answer import Row, Verdict
from bot.question import (
    MeasureAsked,
    Question,
)
from bot.respond import best_sellers, comparing, ranking, region_ranks, share_figures, sides, wording
from bot.respond.desk import Desk
from bot.respond.rank_tables import table_for
from bot.respond.verdicts import Judged, by_statement, unknown
from facts import (
    Figure,
    Powertrain,
)


def compare(desk: Desk, claim: Question) -> Judged:
    """Judge a claim that one thing was more than another."""
    if claim.first_side:
        return sides.judge(desk, claim)
    if {MeasureAsked.BUILT} & {claim.measure} and len(claim.subjects) == 1 and len(claim.places) <= 1:
        return _measures(desk, claim)
    cases = comparing.cases_of(desk, claim)
    if claim.share_of is not None and len(cases) > 1:
        return _shares(desk, claim, cases)
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
    reason = comparing.headline(desk, claim, known)
    figures = tuple(figure for _, figure in known)
    pairs = [(case, found) for case, found in zip(cases, founds, strict=True) if found is not None]
    disputed = [(case, other) for case, found in pairs for other in found.others]
    for case, other in disputed:
        publisher = desk.store.source(int(other.sources[0])).publisher
        what = comparing.name_in_sentence(claim, case)
        reason += f" {publisher} also prints {wording.measured(other, desk.locale)} for {what}."
    return Judged(verdict, reason, (*figures, *(other for _, other in disputed)), rows=rows)


def _shares(desk: Desk, claim: Question, cases: list[comparing.Case]) -> Judged:
    """ "Hungary's BEV share was higher than Poland's in 2025": the percentages decide, not the numbers of cars."""
    found = []
    for case in cases:
        period = case.when.period if case.when is not None else None
        found.append(share_figures.find(desk, case.question, case.region, period))
    known = [share for share in found if share is not None]
    if len(known) < len(cases):
        missing = [case.label for case, share in zip(cases, found, strict=True) if share is None]
        return unknown(f"I have no share for {wording.english_list(missing)}.")
    first, others = known[0], known[1:]
    less = claim.direction < 0 or bool({"fewer", "less", "lower", "smaller"} & set(claim.text.lower().split()))
    right = all((share.percent < first.percent) != less for share in others)
    told = wording.english_list(
        [f"{desk.percent(share.percent)} in {case.label}" for case, share in zip(cases, known, strict=True)]
    )
    rows = tuple(
        Row(case.id, case.label, share.percent, "percent", share.part.period.key)
        for case, share in zip(cases, known, strict=True)
    )
    verdict = Verdict.SUPPORTED if right else Verdict.REFUTED
    return Judged(verdict, f"the shares were {told}.", tuple(share.part for share in known), rows=rows)


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
    return all(lower[0] > upper[1] for lower, upper in pairwise(bounds))


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


def rank(desk: Desk, claim: Question) -> Judged:
    """Judge a claim of a place in a ranking."""
    if claim.rank_of == "region":
        return region_ranks.judge(desk, claim)
    subject = claim.subjects[0]
    negated = {"not", "never"} & set(
        claim.text.lower().replace("n't", " not").split()
    ) and not claim.text.lower().rstrip("?! ").endswith(("isn't it", "wasn't it", "didn't it", "doesn't it"))
    told = best_sellers.judge_best_seller(desk, claim)
    if told is not None and (claim.ordinal or 1) > 1:
        named, statement = told
        if named and not negated:
            return by_statement(Verdict.REFUTED, statement)
        told = None
    region = desk.regions_of(claim)[0]
    period = ranking.period_of(desk, claim, region) if claim.whens or claim.places else None
    table = (
        table_for(desk, replace(claim, subjects=()), region, period)
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
        return by_statement(verdict, statement)
    if table is None or not table.rows or (region in ("world", "europe") and len(table.rows) < 3):
        return unknown(f"I have no ranking for that {desk.place(region)}.")
    place = (claim.ordinal or 1) - 1
    top = table.rows[min(place, len(table.rows) - 1)]
    rows = tuple(
        Row(row.subject, desk.name(row.subject), row.value, "vehicles", period.key if period else None)
        for row in table.rows[:3]
    )
    right = (top.subject == subject.id) != bool(negated)
    reason = ranking.headline(desk, replace(claim, subjects=()), table, top, place, region, period) if period else ""
    if not any(row.subject == subject.id for row in table.rows) and region in ("world", "europe"):
        return unknown("it is not in the list that I have.")
    return Judged(Verdict.SUPPORTED if right else Verdict.REFUTED, reason, sources=(str(top.source),), rows=rows)
