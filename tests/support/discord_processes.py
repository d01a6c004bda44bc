"""Processes of the bot beside one another on the Discord double, and what of their inside a test may wait for.

Each is the real entry point with real discord.py; several share a state, as replicas do. Nothing here sleeps: what is
waited for is told by the pulse, the log and the state themselves.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.ops.pulse import Pulse
from bot.platforms.discord_gateway import run_discord
from bot.state import ResilientState, State
from bot.state.leases import Lease
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import QUICK, RunningBot, StandIn
from tests.support.discord_double import PATIENCE, DiscordDouble
from tests.support.discord_payloads import Json

LEASE_SECONDS = 0.6


@asynccontextmanager
async def replica(
    double: DiscordDouble,
    service: StandIn | None = None,
    state: ResilientState | None = None,
    pulse: Pulse | None = None,
    **options: Any,
) -> AsyncIterator[RunningBot]:
    """One process of the bot, from its start to its end; it need not be connected when the block begins."""
    stop = asyncio.Event()
    chosen = replace(QUICK, lease_seconds=LEASE_SECONDS, heard_every=0.01, **options)
    core: Any = service or StandIn()
    entry = run_discord(double.token, core, stop=stop, options=chosen, state=state, pulse=pulse)
    running = RunningBot(stop, asyncio.create_task(entry))
    try:
        yield running
    finally:
        if not running.task.done():
            await running.ended()
    await running.task


async def serving(double: DiscordDouble, *shard_ids: int) -> None:
    """Exactly these shards are connected."""
    await double.until(lambda: double.gateway.serving == list(shard_ids))


def room_of(double: DiscordDouble, shard_id: int, shard_count: int) -> Json:
    """A channel of a server whose events belong to a shard."""
    guild = payloads.guild(f"of shard {shard_id}", double.me)
    while (int(guild["id"]) >> 22) % shard_count != shard_id:
        guild["id"] = str(int(guild["id"]) + (1 << 22))
    double.gateway.guilds.append(guild)
    channel = double.add_channel(payloads.text_channel(guild["id"], f"room-{shard_id}"))
    guild["channels"].append(channel)
    return channel


class Told(Pulse):
    """The pulse of a running bot, which also notes what it is told."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self.notes: list[tuple[str, str]] = []
        self._news = asyncio.Event()

    def watch(self, name: str, within_seconds: float) -> None:
        super().watch(name, within_seconds)
        self._note("watch", name)

    def connected(self, name: str) -> None:
        super().connected(name)
        self._note("connected", name)

    def beat(self, name: str) -> None:
        super().beat(name)
        self._note("beat", name)

    def lost(self, name: str) -> None:
        super().lost(name)
        self._note("lost", name)

    def degraded(self, name: str, reason: str | None) -> None:
        super().degraded(name, reason)
        self._note("degraded" if reason else "well", name)

    def of(self, *kinds: str) -> list[str]:
        """What was told of these kinds, in order."""
        return [what for what, _ in self.notes if what in kinds]

    async def until(self, kind: str, count: int = 1) -> None:
        """So many of a kind were told."""
        async with asyncio.timeout(PATIENCE):
            while len(self.of(kind)) < count:
                self._news.clear()
                await self._news.wait()

    def _note(self, what: str, name: str) -> None:
        self.notes.append((what, name))
        self._news.set()


class Leasing(ResilientState):
    """The state as a replica uses it, which also notes what was asked about leases."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._counted: Counter[str] = Counter()
        self._counting = threading.Condition()

    def acquire(self, name: str, owner: str, ttl_seconds: float) -> Lease | None:
        lease = super().acquire(name, owner, ttl_seconds)
        self._count("refused" if lease is None else "granted")
        return lease

    def renew(self, lease: Lease, ttl_seconds: float) -> Lease | None:
        renewed = super().renew(lease, ttl_seconds)
        self._count("renewed")
        return renewed

    async def asked(self, kind: str, times: int) -> None:
        """Leases were granted, refused or renewed so many times more."""
        enough = self._counted[kind] + times

        def counted() -> bool:
            with self._counting:
                return self._counting.wait_for(lambda: self._counted[kind] >= enough, PATIENCE)

        assert await asyncio.to_thread(counted)

    def _count(self, what: str) -> None:
        with self._counting:
            self._counted[what] += 1
            self._counting.notify_all()


class Logged(logging.Handler):
    """Waits for words in the log."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._news = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._news:
            self._lines.append(record.getMessage())
            self._news.notify_all()

    async def until(self, words: str) -> None:
        """A line with these words was logged."""

        def said() -> bool:
            with self._news:
                return self._news.wait_for(lambda: any(words in line for line in self._lines), PATIENCE)

        assert await asyncio.to_thread(said), words


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[Logged]:
    """Every line of ours."""
    caplog.set_level("INFO")
    handler = Logged()
    logging.getLogger("bot").addHandler(handler)
    yield handler
    logging.getLogger("bot").removeHandler(handler)
