"""Each block of an answer in Discord's markup: headlines strong, readings, notes and sources small, tables narrow.

Words are escaped on the way (`markup`), tables shaped by `tables`. What goes into which message is `rendering`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import (
    Block,
    Choices,
    Code,
    Headline,
    Link,
    Note,
    Paragraph,
    ReadingLine,
    SourceLine,
    Span,
    Strong,
    Table,
    plain,
)
from bot.platforms.discord_gateway.markup import address, escaped, inline_code, masked
from bot.platforms.discord_gateway.splitting import SMALL
from bot.platforms.discord_gateway.tables import table_text
from bot.platforms.limits import size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answer import SourceUsed

LONGEST_MARKED = 1_500
"""A longer block goes out as bare words: a message may end in the middle of it, and must not cut a mark in two."""


def block_text(block: Block, rows: int | None = None, used: Sequence[SourceUsed] = ()) -> str:
    """A block as text; a table with at most so many rows, a source without its title where it is among the used."""
    if isinstance(block, Table):
        return table_text(block, rows)
    marked = _marked(block, used)
    return marked if size(marked) <= LONGEST_MARKED else _bare(block)


def _marked(block: Block, used: Sequence[SourceUsed]) -> str:
    match block:
        case Headline(spans):
            return _strong("".join(_span(span, within_strong=True) for span in spans))
        case Paragraph(spans):
            return "".join(_span(span) for span in spans)
        case SourceLine(number, text, url):
            return _small(f"\\[{number}\\] {masked(_short(block, used) or text, url) if url else escaped(text)}")
    return _bare(block)


def _bare(block: Block) -> str:
    match block:
        case Headline(spans) | Paragraph(spans):
            return escaped(plain(spans))
        case ReadingLine(text):
            return _small(escaped(text))
        case Choices(labels):
            return "\n".join(f"{number}\\. {escaped(label)}" for number, label in enumerate(labels, start=1))
        case Note(text):
            return _small(f"Note: {escaped(text)}")
        case SourceLine(number, text, url):
            return _small(f"\\[{number}\\] {escaped(text)} {address(url)}")
    return ""


def _short(line: SourceLine, used: Sequence[SourceUsed]) -> str | None:
    """Publisher and date of a source, which is enough to find it where room is short."""
    source = used[line.number - 1] if 0 < line.number <= len(used) else None
    if source is None or source.url != line.url:
        return None
    return ", ".join(part for part in (source.publisher, source.published) if part)


def _strong(text: str) -> str:
    return "\n".join(f"**{line.strip()}**" if line.strip() else line for line in text.split("\n"))


def _small(text: str) -> str:
    return "\n".join(f"{SMALL}{line.strip()}" for line in text.split("\n") if line.strip())


def _span(span: Span, *, within_strong: bool = False) -> str:
    match span:
        case Strong(text) if text.strip() == text and text and not within_strong:
            return f"**{escaped(text)}**"
        case Code(text):
            return inline_code(text)
        case Link(text, url):
            # Not a masked link: a reader sees where it leads before pressing it.
            return f"{escaped(text)} ({address(url)})"
    return escaped(span.text)
