"""Questions for something else than a figure: dated facts, sources, coverage, lists of what there is, and claims.

Each returns a Question, a typed Refusal, or None where a figure is asked for. Which fact a verb asks for is decided in
`predicates`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.question import (
    INFERRED_MARKET,
    Intent,
    Question,
    Refusal,
    SubjectKind,
)
from bot.understand.ambiguity import ambiguous_name
from bot.understand.claims import claim_of
from bot.understand.draft import Draft
from bot.understand.predicates import asked_predicate
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.slots import Slots, base_question
from bot.understand.thresholds import first_beyond
from facts import Predicate
from facts.catalogue import Catalogue

AFTER_KNOW = {"when", "how", "which", "who", "what", "if", "whether", "why", "in"}


def statement_or_meta(draft: Draft, slots: Slots, catalogue: Catalogue) -> Question | Refusal | None:
    """Questions on sources, coverage, members, launches, availability, and claims."""
    question = base_question(draft, slots, Intent.DESCRIBE)
    words = {token.text for token in draft.tokens}
    claim = claim_of(draft, slots)
    asks = claim is None or draft.tokens[0].text == "first"
    if asks and not draft.ambiguous and (first := first_beyond(draft, slots, question)) is not None:
        return first
    if claim is None and _asks_first(draft, slots):
        return replace(question, subjects=slots.subjects or (INFERRED_MARKET,), rank_of=_first_of_which(draft))
    if claim is not None:
        if draft.ambiguous:
            return ambiguous_name(draft, slots, catalogue)
        return claim
    if {"made", "up", "most"} <= {token.text for token in draft.tokens} and draft.subjects:
        return replace(question, intent=Intent.DESCRIBE)
    if draft.has("why") and (draft.has_data or draft.measures or draft.powertrains or draft.has("growth", "fall")):
        return replace(question, intent=Intent.DESCRIBE, asks_why=True)
    if (
        draft.has("source")
        and (
            not draft.measures
            or "source" in words
            or "sources" in words
            or "publication" in words
            or "reported" in words
        )
        and not draft.has("rank", "growth")
    ):
        predicate = next(
            (p for p in ("discontinued", "launched", "successor", "available_in") if p in draft.predicates), None
        )
        if predicate is not None and draft.subjects:
            return replace(question, intent=Intent.DESCRIBE, predicate=Predicate(predicate))
        return replace(question, intent=Intent.SOURCE)
    covers = (draft.has("coverage") and not _asks_politely(draft)) or _asks_reach(draft)
    if covers and slots.quantity is None and not slots.whens:
        asked_names = {"evs", "cars", "electrics", "models"} & words and {"which", "what"} & words
        if (draft.has("ofmodel") or draft.has("list") or asked_names) and any(
            s.kind in (SubjectKind.BRAND, SubjectKind.GROUP) for s in draft.subjects
        ):
            return replace(question, intent=Intent.LIST, rank_of="model")
        return replace(question, intent=Intent.COVERAGE, rank_of=_listed(draft))
    listed = _list(draft, slots, question)
    if listed is not None:
        return listed
    return _statement(draft, slots, question)


def _asks_politely(draft: Draft) -> bool:
    """ "Do you know when BYD overtook Tesla?" asks when, not what we know of."""
    words = [token.text for token in draft.tokens if not token.is_sign]
    return any(pair[0] == "know" and pair[1] in AFTER_KNOW for pair in pairwise(words))


def _asks_first(draft: Draft, slots: Slots) -> bool:
    """ "Who built a million EVs first?", "the first model to sell a million": nobody is named, a number is."""
    texts = [token.text for token in draft.tokens if not token.is_sign]
    if draft.subjects or slots.quantity is None or "first" not in texts or draft.has("count", "when"):
        return False
    after = set(texts[texts.index("first") + 1 : texts.index("first") + 3])
    asks = {"who", "which", "what"} & set(texts) or "first" in texts[:2]
    return bool(asks) and not after & {"year", "month", "quarter", "half"}


def _first_of_which(draft: Draft) -> str:
    """Whether a model was the first or a maker: "the first EV to sell a million", "who built a million EVs first"."""
    if draft.has("ofbrand"):
        return "brand"
    one_car = {"model", "car", "vehicle", "nameplate", "ev", "bev"} & {token.text for token in draft.tokens}
    return "model" if one_car or draft.has("ofmodel") else "brand"


def _asks_reach(draft: Draft) -> bool:
    """ "Up to which month does your Italian data go?": the asker speaks of our figures, not of cars."""
    words = [token.text for token in draft.tokens if not token.is_sign]
    held = {"data", "figures", "numbers", "statistics", "stats", "records", "coverage"}
    holding = any(who == "you" and does in ("have", "got", "hold", "keep") for who, does in pairwise(words))
    edge = {"newest", "latest", "oldest", "earliest", "last", "first"} & set(words)
    if holding and not draft.measures and (held & set(words) or edge) and (draft.places or draft.subjects or edge):
        return True
    ours = [index for index, word in enumerate(words) if word in held and {"your", "the"} & set(words[:index][-3:])]
    return bool(ours) and bool(
        {"go", "goes", "reach", "run", "runs", "end", "ends", "stop", "start", "cover"} & set(words)
    )


def _listed(draft: Draft) -> str:
    for cue, kind in (("ofmodel", "model"), ("ofbrand", "brand"), ("ofregion", "region")):
        if draft.has(cue):
            return kind
    return "all"


def _list(draft: Draft, slots: Slots, question: Question) -> Question | None:
    if {"countries", "country", "markets", "where"} & {token.text for token in draft.tokens}:
        return None
    makers = [subject for subject in draft.subjects if subject.kind in (SubjectKind.BRAND, SubjectKind.GROUP)]
    words = {token.text for token in draft.tokens}
    if (
        not makers
        or draft.has("rank", "count", "superlative", "outsell", "versus", "growth", "fewest")
        or draft.shares
        or draft.numbers
    ):
        return None
    if makers[0].kind is SubjectKind.GROUP and (
        draft.has("ofbrand") or words & {"belong", "belongs", "part", "members", "own", "owns"}
    ):
        return replace(question, intent=Intent.LIST, rank_of="brand")
    if (
        makers[0].kind is SubjectKind.BRAND
        and words & {"belong", "belongs", "owns", "owned", "part"}
        and draft.has("ofgroup", "ofbrand")
    ):
        return replace(question, intent=Intent.LIST, rank_of="group")
    asks = bool(
        words
        & {
            "which",
            "what",
            "list",
            "name",
            "all",
            "welche",
            "quels",
            "que",
            "welke",
            "hvilke",
            "vilka",
            "quali",
            "quais",
            "show",
            "wich",
        }
    )
    names = draft.has("ofmodel") or "models" in words
    bare = "models" in words and len([token for token in draft.tokens if not token.is_sign]) <= 3
    if (
        (
            draft.has("list")
            or bare
            or (asks and names)
            or (asks and words & {"cars", "evs", "electrics", "vehicles"} and not slots.whens and draft.measures)
        )
        and not draft.places
        and not draft.has("second", "third")
    ):
        return replace(question, intent=Intent.LIST, rank_of="model")
    return None


def _statement(draft: Draft, slots: Slots, question: Question) -> Question | Refusal | None:
    texts = [token.text for token in draft.tokens]
    if "first" in texts and texts[texts.index("first") + 1 :][:1] == ["to"] and texts[0] in ("which", "what", "who"):
        return replace(question, intent=Intent.DESCRIBE)
    if slots.quantity is not None and (slots.quantity.value >= LEAST_THRESHOLD or slots.quantity.is_percent):
        tells = {"announcement", "announced", "release", "mentioned"} & {token.text for token in draft.tokens}
        return replace(question, intent=Intent.DESCRIBE) if tells and not draft.has("when", "count") else None
    words = [token.text for token in draft.tokens if not token.is_sign]
    predicates = list(dict.fromkeys(draft.predicates))
    if (happened := _events_asked(draft, slots, words)) is not None:
        return replace(question, intent=Intent.AVAILABILITY, predicate=happened, topic="events")
    if not (draft.subjects or draft.ambiguous):
        wanted = [p for p in predicates if p in ("commitment", "expected")]
        if wanted and not draft.has("count") and not draft.has_data:
            return None
        if "commitment" in predicates and not draft.has("count"):
            return replace(question, intent=Intent.DESCRIBE)
        return None
    hopes = {
        "hope", "hoped", "plan", "planned", "aim", "aimed", "target", "targeted", "targeting", "expected",
        "expect", "hoping",
    }  # fmt: skip
    if "expected" in predicates and hopes & set(words) and draft.subjects and slots.quantity is None:
        return replace(question, intent=Intent.DESCRIBE, predicate=Predicate.EXPECTED)
    counts = draft.has("count", "difference", "average", "ratio", "growth", "record") or draft.shares
    chosen = asked_predicate(draft, slots, predicates, words)
    if chosen is None:
        if _describes(draft, slots, words):
            return replace(question, intent=Intent.DESCRIBE)
        return None
    if counts and chosen is not Predicate.AVAILABLE_IN:
        return None
    if chosen is Predicate.AVAILABLE_IN and counts and not {"markets", "countries"} & set(words):
        return None
    intent = (
        Intent.AVAILABILITY
        if chosen in (Predicate.AVAILABLE_IN, Predicate.LAUNCHED, Predicate.DISCONTINUED)
        else Intent.DESCRIBE
    )
    return replace(question, intent=intent, predicate=chosen, asks_when=draft.has("when") or "date" in words)


def _events_asked(draft: Draft, slots: Slots, words: list[str]) -> Predicate | None:
    """ "Which EVs were launched in 2013?": what happened to cars that nobody names, in a time that is named."""
    named = any(subject.kind is SubjectKind.MODEL for subject in slots.subjects)
    if named or draft.ambiguous or not slots.whens or slots.quantity is not None or draft.measures or draft.shares:
        return None
    plural = {"models", "evs", "cars", "vehicles", "electrics", "bevs", "phevs"} & set(words)
    if not plural or not {"which", "what", "list", "name", "any"} & set(words[:4]):
        return None
    found = [Predicate(name) for name in draft.predicates if name in ("launched", "discontinued")]
    return found[0] if found else None


def _describes(draft: Draft, slots: Slots, words: list[str]) -> bool:
    asks = "describe" in draft.predicates or "commitment" in draft.predicates
    bare = (
        not slots.measure
        and not draft.shares
        and not slots.whens
        and not draft.places
        and not draft.has("rank", "versus", "growth", "fall", "average", "record", "outsell", "superlative")
    )
    if "commitment" in draft.predicates and not draft.has("count", "growth"):
        return True
    if "orders" in draft.predicates:
        return True
    happened = "happened" in words and not draft.has("count")
    return asks and (bare or happened) and bool(draft.subjects)
