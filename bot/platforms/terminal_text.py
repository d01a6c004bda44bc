"""An Answer as text for a terminal: bold, underlined and dim where that is wished, tables no wider than the window.

There are no colours, which would have to suit everyone's background. Nothing that a person wrote may command the
terminal, so every character that is not to be printed is left out before a style is put around a line. The conversation
itself is `bot.platforms.terminal`'s.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from typing import TYPE_CHECKING, TextIO

from bot.document import Block, Headline, Note, ReadingLine, Table, block_lines

if TYPE_CHECKING:
    from bot.answer import Answer

BOLD, DIM, UNDERLINED, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[0m"


def shown(answer: Answer, *, styled: bool = False, width: int | None = None) -> str:
    """The answer as text for a terminal, without characters that would command it.

    `styled` makes the headline bold, underlines the column names and steps back what only explains; `width` is how many
    characters a line of a table may have.
    """
    lines = [line for block in answer.document.blocks for line in _lines(block, styled, width)]
    return "\n".join(lines).strip("\n")


def is_styled(stream: TextIO) -> bool:
    """Whether styles may be written: to a terminal that knows them, unless NO_COLOR is set (https://no-color.org/)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int | None:
    """The characters of a line of a terminal; None for a file or a pipe, which have no edge."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def _lines(block: Block, styled: bool, width: int | None) -> list[str]:
    lines = [line for text in block_lines(block, width) for line in _harmless(text).split("\n")]
    if not styled:
        return lines
    if isinstance(block, Table):
        # The first line is the empty one before the table.
        return [_in(UNDERLINED, line) if number == 1 else line for number, line in enumerate(lines)]
    style = BOLD if isinstance(block, Headline) else DIM if isinstance(block, ReadingLine | Note) else ""
    return [_in(style, line) for line in lines]


def _in(style: str, line: str) -> str:
    return f"{style}{line}{PLAIN}" if style and line else line


def _harmless(text: str) -> str:
    """The text without what commands a terminal; the narrow blanks between digits are not printable to Python."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs")
