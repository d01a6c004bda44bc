"""The figures as they were on a day, and how one figure came to be what it is.

`StoreThen` answers like the store, with every series taken back to a day; publishers whose figures of then are not
known are left out, so that nothing of today is passed off as earlier. Rankings are not taken back: who asks for one has
today's. What is kept for it was made when the database was built (`facts.rewinding`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from facts.model import Figure, Measure, Powertrain, VehicleType
from facts.period import Period
from facts.series import Earlier, Entry, Series, SeriesKey
from facts.store import FactStore

REMEMBERED_SERIES = 1024
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """One revision of a figure."""

    day: date
    """The first day on which the newer value held."""
    before: Figure
    after: Figure


class StoreThen(FactStore):
    """What a store would have answered on a day. Shares everything but the series with the store that serves."""

    def __init__(self, store: FactStore, day: date) -> None:
        """The store as on the evening of a day."""
        self.__dict__.update(store.__dict__)
        self._today, self._day = store, day
        self._series_by_id = lru_cache(maxsize=REMEMBERED_SERIES)(self._load_series_then)

    def find(
        self,
        subject: str,
        region: str,
        measures: Iterable[Measure],
        powertrains: Iterable[Powertrain] | None = None,
        vehicle_type: VehicleType | None = None,
    ) -> list[Series]:
        """As the store's own, of the publishers whose figures of then are known."""
        found = super().find(subject, region, measures, powertrains, vehicle_type)
        return [series for series in found if series.entries]

    def _may_answer(self, key: SeriesKey) -> bool:
        since = self.kept_since(key.publisher)
        return (key.answers or key.gone) and since is not None and since <= self._day

    def _load_series_then(self, number: int, key: SeriesKey) -> Series:
        series = self._today.series(key)
        if not key.revised:
            return replace(series, gaps=self._gaps(key))
        return Series(key, entries_on(self._day, series.entries, self.earlier(key)), self._gaps(key))


def entries_on(day: date, entries: Iterable[Entry], earlier: Iterable[Earlier]) -> tuple[Entry, ...]:
    """The rows of a series as they stood on a day."""
    until: dict[Period, date] = {}
    stood: list[Entry] = []
    for old in earlier:  # in the order of the days: the first after the day tells what held on it
        if old.until > day and until.setdefault(old.period, old.until) == old.until and old.entry is not None:
            stood.append(old.entry)
    return (*(entry for entry in entries if entry.period not in until), *stood)


def changes(store: FactStore, figure: Figure, key: SeriesKey) -> tuple[Change, ...]:
    """The revisions of a figure of one series, the oldest first; its parts coming in one by one are none."""
    days = sorted({old.until for old in store.earlier(key) if _overlaps(old.period, figure.period)})
    if not days:
        return ()
    states = [StoreThen(store, day - timedelta(days=1)).series(key).figure(figure.period) for day in days]
    states.append(figure)
    found = []
    for day, before, after in zip(days, states, states[1:], strict=False):
        if before is None or after is None or before.missing != after.missing:
            continue
        if abs(before.value - after.value) > _SAME:
            found.append(Change(day, before, after))
    return tuple(found)


def _overlaps(one: Period, other: Period) -> bool:
    ends = (one.end, other.end)
    return max(one.start or min(ends), other.start or min(ends)) <= min(ends)
