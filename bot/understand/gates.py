"""What is settled before figures are looked at: greetings and help, other subjects, words that no figure can follow,
names with several meanings, and questions for a dated fact instead of a number.

Each gate returns a Question, a typed Refusal, or None to let the text pass on.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.memory import Memory
from bot.question import (
    Bound,
    Choice,
    Intent,
    MeasureAsked,
    Origin,
    Question,
    Refusal,
    RefusalKind,
    Subject,
    SubjectKind,
)
from bot.understand import intents
from bot.understand.claims import claim_of
from bot.understand.draft import Draft
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.slots import Slots, base_question
from facts import Predicate
from facts.catalogue import Catalogue
from facts.model import MARKET

STATEMENT_TOPICS = {"range", "battery", "people", "forecast", "otherproduct"}
"""Topics that a dated statement may touch upon: let through where a statement is asked for in so many words."""


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


def _topic(draft: Draft, slots: Slots) -> tuple[str, str] | None:
    aside = _said_aside(draft)
    for topic, said in draft.topics:
        if said in aside:
            continue
        if topic == "insult" and draft.has_data:
            continue
        if topic == "range" and draft.has("rank") and _is_range_of_models(draft, said):
            continue
        if topic == "range" and draft.has("growth", "fall", "outsell", "difference") and (slots.measure or draft.times):
            continue
        if topic in STATEMENT_TOPICS and _is_statement_like(draft, slots) and not draft.has("count"):
            continue
        return topic, said
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


def statement_or_meta(draft: Draft, slots: Slots, catalogue: Catalogue) -> Question | Refusal | None:
    """Questions on sources, coverage, members, launches, availability, and claims."""
    question = base_question(draft, slots, Intent.DESCRIBE)
    words = {token.text for token in draft.tokens}
    claim = claim_of(draft, slots)
    if claim is None and _asks_first(draft, slots):
        return replace(question, subjects=slots.subjects or (Subject(MARKET, SubjectKind.MARKET, Origin.INFERRED),))
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
    if (draft.has("coverage") or _asks_reach(draft)) and slots.quantity is None and not slots.whens:
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


def _asks_first(draft: Draft, slots: Slots) -> bool:
    """ "Who built a million EVs first?", "the first model to sell a million": nobody is named, a number is."""
    texts = [token.text for token in draft.tokens if not token.is_sign]
    if draft.subjects or slots.quantity is None or "first" not in texts or draft.has("count", "when"):
        return False
    after = set(texts[texts.index("first") + 1 : texts.index("first") + 3])
    return {"who", "which", "what"} & set(texts) != set() and not after & {"year", "month", "quarter", "half"}


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


def asked_predicate(draft: Draft, slots: Slots, predicates: list[str], words: list[str]) -> Predicate | None:
    """The predicate that is asked for; words such as "start" or "stop" count only where a date or a yes is asked."""
    named = [p for p in predicates if p in tuple(Predicate)]
    if words[:1] == ["where"] and slots.measure is MeasureAsked.BUILT:
        return Predicate.MAKER_OF
    asks_when = draft.has("when") or "date" in words or words[:1] in (["since"],)
    if words[:2] == ["since", "when"] and slots.measure is not None and slots.quantity is None and draft.subjects:
        return Predicate.LAUNCHED
    if "launched" in words and "?" in draft.text and slots.quantity is None and len(words) < 6:
        return Predicate.LAUNCHED
    yes_no = bool(words) and (words[0] in intents.YES_NO_STARTS or words[0] in ("can", "could", "will"))
    ended = "discontinued" in named
    if words[:2] in (["until", "when"], ["till", "when"]) and slots.measure is MeasureAsked.BUILT and draft.subjects:
        return Predicate.DISCONTINUED
    if asks_when and not ended and ("first" in words or "1st" in words) and slots.measure is not None:
        return Predicate.LAUNCHED
    for predicate in ("successor", "rebadged_as", "expected", "maker_of"):
        if predicate in named and not draft.has("rank", "count"):
            if predicate == "maker_of" and draft.has("rank"):
                continue
            return Predicate(predicate)
    plain = not draft.has("count", "average", "difference") and slots.quantity is None
    if plain and "end" in words and "production" in words:
        return Predicate.DISCONTINUED
    inside = {index for read in draft.times for index in range(read.first, read.last + 1)}
    outside = [token.text for index, token in enumerate(draft.tokens) if index not in inside]
    at = outside.index("first") if "first" in outside else len(outside)
    first_delivery = bool({"deliveries", "delivery"} & set(outside[at : at + 4]))
    if plain and (first_delivery or words[:2] == ["launch", "of"]):
        return Predicate.LAUNCHED
    if "launched" in draft.strong_predicates and slots.quantity is None:
        return Predicate.LAUNCHED
    if "discontinued" in draft.strong_predicates and not slots.whens:
        return Predicate.DISCONTINUED
    if "discontinued" in named and (asks_when or yes_no or "still" in words or len(words) < 6):
        return Predicate.DISCONTINUED
    if "launched" in named and (
        asks_when
        or "date" in words
        or ("launch" in words and len(words) < 6)
        or ("launched" in words and not slots.whens)
    ):
        return Predicate.LAUNCHED
    offers = {"where", "markets", "countries", "market", "country", "available", "availability", "offered", "there"}
    if "available_in" in named and (
        not slots.whens or yes_no or asks_when or offers & set(words) or draft.has("where")
    ):
        return Predicate.AVAILABLE_IN
    if asks_when and named and named[0] in ("launched", "discontinued"):
        return Predicate(named[0])
    if draft.has("or", "versus") and (len(draft.places) > 1 or len(draft.subjects) > 1):
        return None
    if draft.has("where") or "where" in words:
        made = {"assembly", "assembled", "production", "plant", "factory"} & set(words)
        return Predicate.MAKER_OF if slots.measure is MeasureAsked.BUILT or made else Predicate.AVAILABLE_IN
    if (
        yes_no
        and slots.measure is not None
        and len(draft.places) == 1
        and not draft.has("rank", "outsell", "growth", "fall", "than")
        and slots.quantity is None
    ):
        return Predicate.AVAILABLE_IN
    if (
        draft.has("ofregion")
        and slots.measure is not None
        and not draft.has("rank", "superlative", "outsell", "fewest")
        and draft.subjects
        and words[0] in ("which", "what", "in")
        and not slots.whens
    ):
        if slots.measure is MeasureAsked.BUILT:
            return Predicate.MAKER_OF
        return Predicate.AVAILABLE_IN
    return None


def ambiguous_name(draft: Draft, slots: Slots, catalogue: Catalogue) -> Refusal:
    """Ask back which of several things a name means; each choice is the same question with the full name in it."""
    ident, span = draft.ambiguous[0]
    ambiguity = catalogue.ambiguities[ident]
    start, end = draft.tokens[span.first].start, draft.tokens[span.last].end
    choices = []
    for meaning in ambiguity.means:
        name = _name(meaning, catalogue)
        choices.append(Choice(name, f"{draft.text[:start]}{name}{draft.text[end:]}"))
    question = base_question(draft, slots, Intent.COUNT)
    subjects = [
        Subject(meaning, SubjectKind.MODEL, Origin.INFERRED)
        for meaning in ambiguity.means
        if meaning in catalogue.models
    ]
    others = tuple(
        subject for subject in draft.subjects if all(subject.id != meaning.split("/")[0] for meaning in ambiguity.means)
    )
    if subjects:
        read = intents.figure_intent(draft, replace(slots, subjects=(subjects[0], *others)))
        question = replace(read, subjects=tuple(subjects), others=others, text=draft.text)
    return Refusal(
        RefusalKind.AMBIGUOUS, draft.text, "name", draft.said(span), choices=tuple(choices), question=question
    )


def _name(ident: str, catalogue: Catalogue) -> str:
    return catalogue.places[ident].name if ident in catalogue.places else catalogue.display_name(ident)
