"""Whether things are to be ranked by their change: "fastest-growing market", "which brand lost the most".

A kind of name, an order and a change must all be said; a single thing's own change is plain growth.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Bound, Intent, Question, ShareAsked, SubjectKind, When
from bot.understand.draft import Draft
from bot.understand.name_kinds import KIND_OF_CUE, KIND_OF_WORD
from bot.understand.rankings import asks_least
from bot.understand.slots import Slots

_NAMES = KIND_OF_WORD | {"where": "region"}
_IN_VEHICLES = frozenset({"absolute", "units", "volume", "volumes"})


def growth_rank(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The ranking by change, or None where something else is asked."""
    if not draft.has("growth", "fall") or not draft.has("superlative", "rank", "fewest"):
        return None
    if draft.has("when", "check", "average", "record") or slots.quantity is not None:
        return None
    rank_of = _kind_named(draft, slots) or _kind_asked(draft)
    if rank_of is None:
        return None
    named = [subject for subject in slots.subjects if subject.kind is not SubjectKind.MARKET]
    countries = [place for place in draft.places if place.id.isupper()]
    if rank_of == "region":
        if len(countries) == 1 or len(named) > 1:
            return None
    elif len(countries) > 1 or (len(named) == 1 and named[0].kind is SubjectKind.MODEL):
        return None
    ranged = next((read.ends for read in draft.times if read.ends is not None), None)
    if ranged is not None and len(question.whens) == 1:
        question = replace(question, whens=(When(ranged[0], Bound.IN), When(ranged[1], Bound.IN)))
    said = {token.text for token in draft.tokens}
    return replace(
        question,
        intent=Intent.RANK,
        rank_of=rank_of,
        breakdown=None,
        by_growth=True,
        ascending=asks_least(draft),
        share_of=ShareAsked.EV_MARKET if draft.shares and not draft.only_percent else None,
        is_growth_in_vehicles=draft.has("absolute") or bool(said & _IN_VEHICLES),
        direction=-1 if draft.has("fall") and not draft.has("growth") else 1,
    )


def _kind_named(draft: Draft, slots: Slots) -> str | None:
    """The kind of what is listed by name: several brands, models or countries, or a group of countries."""
    kinds = {subject.kind for subject in slots.subjects}
    if len(slots.subjects) > 1 and len(kinds) == 1 and kinds <= {SubjectKind.BRAND, SubjectKind.MODEL}:
        return str(next(iter(kinds)))
    if kinds - {SubjectKind.MARKET} and len(draft.places) < 2:
        return None
    countries = [place for place in draft.places if place.id.isupper()]
    is_group = len(draft.places) == 1 and not countries and draft.places[0].id not in ("world", "europe")
    asked = draft.has("ofbrand", "ofmodel")
    return "region" if len(countries) > 1 or (is_group and not asked) else None


def _kind_asked(draft: Draft) -> str | None:
    for cue, kind in KIND_OF_CUE.items():
        if draft.has(cue):
            return kind
    return next((_NAMES[token.text] for token in draft.tokens if token.text in _NAMES), None)
