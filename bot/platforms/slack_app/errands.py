"""What people ask of the bot in Slack besides messages and presses, as values.

The readers of events make them (`commands`, `shortcuts`, `visits`, `inbox`), `desk` takes them in turn and once, and
`clerk` sees to them. Nothing here reads a payload or sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.platforms.slack_app.destination import Destination

if TYPE_CHECKING:
    from bot.platforms.following import Change
    from bot.platforms.slack_app.follow_places import FollowPlace


class Audience(StrEnum):
    """Who is sure to belong to the workspace of those who may see an answer; see `insiders`."""

    ANYBODY = "anybody"
    """Nobody is."""
    ASKER = "asker"
    WORKSPACE = "workspace"
    """Everybody where it was asked."""


class Errand(Protocol):
    """What the desk needs to know of anything that it takes."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys that are the same in every delivery."""
        ...

    @property
    def name(self) -> str:
        """What the log calls it; tells nothing of what was said."""
        ...

    @property
    def conversation(self) -> str:
        """Errands of one conversation are seen to in order."""
        ...

    @property
    def aside(self) -> Destination | None:
        """Where it is told that nothing comes of it now; None where there is no such place."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """A question by command, shortcut, form or from the Home tab."""

    key: str
    team: str
    channel: str
    user: str
    text: str
    """The question in words; empty for nothing said."""
    destination: Destination
    day: date | None = None
    """The day, in UTC, on which it was asked; today where None."""
    is_about: bool = False
    """Whether it asks what the bot is, instead of the words."""
    audience: Audience = Audience.ANYBODY

    @property
    def keys(self) -> tuple[str, ...]:
        """Its one key."""
        return (self.key,)

    @property
    def name(self) -> str:
        """What the log calls it."""
        return self.key.partition(":")[0]

    @property
    def conversation(self) -> str:
        """Key of the person's conversation where the answer is seen."""
        return conversation_key(self.team, self.channel, self.destination.thread, self.user)

    @property
    def aside(self) -> Destination:
        """Only the asker is told why there is no answer."""
        return self.destination


@dataclass(frozen=True, slots=True)
class Wish:
    """Something of a person's own that is no question: its `aside` gets the words that answer it."""

    key: str
    team: str
    user: str
    aside: Destination

    @property
    def keys(self) -> tuple[str, ...]:
        """Its one key."""
        return (self.key,)

    @property
    def name(self) -> str:
        """What the log calls it."""
        return self.key.partition(":")[0]

    @property
    def conversation(self) -> str:
        """In its own turn, whatever else the person asked."""
        return self.key


@dataclass(frozen=True, slots=True)
class HelpWish(Wish):
    """To be told what can be typed behind the command."""


@dataclass(frozen=True, slots=True)
class ForgetWish(Wish):
    """To be forgotten."""


@dataclass(frozen=True, slots=True)
class SettingsWish(Wish):
    """To see or to change the settings of the workspace."""

    words: str = ""
    """What was typed behind "settings"."""


@dataclass(frozen=True, slots=True)
class FollowWish(Wish):
    """To have something followed in a channel."""

    place: FollowPlace
    words: str
    """What was typed behind "follow"."""


@dataclass(frozen=True, slots=True)
class FollowingWish(Wish):
    """To see what is followed in a channel, after one of them was paused, resumed or ended."""

    place: FollowPlace
    change: Change | None = None
    ident: str = ""
    """The id of that one, or the beginning of it."""
    is_press: bool = False
    """Whether it was pressed on a list, which is then shown anew in its place."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody opened something that the bot has to fill."""

    key: str
    team: str
    user: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Its one key; none where Slack gave nothing to tell it by."""
        return (self.key,) if self.key else ()

    @property
    def name(self) -> str:
        """What the log calls it."""
        return type(self).__name__

    @property
    def conversation(self) -> str:
        """Each by itself: a form must not wait for an answer."""
        return f"{self.name}:{self.team}:{self.user}:{self.key}"

    @property
    def aside(self) -> None:
        """There is no place to say anything."""
        return


@dataclass(frozen=True, slots=True)
class HomeVisit(Visit):
    """The Home tab."""

    channel: str = ""
    """The direct message with the person; empty where Slack does not tell."""


@dataclass(frozen=True, slots=True)
class PaneVisit(Visit):
    """The direct message with the bot, or its pane beside another channel."""

    channel: str = ""
    thread: str | None = None
    """The thread of an assistant's pane; None where the app is an agent, which has none yet."""


@dataclass(frozen=True, slots=True)
class FormVisit(Visit):
    """The form for a question."""

    trigger: str = ""
    """Slack's leave to open it, good for three seconds."""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A question that was deleted, so that its answer goes too."""

    event_id: str
    team: str
    channel: str
    user: str
    ts: str
    """The message that asked."""
    thread: str | None

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the event and of the deletion itself."""
        place = f"deleted:{self.team}:{self.channel}:{self.ts}"
        return (self.event_id, place) if self.event_id else (place,)

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"deletion {self.event_id}"

    @property
    def conversation(self) -> str:
        """That of the question, whose answer may still be on its way."""
        return conversation_key(self.team, self.channel, self.thread, self.user)

    @property
    def aside(self) -> None:
        """Nothing is said of it."""
        return


def conversation_key(team: str, channel: str, thread: str | None, user: str) -> str:
    """Key of a person's conversation in a thread, or in a direct message outside threads."""
    return ":".join(part for part in ("slack", team, channel, thread, user) if part is not None)


def person_key(team: str, user: str) -> str:
    """Key of a person, by which what is kept of them is found."""
    return f"slack:{team}:{user}"
