"""An Answer as Discord messages: words escaped, tables in fixed width, sources last and never left out.

A long answer first loses table rows (and says how many), then takes more messages. The buttons and embeds of the full
form belong beside this module; escaping is `markup`'s, cutting `splitting`'s.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

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
    table_lines,
)
from bot.platforms.discord_gateway.markup import address, escaped, fence, inline_code
from bot.platforms.discord_gateway.splitting import LIMIT, split

if TYPE_CHECKING:
    from bot.answer import Answer

MOST_MESSAGES = 3
"""Beyond this, rows are left out as long as there are any."""
ROW_LIMITS = (None, 100, 50, 25, 10)


def messages(answer: Answer, limit: int = LIMIT) -> list[str]:
    """The messages that show an answer, in order; never empty."""
    shown: list[str] = []
    for rows in ROW_LIMITS:
        shown = split(rendered(answer.document, rows), limit)
        if len(shown) <= MOST_MESSAGES:
            break
    return shown or [f"({answer.status.replace('_', ' ')})"]


def rendered(document: Document, rows: int | None = None) -> str:
    """The document as one text in Discord's markup, tables with at most so many rows."""
    texts = [_block(block, rows) for block in document.blocks]
    gaps = ["\n\n" if _starts_group(before, after) else "\n" for before, after in pairwise(document.blocks)]
    return "".join(part for pair in zip(["", *gaps], texts, strict=False) for part in pair).strip()


def _starts_group(before: Block, after: Block) -> bool:
    """Whether a blank line stands between: sources stand apart, and so do notes. A fence brings its own gap."""
    return type(before) is not type(after) and isinstance(after, Note | SourceLine) and not isinstance(before, Table)


def _block(block: Block, rows: int | None) -> str:
    match block:
        case Headline(spans) | Paragraph(spans):
            return "".join(_span(span) for span in spans)
        case ReadingLine(text):
            return f"({escaped(text)})"
        case Table():
            return fence(table_lines(block, rows))
        case Choices(labels):
            return "\n".join(f"{number}\\. {escaped(label)}" for number, label in enumerate(labels, start=1))
        case Note(text):
            return f"Note: {escaped(text)}"
        case SourceLine(number, text, url):
            return f"\\[{number}\\] {escaped(text)}" + (f" {address(url)}" if url else "")


def _span(span: Span) -> str:
    match span:
        case Strong(text) if text.strip() == text and text:
            return f"**{escaped(text)}**"
        case Code(text):
            return inline_code(text)
        case Link(text, url):
            # Not a masked link: a reader sees where it leads before pressing it.
            return f"{escaped(text)} ({address(url)})"
    return escaped(span.text)
