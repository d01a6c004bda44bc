"""What the reader knows of words: the lexicon of a store's names and the word lists, the months, and the speller.

It depends on the names alone. Figures change far more often than names, so two stores mostly share one vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.understand.lexicon import Lexicon
from bot.understand.repair import Speller
from bot.understand.tokens import fold
from facts.garbage import uncollected

KEPT = 2
"""Vocabularies that are remembered: that of the figures that serve, and that of own figures over them."""
ENGLISH_TOO = frozenset({"ago", "avg", "led", "marca", "out", "pro", "set", "sub", "tem", "uno"})
"""Months of other languages, cut short, that are everyday words of an English question."""
Name = tuple[str, str, str, bool]
"""A name, what kind of thing it is of, which one, and whether it is weak: an everyday word too."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Never changes once it is made; safe to share between threads."""

    lexicon: Lexicon
    months: dict[str, tuple[int, bool]]
    """A folded name -> the month's number, and whether the name is weak."""
    speller: Speller


@lru_cache(maxsize=KEPT)
def vocabulary_of(names: tuple[Name, ...]) -> Vocabulary:
    """The vocabulary of a store's names; the same object for the same names, as long as few others were asked for."""
    with uncollected():
        months = _months(names)
        lexicon = Lexicon.build(name for name in names if name[1] != "month")
        for word, (number, weak) in months.items():
            if not weak:
                lexicon.known.add(word)
            if len(word) > 4 and not weak:
                lexicon.vocabulary.setdefault(word, set()).add(("month", str(number)))
        return Vocabulary(lexicon, months, Speller(lexicon))


def _months(names: tuple[Name, ...]) -> dict[str, tuple[int, bool]]:
    months: dict[str, tuple[int, bool]] = {}
    for name, kind, ident, weak in names:
        word = fold(name)
        if kind == "month" and not (weak and word in ENGLISH_TOO) and (word not in months or not weak):
            months[word] = (int(ident), weak)
    return months
