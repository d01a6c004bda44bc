"""Plain text for Slack: made harmless, measured, and cut where it does not fit.

`escaped` is the one place where Slack's control characters are taken out of a top-level text. Nothing is translated to
mrkdwn anywhere; what is bold or a link is so in `pieces`, by elements that hold their words apart from their look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Controls and halves of pairs: Slack, or the way there, takes neither."""


def escaped(text: str) -> str:
    """The text with the three characters escaped that Slack reads as mentions, links and entities."""
    return text.translate(_ENTITIES)


def sendable(text: str) -> str:
    """The text with each character replaced that cannot be sent; never longer, and not empty unless it was."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _UNSENDABLE.sub("\ufffd", whole)


def escaped_size(text: str) -> int:
    """What Slack counts, taken the dear way: UTF-16 units after escaping."""
    return len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2


def packed(lines: Iterable[str], limit: int) -> list[str]:
    """Lines put together to pages, as many in one as fit; pages of nothing but blanks are dropped."""
    found: list[list[str]] = []
    room = 0
    for piece in (piece for line in lines for piece in cut(line, limit)):
        units = escaped_size(piece) + 1
        if not found or units > room:
            found.append([])
            room = limit + 1
        found[-1].append(piece)
        room -= units
    pages = ["\n".join(page) for page in found]
    return [page.strip("\n") for page in pages if page.strip()]


def cut(line: str, limit: int) -> list[str]:
    """One line cut at spaces where it does not fit a page; only a word longer than a page is cut inside."""
    if escaped_size(line) <= limit:
        return [line]
    found: list[list[str]] = []
    room = 0
    for word in line.split(" "):
        for part in _parts(word, limit):
            units = escaped_size(part) + 1
            if not found or units > room:
                found.append([])
                room = limit + 1
            found[-1].append(part)
            room -= units
    return [" ".join(page) for page in found]


def clipped(text: str, limit: int) -> str:
    """The text, ended with "…" where it is longer than the limit; control characters count as they are escaped."""
    if escaped_size(text) <= limit:
        return text
    return f"{_parts(text[:limit], max(1, limit - 1))[0].rstrip()}…"


def _parts(word: str, limit: int) -> list[str]:
    """A word cut wherever it no longer fits; before escaping, so that no entity is cut."""
    if escaped_size(word) <= limit:
        return [word]
    parts = [""]
    room = limit
    for character in word:
        units = escaped_size(character)
        if units > room:
            parts.append("")
            room = limit
        parts[-1] += character
        room -= units
    return parts
