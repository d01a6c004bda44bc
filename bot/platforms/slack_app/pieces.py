"""An answer's document as pieces: what Slack shows as one block or two, with the same in plain text.

Each piece fits a message by itself, in blocks and in text. Words never carry mark-up: bold, code and links are elements
of rich text, the rest is plain text. How pieces are put together to messages is for `blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.document import (
    Block,
    Choices,
    Code,
    Document,
    Headline,
    Link,
    Note,
    Paragraph,
    ReadingLine,
    SourceLine,
    Span,
    Strong,
    Table,
    Text,
    plain,
)
from bot.platforms.limits import Slack, size
from bot.platforms.slack_app.pages import clipped, escaped_size, packed
from bot.platforms.slack_app.tables import cut_table, fixed_width, table_block

Element = dict[str, Any]
ROOM = Slack.SECTION
_NOTE = "Note: "
_ADDRESS = re.compile(r"https?://[^\s<>|]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an answer that stays in one message."""

    text: str
    """What it says, in plain text that is not escaped yet."""
    blocks: tuple[Element, ...]
    is_source: bool = False
    """Whether it may not be left out, however long the answer is."""


def pieces(document: Document, *, tables: bool = True) -> list[Piece]:
    """The document in pieces, in its own order; only the first table is a table block, and none where not `tables`."""
    found: list[Piece] = []
    for kind, together in groupby(document.blocks, type):
        if kind is Note:
            found += _notes([block.text for block in together if isinstance(block, Note)])
        elif kind is SourceLine:
            found += _sources([block for block in together if isinstance(block, SourceLine)])
        else:
            for block in together:
                found += _of(block, tables=tables)
                tables = tables and not isinstance(block, Table)
    return [piece for piece in found if piece.text.strip()]


def small(text: str) -> Element:
    """Small grey words."""
    return {"type": "context", "elements": [plain_words(text)]}


def plain_words(text: str) -> Element:
    """Words without any mark-up, and with ":names:" of pictures left as they are."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _of(block: Block, *, tables: bool) -> Iterator[Piece]:
    match block:
        case Headline(spans):
            yield from _said(spans, bold=True)
        case Paragraph(spans):
            yield from _said(spans)
        case ReadingLine(text):
            yield from (Piece(f"({part})", (small(part),)) for part in packed([text], ROOM))
        case Choices(labels):
            yield from _choices(labels)
        case Table() if block.columns:
            yield _table(block, as_block=tables)


def _said(spans: tuple[Span, ...], *, bold: bool = False) -> Iterator[Piece]:
    whole = plain(spans)
    parts = packed(whole.split("\n"), ROOM)
    if parts == [whole]:
        yield Piece(whole, (_rich([_section(spans, bold=bold)]),))
        return
    for part in parts:
        yield Piece(part, (_rich([_section((Text(part),), bold=bold)]),))


def _choices(labels: Sequence[str]) -> Iterator[Piece]:
    """Numbered labels, as many in one piece as fit, each piece counting on from the one before."""
    shown = [clipped(" ".join(label.split()), ROOM - 20) or " " for label in labels]
    first = 0
    while first < len(shown):
        after = first + 1
        while after < len(shown) and escaped_size(_numbered(shown, first, after + 1)) <= ROOM:
            after += 1
        items = [_section((Text(label),)) for label in shown[first:after]]
        listed = {"type": "rich_text_list", "style": "ordered", "offset": first, "elements": items}
        yield Piece(_numbered(shown, first, after), (_rich([listed]),))
        first = after


def _numbered(labels: Sequence[str], first: int, after: int) -> str:
    return "\n".join(f"  {number}. {label}" for number, label in enumerate(labels[first:after], first + 1))


def _table(table: Table, *, as_block: bool) -> Piece:
    shown = cut_table(table)
    text = "\n".join(["", *shown.lines, ""])
    if not as_block:
        return Piece(text, (fixed_width("\n".join(shown.lines)),))
    return Piece(text, (table_block(shown.table), *((small(shown.more),) if shown.more else ())))


def _notes(texts: Iterable[str]) -> Iterator[Piece]:
    """Notes in small words, one below the other; more blocks only where one does not take them."""
    for page in packed([f"{_NOTE}{' '.join(text.split())}" for text in texts if text.strip()], ROOM):
        shown = "\n".join(line.removeprefix(_NOTE) for line in page.split("\n"))
        yield Piece(page, (small(shown),))


def _sources(sources: Sequence[SourceLine]) -> Iterator[Piece]:
    """Numbered links, one source a line."""
    for source in sources:
        text = f"[{source.number}] {source.text}" + (f" {source.url}" if source.url else "")
        parts = packed(text.split("\n"), ROOM)
        if parts == [text] and _ADDRESS.fullmatch(source.url):
            parts, link = [], Link(source.text or source.url, source.url)
            yield Piece(text, (_rich([_section((Text(f"[{source.number}] "), link))]),), is_source=True)
        for part in parts:
            yield Piece(part, (_rich([_section((Text(part),))]),), is_source=True)


def _rich(elements: list[Element]) -> Element:
    return {"type": "rich_text", "elements": elements}


def _section(spans: Iterable[Span], *, bold: bool = False) -> Element:
    elements = [_element(span, bold=bold) for span in spans if span.text or isinstance(span, Link)]
    return {"type": "rich_text_section", "elements": elements}


def _element(span: Span, *, bold: bool) -> Element:
    style = {"bold": True} if bold or isinstance(span, Strong) else {}
    if isinstance(span, Code):
        style["code"] = True
    element: Element = {"type": "text", "text": span.text}
    if isinstance(span, Link):
        if _ADDRESS.fullmatch(span.url) and size(span.url) <= ROOM:
            element = {"type": "link", "url": span.url, "text": span.text or span.url}
        else:
            element["text"] = plain((span,))
    return element | ({"style": style} if style else {})
