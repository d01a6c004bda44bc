"""What can be offered for a name: models, brands, groups, kinds of cars and places, and how well known each is.

Better known is what is counted in more countries and for longer, and where more electric cars are registered. Each
thing is offered under its display name, or where that name has several meanings under one that has not. Places
without any figures are left out.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from bot.completing.index import Entry, letters
from bot.understand.lexicon import word_lists
from facts import Measure, Period, Powertrain, VehicleType
from facts.catalogue import Catalogue
from facts.model import MARKET
from facts.store import FactStore
from facts.things import Model, Region

Name = tuple[str, str, str, bool]
"""(name, kind, id, weak), as `FactStore.names` gives them."""
WORDS = Path(__file__).parent / "words.toml"
NAMED = ("model", "brand", "group", "region")
GRAINS = ("model", "brand", "group")
PARTED = " + "
"""A sign between spaces parts two names for whoever reads a question."""
NO_COUNTRY = 0.05
"""Of the sales of a group or a part of countries, what counts: few people ask for the advanced economies."""
DAYS_IN_YEAR = 365.25
SHOWN_FIRST = 4
"""How many kinds of cars come before all names while nothing is typed."""
BEST_KNOWN = 1e9


@lru_cache(maxsize=1)
def own_words() -> Mapping[str, Mapping[str, list[str]]]:
    """The kinds of cars and the words of periods, from words.toml."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def how_known(store: FactStore) -> dict[str, float]:
    """How well known subjects and places are; a place is in it only if it or a part of it has figures."""
    found: dict[str, float] = defaultdict(float)
    for grain in GRAINS:
        for region in store.counted_in(grain):
            found[region] += 0.0
            for subject, (first, last) in store.subjects_in(region, grain).items():
                found[subject] += 1 + (last - first).days / DAYS_IN_YEAR / 100
    found.update(_sales(store))
    for place in store.catalogue.regions.values():
        if any(part in found for part in place.members):
            found[place.id] += 0.0
    return dict(found)


def _sales(store: FactStore) -> dict[str, float]:
    """Electric cars of the newest whole year in each place with any figures; some have only others, and zero here."""
    found = dict.fromkeys(store.counted_in(MARKET), 0.0)
    if not found:
        return {}
    newest = max(last for _, last in store.regions_of(MARKET).values())
    measures, electric = (Measure.REGISTRATIONS, Measure.SALES), (Powertrain.EV,)
    for table in store.rank_regions(MARKET, Period.year(newest.year - 1), measures, electric, VehicleType.CAR):
        for row in table.rows:
            weighed = row.value * _weight(store.catalogue.region(row.region))
            found[row.region] = max(weighed, found.get(row.region, 0.0))
    return found


def _weight(region: Region) -> float:
    whole = 1.0 if region.kind in ("country", "world") else NO_COUNTRY
    return whole * NO_COUNTRY if region.same_place_as else whole


def named_entries(catalogue: Catalogue, names: Iterable[Name], known: Mapping[str, float]) -> dict[str, list[Entry]]:
    """The entries of each kind of `NAMED`."""
    called = _names_of_each(catalogue, names)
    found: dict[str, list[Entry]] = {kind: [] for kind in NAMED}
    for kind, ident, thing in catalogue.things():
        if kind not in found or (kind == "region" and ident not in known):
            continue
        own = called.get(ident, _Called())
        if text := _offered(thing.name, own):
            short = thing.short if isinstance(thing, Model) else ""
            others = (thing.name, *own.clear, *own.shared)
            weak = (*own.weak, *own.weak_and_shared)
            found[kind].append(Entry(ident, text, short, others, weak, known.get(ident, 0.0)))
    return found


@dataclass(slots=True)
class _Called:
    """The names of one thing."""

    clear: list[str] = field(default_factory=list)
    """Those that mean nothing else."""
    weak: list[str] = field(default_factory=list)
    """Everyday words and numbers."""
    shared: list[str] = field(default_factory=list)
    """Those that mean something else too, and are asked back."""
    weak_and_shared: list[str] = field(default_factory=list)


def _names_of_each(catalogue: Catalogue, names: Iterable[Name]) -> dict[str, _Called]:
    found: dict[str, _Called] = defaultdict(_Called)
    for name, kind, ident, weak in names:
        if kind == "ambiguous":
            for meant in catalogue.ambiguities[ident].means:
                (found[meant].weak_and_shared if weak else found[meant].shared).append(name)
        elif kind in NAMED:
            (found[ident].weak if weak else found[ident].clear).append(name)
    return found


def _offered(name: str, own: _Called) -> str:
    """The display name where it means one thing; else the name that adds a word to it, else any that is clear."""
    if name in (*own.clear, *own.weak) and PARTED not in name:
        return name
    usable = [other for other in own.clear if PARTED not in other]
    longer = [other for other in usable if other.startswith(f"{name} ")]
    return next(iter([*longer, *usable]), "")


def kind_entries() -> Iterator[Entry]:
    """Kinds of cars, "electric cars" before everything that has a name of its own; known by all words for them."""
    meanings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    phrases: dict[tuple[str, str], list[str]] = defaultdict(list)
    for phrase, meaning in word_lists():
        if meaning.kind in ("powertrain", "vehicle"):
            meanings[letters(phrase)].add((meaning.kind, meaning.value))
            phrases[meaning.kind, meaning.value].append(phrase)
    for place, text in enumerate(own_words()["kinds"]["offered"]):
        names = [phrase for meaning in sorted(meanings[letters(text)]) for phrase in phrases[meaning]]
        known = BEST_KNOWN - place if place < SHOWN_FIRST else -place
        yield Entry(f"{MARKET}/{place}", text, names=tuple(names), known=known)
