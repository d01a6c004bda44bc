"""Figures of Norway that go on: a store until the month before last, and the store after the update of last month.

Counted from today, because what is followed is what comes next. Every month has 1,000 electric cars, but the last one
of the year before 800, so that the update brings a quarter more than the year before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot.following.rounds import Pace
from bot.service import Service
from facts import Period
from facts.opening import open_store
from facts.store import FactStore
from tests.support.small_data import add_figures, small_data

QUICK_PACE = Pace(deliver=5.0, first_retry=0.05, longest_retry=0.2)
MONTHS_KEPT = 26


def last_month() -> Period:
    """The month before today's."""
    today = date.today()
    return Period.month(today.year, today.month).preceding()


def lines_until() -> Iterator[str]:
    """The months as lines of the Bureau's table, last month first."""
    month = last_month()
    for number in range(MONTHS_KEPT):
        yield f"market,,,BEV,NO,{month.key},{800 if number == 12 else 1000}"
        month = month.preceding()


@dataclass
class Followed:
    """The figures, and who answers from them."""

    folder: Path
    stores: ExitStack
    updates: list[FactStore] = field(default_factory=list)

    @property
    def last(self) -> Period:
        """The month that the update brings."""
        return last_month()

    def service(self) -> Service:
        """A service as one replica has it, before the update."""
        return Service(self._store(0))

    def update(self, *services: Service) -> None:
        """Serve last month, too, on every replica."""
        for service in services:
            service.serve(self._store(1))

    def _store(self, number: int) -> FactStore:
        while len(self.updates) <= number:
            data = small_data(self.folder / f"data-{len(self.updates)}")
            add_figures(data, "bureau", list(lines_until())[0 if self.updates else 1 :])
            store = open_store(data, self.folder / f"cache-{len(self.updates)}")
            self.updates.append(store)
            self.stores.callback(store.close)
        return self.updates[number]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    """Figures in a folder that is thrown away; a fixture to import."""
    with ExitStack() as stores:
        yield Followed(tmp_path_factory.mktemp("followed"), stores)
