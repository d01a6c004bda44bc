"""Spelling repair for the words that nothing explains, and for nothing else.

A repair needs a word of five letters and more that is no word of the lexicon, a close match and a clear gap to the
runner-up; a name that is known is never turned into another. Every repair is said in the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.understand.lexicon import Lexicon

SHORTEST = 5
MARGIN = 0.08
_PREFERRED = {
    "region": 4,
    "brand": 4,
    "model": 4,
    "group": 4,
    "ambiguous": 4,
    "month": 3,
    "powertrain": 3,
    "measure": 3,
    "cue": 2,
    "predicate": 2,
    "sharecue": 2,
    "vehicle": 2,
    "topic": 2,
    "qualifier": 1,
    "talk": 0,
    "place": 2,
}


@dataclass(frozen=True, slots=True)
class Repair:
    """A misspelt word and what it was read as."""

    said: str
    read: str


class Speller:
    """Finds the word that a misspelt one was meant to be."""

    def __init__(self, lexicon: Lexicon, everyday: frozenset[str] = frozenset()) -> None:
        self._meanings: Mapping[str, set[tuple[str, str]]] = lexicon.vocabulary
        self._known = lexicon.known | everyday
        by_beginning: dict[tuple[str, int], list[str]] = {}
        by_rest: dict[str, list[str]] = {}
        for word, meanings in lexicon.vocabulary.items():
            if all(kind == "place" for kind, _ in meanings):
                continue  # a word made into a place without figures ("gents" into Ghent) only makes a refusal
            by_beginning.setdefault((word[0], len(word)), []).append(word)
            by_rest.setdefault(word[1:], []).append(word)
        self._by_beginning, self._by_rest = by_beginning, by_rest
        self.repair = lru_cache(maxsize=4096)(self._repair)

    def _repair(self, word: str) -> Repair | None:
        """The repair of one folded word, or None where it is known, short, or not clearly close to anything."""
        if len(word) < SHORTEST or len(word) > 24 or not word.isalpha() or word in self._known:
            return None
        candidates = self._candidates(word)
        if not candidates:
            return None
        most = 1 if len(word) <= 6 else 2
        found = extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=None)
        close = [(int(distance), known) for known, distance, _ in found]
        close = [(distance, known) for distance, known in close if self._plausible(word, known, distance)]
        if not close:
            return None
        close.sort(key=lambda item: (item[0], item[1][:2] != word[:2], -self._weight(item[1]), item[1]))
        best_distance, best = close[0]
        rivals = [
            known for distance, known in close[1:] if distance == best_distance and self._differs(best, known, word)
        ]
        if rivals:
            return None
        return Repair(word, best)

    def _candidates(self, word: str) -> list[str]:
        """The known words with its first letter and about its length, and those one slip in the first letter away.

        Others are never plausible, and looking at every known word takes longer the more of them there are.
        """
        lengths = range(len(word) - 2, len(word) + 3)
        near = [known for length in lengths for known in self._by_beginning.get((word[0], length), ())]
        slips = [*self._by_rest.get(word[1:], ()), *self._by_rest.get(word, ())]
        slips += [known for known in self._by_rest.get(word[2:], ()) if known == word[1:]]
        slips += [known for known in self._by_rest.get(word[0] + word[2:], ()) if known[0] == word[1]]
        return near + [known for known in dict.fromkeys(slips) if known[0] != word[0]]

    def beside(self, word: str, brand: str) -> Repair | None:
        """The repair of a word right after a maker, among the words of that maker's own models."""
        if len(word) < SHORTEST - 1 or not word.isalpha() or word in self._known:
            return None
        most = 1 if len(word) < SHORTEST else 2
        found = extract(word, self._by_brand.get(brand, ()), scorer=OSA.distance, score_cutoff=most, limit=None)
        close = sorted((int(distance), name) for name, distance, _ in found if len(name) > 3 and name[0] == word[0])
        if not close or (len(close) > 1 and close[0][0] == close[1][0]):
            return None
        return Repair(word, close[0][1])

    @cached_property
    def _by_brand(self) -> dict[str, list[str]]:
        """The words of each maker's own models, sorted."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._meanings):
            for brand in {ident.split("/")[0] for kind, ident in self._meanings[word] if kind == "model"}:
                found.setdefault(brand, []).append(word)
        return found

    def _plausible(self, word: str, known: str, distance: int) -> bool:
        if len(known) < 4 or (word[0] != known[0] and (distance > 1 or len(word) < 6)):
            return False
        return distance / max(len(word), len(known)) <= 0.25

    def _weight(self, word: str) -> int:
        return max(_PREFERRED.get(kind, 1) for kind, _ in self._meanings[word])

    def _differs(self, best: str, other: str, word: str) -> bool:
        """Whether choosing the other word instead would be another reading that is as likely."""
        if self._meanings[best] & self._meanings[other]:
            return False
        if self._weight(other) < self._weight(best):
            return False
        return (other[:2] == word[:2]) == (best[:2] == word[:2])
