"""The manifest of the Slack app, made from the ways in that the code has: what a host pastes to create their own app.

It asks for the least: no history of channels, no list of people. Imports no SDK, so that it can be printed anywhere.
`deploy/slack-manifest.json` is this text, and a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.platforms.slack_app.commands import COMMAND
from bot.platforms.slack_app.reception import COMMANDS, EVENTS, SHORTCUTS
from bot.platforms.slack_app.shortcuts import ASK, CHECK

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to hear when somebody mentions the bot",
    "assistant:write": "to offer questions in the bot's pane",
    "chat:write": "to answer, and to change or take back answers when questions change",
    "commands": "for /ev and the shortcuts",
    "files:write": "for charts and tables as files",
    "im:history": "to hear what people write to the bot directly",
}
"""Scopes of the bot and why it needs each. users:read may be added, to let admins change the settings."""
SUBSCRIPTIONS: Mapping[str, str] = {
    "app_mention": "app_mention",
    "message": "message.im",
    "app_home_opened": "app_home_opened",
}
"""What is subscribed to for each event that `reception` reads.

assistant_thread_started is sent to apps made before agents only, which have subscribed to it already.
"""
TITLES = {
    CHECK: ("message", "Check EV claim", "Hold a message against the figures"),
    ASK: ("global", "Ask for EV figures", "Choose model, country and period"),
}
DESCRIPTION = "Answers questions on electric-vehicle sales, with a source for every figure"
AGENT_DESCRIPTION = (
    "Ask how many electric cars were sold, where, when and compared with what, or have a claim checked. Every figure "
    "comes with its source."
)
USAGE = "[question] | check [claim] | coverage [place] | about | forget | settings | help"
WORDED = {COMMAND: ("Ask about electric-vehicle sales", USAGE)}


def manifest() -> str:
    """The manifest as JSON, with a line break at its end."""
    return json.dumps(_manifest(), indent=2, ensure_ascii=False) + "\n"


def _manifest() -> dict[str, Any]:
    return {
        "display_information": {"name": "evbot", "description": DESCRIPTION, "background_color": "#00835a"},
        "features": {
            "agent_view": {"agent_description": AGENT_DESCRIPTION},
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "evbot", "always_online": True},
            "shortcuts": [_shortcut(name) for name in SHORTCUTS],
            "slash_commands": [_command(name) for name in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": _subscriptions()},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(name: str) -> dict[str, str]:
    kind, title, description = TITLES[name]
    return {"name": title, "type": kind, "callback_id": name, "description": description}


def _command(name: str) -> dict[str, Any]:
    description, usage = WORDED[name]
    # Escaped, so that a channel in the settings comes with its id.
    return {"command": name, "description": description, "usage_hint": usage, "should_escape": True}


def _subscriptions() -> list[str]:
    return sorted(SUBSCRIPTIONS[kind] for kind in EVENTS if kind in SUBSCRIPTIONS)
