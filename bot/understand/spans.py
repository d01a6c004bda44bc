"""Which of the phrases found in a text hold: the best set that does not overlap.

Longer phrases go before shorter ones, names before words of meaning, and those before filler. Names that are everyday
words as well ("Spring", "us", "may") need company; without it they are read as the everyday word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.understand.lexicon import NAME_KINDS, Hit, Lexicon, Meaning
from bot.understand.periods import TimeRead
from bot.understand.tokens import Token

SUBJECT_KINDS = frozenset({"model", "brand", "group", "ambiguous"})
_BONUS = {
    "model": 9, "ambiguous": 9, "publisher": 7, "brand": 8, "group": 9, "region": 8, "place": 7, "powertrain": 6,
    "predicate": 4, "cue": 5, "measure": 5, "sharecue": 5, "vehicle": 5, "topic": 4, "qualifier": 4, "talk": 3,
    "filler": 0,
}  # fmt: skip
_LENGTH: float = 1.6
"""A phrase of two words weighs more than two phrases of one, so that longer names go first."""
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


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of tokens with the meanings that it can still have."""

    first: int
    last: int
    meanings: tuple[Meaning, ...] = ()
    time: TimeRead | None = None
    words: int = 1

    def values(self, kind: str) -> list[str]:
        """What it can mean within one kind."""
        return [meaning.value for meaning in self.meanings if meaning.kind == kind]

    def has(self, kind: str, value: str | None = None) -> bool:
        """Whether it can have a meaning."""
        return any(meaning.kind == kind and value in (None, meaning.value) for meaning in self.meanings)

    @property
    def is_name(self) -> bool:
        """Whether it names a thing of the catalogue."""
        return any(meaning.kind in NAME_KINDS for meaning in self.meanings)

    @property
    def is_subject(self) -> bool:
        """Whether it names something that can be counted."""
        return any(meaning.kind in SUBJECT_KINDS for meaning in self.meanings)


@dataclass(slots=True)
class Choosing:
    """What the choice needs to know of the text."""

    tokens: Sequence[Token]
    all_capitals: bool
    has_strong_subject: bool
    data_tokens: frozenset[int] = field(default=frozenset())
    """Tokens of strong names, periods, measures and powertrains: the company that weak names need."""
    brands: frozenset[str] = field(default=frozenset())
    """Makers that are named for certain."""


def choose(tokens: list[Token], lexicon: Lexicon, read_times: object) -> list[Span]:
    """The spans that hold, left to right. `read_times` maps blocked token indices to the periods found."""
    assert callable(read_times)
    hits = [hit for hit in lexicon.hits(tokens) if not _is_scaled(tokens, hit)]
    hits = _without_spanish_and(tokens, hits)
    hits += _shortened(tokens, hits, lexicon)
    strong = [hit for hit in hits if any(m.kind in NAME_KINDS and not m.weak for m in hit.meanings)]
    blocked = frozenset(
        index
        for hit in strong
        if hit.words > 1 or tokens[hit.first].kind != "word"
        for index in range(hit.first, hit.last + 1)
        if not _is_yearish(tokens, hit)
    )
    times: list[TimeRead] = read_times(blocked)
    letters = "".join(token.raw for token in tokens if token.kind == "word")
    choosing = Choosing(
        tokens,
        letters.isupper() and len(letters) > 4,
        any(m.kind in SUBJECT_KINDS for hit in strong for m in hit.meanings),
        _data_tokens(strong, hits, times),
        frozenset(m.value for hit in strong for m in hit.meanings if m.kind == "brand" and not m.weak),
    )
    candidates: list[tuple[float, int, Span]] = []
    for hit in hits:
        if _is_year(tokens, hit, hits, times):
            continue
        meanings = tuple(
            m
            for m in hit.meanings
            if not (m.weak or _is_counted(tokens, hit, m) or _is_cue_too(hit, m)) or _may_stand(hit, m, choosing)
        )
        if meanings:
            span = Span(hit.first, hit.last, meanings, None, hit.words)
            candidates.append((_score(meanings, hit.words), hit.first, span))
    for time in times:
        if time.weak and not _month_stands(time, tokens):
            continue
        span = Span(time.first, time.last, (), time, time.last - time.first + 1)
        candidates.append((_time_score(time, tokens), time.first, span))
    return _without_overlap(candidates)


_JOINING = {
    "and",
    "or",
    "vs",
    "versus",
    "v",
    "/",
    "&",
    "+",
    ",",
    "than",
    "und",
    "oder",
    "et",
    "ou",
    "y",
    "o",
    "e",
    "og",
    "och",
}


def _shortened(tokens: Sequence[Token], hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """The models of which only the end is said after a sister: "Model 3 and Y", "Ioniq 5 vs 6", "EX30/40" not."""
    found: list[Hit] = []
    ends = {hit.first: hit for hit in hits if any(meaning.kind == "model" for meaning in hit.meanings)}
    for hit in hits:
        at = hit.last + 2
        if (
            hit.words < 2
            or at >= len(tokens)
            or tokens[hit.last + 1].text not in _JOINING
            or len(tokens[at].text) > 2
            or len(tokens[hit.last].text) > 2
            or tokens[at].is_sign
            or at in ends
            or not any(meaning.kind == "model" and not meaning.weak for meaning in hit.meanings)
        ):
            continue
        stem = [token.text for token in tokens[hit.first : hit.last] if not token.is_sign]
        twins = tuple(m for m in lexicon.meanings_of([*stem, tokens[at].text]) if m.kind == "model" and not m.weak)
        if twins and len(stem[-1]) > 1:
            found.append(Hit(at, at, twins, 1))
    return found


def _without_spanish_and(tokens: Sequence[Token], hits: list[Hit]) -> list[Hit]:
    """The phrases without those that take the "y" of "Tesla y BYD" for the Model Y: between two names it is "and"."""
    begins = {hit.first for hit in hits if any(m.kind in SUBJECT_KINDS and not m.weak for m in hit.meanings)}
    return [
        hit
        for hit in hits
        if tokens[hit.last].raw != "y"
        or hit.last + 1 not in begins
        or not any(m.kind in SUBJECT_KINDS for m in hit.meanings)
    ]


def _is_scaled(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name of figures only is part of a number: "500k" is no Fiat 500."""
    after = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
    if after is not None and not after.spaced and after.text in ("q", "h") and tokens[hit.last].kind == "digits":
        return True  # "Tesla's 3Q24" is a quarter, no Model 3
    figures = all(token.kind == "digits" for token in tokens[hit.first : hit.last + 1])
    return figures and after is not None and not after.spaced and after.text in ("k", "m", "mio", "bn", "%")


def _is_cue_too(hit: Hit, meaning: Meaning) -> bool:
    """Whether the same words ask something as well: "#1" is a car of Smart, and the first place."""
    return meaning.kind in SUBJECT_KINDS and any(other.kind == "cue" for other in hit.meanings)


def _is_counted(tokens: Sequence[Token], hit: Hit, meaning: Meaning) -> bool:
    """Whether a name could be a number and a word: "top 5 EV brands" is no MG 5 EV."""
    return (
        meaning.kind in SUBJECT_KINDS
        and tokens[hit.first].kind == "digits"
        and hit.first < hit.last
        and tokens[hit.first + 1].spaced
    )


def _is_year(tokens: Sequence[Token], hit: Hit, hits: Sequence[Hit], times: Sequence[TimeRead]) -> bool:
    """Whether figures that name a model too are the year: no maker is named beside them, and no other time."""
    models = [m.value.split("/")[0] for m in hit.meanings if m.kind in SUBJECT_KINDS]
    if not models or not _is_yearish(tokens, hit):
        return False
    made = any(m.kind == "brand" and m.value in models for other in hits for m in other.meanings)
    apart = [time for time in times if not time.first <= hit.first <= time.last]
    listed = any(_is_joined(tokens, hit, time) for time in apart)
    return not made and (not apart or listed)


def _is_joined(tokens: Sequence[Token], hit: Hit, time: TimeRead) -> bool:
    """Whether figures and a period stand in one list: "2008 vs 2010"."""
    first, last = (hit.last, time.first) if hit.last < time.first else (time.last, hit.first)
    return last - first == 2 and tokens[first + 1].text in {*_JOINING, "to", "against", "-"}


def _is_yearish(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name holds figures that may be a year; "2008s" are cars."""
    after = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
    if after is not None and after.text == "s" and not after.spaced:
        return False
    return any(
        len(tokens[index].text) == 4 and tokens[index].kind == "digits" for index in range(hit.first, hit.last + 1)
    )


def _score(meanings: tuple[Meaning, ...], words: int) -> float:
    best = max(_BONUS.get(meaning.kind, 1) for meaning in meanings)
    only_filler = all(meaning.kind == "filler" for meaning in meanings)
    return float((6.0 * words if only_filler else 10.0 * words**_LENGTH) + best)


def _time_score(time: TimeRead, tokens: Sequence[Token]) -> float:
    words = sum(not token.is_sign for token in tokens[time.first : time.last + 1])
    return float(10.0 * words**_LENGTH + 7.0)


def _without_overlap(candidates: list[tuple[float, int, Span]]) -> list[Span]:
    """The set of spans that do not overlap and together weigh most (weighted interval scheduling)."""
    ordered = sorted(candidates, key=lambda item: (item[2].last, item[2].first))
    ends = [span.last for _, _, span in ordered]
    best: list[tuple[float, int]] = [(0.0, -1)]
    came: list[int] = []
    for number, (score, _, span) in enumerate(ordered):
        before = bisect_right(ends, span.first - 1, 0, number)
        taken = best[before][0] + score
        came.append(before)
        best.append((taken, number) if taken > best[number][0] else best[number])
    chosen: list[Span] = []
    position = len(ordered)
    while position > 0:
        number = best[position][1]
        if number < 0:
            break
        if number != position - 1:
            position = number + 1
            continue
        chosen.append(ordered[number][2])
        position = came[number]
    return sorted(chosen, key=lambda span: span.first)


def _data_tokens(strong: list[Hit], hits: list[Hit], times: list[TimeRead]) -> frozenset[int]:
    found: set[int] = set()
    for hit in strong:
        found.update(range(hit.first, hit.last + 1))
    for hit in hits:
        if any(
            m.kind in ("measure", "powertrain", "sharecue")
            or (m.kind == "cue" and m.value in ("count", "versus", "or", "rank", "outsell"))
            for m in hit.meanings
        ):
            found.update(range(hit.first, hit.last + 1))
    for time in times:
        if not time.weak:
            found.update(range(time.first, time.last + 1))
    return frozenset(found)


def _may_stand(hit: Hit, meaning: Meaning, choosing: Choosing) -> bool:
    """Whether a name that is an everyday word too is meant as a name here."""
    tokens = choosing.tokens
    raw = tokens[hit.first].raw
    before = tokens[hit.first - 1].text if hit.first else ""
    after = tokens[hit.last + 1].text if hit.last + 1 < len(tokens) else ""
    if meaning.kind == "region":
        return _region_stands(hit, choosing, raw, before, after)
    if meaning.kind == "month":
        return False
    if tokens[hit.first].kind == "digits" and hit.first < hit.last and tokens[hit.first + 1].spaced:
        return False
    counted = tokens[hit.first - 1].text in ("many", "the") if hit.first else False
    if meaning.kind == "model" and counted and len(raw) > 4 and meaning.value.split("/")[0] in choosing.brands:
        return True
    if meaning.kind in SUBJECT_KINDS and any(other.kind == "cue" for other in hit.meanings):
        return before in meaning.value.split("/")[0].split("-")
    if hit.words > 1 and meaning.kind in SUBJECT_KINDS:
        return _has_company(hit, choosing)
    if (
        before in ("in", "this", "last", "since", "until", "by", "every", "early", "late", "next", "of")
        and raw.islower()
        and meaning.kind == "model"
    ):
        return False
    if (
        raw[:1].isupper()
        and not choosing.all_capitals
        and hit.first > 0
        and tokens[hit.first - 1].text not in (".", "!", "?", ":")
    ):
        return len(raw) > 1 and raw not in (
            "One",
            "May",
            "Up",
            "It",
            "In",
            "Is",
            "No",
            "To",
            "At",
            "So",
            "Or",
            "Go",
            "EV",
            "UK",
            "US",
            "EU",
            "Do",
            "We",
            "He",
            "My",
            "If",
            "As",
            "By",
            "Of",
            "On",
            "Am",
            "Be",
            "Me",
            "An",
            "A",
        )
    if len(raw) <= 2:
        return raw.isupper() and len(raw) == 2 and not choosing.all_capitals and choosing.has_strong_subject
    beside_or = before in ("or", "and", "vs", "versus", "than", "the", ",", "/", "&", "+") or after in (
        "or",
        "vs",
        "versus",
        "and",
    )
    if choosing.has_strong_subject and not beside_or:
        return False
    return _has_company(hit, choosing)


def _has_company(hit: Hit, choosing: Choosing) -> bool:
    """Whether a data word stands right beside it, articles and signs passed over."""
    passed = {"the", "a", "an", "many", "of", "s", "in", "for", "new", "electric", ","}
    for step, start in ((-1, hit.first - 1), (1, hit.last + 1)):
        index = start
        while 0 <= index < len(choosing.tokens):
            if index in choosing.data_tokens:
                return True
            if choosing.tokens[index].text not in passed:
                break
            index += step
    return False


def _region_stands(hit: Hit, choosing: Choosing, raw: str, before: str, after: str) -> bool:
    if hit.words > 1:
        return True
    if len(raw) > 3:
        return _has_company(hit, choosing) or before in _PREPOSITIONS
    if raw.isupper() and not choosing.all_capitals:
        return True
    text = raw.lower()
    if text == "us":
        return before not in _PRONOUN_BEFORE_US or (before == "for" and hit.last + 1 in choosing.data_tokens)
    if text in ("uk", "usa", "eu", "uae", "nl", "gb"):
        return True
    at_edge = not after or not after[0].isalpha() or hit.last + 1 in choosing.data_tokens
    if text in _NEVER_LOWER:
        return before == "in" and text in ("no", "de", "se", "es") and at_edge and (not after or after[0].isdigit())
    return before in _PREPOSITIONS and at_edge


def _month_stands(time: TimeRead, tokens: Sequence[Token]) -> bool:
    """Whether a lone word such as "may", "march" or "mars" is a month: capital or preposition, and not a verb."""
    raw = tokens[time.first].raw
    before = tokens[time.first - 1].text if time.first else ""
    after = tokens[time.last + 1].text if time.last + 1 < len(tokens) else ""
    if len([token for token in tokens if not token.is_sign]) == 1:
        return True
    if raw.lower() not in ("may", "march"):
        return before in ("in", "im", "en", "em", "i", "seit", "depuis", "desde", "au", "a") and len(raw) > 3
    if before in ("in", "since", "until", "by", "for", "during", "of", "and", "vs", "last", "about"):
        return True
    return raw.lower() in ("may", "march") and raw[:1].isupper() and time.first > 0 and not after.isalpha()
