"""Dated facts: launches, ends, availability, other names, successors, reasons.

Each is told with its date and source; claims age, so the newest that fits goes first. "Why" is answered only by a
statement that gives a reason. See `bot.respond.statement_search` for how they are found.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answer import Answer, Status
from bot.question import (
    Intent,
    Question,
    SubjectKind,
)
from bot.respond import events, nearest, wording
from bot.respond.desk import Desk
from bot.respond.scopes import WORLD
from bot.respond.statement_search import Scored, names_number, search, subjects_spoken_of
from facts import (
    Period,
    Powertrain,
    Predicate,
    Statement,
    VehicleType,
)
from facts.model import MARKET

FEWEST_SHARED = 1.2
"""Weight of shared words below which a statement is not about the question."""


MOST_TOLD = 3


_RELATED = {
    Predicate.AVAILABLE_IN: (
        Predicate.AVAILABLE_IN,
        Predicate.NOT_AVAILABLE_IN,
        Predicate.EXPECTED,
        Predicate.LAUNCHED,
    ),
    Predicate.LAUNCHED: (Predicate.LAUNCHED,),
    Predicate.DISCONTINUED: (Predicate.DISCONTINUED, Predicate.REBADGED_AS, Predicate.EXPECTED),
    Predicate.MAKER_OF: (
        Predicate.MAKER_OF,
        Predicate.RECORD,
        Predicate.AVAILABLE_IN,
        Predicate.LAUNCHED,
        Predicate.REBADGED_AS,
    ),
    Predicate.SUCCESSOR: (Predicate.SUCCESSOR,),
    Predicate.REBADGED_AS: (Predicate.REBADGED_AS,),
    Predicate.EXPECTED: (Predicate.EXPECTED, Predicate.RECORD),
}


def availability(desk: Desk, question: Question) -> Answer:
    """Launched, discontinued, on sale in …"""
    if question.topic == "events":
        return events.events(desk, question)
    return _by_predicate(desk, question) or nearest.no_figure(desk, question, _nothing(desk, question))


def describe(desk: Desk, question: Question) -> Answer:
    """What something is, why something happened, who makes it, what followed it."""
    if question.asks_why:
        return _why(desk, question)
    if question.predicate is not None:
        told = _by_predicate(desk, question)
        if told is not None:
            return told
    names_number_only = question.quantity is not None and _names_nobody(question)
    if names_number_only and question.rank_of is not None:
        first = _first_to_reach(desk, question)
        return tell(desk, question, [first]) if first else nearest.no_figure(desk, question, _nothing(desk, question))
    found = search(desk, question)
    if question.quantity is not None and names_number_only:
        found = [item for item in found if names_number(item.statement, question.quantity.value)]
    wanted = (Predicate.MAKER_OF, Predicate.REBADGED_AS, Predicate.LAUNCHED, Predicate.RECORD, Predicate.AVAILABLE_IN)
    if question.predicate is None and _asks_what(question):
        found = sorted(
            found,
            key=lambda item: (
                wanted.index(item.statement.predicate) if item.statement.predicate in wanted else 9,
                -item.score,
            ),
        )
        return (
            tell(desk, question, [item.statement for item in found[:MOST_TOLD]])
            if found
            else _described(desk, question)
        )
    if not found or found[0].score < FEWEST_SHARED + 3:
        return (
            _described(desk, question)
            if question.subjects and not question.words
            else nearest.no_figure(desk, question, _nothing(desk, question))
        )
    best = found[0].score
    return tell(desk, question, [item.statement for item in found if item.score > best - 1.5][:MOST_TOLD])


def _first_to_reach(desk: Desk, question: Question) -> Statement | None:
    """The statement that names which model or maker was the first to a number."""
    assert question.quantity is not None
    where = {twin for place in question.places for twin in desk.finder.same_place(place.id)} or {WORLD, ""}
    for item in search(desk, question, predicates=(Predicate.RECORD,)):
        statement = item.statement
        if statement.region not in where:
            continue
        says = "first" in statement.text and "first year" not in statement.text
        number = names_number(statement, question.quantity.value)
        is_model = "/" in statement.subject
        if says and number and statement.subject != MARKET and is_model is (question.rank_of == "model"):
            return statement
    return None


def _names_nobody(question: Question) -> bool:
    return all(subject.kind is SubjectKind.MARKET for subject in question.subjects)


def _asks_what(question: Question) -> bool:
    return not question.whens and not question.places and not question.measure


def _described(desk: Desk, question: Question) -> Answer:
    """What the catalogue itself says of a thing."""
    subject = next((subject for subject in question.subjects if subject.kind is not SubjectKind.MARKET), None)
    if subject is None:
        return nearest.no_figure(desk, question, _nothing(desk, question))
    telling = desk.telling(question)
    name = desk.name(subject.id)
    model = desk.store.catalogue.models.get(subject.id)
    spans = desk.store.regions_of(subject.id)
    if model is not None:
        kind = wording.kind_of_vehicle(Powertrain(model.powertrain), VehicleType(model.vehicle_type), one=True)
        telling.say(f"the {name} is {wording.with_article(kind)}." + (f" {model.note}" if model.note else ""))
    else:
        telling.say(f"{name} is a maker that I have figures for.")
    if spans:
        places = sorted(desk.region(place) for place in spans)
        first, last = min(first for first, _ in spans.values()), max(last for _, last in spans.values())
        telling.add(
            f"I have figures for it from {wording.month(first)} to {wording.month(last)} in "
            f"{wording.english_list(places[:10])}{' and others' if len(places) > 10 else ''}."
        )
        found = desk.locate(replace(question, intent=Intent.COUNT, predicate=None), subject, WORLD, None)
        if found is not None:
            telling.add(desk.sentence(found.figure, subject))
            telling.cite(found.figure)
        else:
            for place in spans:
                found = desk.locate(replace(question, intent=Intent.COUNT, predicate=None), subject, place, None)
                if found is not None:
                    telling.add(desk.sentence(found.figure, subject))
                    telling.cite(found.figure)
                    break
    telling.focus = (subject.id,)
    return telling.answer(Status.ANSWERED if telling.source_numbers else Status.NO_DATA)


def _by_predicate(desk: Desk, question: Question) -> Answer | None:
    predicate = question.predicate
    if predicate is None:  # nothing that is read is without, but a question code may be
        return None
    found = search(desk, question, predicates=_RELATED.get(predicate, (predicate,)))
    if not found:
        return None
    if (
        predicate is Predicate.MAKER_OF
        and "first" in question.words
        and any(subject.kind is SubjectKind.BRAND for subject in question.subjects)
    ):
        launches = [
            item for item in found if item.statement.predicate is Predicate.LAUNCHED and item.statement.event_date
        ]
        if launches:
            return tell(desk, question, [min(launches, key=lambda item: item.statement.event_date).statement])
    if predicate is Predicate.DISCONTINUED:
        found = [item for item in found if item.statement.predicate is not Predicate.EXPECTED or _is_of_an_end(item)]
        if not found:
            return None
    exact = [item for item in found if item.statement.predicate is predicate]
    if predicate in (Predicate.LAUNCHED, Predicate.DISCONTINUED, Predicate.SUCCESSOR, Predicate.EXPECTED) and exact:
        found = exact
    if question.asks_when and predicate is not Predicate.EXPECTED:
        dated = [item for item in found if item.statement.event_date]
        found = dated or found
        if predicate is Predicate.LAUNCHED:
            found = _first_launch(question, found)
    best = found[0]
    if question.places and best.score < 1:
        return None
    chosen = [
        item.statement
        for item in found
        if item.score > best.score - (0.8 if question.asks_when else 4.0 if predicate is Predicate.REBADGED_AS else 2.5)
    ][:MOST_TOLD]
    return tell(desk, question, chosen)


def _is_of_an_end(item: Scored) -> bool:
    """Whether what was expected is that something ends."""
    return bool({"end", "stop", "discontinued", "wind", "last"} & set(item.statement.text.lower().split()))


def _first_launch(question: Question, found: list[Scored]) -> list[Scored]:
    """A launch without a generation named is the first one: the earliest date goes first among what fits."""
    asked = set(question.words)
    if asked & {"generation", "generations", "redesigned", "new", "latest", "newest"}:
        return found
    asked_ids = {subject.id for subject in question.subjects}
    found = [item for item in found if item.statement.subject in asked_ids] or found
    plain = [item for item in found if "generation" not in item.statement.text.lower()] or found
    best = max(item.score for item in plain)
    near = [item for item in plain if item.score > best - (1.0 if question.places else 4.5)]
    return sorted(near, key=lambda item: (item.statement.event_date.ljust(10, "9"), -item.score))


def _why(desk: Desk, question: Question) -> Answer:
    found = [item for item in search(desk, question) if item.statement.is_reason]
    if not found or found[0].score < 6:
        return nearest.no_figure(
            desk, question, "I have no statement in my sources that gives a reason for that, and I do not guess."
        )
    return tell(desk, question, [found[0].statement])


def tell(desk: Desk, question: Question, chosen: list[Statement]) -> Answer:
    """An answer made of statements, told with their dates and sources."""
    telling = desk.telling(question)
    first = chosen[0]
    telling.say(first.text)
    for statement in chosen[1:]:
        telling.add(statement.text)
    dates = sorted({statement.as_of for statement in chosen}, reverse=True)
    telling.note(f"As of {wording.english_list([said_date(day) for day in dates])}.")
    if question.asks_when or (first.event_date and question.predicate in (Predicate.LAUNCHED, Predicate.DISCONTINUED)):
        telling.date = first.event_date or first.as_of
        telling.unit = "date"
    for statement in chosen:
        telling.cite_number(statement.source)
    telling.regions = tuple(place.id for place in question.places)
    asked = [subject.id for subject in question.subjects if subject.kind is not SubjectKind.MARKET]
    told = {first.subject, *first.about}
    telling.focus = tuple(ident for ident in asked if ident in told)[:1] or (
        (first.subject,) if first.subject != "market" else tuple(first.about[:1])
    )
    if question.predicate is Predicate.REBADGED_AS and first.about:
        models = [ident for ident in first.about if ident in desk.store.catalogue.models]
        telling.focus = (models[0],) if models and first.subject in asked else (first.subject,)
    return telling.answer()


def said_date(day: str) -> str:
    """A date of a statement, as fine as it is known, in words."""
    if len(day) == 4:
        return day
    if len(day) == 7:
        return Period.parse(day).label

    return Period.point(date.fromisoformat(day)).label


def _nothing(desk: Desk, question: Question) -> str:
    names = wording.english_list(
        [desk.name(subject.id) for subject in question.subjects if subject.kind is not SubjectKind.MARKET]
    )
    return (
        f"I have no statement in my sources that says that of the {names}."
        if names
        else "I have no statement in my sources that says that."
    )


def event(desk: Desk, question: Question) -> Answer | None:
    """A milestone that is told in words rather than as a figure."""
    quantity = question.quantity
    found = []
    for item in search(desk, question, predicates=(Predicate.RECORD, Predicate.LAUNCHED, Predicate.DISCONTINUED)):
        if quantity is not None and not names_number(item.statement, quantity.value):
            continue
        if item.score > 3 and item.statement.subject in subjects_spoken_of(desk, question) | {"market"}:
            found.append(item.statement)
    if not found:
        return None
    return tell(desk, replace(question, asks_when=True), found[:1])
