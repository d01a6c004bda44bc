"""A process that is killed at any moment while it takes own figures leaves those from before or the new ones, whole.

It dies at the n-th time that it touches the disk, for twenty n drawn by lot, without a chance to clean up. Then the
folder is broken, so that only what was kept can serve; then it is mended, and is taken as if nothing had been.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from facts.model import SOLD
from facts.period import Period
from tests.support.own_folder import DELIVERIES, OwnBench, write_own

ROOT = Path(__file__).parents[2]
KILLS = 20
KILLED = 99
OLD, NEW = 7.0, 70.0
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each trial is a fork of one process that is ready")

_ZYGOTE = """
import os, sys
from pathlib import Path
from facts import opening, own, tables

opening.DATA = tables.DATA = Path(sys.argv[1])
touched = swap = 0

def trial(kill_at):
    def count(event, args):
        global touched, swap
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"):
            touched += 1
            if event == "os.rename" and str(args[1]).endswith("current"):
                swap = touched
            if touched == kill_at:
                os._exit(99)
    sys.addaudithook(count)
    store = own.OwnFigures(lambda text: sys.stdout.write(f"said {text!r}\\n")).open()
    sys.stdout.write(f"touched {touched} {swap}\\n")

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        trial(int(line))
        sys.stdout.flush()
        os._exit(0)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0, flush=True)
"""


class Taker:
    """A process that takes the folder in, and is killed."""

    def __init__(self, bench: OwnBench) -> None:
        command = [sys.executable, "-c", _ZYGOTE, str(bench.data)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def take(self, kill_at: int = 0) -> tuple[int, int, int]:
        """How it ended, how often it touched the disk, and which of these put the pointer in place."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kill_at}\n")
        self.process.stdin.flush()
        touches = swap = 0
        while True:
            word, *numbers = self.process.stdout.readline().split()
            if word == "ended":
                return int(numbers[0]), touches, swap
            assert word == "touched", numbers
            touches, swap = map(int, numbers)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBench]:
    bench = OwnBench(tmp_path, monkeypatch)
    yield bench
    bench.close()


@pytest.fixture
def taker(bench: OwnBench) -> Iterator[Taker]:
    taker = Taker(bench)
    yield taker
    taker.process.communicate()


def served(bench: OwnBench) -> float:
    """What is told of the Kestrel now; the rest of the figures must be there too."""
    store = bench.opened()
    [kestrel] = store.find("acme/kestrel", "NO", SOLD)
    figure = kestrel.figure(Period.parse("2023-01"))

    assert figure is not None
    assert len(store.find("renault/zoe", "NO", SOLD)) == 2
    return figure.value


def test_taking_own_figures_that_is_killed_leaves_those_from_before_or_the_new_ones_whole(
    bench: OwnBench, taker: Taker
) -> None:
    changed = DELIVERIES.replace(",7\n", ",70\n")
    write_own(bench.folder)
    taker.take()
    before = shutil.copytree(bench.cache, bench.cache.with_name("before"))
    bench.deliveries.write_text(changed)
    ended, touches, swap = taker.take()
    by_lot = random.Random(8).sample(range(1, touches + 1), KILLS)

    assert ended == 0
    assert served(bench) == NEW
    for kill_at in sorted({*by_lot, swap, swap + 1}):
        shutil.rmtree(bench.cache)
        shutil.copytree(before, bench.cache)
        bench.deliveries.write_text(changed)
        assert taker.take(kill_at)[0] == KILLED
        bench.deliveries.write_text("broken")
        assert served(bench) == (OLD if kill_at <= swap else NEW)
        assert "go on serving" in bench.said[0]
        bench.deliveries.write_text(changed)
        assert served(bench) == NEW
        assert bench.said == []
        assert list(bench.cache.glob("own/*/editions/.making-*")) == []
