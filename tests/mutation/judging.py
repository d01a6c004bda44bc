"""The judge: a pytest plugin that collects the tests once and has a forked process try each mutant.

First all tests run unharmed, and which lines each of them reaches is written down. Then a mutant meets only the tests
that reach its lines, fast ones first, up to the first that fails. A mutant that takes far longer than the right code
counts as noticed.
"""

from __future__ import annotations

import gc
import os
import pickle
import random
import resource
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.mutants import Mutant
from tests.mutation.planting import Living, NotPlantedError
from tests.mutation.targets import LEFT_OUT

MOST_TESTS = 300
"""For one mutant: thousands of sentences reach the heart of the store, and most tell the same of it."""
MOST_MEGABYTES = 3_000
SECONDS_TO_SPARE = 15.0
SLOWER = 5.0
"""A mutant may take so many times as long as the right code, in seconds of the processor."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    by: str | None
    """The test that noticed it, or how it ended; None where it survived."""
    tried: int
    """How many tests reach it."""


@dataclass
class Baseline:
    """What the tests do with the right code."""

    seconds: dict[int, float] = field(default_factory=dict)
    """Of each test that passes, by its place in the collection."""
    reached: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    """Which tests reach a line of a file."""


class Judge:
    """Judges mutants within one run of pytest; `verdicts` has what came of it."""

    def __init__(self, root: Path, mutants: Sequence[Mutant], say: Callable[[str], None]) -> None:
        self.verdicts: list[Verdict] = []
        self.baseline = Baseline()
        self._root = root
        self._mutants = mutants
        self._say = say
        self._items: list[pytest.Item] = []
        self._files: list[Path] = []

    def pytest_configure(self) -> None:
        """A busy machine is no mistake, chance would make two runs differ, and nobody reads the smallest example."""
        from hypothesis import Phase, settings  # pytest wants to load it itself

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", deadline=None, derandomize=True, database=None, phases=phases)
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests once."""
        self._items = [item for item in session.items if not any(part in item.name for part in LEFT_OUT)]
        self._files = list(dict.fromkeys(item.path for item in self._items))
        self._warm()
        self._living = Living({self._path(mutant) for mutant in self._mutants})
        gc.freeze()
        self.baseline = _in_fork(self._measure)
        self._say(f"{len(self.baseline.seconds)} of {len(self._items)} tests pass on the right code")
        for mutant in self._mutants:
            self.verdicts.append(self._judge(mutant))
            self._say(_told(self.verdicts[-1]))
        return True

    def _warm(self) -> None:
        """Make what a whole session shares, so that it is not made for each mutant."""
        first = self._items[0]
        for item in {item.path: item for item in reversed(self._items)}.values():
            if item is not first:
                runtestprotocol(item, log=False, nextitem=first)

    def _measure(self) -> Baseline:
        """Sentences keep what the store remembers between them: read anew for each, they would take minutes."""
        self._living.part_from_parent()
        files = sorted({self._path(mutant) for mutant in self._mutants})
        watch = coverage.Coverage(data_file=None, include=files, config_file=False)
        found = Baseline()
        watch.start()
        for place, item in enumerate(self._items):
            self._living.forget_answers() if _is_sentence(item) else self._living.forget()
            watch.switch_context(str(place))
            began = time.process_time()
            if self._passes(item, self._items[place + 1] if place + 1 < len(self._items) else None):
                found.seconds[place] = time.process_time() - began
        watch.stop()
        for file in files:
            lines = watch.get_data().contexts_by_lineno(file)
            found.reached[file] = {line: [int(text) for text in texts if text] for line, texts in lines.items()}
        return found

    def _path(self, mutant: Mutant) -> str:
        return str(self._root / mutant.file)

    def _judge(self, mutant: Mutant) -> Verdict:
        places = self._reaching(mutant)
        if not places:
            return Verdict(mutant, None, 0)
        limit = SECONDS_TO_SPARE + SLOWER * sum(self.baseline.seconds[place] for place in places)
        return Verdict(mutant, _in_fork(lambda: self._try(mutant, places), limit), len(places))

    def _reaching(self, mutant: Mutant) -> list[int]:
        reached = self.baseline.reached[self._path(mutant)]
        for lines in (mutant.lines, mutant.body):
            found = {place for line in lines for place in reached.get(line, ()) if place in self.baseline.seconds}
            if found:
                return self._ordered(found)
        return []

    def _ordered(self, places: set[int]) -> list[int]:
        """Tests of units first, then the replies that are printed in full, a spread of them; fast ones first."""
        shuffled = sorted(places)
        random.Random(0).shuffle(shuffled)
        chosen = sorted(shuffled, key=self._weight)[:MOST_TESTS]
        return sorted(chosen, key=lambda place: (*self._weight(place), self.baseline.seconds[place]))

    def _weight(self, place: int) -> tuple[int, int]:
        item = self._items[place]
        if _is_sentence(item):
            return (1, 0) if "reads_as_printed" in item.name else (2, 0)
        return 0, self._files.index(item.path)

    def _try(self, mutant: Mutant, places: list[int]) -> str | None:
        self._living.part_from_parent()
        try:
            self._living.plant(mutant, self._path(mutant))
        except NotPlantedError:
            return None
        self._living.forget()
        for place, after in zip(places, [*places[1:], None], strict=True):
            if not self._passes(self._items[place], self._items[after] if after is not None else None):
                return self._items[place].nodeid
        return None

    def _passes(self, item: pytest.Item, after: pytest.Item | None) -> bool:
        reports = runtestprotocol(item, log=False, nextitem=after)
        return all(report.outcome != "failed" for report in reports)


def _is_sentence(item: pytest.Item) -> bool:
    return item.path.name == "test_sentences.py"


def _in_fork(work: Callable[[], Any], seconds: float | None = None) -> Any:
    """What a piece of work comes to in a process of its own, or by which signal that was ended."""
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if not child:
            _alone(work, told, seconds)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.seek(0)
        result = pickle.loads(told.read()) if code >= 0 else f"ended by {signal.Signals(-code).name}"
    if code > 0 or (code and seconds is None):
        raise RuntimeError(f"the judge failed, not a test: {result}")
    return result


def _alone(work: Callable[[], Any], told: Any, seconds: float | None) -> None:
    """Do the work in the forked process, within so many seconds of the processor, and end that."""
    code = 1
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        if seconds is not None:
            os.dup2(silence, 2)
            resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEGABYTES << 20,) * 2)
            signal.setitimer(signal.ITIMER_PROF, seconds)
        told.write(pickle.dumps(work()))
        code = 0
    except BaseException:
        told.write(pickle.dumps(traceback.format_exc()))
    finally:
        told.flush()
        os._exit(code)


def _told(verdict: Verdict) -> str:
    if verdict.by is not None:
        return f"noticed  {verdict.mutant.file}:{verdict.mutant.lines.start}  {verdict.by[-90:]}"
    return f"SURVIVED {verdict.tried} tests: {verdict.mutant}"
