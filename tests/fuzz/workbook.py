"""Workbooks from strangers: any bytes for a file, or any bytes for its parts, so that no checksum is in the way.

The first byte of an input says which of the two it is; the parts are parted by one byte.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fuzz.importing import importing
from tests.fuzz.targets import TryOne

INSTRUMENTED = ("facts.feeds", "facts.rows", "facts.tables", "facts.check", "zipfile")
WHOLE, IN_PARTS = range(2)
PART = b"\x1e"
SHEET = "xl/worksheets/sheet1.xml"
PARTS = (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_BOOK = '<workbook><sheets><sheet name="GEVO_EV_2026" r:id="r1"/></sheets></workbook>'
_RELATIONS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
_USUAL = {"xl/workbook.xml": _BOOK.encode(), "xl/_rels/workbook.xml.rels": _RELATIONS.encode()}
_HEAD = ("region_country", "category", "parameter", "mode", "powertrain", "year", "unit", "value")
_ROWS = (
    ("Norway", "Historical", "EV sales", "Cars", "BEV", "2024", "Vehicles", "120000"),
    ("Norway", "Historical", "EV sales share", "Cars", "EV", "2024", "percent", "92.5"),
    ("Norway", "Historical", "EV stock", "Cars", "BEV", "1e3", "Vehicles", "nan"),
)


def seeds() -> Iterator[bytes]:
    """A good workbook whole, packed and in its parts, with inline and with shared strings."""
    shared = "".join(f"<si><t>{word}</t></si>" for word in _HEAD)
    by_number = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(len(_HEAD)))
    for sheet, strings in ((_sheet(_inline(_HEAD)), ""), (_sheet(by_number), f"<sst>{shared}</sst>")):
        parts = {SHEET: sheet.encode(), "xl/sharedStrings.xml": strings.encode() or b"<sst/>"}
        yield bytes([WHOLE]) + zipped(parts | _USUAL, zipfile.ZIP_DEFLATED)
        yield bytes([WHOLE]) + zipped(parts | _USUAL, zipfile.ZIP_STORED)
        yield bytes([IN_PARTS]) + PART.join(parts.values())
        yield bytes([IN_PARTS]) + PART.join((*parts.values(), *_USUAL.values()))
    without_end = _sheet(_inline(_HEAD)).replace("2024", "inf")
    yield bytes([IN_PARTS]) + without_end.encode() + PART + b"<sst/>"
    whole = zipped(_USUAL | {SHEET: _sheet(_inline(_HEAD)).encode()}, zipfile.ZIP_DEFLATED)
    yield bytes([WHOLE]) + whole.replace(whole[60:64], b"\xff" * 4)
    yield bytes([IN_PARTS]) + b'<row><c r="A1" t="s"><v>99</v></c></row>' + PART + b"<sst/>"


@contextmanager
def trying() -> Iterator[TryOne]:
    """The way in, with what we hold small."""
    with importing() as take:

        def try_one(data: bytes) -> None:
            if data:
                take({"gevo.xlsx": file_of(data)}, None)

        yield try_one


def file_of(data: bytes) -> bytes:
    """The workbook that an input stands for."""
    kind, rest = data[0] % 2, data[1:]
    if kind == WHOLE:
        return rest
    return zipped(_USUAL | dict(zip(PARTS, rest.split(PART), strict=False)), zipfile.ZIP_STORED)


def zipped(parts: dict[str, bytes], method: int) -> bytes:
    """The parts as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        for name, content in parts.items():
            book.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def _sheet(head: str) -> str:
    rows = "".join(f"<row>{_inline(cells)}</row>" for cells in _ROWS)
    return f"<worksheet><sheetData><row>{head}</row>{rows}</sheetData></worksheet>"


def _inline(cells: tuple[str, ...]) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
