"""An index of names by their beginnings: whole names first, then later words, other names, and typing errors.

It compares letters without case, accents, spaces and signs, so that "model y", "ModelY" and "Model-Y" are one. It
knows neither what the names mean (`names` does) nor lists of several (`completer`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.understand import tokens
from facts import things

SHORTEST_MISSPELT = 3
LONGEST_MISSPELT = 40
SURE_OF_FIRST_LETTER = 6
"""Letters from which the first one may be the wrong one; a shorter text with another first letter is another word."""
WHOLE, BEGINNING, LATER_WORD, OTHER_NAME = range(4)
"""How well a name fits what is typed, best first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that can be offered."""

    id: str
    text: str
    """What is offered for it."""
    short: str = ""
    """Its name without the maker's, as good as the name itself."""
    names: tuple[str, ...] = ()
    """Its other names."""
    weak_names: tuple[str, ...] = ()
    """Those that are everyday words or numbers too: never more than another name, even when typed in full."""
    known: float = 0.0
    """How well known it is; only the order counts."""


def words(text: str) -> list[str]:
    """The words of a text in the form in which they are compared."""
    return things.fold(tokens.fold(text)).split()


def letters(text: str) -> str:
    """A text in the form in which it is compared."""
    return "".join(words(text))


class Index:
    """The entries of one kind."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: Sequence[Entry] = sorted(entries, key=lambda entry: (-entry.known, entry.text))
        """Best known first."""
        found = {key for number, entry in enumerate(self.entries) for key in _keys(entry, number)}
        self._rows = sorted(found)
        self._keys = [key for key, _, _ in self._rows]
        self._cut_to = lru_cache(maxsize=LONGEST_MISSPELT + 2)(self._beginnings)

    def called(self, typed: str) -> set[str]:
        """Ids of the things that have just this name, or a later part of their names."""
        return {self.entries[number].id for key, _, number in self._beginning(letters(typed)) if key == letters(typed)}

    def beginning(self, typed: str) -> list[Entry]:
        """The entries with a name that begins with what is typed, best first."""
        wanted = letters(typed)
        best: dict[int, int] = {}
        for key, fit, number in self._beginning(wanted):
            fits = WHOLE if key == wanted and _may_be_whole(self.entries[number], fit, wanted) else fit
            best[number] = min(fits, best.get(number, fits))
        return [self.entries[number] for number in sorted(best, key=lambda number: (best[number], number))]

    def misspelt(self, typed: str) -> list[Entry]:
        """The entries with a name that begins almost so: the nearest only, best known first.

        Another name than their own counts only where no own one is as near.
        """
        wanted = letters(typed)
        if not SHORTEST_MISSPELT <= len(wanted) <= LONGEST_MISSPELT:
            return []
        near = [
            (int(distance), cut)
            for length in (len(wanted) - 1, len(wanted), len(wanted) + 1)
            for cut, distance, _ in extract(
                wanted, self._cut_to(length), scorer=OSA.distance, score_cutoff=_errors(wanted), limit=None
            )
            if _plausible(wanted, cut, int(distance))
        ]
        nearest = min((distance for distance, _ in near), default=0)
        rows = [row for distance, cut in near if distance == nearest for row in self._beginning(cut)]
        own = [row for row in rows if row[1] != OTHER_NAME]
        fits = {number: fit for _, fit, number in sorted(own or rows, key=lambda row: -row[1])}
        return [self.entries[number] for number in sorted(fits, key=lambda number: (fits[number], number))]

    def _beginning(self, wanted: str) -> Iterator[tuple[str, int, int]]:
        for place in range(bisect_left(self._keys, wanted), len(self._keys)):
            if not self._keys[place].startswith(wanted):
                return
            yield self._rows[place]

    def _beginnings(self, length: int) -> list[str]:
        return list(dict.fromkeys(key[:length] for key in self._keys if len(key) >= length))


def _keys(entry: Entry, number: int) -> Iterator[tuple[str, int, int]]:
    """(letters, fit, number of the entry) under which an entry is found."""
    own = words(entry.text)
    yield "".join(own), BEGINNING, number
    if entry.short:
        yield letters(entry.short), BEGINNING, number
    for later in accumulate(reversed(own[1:]), lambda after, word: word + after):
        yield later, LATER_WORD, number
    for name in (*entry.names, *entry.weak_names):
        if key := letters(name):
            yield key, OTHER_NAME, number


def _may_be_whole(entry: Entry, fit: int, wanted: str) -> bool:
    """Whether a name typed in full is certainly meant; one letter is the beginning of anything."""
    if len(wanted) == 1:
        return False
    return fit == BEGINNING or (fit == OTHER_NAME and any(letters(name) == wanted for name in entry.names))


def _errors(wanted: str) -> int:
    """How many errors are forgiven."""
    return 1 if len(wanted) <= SURE_OF_FIRST_LETTER else 2


def _plausible(wanted: str, cut: str, errors: int) -> bool:
    """Whether a beginning may be meant: three letters must all be there, few must begin alike."""
    other_beginning = wanted[0] != cut[0] and (errors > 1 or len(wanted) < SURE_OF_FIRST_LETTER)
    if len(wanted) == SHORTEST_MISSPELT or other_beginning:
        return sorted(wanted) == sorted(cut)
    return True
