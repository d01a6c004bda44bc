"""`python -m tests.mutation period|store|answers [--sample N] [--seed S]`: how many mistakes in the rules tests notice.

Needs mutmut: `uv run --group mutation python -m tests.mutation`. Exit code 1 where fewer than `FEWEST_PERCENT` are
noticed, 2 where it could not run. Nothing is written to any file.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import random
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from tests.mutation.targets import ROOT, TARGETS, Target

if TYPE_CHECKING:
    from tests.mutation.judging import Verdict
    from tests.mutation.mutants import Mutant

FEWEST_PERCENT = 85
CERTAIN = 1.96
"""Standard deviations to either side within which 95 of 100 samples fall."""
OPTIONS = (
    "-o",
    "addopts=--import-mode=importlib",
    "-p",
    "no:xdist",
    "-p",
    "no:simcord",
    "-p",
    "no:cacheprovider",
    "-qs",
)


def main(arguments: list[str] | None = None) -> int:
    """Judge one target after another."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Do the tests notice mistakes?")
    parser.add_argument("target", choices=[target.name for target in TARGETS])
    parser.add_argument("--sample", type=int, help="how many mutants of each target; 0 for all")
    parser.add_argument("--seed", type=int, default=9, help="which sample")
    parser.add_argument("--file", help="only mutants of this file")
    args = parser.parse_args(arguments)
    if importlib.util.find_spec("mutmut") is None:
        print("mutmut is not installed: uv run --group mutation python -m tests.mutation", file=sys.stderr)
        return 2
    target = next(target for target in TARGETS if target.name == args.target)
    mutants, of = _drawn(target, args.sample, args.seed, args.file)
    verdicts = _judged(target, mutants)
    if verdicts is None:
        return 2
    return 0 if _summed_up(target.name, verdicts, of) >= FEWEST_PERCENT else 1


def _drawn(target: Target, sample: int | None, seed: int, only: str | None) -> tuple[list[Mutant], int]:
    """The mutants that are judged, and of how many they are drawn."""
    from tests.mutation.mutants import mutants

    every = [mutant for file in target.files if only in (None, file) for mutant in mutants(ROOT, file)]
    number = target.sample if sample is None else sample
    if not number or number >= len(every):
        return every, len(every)
    places = sorted(random.Random(seed).sample(range(len(every)), number))
    return [every[place] for place in places], len(every)


def _judged(target: Target, mutants: Sequence[Mutant]) -> list[Verdict] | None:
    from tests.mutation.judging import Judge

    judge = Judge(ROOT, mutants, lambda text: print(text, flush=True))
    code = pytest.main(
        [*OPTIONS, "--rootdir", str(ROOT), *(str(ROOT / file) for file in target.tests)], plugins=[judge]
    )
    if len(judge.verdicts) < len(mutants):
        print(f"the tests could not run (pytest ended with {code})", file=sys.stderr)
        return None
    return judge.verdicts


def _summed_up(name: str, verdicts: Sequence[Verdict], of: int) -> float:
    """Say how many were noticed, in percent."""
    noticed, judged = sum(verdict.by is not None for verdict in verdicts), len(verdicts)
    percent = 100 * noticed / judged
    low, high = interval(noticed, judged)
    sampled = f" (of {of} mutants; 95 % interval {low:.0f} to {high:.0f} %)" if judged < of else ""
    print(f"{name}: {noticed} of {judged} noticed, {percent:.1f} %{sampled}")
    return percent


def interval(hits: int, tries: int) -> tuple[float, float]:
    """Wilson's interval of a share, in percent: between what the whole may well lie, given a sample."""
    share, square = hits / tries, CERTAIN**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    reach = CERTAIN / (1 + square / tries) * math.sqrt(share * (1 - share) / tries + square / (4 * tries**2))
    return 100 * (middle - reach), 100 * (middle + reach)


if __name__ == "__main__":
    sys.exit(main())
