"""Load: how much one process answers in time, what a burst does to it, and whether it grows while it is used.

Nothing here fails for being slow: machines differ. Lost, doubled and wrong answers fail, and in the long form a process
that grows. What the service alone answers stands beside it, as the ceiling of one process.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence

from bot.service import Context, Service
from facts.opening import open_store
from tests.stress.books import Way
from tests.stress.bot_process import Vitals
from tests.stress.outcomes import Outcome, percentile
from tests.stress.scenery import Scenery
from tests.stress.world import World

IN_TIME = 0.25
"""Seconds within which 99 of 100 answers shall be at the platform's door."""
TURNED_AWAY_AT_MOST = 0.01
GROWTH = 1.3
"""From one step of the ramp to the next."""
FLAT = 0.05
"""What memory may grow by in the second half of a long soak."""
MESSAGES_A_SECOND = 30.0
"""On Discord: what is no answer to an interaction stays below its 50 a second."""
MANY = {Way.DISCORD_COMMAND: 0.75, Way.DISCORD_MESSAGE: 0.1, Way.SLACK_SOCKET: 0.15}
MANY_HTTP = {Way.DISCORD_COMMAND: 0.75, Way.DISCORD_MESSAGE: 0.1, Way.SLACK_HTTP: 0.15}
BURST, BURST_SECONDS = 5_000, 10.0
SETTLE = 60.0


async def calm(scenery: Scenery) -> Outcome:
    """Some questions of each way and nothing else; what a scene is like in which nothing happens."""
    async with scenery.world("calm") as world:
        await world.started()
        await world.ask_each(8)
        await world.books.settle(15.0)
        return Outcome("calm", world.books.close())


async def load(scenery: Scenery) -> Outcome:
    """A ramp over Discord and Slack (Socket Mode) at once, until the latency breaks."""
    return await _ramp(scenery, "load", over_http=False)


async def load_http(scenery: Scenery) -> Outcome:
    """The same with Slack over HTTP."""
    return await _ramp(scenery, "load-http", over_http=True)


async def _ramp(scenery: Scenery, name: str, *, over_http: bool) -> Outcome:
    async with scenery.world(name, over_http=over_http) as world:
        await world.started()
        mix = MANY_HTTP if over_http else MANY
        await _step(world, mix, 20.0, 2.0)
        outcome = Outcome(name, world.books.close())
        seconds = 3.0 if scenery.is_short else 15.0
        rate, best = 20.0, 0.0
        while True:
            line, in_time = await _step(world, mix, rate, seconds)
            outcome.told.append(line)
            _add(outcome, world)
            if in_time:
                best = rate
            if not in_time or (scenery.is_short and rate >= 30):
                break
            rate *= GROWTH
        cpu = (await world.bot.vitals()).cpu_by_thread
        spent = ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in sorted(cpu.items(), key=lambda each: -each[1]))
        alone = await asyncio.to_thread(service_alone, world)
        outcome.told += [
            f"in time (p99 under {1000 * IN_TIME:.0f} ms) up to {best:.0f} a second; the service alone: {alone:.0f}",
            f"processor time by kind of thread: {spent}",
            f"refused by limits: Discord {world.discord.refused}, Slack {world.slack.refused}",
        ]
        _look_at_platforms(world, outcome)
        return outcome


async def _step(world: World, mix: dict[Way, float], rate: float, seconds: float) -> tuple[str, bool]:
    """Ask so many a second for so long; a line on it, and whether that went in time."""
    for kept in world.books.seconds.values():
        kept.clear()
    before, worked = await world.bot.vitals(), time.process_time()
    asked, away = world.books.verdict.asked, world.books.verdict.turned_away
    sent = await world.ask_steadily(_rates(mix, rate), seconds)
    await world.books.settle(SETTLE)
    after, ours = await world.bot.vitals(), time.process_time() - worked
    asked, away = world.books.verdict.asked - asked, world.books.verdict.turned_away - away
    taken = [each for way in world.books.seconds.values() for each in way]
    p50, p99 = percentile(taken, 50), percentile(taken, 99)
    cost = 1000 * (after.cpu_seconds - before.cpu_seconds) / max(1, asked)
    line = (
        f"{rate:6.0f} a second: p50 {1000 * p50:6.1f} ms, p99 {1000 * p99:7.1f} ms, {away} turned away, "
        f"{after.megabytes:.0f} MB, {after.files} files; the bot {cost:.1f} ms of processor a question, ours "
        f"{1000 * ours / max(1, asked):.1f}"
    )
    return line, p99 <= IN_TIME and away <= TURNED_AWAY_AT_MOST * asked and sent > 0.98


def _rates(mix: dict[Way, float], rate: float) -> dict[Way, float]:
    """The rate of each way; what Discord does not allow of messages is asked by commands."""
    found = {way: share * rate for way, share in mix.items()}
    excess = max(0.0, found[Way.DISCORD_MESSAGE] - MESSAGES_A_SECOND)
    found[Way.DISCORD_MESSAGE] -= excess
    found[Way.DISCORD_COMMAND] += excess
    return found


def service_alone(world: World) -> float:
    """Questions a second of the service in a process that does nothing else, on one core."""
    service = Service(open_store(cache=world.cache))
    for known in world.questions:
        service.ask(known.text, Context(buttons=True))
    began = time.process_time()
    for number, known in enumerate(world.questions):
        service.ask(known.text, Context(buttons=True, conversation=f"alone-{number}", person=f"alone-{number}"))
    return len(world.questions) / (time.process_time() - began)


async def burst(scenery: Scenery) -> Outcome:
    """5,000 questions in 10 seconds (500 in one in the short form): late perhaps, but each is answered, and once."""
    async with scenery.world("burst") as world:
        await world.started()
        part = 0.1 if scenery.is_short else 1.0
        rates = _rates(MANY, BURST / BURST_SECONDS)
        sent = await world.ask_steadily(rates, BURST_SECONDS * part)
        began = time.monotonic()
        await world.books.settle(SETTLE if scenery.is_short else 10 * SETTLE)
        outcome = Outcome("burst", world.books.close())
        outcome.told.append(
            f"{100 * sent:.0f} % went out in time; the last answer {time.monotonic() - began:.1f} s later"
        )
        outcome.expect(not outcome.verdict.turned_away, f"{outcome.verdict.turned_away} were turned away")
        _look_at_platforms(world, outcome)
        await scenery.still_answers(world, outcome)
        return outcome


async def soak(scenery: Scenery) -> Outcome:
    """Half an hour of a busy day; memory, files, threads and tasks at the end are those of the middle."""
    async with scenery.world("soak") as world:
        await world.started()
        seconds, rate = (20.0, 20.0) if scenery.is_short else (1800.0, 50.0)
        asking = asyncio.create_task(world.ask_steadily(_rates(MANY, rate), seconds))
        seen: list[tuple[float, Vitals]] = []
        began = time.monotonic()
        while not asking.done():
            seen.append((time.monotonic() - began, await world.bot.vitals()))
            await asyncio.wait({asking}, timeout=seconds / 60)
        await world.books.settle(SETTLE)
        outcome = Outcome("soak", world.books.close())
        half = seen[len(seen) // 2 :]
        slope = _slope([(at, vitals.megabytes) for at, vitals in half]) * 60
        middle, end = half[0][1], await world.bot.vitals()
        outcome.told.append(
            f"{middle.megabytes:.0f} MB in the middle, {end.megabytes:.0f} MB at the end, {slope:+.2f} MB a minute in "
            f"the second half; files {middle.files} and {end.files}, threads {middle.threads} and {end.threads}, "
            f"tasks {middle.tasks} and {end.tasks}"
        )
        if not scenery.is_short:
            outcome.expect(end.megabytes <= (1 + FLAT) * middle.megabytes, "memory grew")
        outcome.expect(end.files <= middle.files + 10, "file handles grew")
        outcome.expect(end.threads <= middle.threads + 4, "threads grew")
        outcome.expect(end.tasks <= middle.tasks + 10, "tasks grew")
        _look_at_platforms(world, outcome)
        return outcome


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """Units a second, by the least squares."""
    if len(points) < 2:
        return 0.0
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def _add(outcome: Outcome, world: World) -> None:
    """Put what became of more questions to an outcome."""
    more, whole = world.books.close(), outcome.verdict
    for name in ("asked", "answered", "turned_away", "excused", "lost", "doubled", "wrong"):
        setattr(whole, name, getattr(whole, name) + getattr(more, name))


def _look_at_platforms(world: World, outcome: Outcome) -> None:
    outcome.expect(not world.discord.unknown, f"Discord was asked for what it does not know: {world.discord.unknown}")
    outcome.expect(not world.slack.complaints, f"Slack complained: {world.slack.complaints[:3]}")
