"""One long text into pieces that Discord takes: fences closed on both sides of a cut, small print small again after it.

Cuts fall between lines, else between words, else anywhere but inside an escape. Nothing is ever left out here.
"""

from __future__ import annotations

from bot.platforms.limits import Discord, size

FENCE = "```"
SMALL = "-# "
"""Begins a line of small print."""
_ROOM_FOR_FENCES = 2 * (len(FENCE) + 1)


def split(text: str, limit: int = Discord.TEXT) -> list[str]:
    """The pieces that hold the text, in order; none of them blank."""
    pieces: list[str] = []
    held: list[str] = []
    inside = False
    for line in _short_lines(text, limit - _ROOM_FOR_FENCES):
        closes = inside and line == FENCE  # always fits: its room is kept
        if held and not closes and size("\n".join([*held, line])) + _ROOM_FOR_FENCES > limit:
            pieces.append(_closed(held, inside))
            held = [FENCE] if inside else []
        held.append(line)
        inside ^= line.startswith(FENCE)
    pieces.append(_closed(held, inside))
    return [piece for piece in pieces if piece]


def _closed(lines: list[str], inside: bool) -> str:
    """The lines as a text of their own; a fence that holds nothing is dropped, an open one closed."""
    if inside and lines[-1] == FENCE:
        return "\n".join(lines[:-1]).strip()
    return "\n".join([*lines, FENCE] if inside else lines).strip()


def _short_lines(text: str, limit: int) -> list[str]:
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        inside ^= line.startswith(FENCE)
        again = SMALL if line.startswith(SMALL) and not inside else ""
        while size(line) > limit:
            cut = _cut(line, limit)
            lines.append(line[:cut].rstrip(" "))
            line = again + line[cut:].lstrip(" ")
        lines.append(line)
    return lines


def _cut(line: str, limit: int) -> int:
    longest = limit
    while size(line[:longest]) > limit:
        longest -= size(line[:longest]) - limit
    space = line.rfind(" ", longest // 2, longest)
    if space > 0:
        return space
    backslashes = len(line[:longest]) - len(line[:longest].rstrip("\\"))
    return longest - backslashes % 2
