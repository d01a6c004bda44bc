"""Names in a host's own tables -> ids of the catalogue: "Renault Zoe" and "Norway", as people write them.

An id stands for itself. A name that means several things, or nothing, is refused with what could be meant: here nobody
can be asked back. Words for powertrains, measures and times are read in `facts.own_words`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from facts.catalogue import Catalogue, own_names
from facts.model import MARKET, Powertrain, VehicleType
from facts.names import region_names
from facts.things import fold

MARKET_WORDS = frozenset({"market", "whole market", "the market", "all", "total", "all cars", "all vehicles"})
_NEAR = 0.8
_SUBJECTS = ("model", "brand", "group")
Meanings = dict[str, set[str]]


class UnknownNameError(ValueError):
    """A name that is not read; the message says why and `fix` what to write."""

    def __init__(self, message: str, fix: str) -> None:
        self.fix = fix
        super().__init__(message)


class OwnNames:
    """Resolves the names of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def subject(self, said: str) -> str:
        """Id of the model, brand or group that is named; MARKET for the whole market. Raises UnknownNameError."""
        known = self._catalogue
        if said in known.models or said in known.brands or said in known.groups:
            return said
        if fold(said) in MARKET_WORDS:
            return MARKET
        return _one(said, self._subjects, "model, brand or group", "models.toml")

    def model(self, brand: str, model: str) -> str:
        """Id of what a brand and a model in two columns name; of the brand where no model is."""
        if not model:
            return self.subject(brand)
        if not brand:
            return self.subject(model)
        maker = self.subject(brand)
        short = {fold(name): item.id for item in self._catalogue.models_of(maker) for name in (item.short, *item.names)}
        return short.get(fold(model)) or self.subject(model if model in self._catalogue.models else f"{brand} {model}")

    def region(self, said: str) -> str:
        """Id of the place that is named. Raises UnknownNameError."""
        if said in self._catalogue.regions:
            return said
        if fold(said) not in self._regions and (owners := self._foreign.get(fold(said))):
            return _one(said, {fold(said): owners}, "place", "regions.toml")
        return _one(said, self._regions, "place", "regions.toml")

    def powertrain(self, subject: str) -> str:
        """The powertrain of a subject that has one of its own, else empty."""
        known = self._catalogue
        if subject in known.models:
            return known.models[subject].powertrain
        brand = known.brands.get(subject)
        return str(Powertrain.BEV) if brand is not None and brand.all_electric else ""

    def vehicle_type(self, subject: str) -> str:
        """The vehicle type of a model; cars for everything else."""
        model = self._catalogue.models.get(subject)
        return str(VehicleType.CAR) if model is None else model.vehicle_type

    @cached_property
    def _subjects(self) -> Meanings:
        return _meanings(
            (name, ident)
            for kind, ident, thing in self._catalogue.things()
            if kind in _SUBJECTS
            for name, _ in own_names(thing)
        )

    @cached_property
    def _regions(self) -> Meanings:
        return _meanings(
            (name, ident) for ident, region in self._catalogue.regions.items() for name, _ in own_names(region)
        )

    @cached_property
    def _foreign(self) -> Meanings:
        """Names of countries in other languages, which take a moment to read."""
        return _meanings((name, ident) for name, _, ident, _ in region_names(self._catalogue))


def _meanings(pairs: Iterable[tuple[str, str]]) -> Meanings:
    found: Meanings = defaultdict(set)
    for name, ident in pairs:
        found[fold(name)].add(ident)
    return dict(found)


def _one(said: str, meanings: Meanings, kind: str, file: str) -> str:
    meant = meanings.get(fold(said), set())
    if len(meant) == 1:
        return next(iter(meant))
    if meant:
        raise UnknownNameError(f"{said!r} means several things", f"write one of {', '.join(sorted(meant))}")
    near = [ident for name in get_close_matches(fold(said), meanings, 2, _NEAR) for ident in sorted(meanings[name])]
    guess = f"did you mean {' or '.join(dict.fromkeys(near))}? Else add it" if near else "add it"
    raise UnknownNameError(f"no {kind} is called {said!r}", f"{guess} to catalogue/{file} of your folder")
