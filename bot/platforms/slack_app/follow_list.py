"""The list of what a channel follows as a message with buttons, and which presses are those of its buttons.

What a button does stands in the action's id and the follow in its value, so any process can see to it. `follow_clerk`
does what was pressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.platforms.following import LABELS, Change, changes_of, described
from bot.platforms.limits import Slack
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.blocks import Post
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import FollowingWish
from bot.platforms.slack_app.follow_places import place_in
from bot.platforms.slack_app.inbox import Bot, part
from bot.platforms.slack_app.pages import clipped, escaped, sendable
from bot.platforms.slack_app.pieces import plain_words, small

if TYPE_CHECKING:
    from bot.platforms.following import Listed
    from bot.state.follows import Follow

PRESS = "follow"
MOST_SHOWN = 20
"""Two blocks each, of the fifty that a message may have."""
LONGEST = 150
"""Units of one line, so that twenty of them stay within the text of a message."""


def list_post(listed: Listed) -> Post:
    """The list as a message."""
    shown = listed.follows[:MOST_SHOWN]
    more = len(listed.follows) - len(shown)
    below = [wording.FOLLOWS_MORE.format(more=more)] if more else []
    lines = [_line(follow) for follow in shown]
    above = [clipped(words, 2 * LONGEST) for words in listed.words]
    blocks: list[dict[str, Any]] = [{"type": "section", "text": plain_words(words)} for words in above]
    for follow, line in zip(shown, lines, strict=True):
        blocks += [{"type": "section", "text": plain_words(line)}, _buttons(follow)]
    blocks += [small(line) for line in below]
    return Post(escaped(sendable("\n".join((*above, *lines, *below)))), tuple(blocks))


def read_follow_press(body: Mapping[str, Any], bot: Bot) -> FollowingWish | None:
    """What was pressed on the list, or None where it was something else."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    kind, _, change = str(action.get("action_id") or "").partition(":")
    channel = str(part(body, "channel").get("id") or part(body, "container").get("channel_id") or "")
    user, url = str(part(body, "user").get("id") or ""), str(body.get("response_url") or "")
    if kind != PRESS or change not in tuple(Change) or not (channel and user and url):
        return None
    team = str(part(body, "team").get("id") or bot.team_id)
    aside = Destination(team, channel, None, user, url, is_own=True)
    key = f"{PRESS}:{team}:{channel}:{user}:{change}:{action.get('value')}:{action.get('action_ts')}"
    place = place_in(body, team, channel)
    return FollowingWish(key, team, user, aside, place, Change(change), str(action.get("value") or ""), is_press=True)


def _line(follow: Follow) -> str:
    return f"{clipped(described(follow), LONGEST)} · {follow.id}"


def _buttons(follow: Follow) -> dict[str, Any]:
    elements = [
        {
            "type": "button",
            "action_id": f"{PRESS}:{change}",
            "text": plain_words(clipped(LABELS[change], Slack.BUTTON_TEXT)),
            "value": follow.id,
        }
        for change in changes_of(follow)
    ]
    return {"type": "actions", "elements": elements}
