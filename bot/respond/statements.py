"""Dated facts: launches, ends, availability, other names, successors, best sellers, reasons.

Statements are found by subject, predicate, region and date first, then by the words of meaning that they share with the
question, with a margin. Each is told with its date and source; claims age, so the newest that fits goes first.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answer import Answer, Status
from bot.question import Bound, Intent, Question, SubjectKind
from bot.respond import nearest, wording
from bot.respond.desk import Desk
from bot.respond.finding import EUROPE, WORLD
from facts import Period, Predicate, Statement
from facts.store import FactStore

FEWEST_SHARED = 1.2
"""Weight of shared words below which a statement is not about the question."""
MOST_TOLD = 3
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    ["the", "and", "was", "were", "with", "for", "that", "this", "from", "had", "has", "have", "its", "car", "cars", "electric", "which", "what", "when", "where", "how", "many", "much", "did", "does", "not", "are", "is", "in", "of", "to", "by", "as", "on", "at", "it", "a", "an", "one", "than", "more", "most", "other", "only", "also", "year", "years", "still", "sold", "sell", "sells", "built", "make", "makes", "made"]
)
_RELATED = {
    Predicate.AVAILABLE_IN: (
        Predicate.AVAILABLE_IN,
        Predicate.NOT_AVAILABLE_IN,
        Predicate.EXPECTED,
        Predicate.LAUNCHED,
    ),
    Predicate.LAUNCHED: (Predicate.LAUNCHED,),
    Predicate.DISCONTINUED: (Predicate.DISCONTINUED, Predicate.REBADGED_AS),
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


@dataclass(frozen=True, slots=True)
class Scored:
    """A statement and how well it fits."""

    statement: Statement
    score: float


@lru_cache(maxsize=8)
def _weights(store: FactStore) -> dict[str, float]:
    """How telling each word is: rare words weigh more."""
    counts: Counter[str] = Counter()
    for statement in store.statements:
        counts.update(set(words_of(statement)))
    total = max(1, len(store.statements))
    return {word: math.log(1 + total / count) for word, count in counts.items()}


@lru_cache(maxsize=2048)
def words_of(statement: Statement) -> tuple[str, ...]:
    """The folded words of meaning of a statement."""
    from bot.understand.tokens import fold

    return tuple(
        stem(word)
        for word in _WORD.findall(fold(f"{statement.text} {statement.object}"))
        if word not in _STOP and len(word) > 2
    )


def stem(word: str) -> str:
    """A word without its commonest endings, so that "markets" meets "market"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def search(desk: Desk, question: Question, *, predicates: tuple[Predicate, ...] | None = None) -> list[Scored]:
    """Statements that fit a question, best first."""
    subjects = _subjects(desk, question)
    weights = _weights(desk.store)
    asked = {stem(word) for word in question.words if word not in _STOP}
    regions = {twin for place in question.places for twin in desk.finder.same_place(place.id)}
    names = {stem(part) for ident in subjects for part in _WORD.findall(ident)}
    found = []
    for statement in desk.store.statements:
        if predicates is not None and statement.predicate not in predicates:
            continue
        related = statement.subject in subjects or bool(subjects & set(statement.about))
        maker = statement.subject.split("/")[0] in subjects
        if subjects and not related and not maker:
            continue
        shared = asked & set(words_of(statement)) - names
        score = sum(weights.get(word, 0.0) for word in shared)
        score += 3.0 if statement.subject in subjects else 0.0
        score += _region_score(desk, statement, regions)
        score += _date_score(statement, question)
        if question.predicate is not None:
            score += 4.0 if statement.predicate is question.predicate else 0.0
        if statement.about and question.predicate is Predicate.REBADGED_AS:
            score += 1.5
        if question.quantity is not None and _names_number(statement, question.quantity.value):
            score += 5.0
        if question.asks_why:
            score += 6.0 if statement.is_reason else -2.0
        if question.asks_when and statement.event_date:
            score += 2.0
        found.append(Scored(statement, score))
    return sorted(found, key=lambda item: (-item.score, _age(item.statement)))


def _subjects(desk: Desk, question: Question) -> set[str]:
    """The ids that a statement may be about: the subjects, and the same things under other ids."""
    found: set[str] = set()
    for subject in question.subjects:
        if subject.kind is SubjectKind.MARKET:
            continue
        found.add(subject.id)
        if subject.kind is SubjectKind.GROUP:
            found |= {member.brand for member in desk.store.catalogue.groups[subject.id].members}
        if subject.kind is SubjectKind.BRAND and subject.id in desk.store.catalogue.brands:
            found |= (
                {
                    group.id
                    for group in desk.store.catalogue.groups.values()
                    if any(member.brand == subject.id for member in group.members)
                }
                if len(question.subjects) > 1
                else set()
            )
    return found


def _region_score(desk: Desk, statement: Statement, regions: set[str]) -> float:
    if not regions:
        return 0.5 if statement.region == WORLD else 0.0
    if statement.region in regions:
        return 4.0
    names = [wording.region_name(region, desk.store.catalogue).lower() for region in regions]
    if any(name in statement.text.lower() for name in names):
        return 3.0
    return -1.0 if statement.region == WORLD else -4.0


def _date_score(statement: Statement, question: Question) -> float:
    whens = [when for when in question.whens if when.period is not None]
    if not whens:
        return 0.0
    period = whens[0].period
    assert period is not None
    held = _held(statement)
    event = Period.parse(statement.event_date) if len(statement.event_date) in (4, 7) else None
    if whens[0].bound is Bound.UNTIL:
        gap = (period.end - held.end).days
        return 2.5 - min(gap, 1500) / 750 if gap >= -31 else -3.0
    if (
        period.overlaps(held)
        or (event is not None and period.overlaps(event))
        or str(period.end.year) in statement.text
    ):
        return 2.5
    return -3.0


def _held(statement: Statement) -> Period:
    from facts.period import parse_day

    return (
        Period.between(parse_day(statement.as_of, first=True), parse_day(statement.as_of, first=False))
        if len(statement.as_of) > 4
        else Period.year(int(statement.as_of))
    )


def _age(statement: Statement) -> tuple[int, ...]:
    return tuple(-ord(char) for char in statement.as_of.ljust(10))


# -- answers --------------------------------------------------------------------------------------------------------


def availability(desk: Desk, question: Question) -> Answer:
    """Launched, discontinued, on sale in …"""
    return _by_predicate(desk, question) or nearest.no_figure(desk, question, _nothing(desk, question))


def describe(desk: Desk, question: Question) -> Answer:
    """What something is, why something happened, who makes it, what followed it."""
    if question.asks_why:
        return _why(desk, question)
    if question.predicate is not None:
        told = _by_predicate(desk, question)
        if told is not None:
            return told
    found = search(desk, question)
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
            _tell(desk, question, [item.statement for item in found[:MOST_TOLD]])
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
    return _tell(desk, question, [item.statement for item in found if item.score > best - 1.5][:MOST_TOLD])


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
        from facts import Powertrain, VehicleType

        kind = wording.kind_of_vehicle(Powertrain(model.powertrain), VehicleType(model.vehicle_type), one=True)
        article = "an" if kind[0] in "aeiou" else "a"
        telling.say(f"the {name} is {article} {kind}." + (f" {model.note}" if model.note else ""))
    else:
        telling.say(f"{name} is a maker that I have figures for.")
    if spans:
        places = sorted(desk.region(place) for place in spans)
        first, last = min(first for first, _ in spans.values()), max(last for _, last in spans.values())
        telling.add(
            f"I have figures for it from {first:%B %Y} to {last:%B %Y} in {wording.english_list(places[:10])}{' and others' if len(places) > 10 else ''}."
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
    assert predicate is not None
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
            return _tell(desk, question, [min(launches, key=lambda item: item.statement.event_date).statement])
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
    return _tell(desk, question, chosen)


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
    return _tell(desk, question, [found[0].statement])


def _tell(desk: Desk, question: Question, chosen: list[Statement]) -> Answer:
    telling = desk.telling(question)
    first = chosen[0]
    telling.say(first.text)
    for statement in chosen[1:]:
        telling.add(statement.text)
    dates = sorted({statement.as_of for statement in chosen}, reverse=True)
    telling.note(f"As of {wording.english_list([_said_date(day) for day in dates])}.")
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


def _said_date(day: str) -> str:
    if len(day) == 4:
        return day
    if len(day) == 7:
        return Period.parse(day).label
    from datetime import date

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
        if quantity is not None and not _names_number(item.statement, quantity.value):
            continue
        if item.score > 3 and item.statement.subject in _subjects(desk, question) | {"market"}:
            found.append(item.statement)
    if not found:
        return None
    return _tell(desk, replace(question, asks_when=True), found[:1])


def _names_number(statement: Statement, value: float) -> bool:
    text = statement.text.lower().replace(",", "")
    spoken = {
        1e6: "million",
        5e5: "500000",
        2e6: "two million",
        1e7: "ten million",
        3e6: "three million",
        8e6: "eight million",
    }
    number = f"{value:.0f}"
    if re.search(rf"(?<!\d){number}(?!\d)", text):
        return True
    word = spoken.get(value)
    if value == 1e6:
        return bool(re.search(r"one[- ]million|1 million", text))
    return word is not None and (word in text or word.replace(" ", "-") in text)


# -- best sellers ---------------------------------------------------------------------------------------------------


def best_seller(desk: Desk, question: Question) -> Answer | None:
    """Who was the best seller, as somebody said at a date; None where nobody did."""
    scored = _best_seller_statements(desk, question)
    if not scored:
        return None
    best = scored[0]
    chosen = [item.statement for item in scored if item.score > best.score - 1.0][:MOST_TOLD]
    answer = _tell(desk, question, chosen)
    return answer


def _best_seller_statements(desk: Desk, question: Question) -> list[Scored]:
    brands = {subject.id for subject in question.subjects if subject.kind in (SubjectKind.BRAND, SubjectKind.GROUP)}
    ever = any(when.bound is Bound.EVER for when in question.whens) or {"ever", "history", "time"} & set(
        question.text.lower().split()
    )
    regions = {twin for place in question.places for twin in desk.finder.same_place(place.id)} or {WORLD}
    anykind = any(powertrain == "ALL" for powertrain in question.powertrains)
    whens = [when for when in question.whens if when.period is not None]
    year_said = re.search(r"\b(20\d\d)\b", question.text)
    found = []
    for item in search(desk, replace(question, subjects=()), predicates=(Predicate.BEST_SELLER, Predicate.RECORD)):
        statement = item.statement
        text = statement.text.lower()
        if statement.predicate is Predicate.RECORD and not (ever and "best-selling" in text):
            continue
        if brands and not (statement.subject.split("/")[0] in brands or statement.subject in brands):
            continue
        if question.rank_of == "model" and "/" not in statement.subject:
            continue
        is_ever = any(
            phrase in text for phrase in ("of all time", "ever,", "ever.", "car ever", "in history", "vehicle ever")
        )
        if bool(ever) != is_ever:
            continue
        if not is_ever and not (whens or year_said):
            continue
        if statement.region not in regions and not any(
            wording.region_name(region, desk.store.catalogue).lower() in text for region in regions if region != WORLD
        ):
            continue
        general = "any kind" in text or "best-selling car of" in text
        if anykind != general and not ("any kind" not in text and "best-selling car of" in text):
            continue
        score = 5.0 if statement.predicate is Predicate.BEST_SELLER else 2.0
        held = _held(statement)
        if whens:
            period = whens[0].period
            assert period is not None
            if whens[0].bound is Bound.UNTIL or ever:
                gap = (period.end - held.end).days
                if gap < -31:
                    continue
                score += 3 - min(gap, 1100) / 400
            elif str(period.end.year) not in statement.text and not period.overlaps(held):
                continue
            elif period.contains(held) or held.contains(period):
                score += 3 + (1.0 if str(period.end.year) in statement.text else 0)
        else:
            score += held.end.toordinal() / 100_000
        found.append(Scored(statement, score + min(item.score, 4) / 4))
    if ever and not whens and found:
        newest = max(_held(item.statement).end for item in found)
        found = [item for item in found if _held(item.statement).end == newest]
    return sorted(found, key=lambda item: -item.score)


def matching_best_sellers(
    desk: Desk, question: Question, region: str, period: Period, top: set[str]
) -> list[Statement]:
    """A best-seller statement for the very scope of a ranking that names another winner, or the same one."""
    if question.rank_of not in (None, "model") or region not in (WORLD, EUROPE):
        return []
    scored = _best_seller_statements(desk, question)
    return [item.statement for item in scored[:1]]


def judge_best_seller(desk: Desk, question: Question) -> tuple[bool, Statement] | None:
    """Whether statements of the scope name the subject as best seller; None where none speaks of it."""
    subject = question.subjects[0]
    scored = _best_seller_statements(desk, replace(question, subjects=()))
    if not scored:
        return None
    best = scored[0].score
    near = [item.statement for item in scored if item.score > best - 1.0]
    named = [statement for statement in near if statement.subject == subject.id]
    return (True, named[0]) if named else (False, near[0])
