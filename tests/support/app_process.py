"""The bot in a process of its own, against our Slack: started, asked, and told by a signal to stop.

The process is `tests.support.running_app`, whose core waits until it is told to answer.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

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
"""A question that is put to the bot."""


@asynccontextmanager
async def app_process(
    slack: SlackDouble, folder: Path, *arguments: str, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process of its own, which does not outlive the block."""
    environment = (
        os.environ
        | more
        | {
            "PYTHONPATH": str(ROOT),
            "EVBOT_SLACK_BOT_TOKEN": BOT_TOKEN,
            "EVBOT_SLACK_APP_TOKEN": APP_TOKEN,
            "EVBOT_SLACK_API_URL": slack.base_url,
            "EVBOT_DATABASE_URL": f"sqlite:///{folder}/state.sqlite",
        }
    )
    pipe = asyncio.subprocess.PIPE
    program = (sys.executable, "-m", "tests.support.running_app", *arguments)
    process = await asyncio.create_subprocess_exec(
        *program, cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def asked(process: asyncio.subprocess.Process, slack: SlackDouble) -> None:
    """A question has reached the core and waits there."""
    assert process.stdout is not None
    await slack.connected()
    await slack.send_event(MENTION)

    assert await process.stdout.readline() == b"asked\n"


async def signalled(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """The process has been told to stop and knows it."""
    assert process.stderr is not None
    process.send_signal(number)
    while f"stopping on {number.name}".encode() not in (line := await process.stderr.readline()):
        assert line, "the process ended without a word"
