"""Whether names are wanted in an order: "top 5 models", "which country sold the fewest", "rank the Nordic countries".

It says what stands in the rows and which end comes first. Orders by change are in `growth_ranks`, what lies beyond a
number in `thresholds`, the best month or year in `records`.
"""

from __future__ import annotations

from dataclasses import replace

from bot.question import Intent, Question, Subject, SubjectKind
from bot.understand.draft import Draft
from bot.understand.slots import Slots

_LEAST = {
    "worst", "weakest", "lowest", "slowest", "low", "minimum", "least", "poorest", "quietest", "leanest", "thinnest",
    "slimmest", "smallest",
}  # fmt: skip
_NAMES_ASKED = {"brands", "models", "makes", "manufacturers", "carmakers", "automakers", "makers", "marques"}
_MEMBERS = frozenset({"countries", "states", "nations", "markets"})
"""Words that turn the name of a group of countries into its members."""
_MEMBER = frozenset({"country", "state", "nation", "market"})
_ORDERS = ("rank", "versus", "list")


def ranking(draft: Draft, slots: Slots, question: Question) -> Question | None:
    """The ranking that the words ask for, or None where they ask for none."""
    if _ranks_members(draft) and {subject.kind for subject in slots.subjects} <= {SubjectKind.MARKET}:
        return replace(question, intent=Intent.RANK, rank_of="region", ascending=asks_least(draft))
    return _ranked(draft, slots, question) if _is_ranking(draft, slots) else None


def asks_least(draft: Draft) -> bool:
    """Whether the smallest shall come first; where "most" is said before "fewest", it shall not."""
    order = [cue for cue, _ in draft.cue_order if cue in ("superlative", "fewest")]
    if order[:1] == ["superlative"] and "fewest" in order:
        return False
    return draft.has("fewest") or any(token.text in _LEAST for token in draft.tokens)


def order_asked(draft: Draft, question: Question) -> str | None:
    """Whether the rows of a comparison are to be sorted, and by what they differ in."""
    if not draft.has("rank", "superlative", "fewest"):
        return None
    return "region" if len(question.places) > 1 else "model"


def ranks_shares(draft: Draft, slots: Slots) -> bool:
    """Whether countries are to be ranked by a share."""
    is_group = bool(draft.places) and all(place.id.islower() for place in draft.places)
    side_by_side = draft.has("byregion") and {subject.kind for subject in slots.subjects} <= {SubjectKind.MARKET}
    ranked = side_by_side or (draft.has("ofregion") and draft.has("rank", "superlative", "fewest"))
    ranked = ranked or (is_group and draft.has("rank") and not draft.has("ofmodel", "ofbrand"))
    return (ranked or _ranks_members(draft)) and not any(place.id.isupper() for place in draft.places)


def _ranks_members(draft: Draft) -> bool:
    """ "Rank the Nordic countries", "compare the Baltic states": a group of countries that stands for its members."""
    group = next((span for span in draft.spans if any(value.islower() for value in span.values("region"))), None)
    if group is None or len(draft.places) > 1:
        return False
    last = draft.tokens[group.last].text
    after = draft.tokens[group.last + 1].text if group.last + 1 < len(draft.tokens) else ""
    before = group.first - 1
    while before > 0 and draft.tokens[before].text in ("the", "all", "of", "three", "five"):
        before -= 1
    one_by_one = before >= 0 and draft.tokens[before].text in ("each", "every", "which", "what")
    if one_by_one and {last, after} & (_MEMBER | _MEMBERS):
        return draft.tokens[before].text in ("each", "every") or draft.has("superlative", "rank", "fewest")
    if not {last, after} & _MEMBERS:
        return False
    ordering = (span for span in draft.spans for cue in _ORDERS if span.has("cue", cue))
    return any(span.first <= before <= span.last for span in ordering)


def _is_ranking(draft: Draft, slots: Slots) -> bool:
    """Whether names are wanted in an order."""
    named = _makers_and_models(slots)
    if not draft.has("rank", "superlative", "fewest", "second", "third", "record"):
        if not named and _asks_names(draft, slots):
            return True
        return draft.has("outsell") and any(token.text in ("anything", "any", "else") for token in draft.tokens)
    if len(named) > 1 and not draft.excluded:
        return False
    if len(slots.powertrains) == 2 and draft.has("or") and not draft.has("ofmodel", "ofbrand", "ofregion"):
        return False
    if draft.has("ofmodel", "ofbrand", "ofregion", "second", "third") or slots.limit:
        return True
    words = {token.text for token in draft.tokens}
    models = [subject for subject in named if subject.kind is SubjectKind.MODEL]
    if models:
        return bool(words & {"rank", "ranked", "ranking", "place"})
    return not (draft.has("versus") and len(draft.places) > 1)


def _asks_names(draft: Draft, slots: Slots) -> bool:
    """ "EV brands in Ireland in May 2026 (first 3)": the kinds of names are wanted, not one number for all."""
    asked = _NAMES_ASKED & {token.text for token in draft.tokens}
    return bool(asked) and not draft.has("count", "list", "coverage") and bool(slots.limit or draft.places)


def _ranked(draft: Draft, slots: Slots, question: Question) -> Question:
    """The ranking of what the words name; of several countries side by side, a comparison in order."""
    if len(draft.places) > 1 and not _makers_and_models(slots) and not draft.has("ofmodel", "ofbrand"):
        return replace(question, intent=Intent.COMPARE, breakdown=None, rank_of="region", ascending=asks_least(draft))
    rank_of = _kind_ranked(draft, slots)
    return replace(question, intent=Intent.RANK, breakdown=None, rank_of=rank_of, ascending=asks_least(draft))


def _kind_ranked(draft: Draft, slots: Slots) -> str:
    """Whether makers, countries, groups or models stand in the rows."""
    named = _makers_and_models(slots)
    words = {token.text for token in draft.tokens}
    sells = {"sold", "sells", "sell", "built", "builds", "made", "makes", "delivered", "delivers"} & words
    seller = "who" in words and bool(sells) and not draft.has("ofmodel", "ofregion")
    if (draft.has("ofbrand") or seller) and not named:
        return "brand"
    if _ranks_countries(draft, words):
        return "region"
    if draft.has("ofgroup") and not named:
        return "group"
    of_model = bool(named) and named[0].kind is SubjectKind.MODEL
    return "region" if of_model and draft.has("ofregion") else "model"


def _ranks_countries(draft: Draft, words: set[str]) -> bool:
    """Whether countries stand in the rows; "the best market" in a country that is named is no country."""
    if not draft.has("ofregion"):
        return False
    places = [place for place in draft.places if place.id not in ("world", "europe", "eu27")]
    return bool(words & {"country", "countries"}) if places else True


def _makers_and_models(slots: Slots) -> list[Subject]:
    return [subject for subject in slots.subjects if subject.kind is not SubjectKind.MARKET]
