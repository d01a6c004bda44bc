"""What a follow-up carries over: subjects, places and times that it leaves open, from the question before it.

Each function takes what the text says where it says something, else what was spoken of, and lists what it carried for
the answer to tell. What becomes of them is decided in `merging`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.memory import Turn
from bot.question import Bound, Intent, Origin, Place, Question, ShareAsked, Subject, SubjectKind, When
from bot.understand.draft import Draft
from bot.understand.periods import in_year, relative_to
from bot.understand.slots import Slots
from facts import Period
from facts.catalogue import Catalogue

MAKER_WORDS = {"company", "maker", "carmaker", "manufacturer", "firm", "brand", "marque", "automaker"}
PRONOUNS = {
    "winner", "leader", "champion", "it", "them", "they", "that", "those", "one", "ones", "its", "their", "he",
}  # fmt: skip
MOST_AT_ONCE = 5
"""Leaders of a ranking that are spoken of together."""
POINTED_AT = {"brand", "model", "car", "maker", "make", "company", "carmaker"}


def makers_of(subjects: tuple[Subject, ...], catalogue: Catalogue) -> tuple[Subject, ...]:
    """The makers of models: "the company" after a car."""
    makers = {catalogue.models[subject.id].brand: subject for subject in subjects if subject.id in catalogue.models}
    if not makers:
        return subjects
    return tuple(Subject(brand, SubjectKind.BRAND, Origin.CONVERSATION) for brand in makers)


def anchor_of(before: Question) -> Period | None:
    """The period that times of the next turn are told from."""
    return next((when.period for when in before.whens if when.period is not None), None)


def union(*said: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Subjects of several turns, each once."""
    return tuple({subject.id: subject for subjects in said for subject in subjects}.values())


def subjects_of(
    draft: Draft, slots: Slots, words: list[str], last: Turn, catalogue: Catalogue, carried: list[str]
) -> tuple[Subject, ...]:
    """What is spoken of: what the text names, what it points at, else what was spoken of before."""
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
    pronoun = PRONOUNS & set(words)
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
    as_share = draft.shares and "as" in words
    pronoun |= {word for that, word in pairwise(words) if that in ("that", "this") and word in POINTED_AT}
    lists = {"list", "ranking", "rankings", "table", "top", "chart", "charts"} & set(words)
    if as_share and not draft.places and (leading := _ranked(last, catalogue)):
        carried.extend(catalogue.display_name(subject.id) for subject in leading)
        return leading
    if (
        focus
        and market
        and not lists
        and (pronoun or (draft.has("count") and not draft.powertrains))
        and not draft.has("rank")
    ):
        carried.append(catalogue.display_name(focus[0]))
        return (_subject(focus[0], catalogue),)
    if before.subjects:
        carried.extend(
            catalogue.display_name(subject.id) if subject.kind is not SubjectKind.MARKET else "the market"
            for subject in before.subjects
        )
        return tuple(replace(subject, origin=Origin.CONVERSATION) for subject in before.subjects)
    return slots.subjects


def _ranked(last: Turn, catalogue: Catalogue) -> tuple[Subject, ...]:
    """The makers or models that came first in the ranking before: as many as were asked for, else the first."""
    before = last.question
    if before.intent is not Intent.RANK or before.rank_of not in ("brand", "model", "group") or before.is_beyond:
        return ()
    wanted = last.ranked[: min(before.limit or 1, MOST_AT_ONCE)]
    return tuple(_subject(ident, catalogue) for ident in wanted)


def _subject(ident: str, catalogue: Catalogue) -> Subject:
    kinds = ((SubjectKind.MODEL, catalogue.models), (SubjectKind.BRAND, catalogue.brands))
    kind = next((kind for kind, known in kinds if ident in known), SubjectKind.GROUP)
    return Subject(ident, kind, Origin.CONVERSATION)


def places_of(draft: Draft, words: list[str], before: Question, carried: list[str]) -> tuple[Place, ...]:
    """Where: the places of the text, beside or instead of those before, else those before."""
    if len(draft.places) > 1 and words[0] in ("swap", "replace", "exchange", "switch"):
        return tuple(draft.places[-1:])
    if draft.places:
        joining = {"vs", "versus", "against", "plus", "compare", "compared", "add", "include", "with", "also"}
        adds = words[0] in joining and before.places and before.intent is not Intent.RANK
        if adds:
            return (*before.places, *draft.places)
        if before.share_of is ShareAsked.PLACE and before.places and not draft.shares and len(draft.places) == 1:
            return (*draft.places, before.places[-1])  # another place's part of the same larger one
        return tuple(draft.places)
    if before.intent in (Intent.AVAILABILITY, Intent.DESCRIBE) and "there" not in words and not draft.predicates:
        return ()
    carried.extend(place.id for place in before.places)
    return tuple(replace(place, origin=Origin.CONVERSATION) for place in before.places)


def whens_of(
    draft: Draft, slots: Slots, before: Question, carried: list[str], dated_from: Period | None
) -> tuple[When, ...]:
    """When: the times of the text, told from the time before where they lean on it, else the times before."""
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
