"""What becomes of words that nothing explains: passed over, told as left out, or reason enough to refuse.

A word in a place where it would narrow the figure ("red Leafs", "with …", "to …", "per …") refuses; elsewhere a lone
unknown word beside a sound reading is told as left out. A guess that looks like an answer is the worst outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.understand.draft import Draft
from bot.understand.openings import opening_colon
from bot.understand.sentences import CLOSINGS

NARROWING = {
    "auf", "im", "am", "bei", "sur", "dans", "chez", "en", "por", "op", "van", "pa", "i", "nel", "nella",
    "sulle", "em", "nas", "nos", "with", "without", "to", "by", "per", "among", "amongst", "of", "for", "in",
    "at", "from", "near", "around", "under", "than", "as", "named", "called", "like",
}  # fmt: skip
_MOST_TOLERATED = 2


LEAVING = frozenset({"left", "leave", "leaves"})
WORKS = frozenset({"factory", "factories", "plant", "plants"})
"""What a car leaves when it is built: "left Lucid's factory"."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Unexplained words, by what they do to the answer."""

    refused: tuple[str, ...]
    left_out: tuple[str, ...]


def judge(draft: Draft, used: frozenset[float] = frozenset()) -> Judged:
    """Sort the unexplained words of a draft."""
    words = [index for index in told_leftovers(draft) if _counts(draft, index)]
    words = sorted({*words, *_loose_numbers(draft, used)})
    refused = [index for index in words if _narrows(draft, index)]
    if len(words) > _MOST_TOLERATED:
        refused = words
    said = tuple(draft.tokens[index].raw for index in refused)
    rest = tuple(draft.tokens[index].raw for index in words if index not in refused)
    return Judged(said, rest)


def told_leftovers(draft: Draft) -> list[int]:
    """The unexplained words of the question itself, without what opens a letter and the name below it."""
    opened, signed = _opening(draft), _signature(draft)
    unread = sorted({*draft.leftovers, *_letters_of_trims(draft)})
    texts = [token.text for token in draft.tokens]
    built = LEAVING if WORKS & set(texts) else frozenset()
    return [index for index in unread if opened <= index < signed and texts[index] not in built]


def _letters_of_trims(draft: Draft) -> list[int]:
    """A single capital right behind a model, which a word list may explain otherwise: "Ioniq 5 N"."""
    found = []
    for span in draft.spans:
        after = span.last + 1
        token = draft.tokens[after] if span.has("model") and after < len(draft.tokens) else None
        capital = token is not None and token.kind == "word" and len(token.raw) == 1 and token.raw.isupper()
        if capital and any(other.first == after and other.has("filler") for other in draft.spans):
            found.append(after)
    return found


def beside_names(draft: Draft) -> tuple[str, ...]:
    """Unknown names and numbers right beside a subject: "Mahindra XEV 9e" is another car than the XEV we know."""
    edges = {edge for span in draft.subject_spans for edge in (span.first - 1, span.last + 1)}
    return tuple(
        draft.tokens[index].raw
        for index in draft.leftovers
        if index in edges and (draft.tokens[index].raw[:1].isupper() or draft.tokens[index].kind == "digits")
    )


def _signature(draft: Draft) -> int:
    """Where thanks or regards end the question and a name may follow."""
    last = max((span.last for span in draft.spans if span.is_name or span.time is not None), default=0)
    thanks = [span.first for span in draft.spans if span.has("talk", "thanks") and span.first > last]
    closing = [index for index, token in enumerate(draft.tokens) if index > last and token.text in CLOSINGS]
    return min((*thanks, *closing), default=len(draft.tokens))


def _opening(draft: Draft) -> int:
    """Where the question begins after an opening such as "seller's question:" or "for my blog:"."""
    colon = opening_colon(draft)
    if colon is None:
        return 0
    said = any(span.first < colon and (span.is_name or span.time is not None) for span in draft.spans)
    return 0 if said else colon


def _loose_numbers(draft: Draft, used: frozenset[float]) -> list[int]:
    """Small numbers in figures that the reading has no use for: "Polestar 9", "petrol 4 life"."""
    return [
        number.first
        for number in draft.numbers
        if not number.in_words
        and not number.is_percent
        and not number.has_scale
        and not number.is_ordinal
        and number.value not in used
        and not (number.first and draft.tokens[number.first - 1].text == "top")
        and number.value < 1900
    ]


def _counts(draft: Draft, index: int) -> bool:
    token = draft.tokens[index]
    if token.kind in ("digits", "number", "date"):
        return True
    trim = any(span.last == index - 1 and span.has("model") for span in draft.spans) and token.raw.isupper()
    return len(token.text) > 1 or trim


def _narrows(draft: Draft, index: int) -> bool:
    """Whether an unknown word stands where it would limit the figure: after a preposition or right before a thing."""
    token = draft.tokens[index]
    if token.kind != "word":
        return True
    maker = any(span.last == index - 1 and (span.has("brand") or span.has("model")) for span in draft.spans)
    if maker and not draft.tokens[index].is_sign:
        return True
    proper = (token.raw[:1].isupper() and not token.raw.isupper()) or (token.raw.isupper() and len(token.raw) > 1)
    first_word = index == 0 or draft.tokens[index - 1].text in (".", "!", "?", ":")
    if proper and not first_word and not draft.text.isupper():
        return True
    texts = [other.text for other in draft.tokens]
    if index and texts[index - 1] in ("did", "does", "has", "do"):
        return True
    if any(span.last == index - 1 and span.has("cue", "count") and span.words > 1 for span in draft.spans):
        return True  # "how many lightnings did Ford sell": the thing itself is not known
    if any(span.last == index - 1 and span.has("powertrain") for span in draft.spans):
        return True
    if not draft.places and not draft.subjects and _follows_what_is_counted(draft, index):
        return True  # "EV sales Wakanda 2025": a place, by where it stands, and the world is no answer
    if not draft.subjects and any(span.first == index + 1 and span.has("sharecue") for span in draft.spans):
        return True  # "Foxconn's share of the market": whose it is, and the market's own is no answer
    before = index - 1
    while before >= 0 and draft.tokens[before].text in ("the", "a", "an", "its", "their"):
        before -= 1
    if before >= 0 and draft.tokens[before].text in NARROWING:
        return True
    after = index + 1
    if after < len(texts) and texts[after] in ("month", "quarter", "year", "half"):
        return True
    return any(
        span.first == after and (span.is_subject or span.has("vehicle") or span.has("powertrain"))
        for span in draft.spans
    )


def _follows_what_is_counted(draft: Draft, index: int) -> bool:
    return any(span.last == index - 1 and (span.has("measure") or span.has("sharecue")) for span in draft.spans)
