"""A bot that updates on a schedule, over the small data: its publisher, its homes, and the bot in a process of its own.

`bench` has everything but the bot; `running_bot` starts it with the settings that a test gives. What the bot logs says
when to look.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import updating
from bot.ops.schedule import Schedule
from bot.state import ResilientState, open_state
from bot.updating import Updates
from facts.editions import Editions
from tests.support.ports import a_free_port
from tests.support.publisher_double import PublisherDouble, publisher_double
from tests.support.small_data import small_data

ROOT = Path(__file__).parents[2]
TABLE = "markets.csv"
HOURLY = Schedule(timedelta(hours=1))
PATIENCE_SECONDS = 60


class Bench:
    """The small data as if they came along, a publisher, and homes to update."""

    def __init__(self, root: Path, publisher: PublisherDouble) -> None:
        self.root = root
        self.publisher = publisher
        self.data = small_data(root / "data")
        self.editions = Editions(root / "home")
        self.table = (self.data / "bureau" / TABLE).read_text()
        self.feeds = root / "feeds.toml"
        self.feeds.write_text(
            f'[publisher.bureau]\nform = "tables"\naddress = "{publisher.address}"\nfiles = ["{TABLE}"]\nseconds = 20\n'
        )
        self.pid = root / "pid"
        self.environment = {
            "PYTHONPATH": str(ROOT),
            "SMALL_DATA": str(self.data),
            "SMALL_FEEDS": str(self.feeds),
            "EVBOT_FACTS_HOME": str(self.editions.home),
            "EVBOT_CACHE_DIR": str(root / "cache"),
        }

    def publish(self, sweden: int, *more: str, **manners: object) -> None:
        """Let the publisher have another figure for Sweden, and more lines."""
        text = self.table.replace("SE,2023,5000", f"SE,2023,{sweden}") + "".join(f"{line}\n" for line in more)
        self.publisher.serve(TABLE, text, **manners)

    def updates(self, name: str | None = "state", editions: Editions | None = None) -> Updates:
        """What one replica has for updating, with a state of this name or none."""
        state = None if name is None else ResilientState(open_state(f"sqlite:///{self.root / name}.sqlite"))
        return Updates(HOURLY, editions or self.editions, state)


class Running:
    """A bot in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port
        self.log: list[str] = []

    async def says(self, *words: str) -> None:
        """Read its log up to a line with these words."""
        assert self.process.stderr is not None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not self.log or not all(word in self.log[-1] for word in words):
                    self.log.append((await self.process.stderr.readline()).decode())
                    assert self.log[-1], "".join(self.log)
        except TimeoutError:
            pytest.fail(f"it never said {words}: {''.join(self.log)}")
        self.log.append("")

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}{path}") as reply,
        ):
            return reply.status, await reply.text()

    async def part(self) -> dict[str, str]:
        """What /healthz tells of the update; it and /readyz are good whatever came of it."""
        (alive, body), (ready, _) = await self.get("/healthz"), await self.get("/readyz")
        assert (alive, ready) == (200, 200)
        part: dict[str, str] = json.loads(body)["parts"]["update of the figures"]
        return part

    async def samples(self) -> dict[tuple[str, ...], float]:
        _, text = await self.get("/metrics")
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@asynccontextmanager
async def running_bot(bench: Bench, settings: dict[str, str]) -> AsyncIterator[Running]:
    """A bot that takes newer figures several times a second, with the platforms that its settings give it."""
    port = a_free_port()
    settings = {
        "EVBOT_DATABASE_URL": f"sqlite:///{bench.root}/state.sqlite",
        "EVBOT_HEALTH_PORT": str(port),
        "EVBOT_FACTS_UPDATE": "hourly",
        "HTTP_PROXY": "",
        "HTTPS_PROXY": "",
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.running_updates"),
        cwd=bench.root,
        env=os.environ | settings,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Running(process, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with publisher_double() as publisher:
        bench = Bench(tmp_path, publisher)
        for name in [name for name in os.environ if name.startswith("EVBOT_")]:
            monkeypatch.delenv(name)
        for name, value in bench.environment.items():
            monkeypatch.setenv(name, value)
        program = (sys.executable, "-m", "tests.support.small_updates", "facts", "update")
        monkeypatch.setattr(updating, "UPDATE", program)
        yield bench
