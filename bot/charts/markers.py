"""The shapes that tell six lines apart without colour: filled, or hollow for a part of a period."""

from __future__ import annotations

from bot.charts.scene import Circle, Path, Rect

DASHES = ("", "", "", "14 6", "4 7", "14 6 3 6")
"""The strokes of the six lines; the first three are solid."""
_SHAPES: tuple[tuple[tuple[float, float], ...], ...] = (
    (),
    ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    ((0, -1.25), (1.2, 0.9), (-1.2, 0.9)),
    ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
    ((0, 1.25), (1.2, -0.9), (-1.2, -0.9)),
    ((0, -1.3), (1.24, -0.4), (0.76, 1.05), (-0.76, 1.05), (-1.24, -0.4)),
)


def marker(
    number: int, x: float, y: float, colour: str, *, hollow_on: str = "", size: float = 5.5
) -> Circle | Path | Rect:
    """The mark of one line; `hollow_on` is the colour that a hollow one lets through."""
    fill = hollow_on or colour
    thickness = 2.5 if hollow_on else 1.0
    shape = _SHAPES[number % len(_SHAPES)]
    if not shape:
        return Circle(x, y, size, fill, colour, thickness)
    corners = tuple((x + size * across, y + size * down) for across, down in shape)
    return Path(corners, colour, thickness, fill=fill)
