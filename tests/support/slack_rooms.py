"""What our own little Slack has besides messages: commands, shortcuts, forms, the Home tab and the pane.

`Rooms` teaches a `SlackDouble` the methods for these, keeps the views that were taken, complains of those that Slack
would not take, and sends the payloads that Slack sends when somebody types, chooses or presses there. `rooms` is a
fixture to import.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from tests.support.block_kit import pressable, view_problems
from tests.support.slack_double import RESPONSE_URL, TEAM, Call, SlackDouble

DIRECT = "D1"
"""The direct message of everybody with the bot."""


class Rooms:
    """Everything of one double that is not a message."""

    def __init__(self, double: SlackDouble) -> None:
        self._double = double
        self._numbers = itertools.count(1)
        self._triggers: set[str] = set()
        self.forms: list[dict[str, Any]] = []
        """The forms that were opened, oldest first."""
        self.homes: dict[str, dict[str, Any]] = {}
        """The newest Home tab of each person."""
        self.people: dict[str, dict[str, Any]] = {}
        """What Slack knows of people."""
        double.answers("views.open", self._open)
        double.answers("views.publish", self._publish)
        double.answers("users.info", lambda call: {"user": self.people.get(call.body["user"], {})})
        double.answers("assistant.threads.setSuggestedPrompts", self._prompts)

    # What people do

    async def type(self, text: str, *, user: str = "U1", channel: str = "C1") -> str:
        """Type `/ev` and some words; the envelope id comes back."""
        return await self._double.send("slash_commands", self.typed(text, user=user, channel=channel))

    def typed(self, text: str, *, user: str = "U1", channel: str = "C1") -> dict[str, Any]:
        """The payload of a slash command."""
        return {
            "command": "/ev",
            "text": text,
            "user_id": user,
            "user_name": "someone",
            "channel_id": channel,
            "channel_name": "general",
            "team_id": TEAM,
            "team_domain": "double",
            "api_app_id": "A0APP",
            "token": "unused",
            "trigger_id": self._trigger(),
            "response_url": self._double.response_address(channel, user),
        }

    async def check(self, text: str, *, user: str = "U1", channel: str = "C1", **message: Any) -> str:
        """Choose "Check EV claim" from the menu of somebody's message."""
        return await self._interact(
            user,
            type="message_action",
            callback_id="check_claim",
            action_ts="1795390000.000001",
            message_ts="1795380000.000100",
            message={"type": "message", "user": "U7", "ts": "1795380000.000100", "text": text} | message,
            channel={"id": channel, "name": "general"},
            response_url=self._double.response_address(channel, user),
        )

    async def want_form(self, *, user: str = "U1") -> str:
        """Choose the shortcut for the form from anywhere."""
        return await self._interact(user, type="shortcut", callback_id="ask_with_form", action_ts="1795390000.000001")

    async def suggest(self, field: str, typed: str) -> list[dict[str, Any]]:
        """Type into a field of the newest form; what it offers comes back."""
        envelope = await self._interact(
            "U1",
            envelope={"accepts_response_payload": True},
            type="block_suggestion",
            action_id=field,
            block_id=field,
            value=typed,
            view=self._with_state({}),
        )
        ack = await self._double.acknowledged(envelope)
        offered: list[dict[str, Any]] = ack.payload["options"]
        return offered

    async def send_form(self, *, channel: str | None = None, user: str = "U1", **chosen: str) -> str:
        """Send the newest form with what was chosen in its fields, and the channel where it is to be shown."""
        addresses = [
            {"block_id": "where_to", "action_id": "where_to", "channel_id": each, "response_url": address}
            for each in (channel,)
            if each is not None
            for address in (self._double.response_address(each, user),)
        ]
        return await self._interact(
            user,
            envelope={"accepts_response_payload": True},
            type="view_submission",
            view=self._with_state(chosen),
            response_urls=addresses,
        )

    async def visit(self, tab: str = "home", *, user: str = "U1") -> str:
        """Open the Home tab, or the messages of the bot."""
        event = {"type": "app_home_opened", "user": user, "channel": DIRECT, "tab": tab, "event_ts": "1795390000.1"}
        return await self._double.send_event(event)

    async def start_thread(self, *, user: str = "U1") -> str:
        """Open the pane of an assistant."""
        pane = {"user_id": user, "channel_id": DIRECT, "thread_ts": "1795390000.000100", "context": {}}
        return await self._double.send_event(
            {"type": "assistant_thread_started", "assistant_thread": pane, "event_ts": "1795390000.1"}
        )

    async def press_home(self, action_id: str, *, user: str = "U1") -> str:
        """Press a button of somebody's Home tab."""
        view = self.homes[user]
        [element] = [element for _, element in pressable(view["blocks"]) if element["action_id"] == action_id]
        action = {key: element[key] for key in ("type", "action_id", "value")} | {"action_ts": "1795390000.000009"}
        return await self._interact(
            user,
            type="block_actions",
            container={"type": "view", "view_id": "V1"},
            view=view | {"id": "V1", "team_id": TEAM},
            actions=[action],
        )

    # The server's side

    async def _interact(self, user: str, envelope: dict[str, Any] | None = None, **payload: Any) -> str:
        whole = {
            "user": {"id": user, "username": "someone", "team_id": TEAM},
            "team": {"id": TEAM, "domain": "double"},
            "api_app_id": "A0APP",
            "token": "unused",
            "trigger_id": self._trigger(),
        }
        return await self._double.send("interactive", whole | payload, **(envelope or {}))

    def _trigger(self) -> str:
        trigger = f"trigger.{next(self._numbers)}"
        self._triggers.add(trigger)
        return trigger

    def _with_state(self, chosen: dict[str, str]) -> dict[str, Any]:
        def value(field: str) -> dict[str, Any]:
            name = chosen.get(field)
            option = None if name is None else {"text": {"type": "plain_text", "text": name}, "value": name}
            return {"type": "external_select", "selected_option": option}

        form = self.forms[-1]
        fields = [block["block_id"] for block in form["blocks"] if block["element"]["type"] == "external_select"]
        values = {field: {field: value(field)} for field in fields}
        return form | {"id": f"V{next(self._numbers)}", "team_id": TEAM, "state": {"values": values}}

    def _open(self, call: Call) -> dict[str, Any]:
        trigger = call.body["trigger_id"]
        if trigger not in self._triggers:
            return {"error": "exchanged_trigger_id"}
        self._triggers.discard(trigger)
        view = self._taken(call)
        self.forms.append(view)
        return {"view": view}

    def _publish(self, call: Call) -> dict[str, Any]:
        view = self._taken(call)
        self.homes[call.body["user_id"]] = view
        return {"view": view}

    def _taken(self, call: Call) -> dict[str, Any]:
        view = call.body["view"]
        found: dict[str, Any] = json.loads(view) if isinstance(view, str) else view
        self._double.complaints += view_problems(found)
        return found

    def _prompts(self, call: Call) -> dict[str, Any]:
        prompts = call.body["prompts"]
        found = json.loads(prompts) if isinstance(prompts, str) else prompts
        if not 1 <= len(found) <= 4 or any(prompt.keys() != {"title", "message"} for prompt in found):
            self._double.complaints.append(f"no prompts: {found}")
        return {}


@pytest.fixture
def rooms(slack: SlackDouble) -> Rooms:
    return Rooms(slack)


async def responded(slack: SlackDouble, count: int = 1) -> dict[str, Any]:
    """The newest message to the address of a command or a press, once there are so many."""
    await slack.until(lambda: len(slack.bodies(RESPONSE_URL)) >= count)
    return slack.bodies(RESPONSE_URL)[-1]


def labels(blocks: Any) -> list[str]:
    """What stands on the buttons."""
    return [element["text"]["text"] for _, element in pressable(blocks) if element["type"] == "button"]


def newest(slack: SlackDouble) -> str:
    """The newest message that was kept."""
    return list(slack.messages)[-1]
