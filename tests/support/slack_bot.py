"""The real Slack platform running against our own little Slack, and what tests say to it.

The service is a stand-in wherever only the way to it and back is meant; `slack` and `state` are
fixtures to import.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer, Offer, Status
from bot.document import Document, Paragraph, SourceLine, Text
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.run import run_slack
from bot.service import Context, Service
from bot.state import ResilientState, open_state
from tests.support.bare_environment import without_proxies
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN, BOT_USER, SlackDouble, running_slack

FAST = SlackLimits(seconds_between_messages=0.0, ping_seconds=0.2)
ASKED_AT = "1700000000.000100"


def answer(text: str, *sources: str) -> Answer:
    """An Answer that reads like this."""
    lines = tuple(SourceLine(number, source, "") for number, source in enumerate(sources, start=1))
    return Answer(Status.ANSWERED, document=Document((Paragraph((Text(text),)), *lines)))


def rich_text(text: str) -> dict[str, Any]:
    """A block that says this plainly."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


@dataclass
class StandIn:
    """A service that says what it is told to, and remembers what it was asked; what is pressed is said in brackets."""

    reply: Callable[[str], Answer] = lambda text: answer(f"Answer to: {text}")
    asked: list[tuple[str, Context]] = field(default_factory=list)
    read: Callable[[str], Answer] = lambda packed: answer(f"Reading of {packed}")
    forgotten: list[str] = field(default_factory=list)
    """Persons that it was told to forget."""
    names: Callable[[str, str], list[str]] = lambda kind, typed: [f"{kind} {typed}"]
    """What it completes, by the kind of field and what was typed."""

    listed_places: frozenset[str] = frozenset()

    def edition(self, context: Context = Context()) -> str:  # noqa: B008 - frozen
        """The figures never change."""
        return "of a stand-in"

    def look(self) -> None:
        """No newer figures come."""

    def ask(self, text: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        self.asked.append((text, context))
        return self.reply(text)

    def press(self, packed: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        return self.ask(f"[{packed}]", context)

    def how_read(self, packed: str, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        self.asked.append((f"read [{packed}]", context))
        return self.read(packed)

    def about(self, context: Context = Context()) -> Answer:  # noqa: B008 - frozen
        return answer("evbot knows figures", "A publisher")

    def complete(self, kind: str, typed: str, context: Context = Context()) -> list[str]:  # noqa: B008 - frozen
        return self.names(kind, typed)

    def forget_person(self, person: str) -> int:
        self.forgotten.append(person)
        return 1


@dataclass
class Gate:
    """A reply that comes only when the test opens the gate."""

    opened: threading.Event = field(default_factory=threading.Event)
    entered: threading.Event = field(default_factory=threading.Event)

    def __call__(self, text: str) -> Answer:
        self.entered.set()
        assert self.opened.wait(10)
        return answer(f"Slow answer to: {text}")


@dataclass
class Running:
    """A bot that is running against the double."""

    task: asyncio.Task[None]
    stop: asyncio.Event

    async def finish(self) -> None:
        """Stop it, and see it end well with everything in hand done."""
        self.stop.set()
        await self.end()

    async def end(self) -> None:
        """Wait for it to end by itself, and raise what it raises."""
        async with asyncio.timeout(10):
            await self.task


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackDouble]:
    without_proxies(monkeypatch)
    async with running_slack(SlackDouble()) as double:
        yield double


@pytest.fixture
def state(tmp_path: Path) -> Iterator[ResilientState]:
    state = ResilientState(open_state(f"sqlite:///{tmp_path}/state.db"))
    yield state
    state.close()


def packed() -> StandIn:
    """A service whose answers can be asked again by a button."""
    return StandIn(lambda text: replace(answer(f"Answer to: {text}"), packed="1z", offers=(Offer("In Norway", "1a"),)))


@asynccontextmanager
async def running(
    slack: SlackDouble,
    service: StandIn | Service,
    limits: SlackLimits = FAST,
    answered: AnsweredEvents | None = None,
    **more: Any,
) -> AsyncIterator[Running]:
    """The real way in, listening; stopped at the end if the test has not done so. `more` goes to `run_slack`."""
    stop, ready = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(
        run_slack(
            BOT_TOKEN,
            APP_TOKEN,
            service,
            stop=stop,
            base_url=slack.base_url,
            answered=answered,
            limits=limits,
            ready=ready,
            **more,
        )
    )
    waiting = asyncio.create_task(ready.wait())
    async with asyncio.timeout(10):
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done():
        task.result()
    await slack.connected()
    bot = Running(task, stop)
    try:
        yield bot
    finally:
        stop.set()
        await asyncio.wait({task}, timeout=15)


def mention(text: str = "how many Zoes sold?", **changes: Any) -> dict[str, Any]:
    """A mention of the bot in a channel."""
    event = {
        "type": "app_mention",
        "user": "U1",
        "channel": "C1",
        "ts": ASKED_AT,
        "event_ts": ASKED_AT,
        "text": f"<@{BOT_USER}> {text}",
    }
    return event | changes


def direct(text: str = "how many Zoes sold?", **changes: Any) -> dict[str, Any]:
    """A direct message to the bot."""
    event = {
        "type": "message",
        "channel_type": "im",
        "user": "U1",
        "channel": "D1",
        "ts": ASKED_AT,
        "event_ts": ASKED_AT,
        "text": text,
    }
    return event | changes
