"""`Completer`: what is typed into a field and what kind of field it is -> the strings to choose from, best first.

It cuts a list ("Zoe, Le") into what is said already and what is being typed, and asks the index of the kind. It is
pure: the store is read once, at the start, and the day is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.completing.index import Entry, Index, letters
from bot.completing.names import Name, how_known, kind_entries, named_entries
from bot.completing.periods import Periods
from bot.understand.tokens import visible
from facts.catalogue import Catalogue
from facts.store import FactStore

KINDS = ("subject", "model", "brand", "place", "period")
MOST = 25
LONGEST = 100
"""Characters of one string, and of what is typed; the choices of Discord have no room for more."""
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+(?:vs\.?|versus|and|or|with|und|et|og|och)\s+", re.IGNORECASE)


class Completer:
    """Completes names and periods. Safe to share between threads; the same text gives the same strings."""

    def __init__(
        self, catalogue: Catalogue, names: Sequence[Name], known: Mapping[str, float], first: date, last: date
    ) -> None:
        """From the names of a store, how well known things are, and the days of the first and the last figure."""
        entries = named_entries(catalogue, names, known)
        subjects = Index([*kind_entries(), *entries["model"], *entries["brand"], *entries["group"]])
        self._fields = {
            "subject": _Field(subjects),
            "model": _Field(subjects, frozenset(entry.id for entry in entries["model"])),
            "brand": _Field(subjects, frozenset(entry.id for entry in entries["brand"])),
            "place": _Field(Index(entries["region"])),
        }
        months = [(name, int(number), weak) for name, kind, number, weak in names if kind == "month"]
        cars = {name for name, kind, _, _ in names if kind in ("model", "ambiguous")}
        self.periods = Periods(first, last, months, cars)

    @classmethod
    def from_store(cls, store: FactStore, names: Sequence[Name] | None = None) -> Completer:
        """A completer for all that a store knows, under its own names or others; takes a tenth of a second or two."""
        spans = store.coverage()
        first, last = min(row.first for row in spans), max(row.last for row in spans)
        days = date.fromordinal(first), date.fromordinal(last)
        return cls(store.catalogue, store.names() if names is None else names, how_known(store), *days)

    def complete(self, kind: str, typed: str, *, today: date) -> list[str]:
        """At most `MOST` strings of at most `LONGEST` characters for what is typed into a field of a kind of `KINDS`.

        Of a list the last item is completed and the rest kept; for empty text come the best known. Raises ValueError
        for another kind.
        """
        if kind not in KINDS:
            raise ValueError(f"no field is of the kind {kind!r}; there are {', '.join(KINDS)}")
        if len(typed) > LONGEST:
            return []
        text = " ".join(visible(typed).split()) + (" " if typed[-1:].isspace() else "")
        found = self.periods.complete(text, today) if kind == "period" else self._fields[kind].complete(text)
        return [one for one in dict.fromkeys(found) if len(one) <= LONGEST][:MOST]


@dataclass(frozen=True, slots=True)
class _Field:
    """A field for names."""

    index: Index
    taken: frozenset[str] | None = None
    """The ids that it takes; all of the index where None."""

    def complete(self, text: str) -> list[str]:
        """The strings for a text that may be one name or a list of them."""
        parted = list(_BETWEEN.finditer(text))
        if not parted:
            return [entry.text for entry in self._matching(text)]
        whole = self._only(self.index.beginning(text)) if letters(text) else []
        one = [entry.text for entry in whole if entry.text.count(",") >= text.count(",")]
        kept = f"{text[: parted[-1].start()]}{_joined(parted[-1].group())}"
        said = {ident for item in _BETWEEN.split(text)[:-1] if letters(item) for ident in self.index.called(item)}
        return one + [kept + entry.text for entry in self._matching(text[parted[-1].end() :]) if entry.id not in said]

    def _matching(self, text: str) -> Sequence[Entry]:
        if not text.strip():
            return self._only(self.index.entries)
        if not letters(text):
            return []
        return self._only(self.index.beginning(text)) or self._only(self.index.misspelt(text))

    def _only(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        return [entry for entry in entries if entry.id in self.taken] if self.taken is not None else entries


def _joined(sign: str) -> str:
    """What stands between two items: a comma and a space, or the word that was typed."""
    return f"{sign.strip()} " if sign.strip() in (",", ";") else f" {sign.strip()} "
