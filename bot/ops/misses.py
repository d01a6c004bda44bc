"""What an answer lacked, in words that hold nothing of the asker: intent, catalogue ids, measure and period.

It reads an Answer and counts nothing; `bot.ops.hosted` hands what it says to the shared state, and `evbot inbox report`
shows it.
"""

from __future__ import annotations

from bot.answer import Answer, Status

MISSES = frozenset({Status.NO_DATA, Status.OUT_OF_SCOPE, Status.NOT_UNDERSTOOD, Status.AMBIGUOUS})
"""How a question ends that got no figure; an error of ours is none of them."""


def is_miss(answer: Answer) -> bool:
    """Whether a question ended without the figure that it asked for."""
    return answer.status in MISSES


def missing_in(answer: Answer) -> str:
    """What was asked for, as far as it was understood; empty where nothing was."""
    reading = answer.reading
    parts = (
        answer.intent,
        ", ".join(reading.subjects),
        reading.powertrain,
        reading.measure,
        ", ".join(reading.regions),
        None if reading.period is None else reading.period.label,
    )
    return " · ".join(part for part in parts if part)
