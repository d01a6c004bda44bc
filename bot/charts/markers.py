"""The shapes that tell six lines apart without colour: filled, or hollow for a part of a period."""

from __future__ import annotations

from bot.charts.scene import Circle, Path

DASHES = ("", "", "", "14 6", "4 7", "14 6 3 6")
"""The strokes of the six lines; the first three are solid."""
SIZE = 6.0
_SHAPES: tuple[tuple[tuple[float, float], ...], ...] = (
    (),
    ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    ((0, -1.25), (1.2, 0.9), (-1.2, 0.9)),
    ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
    ((0, 1.25), (1.2, -0.9), (-1.2, -0.9)),
    ((0, -1.3), (1.24, -0.4), (0.76, 1.05), (-0.76, 1.05), (-1.24, -0.4)),
)


def marker(number: int, x: float, y: float, colour: str, background: str, *, hollow: bool = False) -> Circle | Path:
    """The mark of one line, set off from others by a rim of the background, or let through by it where hollow."""
    fill, rim, thickness = (background, colour, 2.5) if hollow else (colour, background, 1.2)
    shape = _SHAPES[number % len(_SHAPES)]
    if not shape:
        return Circle(x, y, SIZE, fill, rim, thickness)
    return Path(tuple((x + SIZE * across, y + SIZE * down) for across, down in shape), rim, thickness, fill=fill)
