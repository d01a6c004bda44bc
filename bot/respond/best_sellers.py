"""Who was the best seller, as somebody said at a date. "Ever" is only ever true at the date of the statement.

Whether a statement or a table of figures goes first is decided in `bot.respond.ranking`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answer import Answer
from bot.question import Bound, Question, SubjectKind, When
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.scopes import EUROPE, WORLD
from bot.respond.statement_search import Scored, held, search
from bot.respond.statements import MOST_TOLD, tell
from facts import Predicate, Statement

_YEARS = re.compile(r"\b(20\d\d) to (20\d\d)\b")
_PART_OF_YEAR = re.compile(
    r"\b(quarter|half|months?|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|q[1-4]|h[12])\b,?( of)?( \d{4})?"
)
_EVER = ("of all time", "ever,", "ever.", "car ever", "in history", "vehicle ever")


def best_seller(desk: Desk, question: Question) -> Answer | None:
    """Who was the best seller, as somebody said at a date; None where nobody did."""
    scored = _scored(desk, question)
    if not scored:
        return None
    best = scored[0].score
    return tell(desk, question, [item.statement for item in scored if item.score > best - 1.0][:MOST_TOLD])


def matching_best_seller(desk: Desk, question: Question, region: str) -> Statement | None:
    """A best-seller statement for the very scope of a worldwide or European ranking, to be told beside it."""
    if question.rank_of not in (None, "model") or region not in (WORLD, EUROPE):
        return None
    return next((item.statement for item in _scored(desk, question)), None)


def judge_best_seller(desk: Desk, question: Question) -> tuple[bool, Statement] | None:
    """Whether statements of the scope name the subject as best seller; None where none speaks of it."""
    scored = _scored(desk, replace(question, subjects=()))
    if not scored:
        return None
    best = scored[0].score
    near = [item.statement for item in scored if item.score > best - 1.0]
    named = [statement for statement in near if statement.subject == question.subjects[0].id]
    return (True, named[0]) if named else (False, near[0])


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a best-seller statement must fit."""

    brands: frozenset[str]
    models_only: bool
    is_ever: bool
    is_dated: bool
    region_ids: frozenset[str]
    region_names: tuple[str, ...]
    hybrids: bool
    """Whether plug-in hybrids alone are meant."""
    any_kind: bool
    """Whether cars of every powertrain are meant."""
    when: When | None


def _asked(desk: Desk, question: Question) -> _Asked:
    kinds = (SubjectKind.BRAND, SubjectKind.GROUP)
    said_ever = {"ever", "history", "time"} & set(question.text.lower().split())
    regions = {twin for place in question.places for twin in desk.finder.same_place(place.id)} or {WORLD}
    when = next((when for when in question.whens if when.period is not None), None)
    names = [wording.region_name(region, desk.store.catalogue).lower() for region in regions if region != WORLD]
    return _Asked(
        brands=frozenset(subject.id for subject in question.subjects if subject.kind in kinds),
        models_only=question.rank_of == "model",
        is_ever=bool(said_ever) or any(when.bound is Bound.EVER for when in question.whens),
        is_dated=when is not None or re.search(r"\b20\d\d\b", question.text) is not None,
        region_ids=frozenset(regions),
        region_names=tuple(names),
        hybrids=any(powertrain == "PHEV" for powertrain in question.powertrains),
        any_kind=any(powertrain == "ALL" for powertrain in question.powertrains),
        when=when,
    )


def _scored(desk: Desk, question: Question) -> list[Scored]:
    asked = _asked(desk, question)
    found = []
    for item in search(desk, replace(question, subjects=()), predicates=(Predicate.BEST_SELLER, Predicate.RECORD)):
        model = desk.store.catalogue.models.get(item.statement.subject)
        other_kind = asked.hybrids and model is not None and model.powertrain != "PHEV"
        if other_kind or not _fits(item.statement, asked):
            continue
        dated = _date_score(item.statement, asked)
        if dated is not None:
            base = 5.0 if item.statement.predicate is Predicate.BEST_SELLER else 2.0
            found.append(Scored(item.statement, base + dated + min(item.score, 4) / 4))
    if asked.is_ever and asked.when is None and found:
        newest = max(held(item.statement).end for item in found)
        found = [item for item in found if held(item.statement).end == newest]
    return sorted(found, key=lambda item: -item.score)


def _fits(statement: Statement, asked: _Asked) -> bool:
    text = statement.text.lower()
    if statement.predicate is Predicate.RECORD and not (asked.is_ever and "best-selling" in text):
        return False
    if asked.brands and not asked.brands & {statement.subject, statement.subject.split("/")[0]}:
        return False
    if asked.models_only and "/" not in statement.subject:
        return False
    is_ever = any(phrase in text for phrase in _EVER)
    if asked.is_ever != is_ever or not (is_ever or asked.is_dated):
        return False
    if statement.region not in asked.region_ids and not any(name in text for name in asked.region_names):
        return False
    if asked.any_kind:
        return "any kind" in text or "best-selling car of" in text
    if "plug-in hybrid" in text and "electric" not in text and not asked.hybrids:
        return False
    of_all_cars = "best-selling car of" in text and not re.search(r"electric|plug-in|\bev\b", text)
    return "any kind" not in text and not of_all_cars


def _date_score(statement: Statement, asked: _Asked) -> float | None:
    """How well a statement fits the time asked for; None where it does not."""
    believed = held(statement)
    if asked.when is None:
        return believed.end.toordinal() / 100_000
    period = asked.when.period
    assert period is not None
    if asked.when.bound is Bound.UNTIL or asked.is_ever:
        gap = (period.end - believed.end).days
        return None if gap < -31 else 3 - min(gap, 1100) / 400
    whole = statement.text.lower()
    if (period.months or 0) >= 12 and _PART_OF_YEAR.search(whole):
        whole = _PART_OF_YEAR.sub("", whole)
        if str(period.end.year) not in whole:
            return None
    spans = ((int(first), int(last)) for first, last in _YEARS.findall(whole))
    if any(first <= period.end.year <= last for first, last in spans) and (period.months or 0) <= 12:
        return 3.0
    names_year = str(period.end.year) in whole
    if not names_year and not period.overlaps(believed):
        return None
    if period.contains(believed) or believed.contains(period):
        return 4.0 if names_year else 3.0
    return 0.0
