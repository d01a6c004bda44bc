"""A text that leans on the conversation, made whole: its own slots first, what it leaves open from the last question.

Which texts lean on the conversation is decided in `conversation`; what is carried over is listed for the answer to say.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.memory import Memory
from bot.question import MARKET_SUBJECT, Intent, Origin, Place, Question, Subject, SubjectKind
from bot.understand.carrying import (
    MAKER_WORDS,
    POINTED_AT,
    makers_of,
    places_of,
    subjects_of,
    union,
    whens_of,
)
from bot.understand.deciding import decided_by
from bot.understand.draft import Draft
from bot.understand.growth import on_the_one_before
from bot.understand.intents import figure_intent
from bot.understand.name_kinds import KIND_OF_CUE
from bot.understand.predicates import asked_predicate, names_predicate
from bot.understand.rankings import asks_least
from bot.understand.settling import abroad
from bot.understand.shares import share_of
from bot.understand.slots import Slots
from facts import Powertrain
from facts.catalogue import Catalogue

_ORDERS = ("rank", "superlative", "fewest")
"""The cues that say which end of an order is meant."""
_WITH_A_NUMBER = (Intent.MILESTONE, Intent.CHECK)
_FAST = frozenset({"fastest", "slowest", "growing"})
OF_PERCENT = {Intent.GROWTH, Intent.SHARE}
OF_OTHER_KIND = OF_PERCENT | {Intent.COMPARE, Intent.RANK}


def merge(draft: Draft, slots: Slots, words: list[str], memory: Memory, catalogue: Catalogue) -> Question | None:
    """The whole question that a text means after the turns before it, or None where nothing is spoken of."""
    last = memory.last
    assert last is not None
    before = last.question
    fresh = figure_intent(draft, slots)
    carried: list[str] = []
    subjects = _spoken_of(draft, slots, words, memory, catalogue, carried)
    turns_to_market = _turns_to_market(draft, words, before)
    if turns_to_market:
        subjects = (MARKET_SUBJECT,)
        fresh = replace(fresh, breakdown=None)
    if not subjects:
        return None
    places = places_of(draft, words, before, carried)
    if not draft.places and (outside := abroad(words, [subject.id for subject in subjects], catalogue)) is not None:
        places = (outside,)
    dated_from = last.found if before.intent in (Intent.RECORD, Intent.MILESTONE) else None
    whens = whens_of(draft, slots, before, carried, dated_from)
    intent = _intent(draft, slots, fresh, before)
    if dated_from is not None and draft.times and whens and not slots.whens and intent is Intent.RECORD:
        intent = Intent.COUNT
    if turns_to_market and not draft.has("trend"):
        intent = fresh.intent
    if intent is Intent.COUNT and (first := _leading_country(draft, words, memory)) is not None:
        places = (first,)
    slots = _with_whole(draft, slots, before)
    filled = replace(
        fresh,
        intent=intent,
        subjects=subjects,
        places=places,
        whens=whens,
        powertrains=_held_against(draft, slots, words, before)
        or _powertrains(draft, slots, subjects, before, catalogue),
        powertrain_origin=Origin.SAID if slots.powertrains else Origin.CONVERSATION,
        carried=tuple(carried),
    )
    merged = _carried_on(_asked_fact(draft, slots, words, filled, before), draft, slots, before)
    return _of_its_intent(merged, draft, slots, memory)


def _spoken_of(
    draft: Draft, slots: Slots, words: list[str], memory: Memory, catalogue: Catalogue, carried: list[str]
) -> tuple[Subject, ...]:
    """What is spoken of now: named, pointed at, its maker, or both of the last two."""
    assert memory.last is not None
    subjects = subjects_of(draft, slots, words, memory.last, catalogue, carried)
    if not draft.subjects and MAKER_WORDS & set(words):
        subjects = makers_of(subjects, catalogue)
    if "both" in words and len(memory.turns) > 1:
        two = union(memory.turns[-2].question.subjects, subjects)
        return two if draft.subjects or len({subject.kind for subject in two}) == 1 else subjects
    return subjects


def _leading_country(draft: Draft, words: list[str], memory: Memory) -> Place | None:
    """ "And how many cars is that?" after a ranking of countries speaks of the one that came first."""
    assert memory.last is not None
    before, ranked = memory.last.question, memory.last.ranked
    of_countries = before.intent is Intent.RANK and before.rank_of == "region" and not before.is_beyond
    if not of_countries or not ranked or draft.places or not {"that", "it", "there"} & set(words):
        return None
    return Place(ranked[0], Origin.CONVERSATION)


def _held_against(draft: Draft, slots: Slots, words: list[str], before: Question) -> tuple[Powertrain, ...]:
    """ "Vs BEV" after plug-in hybrids: the kind of car that was told and the one that is named now."""
    named = draft.subjects or draft.places or len(slots.powertrains) != 1 or len(before.powertrains) != 1
    if named or words[0] not in ("vs", "versus", "against") or slots.powertrains == before.powertrains:
        return ()
    return (*before.powertrains, *slots.powertrains)


def _with_whole(draft: Draft, slots: Slots, before: Question) -> Slots:
    """ "As a share of all cars" keeps the powertrain that was spoken of: "all" is the whole, not the part."""
    only_whole = draft.shares and len(slots.powertrains) == 1 and slots.powertrains[0] == "ALL"
    return replace(slots, powertrains=before.powertrains) if only_whole and before.powertrains else slots


def _powertrains(
    draft: Draft, slots: Slots, subjects: tuple[Subject, ...], before: Question, catalogue: Catalogue
) -> tuple[Powertrain, ...]:
    if slots.powertrains:
        return slots.powertrains
    if draft.subjects and all(_only_electric(subject, catalogue) for subject in draft.subjects):
        return ()
    return before.powertrains if _same_sort(subjects, before) else ()


def _asked_fact(draft: Draft, slots: Slots, words: list[str], question: Question, before: Question) -> Question:
    """The question with the dated fact that is asked for, where it is one and no figure."""
    has_new_figure = draft.has("count", "difference", "average") or draft.shares
    if names_predicate(draft, slots) and not has_new_figure:
        if slots.measure and not _asks_fact(words):
            return question
        found = asked_predicate(draft, slots, list(dict.fromkeys(draft.predicates)), words)
        if found is None:
            return question
        told = found.value in ("launched", "discontinued", "available_in", "not_available_in")
        intent = Intent.AVAILABILITY if told else Intent.DESCRIBE
        return replace(question, intent=intent, predicate=found, asks_when=draft.has("when"))
    goes_on = question.intent in (Intent.AVAILABILITY, Intent.DESCRIBE) and not slots.measure and not has_new_figure
    if before.predicate is not None and goes_on:
        return replace(question, predicate=before.predicate, asks_when=before.asks_when)
    return question


def _carried_on(question: Question, draft: Draft, slots: Slots, before: Question) -> Question:
    """The question with what it leaves open taken from the one before."""
    intent = question.intent
    over_time = intent in (Intent.TREND, Intent.AVERAGE)
    goes_on = _goes_on(question, draft, before)
    of_share = intent in (Intent.SHARE, Intent.TREND, Intent.RANK, Intent.MILESTONE)
    return replace(
        question,
        measure=slots.measure or before.measure,
        measure_origin=Origin.SAID if slots.measure else Origin.CONVERSATION if before.measure else Origin.DEFAULTED,
        is_plugin=question.is_plugin or (not slots.powertrains and before.is_plugin),
        vehicle_type=slots.vehicle if slots.vehicle_said else before.vehicle_type,
        breakdown=None if intent is Intent.COMPARE else question.breakdown or (before.breakdown if over_time else None),
        unit_of_time=question.unit_of_time or before.unit_of_time,
        per_day=question.per_day or before.per_day,
        limit=question.limit or (before.limit if intent is Intent.RANK else None),
        rank_of=_rank_of(draft, question, before),
        ascending=_ascending(question, draft, before),
        share_of=question.share_of or (before.share_of if of_share else None),
        quantity=slots.quantity or (before.quantity if goes_on or intent in _WITH_A_NUMBER else None),
        is_beyond=question.is_beyond or (goes_on and before.is_beyond),
        by_growth=question.by_growth or ((goes_on or intent is Intent.RECORD is before.intent) and before.by_growth),
        direction=_direction(question, draft, before),
        topic=question.topic or (before.topic if intent is Intent.AVAILABILITY and before.topic == "events" else None),
        asks_when=question.asks_when or intent is Intent.MILESTONE,
        is_difference=question.is_difference or (intent is before.intent and before.is_difference),
    )


def _ascending(question: Question, draft: Draft, before: Question) -> bool:
    """Whether the smallest comes first: as the new words have it, or else the question before."""
    if question.intent is not before.intent:
        return question.ascending
    if question.intent is Intent.RECORD and before.by_growth:
        return before.ascending  # its other end is the largest fall, not the smallest rise
    if question.intent in (Intent.RECORD, Intent.RANK) and not before.by_growth and draft.has(*_ORDERS):
        return asks_least(draft)
    return question.ascending or before.ascending


def _direction(question: Question, draft: Draft, before: Question) -> int:
    """Which way a change goes that is asked for; 0 for none."""
    if question.intent is Intent.RECORD and question.intent is before.intent:
        turned = before.by_growth and draft.has(*_ORDERS) and not draft.has("growth", "fall")
        return (-1 if asks_least(draft) else 1) if turned else before.direction
    return before.direction if _goes_on(question, draft, before) and not question.by_growth else question.direction


def _goes_on(question: Question, draft: Draft, before: Question) -> bool:
    """Whether a ranking by change, or one of what lies beyond a number, is asked for again elsewhere or for later."""
    if not (before.is_beyond or before.by_growth) or question.intent is not before.intent:
        return False
    anew = draft.has("superlative", "rank") and not draft.has("growth", "fall")
    return not anew or (before.by_growth and any(token.text in _FAST for token in draft.tokens))


def _of_its_intent(merged: Question, draft: Draft, slots: Slots, memory: Memory) -> Question:
    """What only some intents need: claims, the other period of a change, what a share is of."""
    assert memory.last is not None
    before, intent = memory.last.question, merged.intent
    if intent in (Intent.AVAILABILITY, Intent.DESCRIBE) and not slots.whens:
        merged = replace(merged, whens=())
    if intent is Intent.CHECK:
        merged = replace(merged, claims=(_claim(draft, slots, merged, before),))
    several = max(len(merged.subjects), len(merged.places), len(merged.whens), len(merged.powertrains)) > 1
    if intent is Intent.COUNT and not merged.together and several:
        merged = replace(merged, intent=Intent.COMPARE)
    if intent is Intent.GROWTH and draft.has("sequential"):
        merged = replace(merged, whens=on_the_one_before(merged.whens))
    elif intent is Intent.GROWTH and not slots.whens and not draft.times and len(memory.turns) > 1:
        merged = _between_turns(merged, memory)
    if intent is Intent.TREND and before.intent is Intent.SHARE:
        merged = replace(merged, share_of=before.share_of)
    if draft.shares and intent in (Intent.TREND, Intent.SHARE):
        return replace(merged, share_of=share_of(draft, replace(slots, subjects=merged.subjects)))
    return replace(merged, share_of=before.share_of) if intent is Intent.SHARE else merged


def _between_turns(merged: Question, memory: Memory) -> Question:
    """A change between the times of the last two turns, where they spoke of the same."""
    earlier, before = memory.turns[-2].question, memory.turns[-1].question
    told = {when.period: when for when in (*earlier.whens, *before.whens) if when.period is not None}
    both = tuple(told[period] for period in sorted(told, key=lambda period: period.end))
    return replace(merged, whens=both) if about(earlier) == about(before) and len(both) == 2 else merged


def _claim(draft: Draft, slots: Slots, merged: Question, before: Question) -> Question:
    """What a further claim claims: the same as the one before it, unless its own words make it another kind."""
    held = before.claims[0] if before.claims else before
    claim = replace(merged, intent=held.intent, measure=slots.measure or held.measure)
    filled = replace(slots, subjects=merged.subjects, whens=merged.whens, powertrains=merged.powertrains)
    said = decided_by(draft, filled)
    percent = merged.quantity is not None and merged.quantity.is_percent
    turns = held.intent in OF_PERCENT and not percent
    if said is None or (said.intent not in OF_OTHER_KIND and not turns):
        return claim
    return replace(
        claim, intent=said.intent, direction=said.direction, share_of=said.share_of, rank_of=said.rank_of,
        ordinal=said.ordinal, ascending=said.ascending, measures=said.measures,
    )  # fmt: skip


def _only_electric(subject: Subject, catalogue: Catalogue) -> bool:
    """Whether a maker builds nothing but battery-electric cars, so that no other powertrain is carried over to it."""
    brand = catalogue.brands.get(subject.id)
    return brand is not None and brand.all_electric


def _turns_to_market(draft: Draft, words: list[str], before: Question) -> bool:
    """ "and all BEVs that year" after a model: the market it is part of, for a model has no other powertrain."""
    models = bool(before.subjects) and all(subject.kind is SubjectKind.MODEL for subject in before.subjects)
    whole = {"all", "overall", "total", "every", "altogether"} & set(words)
    return models and bool(whole) and bool(draft.powertrains) and not draft.subjects and not draft.shares


def _rank_of(draft: Draft, fresh: Question, before: Question) -> str | None:
    """ "now the brands" turns the last ranking into one of brands; otherwise it stays what it was."""
    if fresh.intent is Intent.MILESTONE is before.intent and not any(place.id.isupper() for place in draft.places):
        return before.rank_of  # "and 10%?" after the country that was first to 50%
    if fresh.intent is not Intent.RANK:
        return None
    if fresh.rank_of and fresh.intent is Intent.RANK and draft.has("ofbrand", "ofregion", "ofmodel"):
        return fresh.rank_of
    if fresh.rank_of == "region" and before.intent is Intent.SHARE:
        return fresh.rank_of  # "by country" after the share of a group of them
    if before.intent is Intent.RANK and not draft.subjects:
        kinds = KIND_OF_CUE | {"ofgroup": "group"}
        said = [kinds[cue] for cue, _ in sorted(draft.cue_order, key=lambda item: item[1]) if cue in kinds]
        if said:
            return said[0]
    return before.rank_of


def about(question: Question) -> tuple[list[str], list[str], tuple[str, ...]]:
    """What two questions must share for their figures to be held against each other."""
    return (
        [subject.id for subject in question.subjects],
        [place.id for place in question.places],
        question.powertrains,
    )


def _asks_fact(words: list[str]) -> bool:
    return bool(
        {"still", "when", "where", "who", "why", "called", "replaced", "place", "successor", "available"} & set(words)
    ) or words[:2] in (["is", "it"], ["was", "it"], ["and", "in"])


def _same_sort(subjects: tuple[Subject, ...], before: Question) -> bool:
    return bool(before.subjects) and subjects[0].kind == before.subjects[0].kind


def _asks_whole_year(draft: Draft) -> bool:
    """ "Then 2024 for the whole year": one figure again, after a development within a year."""
    words = [token.text for token in draft.tokens]
    return any(one in ("whole", "full", "entire") and other == "year" for one, other in pairwise(words))


def _intent(draft: Draft, slots: Slots, fresh: Question, before: Question) -> Intent:
    return (
        _turned_intent(draft, slots, fresh, before)
        or _fresh_intent(draft, slots, fresh, before)
        or _kept_intent(draft, slots, before)
    )


def _turned_intent(draft: Draft, slots: Slots, fresh: Question, before: Question) -> Intent | None:
    """What the last question and the new words make together: a claim, a whole year after its months, a change."""
    checks = before.intent is Intent.CHECK or draft.has("check")
    claims_more = draft.has("check") and draft.has("than", "outsell", "growth", "fall", "morethan", "lessthan")
    if checks and (slots.quantity is not None or claims_more) and not draft.has("count", "when"):
        return Intent.CHECK
    if before.intent is Intent.TREND and (
        any(read.relative == "whole_year" for read in draft.times) or _asks_whole_year(draft)
    ):
        return Intent.COUNT
    if before.intent is Intent.TREND and fresh.intent is Intent.SHARE and not slots.whens and not draft.places:
        return Intent.TREND
    if before.intent is Intent.SHARE and fresh.intent is Intent.GROWTH and not draft.shares and not slots.measure:
        return Intent.TREND
    only_percent = draft.only_percent or (not draft.shares and draft.text.rstrip("?! ").endswith("%"))
    if (
        only_percent
        and before.intent is not Intent.SHARE
        and draft.has("versus", "growth", "fall", "difference", "sequential")
    ):
        return Intent.GROWTH
    if draft.has("sequential") and len(slots.whens or before.whens) == 1 and before.intent is Intent.COUNT:
        return Intent.GROWTH
    words = [token.text for token in draft.tokens if not token.is_sign]
    if before.intent in OF_PERCENT and fresh.intent is Intent.COUNT and words[-1] in ("units", "vehicles"):
        return Intent.COUNT
    names = draft.subjects or slots.measure or draft.has("versus", "difference")
    if before.is_beyond and fresh.intent in (Intent.COUNT, Intent.SHARE) and not names:
        return before.intent  # "and above 50%?", "how many in 2024?": the same list with another number or time
    return None


def _fresh_intent(draft: Draft, slots: Slots, fresh: Question, before: Question) -> Intent | None:
    """What the new words ask for by themselves, where it is more than a plain count."""
    if fresh.intent is not Intent.COUNT:
        apart = fresh.breakdown == "region" and sum(place.id.isupper() for place in before.places) > 1
        if apart and before.intent is Intent.COUNT and not draft.places:
            return Intent.COMPARE  # "by country" after a sum of several
        other_end = fresh.intent is Intent.RANK and before.intent is Intent.RECORD and not draft.subjects
        if other_end and not draft.has("ofmodel", "ofbrand", "ofregion", "byregion", "second", "third"):
            return Intent.RECORD  # "and the worst?" of the same months
        if (
            fresh.intent is Intent.COMPARE
            and before.intent in (Intent.RANK, Intent.TREND)
            and not draft.has("versus", "outsell", "difference", "than")
        ):
            return before.intent
        if fresh.intent is Intent.MILESTONE or before.intent is not Intent.MILESTONE or not slots.quantity:
            if (
                fresh.intent is Intent.RANK
                and before.intent is Intent.COMPARE
                and not draft.has("ofmodel", "ofbrand", "ofregion")
            ):
                return Intent.COMPARE
            return fresh.intent
    return None


def _kept_intent(draft: Draft, slots: Slots, before: Question) -> Intent:
    """What the last question asked for, unless the new words point at one of its answers or ask for a number."""
    if slots.quantity is not None and before.intent in (Intent.MILESTONE, Intent.CHECK):
        return before.intent
    texts = [token.text for token in draft.tokens]
    picked = {"one", "it", "its", "leader", "winner"} & set(texts)
    pointed = any(that in ("that", "this") and word in POINTED_AT for that, word in pairwise(texts))
    if before.intent is Intent.RANK and pointed and not draft.has("rank"):
        return Intent.COUNT
    if before.intent is Intent.RANK and picked and not draft.has("rank", "ofmodel", "ofbrand", "ofregion"):
        return Intent.COUNT
    if before.intent is Intent.SHARE and "how much" in draft.text.lower() and slots.measure is None:
        return Intent.SHARE
    if draft.has("count") or (
        slots.measure is not None
        and before.intent in (Intent.AVAILABILITY, Intent.DESCRIBE, Intent.SOURCE, Intent.MILESTONE)
    ):
        return Intent.COUNT
    if draft.has("outsell") and before.intent is Intent.COMPARE:
        return Intent.COMPARE
    if before.intent in (Intent.HELP, Intent.SMALLTALK, Intent.SOURCE, Intent.COVERAGE, Intent.LIST):
        return Intent.COUNT
    if before.intent is Intent.CHECK and before.claims and draft.tokens[0].text in ("what", "whats", "how", "which"):
        return before.claims[0].intent
    return before.intent
