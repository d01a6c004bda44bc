"""Which messages answered which question, so that an edit or a deletion finds its answer.

In the shared state it is found after a restart and by any replica; without one it is kept in this process.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.state import ResilientState
    from bot.state.answers import AskedIn

_PLATFORM = "slack"
Place = tuple[str, str, str]
"""Workspace, channel and time stamp of the message that asked."""


class Ledger(Protocol):
    """The answers of questions."""

    async def put(self, asked: Place, messages: Sequence[str], person: str) -> None:
        """Put down the messages that answer a question now, and whose question it is."""
        ...

    async def find(self, asked: Place) -> tuple[str, ...]:
        """The messages that answer a question; none where nothing is remembered."""
        ...

    async def drop(self, asked: Place) -> None:
        """Forget the answer of a question."""
        ...


class OwnLedger:
    """The newest answers, in memory, oldest forgotten first."""

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity = capacity
        self._answers: OrderedDict[Place, tuple[str, ...]] = OrderedDict()

    async def put(self, asked: Place, messages: Sequence[str], person: str) -> None:
        """Put down the messages; whose they are does not matter in memory."""
        self._answers[asked] = tuple(messages)
        self._answers.move_to_end(asked)
        if len(self._answers) > self._capacity:
            self._answers.popitem(last=False)

    async def find(self, asked: Place) -> tuple[str, ...]:
        """The messages that answer, while they are remembered."""
        return self._answers.get(asked, ())

    async def drop(self, asked: Place) -> None:
        """Forget them."""
        self._answers.pop(asked, None)


class SharedLedger:
    """The answers that all replicas know."""

    def __init__(self, state: ResilientState) -> None:
        self._state = state

    async def put(self, asked: Place, messages: Sequence[str], person: str) -> None:
        """Put down the messages; while the database is away it waits for it."""
        await asyncio.to_thread(self._state.remember_answer, _asked_in(asked), messages, user_key=person)

    async def find(self, asked: Place) -> tuple[str, ...]:
        """The messages that answer; none while the database is away."""
        return await asyncio.to_thread(self._state.find_answer, _asked_in(asked))

    async def drop(self, asked: Place) -> None:
        """Forget them; while the database is away it waits for it."""
        await asyncio.to_thread(self._state.forget_answer, _asked_in(asked))


def _asked_in(asked: Place) -> AskedIn:
    from bot.state.answers import AskedIn  # here: without a shared state nothing of it is needed

    team, channel, ts = asked
    return AskedIn(_PLATFORM, f"{team}:{channel}", ts)
