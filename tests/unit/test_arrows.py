"""The arrows between the parts point one way; the table of them is in `tests.support.arrows`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.arrows import wrong_arrows

ROOT = Path(__file__).parents[2]
FILES = sorted(path for part in ("bot", "facts") for path in (ROOT / part).rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    found = wrong_arrows(_name(path), path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py")

    assert found == []


def test_every_part_of_the_house_is_read() -> None:
    names = {_name(path) for path in FILES}

    assert {"facts.store", "bot.answer", "bot.understand.reader", "bot.respond.counting", "bot.app"} <= names


@pytest.mark.parametrize(
    ("module", "source", "told"),
    [
        ("facts.store", "from bot.answer import Answer", "(facts) imports bot.answer.Answer (words)"),
        ("facts.store", "def late():\n    import bot.service", "imports bot.service (service)"),
        ("facts.store", "import discord", "imports discord"),
        ("bot.answer", "from bot.respond.wording import x", "(words) imports bot.respond"),
        ("bot.understand.reader", "from bot.respond import wording", "(understand) imports bot.respond.wording"),
        ("bot.respond.wording", "from bot import understand", "(respond) imports bot.understand"),
        ("bot.respond.wording", "from ..understand import reader", "imports bot.understand.reader"),
        ("bot.understand.reader", "from bot.service import Service", "imports bot.service.Service"),
        ("bot.service", "from bot.platforms import terminal", "(service) imports bot.platforms.terminal"),
        ("bot.service", "from bot.ops.settings import Settings", "imports bot.ops.settings"),
        ("bot.platforms.terminal", "from bot.understand.reader import read", "imports bot.understand.reader"),
        ("bot.platforms.terminal", "from facts import Period", "imports facts.Period"),
        ("bot.platforms.slack_app.run", "import discord.ext", "imports discord, which only bot.platforms.discord"),
        ("bot.platforms.discord_gateway.desk", "from slack_sdk.web import client", "imports slack_sdk"),
        ("bot.platforms.discord_gateway.desk", "from bot.platforms.slack_app import wording", "another platform"),
        ("bot.app", "import slack_bolt", "imports slack_bolt"),
        ("bot.app", "from bot import cli", "(app) imports bot.cli (cli)"),
        ("bot.ops.settings", "from bot.app import run", "(ops) imports bot.app.run"),
        ("bot.understand.periods", "import time", "imports time and must stay pure"),
        ("bot.respond.counting", "from os import environ", "imports os and must stay pure"),
        ("bot.respond.counting", "import asyncio", "imports asyncio and must stay pure"),
        ("bot.respond.counting", "from random import choice", "imports random and must stay pure"),
        ("bot.understand.periods", "from datetime import date as Day\nDay.today()", "asks the clock: Day.today"),
        ("bot.respond.timing", "import datetime\ndatetime.datetime.now()", "asks the clock: datetime.datetime.now"),
        ("bot.brand_new", "", "has no layer"),
        ("bot.cli", "from bot.brand_new import x", "which has no layer"),
    ],
)
def test_a_bad_import_is_told(module: str, source: str, told: str) -> None:
    [found] = wrong_arrows(module, source)

    assert told in found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("bot.cli", "from bot.app import run\nfrom facts.opening import open_store\nimport os, time"),
        ("bot.facts_commands", "import bot.ops.exits"),
        ("bot.platforms.discord_gateway.desk", "import discord\nfrom bot.service import Context"),
        ("bot.understand.periods", "from datetime import date\nfrom facts.period import Period\nx = context.today"),
        ("bot.respond.counting", "from bot.question import Question\nfrom .wording import told"),
    ],
)
def test_a_good_import_is_left_alone(module: str, source: str) -> None:
    assert wrong_arrows(module, source) == []
