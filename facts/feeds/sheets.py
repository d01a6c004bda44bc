"""The rows of one sheet of an .xlsx workbook, read with the standard library and with limits on everything.

It knows what a table of text and numbers needs: shared and inline strings, numbers, empty cells. Formulas are not
computed and formats not read. A file that unpacks to more than is allowed, or declares entities, is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from facts.feeds.writing import FeedError

MOST_COLUMNS = 100
_CHUNK = 1 << 16
_CELL = re.compile(r"([A-Z]{1,3})[1-9]\d{0,6}")


def read_sheet(
    name: str, content: bytes, wanted: Callable[[str], bool], most_bytes: int
) -> tuple[str, list[list[str]]]:
    """The name and the rows of the first sheet whose name is wanted. Raises FeedError where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = _Parts(name, book, most_bytes)
            title, path = parts.sheet(wanted)
            return title, parts.rows(path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        LookupError,
        NotImplementedError,
        OSError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as problem:
        if isinstance(problem, FeedError):
            raise
        raise FeedError(f"{name} is not a whole workbook: {problem}") from problem


class _Parts:
    """A workbook whose parts are unpacked up to a limit, all of them together."""

    def __init__(self, name: str, book: zipfile.ZipFile, most_bytes: int) -> None:
        self._name, self._book, self._left, self._most = name, book, most_bytes, most_bytes

    def sheet(self, wanted: Callable[[str], bool]) -> tuple[str, str]:
        targets: dict[str, str] = {}
        titles: dict[str, str] = {}

        def related(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship":
                targets[given.get("Id", "")] = given.get("Target", "").removeprefix("/xl/")

        def titled(tag: str, given: dict[str, str]) -> None:
            if tag == "sheet":
                titles[given.get("name", "")] = given.get("r:id", "")

        self._parse("xl/_rels/workbook.xml.rels", related)
        self._parse("xl/workbook.xml", titled)
        for title, relation in titles.items():
            if wanted(title):
                return title, f"xl/{targets[relation]}"
        raise FeedError(f"{self._name} has no such sheet; there are {', '.join(titles)[:200]}")

    def rows(self, path: str) -> list[list[str]]:
        shared = _Texts("si")
        if "xl/sharedStrings.xml" in self._book.namelist():
            self._parse("xl/sharedStrings.xml", shared.open, shared.close, shared.text)
        sheet = _Cells(self._name, shared.found)
        self._parse(path, sheet.open, sheet.close, sheet.text)
        return sheet.rows

    def _parse(
        self,
        path: str,
        opened: Callable[[str, dict[str, str]], None],
        closed: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = opened
        if closed and text:
            parser.EndElementHandler, parser.CharacterDataHandler = closed, text
        for chunk in self._unpacked(path):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _unpacked(self, path: str) -> Iterator[bytes]:
        with self._book.open(path) as part:
            while chunk := part.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise FeedError(f"{self._name} unpacks to more than {self._most:,} bytes")
                yield chunk

    def _refuse(self, *_: object) -> None:
        raise FeedError(f"{self._name} declares a document type, which no workbook does")


class _Texts:
    """Strings between an element and its end, whatever runs they are split into."""

    def __init__(self, element: str) -> None:
        self.found: list[str] = []
        self._element, self._inside, self._parts = element, False, list[str]()

    def open(self, tag: str, _: dict[str, str]) -> None:
        if tag == self._element:
            self._parts = []
        self._inside = tag == "t"

    def close(self, tag: str) -> None:
        self._inside = False
        if tag == self._element:
            self.found.append("".join(self._parts))

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


class _Cells:
    """The cells of a sheet, row by row, as text."""

    def __init__(self, name: str, shared: list[str]) -> None:
        self.rows: list[list[str]] = []
        self._name, self._shared = name, shared
        self._kind, self._column, self._inside, self._parts = "", 0, False, list[str]()

    def open(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.rows.append([])
        elif tag == "c":
            self._kind, self._parts = given.get("t", "n"), []
            self._column = self._place(given.get("r", ""))
        self._inside = tag in ("v", "t")

    def close(self, tag: str) -> None:
        self._inside = False
        if tag == "c" and self.rows:
            text = "".join(self._parts)
            row = self.rows[-1]
            row += [""] * (self._column - len(row))
            row.append(self._shared[int(text)] if self._kind == "s" and text else text)

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def _place(self, reference: str) -> int:
        match = _CELL.fullmatch(reference)
        if match is None:
            return len(self.rows[-1]) if self.rows else 0
        number = 0
        for letter in match[1]:
            number = number * 26 + ord(letter) - ord("A") + 1
        if number > MOST_COLUMNS:
            raise FeedError(f"{self._name} has more than {MOST_COLUMNS} columns")
        return number - 1
