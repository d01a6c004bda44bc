"""Which of the phrases found in a text hold: the best set that does not overlap.

Longer phrases go before shorter ones, names before words of meaning, and those before filler. Whether a name that is an
everyday word as well may stand at all is judged in `standing`, one of figures in `figure_names`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understand.figure_names import JOINING, is_counted, is_scaled, is_year, is_yearish
from bot.understand.lexicon import NAME_KINDS, SUBJECT_KINDS, Hit, Lexicon, Meaning
from bot.understand.periods import TimeRead
from bot.understand.standing import Surroundings, is_cue_too, may_stand, month_stands
from bot.understand.tokens import Token

_BONUS = {
    "model": 9, "ambiguous": 9, "publisher": 7, "brand": 8, "group": 9, "region": 8, "place": 7, "powertrain": 6,
    "predicate": 4, "cue": 5, "measure": 5, "sharecue": 5, "vehicle": 5, "topic": 4, "qualifier": 4, "talk": 3,
    "filler": 0,
}  # fmt: skip
_LENGTH: float = 1.6
"""A phrase of two words weighs more than two phrases of one, so that longer names go first."""


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
        for meaning in self.meanings:  # noqa: SIM110 - asked hundreds of times of a text; any() takes thrice as long
            if meaning.kind == kind and (value is None or value == meaning.value):
                return True
        return False

    def by_kind(self) -> dict[str, list[str]]:
        """Everything that it can mean: the values of each kind."""
        found: dict[str, list[str]] = {}
        for meaning in self.meanings:
            found.setdefault(meaning.kind, []).append(meaning.value)
        return found

    @property
    def is_name(self) -> bool:
        """Whether it names a thing of the catalogue."""
        return any(meaning.kind in NAME_KINDS for meaning in self.meanings)

    @property
    def is_subject(self) -> bool:
        """Whether it names something that can be counted."""
        return any(meaning.kind in SUBJECT_KINDS for meaning in self.meanings)


def choose(tokens: list[Token], lexicon: Lexicon, read_times: object) -> list[Span]:
    """The spans that hold, left to right. `read_times` maps blocked token indices to the periods found."""
    assert callable(read_times)
    hits = [hit for hit in lexicon.hits(tokens) if not is_scaled(tokens, hit)]
    hits = _without_spanish_and(tokens, hits)
    hits += _shortened(tokens, hits, lexicon)
    strong = [hit for hit in hits if any(m.kind in NAME_KINDS and not m.weak for m in hit.meanings)]
    blocked = frozenset(
        index
        for hit in strong
        if hit.words > 1 or tokens[hit.first].kind != "word"
        for index in range(hit.first, hit.last + 1)
        if not is_yearish(tokens, hit)
    )
    times: list[TimeRead] = read_times(blocked)
    letters = "".join(token.raw for token in tokens if token.kind == "word")
    around = Surroundings(
        tokens,
        letters.isupper() and len(letters) > 4,
        any(m.kind in SUBJECT_KINDS for hit in strong for m in hit.meanings),
        _data_tokens(strong, hits, times),
        frozenset(m.value for hit in strong for m in hit.meanings if m.kind == "brand" and not m.weak),
    )
    candidates: list[tuple[float, int, Span]] = []
    for hit in hits:
        if is_year(tokens, hit, hits, times):
            continue
        meanings = tuple(
            m
            for m in hit.meanings
            if not (m.weak or is_counted(tokens, hit, m) or is_cue_too(hit, m)) or may_stand(hit, m, around)
        )
        if meanings:
            span = Span(hit.first, hit.last, meanings, None, hit.words)
            candidates.append((_score(meanings, hit.words), hit.first, span))
    for time in times:
        if time.weak and not month_stands(time, tokens):
            continue
        span = Span(time.first, time.last, (), time, time.last - time.first + 1)
        candidates.append((_time_score(time, tokens), time.first, span))
    return _without_overlap(candidates)


def _shortened(tokens: Sequence[Token], hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """The models of which only the end is said after a sister: "Model 3 and Y", "Ioniq 5 vs 6", "EX30/40" not."""
    found: list[Hit] = []
    ends = {hit.first: hit for hit in hits if any(meaning.kind == "model" for meaning in hit.meanings)}
    for hit in hits:
        at = hit.last + 2
        if (
            hit.words < 2
            or at >= len(tokens)
            or tokens[hit.last + 1].text not in JOINING
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
