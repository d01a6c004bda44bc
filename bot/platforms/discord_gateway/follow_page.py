"""The list of what a channel follows, in words and with a row of buttons each, and what a press of one of them asks.

An id says what it does, to which follow, and which part of a long list it stood on, so no process has to remember a
page. Who may press is `follow_calls`' business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.markup import escaped, one_line
from bot.platforms.discord_gateway.pages import Accent, Button, Entry, Page
from bot.platforms.following import LABELS, Change, changes_of, described

if TYPE_CHECKING:
    from bot.platforms.following import Listed

ENTRIES = 8
"""Of one part of the list: four components each, of the forty that a message may have."""
LONGEST = 200
"""Units of one line; escaped it may take twice as many, of the four thousand of a message."""
EARLIER, LATER = "Earlier", "Later"
_PRESS = re.compile(rf"follow:({'|'.join(Change)}|show):(\w*):(\d{{1,4}})")


@dataclass(frozen=True, slots=True)
class FollowPress:
    """What a press on the list wants."""

    change: Change | None
    """What to do to a follow; None to see another part of the list."""
    ident: str
    part: int
    """The part of the list to show, from 0."""


def follow_press_of(custom_id: str) -> FollowPress | None:
    """What a press wants; None where it is none of the list's."""
    found = _PRESS.fullmatch(custom_id)
    if found is None:
        return None
    change = None if found[1] == "show" else Change(found[1])
    return FollowPress(change, found[2], int(found[3]))


def follow_page(listed: Listed, part: int = 0, *, may_change: bool) -> Page:
    """A part of the list, with its buttons where the reader may press them."""
    last = max(0, len(listed.follows) - 1) // ENTRIES
    part = min(part, last)
    shown = listed.follows[part * ENTRIES : (part + 1) * ENTRIES]
    lines = [one_line(described(follow), LONGEST) for follow in shown]
    words = [escaped(one_line(each, LONGEST)) for each in listed.words]
    texts = tuple(f"**{each}**" if listed.follows else each for each in words)
    ways = ((EARLIER, part - 1), (LATER, part + 1))
    buttons = tuple(Button(label, f"follow:show::{there}") for label, there in ways if 0 <= there <= last)
    if not may_change:
        return Page((*texts, *(f"• {escaped(line)}" for line in lines)), accent=Accent.CALM, buttons=buttons)
    entries = tuple(
        Entry(
            escaped(line),
            tuple(Button(LABELS[each], f"follow:{each}:{follow.id}:{part}") for each in changes_of(follow)),
        )
        for follow, line in zip(shown, lines, strict=True)
    )
    return Page(texts, entries=entries, accent=Accent.CALM, buttons=buttons)
