"""What a conversation remembers: a few turns, each the question as understood and what its answer put into focus.

Frozen values; bounded in number and age by `bot.service`, which alone holds them. Understanding reads them, so that
"and in Norway?" has something to lean on.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.question import Choice, Question
from facts import Period

LONGEST = 6
"""Turns that are kept."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what its answer left behind."""

    question: Question
    focus: tuple[str, ...] = ()
    """Catalogue ids that "it" and "them" mean now."""
    ranked: tuple[str, ...] = ()
    """Row ids of a ranking, in order."""
    choices: tuple[Choice, ...] = ()
    """The readings that were offered, if it was asked back."""
    was_answered: bool = True
    found: Period | None = None
    """The time that was the answer: of a record or a milestone."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The turns of one conversation, newest last."""

    turns: tuple[Turn, ...] = ()

    @property
    def last(self) -> Turn | None:
        """The newest turn."""
        return self.turns[-1] if self.turns else None

    def with_turn(self, turn: Turn) -> Memory:
        """The memory with one more turn, the oldest forgotten."""
        return Memory((*self.turns, turn)[-LONGEST:])
