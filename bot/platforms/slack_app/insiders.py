"""Whether all who will see an answer belong to the workspace: what is for the workspace alone goes nowhere else.

Channels can be shared with other organisations (Slack Connect). Events say so of their channel; commands, presses and
forms do not, so that a channel counts as closed only for a while after an event that called it closed. Whatever Slack
does not say counts as shared.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.platforms.slack_app.errands import Audience, Errand, Request
from bot.platforms.slack_app.inbox import Message, part
from bot.platforms.slack_app.presses import Press

Body = Mapping[str, Any]
CLOSED_SECONDS = 600.0
"""So long a channel counts as closed after an event that said it is; it may be shared at any time."""
MOST_CHANNELS = 10_000


class Insiders:
    """Tells the audience of what is asked. Belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._closed: OrderedDict[tuple[str, str], float] = OrderedDict()
        """When a channel was last called closed, by workspace and channel."""

    def told(self, errand: Errand, body: Body) -> Errand:
        """An errand with its audience, as far as its payload and the events before it tell."""
        match errand:
            case Message():
                return replace(errand, audience=self._of_event(errand, body))
            case Press() | Request():
                return replace(errand, audience=self._of_others(errand, body))
        return errand

    def _of_event(self, asked: Message, body: Body) -> Audience:
        slot = (asked.team, asked.channel)
        if body.get("is_ext_shared_channel") is not False or not _is_of(part(body, "event"), asked.team):
            self._closed.pop(slot, None)
            return Audience.ANYBODY
        self._closed[slot] = self._clock()
        self._closed.move_to_end(slot)
        while len(self._closed) > MOST_CHANNELS:
            self._closed.popitem(last=False)
        return Audience.WORKSPACE

    def _of_others(self, asked: Press | Request, body: Body) -> Audience:
        if not is_member(body):
            return Audience.ANYBODY
        if asked.channel.startswith(("D", "U", "W")):  # a conversation with the asker alone
            return Audience.WORKSPACE
        since = self._closed.get((asked.team, asked.channel))
        closed = since is not None and self._clock() - since < CLOSED_SECONDS
        return Audience.WORKSPACE if closed else Audience.ASKER


def is_member(body: Body) -> bool:
    """Whether who sent a command, a press or a form surely belongs to the workspace that it came from."""
    if body.get("command"):
        return bool(body.get("team_id"))  # Slack offers an app's commands to nobody else
    team = part(body, "team").get("id")
    return bool(team) and part(body, "user").get("team_id") == team


def _is_of(event: Body, team: str) -> bool:
    """Whether nothing in an event names another workspace than this one as the author's."""
    parts = (event, part(event, "message"), part(event, "previous_message"))
    named = {each.get(key) for each in parts for key in ("team", "user_team", "source_team")}
    return named <= {team, None}
