"""Which interactions are presses of our buttons and menus, what they ask, and where the answer goes.

Reads one block_actions payload into a `Press`, or None for everything else. Sends nothing and knows no client; what a
button holds is written in `buttons`, and `desk` answers what is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.platforms.slack_app.buttons import ASIDE, Act, thread_of
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import Audience, conversation_key
from bot.platforms.slack_app.inbox import Bot, day_of, part


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button, or one choice from a menu."""

    act: Act
    packed: str
    """The question that was pressed, as `Service.press` takes it."""
    team: str
    channel: str
    user: str
    thread: str | None
    """The thread of the pressed message, or the one that it begins; None in a direct message outside threads."""
    message_ts: str
    action_id: str
    pressed_at: str
    """Slack's time stamp of the press."""
    response_url: str | None
    is_private: bool
    """Whether the pressed message is one that only this person sees."""
    audience: Audience = Audience.ANYBODY

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the press, the same in every delivery of it."""
        parts = (self.team, self.channel, self.message_ts, self.user, self.action_id, self.pressed_at)
        return (":".join(("press", *parts)),)

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"press {self.action_id} of {self.pressed_at}"

    @property
    def conversation(self) -> str:
        """Key of the conversation that it belongs to: that of the person in the thread."""
        return conversation_key(self.team, self.channel, self.thread, self.user)

    @property
    def day(self) -> date | None:
        """The day, in UTC, of the press."""
        return day_of(self.pressed_at)

    @property
    def destination(self) -> Destination:
        """Where the answer goes; what is for everybody may go where the bot is no member, by way of the press."""
        if self.act in ASIDE or (self.act is Act.ASK and self.is_private):
            return self.aside
        return Destination(
            self.team, self.channel, self.thread, response_url=self.response_url if self.is_private else None
        )

    @property
    def aside(self) -> Destination:
        """Where something is told that only concerns the one who pressed."""
        url = self.response_url if self.is_private else None
        return Destination(self.team, self.channel, self.thread, self.user, url, is_own=self.is_private)


def read_press(body: Mapping[str, Any], bot: Bot) -> Press | None:
    """The press in a block_actions payload, or None where no question of ours was pressed."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    found = _asked(action)
    container, message = part(body, "container"), part(body, "message")
    channel = str(part(body, "channel").get("id") or container.get("channel_id") or "")
    user, ts = str(part(body, "user").get("id") or ""), str(container.get("message_ts") or "")
    if found is None or not (channel and user and ts):
        return None
    act, packed = found
    is_private = bool(container.get("is_ephemeral"))
    thread = thread_of(str(action.get("block_id") or "")) or container.get("thread_ts") or message.get("thread_ts")
    begins_one = not is_private and not channel.startswith("D")
    return Press(
        act,
        packed,
        team=str(part(body, "team").get("id") or bot.team_id),
        channel=channel,
        user=user,
        thread=str(thread) if thread else (ts if begins_one else None),
        message_ts=ts,
        action_id=str(action["action_id"]),
        pressed_at=str(action.get("action_ts") or ""),
        response_url=str(body["response_url"]) if body.get("response_url") else None,
        is_private=is_private,
    )


def _asked(action: Mapping[str, Any]) -> tuple[Act, str] | None:
    """What an action asks for, and the question it holds."""
    kind = str(action.get("action_id") or "").partition(":")[0]
    packed = action.get("value") or part(action, "selected_option").get("value")
    return (Act(kind), str(packed)) if kind in tuple(Act) and packed else None
