"""What one question costs in processor time, part by part: the core, its buttons, what is kept of it, the whole bot.

    uv run python -m tests.bench.question [--seconds 20]

Prints a table; nothing passes or fails. Every part is asked questions that it has not heard, then the same ones again;
the whole bot is the real `evbot run`, asked through Discord's interactions in hundreds of channels. Only the ratios
travel to another machine.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.conversations import SharedConversations
from bot.service import Context, Service
from bot.state import ResilientState, open_state
from facts.opening import open_store
from tests.stress.books import Way
from tests.stress.questions import known_questions
from tests.stress.world import World, a_world
from tests.support.sentences import all_sentences

SEED = 8
IN_HAND = 24
"""Questions that the whole bot has at once; past 36 it would turn some away."""
WARM_UP = 200
QUESTIONS = 600


@dataclass(frozen=True, slots=True)
class Part:
    """What the questions of one part took, in milliseconds of processor time each."""

    name: str
    new: float
    again: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests.bench.question")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the whole bot is asked again")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        parts = service_parts(Path(folder))
        print(f"{'milliseconds of processor a question':38}{'new':>8}{'again':>8}   of the core alone, new")
        for part in parts:
            print(f"{part.name:38}{part.new:8.2f}{part.again:8.2f}   {part.new / parts[0].new:6.2f}", flush=True)
        print("\n".join(asyncio.run(_whole_bot(Path(folder), args.seconds))))


def service_parts(folder: Path) -> list[Part]:
    """The service alone, with buttons, with what a state keeps of the conversation, and with both.

    They take turns, question by question, over figures that are warm, so that a busy moment strikes them all.
    """
    texts = list(dict.fromkeys(each.text for each in all_sentences() if each.is_first))[::3]
    store = open_store()
    warming = Service(store)
    for text in texts:
        warming.ask(text, Context(buttons=True))  # figures and spellings are remembered from here on
    number = count()
    with open_state(f"sqlite:///{folder / 'parts.sqlite'}") as opened:
        kept = SharedConversations(ResilientState(opened))
        contexts: dict[str, Callable[[], Context]] = {
            "the core alone": Context,
            "with buttons": lambda: Context(buttons=True),
            "with a state": lambda: Context(conversation=f"c{next(number)}", person="p"),
            "with buttons and a state": lambda: Context(conversation=f"c{next(number)}", person="p", buttons=True),
        }
        services = {name: Service(store, kept) for name in contexts}
        rounds = [_round(services, contexts, texts) for _ in range(2)]
    return [Part(name, rounds[0][name], rounds[1][name]) for name in contexts]


def _round(
    services: dict[str, Service], contexts: dict[str, Callable[[], Context]], texts: list[str]
) -> dict[str, float]:
    spent = dict.fromkeys(services, 0.0)
    for text in texts:
        for name, service in services.items():
            context = contexts[name]()
            began = time.process_time()
            service.ask(text, context)
            spent[name] += time.process_time() - began
    return {name: 1000 * seconds / len(texts) for name, seconds in spent.items()}


async def _whole_bot(folder: Path, seconds: float) -> list[str]:
    """Lines on `evbot run`: questions that come one after the other in so many places at once."""
    cache = folder / "cache"
    questions = known_questions(SEED, QUESTIONS, Service(open_store(cache=cache)))
    async with a_world(folder / "world", SEED, cache, questions) as world:
        await world.started()
        await _flood(world, WARM_UP, seconds)
        lines = []
        for name, most in (("whole bot, new", QUESTIONS - WARM_UP), ("whole bot, again", 1_000_000)):
            before, began = await world.bot.vitals(), time.monotonic()
            asked = await _flood(world, most, 60 if "new" in name else seconds)
            passed, after = time.monotonic() - began, await world.bot.vitals()
            spent = {kind: used - before.cpu_by_thread.get(kind, 0.0) for kind, used in after.cpu_by_thread.items()}
            shares = ", ".join(
                f"{kind} {1000 * used / asked:.2f}" for kind, used in sorted(spent.items(), key=lambda each: -each[1])
            )
            cost = 1000 * (after.cpu_seconds - before.cpu_seconds) / asked
            lines.append(f"{name:38}{cost:8.2f} ({shares}); {asked / passed:.0f} a second")
        verdict = world.books.close()
        lines.append(f"{verdict} {verdict.wrong[:2]}")
        return lines


async def _flood(world: World, most: int, seconds: float) -> int:
    """Ask as fast as answers come, `IN_HAND` at once, until so many are asked or the time is over; how many."""
    began, asked = time.monotonic(), 0
    while asked < most and time.monotonic() - began < seconds:
        for _ in range(min(IN_HAND, most - asked)):
            await world.ask(Way.DISCORD_COMMAND)
            asked += 1
        await world.books.settle(30.0)
    return asked


if __name__ == "__main__":
    main()
