"""Faults of the machine and the process: the database, the disk, the clock, kill -9, and two replicas at once.

What a killed process had in hand is excused, and so is what Discord said while no process was connected: it does not
say it again. Everything else must be answered, once.
"""

from __future__ import annotations

import asyncio
import resource
import shutil
import time

from tests.stress.books import Open, Way
from tests.stress.faults_around import MIX
from tests.stress.outcomes import Outcome
from tests.stress.scenery import TRUTH_WITHIN, Scenery, in_background
from tests.stress.world import World
from tests.support.postgres import running_postgres

IN_HAND = 5.0
"""Seconds before it was killed in which a process may have taken what it never answered."""
NO_FILE_BEYOND = 4_096
"""Bytes; every file of the state is longer by then, so that nothing can be written at its end."""


async def database_away(scenery: Scenery) -> Outcome:
    """PostgreSQL, which holds the shared state, is stopped and started while people ask."""
    with running_postgres() as server:
        url = server.new_url()
        async with scenery.world("database-away", state_url=url) as world:
            await world.started()
            away = 6.0 if scenery.is_short else 20.0
            asked = in_background(world, MIX, away + 4.0)
            await asyncio.sleep(1.0)
            await asyncio.to_thread(server.stop)
            told = await world.becomes(lambda: _condition(world, "shared state", "degraded"), TRUTH_WITHIN)
            await asyncio.sleep(away)
            await asyncio.to_thread(server.start)
            well = await world.becomes(lambda: _condition(world, "shared state", "ok"), TRUTH_WITHIN)
            await asked
            outcome = await scenery.judged("database-away", world)
            outcome.expect(told is not None, "health did not tell that the database was away")
            outcome.expect(well is not None, "health did not tell that the database was there again")
            outcome.told.append(f"told after {told or 0:.1f} s, and after {well or 0:.1f} s that it was there again")
            await scenery.still_answers(world, outcome)
            return outcome


async def _condition(world: World, part: str, condition: str) -> bool:
    parts = (await world.bot.health())["parts"]
    return part in parts and parts[part]["condition"] == condition


async def disk_full(scenery: Scenery) -> Outcome:
    """No file can grow any more: the limit of the process on the size of files stands for a full disk."""
    async with scenery.world("disk-full") as world:
        bot = await world.started()
        await world.ask_each(3)
        await world.books.settle(10)
        before = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (NO_FILE_BEYOND, before[1]))
        asked = in_background(world, MIX, 5.0 if scenery.is_short else 30.0)
        told = await world.becomes(lambda: _condition(world, "shared state", "degraded"), TRUTH_WITHIN)
        await asked
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, before)
        outcome = await scenery.judged("disk-full", world)
        outcome.expect(told is not None, "health did not tell that nothing can be written")
        outcome.told.append(f"told after {told or 0:.1f} s; by the process's limit on file sizes, not by a full disk")
        await scenery.still_answers(world, outcome)
        return outcome


async def cache_removed(scenery: Scenery) -> Outcome:
    """Somebody deletes the folder with the built figures under a running bot, which is then started anew."""
    cache = scenery.folder / "cache-to-remove"
    shutil.copytree(scenery.cache, cache)
    async with scenery.world("cache-removed", cache=cache) as world:
        bot = await world.started()
        asked = in_background(world, MIX, 4.0)
        await asyncio.sleep(1.0)
        shutil.rmtree(cache)
        await asked
        outcome = await scenery.judged("cache-removed", world)
        await scenery.still_answers(world, outcome)
        outcome.expect(await bot.stop() == 0, "it did not stop cleanly")
        await bot.start()
        outcome.told.append(f"without its cache it was ready again in {await bot.ready(*world.parts):.1f} s")
        await scenery.still_answers(world, outcome)
        return outcome


async def clock_moved(scenery: Scenery) -> Outcome:
    """The clock on the wall goes wrong by an hour, forwards and backwards, within the same day.

    By an injected clock (`evbot_here`): `time.time` and the day of today move, the database's own clock does not.
    """
    async with scenery.world("clock-moved") as world:
        clock = world.folder / "clock"
        clock.write_text("0", encoding="utf-8")
        await world.started(STRESS_CLOCK=str(clock))
        asked = in_background(world, MIX, 6.0)
        hour = time.gmtime().tm_hour
        for offset in ((3_600, 0) if hour < 22 else (0,)) + ((-3_600, 0) if hour > 1 else ()):
            await asyncio.sleep(1.0)
            clock.write_text(str(offset), encoding="utf-8")
        await asked
        outcome = await scenery.judged("clock-moved", world)
        await scenery.still_answers(world, outcome)
        return outcome


async def killed(scenery: Scenery) -> Outcome:
    """kill -9 at random moments, 50 times (5 in the short form), and a new start each time."""
    times = 5 if scenery.is_short else 50
    async with scenery.world("killed") as world:
        bot = await world.started()
        asked = in_background(world, MIX, 3_600.0)
        slowest = 0.0
        for _ in range(times):
            await asyncio.sleep(world.random.uniform(0.2, 1.5))
            dead_at = time.perf_counter()
            await bot.kill()
            await bot.start()
            slowest = max(slowest, await bot.ready(*world.parts))
            _excuse(world, dead_at)
        asked.cancel()
        outcome = await scenery.judged("killed", world)
        outcome.expect(slowest <= TRUTH_WITHIN, f"it took {slowest:.1f} s to be ready again")
        outcome.told.append(f"killed {times} times; at most {slowest:.1f} s from a start to being ready")
        await scenery.still_answers(world, outcome)
        return outcome


def _excuse(world: World, dead_at: float) -> None:
    """What was in hand, and what Discord said while nobody was connected; Slack sends its events again."""
    now = time.perf_counter()

    def is_lost(_: str, question: Open) -> bool:
        of_discord = question.way in (Way.DISCORD_COMMAND, Way.DISCORD_MESSAGE)
        until = now if of_discord else dead_at
        return dead_at - IN_HAND <= question.sent_at <= until

    world.books.excuse(is_lost)


async def two_replicas(scenery: Scenery) -> Outcome:
    """Two processes on one state: each event of Slack's reaches both, and Discord's shard goes to the second."""
    async with scenery.world("two-replicas") as world:
        first = await world.started()
        second = world.new_bot()
        await second.start()
        standing_by = await world.becomes(lambda: _has_slack(world), TRUTH_WITHIN)
        world.slack.everywhere = True
        await world.ask_steadily(MIX, 5.0 if scenery.is_short else 60.0)
        outcome = await scenery.judged("two-replicas", world)
        outcome.expect(standing_by is not None, "the second process did not connect to Slack")
        asked = in_background(world, MIX, 6.0)
        await asyncio.sleep(1.0)
        dead_at = time.perf_counter()
        await first.kill()
        taken_over = await world.becomes(lambda: _serves(world), TRUTH_WITHIN + 5)
        _excuse(world, dead_at)
        await asked
        after = await scenery.judged("two-replicas", world)
        outcome.expect(after.is_good, f"after one of them was killed: {after.verdict}")
        outcome.expect(taken_over is not None, "the second process did not take over")
        outcome.told.append(f"the second process took over {taken_over or 0:.1f} s after the first was killed")
        await scenery.still_answers(world, outcome)
        return outcome


async def _has_slack(world: World) -> bool:
    parts = (await world.bots[-1].health())["parts"]
    return bool("slack" in parts and parts["slack"]["condition"] == "ok")


async def _serves(world: World) -> bool:
    return (await world.bots[-1].health("/readyz"))["status"] == 200
