"""The questions of late and the messages that answered them, bounded in number, oldest forgotten first.

It makes a repeated event answered once, and lets an edit or a deletion find its answer. Lost at a restart; what must
outlive one is `shared`'s.
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
    is_ours: bool = False
    """This replica has taken it to answer it; False while that is open, and where another replica has it."""
    explains: bool = False
    """Its answer is the one that says how to go on in its thread."""
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
        entry = Entry(asked)
        self.add(entry)
        return entry

    def add(self, entry: Entry) -> None:
        """Take up an entry whose answer was found elsewhere."""
        self._entries[entry.asked.message_id] = entry
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def entry(self, message_id: int) -> Entry | None:
        """The entry of a question that is still there and still remembered."""
        entry = self._entries.get(message_id)
        return None if entry is None or entry.withdrawn else entry

    def forget_person(self, author_id: int) -> None:
        """Forget what somebody asked; an answer that is in hand still goes out."""
        theirs = [key for key, entry in self._entries.items() if entry.asked.author_id == author_id]
        for key in theirs:
            del self._entries[key]
