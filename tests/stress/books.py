"""The books of a stress run: every question that was asked, every answer that arrived, and what is wrong with them.

A question is answered once, with the service's own words. What the bot refuses for being busy or for pacing is counted
apart: it is an answer, but not a figure. It knows no platform; `discord_side` and `slack_side` write it up.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.platforms.discord_gateway import admission, composing
from bot.platforms.slack_app import wording

TURNED_AWAY = (composing.BUSY, admission.TOO_OFTEN, wording.BUSY, wording.TOO_OFTEN)
"""What somebody hears who asks more than the bot takes on."""
CLOSED_KEPT = 50_000
"""Answered questions whose second answer is still noticed."""


class Way(StrEnum):
    """How a question came."""

    DISCORD_MESSAGE = "Discord, message"
    DISCORD_COMMAND = "Discord, command"
    SLACK_SOCKET = "Slack, Socket Mode"
    SLACK_HTTP = "Slack, HTTP"


class Sabotage(StrEnum):
    """What the harness can do to one answer, so that a run must turn red."""

    DROP = "drop"
    DOUBLE = "double"
    WRONG = "wrong"


@dataclass(slots=True)
class Open:
    """A question that waits for its answer."""

    way: Way
    right: str
    """The words of its answer."""
    asked_at: float
    sent_at: float = 0.0
    """When the platform told of it last; Slack tells again where nobody acknowledged."""
    may_be_lost: bool = False
    """The platform itself lost it, or the only process that knew of it was killed."""


@dataclass
class Verdict:
    """What became of the questions of one run."""

    asked: int = 0
    answered: int = 0
    turned_away: int = 0
    excused: int = 0
    """Without an answer, and the platform's own fault or a killed process's."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled or wrong."""
        return not (self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        told = f"{self.asked} asked, {self.answered} answered, {self.turned_away} turned away, {self.excused} excused"
        return f"{told}, {len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.wrong)} wrong"


class Books:
    """Belongs to the event loop of the doubles."""

    def __init__(self, sabotage: Sabotage | None = None, seed: int = 0) -> None:
        self.verdict = Verdict()
        self.seconds: dict[Way, list[float]] = {way: [] for way in Way}
        """From the event to the answer at the platform's door, in the order of arrival."""
        self.arrivals: list[float] = []
        """Moments of first answers, turned away ones left out."""
        self._open: dict[str, Open] = {}
        self._closed: OrderedDict[str, Open] = OrderedDict()
        self._sabotage = sabotage
        self._sabotaged_at = random.Random(seed).randint(1, 20) if sabotage else 0
        self._heard = 0
        self._news = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Questions without an answer so far."""
        return len(self._open)

    def asked(self, key: str, way: Way, right: str) -> None:
        """A question goes out to the bot."""
        self.verdict.asked += 1
        now = time.perf_counter()
        self._open[key] = Open(way, right, now, now)

    def sent(self, key: str) -> None:
        """The platform tells of a question again."""
        if (question := self._open.get(key)) is not None:
            question.sent_at = time.perf_counter()

    def given_up(self, key: str, after: float = 0.0) -> None:
        """The platform takes no answer to a question any more, if it was asked so many seconds ago."""
        if (question := self._open.get(key)) is not None and time.perf_counter() - question.asked_at >= after:
            question.may_be_lost = True

    def heard(self, key: str, words: str) -> None:
        """An answer was taken by the platform."""
        self._heard += 1
        if self._heard == self._sabotaged_at:
            match self._sabotage:
                case Sabotage.DROP:
                    return
                case Sabotage.DOUBLE:
                    self._take(key, words)
                case Sabotage.WRONG:
                    words += " 1"
        self._take(key, words)

    def excuse(self, lost: Callable[[str, Open], bool]) -> None:
        """Forgive open questions that may have been lost by others' fault; an answer still counts where it comes."""
        for key, question in self._open.items():
            question.may_be_lost = question.may_be_lost or lost(key, question)

    async def settle(self, within: float) -> None:
        """Wait until every question has its answer, those that may be lost left out; at most so many seconds."""
        deadline = time.monotonic() + within
        while any(not question.may_be_lost for question in self._open.values()):
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), deadline - time.monotonic())
            except TimeoutError:
                return

    def close(self) -> Verdict:
        """What is still open now is lost or excused; the books begin anew."""
        for key, question in self._open.items():
            if question.may_be_lost:
                self.verdict.excused += 1
            else:
                self.verdict.lost.append(f"{question.way} {key}: {question.right[:80]!r}")
        self._open.clear()
        verdict, self.verdict = self.verdict, Verdict()
        return verdict

    def _take(self, key: str, words: str) -> None:
        question = self._open.pop(key, None)
        if question is None:
            if (before := self._closed.get(key)) is not None:
                self.verdict.doubled.append(f"{before.way} {key}: {words[:80]!r}")
            else:
                self.verdict.wrong.append(f"an answer to {key}, which nobody asked: {words[:80]!r}")
            return
        self._closed[key] = question
        if len(self._closed) > CLOSED_KEPT:
            self._closed.popitem(last=False)
        self._judge(key, question, words)
        self._news.set()

    def _judge(self, key: str, question: Open, words: str) -> None:
        now = time.perf_counter()
        if words == question.right:
            self.verdict.answered += 1
            self.arrivals.append(now)
            self.seconds[question.way].append(now - question.asked_at)
        elif _plain(words) in map(_plain, TURNED_AWAY):
            self.verdict.turned_away += 1
        else:
            self.verdict.wrong.append(f"{question.way} {key}: {words[:120]!r} instead of {question.right[:120]!r}")


def _plain(words: str) -> str:
    return words.replace("\\", "")
