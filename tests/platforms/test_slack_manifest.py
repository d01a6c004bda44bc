"""The manifest is true to the code: every way in has its entry, every method that is called its scope, and no more."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.ops.exits import Exit
from bot.platforms.slack_app import reception
from bot.platforms.slack_app.manifest import AGENT_DESCRIPTION, OPTIONAL_SCOPES, SCOPES, manifest
from tests.support.slack_http import HttpSlack, replica, signed, slack, url

__all__ = ["slack", "url"]

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
OPTIONAL = {"users_info": "users:read"}
WITHOUT_SCOPE = {"auth_test", "views_open", "views_publish", "apps_connections_open"}
OF_WAYS_IN = {"app_mention": "app_mentions:read", "message.im": "im:history", "app_home_opened": None}
METHOD = re.compile(r"(?:apps|assistant|auth|chat|conversations|files|reactions|users|views)_\w+")
TOLD = json.loads(manifest())
PUBLIC_URL = "https://evbot.example.org"
OVER_HTTP = json.loads(manifest(PUBLIC_URL))


def test_the_file_for_hosts_is_what_the_code_says() -> None:
    kept = (ROOT / "deploy" / "slack-manifest.json").read_text(encoding="utf-8")

    assert manifest() == kept, "write it anew with evbot slack manifest"


def test_the_example_for_hosts_over_http_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    kept = (ROOT / "deploy" / "slack-manifest-http.json").read_text(encoding="utf-8")
    code = main(["slack", "manifest", "--http", PUBLIC_URL])

    assert code == Exit.OK
    assert capsys.readouterr().out == kept, f"write it anew with evbot slack manifest --http {PUBLIC_URL}"


def test_an_address_that_slack_does_not_go_to_ends_with_2_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["slack", "manifest", "--http", "http://evbot.example.org"])
    told = capsys.readouterr()

    assert (code, told.out) == (Exit.USAGE, "")
    assert "does not begin with https://" in told.err


def test_over_http_it_differs_only_in_how_slack_and_the_bot_reach_each_other() -> None:
    here = f"{PUBLIC_URL}/slack/events"
    whole = json.loads(manifest(PUBLIC_URL))
    features, oauth, settings = (whole[part] for part in ("features", "oauth_config", "settings"))
    urls = [command.pop("url") for command in features["slash_commands"]]
    events = settings.pop("event_subscriptions")
    interactivity = settings.pop("interactivity")

    assert urls == [here] * len(features["slash_commands"])
    assert (events["request_url"], interactivity["request_url"]) == (here, here)
    assert interactivity["message_menu_options_url"] == here
    assert oauth.pop("redirect_urls") == [f"{PUBLIC_URL}/slack/oauth_redirect"]
    assert (settings.pop("socket_mode_enabled"), settings.pop("token_rotation_enabled")) == (False, True)
    assert whole | {"settings": None} == TOLD | {"settings": None}
    assert settings.items() <= TOLD["settings"].items()


def test_a_slash_at_the_end_of_the_address_makes_no_difference() -> None:
    assert manifest(PUBLIC_URL) == manifest(f"{PUBLIC_URL}/")


def test_every_command_and_shortcut_that_is_listened_to_is_announced() -> None:
    features = TOLD["features"]

    assert list(reception.COMMANDS) == [each["command"] for each in features["slash_commands"]]
    assert list(reception.SHORTCUTS) == [each["callback_id"] for each in features["shortcuts"]]


def test_every_event_that_is_listened_to_is_subscribed_to_but_the_one_of_older_apps() -> None:
    events = TOLD["settings"]["event_subscriptions"]["bot_events"]

    assert {event.partition(".")[0] for event in events} == set(reception.EVENTS) - {"assistant_thread_started"}
    assert set(events) == set(OF_WAYS_IN)


def test_over_http_the_end_of_an_installation_is_subscribed_to_besides() -> None:
    events = OVER_HTTP["settings"]["event_subscriptions"]["bot_events"]

    assert sorted([*OF_WAYS_IN, "app_uninstalled", "tokens_revoked"]) == events
    assert set(reception.ENDINGS) == set(events) - set(OF_WAYS_IN)


async def test_over_http_every_address_of_the_manifest_is_listened_at(slack: HttpSlack, url: str) -> None:
    settings, [back] = OVER_HTTP["settings"], OVER_HTTP["oauth_config"]["redirect_urls"]
    asked = json.dumps({"type": "url_verification", "challenge": "is it you?", "token": "unused"}).encode()
    [here] = {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
        *(command["url"] for command in OVER_HTTP["features"]["slash_commands"]),
    }
    async with replica(slack, url) as bot:
        sent = signed(asked)
        proof = await bot.asks("POST", here.removeprefix(PUBLIC_URL), data=sent["body"], headers=sent["headers"])
        returned = await bot.asks("GET", back.removeprefix(PUBLIC_URL))

    assert (proof.status, json.loads(proof.text)) == (200, {"challenge": "is it you?"})
    assert returned.status == 400, "nobody comes back without a code, but somebody is there"


def test_each_scope_is_needed_by_a_method_that_is_called_or_by_a_way_in_and_none_is_missing() -> None:
    called = _called() - WITHOUT_SCOPE - OPTIONAL.keys()
    needed = {NEEDS[method] for method in called} | set(filter(None, OF_WAYS_IN.values())) | {"commands"}

    assert needed == set(TOLD["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    assert set(OPTIONAL.values()) == set(OPTIONAL_SCOPES)


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
