"""How a running bot stops: what is being answered is finished, and nothing holds it up for ever."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import FINISH_SECONDS
from bot.ops.exits import Exit
from bot.platforms.slack_app.limits import SlackLimits
from tests.support.app_process import app_process, asked, signalled
from tests.support.bare_environment import bare_environment
from tests.support.slack_double import SlackDouble, running_slack


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No token of the person who runs the tests, and no proxy between us and the doubles."""
    bare_environment(monkeypatch, tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with running_slack(SlackDouble()) as double:
        yield double


async def test_sigterm_during_an_answer_lets_it_finish_and_ends_with_0(slack: SlackDouble, tmp_path: Path) -> None:
    async with app_process(slack, tmp_path) as process, asyncio.timeout(20):
        await asked(process, slack)
        await signalled(process, signal.SIGTERM)
        _, log = await process.communicate(b"go on\n")

    assert process.returncode == Exit.OK
    assert [body["text"] for body in slack.bodies()] == ["Answer to: how many Zoes sold?"]
    assert b"Traceback" not in log, log.decode()


async def test_a_second_signal_ends_the_process_at_once(slack: SlackDouble, tmp_path: Path) -> None:
    async with app_process(slack, tmp_path) as process, asyncio.timeout(20):
        await asked(process, slack)
        await signalled(process, signal.SIGINT)
        process.send_signal(signal.SIGINT)
        await process.wait()

    assert process.returncode == -signal.SIGINT
    assert slack.bodies() == []


async def test_sigterm_ends_an_idle_bot_long_before_its_time_is_over(slack: SlackDouble, tmp_path: Path) -> None:
    async with app_process(slack, tmp_path) as process, asyncio.timeout(20):
        await slack.connected()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        await process.wait()

    assert process.returncode == Exit.OK
    assert time.monotonic() - began < FINISH_SECONDS / 2  # `tests.bench.running` tells it to the hundredth


async def test_an_answer_that_takes_for_ever_is_cut_off_and_the_process_still_ends_with_0(
    slack: SlackDouble, tmp_path: Path
) -> None:
    async with app_process(slack, tmp_path, "0.2") as process, asyncio.timeout(20):
        await asked(process, slack)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        log = await process.stderr.read()  # nothing is ever written to its standard input
        await process.wait()

    assert time.monotonic() - began < SlackLimits().drain_seconds  # the platform alone would have waited as long
    assert process.returncode == Exit.OK
    assert b"Slack did not finish within 0 s and is cut off" in log
    assert b"ending without waiting for what is still being answered" in log
    assert slack.bodies() == []
