"""The three places where the bot answers, behind one face: a person alone with it in the terminal, Discord and Slack.

A stage plays steps that people take and tells what stands there in the end, in words without the platform's markup, and
whatever on the wire could ping somebody or command a terminal. The real adapters run; the chats are our doubles.
"""

from __future__ import annotations

import contextlib
import html
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import pytest

from bot.answer import Answer, Status
from bot.document import Document, Headline, Text
from bot.platforms.terminal import chat
from bot.service import Context, Service
from tests.support import discord_payloads as payloads
from tests.support.bare_environment import without_proxies
from tests.support.discord_bot import StandIn, bot_on, texts
from tests.support.discord_double import DELETE, EDIT, POST, DiscordDouble
from tests.support.slack_bot import direct, running
from tests.support.slack_double import SlackDouble, running_slack

THE_END = "that was all"
"""What is asked last; once it is answered, everything before it was seen."""


@dataclass(frozen=True, slots=True)
class Say:
    """A person writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Again:
    """The platform delivers the last message once more."""


@dataclass(frozen=True, slots=True)
class BotSays:
    """Another bot writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """The person edits their last message, which was answered."""

    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """The person deletes their last message, which was answered."""


Step = Say | Again | BotSays | Edit | Delete
Core = StandIn | Service
_plays = itertools.count()


class Stage(Protocol):
    """One place."""

    async def play(self, core: Core, steps: Sequence[Step]) -> str:
        """What stands there after the steps."""
        ...

    def hazards(self) -> list[str]:
        """What went out that could ping somebody, or command a terminal."""
        ...


class _OnStage:
    """A core that keeps the conversations of each play to itself, and answers what is asked last without the core."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._play = next(_plays)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._core, name)

    def ask(self, text: str, context: Context) -> Answer:
        if text == THE_END:
            return Answer(Status.ANSWERED, document=Document((Headline((Text(THE_END),)),)))
        return self._core.ask(text, replace(context, conversation=f"{self._play}:{context.conversation}"))


class TerminalStage:
    """`evbot chat` with its input and output redirected."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._out = ""

    async def play(self, core: Core, steps: Sequence[Step]) -> str:
        """What was printed."""
        lines = "".join(f"{step.text}\n" for step in steps if isinstance(step, Say))
        self._monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        with contextlib.redirect_stdout(io.StringIO()) as out:
            chat(_OnStage(core), None, "en")  # type: ignore[arg-type]
        self._out = out.getvalue()
        return self._out

    def hazards(self) -> list[str]:
        """Control characters."""
        return re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", self._out)


@dataclass
class DiscordStage:
    """A direct message to the bot on our Discord."""

    double: DiscordDouble
    _last: dict[str, Any] = field(default_factory=dict)

    async def play(self, core: Core, steps: Sequence[Step]) -> str:
        """What the bot's messages say."""
        async with bot_on(self.double, _OnStage(core)):  # type: ignore[arg-type]
            for step in (*steps, Say(THE_END)):
                await self._take(step)
            await self.double.until(lambda: any(THE_END in part for part in self._standing()))
        return "\n".join(part for part in self._standing() if THE_END not in part)

    def hazards(self) -> list[str]:
        """Mentions that would be heard."""
        sent = [request.body for request in (*self.double.of(POST), *self.double.of(EDIT))]
        heard = [str(body["allowed_mentions"]) for body in sent if body["allowed_mentions"] != {"parse": []}]
        written = [part for body in sent for part in texts(body)]
        return heard + [part for part in written if re.search(r"(?<!\\)<[@#]|@everyone|@here", part)]

    async def _take(self, step: Step) -> None:
        double = self.double
        match step:
            case Say(text):
                self._last = await double.write(text, double.direct)
            case BotSays(text):
                await double.write(text, double.direct, payloads.user("another", bot=True))
            case Again():
                await double.deliver(self._last)
            case Edit(text):
                await double.wait_for(POST)
                await double.edit(self._last, text)
                await double.wait_for(EDIT)
            case Delete():
                await double.wait_for(POST)
                await double.delete(self._last)
                await double.wait_for(DELETE)

    def _standing(self) -> list[str]:
        ours = [message for message in self.double.messages.values() if message["author"]["id"] == self.double.me["id"]]
        return [_without_markup(part) for message in ours for part in texts(message)]


@dataclass
class SlackStage:
    """A direct message to the bot in our Slack."""

    double: SlackDouble
    _last: dict[str, Any] = field(default_factory=dict)
    _event_id: str = ""
    _number: int = 0

    async def play(self, core: Core, steps: Sequence[Step]) -> str:
        """What the bot's messages say."""
        async with running(self.double, _OnStage(core)):  # type: ignore[arg-type]
            for step in (*steps, Say(THE_END)):
                await self._take(step)
            await self.double.until(lambda: any(THE_END in part for part in self._standing()))
        return "\n".join(part for part in self._standing() if THE_END not in part)

    def hazards(self) -> list[str]:
        """Elements and tokens that Slack would turn into pings."""
        sent = [*self.double.bodies(), *self.double.bodies("chat.update")]
        elements = [str(part) for body in sent for part in _objects(body) if part.get("type") in _HEARD]
        tokens = [body["text"] for body in sent if re.search(r"<[!@#]", body["text"])]
        return elements + tokens + [str(body) for body in sent if body.get("link_names")]

    async def _take(self, step: Step) -> None:
        double = self.double
        match step:
            case Say(text):
                self._number += 1
                self._event_id = f"EvStage{self._number}"
                ts = f"1795390{self._number:03}.000100"
                self._last = direct(html.escape(text, quote=False), ts=ts, event_ts=ts)
                await double.send_event(self._last, event_id=self._event_id)
            case BotSays(text):
                await double.send_event(direct(text, bot_id="B9OTHER", ts="1795390999.000100"))
            case Again():
                await double.send_event(self._last, event_id=self._event_id, retry_attempt=1)
            case Edit(text):
                await double.posted()
                await double.send_event(self._change("message_changed", text))
                await double.until(lambda: bool(double.bodies("chat.update")))
            case Delete():
                await double.posted()
                await double.send_event(self._change("message_deleted", None))
                await double.until(lambda: bool(double.bodies("chat.delete")))

    def _change(self, subtype: str, text: str | None) -> dict[str, Any]:
        kept = {key: self._last[key] for key in ("type", "user", "ts", "text")}
        event = {"type": "message", "subtype": subtype, "hidden": True, "channel": "D1", "channel_type": "im"}
        event |= {"ts": "1795391000.000100", "event_ts": "1795391000.000100", "previous_message": kept}
        if text is not None:
            event["message"] = kept | {"text": text, "edited": {"user": kept["user"], "ts": "1795391000.000000"}}
        return event

    def _standing(self) -> list[str]:
        return ["\n".join(_words(kept.body.get("blocks", []))) for kept in self.double.messages.values()]


_HEARD = frozenset({"user", "usergroup", "broadcast", "channel", "team"})


@asynccontextmanager
async def slack_stage(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Our Slack, without the proxies that its SDK obeys even for the loopback."""
    without_proxies(monkeypatch)
    async with running_slack(SlackDouble()) as double:
        yield SlackStage(double)


def _without_markup(content: str) -> str:
    """What people read of a text on Discord."""
    linked = re.sub(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\((https?://[^)]*)\)", r"\1 \2", content)
    return re.sub(r"\\([\W_])|\*\*|^-# |^```$\n?|\u200b", r"\1", linked, flags=re.MULTILINE)


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inner)


def _words(blocks: list[Any]) -> list[str]:
    """What people read of blocks, in their order."""
    return [found["text"] for found in _objects(blocks) if isinstance(found.get("text"), str)]
