"""What all scenes share: the seed, the figures made ready, worlds to play in, and the checks after a fault.

Scenes are in `load` and `faults`; `__main__` chooses among them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from bot.service import Service
from facts.opening import open_store
from tests.stress.books import Sabotage, Way
from tests.stress.outcomes import Outcome
from tests.stress.questions import Known, known_questions
from tests.stress.world import QUESTIONS, World, a_world

TRUTH_WITHIN = 30.0
"""Seconds in which health must tell what happened, and that it is over."""
SETTLE = 60.0
"""Seconds for what is still open; longer than Slack goes on sending an event again, in the times of our double."""
AFTERWARDS = 4
"""Questions of each way that must be answered after a fault."""


@dataclass
class Scenery:
    """One stress run."""

    folder: Path
    seed: int
    is_short: bool
    sabotage: Sabotage | None = None
    cache: Path = field(init=False)
    questions: list[Known] = field(init=False)

    def __post_init__(self) -> None:
        self.cache = self.folder / "cache"
        self.cache.mkdir()
        store = open_store(cache=self.cache)
        self.questions = known_questions(self.seed, QUESTIONS, Service(store))
        store.close()

    def spoilt(self, folder: Path, sabotage: Sabotage) -> Scenery:
        """The same, in another folder, with one answer of every scene spoilt."""
        found = copy(self)
        found.folder, found.sabotage = folder, sabotage
        return found

    @asynccontextmanager
    async def world(
        self, name: str, *, over_http: bool = False, state_url: str | None = None, cache: Path | None = None
    ) -> AsyncIterator[World]:
        """A world of its own for a scene."""
        async with a_world(
            self.folder / name,
            self.seed,
            cache or self.cache,
            self.questions,
            over_http=over_http,
            state_url=state_url,
            sabotage=self.sabotage,
        ) as found:
            yield found

    async def still_answers(self, world: World, outcome: Outcome) -> None:
        """After whatever happened the bot is ready again by itself, and answers everywhere."""
        began = time.monotonic()
        ready = await world.becomes(lambda: self._is_ready(world), TRUTH_WITHIN)
        outcome.expect(
            ready is not None, f"not ready {TRUTH_WITHIN:.0f} s after it was over: {await self._parts(world)}"
        )
        await world.ask_each(AFTERWARDS)
        await world.books.settle(SETTLE)
        after = world.books.close()
        outcome.expect(after.is_clean, f"afterwards: {after}: {[*after.lost, *after.doubled, *after.wrong][:2]}")
        outcome.told.append(f"ready again and answering after {time.monotonic() - began:.1f} s")

    async def judged(self, name: str, world: World, *, settle: float = SETTLE) -> Outcome:
        """What became of the questions during a fault."""
        await world.books.settle(settle)
        outcome = Outcome(name, world.books.close())
        outcome.expect(not world.discord.unknown, f"Discord does not know {world.discord.unknown[:3]}")
        return outcome

    async def _is_ready(self, world: World) -> bool:
        health = [await bot.health("/readyz") for bot in world.bots if bot.is_running]
        return any(each["status"] == 200 and each["condition"] == "ok" for each in health)

    async def _parts(self, world: World) -> list[object]:
        return [(await bot.health())["parts"] for bot in world.bots if bot.is_running]


async def asking(world: World, mix: dict[Way, float], seconds: float) -> None:
    """Ask within a task of its own, so that something can happen meanwhile."""
    await world.ask_steadily(mix, seconds)


def in_background(world: World, mix: dict[Way, float], seconds: float) -> asyncio.Task[None]:
    """Questions that go on while something happens; wait for it at the end."""
    return asyncio.create_task(asking(world, mix, seconds))
