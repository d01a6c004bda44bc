"""A data folder many times the size of ours and of its shape: our own figures, and invented places, makers and models.

Each invented place has what one of ours has: a market by powertrain, by month, and the models of some makers. So the
questions that are asked of our figures can be asked of these as well, and beside them those of `questions_about`.
Everything follows from the two sizes: two folders of one size are equal.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from facts.catalogue import Catalogue
from facts.tables import DATA

ROWS_OF_A_PLACE = 3_960
MARKET = ("BEV", "PHEV", "PETROL", "DIESEL", "HEV")
MARKET_YEARS = range(2015, 2025)
MODELS_OF_A_PLACE = 80
MODEL_YEARS = range(2021, 2025)
MODEL_MONTHS = 42
NAMES_OF_A_MODEL = 6
NAMES_OF_A_REGION = 6
MODELS_OF_A_BRAND = 5
PUBLISHERS = 20
OUR_NAMES = 10_000
"""About as many as ours; only those above them are invented."""
OUR_REGIONS = ("NO", "DE", "FR", "NL", "US", "SE", "DK", "CH", "GB", "ES")
"""Places of ours that are counted by model."""
_ONSETS = ("b", "br", "d", "dr", "f", "g", "k", "kl", "l", "m", "n", "p", "pr", "r", "s", "t", "tr", "v", "z")
_VOWELS = ("a", "e", "i", "o", "u", "au", "ei")
_CODAS = ("", "", "l", "n", "r", "s", "x")
_PUBLISHER = """
[publisher]
id = "{id}"
name = "Bureau {number} of Invention"
url = "https://{id}.example/"
licence = "CC0"
"""
_TABLE = """
[[table]]
file = "{grain}s.csv"
family = "{id}-{grain}s"
order = {order}
grain = "{grain}"

[table.defaults]
subject = "market"
role = "{role}"
measure = "registrations"
powertrain = "BEV"
vehicle_type = "car"
unit = "vehicles"
precision = "exact"
basis = "published"
source = "all"
"""
_SOURCES = "id,publisher,title,url,published,licence,via\nall,{name},Registrations,https://{id}.example/,2025-02,CC0,\n"
_COLUMNS = "subject,powertrain,region,period,value\n"


@dataclass(frozen=True, slots=True)
class Things:
    """What can be asked about: ids and the first name of each."""

    regions: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]
    brands: tuple[tuple[str, str], ...]


def synthetic_data(root: Path, figures: int, names: int) -> Things:
    """Write a folder of about so many figures and names, ours included; what was invented comes back."""
    chance = random.Random(1)
    words = _words(chance)
    shutil.copytree(DATA, root)
    regions = max(1, round((figures - 190_000) / ROWS_OF_A_PLACE))
    left = max(0, names - OUR_NAMES - regions * NAMES_OF_A_REGION)
    models = max(MODELS_OF_A_PLACE, round(left / (NAMES_OF_A_MODEL + 1 / MODELS_OF_A_BRAND)))
    invented = _catalogue(root / "catalogue", words, regions, models)
    for number in range(PUBLISHERS):
        _publisher(root, number, invented, chance)
    return invented


def our_things() -> Things:
    """What there is without anything invented."""
    catalogue = Catalogue.load()
    return Things(
        tuple((ident, catalogue.regions[ident].name) for ident in OUR_REGIONS),
        tuple((model.id, model.name) for model in catalogue.models.values() if not model.members),
        tuple((brand.id, brand.name) for brand in catalogue.brands.values() if not brand.members),
    )


def questions_about(things: Things, number: int) -> list[str]:
    """The same forms of questions about whatever is given, misspelt names among them."""
    chance = random.Random(2)
    forms = (
        "How many {model} were sold in {region} in 2023?",
        "BEV sales in {region} in 2022",
        "top 10 EVs in {region} in 2023",
        "What share did BEVs have in {region} in 2021?",
        "Was {model} ahead of {other} in {region} in 2024?",
        "{model} sales by year",
        "BEVs in {region} by month since 2022",
        "Which {brand} sold best in {region} in 2022?",
        "How many {misspelt} were sold in 2023?",
    )
    found = []
    for index in range(number):
        (_, model), (_, other) = chance.choice(things.models), chance.choice(things.models)
        (_, region), (_, brand) = chance.choice(things.regions), chance.choice(things.brands)
        misspelt = brand[:3] + brand[4:] if len(brand) > 5 else brand
        form = forms[index % len(forms)]
        found.append(form.format(model=model, other=other, region=region, brand=brand, misspelt=misspelt))
    return found


def _words(chance: random.Random) -> Iterator[str]:
    """Words of three syllables and more that nobody has written yet, each once."""
    seen: set[str] = set()
    while True:
        length = chance.choice((3, 3, 4))
        syllables = (
            chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS if last == length - 1 else ("",))
            for last in range(length)
        )
        word = "".join(syllables)
        if word not in seen:
            seen.add(word)
            yield word.capitalize()


def _catalogue(folder: Path, words: Iterator[str], regions: int, models: int) -> Things:
    brands = [(word.lower(), word) for word in _take(words, max(1, models // MODELS_OF_A_BRAND))]
    made: list[tuple[str, str]] = []
    places = [(f"q-{word.lower()}", word) for word in _take(words, regions)]
    with (folder / "brands.toml").open("a", encoding="utf-8") as file:
        file.writelines(f'\n[[brand]]\nid = "{ident}"\nname = "{name}"\n' for ident, name in brands)
    with (folder / "models.toml").open("a", encoding="utf-8") as file:
        for number in range(models):
            brand, maker = brands[number % len(brands)]
            short, *others = _take(words, NAMES_OF_A_MODEL - 1)
            made.append((f"{brand}/{short.lower()}", f"{maker} {short}"))
            file.write(
                f'\n[[model]]\nid = "{made[-1][0]}"\nname = "{maker} {short}"\nshort = "{short}"\npowertrain = "BEV"\n'
                f"names = {_listed(f'{maker} {other}' for other in others)}\n"
            )
    with (folder / "regions.toml").open("a", encoding="utf-8") as file:
        for ident, name in places:
            names = _listed(_take(words, NAMES_OF_A_REGION - 1))
            file.write(
                f'\n[[region]]\nid = "{ident}"\nname = "{name}"\nkind = "subnational"\ninside = "US"\nnames = {names}\n'
            )
    return Things(tuple(places), tuple(made), tuple(brands))


def _listed(names: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def _take(words: Iterator[str], number: int) -> list[str]:
    return [next(words) for _ in range(number)]


def _publisher(root: Path, number: int, invented: Things, chance: random.Random) -> None:
    """One publisher with its share of the places, each counted as a whole and by model."""
    ident = f"zz_{number:02}"
    folder = root / ident
    folder.mkdir()
    declared = _PUBLISHER.format(id=ident, number=number)
    for grain, role, order in (("market", "total", 200), ("model", "part", 210)):
        declared += _TABLE.format(id=ident.replace("_", "-"), grain=grain, role=role, order=order)
    (folder / "publisher.toml").write_text(declared, encoding="utf-8")
    (folder / "sources.csv").write_text(_SOURCES.format(id=ident, name=f"Bureau {number}"), encoding="utf-8")
    (folder / "LICENCE.md").write_text("As the publisher says.\n", encoding="utf-8")
    places = [ident for ident, _ in invented.regions[number::PUBLISHERS]]
    with (folder / "markets.csv").open("w", encoding="utf-8") as file:
        file.write(_COLUMNS)
        file.writelines(line for place in places for line in _market_lines(place, chance))
    with (folder / "models.csv").open("w", encoding="utf-8") as file:
        file.write(_COLUMNS)
        file.writelines(line for place in places for line in _model_lines(place, invented, chance))


def _market_lines(place: str, chance: random.Random) -> Iterator[str]:
    for powertrain in MARKET:
        usual = chance.randint(500, 9_000)
        for year in MARKET_YEARS:
            for month in range(1, 13):
                yield f",{powertrain},{place},{year}-{month:02},{usual + month * 7 + year % 13}\n"


def _model_lines(place: str, invented: Things, chance: random.Random) -> Iterator[str]:
    months = [f"{year}-{month:02}" for year in MODEL_YEARS for month in range(1, 13)]
    for model, _ in chance.sample(invented.models, MODELS_OF_A_PLACE):
        usual = chance.randint(1, 300)
        for number, month in enumerate(months[-MODEL_MONTHS:]):
            yield f"{model},,{place},{month},{usual + number % 12}\n"
