"""Whether the names beyond a number are asked for: "which countries had a share above 20 %", "how many models sold over
10,000". The order of cues decides nothing here: a kind of name near the beginning and a number with a direction do.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import INFERRED_MARKET, Intent, Quantity, Question, Relation, SubjectKind
from bot.understand.draft import Draft
from bot.understand.name_kinds import KIND_OF_CUE, KIND_OF_WORD
from bot.understand.openings import opening_colon
from bot.understand.quantities import LEAST_THRESHOLD
from bot.understand.shares import whole_asked
from bot.understand.slots import Slots

_NEAR_THE_BEGINNING = 4
"""The last token at which the kind of name may stand: "And in how many countries", "list all the brands"."""
_CARS = frozenset({"cars", "evs", "bevs", "phevs", "electrics", "vehicles"})
_ASKING = frozenset({"which", "what", "name", "list"})
_UNITS = {"years": "year", "months": "month", "quarters": "quarter"}
_TIMES_COUNTED = frozenset({"year", "month", "quarter", "half", "time"})
_COUNTRIES = frozenset({"country", "countries", "nation", "nations", "market", "markets"})
_ONE_OF_THEM = frozenset({"the", "this", "that", "its", "a", "one"})
_OTHER_QUESTIONS = ("superlative", "fewest", "rank", "when", "check", "average", "growth", "fall", "difference")


def names_beyond(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The list of what lies beyond the number, or None where something else is asked."""
    quantity = slots.quantity
    if quantity is None:
        return _names_counted(draft, slots, question)
    if draft.has(*_OTHER_QUESTIONS) or _firsts(draft):
        return None
    if quantity.relation not in (Relation.MORE, Relation.LESS, Relation.BETWEEN):
        return None
    kind = _kind_asked(draft)
    if kind is None:
        return None
    rank_of, at = kind
    of_share = quantity.is_percent or draft.shares
    if of_share and rank_of != "region":
        return None
    return replace(
        question,
        intent=Intent.RANK,
        rank_of=rank_of,
        is_beyond=True,
        breakdown=None,
        share_of=whole_asked(draft, slots) if of_share else None,
        ascending=quantity.relation is Relation.LESS,
        together=_is_counted(draft, at),
    )


def first_beyond(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """ "Which country first had a share of 50 %?": the country that got there before all others, or None."""
    quantity = slots.quantity
    if quantity is None or quantity.relation in (Relation.LESS, Relation.BETWEEN) or not _says_first(draft):
        return None
    kind = _kind_asked(draft)
    if kind is None or kind[0] != "region" or draft.has(*(cue for cue in _OTHER_QUESTIONS if cue != "when")):
        return None
    in_one_country = len(draft.places) == 1 and draft.places[0].id.isupper()
    return None if in_one_country else _first(draft, slots, question, quantity)


def first_of_countries(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """ "Norway was the first country to pass 50 %": what decides whether the country was first, or None."""
    quantity = slots.quantity
    countries = [place for place in draft.places if place.id.isupper()]
    if quantity is None or quantity.relation in (Relation.LESS, Relation.BETWEEN) or len(countries) != 1:
        return None
    for index in _firsts(draft):
        if any(token.text in _COUNTRIES for token in draft.tokens[index + 1 : index + 3]):
            return _first(draft, slots, question, quantity)
    return None


def _first(draft: Draft, slots: Slots, question: Question, quantity: Quantity) -> Question | None:
    of_share = quantity.is_percent or draft.shares
    if not of_share and quantity.value < LEAST_THRESHOLD:
        return None
    return replace(
        question,
        intent=Intent.MILESTONE,
        subjects=slots.subjects or (INFERRED_MARKET,),
        rank_of="region",
        breakdown=None,
        share_of=whole_asked(draft, slots) if of_share else None,
        asks_when=True,
    )


def _says_first(draft: Draft) -> bool:
    """Whether "first" is said of what is asked for, and not of a time ("the first half", "first year")."""
    texts = [token.text for token in draft.tokens]
    return any(not {*texts[index + 1 : index + 2]} & _TIMES_COUNTED for index in _firsts(draft))


def _firsts(draft: Draft) -> list[int]:
    """Where "first" is said outside of a period: not in "the first half of 2025"."""
    timed = {index for read in draft.times for index in range(read.first, read.last + 1)}
    return [index for index, token in enumerate(draft.tokens) if token.text == "first" and index not in timed]


def _names_counted(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """ "How many brands sold EVs in Norway in 2025?": the names themselves are counted."""
    kind = _kind_asked(draft)
    if kind is None or kind[0] == "region" or draft.has(*_OTHER_QUESTIONS, "coverage", "versus", "growth"):
        return None
    if draft.shares or not _is_counted_at_once(draft, kind[1]) or not (draft.places or draft.times):
        return None
    if any(subject.kind is SubjectKind.MODEL for subject in slots.subjects):
        return None
    return replace(
        question, intent=Intent.RANK, rank_of=kind[0], is_beyond=True, breakdown=None, together=True, quantity=None
    )


def _is_counted_at_once(draft: Draft, at: int) -> bool:
    """Whether "how many" stands right before the kind of name, at most with a maker or a kind of car between."""
    counts = [span for span in draft.spans if span.has("cue", "count") and span.first < at]
    if not counts:
        return False
    between = [span for span in draft.spans if counts[0].last < span.first and span.last < at]
    words = at - counts[0].last - 1
    return words == sum(span.words for span in between) and all(
        span.has("powertrain") or span.is_subject or span.has("vehicle") or span.has("filler") for span in between
    )


def periods_beyond(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """ "In which years did Sweden register more than 60,000?": the periods of one series that lie beyond the number."""
    quantity = slots.quantity
    if quantity is None or quantity.relation not in (Relation.MORE, Relation.LESS, Relation.BETWEEN):
        return None
    start = _beginning(draft)
    near = list(enumerate(draft.tokens))[start : start + _NEAR_THE_BEGINNING + 1]
    found = next(((_UNITS[token.text], index) for index, token in near if token.text in _UNITS), None)
    several = len(slots.subjects) > 1 or len(draft.places) > 1 or len(slots.powertrains) > 1
    if found is None or several or draft.has("average", "growth", "fall", "check"):
        return None
    unit, at = found
    asked = {"which", "what", "many", "list", "name"} & {token.text for token in draft.tokens[start:at]}
    if not asked:
        return None
    of_share = quantity.is_percent or draft.shares
    return replace(
        question,
        intent=Intent.TREND,
        is_beyond=True,
        breakdown=unit,
        share_of=whole_asked(draft, slots) if of_share else None,
        together="many" in asked,
    )


def _beginning(draft: Draft) -> int:
    colon = opening_colon(draft)
    return 0 if colon is None else colon + 1


def _kind_asked(draft: Draft) -> tuple[str, int] | None:
    """The kind of name that is asked for, and where; "the brand sold over 5,000" speaks of one and asks for none."""
    start = _beginning(draft)
    asking = False
    for index, token in list(enumerate(draft.tokens))[start : start + _NEAR_THE_BEGINNING + 1]:
        asking = asking or token.text in _ASKING
        cues = (cue for span in draft.spans if span.first <= index <= span.last for cue in span.values("cue"))
        kind = next((KIND_OF_CUE[cue] for cue in cues if cue in KIND_OF_CUE), KIND_OF_WORD.get(token.text))
        if kind is None and asking and token.text in _CARS:
            kind = "model"
        if kind is not None:
            before = draft.tokens[index - 1].text if index else ""
            is_one = before in _ONE_OF_THEM and not token.text.endswith("s")
            return None if is_one else (kind, index)
    return None


def _is_counted(draft: Draft, at: int) -> bool:
    """Whether the number of names is wanted and not only the names."""
    asked = any(span.has("cue", "count") and span.first < at for span in draft.spans)
    return asked or "many" in [token.text for token in draft.tokens[:at]]
