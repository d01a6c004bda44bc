"""Whether a question is answered, and if not, what its asker is told: once, not everywhere, not too often.

One door for messages, presses and commands. It sends nothing; `desk` and `calls` act on what it says, in the words that
stand here.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.platforms.discord_gateway.addressing import person_key
from bot.platforms.discord_gateway.shared import UNSET
from bot.platforms.pacing import Pacing, Turn

if TYPE_CHECKING:
    from bot.platforms.discord_gateway.addressing import Spot
    from bot.platforms.discord_gateway.options import Options
    from bot.platforms.discord_gateway.shared import Shared
    from bot.state import PlaceSettings

TOO_OFTEN = "That is more than I can answer in one go. Please wait a moment before you ask again."
NOT_HERE = "I do not answer in this channel; whoever manages this server has chosen others for me."
NOT_IN_THREADS = "I do not answer in threads of this server. Please ask in the channel itself."


class Outcome(Enum):
    """What becomes of a question."""

    ANSWER = auto()
    TAKEN = auto()
    """It was taken before, by this replica or another one: nothing is to be done."""
    NOT_HERE = auto()
    NOT_IN_THREADS = auto()
    TELL = auto()
    """Asked too often: say so, this once."""
    SILENT = auto()
    """Asked too often, and it was said."""


WORDS = {
    Outcome.NOT_HERE: NOT_HERE,
    Outcome.NOT_IN_THREADS: NOT_IN_THREADS,
    Outcome.TELL: TOO_OFTEN,
}
"""What is said where a question is not answered; nothing for the others."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What becomes of a question, and what the server it was asked in has set."""

    outcome: Outcome
    settings: PlaceSettings = UNSET

    @property
    def is_let_in(self) -> bool:
        """Whether the question is to be answered."""
        return self.outcome is Outcome.ANSWER


TAKEN = Admission(Outcome.TAKEN)


class Door:
    """Lets questions in."""

    def __init__(self, shared: Shared, options: Options) -> None:
        self._shared = shared
        self._pacing = Pacing(time.monotonic, options.person, options.channel)

    async def admit(self, event: str, spot: Spot, person_id: int, *, again: bool = False) -> Admission:
        """What becomes of an event of somebody somewhere; `event` names it alike on every replica.

        `again` for an edit, which need not wait for the server's own cooldown: its question has done so.
        """
        return self._judged(await self._shared.admit(event, spot.guild_id), spot, person_id, again=again)

    def admit_known(self, event: str, spot: Spot, person_id: int) -> Admission | None:
        """The same at once, for a call that Discord lets only one process acknowledge; None where that takes a wait."""
        if not self._shared.knows(spot.guild_id):
            return None
        return self._judged(self._shared.admit_known(event, spot.guild_id), spot, person_id)

    def _judged(self, settings: PlaceSettings | None, spot: Spot, person_id: int, *, again: bool = False) -> Admission:
        if settings is None:
            return TAKEN
        if settings.channels and not {str(spot.channel_id), str(spot.thread_of)} & settings.channels:
            return Admission(Outcome.NOT_HERE, settings)
        if spot.thread_of is not None and not settings.threads:
            return Admission(Outcome.NOT_IN_THREADS, settings)
        cooldown = 0.0 if again else settings.cooldown_seconds
        turn = self._pacing.turn(person_key(person_id), str(spot.channel_id), cooldown)
        return Admission(_OF_TURN[turn], settings)

    async def admit_always(self, event: str) -> Admission:
        """The same for what nobody may be kept from: it only happens once."""
        return Admission(Outcome.ANSWER) if await self._shared.first(event) else TAKEN


_OF_TURN = {Turn.ANSWER: Outcome.ANSWER, Turn.TELL: Outcome.TELL, Turn.SILENT: Outcome.SILENT}
