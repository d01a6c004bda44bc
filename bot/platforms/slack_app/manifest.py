"""The manifest of the Slack app, made from the ways in that the code has: what a host pastes to create their own app.

It asks for the least: no history of channels, no list of people. Imports no SDK, so that it can be printed anywhere.
`deploy/slack-manifest.json` and, for an app over HTTP, `deploy/slack-manifest-http.json` are this text, and a test
holds them together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.platforms.slack_app.addresses import EVENTS_PATH, RETURN_PATH, address
from bot.platforms.slack_app.commands import COMMAND
from bot.platforms.slack_app.reception import COMMANDS, ENDINGS, EVENTS, SHORTCUTS
from bot.platforms.slack_app.shortcuts import ASK, CHECK

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to hear when somebody mentions the bot",
    "assistant:write": "to offer questions in the bot's pane",
    "chat:write": "to answer, and to change or take back answers when questions change",
    "commands": "for /ev and the shortcuts",
    "files:write": "for charts and tables as files",
    "im:history": "to hear what people write to the bot directly",
}
"""Scopes of the bot and why it needs each."""
OPTIONAL_SCOPES: Mapping[str, str] = {
    "users:read": "to let admins change the settings, and to write numbers as the asker's Slack does",
}
"""Scopes that a host may add, and what for."""
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
USAGE = "[question] | check [claim] | coverage [place] | follow [what] | following | about | forget | settings | help"
WORDED = {COMMAND: ("Ask about electric-vehicle sales", USAGE)}


def manifest(public_url: str | None = None) -> str:
    """The manifest as JSON, with a line break at its end: for Socket Mode, or for HTTP below a public address.

    Raises ValueError where the address does not begin with https://, as Slack goes to no other.
    """
    if public_url is not None and not public_url.startswith("https://"):
        raise ValueError(f"{public_url} does not begin with https://, and Slack goes to no other address.")
    whole = _over_socket() if public_url is None else _over_http(public_url)
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _over_http(public_url: str) -> dict[str, Any]:
    """The same app, which Slack calls at one address for everything, and which any workspace may install."""
    whole = _over_socket()
    here = address(public_url, EVENTS_PATH)
    for command in whole["features"]["slash_commands"]:
        command["url"] = here
    whole["oauth_config"]["redirect_urls"] = [address(public_url, RETURN_PATH)]
    settings = whole["settings"]
    heard = sorted([*settings["event_subscriptions"]["bot_events"], *ENDINGS])
    settings["event_subscriptions"] = {"request_url": here, "bot_events": heard}
    # The second one is where the fields of the form ask for what they offer.
    settings["interactivity"] |= {"request_url": here, "message_menu_options_url": here}
    settings |= {"socket_mode_enabled": False, "token_rotation_enabled": True}
    return whole


def _over_socket() -> dict[str, Any]:
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
