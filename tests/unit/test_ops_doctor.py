"""`evbot doctor`: one thing after the other is broken, and each is told with what mends it, and nothing else is.

Discord and Slack are our doubles, asked by the real client libraries.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.checkup import looked_at
from bot.cli import main
from bot.finding import Finding
from bot.ops import doctor
from bot.ops.exits import Exit
from bot.platforms.discord_gateway import checkup as discord_checkup
from bot.platforms.discord_gateway.checkup import discord_findings
from bot.platforms.discord_gateway.sync import sync_commands
from bot.platforms.slack_app.checkup import slack_findings
from facts.store import StoreError
from tests.support.bare_environment import bare_environment
from tests.support.discord_commands import GET_COMMANDS
from tests.support.discord_double import Scripted
from tests.support.healthy_platforms import HealthyDiscord, HealthySlack
from tests.support.own_folder import write_own
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN, Drops, Fails, running_slack

TODAY = date(2026, 11, 23)
ENV = Path(".env")
AUTH, OPEN, LOGIN = "auth.test", "apps.connections.open", "GET /users/@me"


@pytest.fixture(autouse=True)
def _healthy_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the person who runs the tests; a folder of our own with everything as it should be."""
    bare_environment(monkeypatch, tmp_path)
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("EVBOT_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")
    ENV.write_text("EVBOT_LOCALE=de\n", encoding="utf-8")
    ENV.chmod(0o600)


@pytest.fixture
async def discord() -> AsyncIterator[HealthyDiscord]:
    double = HealthyDiscord()
    await double.start()
    with double.hooked():
        await sync_commands(double.token)
        double.requests.clear()
        yield double
    await double.close()

    assert double.unknown == []


@pytest.fixture
async def slack() -> AsyncIterator[HealthySlack]:
    async with running_slack(HealthySlack()) as double:
        yield double


def _bad(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.ok]


def _told(findings: list[Finding], what: str, fix: str) -> None:
    """One thing is wrong and no other; what and fix hold these words."""
    [bad] = _bad(findings)

    assert what in bad.what
    assert fix in bad.fix


# The machine


@dataclass(frozen=True)
class Broken:
    """One thing that is broken, and what must be told of it."""

    name: str
    breaks: Callable[[pytest.MonkeyPatch], None]
    what: str
    fix: str


def _sets(**values: str) -> Callable[[pytest.MonkeyPatch], None]:
    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"EVBOT_{name}", value)

    return breaks


def _file_in_the_way(setting: str, pattern: str) -> Callable[[pytest.MonkeyPatch], None]:
    def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
        Path("file").write_text("in the way", encoding="utf-8")
        monkeypatch.setenv(setting, pattern.format(Path("file").resolve() / "folder"))

    return breaks


def _broken_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise StoreError("the figures in facts/data are not fit: line 3 has no unit")

    monkeypatch.setattr("bot.checkup.open_store", broken)


MACHINE = (
    Broken("setting", _sets(ANSWER_THREADS="many"), "Settings", "EVBOT_ANSWER_THREADS is 'many'"),
    Broken(
        "settings that disagree",
        _sets(DISCORD_SHARD_IDS="0-3", DISCORD_SHARD_COUNT="2"),
        "Settings",
        "the last one is 1: correct one of them",
    ),
    Broken("no token", lambda patch: patch.delenv("EVBOT_DISCORD_TOKEN"), "Tokens", "EVBOT_DISCORD_TOKEN"),
    Broken("half of Slack", _sets(SLACK_BOT_TOKEN="xoxb-1"), "Tokens", "EVBOT_SLACK_APP_TOKEN is not set"),
    Broken("file for all", lambda _: ENV.chmod(0o644), "others on this machine can read", "chmod 600 .env"),
    Broken(
        "folder of the state",
        _file_in_the_way("EVBOT_DATABASE_URL", "sqlite:///{}/state.sqlite"),
        "Shared state: the state file",
        "make it writable, or set EVBOT_DATABASE_URL",
    ),
    Broken("kind of database", _sets(DATABASE_URL="mysql://host/evbot"), "Shared state", "postgresql+psycopg://user"),
    Broken("figures", _broken_figures, "line 3 has no unit", "evbot facts check"),
    Broken(
        "room",
        lambda patch: patch.setattr(doctor.folder_has_room, "__defaults__", (lambda _: 5 * 1024 * 1024,)),
        "5 MB free",
        "Make room on the disk: 200 MB",
    ),
)


@pytest.mark.parametrize("broken", MACHINE, ids=lambda broken: broken.name)
def test_what_is_broken_on_the_machine_is_told_with_what_mends_it(
    broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken.breaks(monkeypatch)

    _told(looked_at(ENV, offline=True, today=TODAY), broken.what, broken.fix)


def test_with_nothing_broken_every_line_is_ok_and_none_has_a_fix() -> None:
    findings = looked_at(ENV, offline=True, today=TODAY)

    assert _bad(findings) == []
    assert [finding.fix for finding in findings if finding.fix] == []
    assert len(findings) >= 8


def test_own_figures_are_counted_and_a_bad_row_of_them_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_own(Path("own"))
    monkeypatch.setenv("EVBOT_FACTS_DIR", str(folder))
    told = [each.what for each in looked_at(ENV, offline=True, today=TODAY)]

    assert "Own figures: 3, for nobody in the chats" in told

    (folder / "acme" / "deliveries.csv").write_text("model,colour\n", encoding="utf-8")

    _told(looked_at(ENV, offline=True, today=TODAY), "Own figures: ", "evbot facts own check")


def test_a_folder_that_cannot_be_written_is_told() -> None:
    Path("file").write_text("in the way", encoding="utf-8")

    _told([doctor.folder_has_room("Folder of the facts", Path("file/facts"))], "cannot be written", "Make file/facts")


def test_figures_that_are_old_are_told() -> None:
    _told(looked_at(ENV, offline=True, today=date(2028, 1, 1)), "Figures: up to", "Run evbot facts update")


def test_a_clock_before_the_newest_figures_is_told() -> None:
    _told(looked_at(ENV, offline=True, today=date(1970, 1, 2)), "Clock: it says 1970-01-02", "Set the date")


@pytest.mark.parametrize(("ahead", "told"), [(90.0, "90 s behind that of the database"), (-90.0, "90 s ahead of")])
def test_a_clock_that_differs_from_that_of_the_database_is_told(ahead: float, told: str) -> None:
    _told([doctor.clock_agrees("the database", ahead)], told, "NTP")


def test_a_clock_that_is_a_second_off_is_good_enough() -> None:
    assert doctor.clock_agrees("the database", 1.0).ok


def test_a_health_port_that_somebody_else_has_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, _impatient(monkeypatch):
        monkeypatch.setenv("EVBOT_HEALTH_PORT", str(other.getsockname()[1]))

        _told(looked_at(ENV, offline=True, today=TODAY), "Health port", "Set EVBOT_HEALTH_PORT to a free port")


@contextmanager
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Nobody who never answers is waited for."""
    with monkeypatch.context() as patch:
        patch.setattr("bot.ops.asking.PATIENCE_SECONDS", 0.1)
        yield


# Discord


async def _in_discord(double: HealthyDiscord, token: str | None = None, shards: int | None = None) -> list[Finding]:
    return await discord_findings(token or double.token, shards, within_seconds=3.0)


async def test_with_nothing_broken_in_discord_every_line_is_ok_and_nothing_is_changed_there(
    discord: HealthyDiscord,
) -> None:
    findings = await _in_discord(discord)

    assert _bad(findings) == []
    assert [finding.what.split(":")[0] for finding in findings] == [
        "Discord token",
        "Discord presses and commands",
        "Discord invitation",
        "Discord intents",
        "Discord shards",
        "Discord commands",
        "Discord sessions",
    ]
    assert {request.route.split()[0] for request in discord.requests} == {"GET"}
    assert discord.gateway.sessions == []


APPLICATION: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"interactions_endpoint_url": "https://old.example"}, "go to an endpoint", "Empty Interactions Endpoint URL"),
    ({"bot_require_code_grant": True}, "nobody can add the bot", "Switch Requires OAuth2 Code Grant off"),
    ({"flags": 1 << 19}, "Message Content is on", "Switch Message Content Intent off"),
    ({"flags": 1 << 12 | 1 << 15}, "Presence, Server Members is on", "Presence Intent and Server Members Intent off"),
)


@pytest.mark.parametrize(("application", "what", "fix"), APPLICATION, ids=[told[1] for told in APPLICATION])
async def test_an_application_that_is_set_up_wrongly_is_told(
    discord: HealthyDiscord, application: dict[str, Any], what: str, fix: str
) -> None:
    discord.application = application

    _told(await _in_discord(discord), what, fix)


async def test_too_few_shards_are_told(discord: HealthyDiscord) -> None:
    discord.application = {"approximate_guild_count": 6_000}

    _told(await _in_discord(discord, shards=2), "2 for 6,000 servers", "Set EVBOT_DISCORD_SHARD_COUNT to 3 or more")


@pytest.mark.parametrize("shards", [3, None])
async def test_as_many_shards_as_discord_wants_are_enough(discord: HealthyDiscord, shards: int | None) -> None:
    discord.application = {"approximate_guild_count": 6_000}

    assert _bad(await _in_discord(discord, shards=shards)) == []


async def test_a_wrong_token_of_discord_is_told_and_not_shown(discord: HealthyDiscord) -> None:
    findings = await _in_discord(discord, "not.the.token")

    _told(findings, "Discord token", "Reset Token")
    assert "not.the.token" not in str(findings)


async def test_outdated_commands_are_told(discord: HealthyDiscord) -> None:
    discord.commands[None][0]["description"] = "What it said last year"

    _told(await _in_discord(discord), "Discord commands: not those of this version", "evbot discord sync")


async def test_logins_that_are_used_up_are_told(discord: HealthyDiscord) -> None:
    discord.sessions_left = 0

    _told(await _in_discord(discord), "0 of 1000 left", "Start no process within the next 2 h")


async def test_a_discord_that_refuses_to_talk_is_told(discord: HealthyDiscord) -> None:
    discord.script(LOGIN, Scripted(403))

    _told(await _in_discord(discord), "Discord token", "HTTP 403")


async def test_a_discord_that_never_answers_the_login_is_given_up(discord: HealthyDiscord) -> None:
    never = asyncio.Event()
    discord.script(LOGIN, Scripted(until=never))
    findings = await discord_findings(discord.token, within_seconds=0.2)
    never.set()

    _told(findings, "did not answer the login in time", "Check network")


async def test_one_check_that_discord_never_answers_holds_up_no_other(discord: HealthyDiscord) -> None:
    never = asyncio.Event()
    discord.script(GET_COMMANDS, Scripted(until=never))
    findings = await discord_findings(discord.token, within_seconds=0.5)
    never.set()

    _told(findings, "Discord commands: Discord did not answer in time", "Check network")
    assert findings[-1].what == "Discord sessions: 1000 of 1000 left"


async def test_one_check_that_discord_refuses_is_told(discord: HealthyDiscord) -> None:
    discord.script(GET_COMMANDS, Scripted(403))

    _told(await _in_discord(discord), "Discord commands: Discord could not be asked (403", "Check network")


# Slack


async def _in_slack(double: HealthySlack, bot_token: str = BOT_TOKEN, app_token: str = APP_TOKEN) -> list[Finding]:
    return await slack_findings(bot_token, app_token, double.base_url, within_seconds=3.0)


async def test_with_nothing_broken_in_slack_every_line_is_ok_and_no_socket_is_opened(slack: HealthySlack) -> None:
    findings = await _in_slack(slack)

    assert _bad(findings) == []
    assert [finding.what.split(":")[0] for finding in findings] == [
        "Slack bot token",
        "Slack scopes",
        "Clock",
        "Slack app token",
    ]
    assert slack.connections == 0


@pytest.mark.parametrize(
    ("bot_token", "app_token", "what", "fix"),
    [
        ("xoxb-wrong", APP_TOKEN, "Slack bot token", "OAuth & Permissions"),
        (BOT_TOKEN, "xapp-wrong", "Slack app token", "connections:write"),
        (APP_TOKEN, APP_TOKEN, "Slack tokens", "The Slack bot token must begin with xoxb-"),
        (BOT_TOKEN, BOT_TOKEN, "Slack tokens", "The Slack app token must begin with xapp-"),
    ],
)
async def test_a_wrong_token_of_slack_is_told_and_not_shown(
    slack: HealthySlack, bot_token: str, app_token: str, what: str, fix: str
) -> None:
    findings = await _in_slack(slack, bot_token, app_token)

    _told(findings, what, fix)
    assert [token for token in (bot_token, app_token) if token in str(findings)] == []


async def test_a_scope_that_is_missing_is_told_with_what_it_is_for(slack: HealthySlack) -> None:
    slack.scopes.remove("im:history")

    _told(
        await _in_slack(slack),
        "im:history (to hear what people write to the bot directly) missing",
        "install the app again",
    )


async def test_a_scope_that_the_manifest_no_longer_asks_for_is_told_and_is_no_fault(slack: HealthySlack) -> None:
    slack.scopes += ["users:read", "channels:history"]
    findings = await _in_slack(slack)
    [told] = [finding.what for finding in findings if finding.what.startswith("Slack scopes")]

    assert _bad(findings) == []
    assert "and channels:history, which evbot does not use" in told
    assert "users:read" not in told


async def test_a_revoked_token_is_told(slack: HealthySlack) -> None:
    slack.fail(AUTH, Fails("token_revoked"))

    _told(await _in_slack(slack), "Slack bot token", "Bot User OAuth Token")


async def test_an_app_token_without_its_scope_is_told(slack: HealthySlack) -> None:
    slack.fail(OPEN, Fails("missing_scope", extra={"needed": "connections:write"}))

    _told(await _in_slack(slack), "Slack app token", "the scope connections:write is missing")


async def test_a_word_of_slack_that_we_do_not_know_is_handed_on(slack: HealthySlack) -> None:
    slack.fail(OPEN, Fails("too_many_websockets"))

    _told(await _in_slack(slack), "Slack app token: Slack says too_many_websockets", "docs.slack.dev")


@pytest.mark.parametrize(("ahead", "told"), [(400.0, "s behind that of Slack"), (-400.0, "s ahead of that of Slack")])
async def test_a_clock_that_differs_from_that_of_slack_is_told(slack: HealthySlack, ahead: float, told: str) -> None:
    slack.seconds_ahead = ahead

    _told(await _in_slack(slack), told, "NTP")


async def test_a_slack_that_hangs_up_is_told(slack: HealthySlack) -> None:
    slack.fail(AUTH, Drops())

    _told(await _in_slack(slack), "Slack bot token: Slack could not be reached", "EVBOT_SLACK_API_URL")


async def test_a_slack_that_never_answers_is_given_up() -> None:
    hung_up = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
        findings = await slack_findings(BOT_TOKEN, None, address, within_seconds=0.2)
        await asyncio.wait_for(hung_up.wait(), 5.0)

    _told(findings, "Slack did not answer in time", "EVBOT_SLACK_API_URL")


# The command


async def test_the_command_looks_at_the_machine_at_discord_and_at_slack_and_ends_with_0(
    discord: HealthyDiscord,
    slack: HealthySlack,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _sets(
        DISCORD_TOKEN=discord.token, SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN=APP_TOKEN, SLACK_API_URL=slack.base_url
    )(monkeypatch)
    code = await asyncio.to_thread(main, ["doctor"])
    lines = capsys.readouterr().out.splitlines()

    assert code == Exit.OK
    assert [line for line in lines if not line.startswith("ok  ")] == []
    assert "ok  Discord commands: those of this version" in lines
    assert "ok  Slack scopes: all that are needed" in lines


async def test_the_command_tells_the_fix_below_the_line_and_ends_with_1(
    discord: HealthyDiscord, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", "not.the.token")
    code = await asyncio.to_thread(main, ["doctor"])

    assert code == Exit.UNWELL
    bad, fix = capsys.readouterr().out.splitlines()[-2:]
    assert bad == "BAD Discord token"
    assert fix.startswith("      Discord refused the bot token")
    assert len(discord.requests) > 0


def test_offline_nobody_is_asked_and_json_holds_every_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord_checkup, "visit", None)
    code = main(["doctor", "--offline", "--json"])
    told = json.loads(capsys.readouterr().out)

    assert code == Exit.OK
    assert told[0] == {"what": "Settings: read", "ok": True, "fix": ""}
    assert {tuple(line) for line in told} == {("what", "ok", "fix")}
