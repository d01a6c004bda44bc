"""What is settled before figures are looked at: greetings and help, other subjects, words that no figure can follow.

Each gate returns a Question, a typed Refusal, or None to let the text pass on. Questions for a dated fact instead of a
number are `facts_asked`'s, names with several meanings `ambiguity`'s.
"""

from __future__ import annotations

from dataclasses import replace

from bot.memory import Memory
from bot.question import (
    Bound,
    Intent,
    MeasureAsked,
    Question,
    Refusal,
    RefusalKind,
    SubjectKind,
)
from bot.understand.claims import claim_of
from bot.understand.draft import Draft
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.slots import Slots, base_question
from facts.catalogue import Catalogue

STATEMENT_TOPICS = {"range", "battery", "people", "forecast", "otherproduct"}
"""Topics that a dated statement may touch upon: let through where a statement is asked for in so many words."""

_PACE = frozenset({"fastest", "slowest", "faster"})
_GOING = frozenset({"go", "sell", "retail", "list"})
"""Verbs that ask with "for" what a thing costs."""


def early(draft: Draft, slots: Slots, memory: Memory) -> Question | Refusal | None:
    """Empty texts, greetings, help, insults and injections."""
    words = [token for token in draft.tokens if not token.is_sign]
    if not words:
        return Refusal(RefusalKind.NOT_UNDERSTOOD, draft.text, "empty")
    kinds = {topic for topic, _ in draft.topics}
    if "injection" in kinds:
        return Refusal(RefusalKind.OUT_OF_SCOPE, draft.text, "injection")
    silent = not draft.has_data and not draft.measures and slots.quantity is None and not draft.below
    if "insult" in kinds and silent:
        return Refusal(RefusalKind.OUT_OF_SCOPE, draft.text, "insult")
    if "reading" in draft.talk and silent and memory.last is not None:
        again = base_question(draft, slots, Intent.HELP)
        return replace(again, topic="reading", subjects=(), claims=(memory.last.question,))
    if (
        draft.talk
        and silent
        and not draft.times
        and not draft.topics
        and (not draft.qualifiers or "thanks" in draft.talk)
        and not draft.has("coverage", "source")
    ):
        if not _only_talk(draft) and (memory.last is not None or draft.has("second", "third", "versus")):
            return None
        for topic in ("help", "how", "thanks", "bye", "hello"):
            if topic in draft.talk and (topic in ("help", "how") or not draft.has("ofregion", "ofmodel", "ofbrand")):
                intent = Intent.HELP if topic == "help" else Intent.SMALLTALK
                if len(draft.leftovers) <= 2 or topic == "help":
                    return replace(base_question(draft, slots, intent), topic=topic)
    return None


def _only_talk(draft: Draft) -> bool:
    return not draft.cues - {"check", "or", "count"} and not draft.predicates and len(draft.leftovers) <= 1


def future(draft: Draft, slots: Slots) -> Refusal | None:
    """Periods that have not begun: no forecasts are made."""
    counted = slots.measure in (MeasureAsked.SOLD, MeasureAsked.DELIVERED, MeasureAsked.REGISTERED)
    counts = set(draft.predicates) <= {"describe", "expected"} and counted and not draft.has("when")
    if draft.predicates and not counts:
        return None
    for read in draft.times:
        ends = read.period is not None and read.period.end.year > draft.today.year
        starts = read.period is not None and read.period.start is not None and read.period.start > draft.today
        if read.is_future or starts or (ends and read.bound is Bound.UNTIL):
            question = base_question(draft, slots, Intent.COUNT)
            return Refusal(
                RefusalKind.OUT_OF_SCOPE,
                draft.text,
                "forecast",
                draft.text_between(read.first, read.last),
                question=question,
            )
    return None


def unanswerable(draft: Draft, slots: Slots, catalogue: Catalogue) -> Refusal | None:
    """Other subjects, the future, qualifiers that no figure can follow, places below a country, wrong makers."""
    refusal = _refusal(draft, slots, catalogue)
    if refusal is None or refusal.question is None or claim_of(draft, slots) is None:
        return refusal
    return replace(refusal, question=replace(refusal.question, intent=Intent.CHECK))


def _refusal(draft: Draft, slots: Slots, catalogue: Catalogue) -> Refusal | None:
    question = base_question(draft, slots, Intent.COUNT)
    topic = _topic(draft, slots)
    if topic is not None:
        return Refusal(RefusalKind.OUT_OF_SCOPE, draft.text, topic[0], topic[1], question=question)
    for read in draft.times:
        if read.is_future or (
            read.period is not None
            and read.period.start is not None
            and read.period.start > draft.today
            and not draft.predicates
        ):
            return Refusal(
                RefusalKind.OUT_OF_SCOPE,
                draft.text,
                "forecast",
                draft.text_between(read.first, read.last),
                question=question,
            )
    if (
        draft.mismatch is None
        and not draft.has("or", "versus", "than", "outsell", "together")
        and not set(draft.predicates) & {"maker_of", "rebadged_as", "successor", "commitment"}
    ):
        draft.mismatch = _wrong_maker(draft, catalogue)
    if draft.mismatch is not None:
        brand, model = draft.mismatch
        detail = f"{catalogue.display_name(model)}|{catalogue.display_name(brand)}"
        return Refusal(RefusalKind.NO_DATA, draft.text, "wrong_maker", detail, question=question)
    ordinal = any(number.is_ordinal and number.value >= LEAST_THRESHOLD for number in draft.numbers)
    if draft.below and not ordinal and not _is_statement_like(draft, slots):
        place = catalogue.places[draft.below[0][0]]
        inside = catalogue.regions.get(place.inside)
        detail = f"{place.name}|{inside.name if inside else ''}"
        return Refusal(RefusalKind.NO_DATA, draft.text, "below_country", detail, question=question)
    if draft.origins and not draft.subjects and not _is_statement_like(draft, slots):
        return Refusal(RefusalKind.NO_DATA, draft.text, "qualifier_origin", draft.origins[0], question=question)
    if draft.qualifiers and not _is_statement_like(draft, slots):
        kind, said = draft.qualifiers[0]
        return Refusal(RefusalKind.NO_DATA, draft.text, f"qualifier_{kind}", said, question=question)
    return None


def _wrong_maker(draft: Draft, catalogue: Catalogue) -> tuple[str, str] | None:
    """A maker as the doer ("did Nissan build …") and one model of another maker."""
    brands = [subject for subject in draft.subjects if subject.kind is SubjectKind.BRAND]
    models = [subject for subject in draft.subjects if subject.kind is SubjectKind.MODEL]
    words = {token.text for token in draft.tokens}
    if (
        len(brands) != 1
        or len(models) != 1
        or not words & {"did", "does", "has", "have", "sell", "sold", "build", "built"}
    ):
        return None
    model = catalogue.models.get(models[0].id)
    related = {models[0].id.split("/")[0], *(sister.split("/")[0] for sister in (model.sisters if model else ()))}
    if brands[0].id in related or "and" in words:
        return None
    return brands[0].id, models[0].id


def is_pace(said: str) -> bool:
    """Whether a topic's words, beside growth, tell how fast the sales grew, and not how fast a car goes."""
    return said.lower() in _PACE


def _topic(draft: Draft, slots: Slots) -> tuple[str, str] | None:
    aside = _said_aside(draft)
    for topic, said in draft.topics:
        if said in aside:
            continue
        if topic == "insult" and draft.has_data:
            continue
        if is_pace(said) and draft.has("growth", "fall"):
            continue
        if topic == "range" and draft.has("rank") and _is_range_of_models(draft, said):
            continue
        changes = draft.has("growth", "fall", "outsell", "difference") or bool(
            {"up", "down"} & {token.text for token in draft.tokens}
        )
        if topic == "range" and changes and (slots.measure or draft.times):
            continue
        if topic == "price" and said.lower().startswith("how much") and (slots.measure or draft.shares):
            continue  # "how much are EV sales up": of sales, not of money
        if topic in STATEMENT_TOPICS and _is_statement_like(draft, slots) and not draft.has("count"):
            continue
        return topic, said
    return _price_asked(draft)


def _price_asked(draft: Draft) -> tuple[str, str] | None:
    """ "What does an EV3 go for in Denmark": money, and no number of cars; "go for 2024" is a time."""
    texts = [token.text for token in draft.tokens]
    timed = {read.first for read in draft.times}
    for index in range(2, len(texts) - 1):
        if texts[index] not in _GOING or texts[index + 1] != "for" or {index + 1, index + 2} & timed:
            continue
        if texts[0] == "what" and {"do", "does", "did", "would"} & set(texts[1:index]):
            return "price", draft.text_between(index, index + 1)
    return None


def _is_range_of_models(draft: Draft, said: str) -> bool:
    """ "BMW's electric range, ordered by registrations": what a maker sells, not how far it goes."""
    texts = [token.text for token in draft.tokens]
    at = texts.index(said.lower()) if said.lower() in texts else 0
    return (
        at > 0
        and texts[at - 1] in ("electric", "model", "ev", "car", "product", "bev")
        and not draft.has("superlative")
    )


def _said_aside(draft: Draft) -> set[str]:
    """Topics of a remark after a comma that follows a whole question: "…, before the discount died"."""
    found: set[str] = set()
    for span in draft.spans:
        if not span.has("topic"):
            continue
        comma = max((i for i in range(span.first) if draft.tokens[i].text in (",", "(")), default=None)
        if comma is None:
            continue
        before = [other for other in draft.spans if other.last < comma]
        after = [other for other in draft.spans if other.first > comma]
        asks = {"what", "how", "why", "is", "are", "do", "does", "and", "which", "whats"}
        remark = not asks & {token.text for token in draft.tokens[comma:]}
        told = any(other.is_name or other.has("powertrain") for other in before)
        dated = any(other.time is not None for other in before)
        named = any(other.is_name or other.time is not None or other.has("measure") for other in after)
        if remark and told and dated and not named:
            found.add(draft.said(span))
    return found


def _is_statement_like(draft: Draft, slots: Slots) -> bool:
    """Whether a dated fact is asked for, in which such words may simply occur."""
    if not (draft.subjects or draft.ambiguous):
        return False
    strong = set(draft.predicates) & {
        "expected", "successor", "rebadged_as", "maker_of", "commitment", "discontinued", "launched",
    }  # fmt: skip
    if not draft.has("when", "check") and not {"discontinued", "launched"} & set(draft.strong_predicates):
        strong -= {"discontinued", "launched"}
    if draft.has("why"):
        return bool(draft.measures or draft.has("growth", "fall") or "discontinued" in draft.predicates)
    return bool(strong) and not draft.has("count", "average", "rank")
