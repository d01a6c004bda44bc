"""The lexicon: every name and every word of meaning in one trie over tokens, and the vocabulary for spelling repair.

It is built once from the store's names and the word lists beside it (`words/*.toml`), and never changes. It does not
judge: which of several readings holds is decided in `bot.understand.spans` and after it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from bot.understand.tokens import SOFT, Token, fold, tokenize

WORDS = Path(__file__).parent / "words"
SUBJECT_KINDS = frozenset({"model", "brand", "group", "ambiguous"})
NAME_KINDS = frozenset({"model", "brand", "group", "region", "place", "ambiguous"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase can stand for."""

    kind: str
    value: str
    weak: bool = False


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    meanings: list[tuple[Meaning, int]] = field(default_factory=list)
    """With the bit mask of boundaries that must stay tight."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text: tokens first..last, both included."""

    first: int
    last: int
    meanings: tuple[Meaning, ...]
    words: int
    """Tokens of it that are not signs."""


class Lexicon:
    """All phrases; safe to share between threads once built."""

    def __init__(self) -> None:
        self._root = _Node()
        self.vocabulary: dict[str, set[tuple[str, str]]] = {}
        """Single words of five letters and more -> what they name."""
        self.known: set[str] = set()
        """Every word of every phrase: none of them is ever repaired."""

    @classmethod
    def build(cls, names: Iterable[tuple[str, str, str, bool]]) -> Lexicon:
        """The lexicon of some names and of all word lists."""
        found = cls()
        for name, kind, ident, weak in names:
            found.add(name, Meaning(kind, ident, weak))
        for phrase, meaning in word_lists():
            found.add(phrase, meaning)
        return found

    def add(self, phrase: str, meaning: Meaning) -> None:
        """Put one phrase in."""
        words, tight = _phrase(phrase)
        if not words:
            return
        node = self._root
        for word in words:
            node = node.children.setdefault(word, _Node())
        if all(held != meaning for held, _ in node.meanings):
            node.meanings.append((meaning, tight))
        self.known.update(words)
        if meaning.kind not in ("filler", "grammar"):
            shortest = 4 if len(words) == 1 or meaning.kind in NAME_KINDS else 6
            for word in words:
                if len(word) >= shortest and word.isalpha():
                    self.vocabulary.setdefault(word, set()).add(
                        (meaning.kind, meaning.value if len(words) == 1 else phrase)
                    )

    def meanings_of(self, words: Iterable[str]) -> tuple[Meaning, ...]:
        """What the folded words of one whole phrase mean; empty where they are no phrase."""
        node = self._root
        for word in words:
            child = node.children.get(word)
            if child is None:
                return ()
            node = child
        return tuple(meaning for meaning, _ in node.meanings)

    def hits(self, tokens: list[Token]) -> list[Hit]:
        """Every phrase that starts anywhere, overlapping ones included."""
        found: list[Hit] = []
        for first, token in enumerate(tokens):
            if not token.is_sign or token.text in self._root.children:
                found.extend(self._hits_from(tokens, first))
        return found

    def _hits_from(self, tokens: list[Token], first: int) -> Iterator[Hit]:
        node, position, loose, words = self._root, first, 0, 0
        while position < len(tokens):
            token = tokens[position]
            child = node.children.get(token.text)
            if child is None:
                if words and token.text in SOFT and token.is_sign and _inside(tokens, position):
                    position += 1
                    continue
                return
            if words and token.spaced and len(_previous_word(tokens, position)) == 1:
                loose |= 1 << (words - 1)
            node, words = child, words + 1
            if node.meanings and (meanings := tuple(meaning for meaning, tight in node.meanings if not tight & loose)):
                yield Hit(first, position, meanings, words)
            position += 1


def _inside(tokens: list[Token], position: int) -> bool:
    """Whether a sign joins what stands before it with what follows, rather than parting them."""
    follows = tokens[position + 1] if position + 1 < len(tokens) else None
    return follows is not None and not (tokens[position].spaced and follows.spaced)


def _previous_word(tokens: list[Token], position: int) -> str:
    while position > 0:
        position -= 1
        if not tokens[position].is_sign:
            return tokens[position].text
    return ""


@lru_cache(maxsize=1)
def word_lists() -> tuple[tuple[str, Meaning], ...]:
    """Every phrase of `words/*.toml`: [kind] value = ["phrase", …]."""
    found: list[tuple[str, Meaning]] = []
    for path in sorted(WORDS.glob("*.toml")):
        for kind, values in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for value, phrases in values.items():
                found.extend((phrase, Meaning(kind, value)) for phrase in phrases)
    return tuple(found)


_LETTERS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_NEEDS_TOKENS = re.compile(r"\d[.,' -]\d|['+#]")
_PIECE = re.compile(r"\d+|[^\W\d_]+|\S")


def _plain_phrase(folded: str) -> tuple[tuple[str, ...], int]:
    """The same as the tokenizer gives, for phrases without clitics and separated numbers: names are many."""
    words: list[str] = []
    tight, end = 0, 0
    for match in _PIECE.finditer(folded):
        piece, start = match[0], match.start()
        if piece not in SOFT:
            if words and start == end and len(words[-1]) == 1 and piece.isalnum():
                tight |= 1 << (len(words) - 1)
            words.append(piece)
        end = match.end()
    return tuple(words), tight


def _phrase(phrase: str) -> tuple[tuple[str, ...], int]:
    """The folded words of a phrase, and which boundaries may not be widened by a space ("i3" is not "i 3")."""
    folded = fold(phrase)
    if _LETTERS.fullmatch(folded):
        return tuple(folded.split()), 0
    if not _NEEDS_TOKENS.search(folded):
        return _plain_phrase(folded)
    words: list[str] = []
    tight = 0
    for token in tokenize(folded):
        if token.is_sign and token.text in SOFT:
            continue
        if token.is_sign:
            words.append(token.text)
            continue
        if words and not token.spaced and len(words[-1]) == 1:
            tight |= 1 << (len(words) - 1)
        words.append(token.text)
    return tuple(words), tight
