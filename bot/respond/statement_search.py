"""Which statements speak of a question: by subject, predicate, region and date first, then by shared words of meaning.

Rare words weigh more than common ones. Whether the best one is good enough is for the caller to say.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from bot.question import (
    Bound,
    Question,
    SubjectKind,
)
from bot.respond import wording
from bot.respond.desk import Desk
from bot.respond.scopes import WORLD
from facts import (
    Period,
    Predicate,
    Statement,
)
from facts.period import parse_day
from facts.store import FactStore
from facts.things import fold

_WORD = re.compile(r"[a-z0-9]+")


# fmt: off
_STOP = frozenset({
    "the", "and", "was", "were", "with", "for", "that", "this", "from", "had", "has", "have", "its", "car",
    "cars", "electric", "which", "what", "when", "where", "how", "many", "much", "did", "does", "not", "are",
    "is", "in", "of", "to", "by", "as", "on", "at", "it", "a", "an", "one", "than", "more", "most", "other",
    "only", "also", "year", "years", "still", "sold", "sell", "sells", "built", "make", "makes", "made",
})
# fmt: on


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
    subjects = subjects_spoken_of(desk, question)
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
        if question.quantity is not None and names_number(statement, question.quantity.value):
            score += 5.0
        if question.asks_why:
            score += 6.0 if statement.is_reason else -2.0
        if question.asks_when and statement.event_date:
            score += 2.0
        found.append(Scored(statement, score))
    return sorted(found, key=lambda item: (-item.score, _age(item.statement)))


def subjects_spoken_of(desk: Desk, question: Question) -> set[str]:
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
    believed = held(statement)
    event = Period.parse(statement.event_date) if len(statement.event_date) in (4, 7) else None
    if whens[0].bound is Bound.UNTIL:
        gap = (period.end - believed.end).days
        return 2.5 - min(gap, 1500) / 750 if gap >= -31 else -3.0
    if (
        period.overlaps(believed)
        or (event is not None and period.overlaps(event))
        or str(period.end.year) in statement.text
    ):
        return 2.5
    return -3.0


def held(statement: Statement) -> Period:
    """The period for which a statement held."""
    return (
        Period.between(parse_day(statement.as_of, first=True), parse_day(statement.as_of, first=False))
        if len(statement.as_of) > 4
        else Period.year(int(statement.as_of))
    )


def _age(statement: Statement) -> tuple[int, ...]:
    return tuple(-ord(char) for char in statement.as_of.ljust(10))


def names_number(statement: Statement, value: float) -> bool:
    """Whether a statement says a number, in figures or in words."""
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
