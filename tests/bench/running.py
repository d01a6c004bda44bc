"""What a running bot costs: how soon it is ready, how much memory it idles with, and how soon it stops.

The whole of `evbot run` in a process of its own, with the bundled facts and both platforms on, against our doubles.
`lines` gives what is to be printed; the other measurements stand beside it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.support.discord_double import DiscordDouble
from tests.support.ports import a_free_port
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN, SlackDouble

ROOT = Path(__file__).parents[2]
IDLE_SECONDS = 3.0
"""After it is ready: what start-up leaves behind has been given back by then."""
PROGRAM = """
import os, sys
import discord, yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = os.environ["DISCORD_BASE"], yarl.URL(os.environ["DISCORD_GATEWAY"])
from bot.__main__ import main
sys.argv = ["evbot", "run"]
sys.exit(main())
"""
"""The only difference from `evbot run` is which Discord it talks to."""


async def lines() -> list[str]:
    """One line for each thing measured."""
    async with _doubles() as (discord, slack):
        with TemporaryDirectory() as folder:
            return await _measured(discord, slack, Path(folder))


async def _measured(discord: DiscordDouble, slack: SlackDouble, folder: Path) -> list[str]:
    port = a_free_port()
    environment = os.environ | {
        "DISCORD_BASE": discord.base,
        "DISCORD_GATEWAY": discord.gateway.url,
        "EVBOT_DISCORD_TOKEN": discord.token,
        "EVBOT_SLACK_BOT_TOKEN": BOT_TOKEN,
        "EVBOT_SLACK_APP_TOKEN": APP_TOKEN,
        "EVBOT_SLACK_API_URL": slack.base_url,
        "EVBOT_DATABASE_URL": f"sqlite:///{folder}/state.sqlite",
        "EVBOT_HEALTH_PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    began = time.monotonic()
    log = (folder / "log").open("wb")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, cwd=folder, env=environment, stderr=log
    )
    try:
        await _until_ready(port)
        ready = time.monotonic() - began
        await asyncio.sleep(IDLE_SECONDS)
        memory = _resident_mb(process.pid)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(process.wait(), 20)
        stopped = time.monotonic() - began
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        log.close()
    return [
        f"evbot run, ready     {ready:8.2f} s  (at most 3; both platforms connected, the facts built before)",
        f"evbot run, idle      {memory:8.0f} MB (at most 150; resident, both platforms on)",
        f"evbot run, stopped   {stopped:8.2f} s  (at most 1; idle, exit code {code})",
    ]


async def _until_ready(port: int) -> None:
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as reply:
                    parts = (await reply.json())["parts"]
                    if reply.status == 200 and any(name.startswith("discord") for name in parts) and "slack" in parts:
                        return
            except aiohttp.ClientConnectorError:
                pass
            await asyncio.sleep(0.02)


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


@asynccontextmanager
async def _doubles() -> AsyncIterator[tuple[DiscordDouble, SlackDouble]]:
    discord, slack = DiscordDouble(), SlackDouble()
    await discord.start()
    await slack.start()
    yield discord, slack
    await discord.close()
    await slack.close()


if __name__ == "__main__":
    print("\n".join(asyncio.run(lines())))
