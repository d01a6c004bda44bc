"""What a column is called in a host's own tables, and how its words, numbers and times are written there.

Everything that `facts.rows` takes is taken, in any order of the columns, and the forms beside it that spreadsheets and
people use: "Country", "plug-in hybrid", "Q1 2024". What is not certain is left as it was written and refused there.
"""

from __future__ import annotations

import re

from facts.model import Powertrain
from facts.rows import COLUMNS, ENUMS

BRAND, MODEL = "brand", "model"
"""Columns that together are the subject."""
CALLED = {
    "subject": ("what", "vehicle", "thing"),
    BRAND: ("make", "maker", "marque"),
    MODEL: ("car", "model name"),
    "region": ("country", "place", "where", "market region"),
    "period": ("month", "quarter", "year", "date", "when", "time"),
    "value": ("number", "count", "figure", "quantity"),
    "powertrain": ("drive", "drivetrain", "fuel"),
    "vehicle_type": ("vehicle type", "type of vehicle", "type"),
    "of": ("share of",),
    "published": ("published on", "file date", "as of"),
    "note": ("notes", "comment", "remark", "remarks"),
}
"""Other names of columns."""
HEADERS = {name: column for column, names in CALLED.items() for name in (column.replace("_", " "), *names)} | {
    column.replace("_", " "): column for column in COLUMNS
}
WORDS: dict[str, dict[str, str]] = {
    "powertrain": {
        "battery electric": Powertrain.BEV,
        "plug in hybrid": Powertrain.PHEV,
        "plugin hybrid": Powertrain.PHEV,
        "fuel cell": Powertrain.FCEV,
        "hybrid": Powertrain.HEV,
    },
    "vehicle_type": {"cars": "car", "vans": "van", "buses": "bus", "trucks": "truck"},
    "unit": {"cars": "vehicles", "units": "vehicles", "%": "percent", "per cent": "percent"},
}
_QUARTER = re.compile(r"Q([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?Q([1-4])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[/.](\d{4})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def column_of(header: str) -> str | None:
    """The column that a header names, `BRAND` and `MODEL` included, or None."""
    return HEADERS.get(" ".join(header.replace("_", " ").split()).casefold())


def word(column: str, said: str) -> str:
    """A word of a column as the documented schema writes it; as it was where it is none of its words."""
    if column not in ENUMS:
        return said
    plain = " ".join(said.replace("-", " ").replace("_", " ").split()).casefold()
    for known in ENUMS[column]:
        if plain == str(known).replace("-", " ").replace("_", " ").casefold():
            return str(known)
    return WORDS.get(column, {}).get(plain, said)


def period(said: str) -> str:
    """A time in the notation of `facts.period`; as it was where it is in none of the forms here."""
    if found := _QUARTER.fullmatch(said):
        return f"{found[2] or found[3]}-Q{found[1] or found[4]}"
    if found := _MONTH.fullmatch(said):
        return f"{found[1] or found[4]}-{int(found[2] or found[3]):02}"
    return f"@{said}" if _DAY.fullmatch(said) else said
