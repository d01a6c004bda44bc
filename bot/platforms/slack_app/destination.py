"""Where a reply goes in Slack: for everybody in a channel or thread, or for one person's eyes.

A value that `inbox` and `presses` make and `poster` obeys.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Destination:
    """One place to reply to."""

    team: str
    channel: str
    thread: str | None
    """The thread to answer in; None answers plainly."""
    only_for: str | None = None
    """The one person who shall see it; None where everybody may."""
    response_url: str | None = None
    """Slack's own address for a reply to a press, where the pressed message is one that only one person sees."""
