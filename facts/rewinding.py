"""What `revisions.csv` means for the database: day by day back from the tables as they are, sums included.

For each day on which a publisher's figures were replaced it undoes the lines of that day and makes the sums of
`facts.derive` anew from what stood there before, so that a sum of then is made of figures of then alone. What differs
from the day after is what the table `revision` keeps. Only groups of series that a line touches are looked at: no sum
reaches from one group to another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from facts.derive import Draft, Drafts, Point, SeriesId, add_wholes, add_years
from facts.revisions import Replaced

Slot = tuple[int | None, int, str]
"""First day, last day and kind of a period."""
Placed = Callable[[Replaced], tuple[SeriesId, Draft, Point] | None]
"""The series of a line, an empty draft of it and its point; None where its table is no longer declared."""


class Undone(NamedTuple):
    """What a series said of a period until a day; no points where it said nothing."""

    until: int
    slot: Slot
    points: tuple[Point, ...]


@dataclass
class Earlier:
    """All that a series once said otherwise."""

    draft: Draft
    """The series without points."""
    undone: list[Undone] = field(default_factory=list)
    """The latest day first."""

    def rows(self) -> Iterator[tuple[int, Slot, Point | None]]:
        """The day until which something stood, the period and what stood there, in the order of the days."""
        for until, slot, points in sorted(self.undone, key=lambda undone: (undone.until, undone.slot[1])):
            for point in points or (None,):
                yield until, slot, point


Past = dict[SeriesId, Earlier]


def group_of(key: SeriesId) -> SeriesId:
    """What sums may be made within: a publisher's series that differ only in subject, role and powertrain."""
    return key._replace(subject="", role="", powertrain="")


def touched(lines: Iterable[Replaced], placed: Placed) -> set[SeriesId]:
    """The groups that any of the lines belongs to."""
    return {group_of(found[0]) for line in lines if (found := placed(line)) is not None}


def copied(drafts: Mapping[SeriesId, Draft], groups: set[SeriesId]) -> Drafts:
    """The drafts of some groups before sums are added to them."""
    return {key: _copy(draft) for key, draft in drafts.items() if group_of(key) in groups}


def rewound(drafts: Drafts, lines: Iterable[Replaced], placed: Placed) -> Past:
    """Every series that differs on some day from what it says later, and how.

    `drafts` are those of the touched groups without sums, and are changed.
    """
    by_group: dict[SeriesId, Drafts] = defaultdict(dict)
    for key, draft in drafts.items():
        by_group[group_of(key)][key] = draft
    found: Past = {}
    states = {group: _with_sums(members) for group, members in by_group.items()}
    for day, of_day in groupby(reversed(list(lines)), key=lambda line: line.replaced):
        changed = set()
        for line in of_day:
            if (place := placed(line)) is not None:
                group = group_of(place[0])
                _undo(by_group[group], *place, existed=line.existed)
                changed.add(group)
        until = date.fromisoformat(day).toordinal()
        for group in sorted(changed):
            before = _with_sums(by_group[group])
            for key, undone in _differences(before, states.get(group, {}), until):
                empty = replace(before.get(key) or states[group][key], points=[])
                found.setdefault(key, Earlier(empty)).undone.append(undone)
            states[group] = before
    return found


def _copy(draft: Draft) -> Draft:
    return replace(draft, points=list(draft.points))


def _with_sums(drafts: Drafts) -> Drafts:
    """A group as it stands in the tables, and the sums that are made of it."""
    whole = {key: _copy(draft) for key, draft in drafts.items() if draft.points}
    add_wholes(whole)
    add_years(whole)
    return whole


def _undo(drafts: Drafts, key: SeriesId, empty: Draft, point: Point, *, existed: bool) -> None:
    """Put back what stood in the place of one figure."""
    draft = drafts.setdefault(key, _copy(empty))
    mixed = draft.table.mixed_sources
    draft.points = [
        held for held in draft.points if _slot(held) != _slot(point) or (mixed and held.source != point.source)
    ]
    if existed:
        draft.points.append(point)


def _differences(before: Drafts, after: Drafts, until: int) -> Iterator[tuple[SeriesId, Undone]]:
    for key in sorted({*before, *after}):
        if key in before and key in after and before[key].points == after[key].points:
            continue  # most of a group: a month that is new touches the last year of some series
        then, later = _by_slot(before.get(key)), _by_slot(after.get(key))
        for slot in {**then, **later}:
            if then.get(slot) != later.get(slot):
                yield key, Undone(until, slot, then.get(slot, ()))


def _by_slot(draft: Draft | None) -> dict[Slot, tuple[Point, ...]]:
    found: dict[Slot, tuple[Point, ...]] = {}
    for point in draft.points if draft is not None else ():
        found[_slot(point)] = (*found.get(_slot(point), ()), point)
    return found


def _slot(point: Point) -> Slot:
    return point.first, point.last, point.kind
