"""The questions of late and the messages that answered them, bounded in number, oldest forgotten first.

It makes a repeated event answered once, and lets an edit or a deletion find its answer. Lost at a restart.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.addressing import Asked


@dataclass(slots=True)
class Entry:
    """One question and what became of it."""

    asked: Asked
    """As it stands now; an edit replaces it."""
    shown: Asked | None = None
    """The form of the question that the answer on show belongs to."""
    answer_ids: tuple[int, ...] = ()
    withdrawn: bool = False
    """The question was deleted."""


class Ledger:
    """Entries by the id of the asking message."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[int, Entry] = OrderedDict()

    def opened(self, asked: Asked) -> Entry | None:
        """A new entry for a question, or None if this message was taken before."""
        if asked.message_id in self._entries:
            return None
        entry = self._entries[asked.message_id] = Entry(asked)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)
        return entry

    def entry(self, message_id: int) -> Entry | None:
        """The entry of a question that is still there and still remembered."""
        entry = self._entries.get(message_id)
        return None if entry is None or entry.withdrawn else entry
