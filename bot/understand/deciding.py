"""The question whose answer decides a claim: a figure, a share, a change, a place in an order, or one against another.

Whether a text makes a claim at all is for `claims`; whether it holds is judged by `bot.respond.checking`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.question import Intent, Quantity, Question, Subject, SubjectKind
from bot.understand.draft import Draft
from bot.understand.intents import figure_intent
from bot.understand.part_of_place import part_of_place
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.rankings import asks_least
from bot.understand.shares import share_of, whole_asked
from bot.understand.slots import Slots
from bot.understand.thresholds import first_of_countries
from facts import Predicate

_PASSIVE = re.compile(r"\b(?:overtaken|outsold|beaten|passed|surpassed)\s+by\b", re.IGNORECASE)
_ORDERS = ("superlative", "rank", "fewest")
VERBS = {
    "accounted", "are", "beat", "became", "builds", "built", "came", "crossed", "declined", "delivered",
    "delivers", "doubled", "dropped", "exceeded", "fell", "grew", "had", "handed", "has", "have", "hit",
    "increased", "is", "led", "made", "makes", "outsold", "overtook", "passed", "produced", "reached",
    "registered", "rose", "sells", "shrank", "sold", "topped", "tripled", "was", "went", "were",
}  # fmt: skip
"""Verbs of which a sentence that claims something has one."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A text as far as the question that decides it hangs on it."""

    draft: Draft
    slots: Slots
    words: list[str]
    question: Question
    """What it would ask, were it a question."""
    named: list[Subject]
    """What it names besides the market."""

    def says(self, *words: str) -> bool:
        """Whether one of the words is said."""
        return not set(words).isdisjoint(self.words)


def decided_by(draft: Draft, slots: Slots) -> Question | None:
    """The question whose answer decides the claim; None where the text claims nothing."""
    claim = _Claim(
        draft,
        slots,
        [token.text for token in draft.tokens if not token.is_sign],
        figure_intent(draft, slots),
        [subject for subject in slots.subjects if subject.kind is not SubjectKind.MARKET],
    )
    if claim.question.first_side:
        return claim.question
    if slots.quantity is not None:
        return _of_number(claim, slots.quantity)
    for decide in (_of_times, _of_two, _of_place, _of_the_rest):
        if (found := decide(claim)) is not None:
            return found
    return None


def _of_number(claim: _Claim, quantity: Quantity) -> Question:
    draft, slots, words, question = claim.draft, claim.slots, claim.words, claim.question
    if any(number.is_ordinal and number.value >= LEAST_THRESHOLD for number in draft.numbers):
        return replace(question, intent=Intent.MILESTONE)
    if quantity.is_percent and draft.has("growth", "fall"):
        return _of_change(claim)
    if "majority" in words:
        return replace(question, intent=Intent.DESCRIBE)
    if (first := first_of_countries(draft, slots, question)) is not None:
        return first
    if quantity.is_percent and (part := part_of_place(draft, slots, question)) is not None:
        return part
    if quantity.is_percent or draft.shares:
        return replace(question, intent=Intent.SHARE, share_of=share_of(draft, slots))
    if "first" in words and (draft.has("reach", "morethan") or "to" in words[words.index("first") :]):
        return replace(question, intent=Intent.MILESTONE)
    return replace(question, intent=Intent.COUNT)


def _of_times(claim: _Claim) -> Question | None:
    """ "The first to outsell …", "more in 2024 than in 2023", "fell"."""
    draft, words, question, named = claim.draft, claim.words, claim.question, claim.named
    if "first" in words and draft.has("outsell", "rank", "reach") and len(named) <= 1:
        return replace(question, intent=Intent.DESCRIBE)
    one_thing = len(named) <= 1 and len(draft.places) <= 1
    if claim.says("more", "fewer", "less") and "than" in words and len(claim.slots.whens) == 2 and one_thing:
        return replace(question, intent=Intent.GROWTH, direction=-1 if claim.says("fewer", "less") else 1)
    return _of_change(claim) if draft.has("growth", "fall") else None


def _of_two(claim: _Claim) -> Question | None:
    """ "X passed Y", "the best month", "X was overtaken by Y", "more BEVs than diesels"."""
    draft, slots, question, named = claim.draft, claim.slots, claim.question, claim.named
    if claim.says("passed", "surpassed", "topped", "passes", "tops") and len(named) > 1:
        return replace(question, intent=Intent.COMPARE)
    if draft.has("record") and not draft.has("rank", "outsell", "than") and (named or slots.subjects):
        return replace(question, intent=Intent.RECORD, whens=slots.whens)
    if _PASSIVE.search(draft.text) and len(named) > 1:
        return replace(question, intent=Intent.COMPARE, subjects=tuple(reversed(question.subjects)))
    compares = draft.has("outsell", "than") or (claim.says("more", "fewer", "less", "better") and "than" in claim.words)
    several = (len(named), len(draft.places), len(slots.powertrains), len(draft.measures), len(slots.whens))
    if not compares or max(several) < 2:
        return None
    return replace(question, intent=Intent.COMPARE, share_of=share_of(draft, slots) if draft.shares else None)


def _of_place(claim: _Claim) -> Question | None:
    """ "X came second", "X led the market"."""
    draft, slots, named = claim.draft, claim.slots, claim.named
    if not named:
        return _of_countries(claim)
    ranked = replace(claim.question, intent=Intent.RANK, rank_of=_rank_kind(named[0].kind))
    if draft.has("second", "third") and not claim.says("gen", "generation"):
        ordinal = slots.ordinal or (2 if draft.has("second") else 3)
        return replace(ranked, subjects=tuple(named[:1]), ordinal=ordinal)
    return ranked if draft.has("rank", "superlative") else None


def _of_countries(claim: _Claim) -> Question | None:
    """ "Germany is the biggest EV market in Europe": one country's place among others."""
    draft = claim.draft
    if not places_a_country(draft):
        return None
    second = 2 if draft.has("second") else 3 if draft.has("third") else None
    return replace(
        claim.question,
        intent=Intent.RANK,
        rank_of="region",
        ordinal=claim.slots.ordinal or second,
        share_of=whole_asked(draft, claim.slots) if draft.shares else None,
        ascending=asks_least(draft),
    )


def places_a_country(draft: Draft) -> bool:
    """Whether one country is given a place among others: "the biggest market", "the highest share in Europe"."""
    countries = [span.first for span in draft.spans if any(value.isupper() for value in span.values("region"))]
    orders = [span.first for span in draft.spans if any(span.has("cue", cue) for cue in _ORDERS)]
    alone = len([place for place in draft.places if place.id.isupper()]) == 1
    if not alone or not orders or not countries or countries[0] > orders[0]:
        return False
    return draft.has("ofregion") or any(place.id.islower() for place in draft.places)


def _of_the_rest(claim: _Claim) -> Question | None:
    """ "Check: is it on sale in Norway", "the vast majority", "sold the fewest"."""
    draft, slots, question, named = claim.draft, claim.slots, claim.question, claim.named
    on_sale = claim.says("sold", "available", "offered", "buy") and len(draft.places) == 1 and not slots.whens
    if draft.has("check") and named and on_sale:
        return replace(question, intent=Intent.AVAILABILITY, predicate=Predicate.AVAILABLE_IN)
    said = draft.measures or claim.says(*VERBS) or draft.predicates
    if draft.has("check") and draft.places and slots.whens and not said:
        return None
    if draft.has("check") and (named or slots.subjects):
        return replace(question, intent=Intent.DESCRIBE)
    if claim.says("majority", "vast") and named:
        return replace(question, intent=Intent.DESCRIBE)
    if draft.has("fewest") and named:
        return replace(question, intent=Intent.RANK, rank_of=_rank_kind(named[0].kind), ascending=True)
    return None


def _of_change(claim: _Claim) -> Question:
    """A rise or a fall, of a share where one is named."""
    draft = claim.draft
    share = share_of(draft, claim.slots) if draft.shares and not draft.only_percent else None
    return replace(claim.question, intent=Intent.GROWTH, direction=-1 if draft.has("fall") else 1, share_of=share)


def _rank_kind(kind: SubjectKind) -> str:
    return {SubjectKind.MODEL: "model", SubjectKind.BRAND: "brand", SubjectKind.GROUP: "group"}.get(kind, "model")
