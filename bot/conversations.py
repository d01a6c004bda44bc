"""What conversations remember, by their keys: in this process, or shared by every replica through `bot.state`.

Bounded in number and age. A conversation that another version wrote, or that the database lost, is forgotten: the next
question then stands alone. What a Memory means is `bot.memory`'s business.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from bot.memory import Memory

if TYPE_CHECKING:
    from bot.state import ResilientState

MOST = 20_000
"""Conversations that one process holds."""
KEPT_SECONDS = 3600.0
_log = logging.getLogger(__name__)


class Conversations(Protocol):
    """Where turns are kept; every method may be called from any thread."""

    def recall(self, key: str) -> Memory:
        """What a conversation remembers; nothing where it is unknown or too long ago."""
        ...

    def remember(self, key: str, memory: Memory, person: str | None) -> None:
        """Keep what a conversation remembers; `person` says whose it is."""
        ...

    def forget(self, key: str) -> None:
        """Drop a conversation."""
        ...

    def forget_person(self, person: str) -> int:
        """Drop the conversations of one person; how many there were."""
        ...


@dataclass(frozen=True, slots=True)
class _Held:
    """A conversation: when it was last heard of (on the process's own clock), its turns and whose it is."""

    at: float
    memory: Memory
    person: str | None


class OwnConversations:
    """The conversations of one process, lost at its end; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: str) -> Memory:
        """What a conversation remembers."""
        with self._lock:
            held = self._held.get(key)
        return Memory() if held is None or time.monotonic() - held.at > KEPT_SECONDS else held.memory

    def remember(self, key: str, memory: Memory, person: str | None) -> None:
        """Keep what a conversation remembers."""
        with self._lock:
            self._held[key] = _Held(time.monotonic(), memory, person)
            self._held.move_to_end(key)
            while len(self._held) > MOST:
                self._held.popitem(last=False)

    def forget(self, key: str) -> None:
        """Drop a conversation."""
        with self._lock:
            self._held.pop(key, None)

    def forget_person(self, person: str) -> int:
        """Drop the conversations of one person."""
        with self._lock:
            theirs = [key for key, held in self._held.items() if held.person == person]
            for key in theirs:
                del self._held[key]
        return len(theirs)


class SharedConversations:
    """The conversations of every replica on one state; while its database is away, those of this process."""

    def __init__(self, state: ResilientState) -> None:
        self._state = state
        self._own = OwnConversations()

    @cached_property
    def _form(self) -> Any:
        from pydantic import TypeAdapter  # here: `evbot ask` shares nothing, and this costs it a tenth of a second

        return TypeAdapter(Memory)

    def recall(self, key: str) -> Memory:
        """What a conversation remembers, whichever replica heard it."""
        kept = self._state.conversation(key)
        if kept is None:
            return self._own.recall(key) if self._state.degraded else Memory()
        try:
            memory: Memory = self._form.validate_json(kept.payload)
        except ValueError:
            _log.info("a conversation of another version was forgotten")
            return Memory()
        return memory

    def remember(self, key: str, memory: Memory, person: str | None) -> None:
        """Keep what a conversation remembers, for this replica and the others."""
        self._own.remember(key, memory, person)
        self._state.keep_conversation(key, self._form.dump_json(memory).decode(), user_key=person)

    def forget(self, key: str) -> None:
        """Drop a conversation everywhere."""
        self._own.forget(key)
        self._state.drop_conversation(key)

    def forget_person(self, person: str) -> int:
        """Drop the conversations of one person here; what the state holds of them, `delete_person` of it drops."""
        return self._own.forget_person(person)
