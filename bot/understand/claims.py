"""Claims: "is it true that …", "…, right?", "check: …" and plain assertions, each read as the question that decides it.

A claim is a Question of intent CHECK that holds the inner question, the claimed quantity and its relation. Which
question that is, is for `deciding`; whether the claim holds is judged by `bot.respond.checking`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.question import INFERRED_MARKET, Intent, Question, SubjectKind
from bot.understand.deciding import VERBS, decided_by, places_a_country
from bot.understand.draft import Draft
from bot.understand.openings import QUESTION_STARTS, YES_NO_STARTS
from bot.understand.slots import Slots, base_question
from facts import Predicate


def claim_of(draft: Draft, slots: Slots) -> Question | None:
    """The claim that a text makes or asks about, or None where it is no claim."""
    words = [token.text for token in draft.tokens if not token.is_sign]
    if not words:
        return None
    quoted = bool(re.search(r"[\"“”«»„].{12,}[\"“”«»]", draft.text)) and slots.quantity is not None
    offered = "check" in words and words[max(0, words.index("check") - 1)] in ("can", "could", "to", "i", "we")
    asked = (draft.has("check") and not offered) or quoted
    yes_no = (
        words[0] in YES_NO_STARTS
        and not _asks_open(draft, words)
        and len(slots.whens) < 3
        and not (
            slots.whens
            and (slots.whens[0].period is not None)
            and (slots.whens[0].period.months or 0) > 12
            and draft.has("trend")
        )
    )
    asserted = _is_assertion(draft, slots, words)
    if _event_claim(draft, slots, words):
        started = "launched" in draft.predicates and not _says_last_built(draft, slots, words)
        predicate = Predicate.LAUNCHED if started else Predicate.DISCONTINUED
        question = base_question(draft, slots, Intent.CHECK)
        return replace(
            question, claims=(replace(question, intent=Intent.AVAILABILITY, predicate=predicate, asks_when=True),)
        )
    if not (asked or yes_no or asserted):
        return None
    market_only = not draft.subjects and not draft.places and not slots.whens
    if market_only and not draft.measures and not draft.shares and slots.quantity is None:
        return None
    if draft.has("count") and slots.quantity is None:
        return None
    inner = decided_by(draft, slots)
    if inner is None:
        return None
    if not inner.subjects:
        if not draft.places:
            return None
        inner = replace(inner, subjects=(INFERRED_MARKET,))
    return replace(inner, intent=Intent.CHECK, claims=(inner,))


def claims_at_all(draft: Draft) -> bool:
    """Whether a text may hold claims: it names something and asks for no figure, date or list."""
    return draft.has_data and not draft.has("count", "when", "list", "chart", "average", "why", "source")


def _asks_open(draft: Draft, words: list[str]) -> bool:
    """ "Is there …", "Did sales grow, and by what percentage?" ask for figures all the same."""
    return (
        bool({"how", "which", "when"} & set(words[1:]))
        or "by what" in draft.text.lower()
        or (words[0] in ("do",) and words[1:2] == ["you"])
    )


def _is_assertion(draft: Draft, slots: Slots, words: list[str]) -> bool:
    if (
        words[0] in QUESTION_STARTS - {"in"}
        or draft.has("count", "when", "chart", "list", "why", "average")
        or words[0] in ("show", "list", "give", "tell", "compare", "top", "rank", "plot", "and")
    ):
        return False
    if places_a_country(draft) and not draft.subjects and _tells_of_first_place(draft, words):
        return True
    if (
        (not draft.subjects and not slots.subjects)
        or {"which", "what", "who", "how", "when", "why"} & set(words)
        or (draft.has("or") and not draft.has("check"))
    ):
        return False
    verb = bool(set(words) & VERBS)
    quantity = slots.quantity is not None
    tense = {"sold", "delivered", "built", "produced", "registered"} & set(words)
    relation = draft.has("rank", "outsell", "growth", "fall", "than") and bool(
        set(words)
        & {"was", "were", "is", "are", "outsold", "fell", "rose", "beat", "has", "became", "overtook", "grew"}
    )
    placed = draft.has("second", "third") and bool({"came", "was", "finished", "ranked", "is", "took"} & set(words))
    if placed and draft.subjects and not draft.has("ofmodel", "ofbrand"):
        return True
    loud = {"outsold", "overtook", "beat"} & set(words)
    compared = {"more", "fewer", "less", "better", "worse"} & set(words) and "than" in words
    ranked = (
        "no" in words and any(number.value <= 10 for number in draft.numbers) and {"was", "is", "were"} & set(words)
    )
    if (
        (loud and len(draft.subjects) + len(draft.places) + len(slots.powertrains) > 1)
        or (compared and bool(tense))
        or ranked
    ):
        return True
    return verb and (
        (quantity and len(words) > 4 and bool(tense or set(words) & VERBS)) or (bool(relation) and len(words) > 5)
    )


def _tells_of_first_place(draft: Draft, words: list[str]) -> bool:
    """ "Norway had …", "the UK was …": the country at the beginning, and a verb right behind it."""
    country = next((span for span in draft.spans if any(value.isupper() for value in span.values("region"))), None)
    if country is None or country.first > 1 or country.last + 1 >= len(draft.tokens):
        return False
    verb = draft.tokens[country.last + 1].text
    return verb in ("had", "has", "was", "is", "became", "were") and not {"what", "which", "how"} & set(words)


def _event_claim(draft: Draft, slots: Slots, words: list[str]) -> bool:
    """ "Hyundai launched the Ioniq 5 in 2019": an event with a date."""
    events = {"launched", "discontinued"} & set(draft.predicates)
    if _says_last_built(draft, slots, words):
        return True
    asks = {"which", "what", "who", "how", "when", "why", "where", "is", "does", "did"} & set(words[:1])
    return (
        bool(events and slots.whens and draft.subjects and slots.quantity is None)
        and not asks
        and not draft.has("when", "count", "growth")
        and bool(
            {
                "launched",
                "quit",
                "first",
                "stopped",
                "ended",
                "discontinued",
                "introduced",
                "started",
                "began",
                "gave",
                "released",
            }
            & set(words)
        )
    )


def _says_last_built(draft: Draft, slots: Slots, words: list[str]) -> bool:
    """ "The last Zoe was built in 2021": the end of production, with its date."""
    named = [subject for subject in draft.subjects if subject.kind is SubjectKind.MODEL]
    built = "built" in draft.measures or "made" in words
    return bool(named and built and slots.whens) and "last" in words and slots.quantity is None and "when" not in words
