"""An Answer as Discord messages: one where it fits, with everything that can be pressed and opened at its end.

What is too long loses the titles of its sources, then rows of its tables (and says how many), then takes more messages.
Headline, reading, notes and sources are never left out. Markup is `blocks`' business, what is sent `layout`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answer import Status
from bot.document import Block, Choices, Note, Paragraph, SourceLine
from bot.platforms.discord_gateway.blocks import block_text
from bot.platforms.discord_gateway.controls import controls_of, remarks_of, repairs_of
from bot.platforms.discord_gateway.markup import escaped
from bot.platforms.discord_gateway.pages import Accent, Page
from bot.platforms.discord_gateway.splitting import split
from bot.platforms.limits import Discord, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answer import Answer
    from bot.platforms.attachments import Attachment

HOW_TO_GO_ON = "-# To go on in this thread, reply to my answer, mention me or press a button. I do not read the rest."
"""Said once in each thread."""
ROW_LIMITS = (25, 20, 15, 10)
"""Rows of a table at most, tried in this order; the whole table is there as a file for who asks for it."""
MOST_DISPLAYS = 20
"""Texts of one message; leaves half of what Discord takes to files, buttons and choices."""
FIGURES = (Status.ANSWERED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class _Display:
    """One text display to be."""

    text: str
    is_small_print: bool


def messages(answer: Answer, attached: Sequence[Attachment] = ()) -> tuple[Page, ...]:
    """The messages that show an answer, in order; never empty. Files and buttons are at the last."""
    buttons, selects = controls_of(answer)
    *before, last = _pages(answer)
    return (*before, replace(last, files=tuple(attached), buttons=buttons, selects=selects))


def reading_messages(answer: Answer, *, quietly: bool, hears: bool = False) -> tuple[Page, ...]:
    """The messages that show how a question was read; `quietly` where what is chosen is for the chooser alone.

    Where somebody `hears` of it, one can say that the answer is wrong, or not what was asked.
    """
    *before, last = _pages(answer)
    buttons = remarks_of(answer) if hears else ()
    return (*before, replace(last, buttons=buttons, selects=repairs_of(answer, quietly=quietly)))


def explaining(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """The same messages, the last with a line on how to go on, as far as that fits."""
    *before, last = pages
    if sum(map(size, (*last.displays, HOW_TO_GO_ON))) > Discord.TEXT:
        return (*before, last, Page((HOW_TO_GO_ON,)))
    return (*before, replace(last, small_print=(*last.small_print, HOW_TO_GO_ON)))


def said(words: str) -> tuple[Page, ...]:
    """Words of ours that answer no question."""
    return (Page((escaped(words),)),)


def _pages(answer: Answer) -> tuple[Page, ...]:
    accent = Accent.FIGURES if answer.status in FIGURES else Accent.CALM
    pages: list[list[_Display]] = []
    for rows, short in ((ROW_LIMITS[0], False), *((rows, True) for rows in ROW_LIMITS)):
        pages = list(_packed(_displays(answer, rows, short)))
        if len(pages) <= 1:
            break
    shown = [_page(displays, accent) for displays in pages]
    return tuple(shown) or (Page((f"({escaped(answer.status.replace('_', ' '))})",), accent=accent),)


def _displays(answer: Answer, rows: int, short: bool) -> Iterator[_Display]:
    """What belongs together under one another as one text: all sources, all notes, and so on."""
    used = answer.sources if short else ()
    for kind, blocks in groupby(answer.document.blocks, _kind):
        text = "\n".join(text for block in blocks if (text := block_text(block, rows, used)))
        for piece in split(text):
            yield _Display(piece, kind in (Note, SourceLine))


def _kind(block: Block) -> type[Block]:
    return Paragraph if isinstance(block, Choices) else type(block)


def _packed(displays: Iterable[_Display]) -> Iterator[list[_Display]]:
    """The texts in messages, as many in one as fit."""
    held: list[_Display] = []
    room = Discord.TEXT
    for display in displays:
        if held and (size(display.text) > room or len(held) == MOST_DISPLAYS):
            yield held
            held, room = [], Discord.TEXT
        held.append(display)
        room -= size(display.text)
    if held:
        yield held


def _page(displays: list[_Display], accent: Accent) -> Page:
    """The small print at the end stands below the files, all else above them."""
    last = max((index for index, display in enumerate(displays, 1) if not display.is_small_print), default=0)
    texts = tuple(display.text for display in displays)
    return Page(texts[:last], texts[last:], accent)
