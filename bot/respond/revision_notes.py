"""What an answer says beside a figure that was once otherwise: one sentence for it, or for a part of a sum.

Figures that never changed cost nothing here; how one came to be what it is, `facts.history` knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.respond import wording
from bot.respond.scopes import Found
from facts import Figure
from facts.catalogue import Catalogue
from facts.history import changes
from facts.series import SeriesKey
from facts.store import FactStore

MOST_PARTS = 2
"""Parts of one sum whose revisions are told."""


def revision_notes(store: FactStore, found: Found, locale: str, called: str) -> list[str]:
    """The sentences for a figure, which they call as given, or for the parts that it was added up from."""
    if not found.parts:
        history = changes(store, found.figure, found.series.key)
        return [wording.revised(history, locale, called)] if history else []
    notes: list[str] = []
    for part, key in _revised_parts(store, found):
        if len(notes) < MOST_PARTS and (history := changes(store, part, key)):
            notes.append(
                wording.revised(history, locale, f"The figure for {_differs_in(part, found, store.catalogue)}")
            )
    return notes


def _revised_parts(store: FactStore, found: Found) -> Iterator[tuple[Figure, SeriesKey]]:
    for part in found.parts:
        for key in store.series_keys(part.subject, part.region):
            if key.id == part.series and key.revised:
                yield part, key


def _differs_in(part: Figure, found: Found, catalogue: Catalogue) -> str:
    """What tells a part from the others: its place, its name or its time."""
    if len({other.region for other in found.parts}) > 1:
        return wording.region_name(part.region, catalogue)
    if len({other.subject for other in found.parts}) > 1:
        return wording.subject_name(part.subject, catalogue)
    return part.period.label
