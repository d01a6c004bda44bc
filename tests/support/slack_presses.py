"""Messages that our own little Slack keeps, and what the real one sends when something in them is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.block_kit import pressable


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as Slack keeps it."""

    ts: str
    body: dict[str, Any]
    only_for: str | None = None
    """The one person who sees it."""


def press_payload(
    kept: Kept, action_id: str, value: str | None, user: str, team: str, response_url: str, number: int
) -> dict[str, Any]:
    """The block_actions payload for one press of a button, or for the choice of a value from a menu.

    A message that only one person sees does not come with it, nor does its thread. `number` tells presses apart.
    """
    block, element = next(found for found in pressable(kept.body["blocks"]) if found[1]["action_id"] == action_id)
    action = {
        "type": element["type"],
        "action_id": action_id,
        "block_id": block.get("block_id", "Xy1z"),
        "action_ts": f"1795390000.{number:06}",
    }
    if element["type"] == "button":
        action["value"] = element["value"]
    else:
        [action["selected_option"]] = [option for option in element["options"] if option["value"] == value]
    channel = kept.body["channel"]
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": "someone", "team_id": team},
        "api_app_id": "A0APP",
        "token": "unused",
        "container": {
            "type": "message",
            "message_ts": kept.ts,
            "channel_id": channel,
            "is_ephemeral": kept.only_for is not None,
        },
        "trigger_id": f"trigger.{number}",
        "team": {"id": team, "domain": "double"},
        "channel": {"id": channel, "name": "directmessage" if channel.startswith("D") else "general"},
        "response_url": response_url,
        "actions": [action],
    }
    if kept.only_for is None:
        thread = {"thread_ts": kept.body["thread_ts"]} if "thread_ts" in kept.body else {}
        payload["message"] = {"type": "message", "ts": kept.ts, "text": kept.body["text"], **thread}
    return payload
