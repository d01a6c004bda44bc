"""How a platform carries a post to its channel: the one thing that the rounds ask of it.

The rounds claim a post before they hand it over, so a courier never has to look whether it was made before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from bot.answer import Answer
from bot.state.follows import Follow


@dataclass(frozen=True, slots=True)
class Delivered:
    """The post stands in the channel."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The channel cannot be posted to any more: deleted, or the bot was put out of it. The follow is removed."""

    why: str
    """For the log, in the platform's words: "channel_not_found"."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now (429, 5xx, cut off), and nothing was posted as far as can be told; it is tried again."""

    seconds: float | None = None
    """When to try again at the earliest, where the platform said so."""


Delivery = Delivered | Gone | Later


class Courier(Protocol):
    """Posts for one platform."""

    @property
    def platform(self) -> str:
        """Whose follows it carries: "discord" or "slack"."""

    @property
    def repeats_safely(self) -> bool:
        """Whether a second post with the same `nonce(follow, mark)` within a minute or two is taken as the first.

        So it is in Discord with `enforce_nonce`. Only then is a post tried again whose process died on the way.
        """

    async def deliver(self, follow: Follow, answer: Answer, mark: str) -> Delivery:
        """Post the answer to the follow's channel, pinging nobody; what came of it.

        May raise: that counts as `Later` where `repeats_safely`, and otherwise as lost on the way (logged).
        """


def nonce(follow: Follow, mark: str) -> str:
    """The same for the same post on every replica: 25 characters at most, as Discord wants it."""
    return hashlib.blake2b(f"{follow.id} {mark}".encode(), digest_size=12).hexdigest()
