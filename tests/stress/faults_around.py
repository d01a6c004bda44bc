"""Faults of what is around the bot: connections that end or go deaf, requests that fail, events that come twice.

Each scene asks while the fault lasts and looks afterwards: nothing lost or doubled, no wrong figure, health that told
the truth, and answers again without a hand.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from typing import Any

from tests.stress.books import Way
from tests.stress.discord_side import Gust
from tests.stress.outcomes import Outcome
from tests.stress.scenery import TRUTH_WITHIN, Scenery, in_background
from tests.stress.world import World
from tests.support.discord_double import POST, Request
from tests.support.discord_interactions import CALLBACK
from tests.support.slack_wire import Fails

MIX = {Way.DISCORD_COMMAND: 8.0, Way.DISCORD_MESSAGE: 4.0, Way.SLACK_SOCKET: 4.0}
"""Questions a second while something is wrong."""
PARTS = ("discord", "slack")
HEARTBEAT_MS = 2_000
"""Between heartbeats where deafness is looked at; Discord's own are 41 seconds apart."""


async def gateway_closed(scenery: Scenery) -> Outcome:
    """Connections are closed, cut and asked to come back at random moments, 200 times (20 in the short form)."""
    times = 20 if scenery.is_short else 200
    async with scenery.world("gateway-closed") as world:
        await world.started()
        moments = [world.random.uniform(0.1, 0.6) for _ in range(times)]
        asked = in_background(world, MIX, sum(moments))
        for moment in moments:
            await asyncio.sleep(moment)
            await _close_something(world)
        await asked
        outcome = await scenery.judged("gateway-closed", world)
        outcome.told.append(
            f"{times} connections ended; Discord saw {len(world.discord.gateway.resumes)} resumed and "
            f"{len(world.discord.gateway.sessions)} sessions, Slack {world.slack.connections} sockets"
        )
        outcome.expect(len(world.discord.gateway.sessions) == 1, "a session was given up that could be resumed")
        await scenery.still_answers(world, outcome)
        return outcome


async def _close_something(world: World) -> None:
    gateway = world.discord.gateway
    match world.random.choice(("code", "cut", "asked", "slack cut", "slack asked")):
        case "code":
            await gateway.close(world.random.choice((1001, 1011, 4000, 4008)))
        case "cut":
            gateway.abort()
        case "asked":
            await gateway.ask_to_reconnect()
        case "slack cut" if world.slack.sockets:
            world.slack.cut()
        case "slack asked" if world.slack.sockets:
            with suppress(ConnectionError):
                await world.slack.send_disconnect()


async def deaf(scenery: Scenery) -> Outcome:
    """Heartbeats and pings are not answered any more, and every new socket of Slack's is deaf too."""
    async with scenery.world("deaf") as world:
        gateway = world.discord.gateway
        gateway.heartbeat_interval_ms = HEARTBEAT_MS
        await world.started()
        await world.ask_each(2)
        gateway.deaf = world.slack.is_deaf = True
        before = world.slack.connections
        world.slack.cut()
        await world.slack.connected(before + 1)
        asked = in_background(world, MIX, 5.0)
        told = dict(zip(PARTS, await asyncio.gather(*(_told(world, part) for part in PARTS)), strict=True))
        gateway.deaf = world.slack.is_deaf = False
        if world.slack.sockets:
            world.slack.cut()
        await asked
        outcome = await scenery.judged("deaf", world)
        for part, seconds in told.items():
            outcome.expect(seconds is not None, f"{part} was deaf for {TRUTH_WITHIN:.0f} s and health said it was well")
            outcome.told.append(f"{part}: told after {seconds or 0:.1f} s")
        await scenery.still_answers(world, outcome)
        return outcome


async def _told(world: World, part: str) -> float | None:
    """The seconds until health no longer calls a part well, and keeps to it."""

    async def is_told() -> bool:
        parts = (await world.bot.health())["parts"]
        return any(name.startswith(part) and health["condition"] != "ok" for name, health in parts.items())

    async def stays_told() -> bool:
        if not await is_told():
            return False
        await asyncio.sleep(2.0)  # a socket that is opened anew is away for a moment, which tells nothing
        return await is_told()

    return await world.becomes(stays_told, TRUTH_WITHIN)


async def bad_weather(scenery: Scenery) -> Outcome:
    """Requests meet 429, 500, 502, 503, delays and cuts, before and after they were done; twice each at most."""
    async with scenery.world("bad-weather") as world:
        await world.started()
        met: Counter[str] = Counter()
        gusts = {
            "429": Gust(429),
            "500": Gust(500),
            "502": Gust(502),
            "503": Gust(503),
            "slow": Gust(delay=1.2),
            "cut before": Gust(drop_before=True),
            "cut after": Gust(drop_after=True),
        }
        unlucky: Counter[str] = Counter()

        def weather(request: Request) -> Gust | None:
            most = {POST: 2, CALLBACK: 1}.get(request.route, 0)
            key = str(request.body.get("nonce") if request.route == POST else request.args.get("token"))
            if unlucky[key] >= most or world.random.random() > 0.5:
                return None
            unlucky[key] += 1
            name = world.random.choice(list(gusts))
            met[name] += 1
            return gusts[name]

        def slack_weather(method: str, body: dict[str, Any]) -> Fails | float | None:
            key = f"{body.get('channel')} {body.get('thread_ts')}"
            if method != "chat.postMessage" or unlucky[key] or world.random.random() > 0.5:
                return None
            unlucky[key] += 1
            met["Slack"] += 1
            return world.random.choice((Fails("ratelimited", 429, {"Retry-After": "1"}), Fails(status=500), 1.0))

        world.discord.weather, world.slack.weather = weather, slack_weather
        await world.ask_steadily(MIX, 6.0 if scenery.is_short else 60.0)
        outcome = await scenery.judged("bad-weather", world, settle=60.0)
        world.calm_down()
        outcome.told.append(", ".join(f"{count} × {name}" for name, count in met.most_common()))
        await scenery.still_answers(world, outcome)
        return outcome


async def rest_silent(scenery: Scenery) -> Outcome:
    """For a while Discord answers no message of the bot at all; what was asked meanwhile is answered afterwards."""
    async with scenery.world("rest-silent") as world:
        await world.started()
        seconds = 6.0 if scenery.is_short else 90.0
        world.discord.weather = lambda request: Gust(silent=True) if request.route == POST else None
        rate = 30 / seconds  # what is in hand is bounded, and full means a polite word
        await world.ask_steadily({Way.DISCORD_MESSAGE: rate, Way.SLACK_SOCKET: rate}, seconds)
        world.calm_down()
        outcome = await scenery.judged("rest-silent", world, settle=80.0)
        await scenery.still_answers(world, outcome)
        return outcome


async def twice_and_late(scenery: Scenery) -> Outcome:
    """A third of the events comes twice, a third after the next one."""
    async with scenery.world("twice-and-late") as world:
        await world.started()

        def mishap(event: str, _: object) -> int:
            return world.random.choice((0, 1, 2)) if event in ("INTERACTION_CREATE", "MESSAGE_CREATE") else 1

        world.discord.gateway.mishap = mishap
        world.slack.repeats = lambda: world.random.choice((1, 2))
        await world.ask_steadily(MIX, 5.0 if scenery.is_short else 60.0)
        world.discord.gateway.mishap, world.slack.repeats = lambda _event, _data: 1, lambda: 1
        await world.ask_each(1)  # also brings what still waits for a next one
        outcome = await scenery.judged("twice-and-late", world)
        await scenery.still_answers(world, outcome)
        return outcome
