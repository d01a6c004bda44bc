"""Where a reply goes in Slack: for everybody in a channel or thread, or for one person's eyes.

A value that the readers of events make (`inbox`, `presses`, `commands`, `shortcuts`) and `poster` obeys.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Destination:
    """One place to reply to."""

    team: str
    channel: str
    """Id of a channel or of a direct message; the id of a person means their direct message with the bot."""
    thread: str | None
    """The thread to answer in; None answers plainly."""
    only_for: str | None = None
    """The one person who shall see it; None where everybody may."""
    response_url: str | None = None
    """Slack's own address for a reply to a press or a command: the way to where the bot is no member."""
    is_own: bool = False
    """Whether the answer is the asker's own: what is pressed in it stays with them, until they post it."""
