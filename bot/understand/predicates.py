"""Which dated fact is asked for: a launch, an end, where a thing can be had, who makes it, what came after it.

The verbs are those of `words/statements.toml`; words such as "start" or "stop" count only where a date or a yes is
asked. It looks at no figures; see `facts_asked` for what is made of the predicate.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.question import MeasureAsked
from bot.understand.draft import Draft
from bot.understand.openings import YES_NO_STARTS
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.slots import Slots
from facts import Predicate

OFFERS = {"where", "markets", "countries", "market", "country", "available", "availability", "offered", "there"}
MADE = {"assembly", "assembled", "production", "plant", "factory"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text as far as its predicate hangs on it."""

    draft: Draft
    slots: Slots
    named: list[str]
    """The predicates that its verbs name."""
    words: list[str]

    @property
    def when(self) -> bool:
        """Whether a date is asked for."""
        return self.draft.has("when") or "date" in self.words or self.words[:1] in (["since"],)

    @property
    def yes_no(self) -> bool:
        """Whether a yes is asked for."""
        first = self.words[:1]
        return bool(first) and (first[0] in YES_NO_STARTS or first[0] in ("can", "could", "will"))

    @property
    def has_number(self) -> bool:
        """Whether a number is said."""
        return self.slots.quantity is not None

    @property
    def is_built(self) -> bool:
        """Whether building is spoken of."""
        return self.slots.measure is MeasureAsked.BUILT


def names_predicate(draft: Draft, slots: Slots) -> bool:
    """Whether a dated fact is named at all, and no number that would make it a question on figures."""
    if slots.quantity is not None and slots.quantity.value >= LEAST_THRESHOLD:
        return False
    return any(predicate in tuple(Predicate) for predicate in draft.predicates)


def asked_predicate(draft: Draft, slots: Slots, predicates: list[str], words: list[str]) -> Predicate | None:
    """The predicate that is asked for, or None where none is."""
    asked = _Asked(draft, slots, [name for name in predicates if name in tuple(Predicate)], words)
    for decide in (_by_opening, _by_other_verbs, _by_wording, _by_launch_or_end, _by_availability):
        if (found := decide(asked)) is not None:
            return found
    if asked.when and asked.named and asked.named[0] in ("launched", "discontinued"):
        return Predicate(asked.named[0])
    if draft.has("or", "versus") and (len(draft.places) > 1 or len(draft.subjects) > 1):
        return None
    return _by_place(asked)


def _by_opening(asked: _Asked) -> Predicate | None:
    """ "Where is it built?", "since when", "until when", "when was the first one sold?"."""
    draft, words = asked.draft, asked.words
    if words[:1] == ["where"] and asked.is_built:
        return Predicate.MAKER_OF
    if words[:2] == ["since", "when"] and asked.slots.measure is not None and not asked.has_number and draft.subjects:
        return Predicate.LAUNCHED
    if "launched" in words and "?" in draft.text and not asked.has_number and len(words) < 6:
        return Predicate.LAUNCHED
    if words[:2] in (["until", "when"], ["till", "when"]) and asked.is_built and draft.subjects:
        return Predicate.DISCONTINUED
    first = "first" in words or "1st" in words
    if asked.when and "discontinued" not in asked.named and first and asked.slots.measure is not None:
        return Predicate.LAUNCHED
    return None


def _by_other_verbs(asked: _Asked) -> Predicate | None:
    if asked.draft.has("rank", "count"):
        return None
    others = ("successor", "rebadged_as", "expected", "maker_of")
    return next((Predicate(name) for name in others if name in asked.named), None)


def _by_wording(asked: _Asked) -> Predicate | None:
    """ "End of production", "first deliveries", "launch of"."""
    draft, words = asked.draft, asked.words
    if draft.has("count", "average", "difference") or asked.has_number:
        return None
    if "end" in words and "production" in words:
        return Predicate.DISCONTINUED
    inside = {index for read in draft.times for index in range(read.first, read.last + 1)}
    outside = [token.text for index, token in enumerate(draft.tokens) if index not in inside]
    at = outside.index("first") if "first" in outside else len(outside)
    first_delivery = bool({"deliveries", "delivery"} & set(outside[at : at + 4]))
    return Predicate.LAUNCHED if first_delivery or words[:2] == ["launch", "of"] else None


def _by_launch_or_end(asked: _Asked) -> Predicate | None:
    draft, words, whens = asked.draft, asked.words, asked.slots.whens
    if "launched" in draft.strong_predicates and not asked.has_number:
        return Predicate.LAUNCHED
    if "discontinued" in draft.strong_predicates and not whens:
        return Predicate.DISCONTINUED
    if "discontinued" in asked.named and (asked.when or asked.yes_no or "still" in words or len(words) < 6):
        return Predicate.DISCONTINUED
    brief = ("launch" in words and len(words) < 6) or ("launched" in words and not whens)
    return Predicate.LAUNCHED if "launched" in asked.named and (asked.when or "date" in words or brief) else None


def _by_availability(asked: _Asked) -> Predicate | None:
    if "available_in" not in asked.named:
        return None
    offered = bool(OFFERS & set(asked.words)) or asked.draft.has("where")
    asks = not asked.slots.whens or asked.yes_no or asked.when or offered
    return Predicate.AVAILABLE_IN if asks else None


def _by_place(asked: _Asked) -> Predicate | None:
    """ "Where is it sold?", "can I buy it in Norway?", "in which countries was it sold?"."""
    draft, words, measure = asked.draft, asked.words, asked.slots.measure
    if draft.has("where") or "where" in words:
        return Predicate.MAKER_OF if asked.is_built or MADE & set(words) else Predicate.AVAILABLE_IN
    compares = draft.has("rank", "outsell", "growth", "fall", "than")
    if asked.yes_no and measure is not None and len(draft.places) == 1 and not compares and not asked.has_number:
        return Predicate.AVAILABLE_IN
    ranks = draft.has("rank", "superlative", "outsell", "fewest")
    which = draft.has("ofregion") and words[0] in ("which", "what", "in")
    if which and measure is not None and not ranks and draft.subjects and not asked.slots.whens:
        return Predicate.MAKER_OF if asked.is_built else Predicate.AVAILABLE_IN
    return None
