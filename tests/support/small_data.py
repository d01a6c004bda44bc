"""A throwaway data folder with a catalogue and two publishers, small enough to know every figure by heart.

`paper` lists models of Norway and Sweden by month and completes each month with a remainder; `bureau` counts whole
markets by powertrain. `facts.check` finds nothing wrong in it. Tests add or replace lines with `add_figures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

MODELS = """
[[model]]
id = "renault/zoe"
name = "Renault Zoe"
short = "Zoe"
powertrain = "BEV"

[[model]]
id = "nissan/leaf"
name = "Nissan Leaf"
short = "Leaf"
powertrain = "BEV"

[[model]]
id = "tesla/model-3"
name = "Tesla Model 3"
short = "Model 3"
powertrain = "BEV"
"""
BRANDS = """
[[brand]]
id = "renault"
name = "Renault"
country = "FR"

[[brand]]
id = "nissan"
name = "Nissan"

[[brand]]
id = "tesla"
name = "Tesla"
all_electric = true
"""
GROUPS = """
[[group]]
id = "group/renault-nissan"
name = "Renault-Nissan Alliance"
member = [{ brand = "renault" }, { brand = "nissan" }]
"""
REGIONS = """
[[region]]
id = "NO"
name = "Norway"
kind = "country"

[[region]]
id = "SE"
name = "Sweden"
kind = "country"

[[region]]
id = "FR"
name = "France"
kind = "country"

[[region]]
id = "nordics"
name = "the Nordic countries"
kind = "aggregate"
members = ["NO", "SE"]
"""
PLACES = """
[[place]]
name = "Oslo"
inside = "NO"
"""
PAPER = """
[publisher]
id = "paper"
name = "The Paper"
url = "https://paper.example/"
licence = "CC BY 4.0"
attribution = "The Paper, 2024"

[[table]]
file = "models.csv"
family = "paper"
order = 20
grain = "model"
caveats = ["The Paper counts by hand."]

[table.defaults]
role = "part"
measure = "registrations"
powertrain = "BEV"
vehicle_type = "car"
unit = "vehicles"
precision = "exact"
basis = "published"
source = "list"
"""
BUREAU = """
[publisher]
id = "bureau"
name = "Bureau of Cars"
url = "https://bureau.example/"
licence = "public domain"

[[table]]
file = "markets.csv"
family = "bureau"
order = 10
grain = "market"

[table.defaults]
subject = "market"
role = "total"
measure = "registrations"
vehicle_type = "car"
unit = "vehicles"
precision = "exact"
basis = "published"
source = "tables"

[[variant]]
id = "with-used"
order = 90
answer = false
caveat = "With used cars."
"""
SOURCE_COLUMNS = "id,publisher,title,url,published,licence,via\n"
STATEMENT_COLUMNS = "id,subject,predicate,object,region,as_of,event_date,is_reason,about,text,source\n"
FIGURE_COLUMNS = "subject,role,variant,powertrain,region,period,value,precision,basis,published,note\n"
MONTHS = tuple(f"2023-{month:02}" for month in range(1, 13))
FILES = {"paper": "models.csv", "bureau": "markets.csv"}


def small_data(root: Path) -> Path:
    """Write the folder and return it."""
    write_catalogue(root / "catalogue")
    _write_publisher(
        root / "paper", PAPER, "list,The Paper,Cars of the month,https://paper.example/list,2024-02,CC BY 4.0,\n"
    )
    _write_publisher(
        root / "bureau", BUREAU, "tables,Bureau of Cars,Tables,https://bureau.example/t,2024-03-01,public domain,\n"
    )
    _write(root / "paper" / "statements.csv", STATEMENT_COLUMNS + "".join(_statements()))
    _write(root / "paper" / "models.csv", FIGURE_COLUMNS)
    _write(root / "bureau" / "markets.csv", FIGURE_COLUMNS)
    add_figures(root, "paper", _models())
    add_figures(root, "bureau", _markets())
    return root


def add_figures(root: Path, publisher: str, lines: Iterable[str]) -> None:
    """Append lines `subject,role,variant,powertrain,region,period,value[,precision[,basis[,published[,note]]]]`."""
    width = FIGURE_COLUMNS.count(",")
    with (root / publisher / FILES[publisher]).open("a", encoding="utf-8") as file:
        file.writelines(line + "," * (width - line.count(",")) + "\n" for line in lines)


def write_catalogue(folder: Path) -> None:
    """The catalogue that the small folder speaks of."""
    texts = {"models": MODELS, "brands": BRANDS, "groups": GROUPS, "regions": REGIONS, "places": PLACES}
    for name in (*texts, "ambiguous", "scopes"):
        _write(folder / f"{name}.toml", texts.get(name, ""))


def _models() -> Iterator[str]:
    """Norway 2023: Zoe 10 a month, Model 3 20, Leaf 30 from September, 1 other but in February; Sweden to June."""
    for month in MONTHS:
        yield f"renault/zoe,,,,NO,{month},10"
        yield f"tesla/model-3,,,,NO,{month},20"
        if month >= "2023-09":
            yield f"nissan/leaf,,,,NO,{month},30"
        if month != "2023-02":
            yield f"market,remainder,,,NO,{month},1"
    for month in MONTHS[:6]:
        yield f"renault/zoe,,,,SE,{month},100"
        yield f"market,remainder,,,SE,{month},2"
    yield "renault/zoe,total,,,nordics,2023,900"


def _markets() -> Iterator[str]:
    for number, month in enumerate(MONTHS):
        yield f"market,,,BEV,NO,{month},{61 if number >= 8 else 31}"
        yield f"market,,,PHEV,NO,{month},5"
        yield f"market,,,PETROL,NO,{month},4"
        yield f"market,,,DIESEL,NO,{month},3"
        yield f"market,,with-used,BEV,NO,{month},99"
    yield "market,,,BEV,SE,2023,5000"
    yield "market,,,BEV,nordics,2023,5500"
    for month in MONTHS[:3]:
        yield f"market,,,BEV,FR,{month},9000"


def _statements() -> Iterator[str]:
    yield "P1,renault/zoe,launched,Norway,NO,2014,2014-03,,renault,The Zoe came to Norway in March 2014.,list\n"
    yield "P2,tesla/model-3,best_seller,2023,NO,2024-01,2023,true,,The Model 3 led because it was cheap.,list\n"


def _write_publisher(folder: Path, declaration: str, sources: str) -> None:
    _write(folder / "publisher.toml", declaration)
    _write(folder / "sources.csv", SOURCE_COLUMNS + sources)
    _write(folder / "LICENCE.md", "As the publisher says.\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
