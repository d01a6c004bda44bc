"""How wide a text is, and how it is wrapped or shortened to fit; the letters are those of the font kept beside it.

The font has no kerning and no ligatures, so a width is a sum. Only the two tables needed are read, with the standard
library, once. What the font cannot show is replaced or left out by `clean`, which every text goes through.
"""

from __future__ import annotations

import struct
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

FAMILY = "Noto Sans"
ASCENT = 0.8
"""From the baseline to above the capitals and their accents, in parts of the size."""
DESCENT = 0.24
ELLIPSIS = "…"
_FOLDER = Path(__file__).parent / "fonts"
_SAID_OTHERWISE = str.maketrans({"→": "-", "≥": ">", "≤": "<", "≈": "~", "\u00ad": "", "\ufeff": ""})


class Weight(StrEnum):
    """The two weights that are drawn."""

    REGULAR = "Regular"
    STRONG = "SemiBold"

    @property
    def path(self) -> Path:
        """The font file."""
        return _FOLDER / f"NotoSans-{self.value}.ttf"


def clean(text: str) -> str:
    """The text as it can be shown: composed letters, single spaces, nothing that steers a terminal or breaks XML."""
    composed = unicodedata.normalize("NFC", text).translate(_SAID_OTHERWISE)
    kept = (
        " " if letter in "\t\n\r\v\f\u2028\u2029" else letter
        for letter in composed
        if letter in "\t\n\r\v\f\u2028\u2029" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    # Only plain spaces are run together: those that do not break hold numbers and units.
    return " ".join(part for part in "".join(kept).split(" ") if part).strip()


def width(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """How wide the text is at this size."""
    table = _advances(weight)
    missing = table[-1]
    return sum(table.get(ord(letter), missing) for letter in text) * size


def can_show(text: str) -> bool:
    """Whether the font has every letter of the text."""
    table = _advances(Weight.REGULAR)
    return all(ord(letter) in table for letter in text)


def shortened(text: str, room: float, size: float, weight: Weight = Weight.REGULAR) -> str:
    """The text, its middle left out where it does not fit: the end often tells two names apart."""
    if width(text, size, weight) <= room:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if width(_without_middle(text, middle), size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    return _without_middle(text, low)


def wrapped(text: str, room: float, size: float, weight: Weight = Weight.REGULAR, *, most: int) -> tuple[str, ...]:
    """The text in at most so many lines; what is too long for them loses the middle of its last line."""
    words = text.split(" ")
    lines: list[str] = []
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), size, weight) <= room:
            taken += 1
        lines.append(shortened(" ".join(words[:taken]), room, size, weight))
        words = words[taken:]
    if words:
        lines.append(shortened(" ".join(words), room, size, weight))
    return tuple(line for line in lines if line)


def balanced(text: str, room: float, size: float, weight: Weight = Weight.REGULAR, *, most: int) -> tuple[str, ...]:
    """The text wrapped into lines of about one length, so that no word is left alone in the last."""
    lines = wrapped(text, room, size, weight, most=most)
    if len(lines) < 2 or any(ELLIPSIS in line for line in lines):
        return lines
    low, high = room / 2, room
    while high - low > 4:
        middle = (low + high) / 2
        narrower = wrapped(text, middle, size, weight, most=most + 1)
        if len(narrower) <= len(lines) and not any(ELLIPSIS in line for line in narrower):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _without_middle(text: str, kept: int) -> str:
    tail = kept // 2
    head = text[: kept - tail].rstrip()
    return head + ELLIPSIS + (text[-tail:].lstrip() if tail else "")


@cache
def _advances(weight: Weight) -> dict[int, float]:
    """The width of each character in parts of the size; -1 stands for a character that the font lacks."""
    data = weight.path.read_bytes()
    tables = _tables(data)
    units = struct.unpack_from(">H", data, tables["head"] + 18)[0]
    long_metrics = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
    widths = [struct.unpack_from(">H", data, tables["hmtx"] + 4 * glyph)[0] / units for glyph in range(long_metrics)]
    found = {code: widths[min(glyph, long_metrics - 1)] for code, glyph in _glyphs(data, tables["cmap"]).items()}
    return found | {-1: widths[0]}


def _tables(data: bytes) -> dict[str, int]:
    count = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count))
    return {name.decode("ascii"): offset for name, _, offset, _ in entries}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Character codes to glyph numbers; the subset has only tables of format 4."""
    start = cmap + struct.unpack_from(">I", data, cmap + 8)[0]
    doubled = struct.unpack_from(">H", data, start + 6)[0]
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 2 * doubled)
    offsets_at = start + 16 + 3 * doubled
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    found: dict[int, int] = {}
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                at = offsets_at + 2 * number + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", data, at)[0]
                if not glyph:
                    continue
            found[code] = (glyph + delta) & 0xFFFF
    return found
