"""The stress run, by one command.

    uv run python -m tests.stress [--short] [--seed N] [--report FILE] [load|soak|burst|faults|SCENE …]

Ends with 1 where a scene is red. The seed is printed and can be given again. With --sabotage the harness itself drops,
doubles or changes one answer in every scene: then all of it must be red.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.stress.books import Sabotage
from tests.stress.outcomes import Outcome
from tests.stress.scenery import Scenery
from tests.stress.scenes import GROUPS, SCENES, Scene

SCENE_WITHIN = {True: 120.0, False: 2_400.0}
"""Seconds for one scene, in the short form and in the long one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the scenes that are asked for."""
    parser = stress_parser()
    given = parser.parse_args(arguments)
    if unknown := set(given.scenes) - GROUPS.keys() - SCENES.keys():
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}", flush=True)
    outcomes = play(chosen(given.scenes), seed, is_short=given.short, sabotage=given.sabotage)
    if given.report is not None:
        given.report.write_text(report(outcomes, seed, is_short=given.short), encoding="utf-8")
    red = [outcome.name for outcome in outcomes if not outcome.is_good]
    print(f"{len(outcomes)} scenes, red: {', '.join(red) or 'none'} (seed {seed})")
    return 1 if red else 0


def stress_parser() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description="Stress evbot on the loopback.")
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"{', '.join([*GROUPS, *SCENES])}; all where empty")
    parser.add_argument("--short", action="store_true", help="what every change goes through, some minutes in all")
    parser.add_argument("--seed", type=int, help="draws the questions and the moments; printed, and can be given again")
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="write the figures down")
    parser.add_argument("--sabotage", type=Sabotage, choices=list(Sabotage), help="spoil one answer of every scene")
    return parser


def chosen(names: Sequence[str]) -> list[str]:
    """The scenes of groups and names, each once."""
    wanted = [scene for name in names or GROUPS for scene in GROUPS.get(name, (name,))]
    return list(dict.fromkeys(wanted))


def play(names: Sequence[str], seed: int, *, is_short: bool, sabotage: Sabotage | None = None) -> list[Outcome]:
    """Play scenes one after the other, and say after each how it went."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="evbot-stress-") as folder:
        scenery = Scenery(Path(folder), seed, is_short, sabotage)
        for name in names:
            outcome = asyncio.run(played(scenery, name, SCENES[name]))
            outcomes.append(outcome)
            print("\n".join(outcome.lines()), flush=True)
    return outcomes


async def played(scenery: Scenery, name: str, scene: Scene) -> Outcome:
    """What a scene comes to, in its time; one that breaks off is red."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(SCENE_WITHIN[scenery.is_short]):
            outcome = await scene(scenery)
    except TimeoutError:
        outcome = Outcome.broken(name, f"did not end within {SCENE_WITHIN[scenery.is_short]:.0f} s")
    except Exception as problem:  # one scene that cannot be played must not keep the others from it
        outcome = Outcome.broken(name, f"broke off: {problem!r} at {traceback.format_exc().splitlines()[-3].strip()}")
    outcome.seconds = time.monotonic() - began
    return outcome


def report(outcomes: Sequence[Outcome], seed: int, *, is_short: bool) -> str:
    """The figures as Markdown, for the operator's guide."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    form = "short" if is_short else "long"
    head = f"{datetime.now(UTC):%Y-%m-%d}, {form} form, seed {seed}, {machine}"
    rows = [
        f"| {each.name} | {'good' if each.is_good else 'RED'} | {each.verdict.asked:,} | {each.verdict.answered:,} | "
        f"{each.verdict.turned_away:,} | {each.verdict.excused:,} | {len(each.verdict.lost)} | "
        f"{len(each.verdict.doubled)} | {len(each.verdict.wrong)} | {each.seconds:.0f} s |"
        for each in outcomes
    ]
    columns = "| Scene | | Asked | Answered | Turned away | Excused | Lost | Doubled | Wrong | Took |"
    told = [f"- **{each.name}**: {line}" for each in outcomes for line in (*each.told, *each.wrong)]
    return "\n".join([f"{head}.", "", columns, "| --- " * 10 + "|", *rows, "", *told, ""])


if __name__ == "__main__":
    sys.exit(main())
