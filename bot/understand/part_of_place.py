"""Whether a share is one place's part of a larger one: "China's share of global EV sales", "how much of Europe's BEVs".

Two places side by side are compared instead ("the EV share in Germany and Europe"): what tells them apart is which of
the two stands where around the word for the share.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Intent, MeasureAsked, Origin, Place, Question, ShareAsked, SubjectKind
from bot.understand.draft import Draft
from bot.understand.slots import Slots
from bot.understand.spans import Span
from facts import Powertrain

_WORLD = "world"
_LARGEST = (_WORLD, "europe")
_OTHER_QUESTIONS = (
    "versus", "than", "or", "outsell", "difference", "average", "when", "superlative", "rank", "fewest",
)  # fmt: skip
_JOINERS = frozenset({"and", "or", "vs", "versus", "against", "with", "than", "to", "&", "/", "plus", "in", "the"})
_OF = frozenset({"of", "in"})
_PASSIVE = frozenset({
    "are", "were", "is", "was", "get", "got", "being", "been", "sold", "registered", "bought", "delivered", "in", "the",
    "now", "currently", "today", "cars", "vehicles", "that", "have", "has", "all", "new", "ended", "up", "end",
})  # fmt: skip
_FRACTIONS = frozenset({"half", "third", "quarter", "thirds", "quarters", "majority", "fifth", "tenth", "most"})
_DONE = frozenset({"sold", "registered", "bought", "delivered"})


def part_of_place(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The question for the part that some places have of a larger one, which comes last; None where none is asked."""
    whole = _larger(draft)
    parts = tuple(place for place in draft.places if whole is None or place.id != whole.id)
    side_by_side = whole is not None and len(parts) > 1 and names_market_of(draft, whole)
    others = [cue for cue in _OTHER_QUESTIONS if not (side_by_side and cue in ("versus", "than"))]
    if draft.has(*others) or {subject.kind for subject in slots.subjects} & {SubjectKind.GROUP}:
        return None
    if whole is None:
        if not _are_sold_there(draft, slots):
            return None
        whole = Place(_WORLD, Origin.INFERRED)
    elif not parts or not _is_part(draft, whole, parts):
        return None
    asked = replace(
        question, intent=Intent.SHARE, share_of=ShareAsked.PLACE, places=(*parts, whole), breakdown=None, together=False
    )
    if not draft.powertrains and not draft.subjects and "car" in draft.vehicles:
        asked = replace(asked, powertrains=(Powertrain.ALL,), powertrain_origin=Origin.SAID)
    if question.measure is None and _are_there(draft, parts):
        asked = replace(asked, measure=MeasureAsked.STOCK)
    return asked


def _are_there(draft: Draft, parts: tuple[Place, ...]) -> bool:
    """ "… of the world's electric cars are in China": those that are there, not those sold in a year."""
    there = _span_of(draft, parts[0]) if parts else None
    words = [token.text for token in draft.tokens[: there.first]] if there is not None else []
    return words[-2:] in (["are", "in"], ["is", "in"], ["were", "in"]) and not draft.times


def _larger(draft: Draft) -> Place | None:
    """The place of which the others are parts: the world, or the one that is no country."""
    groups = [place for place in draft.places if place.id.islower()]
    largest = next((place for name in _LARGEST for place in groups if place.id == name), None)
    return largest or (groups[0] if len(groups) == 1 else None)


def names_market_of(draft: Draft, whole: Place) -> bool:
    """ "The European EV market", "the world's EV sales": the place right before the cars that are counted in it."""
    span = _span_of(draft, whole)
    following = [other for other in draft.spans if span is not None and other.first > span.last]
    return bool(following) and any(following[0].has(kind) for kind in ("powertrain", "measure", "vehicle"))


def splits_a_market(draft: Draft) -> bool:
    """ "Which country accounts for most of the world's EV sales": parts of one market, which its numbers rank."""
    whole = _larger(draft)
    span = _span_of(draft, whole) if whole is not None else None
    if whole is None or span is None or not names_market_of(draft, whole):
        return False
    words = [token.text for token in draft.tokens[: span.first] if token.text != "the"]
    return words[-1:] == ["of"]


def _is_part(draft: Draft, whole: Place, parts: tuple[Place, ...]) -> bool:
    """ "X's share of Y", "share of X in Y", "what share of Y is in X"."""
    cue = _cue(draft)
    first, larger = _span_of(draft, parts[0]), _span_of(draft, whole)
    if cue is None or first is None or larger is None:
        return False
    at = cue[0]
    between = draft.words_between(min(first.last, larger.last), max(first.first, larger.first))
    if set(between) <= _JOINERS and not (at < first.first < larger.first and _follows_of(draft, at, first)):
        return False
    if first.first < at < larger.first:
        return bool(_OF & {token.text for token in draft.tokens[at : larger.first]})
    if at < larger.first < first.first:
        return "of" in [token.text for token in draft.tokens[at : larger.first]]
    return at < first.first < larger.first and _follows_of(draft, at, first)


def _follows_of(draft: Draft, at: int, part: Span) -> bool:
    """ "The share of China in …": the part right behind the word for the share."""
    words = [token.text for token in draft.tokens[at : part.first] if not token.is_sign]
    return words[-1:] == ["of"] or words[-2:] == ["of", "the"]


def _are_sold_there(draft: Draft, slots: Slots) -> bool:
    """ "What share of all EVs are sold in China": of those of the world, where nothing else is said of them."""
    if len(draft.places) != 1 or draft.subjects or len(slots.powertrains) != 1 or "ALL" in draft.powertrains:
        return False
    cue, there = _cue(draft), _span_of(draft, draft.places[0])
    kinds = [span for span in draft.spans if span.has("powertrain")]
    if cue is None or there is None or len(kinds) != 1 or not cue[1] < kinds[0].first < there.first:
        return False
    opening = {token.text for token in draft.tokens[cue[0] : kinds[0].first] if not token.is_sign}
    joined = set(draft.words_between(kinds[0].last, there.first))
    of_them = "of" in opening and kinds[0].first - cue[1] <= 4
    return of_them and bool(joined & _DONE) and joined <= _PASSIVE


def _cue(draft: Draft) -> tuple[int, int] | None:
    """The first and last token of what tells of a share; of a claim its number: "more than half of", "60 % of"."""
    for span in draft.spans:
        if span.has("sharecue"):
            return span.first, span.last
    percent = next((number for number in draft.numbers if number.is_percent), None)
    if percent is not None:
        return percent.first, percent.last
    texts = [token.text for token in draft.tokens]
    return next(((at, at) for at, text in enumerate(texts[:-1]) if text in _FRACTIONS and texts[at + 1] == "of"), None)


def _span_of(draft: Draft, place: Place) -> Span | None:
    return next((span for span in draft.spans if place.id in span.values("region")), None)
