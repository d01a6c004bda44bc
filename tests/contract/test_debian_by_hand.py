"""Commands that the operator's guide has typed by hand on Debian see what the running bot sees, and leave it as it was.

A command without the unit's folders answers from the folders of whoever types it: true, and beside the point.
"""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

import pytest

from tests.support.deploy_files import GUIDE, shown_commands, unit

PROGRAM = "/opt/evbot/bin/evbot"
BARE = {"ask", "health", "facts own init", "facts own check"}
"""What needs nothing of the running bot but its port: a first try, how it is, and a folder that is named."""
STATE = {"inbox", "data", "doctor"}
"""What opens the state of the bot; all else by hand is about the figures."""
ALL = [(page.stem, command) for page in GUIDE for command in shown_commands(page.read_text(encoding="utf-8"))]
BY_HAND = [(page, shlex.split(command)) for page, command in ALL if PROGRAM in command]
AS_THE_BOT = [(page, words) for page, words in BY_HAND if "systemd-run" in words]


def ids(commands: list[tuple[str, list[str]]]) -> list[str]:
    """The page, and what follows the program."""
    return [f"{page}: {' '.join(words[words.index(PROGRAM) + 1 :])}" for page, words in commands]


def given(words: list[str]) -> tuple[list[str], dict[str, str]]:
    """The properties of a systemd-run line, and the variables that it sets."""
    after = list(pairwise(words))
    properties = [value for option, value in after if option == "--property"]
    inline = [each.removeprefix("Environment=") for each in properties if each.startswith("Environment=")]
    set_there = [value for option, value in after if option == "--setenv"]
    return properties, dict(each.split("=", 1) for each in inline + set_there)


@pytest.mark.parametrize(("page", "words"), AS_THE_BOT, ids=ids(AS_THE_BOT))
def test_a_command_as_the_bot_has_its_account_its_folders_and_their_rights(page: str, words: list[str]) -> None:
    properties, variables = given(words)
    kept = {name: value for name, value in unit().environment.items() if name in variables}
    first = words[words.index(PROGRAM) + 1]

    assert {"DynamicUser=yes", "User=evbot", "StateDirectory=evbot", "StateDirectoryMode=0700"} <= set(properties)
    assert "EnvironmentFile=/etc/evbot/evbot.env" in properties
    assert ("CacheDirectory=evbot" in properties) == ("CacheDirectoryMode=0700" in properties)
    assert variables == kept
    assert first not in STATE or "EVBOT_DATABASE_URL" in variables
    assert first in {"inbox", "data"} or {"EVBOT_FACTS_HOME", "EVBOT_CACHE_DIR"} <= variables.keys()


def test_there_are_commands_as_the_bot_for_its_state_and_for_its_figures() -> None:
    assert {"ask", "data", "doctor", "facts", "inbox"} <= {words[words.index(PROGRAM) + 1] for _, words in AS_THE_BOT}


def test_no_other_command_asks_for_what_only_the_bot_has() -> None:
    others = [words for _, words in BY_HAND if "systemd-run" not in words]
    shown = {tuple(words[words.index(PROGRAM) + 1 :][:3]) for words in others}
    cached = [words for words in others if words[-1] == "forget"]

    assert {words for words in shown if not any(re.match(f"{bare}\\b", " ".join(words)) for bare in BARE)} == {
        ("facts", "own", "forget")
    }
    assert [f"EVBOT_CACHE_DIR={unit().environment['EVBOT_CACHE_DIR']}" in words for words in cached] == [True]
