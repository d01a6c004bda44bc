"""What the sources say of a place below a country: a plant's production, or a statement that names the place.

Registrations below a country are never told; those stay refused.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer
from bot.question import Bound, Intent, MeasureAsked, Origin, Place, Question, Refusal, SubjectKind, When
from bot.respond import counting, statements
from bot.respond.desk import Desk
from bot.respond.statement_search import search

MOST_TOLD = 2
FEWEST_SCORED = 4.0
"""A statement that names subject and place, and shares nothing else with the question, scores less."""


def told(desk: Desk, refusal: Refusal) -> Answer | None:
    """An answer to what was asked of a town or a plant, or None where no source speaks of it."""
    question = refusal.question
    if question is None or not any(subject.kind is not SubjectKind.MARKET for subject in question.subjects):
        return None
    place, _, country = refusal.detail.partition("|")
    return _built_there(desk, question, place, country) or _stated_of(desk, question, place)


def _built_there(desk: Desk, question: Question, place: str, country: str) -> Answer | None:
    """The cars that came out of a plant, where a figure of the country's production says that it is the plant's."""
    speaks_of_it = {"plant", "factory", "works", "line", "lines"} & set(question.text.lower().replace("?", " ").split())
    if question.measure is not MeasureAsked.BUILT and (question.measure is not None or not speaks_of_it):
        return None
    regions = desk.store.catalogue.regions
    inside = next((ident for ident, found in regions.items() if found.name == country), None)
    if inside is None:
        return None
    whens = question.whens or (When(None, Bound.EVER),)
    if whens[0].period is not None and whens[0].bound is Bound.IN:
        whens = (replace(whens[0], bound=Bound.UNTIL), *whens[1:])
    asked = replace(
        question, intent=Intent.COUNT, measure=MeasureAsked.BUILT, places=(Place(inside, Origin.INFERRED, place),),
        whens=whens, notes=(*question.notes, f"That is what was built in {place}."),
    )  # fmt: skip
    found = desk.locate(asked, asked.subjects[0], inside, whens[0])
    if found is None or place.lower() not in found.figure.note.lower():
        return None
    return counting.count(desk, asked)


def _stated_of(desk: Desk, question: Question, place: str) -> Answer | None:
    """Statements that name the subject and the place."""
    if question.whens and question.measure is not MeasureAsked.BUILT:
        return None
    asked = replace(question, intent=Intent.DESCRIBE, places=(), whens=())
    found = [item for item in search(desk, asked) if place.lower() in item.statement.text.lower()]
    fitting = [item.statement for item in found if item.score >= FEWEST_SCORED]
    return statements.tell(desk, asked, fitting[:MOST_TOLD]) if fitting else None
