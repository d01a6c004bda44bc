"""Names that are figures, or begin with them: a Peugeot 2008 or a year, a Fiat 500 or 500k, an MG 5 EV or five EVs.

Names that are everyday words are judged in `standing`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.understand.lexicon import SUBJECT_KINDS, Hit, Meaning
from bot.understand.periods import TimeRead
from bot.understand.tokens import Token

JOINING = {
    "and", "or", "vs", "versus", "v", "/", "&", "+", ",", "than", "und", "oder", "et", "ou", "y", "o", "e", "og", "och",
}  # fmt: skip
"""Words and signs that join two things of a list."""


def is_scaled(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name of figures only is part of a number: "500k" is no Fiat 500."""
    after = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
    if after is not None and not after.spaced and after.text in ("q", "h") and tokens[hit.last].kind == "digits":
        return True  # "Tesla's 3Q24" is a quarter, no Model 3
    figures = all(token.kind == "digits" for token in tokens[hit.first : hit.last + 1])
    return figures and after is not None and not after.spaced and after.text in ("k", "m", "mio", "bn", "%")


def is_split_figure(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a phrase is a number and a word apart from it: "top 5 EV brands" is no MG 5 EV."""
    return tokens[hit.first].kind == "digits" and hit.first < hit.last and tokens[hit.first + 1].spaced


def is_counted(tokens: Sequence[Token], hit: Hit, meaning: Meaning) -> bool:
    """Whether a name could be a number and a word."""
    return meaning.kind in SUBJECT_KINDS and is_split_figure(tokens, hit)


def is_year(tokens: Sequence[Token], hit: Hit, hits: Sequence[Hit], times: Sequence[TimeRead]) -> bool:
    """Whether figures that name a model too are the year: no maker is named beside them, and no other time."""
    models = [m.value.split("/")[0] for m in hit.meanings if m.kind in SUBJECT_KINDS]
    if not models or not is_yearish(tokens, hit):
        return False
    made = any(m.kind == "brand" and m.value in models for other in hits for m in other.meanings)
    apart = [time for time in times if not time.first <= hit.first <= time.last]
    listed = any(_is_joined(tokens, hit, time) for time in apart)
    return not made and (not apart or listed)


def _is_joined(tokens: Sequence[Token], hit: Hit, time: TimeRead) -> bool:
    """Whether figures and a period stand in one list: "2008 vs 2010"."""
    first, last = (hit.last, time.first) if hit.last < time.first else (time.last, hit.first)
    return last - first == 2 and tokens[first + 1].text in {*JOINING, "to", "against", "-"}


def is_yearish(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name holds figures that may be a year; "2008s" are cars."""
    after = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
    if after is not None and after.text == "s" and not after.spaced:
        return False
    return any(
        len(tokens[index].text) == 4 and tokens[index].kind == "digits" for index in range(hit.first, hit.last + 1)
    )
