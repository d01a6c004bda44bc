"""A text that leans on the conversation, made whole: its own slots first, what it leaves open from the last question.

Which texts lean on the conversation is decided in `conversation`; what is carried over is listed for the answer to say.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.memory import Memory, Turn
from bot.question import Bound, Intent, Origin, Place, Question, Subject, SubjectKind, When
from bot.understand import claims, intents
from bot.understand.draft import Draft
from bot.understand.periods import in_year, relative_to
from bot.understand.predicates import asked_predicate
from bot.understand.settling import abroad
from bot.understand.slots import Slots
from facts import Period
from facts.catalogue import Catalogue
from facts.model import MARKET

MAKER_WORDS = {"company", "maker", "carmaker", "manufacturer", "firm", "brand", "marque", "automaker"}
POINTED_AT = {"brand", "model", "car", "maker", "make", "company", "carmaker"}
OF_PERCENT = {Intent.GROWTH, Intent.SHARE}
OF_OTHER_KIND = OF_PERCENT | {Intent.COMPARE, Intent.RANK}


def merge(draft: Draft, slots: Slots, words: list[str], memory: Memory, catalogue: Catalogue) -> Question | None:
    last = memory.last
    assert last is not None
    before = last.question
    fresh = intents.figure_intent(draft, slots)
    carried: list[str] = []
    subjects = _subjects(draft, slots, words, last, catalogue, carried)
    if not draft.subjects and MAKER_WORDS & set(words):
        subjects = _makers_of(subjects, catalogue)
    turns_to_market = _turns_to_market(draft, words, before)
    if turns_to_market:
        subjects = (Subject(MARKET, SubjectKind.MARKET),)
        fresh = replace(fresh, breakdown=None)
    if "both" in words and len(memory.turns) > 1:
        two = union(memory.turns[-2].question.subjects, subjects)
        subjects = two if draft.subjects or len({subject.kind for subject in two}) == 1 else subjects
    if not subjects:
        return None
    places = _places(draft, words, before, carried)
    if not draft.places and (outside := abroad(words, [subject.id for subject in subjects], catalogue)) is not None:
        places = (outside,)
    dated_from = last.found if before.intent in (Intent.RECORD, Intent.MILESTONE) else None
    whens = _whens(draft, slots, before, carried, dated_from)
    intent = _intent(draft, slots, fresh, before)
    if dated_from is not None and draft.times and whens and not slots.whens and intent is Intent.RECORD:
        intent = Intent.COUNT
    if turns_to_market and not draft.has("trend"):
        intent = fresh.intent
    only_whole = draft.shares and slots.powertrains and slots.powertrains[0] == "ALL" and len(slots.powertrains) == 1
    if only_whole and before.powertrains:
        slots = replace(slots, powertrains=before.powertrains)
    powertrains = slots.powertrains or (before.powertrains if _same_sort(subjects, before) else ())
    if not slots.powertrains and all(_only_electric(subject, catalogue) for subject in draft.subjects):
        powertrains = () if draft.subjects else powertrains
    predicate, asks_when = None, fresh.asks_when
    statement = intents.is_statement(draft, slots)
    has_new_figure = draft.has("count", "difference", "average") or draft.shares
    if statement is not None and not has_new_figure and not (slots.measure and not _asks_fact(words)):
        found = asked_predicate(draft, slots, list(dict.fromkeys(draft.predicates)), words)
        if found is not None:
            predicate = found
            intent = (
                Intent.AVAILABILITY
                if found.value in ("launched", "discontinued", "available_in", "not_available_in")
                else Intent.DESCRIBE
            )
            asks_when = draft.has("when")
    elif (
        before.predicate is not None
        and not has_new_figure
        and not slots.measure
        and intent in (Intent.AVAILABILITY, Intent.DESCRIBE)
    ):
        predicate, asks_when = before.predicate, before.asks_when
    quantity = slots.quantity or (before.quantity if intent in (Intent.MILESTONE, Intent.CHECK) else None)
    merged = replace(
        fresh,
        intent=intent,
        subjects=subjects,
        places=places,
        whens=whens,
        measure=slots.measure or before.measure,
        measure_origin=Origin.SAID if slots.measure else Origin.CONVERSATION if before.measure else Origin.DEFAULTED,
        powertrains=powertrains,
        powertrain_origin=Origin.SAID if slots.powertrains else Origin.CONVERSATION,
        is_plugin=fresh.is_plugin or (not slots.powertrains and before.is_plugin),
        vehicle_type=slots.vehicle if slots.vehicle_said else before.vehicle_type,
        breakdown=fresh.breakdown or (before.breakdown if intent in (Intent.TREND, Intent.AVERAGE) else None),
        unit_of_time=fresh.unit_of_time or before.unit_of_time,
        per_day=fresh.per_day or before.per_day,
        limit=fresh.limit or (before.limit if intent is Intent.RANK else None),
        ordinal=fresh.ordinal,
        rank_of=_rank_of(draft, fresh, before) if intent is Intent.RANK else None,
        ascending=fresh.ascending or (before.ascending and intent is before.intent),
        share_of=fresh.share_of or (before.share_of if intent in (Intent.SHARE, Intent.TREND, Intent.RANK) else None),
        quantity=quantity,
        predicate=predicate,
        asks_when=asks_when or (intent is Intent.MILESTONE),
        is_difference=fresh.is_difference or (intent is before.intent and before.is_difference),
        together=fresh.together,
        carried=tuple(carried),
    )
    if intent in (Intent.AVAILABILITY, Intent.DESCRIBE) and not slots.whens:
        merged = replace(merged, whens=())
    if intent is Intent.CHECK:
        merged = replace(merged, claims=(_claim(draft, slots, merged, before),))
    if intent is Intent.COUNT and not merged.together and max(len(subjects), len(places), len(whens)) > 1:
        merged = replace(merged, intent=Intent.COMPARE)
    if intent is Intent.GROWTH and draft.has("sequential"):
        merged = replace(merged, whens=intents.on_the_one_before(whens))
    elif intent is Intent.GROWTH and not slots.whens and not draft.times and len(memory.turns) > 1:
        earlier = memory.turns[-2].question
        same = about(earlier) == about(before)
        told = {w.period: w for w in (*earlier.whens, *before.whens) if w.period is not None}
        both = tuple(told[period] for period in sorted(told, key=lambda period: period.end))
        if same and len(both) == 2:
            merged = replace(merged, whens=both)
    if intent is Intent.TREND and before.intent is Intent.SHARE:
        merged = replace(merged, share_of=before.share_of)
    if intent is Intent.TREND and draft.shares:
        merged = replace(merged, share_of=intents.share_of(draft, replace(slots, subjects=subjects)))
    if intent is Intent.SHARE:
        merged = replace(
            merged,
            share_of=intents.share_of(draft, replace(slots, subjects=subjects)) if draft.shares else before.share_of,
        )
    return merged


def _claim(draft: Draft, slots: Slots, merged: Question, before: Question) -> Question:
    """What a further claim claims: the same as the one before it, unless its own words make it another kind."""
    held = before.claims[0] if before.claims else before
    claim = replace(merged, intent=held.intent, measure=slots.measure or held.measure)
    filled = replace(slots, subjects=merged.subjects, whens=merged.whens, powertrains=merged.powertrains)
    said = claims.decided_by(draft, filled)
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


def _makers_of(subjects: tuple[Subject, ...], catalogue: Catalogue) -> tuple[Subject, ...]:
    """The makers of models: "the company" after a car."""
    makers = {catalogue.models[subject.id].brand: subject for subject in subjects if subject.id in catalogue.models}
    if not makers:
        return subjects
    return tuple(Subject(brand, SubjectKind.BRAND, Origin.CONVERSATION) for brand in makers)


def _turns_to_market(draft: Draft, words: list[str], before: Question) -> bool:
    """ "and all BEVs that year" after a model: the market it is part of, for a model has no other powertrain."""
    models = bool(before.subjects) and all(subject.kind is SubjectKind.MODEL for subject in before.subjects)
    whole = {"all", "overall", "total", "every", "altogether"} & set(words)
    return models and bool(whole) and bool(draft.powertrains) and not draft.subjects and not draft.shares


def _rank_of(draft: Draft, fresh: Question, before: Question) -> str | None:
    """ "now the brands" turns the last ranking into one of brands; otherwise it stays what it was."""
    if fresh.rank_of and fresh.intent is Intent.RANK and draft.has("ofbrand", "ofregion", "ofmodel"):
        return fresh.rank_of
    if before.intent is Intent.RANK and not draft.subjects:
        kinds = {"ofbrand": "brand", "ofgroup": "group", "ofregion": "region", "ofmodel": "model"}
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


def union(*said: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Subjects of several turns, each once."""
    return tuple({subject.id: subject for subjects in said for subject in subjects}.values())


def anchor_of(before: Question) -> Period | None:
    """The period that times of the next turn are told from."""
    return next((when.period for when in before.whens if when.period is not None), None)


def _asks_fact(words: list[str]) -> bool:
    return bool(
        {"still", "when", "where", "who", "why", "called", "replaced", "place", "successor", "available"} & set(words)
    ) or words[:2] in (["is", "it"], ["was", "it"], ["and", "in"])


def _same_sort(subjects: tuple[Subject, ...], before: Question) -> bool:
    return bool(before.subjects) and subjects[0].kind == before.subjects[0].kind


def _subjects(
    draft: Draft, slots: Slots, words: list[str], last: Turn, catalogue: Catalogue, carried: list[str]
) -> tuple[Subject, ...]:
    before = last.question
    if draft.subjects:
        adds = (
            words[0] in ("vs", "versus", "against", "compared", "plus", "add", "include", "with", "also")
            or "both" in words
            or "too" in words
            or (draft.has("versus") and len(draft.subjects) == 1 and not draft.places and len(words) < 9)
        )
        if adds:
            return union(before.subjects, tuple(draft.subjects))
        return tuple(draft.subjects)
    if slots.subjects and not before.subjects:
        return slots.subjects
    pronoun = {
        "winner",
        "leader",
        "champion",
        "it",
        "them",
        "they",
        "that",
        "those",
        "one",
        "ones",
        "its",
        "their",
        "he",
    } & set(words)
    focus = [
        ident
        for ident in last.focus
        if ident in catalogue.models or ident in catalogue.brands or ident in catalogue.groups
    ]
    market = (
        not before.subjects
        or before.subjects[0].kind is SubjectKind.MARKET
        or before.intent in (Intent.RANK, Intent.DESCRIBE, Intent.LIST)
    )
    pronoun |= {word for that, word in pairwise(words) if that in ("that", "this") and word in POINTED_AT}
    lists = {"list", "ranking", "rankings", "table", "top", "chart", "charts"} & set(words)
    if (
        focus
        and market
        and not lists
        and (pronoun or (draft.has("count") and not draft.powertrains))
        and not draft.has("rank")
    ):
        carried.append(catalogue.display_name(focus[0]))
        kind = (
            SubjectKind.MODEL
            if focus[0] in catalogue.models
            else SubjectKind.BRAND
            if focus[0] in catalogue.brands
            else SubjectKind.GROUP
        )
        return (Subject(focus[0], kind, Origin.CONVERSATION),)
    if before.subjects:
        carried.extend(
            catalogue.display_name(subject.id) if subject.kind is not SubjectKind.MARKET else "the market"
            for subject in before.subjects
        )
        return tuple(replace(subject, origin=Origin.CONVERSATION) for subject in before.subjects)
    return slots.subjects


def _places(draft: Draft, words: list[str], before: Question, carried: list[str]) -> tuple[Place, ...]:
    if len(draft.places) > 1 and words[0] in ("swap", "replace", "exchange", "switch"):
        return tuple(draft.places[-1:])
    if draft.places:
        joining = {"vs", "versus", "against", "plus", "compare", "compared", "add", "include", "with", "also"}
        adds = words[0] in joining and before.places and before.intent is not Intent.RANK
        if adds:
            return (*before.places, *draft.places)
        return tuple(draft.places)
    if before.intent in (Intent.AVAILABILITY, Intent.DESCRIBE) and "there" not in words and not draft.predicates:
        return ()
    carried.extend(place.id for place in before.places)
    return tuple(replace(place, origin=Origin.CONVERSATION) for place in before.places)


def _whens(
    draft: Draft, slots: Slots, before: Question, carried: list[str], dated_from: Period | None
) -> tuple[When, ...]:
    anchor = dated_from if dated_from is not None and not before.whens else anchor_of(before)
    found: list[When] = []
    if any(
        read.period is not None and not (read.needs_year or read.relative or read.is_newest) for read in draft.times
    ):
        draft.times = [read for read in draft.times if not read.relative]
    loose = any(read.needs_year for read in draft.times)
    if loose and any(read.period is not None and not (read.needs_year or read.relative) for read in draft.times):
        return slots.whens
    moved = next((read for read in draft.times if loose and read.relative.startswith(("later", "earlier"))), None)
    if moved is not None and anchor is not None and (there := relative_to(moved, anchor)) is not None:
        anchor = there
    for read in draft.times:
        if (read.relative == "that" and loose) or read is moved:
            continue
        if read.relative:
            if anchor is not None and (period := relative_to(read, anchor)) is not None:
                found.append(When(period, Bound.IN, Origin.INFERRED))
        elif read.needs_year and anchor is not None and read.period is not None:
            shifted = in_year(read, anchor.end.year).period
            found.append(When(shifted, read.bound, Origin.INFERRED))
        elif not read.is_newest:
            found.append(When(read.period, read.bound))
    if not found and draft.has("ever"):
        found.append(When(None, Bound.EVER))
    if (
        found
        and draft.has("growth", "fall", "versus")
        and len(found) == 1
        and anchor is not None
        and found[0].period != anchor
        and not draft.subjects
    ):
        return (found[0], *(when for when in before.whens if when.period is not None))
    if found:
        return tuple(found)
    if any(read.is_newest for read in draft.times):
        return ()
    carried.extend(when.period.label for when in before.whens if when.period is not None)
    return tuple(replace(when, origin=Origin.CONVERSATION) for when in before.whens)


def _asks_whole_year(draft: Draft) -> bool:
    """ "Then 2024 for the whole year": one figure again, after a development within a year."""
    words = [token.text for token in draft.tokens]
    return any(one in ("whole", "full", "entire") and other == "year" for one, other in pairwise(words))


def _intent(draft: Draft, slots: Slots, fresh: Question, before: Question) -> Intent:
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
    if fresh.intent is not Intent.COUNT:
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
