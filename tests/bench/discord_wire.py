"""How soon Discord hears an answer: from the event on the gateway to our request at its door, with the real core.

    uv run python -m tests.bench.discord_wire

The real discord.py runs against our own Discord in the same process, so the double's own work is counted as well. One
question at a time; each comes from another person in another channel, so that nobody asks too often. `measured` gives
the figures, `lines` the words.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, cast

from aiohttp import web

from bot.answer import Answer
from bot.platforms.discord_gateway import run_discord
from bot.service import Context, Service
from bot.state import ResilientState, open_state
from facts.opening import open_store
from facts.store import FactStore
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import QUICK
from tests.support.discord_double import DiscordDouble
from tests.support.discord_payloads import Json

QUESTIONS = (
    "how many Renault Zoes were sold in Germany in 2020?",
    "top 5 EVs in Norway in 2022",
    "BEV share in Norway in 2022",
    "BEV sales in Norway, Sweden and Germany in 2022",
    "is it true that Norway sold 1 million BEVs in 2020?",
    "when did the Tesla Model Y come to Europe?",
    "what is the weather like?",
    "hello",
)
ROUNDS = 160
WARM_UP = 2 * len(QUESTIONS)


class TimedService:
    """The real core, which notes how long its own part takes."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.took: list[float] = []
        """Milliseconds."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    def ask(self, text: str, context: Context) -> Answer:
        """Answer one question."""
        answer = self._service.ask(text, context)
        self.took.append(answer.elapsed_ms)
        return answer


class Stopwatch(DiscordDouble):
    """A Discord that notes when the first answer to a question arrives."""

    def __init__(self) -> None:
        super().__init__()
        self._began = 0.0
        self._took: asyncio.Future[float] | None = None

    async def message(self, text: str, channel: Json, author: Json) -> float:
        """Seconds from the event of a message to the request that answers it."""
        return await self._timed(self.write(f"<@{self.me['id']}> {text}", channel, author))

    async def slash(self, text: str, channel: Json, author: Json) -> float:
        """Seconds from a command to the first thing that is said to it."""
        return await self._timed(self.command("ev ask", channel, author, question=text))

    async def _timed(self, event: object) -> float:
        self._took = asyncio.get_running_loop().create_future()
        self._began = time.perf_counter()
        await event  # type: ignore[misc]
        return await asyncio.wait_for(self._took, 10)

    async def _serve(self, raw: web.Request) -> web.StreamResponse:
        answers = raw.method == "POST" and raw.path.endswith(("/messages", "/callback"))
        if answers and self._took is not None and not self._took.done():
            self._took.set_result(time.perf_counter() - self._began)
        return await super()._serve(raw)


async def measured(
    service: Service, state: ResilientState | None = None, rounds: int = ROUNDS
) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of as many messages, of as many commands, and of the core's part in both."""
    timed = TimedService(service)
    double, stop = Stopwatch(), asyncio.Event()
    await double.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(double.close)
        stack.enter_context(double.hooked())
        bot = asyncio.create_task(
            run_discord(double.token, cast("Service", timed), stop=stop, options=QUICK, state=state)
        )
        await double.until(lambda: double.gateway.connected or bot.done())
        taken: tuple[list[float], list[float]] = ([], [])
        for number in range(WARM_UP + rounds):
            text = QUESTIONS[number % len(QUESTIONS)]
            for asked, kept in zip((double.message, double.slash), taken, strict=True):
                channel = double.add_channel(payloads.text_channel(double.guild["id"], f"room-{number}"))
                kept.append(1_000 * await asked(text, channel, payloads.user(f"person-{number}")))
        stop.set()
        await bot
    return taken[0][WARM_UP:], taken[1][WARM_UP:], timed.took[2 * WARM_UP :]


def lines(store: FactStore) -> list[str]:
    """What was measured, one line each, without and with a state that replicas could share."""
    found = [f"{'Discord, event to request':40}{'p50':>8}{'p95':>8}{'p99':>8}  ms"]
    found += _lines("", asyncio.run(measured(Service(store))))
    with tempfile.TemporaryDirectory() as folder:
        state = ResilientState(open_state(f"sqlite:///{Path(folder) / 'state.sqlite'}"))
        try:
            found += _lines(", SQLite state", asyncio.run(measured(Service(store), state)))
        finally:
            state.close()
    return found


def percentile(taken: Sequence[float], percent: int) -> float:
    """The value that so many in a hundred do not exceed."""
    return statistics.quantiles(taken, n=100)[percent - 1]


def _lines(suffix: str, taken: tuple[list[float], list[float], list[float]]) -> list[str]:
    named = zip((f"message to reply{suffix}", f"command to answer{suffix}", "  the core's part"), taken, strict=True)
    return [f"{name:40}{''.join(f'{percentile(times, p):8.1f}' for p in (50, 95, 99))}" for name, times in named]


if __name__ == "__main__":
    print("\n".join(lines(open_store())))
