"""`evbot run` from tokens to exit code, with the real client libraries against our own Discord and Slack."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.answer import Answer
from bot.app import NOTHING_TO_RUN, Surroundings, run, start
from bot.conversations import Conversations
from bot.memory import Memory
from bot.ops.exits import Exit
from bot.ops.settings import Settings
from bot.platforms.discord_gateway import composing
from bot.serving import Share, serve_slack
from bot.state import ResilientState, open_state
from tests.support.app_process import MENTION, ROOT
from tests.support.bare_environment import bare_environment
from tests.support.discord_bot import StandIn, an_answer, told
from tests.support.discord_commands import PUT_COMMANDS
from tests.support.discord_double import POST, DiscordDouble, Scripted, running_double
from tests.support.ports import a_free_port
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN, SlackDouble, running_slack


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No token of the person who runs the tests, and no proxy between us and the doubles."""
    bare_environment(monkeypatch, tmp_path)


@pytest.fixture
async def discord() -> AsyncIterator[DiscordDouble]:
    async with running_double() as double:
        yield double


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with running_slack(SlackDouble()) as double:
        yield double


def settings(discord: DiscordDouble | None = None, slack: SlackDouble | None = None, **changes: Any) -> Settings:
    """Settings with the tokens of the doubles, and nothing from the environment."""
    values: dict[str, Any] = {"_env_file": None, "discord_sync_commands": False}
    if discord is not None:
        values |= {"discord_token": SecretStr(discord.token)}
    if slack is not None:
        tokens = {"slack_bot_token": SecretStr(BOT_TOKEN), "slack_app_token": SecretStr(APP_TOKEN)}
        values |= {"slack_api_url": slack.base_url, **tokens}
    return Settings(**values | changes)


async def code_of(running: asyncio.Task[int]) -> int:
    """The exit code, once there."""
    async with asyncio.timeout(15):
        return await running


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.strip().splitlines()[-1]


# Nothing to run


async def test_without_a_token_it_says_what_to_set_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    code = await run(settings(), StandIn())
    out, err = capsys.readouterr()

    assert (code, out) == (Exit.USAGE, "")
    assert err == f"{NOTHING_TO_RUN}\n"
    for word in ("EVBOT_DISCORD_TOKEN", "EVBOT_SLACK_BOT_TOKEN", "EVBOT_SLACK_APP_TOKEN", "connections:write", "xapp-"):
        assert word in err


def _never() -> None:
    pytest.fail("the store was opened")


def test_without_a_token_the_store_is_not_even_opened(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(_never) == Exit.USAGE
    assert capsys.readouterr().err == f"{NOTHING_TO_RUN}\n"


def test_a_bad_setting_ends_with_2_and_one_line_that_names_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVBOT_ANSWER_THREADS", "many")

    assert start(_never) == Exit.USAGE
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("EVBOT_ANSWER_THREADS is 'many'")


def test_without_a_store_it_ends_with_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.set_up_logging", lambda _: None)
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", "a.b.c")

    assert start(lambda: None) == Exit.NO_STORE


def test_a_cache_folder_from_the_file_is_where_the_store_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.set_up_logging", lambda _: None)
    monkeypatch.setenv("EVBOT_CACHE_DIR", "")  # put back as it was afterwards
    Path(".env").write_text("EVBOT_DISCORD_TOKEN=a.b.c\nEVBOT_CACHE_DIR=facts-here\n", encoding="utf-8")
    start(lambda: None)

    assert os.environ["EVBOT_CACHE_DIR"] == "facts-here"


@pytest.mark.parametrize(
    ("given", "absent"),
    [("slack_bot_token", "EVBOT_SLACK_APP_TOKEN"), ("slack_app_token", "EVBOT_SLACK_BOT_TOKEN")],
)
async def test_half_of_slack_is_told_even_where_discord_could_run(
    capsys: pytest.CaptureFixture[str], given: str, absent: str
) -> None:
    half = settings(discord_token=SecretStr("a.b.c"), **{given: SecretStr("x")})

    assert await run(half, StandIn()) == Exit.USAGE
    assert f"{absent} is not set" in last_line(capsys)


def test_the_platforms_are_imported_only_when_they_are_started() -> None:
    program = (
        "import sys, bot.app; print([name for name in ('discord', 'slack_bolt', 'slack_sdk') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


# Wrong tokens and platforms that die


async def test_a_wrong_discord_token_ends_with_4_and_the_way_to_a_new_one(
    discord: DiscordDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await run(settings(discord, discord_token=SecretStr("not.the.token")), StandIn())
    line = last_line(capsys)

    assert code == Exit.LOGIN
    assert "Reset Token" in line
    assert "not.the.token" not in line


async def test_a_wrong_slack_token_ends_with_4_and_the_way_to_the_right_one(
    slack: SlackDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await run(settings(slack=slack, slack_bot_token=SecretStr("xoxb-wrong")), StandIn())
    line = last_line(capsys)

    assert code == Exit.LOGIN
    assert "OAuth & Permissions" in line
    assert "xoxb-wrong" not in line


async def test_a_platform_that_dies_ends_the_process_with_5_after_the_other_has_finished_its_question(
    discord: DiscordDouble, slack: SlackDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    entered, go = threading.Event(), threading.Event()

    def held(text: str) -> Answer:
        entered.set()
        assert go.wait(10)
        return an_answer(f"Answer to: {text}")

    running = asyncio.create_task(run(settings(discord, slack), StandIn(held)))
    await slack.connected()
    await discord.until(lambda: discord.gateway.connected)
    await slack.send_event(MENTION)
    assert await asyncio.to_thread(entered.wait, 10)
    await discord.gateway.close(4011)
    await slack.until(lambda: not slack.sockets)
    go.set()
    code = await code_of(running)

    assert code == Exit.PLATFORM
    assert "close code 4011" in last_line(capsys)
    assert [body["text"].splitlines()[0] for body in slack.bodies()] == ["Answer to: how many Zoes sold?"]


async def test_a_platform_that_cannot_be_reached_ends_with_5(
    discord: DiscordDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    discord.script("GET /users/@me", Scripted(403))

    assert await run(settings(discord), StandIn()) == Exit.PLATFORM
    assert "HTTP 403" in last_line(capsys)


async def test_an_unforeseen_failure_of_a_platform_ends_with_5_and_is_named(
    discord: DiscordDouble, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("told only in the log")

    monkeypatch.setattr("bot.platforms.discord_gateway.runner.EvClient", broken)

    assert await run(settings(discord), StandIn()) == Exit.PLATFORM
    assert last_line(capsys).startswith("Discord failed (KeyError).")


# Running and stopping


async def test_both_platforms_answer_from_one_process_and_a_signal_ends_it_with_0(
    discord: DiscordDouble, slack: SlackDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    service = StandIn()
    before = signal.getsignal(signal.SIGTERM)
    running = asyncio.create_task(run(settings(discord, slack, locale="de"), service))
    await slack.connected()
    await discord.until(lambda: discord.gateway.connected)
    await discord.write(f"<@{discord.me['id']}> how many Leafs sold?")
    await slack.send_event(MENTION)
    [in_discord] = await discord.wait_for(POST)
    [in_slack] = await slack.posted()
    assert signal.getsignal(signal.SIGTERM) is not before
    os.kill(os.getpid(), signal.SIGTERM)
    code = await code_of(running)

    assert code == Exit.OK
    assert told(in_discord.body).startswith("**Answer to: how many Leafs sold?**")
    assert (in_slack["text"].splitlines()[0], in_slack["thread_ts"]) == (
        "Answer to: how many Zoes sold?",
        MENTION["ts"],
    )
    assert {(context.platform, context.locale) for _, context in service.asked} == {("discord", "de"), ("slack", "de")}
    assert signal.getsignal(signal.SIGTERM) is before
    assert capsys.readouterr().err == ""


async def test_no_more_questions_are_answered_at_once_than_there_are_threads(discord: DiscordDouble) -> None:
    now, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(2, timeout=10)

    def counted(text: str) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        together.wait()
        with lock:
            now -= 1
        return an_answer(text)

    running = asyncio.create_task(run(settings(discord, answer_threads=2), StandIn(counted)))
    await discord.until(lambda: discord.gateway.connected)
    people = [discord.alice | {"id": str(900_000_000_000_000_000 + number)} for number in range(6)]
    for number, person in enumerate(people):
        await discord.write(f"<@{discord.me['id']}> question {number}", author=person)
    sent = await discord.wait_for(POST, 6)
    os.kill(os.getpid(), signal.SIGINT)

    assert await code_of(running) == Exit.OK
    assert most == 2
    assert [request.body for request in sent if composing.FAILED in told(request.body)] == []


# Shared state


async def test_two_replicas_that_get_the_same_event_answer_it_once(slack: SlackDouble, tmp_path: Path) -> None:
    first, second = StandIn(), StandIn()
    address = f"sqlite:///{tmp_path}/state.sqlite"
    states = [ResilientState(open_state(address)) for _ in range(2)]
    stops = [asyncio.Event(), asyncio.Event()]
    serving = [
        asyncio.create_task(serve_slack(Share(settings(slack=slack), service, stop, state)))
        for service, stop, state in zip((first, second), stops, states, strict=True)
    ]
    await slack.until(lambda: len(slack.sockets) == 2)
    for _ in range(2):
        await slack.send_event(MENTION, event_id="Ev-twice")
        slack.sockets.reverse()
    await slack.until(lambda: len(slack.acks) == 2)
    await slack.posted()
    for stop in stops:
        stop.set()
    await asyncio.gather(*serving)
    for state in states:
        state.close()

    assert len(slack.bodies()) == 1
    assert [text for text, _ in first.asked + second.asked] == ["how many Zoes sold?"]


def test_conversations_go_into_the_shared_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def ends_at_once(*_: object) -> Exit:
        return Exit.OK

    class Sharing(StandIn):
        def share(self, conversations: Conversations) -> None:
            conversations.remember("somewhere", Memory(), "discord:1")

    for name, stand_in in (("run", ends_at_once), ("set_up_logging", lambda _: None), ("ended_threads", int)):
        monkeypatch.setattr(f"bot.app.{name}", stand_in)
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("EVBOT_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")

    assert start(Sharing) == Exit.OK
    with open_state(f"sqlite:///{tmp_path}/state.sqlite") as state:
        assert state.conversations.get("somewhere") is not None


def test_a_state_that_cannot_be_opened_ends_with_3_and_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.app.set_up_logging", lambda _: None)
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("EVBOT_DATABASE_URL", "mysql://evbot:hidden-word@host/evbot")

    assert start(StandIn) == Exit.NO_STORE
    line = last_line(capsys)
    assert "set EVBOT_DATABASE_URL to postgresql+psycopg://" in line
    assert "hidden-word" not in line


# Health


async def test_a_running_bot_serves_health_and_counts_what_it_answers(
    discord: DiscordDouble, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = a_free_port()
    state = ResilientState(open_state(f"sqlite:///{tmp_path}/state.sqlite"))
    around = Surroundings(state, date(2026, 7, 31))
    running = asyncio.create_task(run(settings(discord, health_port=port), StandIn(), around))
    await discord.until(lambda: discord.gateway.connected)
    await discord.write(f"<@{discord.me['id']}> how many Leafs sold?")
    await discord.wait_for(POST)
    health, figures = await _got(port, "/healthz"), await _got(port, "/metrics")
    os.kill(os.getpid(), signal.SIGTERM)
    code = await code_of(running)
    state.close()

    assert code == Exit.OK
    assert health[0] == 200
    told = json.loads(health[1])
    assert told["condition"] == "ok"
    assert {name: part["condition"] for name, part in told["parts"].items()} == {
        "discord shard 0": "ok",
        "shared state": "ok",
    }
    assert 'evbot_questions_total{intent="none",outcome="answered",platform="discord"} 1.0' in figures[1]
    assert "evbot_facts_age_days" in figures[1]
    with pytest.raises(aiohttp.ClientConnectorError):
        await _got(port, "/healthz")


async def test_while_a_question_is_finished_the_bot_is_alive_and_not_ready(slack: SlackDouble) -> None:
    entered, go = threading.Event(), threading.Event()

    def held(text: str) -> Answer:
        entered.set()
        assert go.wait(10)
        return an_answer(f"Answer to: {text}")

    port = a_free_port()
    running = asyncio.create_task(run(settings(slack=slack, health_port=port), StandIn(held)))
    await slack.connected()
    await slack.send_event(MENTION)
    assert await asyncio.to_thread(entered.wait, 10)
    os.kill(os.getpid(), signal.SIGTERM)
    await slack.until(lambda: not slack.sockets)
    alive, ready = await _got(port, "/healthz"), await _got(port, "/readyz")
    go.set()
    code = await code_of(running)

    assert code == Exit.OK
    assert (alive[0], ready[0]) == (200, 503)
    assert json.loads(ready[1])["condition"] == "stopping"


async def test_a_health_port_that_is_taken_ends_with_2_before_anybody_logs_in(
    discord: DiscordDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code = await run(settings(discord, health_port=port), StandIn())

    assert code == Exit.USAGE
    assert last_line(capsys).startswith(f"EVBOT_HEALTH_PORT {port} on 127.0.0.1 cannot be used")
    assert discord.requests == []


async def _got(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as reply:
        return reply.status, await reply.text()


# Commands


async def test_commands_that_discord_does_not_know_are_sent_at_the_start(discord: DiscordDouble) -> None:
    running = asyncio.create_task(run(settings(discord, discord_sync_commands=True), StandIn()))
    [sent] = await discord.wait_for(PUT_COMMANDS)
    os.kill(os.getpid(), signal.SIGTERM)

    assert await code_of(running) == Exit.OK
    assert "ev" in [command["name"] for command in sent.body]


async def test_commands_are_left_alone_where_that_is_switched_off(discord: DiscordDouble) -> None:
    running = asyncio.create_task(run(settings(discord, discord_sync_commands=False), StandIn()))
    await discord.until(lambda: discord.gateway.connected)
    await discord.write(f"<@{discord.me['id']}> how many Leafs sold?")
    await discord.wait_for(POST)
    os.kill(os.getpid(), signal.SIGTERM)

    assert await code_of(running) == Exit.OK
    assert [request.route for request in discord.requests if "commands" in request.route] == []


# Slack over HTTP


async def test_slack_over_http_is_served_without_a_token_and_stops_with_0(slack: SlackDouble, tmp_path: Path) -> None:
    port = a_free_port()
    state = ResilientState(open_state(f"sqlite:///{tmp_path}/state.sqlite"))
    over_http = settings(
        slack_api_url=slack.base_url,
        slack_http_port=port,
        slack_signing_secret=SecretStr("signing"),
        slack_client_id="1.2",
        slack_client_secret=SecretStr("client"),
        slack_public_url="https://evbot.example.org",
    )
    running = asyncio.create_task(run(over_http, StandIn(), Surroundings(state)))
    reply = await _posted_once_open(port)
    os.kill(os.getpid(), signal.SIGTERM)
    code = await code_of(running)
    state.close()

    assert reply == 401
    assert code == Exit.OK


async def _posted_once_open(port: int) -> int:
    """The status of an unsigned request, once somebody listens."""
    async with asyncio.timeout(10), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.post(f"http://127.0.0.1:{port}/slack/events", json={}) as reply:
                    return reply.status
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)
