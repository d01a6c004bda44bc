"""Which events are questions to the bot, or changes of one, and what was asked where.

Reads one Events API body into a `Message` or a `Withdrawal`, or None for everything that must stay unanswered: bots,
the bot itself, joins and channel talk. Sends nothing and knows no client; `clerk` sees to what is read here. Presses
of buttons are read in `presses`, commands in `commands`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import Audience, Withdrawal, conversation_key

SPOKEN_SUBTYPES = (None, "file_share", "thread_broadcast")
"""A person's own words carry no subtype, or one of these; every other subtype is news about a message or a channel."""
CHANGES = ("message_changed", "message_deleted")
SLACKBOT = "USLACKBOT"
_MARKUP = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Bot:
    """Who the bot is in the workspace that its token belongs to."""

    user_id: str
    bot_id: str | None
    team_id: str
    scopes: frozenset[str] | None = None
    """What the app was granted there; None where Slack has not said so."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message that wants an answer."""

    event_id: str
    """The same in every delivery of the event; empty where Slack gave none."""
    team: str
    channel: str
    user: str
    ts: str
    """Slack's time stamp, which is also the id of the message in its channel."""
    thread: str | None
    """The thread to answer in; None answers plainly in a direct message."""
    text: str
    """The words without mentions and without Slack's mark-up; empty for a bare mention."""
    edited: str | None = None
    """Slack's time stamp of the newest edit; None for a message as it was sent."""
    audience: Audience = Audience.ANYBODY

    @property
    def conversation(self) -> str:
        """Key of the conversation: one person in one thread, or in one direct message outside threads."""
        return conversation_key(self.team, self.channel, self.thread, self.user)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the event and of the message itself, which two kinds of event may tell of."""
        edit = "" if self.edited is None else f":edited:{self.edited}"
        place = f"{self.team}:{self.channel}:{self.ts}{edit}"
        return (self.event_id, place) if self.event_id else (place,)

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"event {self.event_id}"

    @property
    def day(self) -> date | None:
        """The day, in UTC, on which it was asked; None where the time stamp is odd."""
        return day_of(self.ts)

    @property
    def destination(self) -> Destination:
        """Where the answer goes."""
        return Destination(self.team, self.channel, self.thread)

    @property
    def is_direct(self) -> bool:
        """Whether it was written to the bot alone."""
        return self.channel.startswith("D")

    @property
    def aside(self) -> Destination:
        """Where it is told that there is no answer now."""
        return self.destination


def day_of(ts: str) -> date | None:
    """The day, in UTC, of one of Slack's time stamps; None where it is odd."""
    try:
        return datetime.fromtimestamp(float(ts), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def read_message(body: Mapping[str, Any], bot: Bot) -> Message | Withdrawal | None:
    """The question in an Events API body, or its edit or deletion; None where nobody asked the bot anything."""
    event = body.get("event")
    if not isinstance(event, Mapping):
        return None
    if event.get("type") == "message" and event.get("subtype") in CHANGES:
        return _changed(body, event, bot)
    return _message(body, event, bot) if _asks(event, bot) else None


def _message(body: Mapping[str, Any], event: Mapping[str, Any], bot: Bot) -> Message:
    own_thread = None if event["type"] == "message" else event["ts"]
    edited = event.get("edited")
    return Message(
        event_id=str(body.get("event_id") or ""),
        team=str(body.get("team_id") or bot.team_id),
        channel=str(event["channel"]),
        user=str(event["user"]),
        ts=str(event["ts"]),
        thread=event.get("thread_ts") or own_thread,
        text=words(str(event.get("text") or "")),
        edited=str(edited.get("ts") or "") if isinstance(edited, Mapping) else None,
    )


def _changed(body: Mapping[str, Any], event: Mapping[str, Any], bot: Bot) -> Message | Withdrawal | None:
    """What became of a direct message: Slack tells of a change with the message before and, unless it is gone, after.

    A message that is only redrawn, as with the preview of a link, has the same words before and after.
    """
    before, after = part(event, "previous_message"), part(event, "message")
    shared = {"type": "message", "channel_type": event.get("channel_type"), "channel": event.get("channel")}
    asked = {**before, **shared}
    if not _asks(asked, bot):
        return None
    if event["subtype"] == "message_deleted" or after.get("subtype") == "tombstone":
        return Withdrawal(
            event_id=str(body.get("event_id") or ""),
            team=str(body.get("team_id") or bot.team_id),
            channel=str(event["channel"]),
            user=str(before["user"]),
            ts=str(before["ts"]),
            thread=before.get("thread_ts"),
        )
    edit = {**after, **shared}
    if not _asks(edit, bot) or after.get("text") == before.get("text") or not part(after, "edited"):
        return None
    return _message(body, edit, bot)


def words(text: str) -> str:
    """The text as a person meant it: without mentions, links and channels by their label, entities decoded."""
    return html.unescape(_MARKUP.sub(lambda found: _said(found[1]), text)).strip()


def _asks(event: Mapping[str, Any], bot: Bot) -> bool:
    kind = event.get("type")
    addressed = kind == "app_mention" or (kind == "message" and event.get("channel_type") == "im")
    complete = all(event.get(key) for key in ("channel", "user", "ts"))
    person = not event.get("bot_id") and event.get("user") not in (bot.user_id, SLACKBOT)
    spoken = event.get("subtype") in SPOKEN_SUBTYPES and not event.get("hidden")
    return addressed and complete and person and spoken


def part(whole: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object inside a payload; an empty one where there is none."""
    found = whole.get(key)
    return found if isinstance(found, Mapping) else {}


def _said(markup: str) -> str:
    target, _, label = markup.partition("|")
    if target.startswith(("@", "!")) and not target.startswith("!date^"):
        return " "
    # A channel without a label is an id, which nobody said.
    return label or (" " if target.startswith("#") else target.removeprefix("mailto:"))
