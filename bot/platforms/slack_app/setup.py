"""What the Slack platform is given by whoever starts it, the same over Socket Mode and over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents

if TYPE_CHECKING:
    from bot.platforms.pulse import Pulse
    from bot.service import Service
    from bot.state import ResilientState


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything but tokens and addresses."""

    service: Service
    answered: AnsweredEvents = field(default_factory=AnsweredEvents)
    """Shared where several processes serve one workspace."""
    limits: SlackLimits = field(default_factory=SlackLimits)
    locale: str = "en"
    """How numbers are written in pictures where the workspace has not chosen."""
    state: ResilientState | None = None
    """Settings of workspaces, and which messages answered which question; None keeps to this process."""
    pulse: Pulse | None = None
    """Where it reports how its connection is."""
    admins: frozenset[str] = frozenset()
    """Who may change settings beside a workspace's owners and admins: "U1" in every workspace, "T1:U1" in one."""
