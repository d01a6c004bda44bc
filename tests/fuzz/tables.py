"""Tables from strangers: the publishers' own forms and ours, with a declaration and without.

The first byte of an input says which form it is, the rest is the file; a folder's files are parted by one byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.fuzz.importing import importing
from tests.fuzz.targets import TryOne
from tests.support.small_data import FIGURE_COLUMNS, PAPER, SOURCE_COLUMNS, STATEMENT_COLUMNS

INSTRUMENTED = ("facts",)
MONTHS, INSERTS, FIGURES, FOLDER = range(4)
PART = b"\x1e"
PARTS = ("publisher.toml", "models.csv", "sources.csv", "statements.csv")
_INSERT = (
    '// Norway\n"use strict";\ndb.insert(db.countries.NO, "2026-05", db.dsTypes.ElectricCarsByModel, '
    '"https://x.example/a (vans)",\n{ "Nissan|Leaf": 40\n, "Nobody|Nothing": 1\n, "other": 7\n});\n'
)
_LINE = "renault/zoe,,,,NO,2023-01,10,exact,published,2024,a note\n"
_STATEMENT = "P1,renault/zoe,launched,Norway,NO,2014,2014-03,,renault,The Zoe came to Norway.,list\n"
_SOURCE = "list,The Paper,Cars of the month,https://paper.example/list,2024-02,CC BY 4.0,\n"


def seeds() -> Iterator[bytes]:
    """One good file of each form, and a few with what often goes wrong."""
    for line in ('202601,"Norway","BatteryElectric",100', '202601,"Norway","Petrol",3.25', '202603,"Canada","X",0'):
        yield bytes([MONTHS]) + f"{line}\n".encode()
    yield bytes([INSERTS]) + _INSERT.encode()
    yield bytes([INSERTS]) + _INSERT.replace("40", "1e308").encode()
    for line in (_LINE, _LINE.replace("2023-01", "2023-Q1"), _LINE.replace("10", '"1\n0"'), '"' * 99):
        yield bytes([FIGURES]) + (FIGURE_COLUMNS + line).encode()
    whole = (PAPER, FIGURE_COLUMNS + _LINE, SOURCE_COLUMNS + _SOURCE, STATEMENT_COLUMNS + _STATEMENT)
    yield bytes([FOLDER]) + PART.join(part.encode() for part in whole)
    yield from (bytes([FOLDER]) + start for start in (b"a = " + b"[" * 3_000, b"a = " + b"9" * 5_000, b"[publisher]"))
    yield bytes([FOLDER]) + b'[publisher]\nid = "paper"\n[[table]]\nfile = "x.csv"'


@contextmanager
def trying() -> Iterator[TryOne]:
    """The way in, with what we hold small."""
    with importing() as take:

        def try_one(data: bytes) -> None:
            if data:
                take(*files_of(data))

        yield try_one


def files_of(data: bytes) -> tuple[dict[str, bytes], str | None]:
    """The files that an input stands for, and whose they are where they do not say."""
    form, rest = data[0] % 4, data[1:]
    if form == MONTHS:
        return {"all.csv": b"YYYYMM,Country,Fuel,Value\n" + rest}, None
    if form == INSERTS:
        return {"data-NO.js": rest}, None
    if form == FIGURES:
        return {"models.csv": rest}, "paper"
    files = dict(zip(PARTS, rest.split(PART), strict=False))
    return files | {"LICENCE.md": b"As it says.\n"}, None
