"""What the health port says over HTTP while the real client libraries sit on connections that hear nothing.

The platforms are our doubles, the deadlines short; what a part's report means is tested in `test_ops_pulse`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.ops.health import health_served
from bot.ops.metrics import Metrics
from bot.ops.pulse import Pulse
from bot.platforms.discord_gateway import heartbeats
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.socket_mode import DEAF_AFTER_PINGS
from tests.support.discord_bot import Held
from tests.support.discord_bot import StandIn as DiscordCore
from tests.support.discord_double import POST, DiscordDouble
from tests.support.discord_processes import replica, serving
from tests.support.slack_bot import FAST, Gate, StandIn, mention, running, slack
from tests.support.slack_double import SlackDouble

__all__ = ["slack"]

HOST = "127.0.0.1"
WITHIN_SECONDS = 0.6
"""The deadline of both platforms here."""


@dataclass(frozen=True)
class Told:
    """A health port, asked over HTTP."""

    pulse: Pulse
    session: aiohttp.ClientSession
    port: int

    async def alive(self) -> tuple[int, dict[str, Any]]:
        """Status and body of /healthz."""
        async with self.session.get(f"http://{HOST}:{self.port}/healthz") as reply:
            return reply.status, await reply.json()

    async def turns(self, status: int, condition: str) -> dict[str, Any]:
        """Ask until it has this status and tells this condition; the body that comes with it."""
        async with asyncio.timeout(10):
            while True:
                found, body = await self.alive()
                if (found, body["condition"]) == (status, condition):
                    return body

    async def in_hand(self, platform: str) -> float | None:
        """What /metrics says of the questions in hand; None where it says nothing."""
        async with self.session.get(f"http://{HOST}:{self.port}/metrics") as reply:
            text = await reply.text()
        return next(
            (
                sample.value
                for family in text_string_to_metric_families(text)
                for sample in family.samples
                if sample.name == "evbot_questions_in_hand" and sample.labels["platform"] == platform
            ),
            None,
        )


@pytest.fixture
async def told() -> AsyncIterator[Told]:
    pulse = Pulse()
    async with health_served(HOST, 0, pulse, Metrics(pulse)) as port, aiohttp.ClientSession() as session:
        yield Told(pulse, session, port)


@asynccontextmanager
async def _on_discord(double: DiscordDouble, told: Told, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(heartbeats, "HEARD_WITHIN", WITHIN_SECONDS)
    double.gateway.heartbeat_interval_ms = 20
    async with replica(double, pulse=told.pulse):
        await told.turns(200, "ok")
        await double.until(lambda: double.gateway.heartbeats > 2)
        yield


async def test_a_deaf_gateway_of_discord_turns_health_to_503_until_it_is_connected_anew(
    double: DiscordDouble, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _on_discord(double, told, monkeypatch):
        double.gateway.deaf = True
        deaf = await told.turns(503, "silent")
        double.gateway.deaf = False
        double.gateway.abort()
        await double.until(lambda: double.gateway.resumes)
        heard = await told.turns(200, "ok")

    part = deaf["parts"]["discord shard 0"]
    assert (part["condition"], part["reconnects"]) == ("silent", 0)
    assert WITHIN_SECONDS <= part["heard_seconds_ago"] < WITHIN_SECONDS + 1
    assert heard["parts"]["discord shard 0"]["reconnects"] == 1


async def test_a_deaf_socket_of_slack_turns_health_to_503_until_it_is_connected_anew(
    slack: SlackDouble, told: Told
) -> None:
    limits = SlackLimits(ping_seconds=WITHIN_SECONDS / DEAF_AFTER_PINGS, seconds_between_messages=0.0)
    async with running(slack, StandIn(), limits, pulse=told.pulse):
        await told.turns(200, "ok")
        slack.is_deaf = slack.is_mute = True
        slack.cut()
        deaf = await told.turns(503, "silent")
        slack.is_deaf = slack.is_mute = False
        heard = await told.turns(200, "ok")
        await slack.send_event(mention())
        await slack.posted()

    assert deaf["parts"]["slack"]["reconnects"] == 0
    assert WITHIN_SECONDS <= deaf["parts"]["slack"]["heard_seconds_ago"] < WITHIN_SECONDS + 1
    assert heard["parts"]["slack"]["reconnects"] == 1


async def test_questions_in_hand_on_discord_are_measured_up_and_down(
    double: DiscordDouble, ping: str, told: Told
) -> None:
    held = Held()
    async with replica(double, DiscordCore(held), pulse=told.pulse):
        await serving(double, 0)
        before = await told.in_hand("discord")
        await double.write(f"{ping} how many?")
        await held.reached()
        meanwhile = await told.in_hand("discord")
        held.go.set()
        await double.wait_for(POST)
        async with asyncio.timeout(10):
            while await told.in_hand("discord"):
                pass

    assert (before, meanwhile) == (0, 1)


async def test_questions_in_hand_on_slack_are_measured_up_and_down(slack: SlackDouble, told: Told) -> None:
    gate = Gate()
    async with running(slack, StandIn(gate), FAST, pulse=told.pulse):
        before = await told.in_hand("slack")
        await slack.send_event(mention())
        await asyncio.to_thread(gate.entered.wait, 10)
        meanwhile = await told.in_hand("slack")
        gate.opened.set()
        await slack.posted()
        async with asyncio.timeout(10):
            while await told.in_hand("slack"):
                pass

    assert (before, meanwhile) == (0, 1)
