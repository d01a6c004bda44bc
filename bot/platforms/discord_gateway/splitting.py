"""One long text into messages that Discord takes: at most 2,000 characters each, fences closed on both sides of a cut.

Cuts fall between lines, else between words, else anywhere but inside an escape. Nothing is ever left out here.
"""

from __future__ import annotations

LIMIT = 2_000
FENCE = "```"
_ROOM_FOR_FENCES = 2 * (len(FENCE) + 1)


def size(text: str) -> int:
    """Length in UTF-16 units, the larger of the two ways that clients and servers count."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The messages that hold the text, in order; none of them blank."""
    messages: list[str] = []
    held: list[str] = []
    inside = False
    for line in _short_lines(text, limit - _ROOM_FOR_FENCES):
        closes = inside and line == FENCE  # always fits: its room is kept
        if held and not closes and size("\n".join([*held, line])) + _ROOM_FOR_FENCES > limit:
            messages.append(_closed(held, inside))
            held = [FENCE] if inside else []
        held.append(line)
        inside ^= line.startswith(FENCE)
    messages.append(_closed(held, inside))
    return [message for message in messages if message]


def _closed(lines: list[str], inside: bool) -> str:
    """The lines as a message of their own; a fence that holds nothing is dropped, an open one closed."""
    if inside and lines[-1] == FENCE:
        return "\n".join(lines[:-1]).strip()
    return "\n".join([*lines, FENCE] if inside else lines).strip()


def _short_lines(text: str, limit: int) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        while size(line) > limit:
            cut = _cut(line, limit)
            lines.append(line[:cut].rstrip(" "))
            line = line[cut:].lstrip(" ")
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
