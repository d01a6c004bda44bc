"""What is typed behind `/ev`: read into a question, or a wish that is none.

The first word decides where it is one of ours and what follows makes sense of it; everything else is a question in free
words. The names of the commands stand here for the manifest, too. Sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.guided import sentence
from bot.platforms.following import Change
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import (
    Errand,
    FollowingWish,
    FollowWish,
    ForgetWish,
    HelpWish,
    Request,
    SettingsWish,
)
from bot.platforms.slack_app.follow_places import place_in
from bot.platforms.slack_app.inbox import Bot, words

COMMAND = "/ev"
ALONE = ("about", "forget", "help")
"""Words that are a command only where nothing follows: "about Norway" is a question."""


def read_command(body: Mapping[str, Any], bot: Bot) -> Errand | None:
    """What was asked by a slash command, or None where the payload is not whole."""
    user, channel, url = (str(body.get(key) or "") for key in ("user_id", "channel_id", "response_url"))
    if not (user and channel and url):
        return None
    team = str(body.get("team_id") or bot.team_id)
    own = Destination(team, channel, None, user, url, is_own=True)
    typed = str(body.get("text") or "").strip()
    first, _, rest = typed.partition(" ")
    key = f"command:{body.get('trigger_id') or url}"
    match first.lower().rstrip(":"), words(rest):
        case "settings", _:
            return SettingsWish(key, team, user, own, rest.strip())
        case "follow", said:
            return FollowWish(key, team, user, own, place_in(body, team, channel), said)
        case ("following", "") | ("unfollow", ""):
            return FollowingWish(key, team, user, own, place_in(body, team, channel))
        case "unfollow", ident:
            return FollowingWish(key, team, user, own, place_in(body, team, channel), Change.REMOVE, ident)
        case ("forget", ""):
            return ForgetWish(key, team, user, own)
        case ("help" | "", ""):
            return HelpWish(key, team, user, own)
        case ("about", ""):
            return Request(key, team, channel, user, "", own, is_about=True)
        case name, said:
            return Request(key, team, channel, user, _question(name, said) or words(typed), own)


def _question(name: str, said: str) -> str:
    """The question of a command that words follow; empty where it is none of ours."""
    match name:
        case "ask":
            return said
        case "check" if said:
            return sentence("check", what=said)
        case "coverage":
            return sentence("coverage", where=said)
    return ""
