"""Text -> tokens: folded words, numbers and single signs, each knowing where it stood and what stood before it.

Folding takes away case, accents and typographic variety, so that "Škoda", "SKODA" and "skoda" are one word. Matching
works on whole tokens and never on substrings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST_TEXT = 2_000
"""Characters that are read; a question that needs more is not one."""
MOST_TOKENS = 180
FIRST_TOKENS = 60
"""Words and signs that are read of one text; of a longer one the beginning and the end, where letters ask."""
_FIRST_OF_ITS_KIND = frozenset(
    ("year", "month", "time", "country", "market", "brand", "maker", "carmaker", "model", "car", "ev", "electric", "to")
)
"""Words before which "1st" is no day of a date."""
MOST_DIGITS = 15
"""A longer number counts nothing that is on wheels."""
_LETTERS = {
    "ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d", "œ": "oe", "ŋ": "n",
}  # fmt: skip
_SIGNS = {
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-",
    "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "…": ".", "→": ">",
}  # fmt: skip
_FLAG_LETTERS = {0x1F1E6 + number: chr(ord("A") + number) for number in range(26)}
"""A flag is two regional indicators: the letters of its country's code."""
_PLAIN_SIGNS = str.maketrans(_SIGNS)
"""One sign for one, so that positions stay."""
_SPECIAL = str.maketrans(_LETTERS | _SIGNS)
_TOKEN = re.compile(
    r"(?P<iso>\b\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?\b)"
    r"|(?P<date>\b\d{1,2}\.\d{1,2}\.\d{4}\b)"
    r"|(?P<grouped>\b\d{1,3}(?:[,.' ]\d{3})+(?!\d))"
    r"|(?P<decimal>\b\d+[.,]\d{1,2}(?![\d.]))"
    r"|(?P<digits>\d+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<sign>[^\s])"
)
_BLANK = frozenset({"Cc", "Zl", "Zp", "Cs", "Co", "Cn", "So"})
"""Unicode categories that part words and say nothing: control characters, line ends, pictures."""
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Sk"})
_GROUP = re.compile(r"[,.']")
_CLITIC = {"s", "m", "d", "ve", "ll", "re"}
SOFT = frozenset("-./'_&+!#*")
"""Signs that may stand inside a name without meaning anything."""


@dataclass(frozen=True, slots=True)
class Token:
    """One folded word, number or sign."""

    text: str
    raw: str
    start: int
    end: int
    spaced: bool
    """Whether white space stands before it."""
    kind: str
    """word, digits, number (with a value that is not a plain integer), date or sign."""
    value: float | None = None

    @property
    def is_sign(self) -> bool:
        """Whether it is punctuation."""
        return self.kind == "sign"


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents; other scripts keep their letters."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_SPECIAL)).casefold().translate(_SPECIAL)
    decomposed = unicodedata.normalize("NFKD", plain).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_SPECIAL)


def _clean(text: str) -> str:
    """The text without what cannot be seen: control and format characters, one for one where positions matter."""
    if text.isascii() and text.isprintable():
        return text
    shown = []
    for char in text:
        category = "" if char.isascii() and char.isprintable() else unicodedata.category(char)
        shown.append(" " if category in _BLANK else "" if category in _UNSEEN else char)
    return "".join(shown)


def visible(text: str) -> str:
    """A text as a person sees it, lines kept: no control, format or direction characters that could be echoed."""
    return "\n".join(_clean(unicodedata.normalize("NFC", line).translate(_FLAG_LETTERS)) for line in text.split("\n"))


def tokenize(text: str) -> list[Token]:
    """The tokens of a text; possessive and contracted endings are dropped, "n't" becomes "not"."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT]).translate(_FLAG_LETTERS).replace("->", " >")
    text = _clean(text).translate(_PLAIN_SIGNS)
    tokens: list[Token] = []
    last_end = 0
    for match in _TOKEN.finditer(text):
        kind, raw = match.lastgroup or "sign", match.group()
        if raw == "#" and text[match.end() : match.end() + 1].isdigit():
            kind, raw = "word", "hashtag"
        glued = raw == "+" and match.start() == last_end and _ends_name(tokens)
        if glued and not text[match.end() : match.end() + 1].isalnum():
            kind, raw = "word", "plus"
        start, end = match.span()
        spaced = start > last_end or start == 0
        last_end = end
        if kind == "word" and _joins_clitic(tokens, raw, start):
            tokens.pop()
            continue
        tokens.append(_token(kind, raw, start, end, spaced))
        if (
            kind == "word"
            and raw.lower() == "t"
            and len(tokens) > 2
            and tokens[-2].text == "'"
            and tokens[-3].text.endswith("n")
        ):
            verb = tokens[-3]
            tokens[-3:] = [
                Token(verb.text[:-1], verb.raw[:-1], verb.start, verb.end - 1, verb.spaced, "word"),
                Token("not", "not", verb.end - 1, end, False, "word"),
            ]
    tokens = _with_first_in_letters(tokens)
    if len(tokens) > MOST_TOKENS:
        return tokens[:FIRST_TOKENS] + tokens[FIRST_TOKENS - MOST_TOKENS :]
    return tokens


def _with_first_in_letters(tokens: list[Token]) -> list[Token]:
    """ "1st year", "1st EV" as "first year", "first EV"; in a date the day stays a number."""
    for index in range(len(tokens) - 3, -1, -1):
        one, ending = tokens[index], tokens[index + 1]
        is_first = one.text == "1" and ending.text == "st" and not ending.spaced
        if is_first and tokens[index + 2].text in _FIRST_OF_ITS_KIND:
            word = Token("first", one.raw + ending.raw, one.start, ending.end, one.spaced, "word")
            tokens = [*tokens[:index], word, *tokens[index + 2 :]]
    return tokens


def _ends_name(tokens: list[Token]) -> bool:
    """Whether a "+" right behind may belong to a name: "C-HR+", "P7+", but not "500+"."""
    if not tokens or tokens[-1].kind == "word":
        return bool(tokens)
    return tokens[-1].kind == "digits" and not tokens[-1].spaced and len(tokens) > 1 and tokens[-2].kind == "word"


def _joins_clitic(tokens: list[Token], raw: str, start: int) -> bool:
    if len(tokens) < 2 or tokens[-1].text != "'" or tokens[-1].end != start or tokens[-1].spaced:
        return False
    return raw.lower() in _CLITIC and (
        tokens[-2].kind == "word" or (raw.lower() == "s" and tokens[-2].kind == "digits")
    )


def _token(kind: str, raw: str, start: int, end: int, spaced: bool) -> Token:
    if kind == "grouped":
        plain = re.sub(r"[,.' ]", "", raw)
        return Token(raw, raw, start, end, spaced, "number", float(plain) if len(plain) <= MOST_DIGITS else None)
    if kind == "decimal":
        plain = raw.replace(",", ".")
        return Token(raw, raw, start, end, spaced, "number", float(plain) if len(plain) <= MOST_DIGITS else None)
    if kind == "digits":
        return Token(raw, raw, start, end, spaced, "digits", float(raw) if len(raw) <= MOST_DIGITS else None)
    if kind in ("iso", "date"):
        return Token(raw, raw, start, end, spaced, "date")
    return Token(fold(raw), raw, start, end, spaced, kind)
