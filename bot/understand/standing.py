"""Whether a phrase that is an everyday word as well ("Spring", "us", "may") is meant as the name or the time it can be.

Its capitals, the word before it and the data words beside it decide; without company it is the everyday word. Names of
figures only are judged in `figure_names`, and what holds of several readings in `spans`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.understand.figure_names import is_split_figure
from bot.understand.lexicon import SUBJECT_KINDS, Hit, Meaning
from bot.understand.periods import TimeRead
from bot.understand.tokens import Token

_PRONOUN_BEFORE_US = {
    "tell", "give", "show", "let", "of", "help", "to", "with", "all", "between", "remind", "send", "for",
    "gives", "told", "both", "than",
}  # fmt: skip
_PREPOSITIONS = {"in", "for", "the", "within", "across", "a", "en", "i"}
_NEVER_LOWER = {
    "it", "is", "in", "me", "my", "so", "to", "as", "at", "be", "do", "am", "no", "by", "id", "de", "la", "es",
    "al", "mo", "pm", "tv", "ai", "ps", "pa", "ma", "va", "et", "se", "sa", "si", "ms", "mr", "re", "io", "ne",
    "li", "mg", "sm", "hr", "cd", "gb", "kw", "gt", "st",
}  # fmt: skip
_BEFORE_A_TIME = {"in", "this", "last", "since", "until", "by", "every", "early", "late", "next", "of"}
_LISTED_AFTER = {"or", "and", "vs", "versus", "than", "the", ",", "/", "&", "+"}
_CAPITAL_AND_STILL_A_WORD = {
    "One", "May", "Up", "It", "In", "Is", "No", "To", "At", "So", "Or", "Go", "EV", "UK", "US", "EU", "Do", "We",
    "He", "My", "If", "As", "By", "Of", "On", "Am", "Be", "Me", "An", "A",
}  # fmt: skip
"""What stands with a capital inside a sentence and names no car."""


@dataclass(slots=True)
class Surroundings:
    """What the judgement of one phrase needs to know of the text around it."""

    tokens: Sequence[Token]
    all_capitals: bool
    has_strong_subject: bool
    data_tokens: frozenset[int] = field(default=frozenset())
    """Tokens of strong names, periods, measures and powertrains: the company that weak names need."""
    brands: frozenset[str] = field(default=frozenset())
    """Makers that are named for certain."""


def may_stand(hit: Hit, meaning: Meaning, around: Surroundings) -> bool:
    """Whether a name that is an everyday word too is meant as a name here."""
    raw, before, after = _raw_and_neighbours(hit.first, hit.last, around.tokens)
    if meaning.kind == "region":
        return _region_stands(hit, around, raw, before, after)
    if meaning.kind == "month" or is_split_figure(around.tokens, hit):
        return False
    maker = meaning.value.split("/")[0]
    if meaning.kind == "model" and before in ("many", "the") and len(raw) > 4 and maker in around.brands:
        return True
    if is_cue_too(hit, meaning):
        return before in maker.split("-")
    if hit.words > 1 and meaning.kind in SUBJECT_KINDS:
        return _has_company(hit, around)
    if meaning.kind == "model" and raw.islower() and before in _BEFORE_A_TIME:
        return False
    return _word_stands(hit, around, raw, before, after)


def _word_stands(hit: Hit, around: Surroundings, raw: str, before: str, after: str) -> bool:
    """Whether a single word stands: by a capital inside the sentence, else by its company."""
    if raw[:1].isupper() and not around.all_capitals and hit.first > 0 and before not in (".", "!", "?", ":"):
        return len(raw) > 1 and raw not in _CAPITAL_AND_STILL_A_WORD
    if len(raw) <= 2:
        return raw.isupper() and len(raw) == 2 and not around.all_capitals and around.has_strong_subject
    beside_or = before in _LISTED_AFTER or after in ("or", "vs", "versus", "and")
    return (beside_or or not around.has_strong_subject) and _has_company(hit, around)


def _region_stands(hit: Hit, around: Surroundings, raw: str, before: str, after: str) -> bool:
    if hit.words > 1:
        return True
    if len(raw) > 3:
        return _has_company(hit, around) or before in _PREPOSITIONS
    if raw.isupper() and not around.all_capitals:
        return True
    text = raw.lower()
    if text == "us":
        return before not in _PRONOUN_BEFORE_US or (before == "for" and hit.last + 1 in around.data_tokens)
    if text in ("uk", "usa", "eu", "uae", "nl", "gb"):
        return True
    at_edge = not after or not after[0].isalpha() or hit.last + 1 in around.data_tokens
    if text in _NEVER_LOWER:
        return before == "in" and text in ("no", "de", "se", "es") and at_edge and (not after or after[0].isdigit())
    return before in _PREPOSITIONS and at_edge


def month_stands(time: TimeRead, tokens: Sequence[Token]) -> bool:
    """Whether a lone word such as "may", "march" or "mars" is a month: capital or preposition, and not a verb."""
    raw, before, after = _raw_and_neighbours(time.first, time.last, tokens)
    if len([token for token in tokens if not token.is_sign]) == 1:
        return True
    if raw.lower() not in ("may", "march"):
        return before in ("in", "im", "en", "em", "i", "seit", "depuis", "desde", "au", "a") and len(raw) > 3
    if before in ("in", "since", "until", "by", "for", "during", "of", "and", "vs", "last", "about"):
        return True
    return raw.lower() in ("may", "march") and raw[:1].isupper() and time.first > 0 and not after.isalpha()


def _has_company(hit: Hit, around: Surroundings) -> bool:
    """Whether a data word stands right beside it, articles and signs passed over."""
    passed = {"the", "a", "an", "many", "of", "s", "in", "for", "new", "electric", ","}
    for step, start in ((-1, hit.first - 1), (1, hit.last + 1)):
        index = start
        while 0 <= index < len(around.tokens):
            if index in around.data_tokens:
                return True
            if around.tokens[index].text not in passed:
                break
            index += step
    return False


def _raw_and_neighbours(first: int, last: int, tokens: Sequence[Token]) -> tuple[str, str, str]:
    """A phrase's first word as it was typed, and the words before and after the phrase; empty at the ends."""
    before = tokens[first - 1].text if first else ""
    after = tokens[last + 1].text if last + 1 < len(tokens) else ""
    return tokens[first].raw, before, after


def is_cue_too(hit: Hit, meaning: Meaning) -> bool:
    """Whether the same words ask something as well: "#1" is a car of Smart, and the first place."""
    return meaning.kind in SUBJECT_KINDS and any(other.kind == "cue" for other in hit.meanings)
