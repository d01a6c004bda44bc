"""The bot on a Discord double: the real entry point on discord.py, over a stand-in for the core.

Shared by every test of the Discord package; what Discord itself does is in `discord_double`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bot.answer import Answer, Status
from bot.document import Document, Headline, SourceLine, Text
from bot.platforms.discord_gateway import Options, run_discord
from bot.service import Context
from bot.state import ResilientState
from tests.support.discord_double import PATIENCE, DiscordDouble
from tests.support.discord_payloads import Json, parts_of

QUICK = Options(
    guild_ready_timeout=0.05,
    identify_pause=0.0,
    typing_after=30.0,
    acknowledged_after=30.0,
    finish_within=PATIENCE,
    sync_commands=False,
)
SOURCE = "-# \\[1\\] [Publisher, Title, 2021-01-12](https://example.org/figures_2020)"
"""The source of `an_answer` as Discord is told it."""


def an_answer(text: str, status: Status = Status.ANSWERED, **fields: Any) -> Answer:
    """An answer with a headline and a source."""
    source = SourceLine(1, "Publisher, Title, 2021-01-12", "https://example.org/figures_2020")
    return Answer(status, document=Document((Headline((Text(text),)), source)), **fields)


def texts(message: Json) -> list[str]:
    """What a message says, from the body of a request or as it stands in a channel."""
    return [part["content"] for part in parts_of(message["components"]) if part["type"] == 10]


def told(message: Json) -> str:
    """The texts of a message under one another."""
    return "\n".join(texts(message))


def pressable(message: Json) -> list[Json]:
    """The buttons and selects of a message."""
    return [part for part in parts_of(message["components"]) if "custom_id" in part]


@dataclass
class StandIn:
    """A core that answers every question with its own words, or as it is told."""

    answer: Callable[[str], Answer] = field(default=lambda text: an_answer(f"Answer to: {text}"))
    read: Callable[[str], Answer] = field(default=lambda packed: an_answer(f"Read: {packed}"))
    """What it says of how a packed question was read."""
    asked: list[tuple[str, Context]] = field(default_factory=list)
    """Everything that was asked, by message or by press."""

    listed_places: frozenset[str] = frozenset()

    def edition(self, context: Context = Context()) -> str:  # noqa: B008 - frozen
        """The figures never change."""
        return "of a stand-in"

    def look(self) -> None:
        """No newer figures come."""

    def ask(self, text: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        """Answer one question."""
        self.asked.append((text, context))
        return self.answer(text)

    def press(self, packed: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        """Answer a press."""
        return self.ask(f"pressed {packed}", context)

    def how_read(self, packed: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        """Tell how a packed question was read."""
        self.asked.append((f"how read {packed}", context))
        return self.read(packed)

    def forget_person(self, person: str) -> int:
        """Drop the conversations of one person: what they asked here."""
        theirs = [turn for turn in self.asked if turn[1].person == person]
        self.asked = [turn for turn in self.asked if turn not in theirs]
        return len({context.conversation for _, context in theirs})

    @property
    def questions(self) -> list[str]:
        """What was asked, in order."""
        return [text for text, _ in self.asked]


class Held:
    """Answers that wait in the core until they are let go."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(self, text: str) -> Answer:
        self.entered.release()
        assert self.go.wait(10)
        return an_answer(f"Answer to: {text}")

    async def reached(self) -> None:
        """The core holds one more question."""
        assert await asyncio.to_thread(self.entered.acquire, timeout=5)


@dataclass
class RunningBot:
    """A bot that is connected, and the way to stop it."""

    stop: asyncio.Event
    task: asyncio.Task[None]

    async def ended(self) -> None:
        """Ask it to stop and wait until it has."""
        self.stop.set()
        async with asyncio.timeout(PATIENCE):
            await self.task


@asynccontextmanager
async def bot_on(
    double: DiscordDouble, service: StandIn, state: ResilientState | None = None, **options: Any
) -> AsyncIterator[RunningBot]:
    """Run the bot until the block ends; it has its server and channels when the block begins."""
    stop = asyncio.Event()
    entry = run_discord(double.token, service, stop=stop, options=replace(QUICK, **options), state=state)
    before = double.gateway.replicas
    running = RunningBot(stop, asyncio.create_task(entry))
    try:
        await double.until(lambda: double.gateway.replicas > before or running.task.done())
        yield running
    finally:
        if not running.task.done():
            await running.ended()
    await running.task
