"""Where in Slack something is followed: a channel of a workspace, and by whose installation the bot speaks there.

An organisation may have installed the app for all of its workspaces, and a post that nobody has just asked for comes
with no request that says so. So the channel of a follow is written "C1", or "C1@E1" in a workspace of an organisation,
or "C1@E1*" where the organisation has installed the app.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.platforms.following import Spot
from bot.platforms.slack_app.inbox import part

if TYPE_CHECKING:
    from bot.state.follows import Follow

PLATFORM = "slack"
_ALL_OF_IT = "*"


@dataclass(frozen=True, slots=True)
class FollowPlace:
    """A channel, and the installation that it is spoken in by."""

    team: str
    channel: str
    organisation: str = ""
    """Id of the organisation that the workspace belongs to; empty for none."""
    is_org_wide: bool = False
    """Whether the organisation has installed the app, not the workspace."""

    @property
    def key(self) -> str:
        """The channel as follows know it."""
        if not self.organisation:
            return self.channel
        return f"{self.channel}@{self.organisation}{_ALL_OF_IT if self.is_org_wide else ''}"

    @property
    def spot(self) -> Spot:
        """The same for the list of follows."""
        return Spot(PLATFORM, f"{PLATFORM}:{self.team}", self.key)


def place_of(follow: Follow) -> FollowPlace:
    """Where a follow is to be posted."""
    channel, _, organisation = follow.channel.partition("@")
    team = (follow.place or "").partition(":")[2]
    return FollowPlace(team, channel, organisation.removesuffix(_ALL_OF_IT), organisation.endswith(_ALL_OF_IT))


def place_in(body: Mapping[str, Any], team: str, channel: str) -> FollowPlace:
    """Where a command was typed or a button pressed."""
    organisation = str(body.get("enterprise_id") or part(body, "enterprise").get("id") or "")
    return FollowPlace(team, channel, organisation, str(body.get("is_enterprise_install")).lower() == "true")
