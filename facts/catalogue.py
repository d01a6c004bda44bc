"""The catalogue: every model, brand, group and region that a figure can be about, with all the names people give it.

It reads the TOML files of `facts/data/catalogue`, finds things by id and resolves the exact words of the sources. It
matches no free text (`bot.understand` does, with `Catalogue.names`) and does not know which things have figures. The
values themselves are in `facts.things`, the lint of the files in `facts.catalogue_lint`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from facts.model import MARKET
from facts.things import Ambiguity, Brand, Group, Membership, Model, Names, Place, Region, Subject, SubjectRef, fold

PACKAGE_DATA = Path(__file__).parent / "data" / "catalogue"
REMAINDER = "other"
"""What sources call the rest of a market (as a brand) or of a brand (as a model)."""
MARKET_HEADLINES = frozenset(
    {
        "Battery-electric cars",
        "Car fleet",
        "Fuel-cell cars",
        "New car market",
        "New energy passenger vehicles",
        "New energy vehicles",
        "New vehicle market (all vehicles)",
        "Plug-in electric cars",
        "Plug-in electric vehicles",
        "Plug-in hybrid cars",
    }
)
"""Headline subjects that are a whole market; powertrain and vehicle type stand in columns of their own."""

MORE_NAMES = "names"
"""The file with further names for things that stand in the others."""

Item = TypeVar("Item")
Thing = TypeVar("Thing", Model, Brand, Region, Place, Ambiguity)


class CatalogueError(LookupError):
    """A catalogue file is broken, or something asked for is not in it; the message says what to do."""


@dataclass(frozen=True)
class Catalogue:
    """All of it, by id. Make one with `Catalogue.load`."""

    models: Mapping[str, Model]
    brands: Mapping[str, Brand]
    groups: Mapping[str, Group]
    regions: Mapping[str, Region]
    places: Mapping[str, Place]
    ambiguities: Mapping[str, Ambiguity]
    scopes: Mapping[str, SubjectRef]
    """Source names that mean a known subject drawn differently: "BYD passenger cars"."""
    repeated: Names = ()
    """Ids that the files give twice, for the lint."""

    @classmethod
    def load(cls, folder: Path | None = None) -> Catalogue:
        """Read the TOML files of a folder; without one, those that come with the package."""
        return _Reader(folder or PACKAGE_DATA).catalogue()

    def subject(self, ident: str) -> Subject:
        """The model, brand or group with this id."""
        found = self.models.get(ident) or self.brands.get(ident) or self.groups.get(ident)
        if found is None:
            raise CatalogueError(f"no model, brand or group has the id {ident!r}: add it to the catalogue")
        return found

    def region(self, ident: str) -> Region:
        """The region with this id."""
        if ident not in self.regions:
            raise CatalogueError(f"no region has the id {ident!r}: add it to regions.toml")
        return self.regions[ident]

    def display_name(self, ident: str) -> str:
        """The one name under which the bot shows a subject, region or place."""
        if ident == MARKET:
            return "the whole market"
        shown = self.regions.get(ident) or self.places.get(ident) or self.subject(ident)
        return shown.name

    def subject_of(self, brand: str, model: str = "") -> SubjectRef:
        """What a source's brand and model columns mean: the rest of a brand is the brand, of a market the market."""
        if not brand or (brand == REMAINDER and not model):
            return SubjectRef(MARKET)
        return self._of_source(f"{brand}|{model}" if model and model != REMAINDER else brand)

    def headline_subject(self, subject_type: str, subject: str) -> SubjectRef:
        """What a headline's subject means. Statements have no subject type: give an empty one."""
        if subject_type == MARKET or subject in MARKET_HEADLINES:
            return SubjectRef(MARKET)
        return self._of_source(subject)

    def region_of(self, source_name: str, source: str = "") -> str:
        """Id of the region that a source calls so. `source` ("headlines") matters only where sources share a word."""
        found = self._region_sources.get(f"{source}:{source_name}") or self._region_sources.get(source_name)
        if found is None:
            raise CatalogueError(f"no source calls a region {source_name!r}: add it to source_names in regions.toml")
        return found

    def models_of(self, brand: str) -> tuple[Model, ...]:
        """The models of a brand, joint rows included, by id."""
        return self._models_by_brand.get(brand, ())

    def brands_of(self, group: str, on: date | None = None) -> tuple[Brand, ...]:
        """The brands in a group on a day; without a day, today's."""
        if group not in self.groups:
            raise CatalogueError(f"no group has the id {group!r}: add it to groups.toml")
        return tuple(self.brands[item.brand] for item in self.groups[group].members if item.holds(on))

    def joint_rows_with(self, model: str) -> tuple[Model, ...]:
        """The joint rows that count this model together with others."""
        return self._joint_rows_by_member.get(model, ())

    def same_place(self, region: str) -> Names:
        """A region and its namesakes that other publishers draw differently, by id."""
        return (region, *self._namesakes.get(region, ()))

    def names(self) -> Iterator[tuple[str, str, str, bool]]:
        """(name, kind, id, weak) for the matcher: each name once, an ambiguous one only under its ambiguity."""
        declared = {fold(name) for item in self.ambiguities.values() for name in item.names}
        for item in self.ambiguities.values():
            for name in item.names:
                yield name, "ambiguous", item.id, item.weak
        for kind, ident, thing in self.things():
            for name, weak in own_names(thing):
                if fold(name) not in declared:
                    yield name, kind, ident, weak

    def things(self) -> Iterator[tuple[str, str, Subject | Region | Place]]:
        """(kind, id, thing) of everything that has names of its own."""
        yield from (("model", ident, model) for ident, model in self.models.items())
        yield from (("brand", ident, brand) for ident, brand in self.brands.items())
        yield from (("group", ident, group) for ident, group in self.groups.items())
        yield from (("region", ident, region) for ident, region in self.regions.items())
        yield from (("place", ident, place) for ident, place in self.places.items())

    def problems(self) -> list[str]:
        """What is wrong with the catalogue, one sentence each; empty if nothing is."""
        from facts.catalogue_lint import problems  # the lint needs this module, and no bot needs the lint

        return problems(self)

    def _of_source(self, name: str) -> SubjectRef:
        found = self.scopes.get(name) or self._subject_sources.get(name)
        if found is None:
            raise CatalogueError(
                f"no source name {name!r} in the catalogue: add it to source_names of its model, brand or group"
            )
        return found

    @cached_property
    def _models_by_brand(self) -> dict[str, tuple[Model, ...]]:
        return _grouped((model.brand, model) for model in self.models.values())

    @cached_property
    def _joint_rows_by_member(self) -> dict[str, tuple[Model, ...]]:
        return _grouped((member, model) for model in self.models.values() for member in dict.fromkeys(model.members))

    @cached_property
    def _namesakes(self) -> dict[str, Names]:
        return _grouped((region.same_place_as, ident) for ident, region in self.regions.items())

    @cached_property
    def _subject_sources(self) -> dict[str, SubjectRef]:
        things: tuple[Mapping[str, Subject], ...] = (self.models, self.groups, self.brands)
        return {
            name: SubjectRef(ident) for kind in things for ident, thing in kind.items() for name in thing.source_names
        }

    @cached_property
    def _region_sources(self) -> dict[str, str]:
        return {name: ident for ident, region in self.regions.items() for name in region.source_names}


def _grouped(pairs: Iterable[tuple[str, Item]]) -> dict[str, tuple[Item, ...]]:
    """What belongs to each key, in the order given."""
    found: dict[str, list[Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}


def own_names(thing: Subject | Region | Place) -> Iterator[tuple[str, bool]]:
    """Every name of a thing and whether it is weak: one listed as weak is never strong, not even the display name."""
    weak = {fold(name) for name in thing.weak_names}
    strong = [thing.name, *thing.names]
    if isinstance(thing, Model):
        strong.append(thing.short)
    if isinstance(thing, Region):
        strong.extend(thing.people)
    seen: set[str] = set()
    for name in strong:
        key = fold(name)
        if key not in weak and key not in seen:
            seen.add(key)
            yield name, False
    for name in thing.weak_names:
        yield name, True


class _Reader:
    """Reads one folder; every fault is a CatalogueError that names the file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._repeated: list[str] = []

    def catalogue(self) -> Catalogue:
        models = self._by_id(self._things("models", "model", Model))
        brands = self._by_id(self._things("brands", "brand", Brand))
        groups = self._by_id(self._group(table) for table in self._tables("groups", "group"))
        regions = self._by_id(self._things("regions", "region", Region))
        places = self._by_id(self._things("places", "place", Place))
        ambiguities = self._by_id(self._things("ambiguous", "ambiguous", Ambiguity))
        scopes = {
            table["source_name"]: SubjectRef(table["id"], table["scope"]) for table in self._tables("scopes", "scope")
        }
        self._name_besides(models, brands, groups, regions)
        return Catalogue(models, brands, groups, regions, places, ambiguities, scopes, tuple(self._repeated))

    def _name_besides(self, *kinds: dict[str, Any]) -> None:
        """Give things the names of names.toml, which only a host's own catalogue has."""
        if not (self._folder / f"{MORE_NAMES}.toml").is_file():
            return
        for table in self._tables(MORE_NAMES, "name"):
            ident = table.get("of")
            things = next((kind for kind in kinds if ident in kind), None)
            if things is None or not isinstance(ident, str) or set(table) - {"of", "names", "weak_names"}:
                raise CatalogueError(
                    f"names.toml, {ident!r}: give `of`, the id of a model, brand, group or region, with names or "
                    "weak_names"
                )
            thing = things[ident]
            names, weak_names = (
                (*thing.names, *table.get("names", ())),
                (
                    *thing.weak_names,
                    *table.get("weak_names", ()),
                ),
            )
            things[ident] = replace(thing, names=names, weak_names=weak_names)

    def _tables(self, file: str, key: str) -> list[dict[str, Any]]:
        path = self._folder / f"{file}.toml"
        try:
            tables: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get(key, [])
        except FileNotFoundError:
            raise CatalogueError(f"{path} is missing: the catalogue needs it, even if empty") from None
        except tomllib.TOMLDecodeError as error:
            raise CatalogueError(f"{path}: {error}") from error
        return tables

    def _things(self, file: str, key: str, kind: type[Thing]) -> Iterator[Thing]:
        for table in self._tables(file, key):
            yield self._made(file, kind, table)

    def _made(self, file: str, kind: type[Thing], table: dict[str, Any]) -> Thing:
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in table.items()
        }
        try:
            return kind(**values)
        except TypeError as error:
            known = ", ".join(item.name for item in fields(kind))
            raise CatalogueError(f"{file}.toml, {table.get('id', table)}: {error}. Known keys: {known}") from None

    def _group(self, table: dict[str, Any]) -> Group:
        members = tuple(
            Membership(item["brand"], item.get("from"), item.get("until")) for item in table.get("member", ())
        )
        own: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in table.items() if name != "member"
        }
        try:
            return Group(**own, members=members)
        except TypeError as error:
            raise CatalogueError(f"groups.toml, {table.get('id', table)}: {error}") from None

    def _by_id(self, things: Iterator[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for thing in things:
            if thing.id in found:
                self._repeated.append(thing.id)
            found[thing.id] = thing
        return found


__all__ = [
    "Ambiguity",
    "Brand",
    "Catalogue",
    "CatalogueError",
    "Group",
    "Membership",
    "Model",
    "Place",
    "Region",
    "SubjectRef",
    "own_names",
]
