"""No token and no word of a question gets into the log, the metrics, standard error or what a crash leaves behind.

`tests.support.leaks` looks at whatever each test of the suite makes the bot write, at the levels that tests log at.
Here it is shown to find what it looks for, and the bot is made to talk as much as it can, and to fail.
"""

from __future__ import annotations

import asyncio
import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.compact import WORDS
from bot.ops.exits import Exit
from bot.ops.hosted import HostedService
from bot.ops.logging import set_up_logging
from bot.ops.settings import Settings
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.block_kit import pressable
from tests.support.discord_bot import bot_on
from tests.support.discord_double import POST, DiscordDouble, Scripted, running_double
from tests.support.leaks import TOKENS
from tests.support.log_as_before import log_as_before
from tests.support.ports import a_free_port
from tests.support.slack_bot import direct, slack
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN, SlackDouble
from tests.support.slack_rooms import Rooms

__all__ = ["slack"]
ROOT = Path(__file__).parents[1]
ODD = ("Flurrbistan", "Quazzelmobile", "4711-0815")
QUESTION = f"how many {ODD[1]} sold in {ODD[0]} to {ODD[2]}?"
FORMS = ("json", "human")


def leaked(*written: str) -> list[str]:
    """The tokens and odd words that stand somewhere."""
    whole = "\n".join(written).casefold()
    return [secret for secret in (*TOKENS.values(), *ODD) if secret.casefold() in whole]


@pytest.fixture
def own_log() -> Iterator[None]:
    """A test that sets up the bot's own log leaves that of the tests as it was."""
    with log_as_before():
        yield


# That the watch over the whole suite finds what it looks for

CAUGHT = """
import asyncio, logging, subprocess, sys
import pytest
from bot.ops.metrics import Metrics
from bot.ops.pulse import Pulse
from tests.support.discord_bot import StandIn
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN

SAYS = "import sys; from tests.support.slack_double import APP_TOKEN; sys.stderr.write(APP_TOKEN)"
log = logging.getLogger("bot.somewhere")

def test_leaks_a_token_into_the_log():
    log.warning("sent with %s", BOT_TOKEN)

def test_leaks_a_question_into_the_log():
    StandIn().ask("how many Zoes sold?")
    log.warning("asked: how many Zoes sold?")

def test_leaks_a_token_into_a_traceback():
    try:
        raise ValueError(BOT_TOKEN)
    except ValueError:
        log.exception("failed")

def test_leaks_a_token_into_standard_error():
    sys.stderr.write(APP_TOKEN)

def test_leaks_a_token_into_the_standard_error_of_a_process():
    subprocess.run([sys.executable, "-c", SAYS], capture_output=True)

def test_leaks_a_token_into_the_inherited_standard_error_of_a_process():
    subprocess.run([sys.executable, "-c", SAYS])

def test_leaks_a_token_into_the_standard_error_of_a_process_that_is_awaited():
    async def run():
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", SAYS, stderr=subprocess.PIPE)
        assert await process.stderr.read()
        await process.wait()
    asyncio.run(run())

def test_leaks_a_token_into_the_metrics():
    metrics = Metrics(Pulse())
    pulse = Pulse()
    pulse.watch(BOT_TOKEN, 60.0)
    Metrics(pulse).text()

def test_leaks_a_token_into_a_file_of_a_crash(tmp_path):
    (tmp_path / "crash.txt").write_text(f"locals: {BOT_TOKEN}")

def test_writes_of_itself_what_it_may(tmp_path):
    StandIn().ask("how many Zoes sold?")
    log.warning("answered a question")
    (tmp_path / "state.sqlite").write_text(BOT_TOKEN)
"""


@pytest.mark.parametrize("workers", ["0", "2"], ids=["one process", "several processes"])
def test_a_test_whose_bot_writes_a_token_or_a_question_fails(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_inner.py").write_text(CAUGHT, encoding="utf-8")
    options = ["-q", "-p", "tests.support.leaks", "-p", "no:cacheprovider", "-p", "no:simcord", "-n", workers, "-rA"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", os.devnull, "--rootdir", str(tmp_path), "test_inner.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    planned = {line.split("(")[0].removeprefix("def ") for line in CAUGHT.splitlines() if line.startswith("def test_")}
    failed = {
        line.rpartition("::")[2].split(" ")[0] for line in done.stdout.splitlines() if line.startswith("ERROR test")
    }

    assert {name for name in planned if name.startswith("test_leaks")} == failed, done.stdout
    assert f"{len(planned)} passed" in done.stdout


# The bot in a process of its own, as talkative as it can be


@asynccontextmanager
async def process(
    slack: SlackDouble, folder: Path, cache: Path, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`evbot run` with the real core, on our own Slack; it does not outlive the block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVBOT_")} | {
        "PYTHONPATH": str(ROOT),
        "EVBOT_SLACK_BOT_TOKEN": BOT_TOKEN,
        "EVBOT_SLACK_APP_TOKEN": APP_TOKEN,
        "EVBOT_SLACK_API_URL": slack.base_url,
        "EVBOT_DATABASE_URL": f"sqlite:///{folder}/state.sqlite",
        "EVBOT_CACHE_DIR": str(cache),
        "EVBOT_FACTS_HOME": str(folder / "editions"),
        "EVBOT_LOG_LEVEL": "debug",
        **more,
    }
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def ended(started: asyncio.subprocess.Process, number: signal.Signals | None = None) -> str:
    """All that the process has written, once it has ended by itself or by a signal."""
    if number is not None:
        started.send_signal(number)
    async with asyncio.timeout(30):
        _, written = await started.communicate()
    return written.decode()


async def questioned(slack: SlackDouble) -> None:
    """Somebody asks, is answered, asks by command, presses, and fills in nonsense."""
    async with asyncio.timeout(60), slack._news:  # starting may take longer than the double has patience
        await slack._news.wait_for(lambda: bool(slack.sockets))
    await slack.send_event(direct(QUESTION))
    await slack.send_event(direct("how many Renault Zoes in Norway in 2020?", ts="1700000001.000100"))
    rooms = Rooms(slack)
    for words in (f"ask {QUESTION}", f"settings {QUESTION}", f"check {QUESTION}"):
        await rooms.type(words)
    await slack.until(lambda: bool(readable(slack)))
    pressed = slack.pressed(readable(slack)[0], "read")
    pressed["actions"][0]["value"] = f"{WORDS}{QUESTION}"
    await slack.send("interactive", pressed)
    await slack.send("interactive", {"type": "block_actions", "actions": [{"value": QUESTION}]})
    await slack.send_event({"type": "message", "text": QUESTION, "channel": None, "user": [ODD[1]]})
    await slack.until(lambda: len(slack.bodies("response_url")) >= 3)


def readable(slack: SlackDouble) -> list[str]:
    """The messages below which one can ask how they were read."""
    return [
        ts
        for ts, kept in slack.messages.items()
        if any(element["action_id"] == "read" for _, element in pressable(kept.body.get("blocks") or []))
    ]


@pytest.mark.parametrize("form", FORMS)
async def test_a_bot_at_its_most_talkative_writes_no_token_and_no_word_of_a_question(
    slack: SlackDouble, tmp_path: Path, real_store: FactStore, real_cache: Path, form: str
) -> None:
    port = a_free_port()
    more = {"EVBOT_LOG_FORMAT": form, "EVBOT_HEALTH_PORT": str(port), "EVBOT_HEALTH_HOST": "127.0.0.1"}
    async with process(slack, tmp_path, real_cache, **more) as bot:
        await questioned(slack)
        told = [await fetched(port, path) for path in ("/metrics", "/healthz", "/readyz")]
        written = await ended(bot, signal.SIGTERM)

    assert bot.returncode == Exit.OK
    assert "answered a question" in written
    assert "evbot_questions_total" in told[0]
    assert leaked(written, *told) == []


async def test_the_traces_of_a_process_that_crashes_hold_no_token_and_no_word_of_a_question(
    slack: SlackDouble, tmp_path: Path, real_store: FactStore, real_cache: Path
) -> None:
    async with process(slack, tmp_path, real_cache, PYTHONFAULTHANDLER="1") as bot:
        await questioned(slack)
        written = await ended(bot, signal.SIGABRT)
    left = [path.read_text(errors="replace") for path in left_by(tmp_path)]

    assert bot.returncode == -signal.SIGABRT
    assert "Fatal Python error: Aborted" in written
    assert leaked(written, *left) == []


def left_by(folder: Path) -> list[Path]:
    """The files that a process left, but for its state, which is there to keep what people asked."""
    return [path for path in folder.iterdir() if path.is_file() and not path.name.startswith("state.")]


async def test_a_bot_whose_token_is_refused_ends_without_repeating_it(
    slack: SlackDouble, tmp_path: Path, real_store: FactStore, real_cache: Path
) -> None:
    refused = "xoxb-9999-refused-Quazzelmobile"
    async with process(slack, tmp_path, real_cache, EVBOT_SLACK_BOT_TOKEN=refused) as bot:
        written = await ended(bot)

    assert bot.returncode == Exit.LOGIN
    assert written != ""
    assert leaked(written) == []


async def fetched(port: int, path: str) -> str:
    """What the bot tells on its health port."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as reply:
        return await reply.text()


# Failures that quote what they stumbled over


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("asks", ["ask", "press", "how_read"])
@pytest.mark.usefixtures("own_log")
def test_an_error_that_quotes_the_question_is_logged_without_its_words(
    real_store: FactStore, monkeypatch: pytest.MonkeyPatch, form: str, asks: str
) -> None:
    def stumbles(*given: Any) -> Any:
        try:
            return {}[ODD[0].casefold()]
        except KeyError as problem:
            raise ValueError(f"cannot read {QUESTION!r}: {QUESTION.split()}") from problem

    stream = io.StringIO()
    settings = Settings(_env_file=None, log_format=form, log_level="debug")
    set_up_logging(settings, stream)
    service = Service(real_store)
    monkeypatch.setattr(type(service._core.reader), "read", stumbles)
    monkeypatch.setattr("bot.service._unpacked", stumbles)
    given = QUESTION if asks == "ask" else f"{WORDS}{QUESTION}"
    answer = getattr(HostedService(service, settings), asks)(given, Context(platform="slack"))

    assert "Something went wrong" in answer.text
    assert ("ValueError" in stream.getvalue(), "KeyError" in stream.getvalue()) == (True, True)
    assert "in stumbles" in stream.getvalue()
    assert leaked(stream.getvalue()) == []


@pytest.mark.usefixtures("own_log")
def test_a_host_who_wants_questions_in_the_log_gets_whole_tracebacks(
    real_store: FactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(_self: object, text: str, *_: object) -> Any:
        raise ValueError(f"cannot read {text}")

    stream = io.StringIO()
    settings = Settings(_env_file=None, log_questions=True)
    set_up_logging(settings, stream)
    service = Service(real_store)
    monkeypatch.setattr(type(service._core.reader), "read", stumbles)
    HostedService(service, settings).ask(QUESTION)

    assert f"cannot read {QUESTION}" in stream.getvalue()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("own_log")
async def test_discord_at_its_most_talkative_is_told_of_without_tokens_and_questions(
    real_store: FactStore, form: str
) -> None:
    stream = io.StringIO()
    settings = Settings(_env_file=None, log_format=form, log_level="debug")
    set_up_logging(settings, stream)
    core: Any = HostedService(Service(real_store), settings)
    async with running_double() as double, bot_on(double, core):
        await asked_on(double)

    assert "answered a question" in stream.getvalue()
    assert "Discord did not let us" in stream.getvalue()
    assert leaked(stream.getvalue()) == []


async def asked_on(double: DiscordDouble) -> None:
    """Somebody asks by message and command, is answered once and once not, and types nonsense."""
    mentioned = f"<@{double.me['id']}>"
    double.script(POST, Scripted(status=400, body={"code": 50035, "message": "Invalid Form Body"}))
    await double.write(f"{mentioned} {QUESTION}")
    await double.wait_for(POST)
    await double.write(f"{mentioned} {QUESTION} again")
    await double.wait_for(POST, 2)
    await double.shown(await double.command("ev ask", question=QUESTION))
    await double.acknowledged(await double.complete("ev sales", "what", ODD[1]))
