"""A text as Slack messages: escaped, and cut so that each fits while the sources stay whole.

`escaped` is the one place where Slack's control characters are made harmless. Nothing is translated to mrkdwn here; the
poster sends with mrkdwn off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

PAGE_LIMIT = 3_900
"""UTF-16 units of a message after escaping. Slack breaks messages up by itself past 4,000 characters."""
MOST_PAGES = 6
LEFT_OUT = "… (the answer is longer than fits here; ask for less at a time to see the rest)"
_SOURCE = re.compile(r"\[\d+\] ")
_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def escaped(text: str) -> str:
    """The text with the three characters escaped that Slack reads as mentions, links and entities."""
    return text.translate(_ENTITIES)


def pages(text: str, limit: int = PAGE_LIMIT, most: int = MOST_PAGES) -> list[str]:
    """The text in pages that fit once escaped. What is too long loses lines of its body, never a source."""
    lines = text.strip().split("\n")
    first_source = len(lines)
    while first_source and _SOURCE.match(lines[first_source - 1]):
        first_source -= 1
    body = _packed(lines[:first_source], limit)
    sources = _packed(lines[first_source:], limit)
    body = _shortened(body, max(1, most - len(sources)), limit)
    if body and sources and _size(f"{body[-1]}\n{sources[0]}") <= limit:
        joined = f"{body.pop()}\n{sources.pop(0)}"
        return [*body, joined, *sources]
    return body + sources


def _size(text: str) -> int:
    """What Slack counts, taken the dear way: UTF-16 units after escaping."""
    return len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2


def _packed(lines: Iterable[str], limit: int) -> list[str]:
    """Lines put together to pages, as many in one as fit; pages of nothing but blanks are dropped."""
    found: list[str] = []
    page: str | None = None
    for piece in (piece for line in lines for piece in _pieces(line, limit)):
        longer = piece if page is None else f"{page}\n{piece}"
        if page is not None and _size(longer) > limit:
            found.append(page)
            longer = piece
        page = longer
    if page is not None:
        found.append(page)
    return [page.strip("\n") for page in found if page.strip()]


def _pieces(line: str, limit: int) -> list[str]:
    """One line cut at spaces where it does not fit a page; only a word longer than a page is cut inside."""
    if _size(line) <= limit:
        return [line]
    found: list[str] = []
    piece = ""
    for word in line.split(" "):
        first, *rest = _parts(word, limit)
        longer = f"{piece} {first}" if piece else first
        if _size(longer) > limit:
            found.append(piece)
            longer = first
        *full, piece = [longer, *rest]
        found.extend(full)
    return [*found, piece]


def _parts(word: str, limit: int) -> list[str]:
    """A word cut wherever it no longer fits; before escaping, so that no entity is cut."""
    parts = [""]
    room = limit
    for character in word:
        size = _size(character)
        if size > room:
            parts.append("")
            room = limit
        parts[-1] += character
        room -= size
    return parts


def _shortened(body: list[str], room: int, limit: int) -> list[str]:
    """At most `room` pages, the last one ending with a line that says so where something was left out."""
    if len(body) <= room:
        return body
    last = body[room - 1].split("\n")
    while last and _size("\n".join([*last, LEFT_OUT])) > limit:
        last.pop()
    return [*body[: room - 1], "\n".join([*last, LEFT_OUT])]
