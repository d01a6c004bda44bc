"""`evbot run` from tokens to exit code, with the real client libraries against our own Discord and Slack."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.answer import Answer
from bot.app import NOTHING_TO_RUN, run, start
from bot.ops.exits import Exit
from bot.ops.settings import Settings
from bot.platforms.discord_gateway import composing
from tests.support.discord_bot import StandIn, an_answer, told
from tests.support.discord_double import POST, DiscordDouble, Scripted
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN, BOT_USER, SlackDouble

ROOT = Path(__file__).parents[2]
MENTION = {
    "type": "app_mention",
    "user": "U1",
    "channel": "C1",
    "ts": "1700000000.000100",
    "event_ts": "1700000000.000100",
    "text": f"<@{BOT_USER}> how many Zoes sold?",
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No token of the person who runs the tests, and no proxy between us and the doubles."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("EVBOT_")]:
        monkeypatch.delenv(name)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "")


@pytest.fixture
async def discord() -> AsyncIterator[DiscordDouble]:
    double = DiscordDouble()
    await double.start()
    with double.hooked():
        yield double
    await double.close()

    assert double.unknown == []


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    double = SlackDouble()
    await double.start()
    yield double
    await double.close()

    assert double.complaints == []


def settings(discord: DiscordDouble | None = None, slack: SlackDouble | None = None, **changes: Any) -> Settings:
    """Settings with the tokens of the doubles, and nothing from the environment."""
    values: dict[str, Any] = {"_env_file": None}
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


async def test_sigterm_during_an_answer_lets_it_finish_and_ends_with_0(slack: SlackDouble, tmp_path: Path) -> None:
    async with _process(slack, tmp_path) as process, asyncio.timeout(20):
        await _asked(process, slack)
        await _signalled(process, signal.SIGTERM)
        _, log = await process.communicate(b"go on\n")

    assert process.returncode == Exit.OK
    assert [body["text"] for body in slack.bodies()] == ["Answer to: how many Zoes sold?"]
    assert b"Traceback" not in log


async def test_a_second_signal_ends_the_process_at_once(slack: SlackDouble, tmp_path: Path) -> None:
    async with _process(slack, tmp_path) as process, asyncio.timeout(20):
        await _asked(process, slack)
        await _signalled(process, signal.SIGINT)
        process.send_signal(signal.SIGINT)
        await process.wait()

    assert process.returncode == -signal.SIGINT
    assert slack.bodies() == []


@asynccontextmanager
async def _process(slack: SlackDouble, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process of its own, which does not outlive the block."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "EVBOT_SLACK_BOT_TOKEN": BOT_TOKEN,
        "EVBOT_SLACK_APP_TOKEN": APP_TOKEN,
        "EVBOT_SLACK_API_URL": slack.base_url,
    }
    pipe = asyncio.subprocess.PIPE
    program = (sys.executable, "-m", "tests.support.running_app")
    process = await asyncio.create_subprocess_exec(
        *program, cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def _asked(process: asyncio.subprocess.Process, slack: SlackDouble) -> None:
    """A question has reached the core and waits there."""
    assert process.stdout is not None
    await slack.connected()
    await slack.send_event(MENTION)

    assert await process.stdout.readline() == b"asked\n"


async def _signalled(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """The process has been told to stop and knows it."""
    assert process.stderr is not None
    process.send_signal(number)
    while f"stopping on {number.name}".encode() not in (line := await process.stderr.readline()):
        assert line, "the process ended without a word"
