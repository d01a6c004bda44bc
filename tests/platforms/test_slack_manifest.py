"""The manifest is true to the code: every way in has its entry, every method that is called its scope, and no more."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.platforms.slack_app import reception
from bot.platforms.slack_app.manifest import AGENT_DESCRIPTION, SCOPES, manifest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "bot" / "platforms" / "slack_app"
NEEDS = {
    "assistant_threads_setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "chat_delete": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "files_delete": "files:write",
    "files_upload_v2": "files:write",
}
"""Methods of the Web API and their scopes, by Slack's own pages."""
OPTIONAL = {"users_info"}
WITHOUT_SCOPE = {"auth_test", "views_open", "views_publish", "apps_connections_open"}
OF_WAYS_IN = {"app_mention": "app_mentions:read", "message.im": "im:history", "app_home_opened": None}
METHOD = re.compile(r"(?:apps|assistant|auth|chat|conversations|files|reactions|users|views)_\w+")
TOLD = json.loads(manifest())


def test_the_file_for_hosts_is_what_the_code_says() -> None:
    kept = (ROOT / "deploy" / "slack-manifest.json").read_text(encoding="utf-8")

    assert manifest() == kept, "write it anew with evbot slack manifest"


def test_every_command_and_shortcut_that_is_listened_to_is_announced() -> None:
    features = TOLD["features"]

    assert list(reception.COMMANDS) == [each["command"] for each in features["slash_commands"]]
    assert list(reception.SHORTCUTS) == [each["callback_id"] for each in features["shortcuts"]]


def test_every_event_that_is_listened_to_is_subscribed_to_but_the_one_of_older_apps() -> None:
    events = TOLD["settings"]["event_subscriptions"]["bot_events"]

    assert {event.partition(".")[0] for event in events} == set(reception.EVENTS) - {"assistant_thread_started"}
    assert set(events) == set(OF_WAYS_IN)


def test_each_scope_is_needed_by_a_method_that_is_called_or_by_a_way_in_and_none_is_missing() -> None:
    called = _called() - WITHOUT_SCOPE - OPTIONAL
    needed = {NEEDS[method] for method in called} | set(filter(None, OF_WAYS_IN.values())) | {"commands"}

    assert needed == set(TOLD["oauth_config"]["scopes"]["bot"]) == set(SCOPES)


@pytest.mark.parametrize("scope", ["channels:history", "groups:history", "mpim:history", "users:read"])
def test_it_does_not_ask_for_what_it_can_do_without(scope: str) -> None:
    assert scope not in SCOPES


def test_descriptions_are_as_short_as_slack_wants_them() -> None:
    features = TOLD["features"]

    assert len(AGENT_DESCRIPTION) <= 300
    assert len(TOLD["display_information"]["description"]) <= 140
    assert all(len(each["name"]) <= 24 for each in features["shortcuts"])
    assert all(len(each["description"]) <= 150 for each in features["shortcuts"])


def test_it_is_printed_without_loading_the_sdk() -> None:
    program = (
        "import sys; from bot.platforms.slack_app.manifest import manifest; manifest(); "
        "print([name for name in sys.modules if name.startswith('slack_')])"
    )
    printed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == "[]"


def _called() -> set[str]:
    """The methods of the Web API that the package calls, by the names of what it calls and by what it names in text."""
    found: set[str] = set()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and METHOD.fullmatch(node.attr):
                found.add(node.attr)
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".api_call") and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    found.add(str(name.value))
    return found
