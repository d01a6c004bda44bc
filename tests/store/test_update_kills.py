"""An update or a rollback that is killed, at any moment, leaves the old facts or the new ones, and both whole.

The process dies at the n-th time that it touches the disk, for twenty n drawn by lot, without a chance to clean up;
then the facts are read, and the next update must go through as if nothing had been.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from facts.editions import Editions
from facts.model import SOLD, Powertrain
from facts.opening import open_store
from facts.period import Period
from tests.support.small_data import small_data

ROOT = Path(__file__).parents[2]
KILLS = 20
KILLED = 99
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each trial is a fork of one process that is ready")

_ZYGOTE = """
import os, sys
from datetime import date
from pathlib import Path
from facts import opening
from facts.editions import Editions
from facts.updating.taking import Updater

data, home, cache = map(Path, sys.argv[1:4])
opening.DATA = data
touched = swap = 0

def trial(command, kill_at):
    def count(event, args):
        global touched, swap
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"):
            touched += 1
            if event == "os.rename" and str(args[1]).endswith("current"):
                swap = touched
            if touched == kill_at:
                os._exit(99)
    sys.addaudithook(count)
    editions = Editions(home)
    if command == "rollback":
        with editions.alone():
            editions.roll_back()
    else:
        os.environ["EVBOT_CACHE_DIR"] = str(cache)
        def prepare(instead):
            opening.prepare_store(instead, lambda *_: None, print)
        Updater(editions, {}, date(2024, 6, 1), data, prepare).from_file(Path(command), "bureau", accept=True)
    sys.stdout.write(f"touched {touched} {swap}\\n")

for line in sys.stdin:
    command, kill_at = line.split()
    child = os.fork()
    if child == 0:
        trial(command, int(kill_at))
        sys.stdout.flush()
        os._exit(0)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0, flush=True)
"""


class Run(NamedTuple):
    """How a command went."""

    ended: int
    """Its exit code."""
    touches: int = 0
    """How often it touched the disk."""
    swap: int = 0
    """Which of these put the pointer in place."""


class Bench:
    """The facts of a home, and a process that updates them and is killed."""

    def __init__(self, root: Path) -> None:
        self.data = small_data(root / "data")
        self.editions = Editions(root / "home")
        self.cache = root / "cache"
        self.first_databases: set[Path] = set()
        table = (self.data / "bureau" / "markets.csv").read_text()
        self.values = (5000.0, 5100.0, 5200.0)
        self.given = []
        for value in self.values[1:]:
            path = root / f"{value:.0f}" / "markets.csv"
            path.parent.mkdir()
            path.write_text(table.replace("SE,2023,5000", f"SE,2023,{value:.0f}"))
            self.given.append(path)
        command = [sys.executable, "-c", _ZYGOTE, str(self.data), str(self.editions.home), str(self.cache)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, command: str | Path, kill_at: int = 0) -> Run:
        """Run a command that is killed when it touches the disk for the n-th time."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command} {kill_at}\n")
        self.process.stdin.flush()
        touches = swap = 0
        while True:
            word, *numbers = self.process.stdout.readline().split()
            if word == "ended":
                return Run(int(numbers[0]), touches, swap)
            touches, swap = map(int, numbers)

    def go_back_to_the_first(self) -> None:
        """As if the second edition had never been made nor its database built."""
        second = self.editions.history()[0]
        self.run("rollback")
        shutil.rmtree(self.editions.folder(second))
        for path in set(self.cache.iterdir()) - self.first_databases:
            path.unlink()

    def served(self, monkeypatch: pytest.MonkeyPatch) -> float:
        """What the store answers now for Sweden; the store must open without a word."""
        monkeypatch.setattr("facts.opening.DATA", self.data)
        monkeypatch.setenv("EVBOT_FACTS_HOME", str(self.editions.home))
        said: list[str] = []
        store = open_store(self.data, self.cache, say=said.append)
        try:
            series, *_ = store.find("market", "SE", SOLD, [Powertrain.BEV])
            figure = series.figure(Period.year(2023))
        finally:
            store.close()
        assert figure is not None
        assert said == []
        return figure.value


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.process.communicate()


def test_an_update_that_is_killed_leaves_the_old_facts_or_the_new_ones_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = bench.values[1:]
    bench.run(bench.given[0])
    bench.first_databases = set(bench.cache.iterdir())
    whole = bench.run(bench.given[1])
    by_lot = random.Random(8).sample(range(1, whole.touches + 1), KILLS)

    assert whole.ended == 0
    for kill_at in sorted({*by_lot, whole.swap, whole.swap + 1}):
        bench.go_back_to_the_first()
        assert bench.served(monkeypatch) == old
        assert bench.run(bench.given[1], kill_at).ended == KILLED
        assert bench.served(monkeypatch) == (old if kill_at <= whole.swap else new)
        assert bench.run(bench.given[1]).ended == 0
        assert bench.served(monkeypatch) == new
        assert list(bench.editions.home.glob("editions/.making-*")) == []


def test_a_rollback_that_is_killed_leaves_the_facts_before_or_after_it_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = bench.values[2], bench.values[1]
    for given in bench.given:
        bench.run(given)
    whole = bench.run("rollback")

    assert whole.ended == 0
    for kill_at in range(1, whole.touches + 1):
        bench.run(bench.given[1])
        assert bench.run("rollback", kill_at).ended == KILLED
        assert bench.served(monkeypatch) == (before if kill_at <= whole.swap else after)
