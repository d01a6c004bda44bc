"""The catalogue lint: everything that would make the bot name the wrong thing, found before the data are built.

One check a function, each yielding sentences that say what is wrong and where to mend it. `facts.check` runs it with
the lint of the figures.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

from facts.catalogue import Catalogue, own_names
from facts.model import Powertrain, VehicleType
from facts.things import Model, fold

BRAND_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MODEL_ID = re.compile(rf"{BRAND_ID.pattern}/{BRAND_ID.pattern}")
GROUP_ID = re.compile(rf"group/{BRAND_ID.pattern}")
REGION_ID = re.compile(rf"[A-Z]{{2}}(-[A-Z0-9]{{1,3}})?|{BRAND_ID.pattern}")
REGION_KINDS = ("country", "subnational", "aggregate", "world")


def problems(catalogue: Catalogue) -> list[str]:
    """What is wrong, one sentence each, in a stable order."""
    return [problem for check in CHECKS for problem in check(catalogue)]


def _repeated_ids(catalogue: Catalogue) -> Iterator[str]:
    for ident in catalogue.repeated:
        yield f"{ident}: the id is given twice; merge the two tables or rename one"


def _bad_ids(catalogue: Catalogue) -> Iterator[str]:
    forms = {"model": MODEL_ID, "brand": BRAND_ID, "group": GROUP_ID, "region": REGION_ID}
    for kind, ident, _ in catalogue.things():
        if kind in forms and not forms[kind].fullmatch(ident):
            yield f"{ident}: not a valid {kind} id; use lower-case ASCII words joined by hyphens (models: brand/model)"


def _empty_names(catalogue: Catalogue) -> Iterator[str]:
    for _, ident, thing in catalogue.things():
        listed = (thing.name, *thing.names, *thing.weak_names, *getattr(thing, "people", ()))
        if any(not fold(name) for name in listed):
            yield f"{ident}: an empty name, or one of punctuation only; remove it"
    for item in catalogue.ambiguities.values():
        if any(not fold(name) for name in item.names):
            yield f"{item.id}: an empty name; remove it"


def _models_without_brand(catalogue: Catalogue) -> Iterator[str]:
    for model in catalogue.models.values():
        if model.brand not in catalogue.brands:
            yield f"{model.id}: the brand {model.brand} is not in brands.toml"


def _dangling(catalogue: Catalogue) -> Iterator[str]:
    subjects = {*catalogue.models, *catalogue.brands, *catalogue.groups}
    places = {*catalogue.regions, *catalogue.places}
    for ident, named, known in (*_references(catalogue, subjects, places),):
        for other in named:
            if other not in known:
                yield f"{ident}: names {other}, which is not in the catalogue"


def _references(
    catalogue: Catalogue, subjects: set[str], places: set[str]
) -> Iterator[tuple[str, Iterable[str], Iterable[str]]]:
    for model in catalogue.models.values():
        yield model.id, (*model.members, *model.sisters), catalogue.models
    for brand in catalogue.brands.values():
        yield brand.id, brand.members, catalogue.brands
        yield brand.id, filter(None, (brand.country,)), catalogue.regions
        yield brand.id, filter(None, (brand.company,)), catalogue.groups
    for group in catalogue.groups.values():
        yield group.id, [item.brand for item in group.members], catalogue.brands
    for region in catalogue.regions.values():
        yield region.id, [*region.members, *filter(None, (region.same_place_as, region.inside))], catalogue.regions
    for place in catalogue.places.values():
        yield place.id, [place.inside], catalogue.regions
    for item in catalogue.ambiguities.values():
        yield item.id, item.means, subjects | places
    for name, ref in catalogue.scopes.items():
        yield f"scope {name!r}", [ref.id], subjects


def _joint_rows(catalogue: Catalogue) -> Iterator[str]:
    for model in catalogue.models.values():
        if len(model.members) == 1:
            yield f"{model.id}: a joint row needs two members at least"
        elif not model.members and (joint := next(_joint_names(model), "")):
            yield f"{model.id}: {joint!r} counts several cars together; list them in members"


def _joint_names(model: Model) -> Iterator[str]:
    """Display and source names that join two models; a slash inside one name ("iEV7 S/E") does not count."""
    for name in (model.name, *(source.rpartition("|")[2] for source in model.source_names)):
        if " and " in name or re.search(r"\w{2,}/\w{2,}", name):
            yield name


def _sisters_unrequited(catalogue: Catalogue) -> Iterator[str]:
    for model in catalogue.models.values():
        for sister in model.sisters:
            if sister in catalogue.models and model.id not in catalogue.models[sister].sisters:
                yield f"{sister}: {model.id} calls it a sister; say so on both sides"


def _unknown_words(catalogue: Catalogue) -> Iterator[str]:
    for model in catalogue.models.values():
        yield from _not_in(Powertrain, model.powertrain, model.id)
        yield from _not_in(VehicleType, model.vehicle_type, model.id)
    for region in catalogue.regions.values():
        if region.kind not in REGION_KINDS:
            yield f"{region.id}: unknown kind {region.kind!r}; use one of {', '.join(REGION_KINDS)}"


def _not_in(words: type[StrEnum], word: str, ident: str) -> Iterator[str]:
    if word not in {item.value for item in words}:
        yield f"{ident}: unknown {words.__name__} {word!r}"


def _double_meanings(catalogue: Catalogue) -> Iterator[str]:
    declared = _declared(catalogue)
    for name, owners in sorted(_owners(catalogue).items()):
        missing = owners - declared.get(name, set())
        if len(owners) > 1 and missing:
            yield f"{name!r} names {', '.join(sorted(owners))}: declare it in ambiguous.toml or give it to one of them"
        elif name in declared and missing:
            yield f"{name!r} is declared ambiguous without {', '.join(sorted(missing))}, which owns it too"


def _owners(catalogue: Catalogue) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for _, ident, thing in catalogue.things():
        for name, _ in own_names(thing):
            owners[fold(name)].add(ident)
    return owners


def _declared(catalogue: Catalogue) -> dict[str, set[str]]:
    declared: dict[str, set[str]] = defaultdict(set)
    for item in catalogue.ambiguities.values():
        for name in item.names:
            declared[fold(name)].update(item.means)
    return declared


def _ambiguities_twice(catalogue: Catalogue) -> Iterator[str]:
    seen: dict[str, str] = {}
    for item in catalogue.ambiguities.values():
        if len(item.means) < 2:
            yield f"{item.id}: an ambiguity needs two meanings"
        for name in {fold(name) for name in item.names}:
            if name in seen:
                yield f"{name!r} is declared ambiguous twice, in {seen[name]} and {item.id}"
            seen[name] = item.id


def _source_names_twice(catalogue: Catalogue) -> Iterator[str]:
    subjects: dict[str, str] = {}
    regions: dict[str, str] = {}
    for kind, ident, thing in catalogue.things():
        seen = regions if kind == "region" else subjects
        for name in getattr(thing, "source_names", ()):
            if name in seen:
                yield f"{ident}: the source name {name!r} belongs to {seen[name]} already"
            seen[name] = ident


CHECKS = (
    _repeated_ids,
    _bad_ids,
    _empty_names,
    _models_without_brand,
    _dangling,
    _joint_rows,
    _sisters_unrequited,
    _unknown_words,
    _double_meanings,
    _ambiguities_twice,
    _source_names_twice,
)
