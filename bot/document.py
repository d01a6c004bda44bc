"""The small document tree that an answer is shown from, and its plain-text face.

Every platform renders this tree in its own way; nothing is ever translated from one markup to another. The tree knows
no platform, no length limit and no escaping: those belong to the renderers.
"""

from __future__ import annotations

from dataclasses import dataclass

NARROWEST = 8
"""Characters that a cell of words keeps, however little room a table has."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that matter most."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type, such as a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str


Span = Text | Strong | Code | Link


@dataclass(frozen=True, slots=True)
class Headline:
    """The answer in one sentence."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Further sentences."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """How the question was understood: "Renault Zoe · registrations · Germany · 2020"."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; the last `numeric` columns are numbers and align to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: int = 1
    more: int = 0
    """Rows of the answer that were left out of the table; they are counted at its end."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Things to choose from."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that limits the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One numbered source."""

    number: int
    text: str
    url: str


Block = Headline | Paragraph | ReadingLine | Table | Choices | Note | SourceLine


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of an answer, in reading order."""

    blocks: tuple[Block, ...] = ()


def plain(spans: tuple[Span, ...]) -> str:
    """The words of some spans without any mark-up; a link is followed by its address."""
    return "".join(f"{span.text} ({span.url})" if isinstance(span, Link) else span.text for span in spans)


def plain_text(document: Document) -> str:
    """The whole document as plain text: tables aligned with spaces, sources with their addresses."""
    lines: list[str] = []
    for block in document.blocks:
        lines.extend(block_lines(block))
    return "\n".join(lines).strip()


def table_lines(table: Table, limit: int | None = None, width: int | None = None) -> list[str]:
    """A table as aligned lines, the column names first; rows past the limit are counted, not shown.

    Where the lines would be wider than `width` characters, words are cut short before any number is.
    """
    shown = table.rows if limit is None else table.rows[:limit]
    widths = [max(len(cell) for cell in column) for column in zip(table.columns, *shown, strict=True)]
    first_number = len(table.columns) - table.numeric
    if width is not None:
        widths = _narrowed(widths, first_number, width)
    lines = []
    for cells in (table.columns, *shown):
        padded = [
            cut(cell, room).rjust(room) if index >= first_number else cut(cell, room).ljust(room)
            for index, (cell, room) in enumerate(zip(cells, widths, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    if more := len(table.rows) - len(shown) + table.more:
        lines.append(f"… and {more} more")
    return lines if width is None else [cut(line, width) for line in lines]


def cut(text: str, room: int) -> str:
    """The text, or its beginning and an ellipsis where it is longer than the room."""
    return text if len(text) <= room else text[: max(0, room - 1)].rstrip() + "…"


def _narrowed(widths: list[int], first_number: int, width: int) -> list[int]:
    """The widths of the columns, those of words made smaller, the widest first, until all of them fit."""
    found = list(widths)
    excess = sum(found) + 2 * (len(found) - 1) - width
    for index in sorted(range(first_number), key=lambda index: -found[index]):
        taken = min(max(0, excess), max(0, found[index] - NARROWEST))
        found[index] -= taken
        excess -= taken
    return found


def block_lines(block: Block, width: int | None = None) -> list[str]:
    """One block as lines of plain text; `width` is how many characters a line of a table may have."""
    match block:
        case Headline(spans) | Paragraph(spans):
            return [plain(spans)]
        case ReadingLine(text):
            return [f"({text})"]
        case Table():
            return ["", *table_lines(block, width=width), ""]
        case Choices(labels):
            return [f"  {number}. {label}" for number, label in enumerate(labels, start=1)]
        case Note(text):
            return [f"Note: {text}"]
        case SourceLine(number, text, url):
            return [f"[{number}] {text}" + (f" {url}" if url else "")]
