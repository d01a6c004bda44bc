"""A socket of Slack's that is open and answers no pings: health hears of it before the SDK has given it up."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.socket_mode import DEAF
from tests.support.slack_bot import StandIn, mention, running, slack
from tests.support.slack_double import SlackDouble

__all__ = ["slack"]


@dataclass
class Told:
    """A pulse that knows whether pings are answered, and since when it is told that they are not."""

    reasons: list[str] = field(default_factory=list)
    beats: asyncio.Event = field(default_factory=asyncio.Event)
    unheard: asyncio.Event = field(default_factory=asyncio.Event)
    well: asyncio.Event = field(default_factory=asyncio.Event)

    def watch(self, name: str, within_seconds: float) -> None:
        """Awaited."""

    def connected(self, name: str) -> None:
        """There."""

    def beat(self, name: str) -> None:
        self.beats.set()

    def lost(self, name: str) -> None:
        """Gone."""

    def degraded(self, name: str, reason: str | None) -> None:
        if reason is not None:
            self.reasons.append(reason)
            self.unheard.set()
        elif self.unheard.is_set():
            self.well.set()

    def in_hand(self, platform: str, questions: int) -> None:
        """As many as there are."""

    def forget(self, name: str) -> None:
        """Given up on purpose."""


async def test_a_socket_that_answers_no_pings_any_more_is_told_and_well_again_with_the_first_answer(
    slack: SlackDouble,
) -> None:
    pulse = Told()
    async with running(slack, StandIn(), SlackLimits(ping_seconds=0.2), pulse=pulse), asyncio.timeout(20):
        await pulse.beats.wait()
        slack.is_deaf = True
        slack.cut()
        await pulse.unheard.wait()
        slack.is_deaf = False
        slack.cut()
        await pulse.well.wait()

    assert set(pulse.reasons) == {DEAF}


async def test_questions_that_still_come_in_do_not_hide_that_pings_are_not_answered(slack: SlackDouble) -> None:
    pulse = Told()
    async with running(slack, StandIn(), SlackLimits(ping_seconds=0.2), pulse=pulse), asyncio.timeout(20):
        await pulse.beats.wait()
        slack.is_deaf = True
        slack.cut()
        while not pulse.unheard.is_set():
            with suppress(ConnectionError):  # to a socket that was given up meanwhile
                await slack.send_event(mention())
            await asyncio.sleep(0.05)

    assert set(pulse.reasons) == {DEAF}
