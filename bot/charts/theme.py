"""The colours of the light and the dark picture.

The hues follow Okabe and Ito, who chose them to be told apart by colour-blind readers; the light ones are darkened
until they can be read as text on white (4.5 to 1). No colour stands alone: marks and labels say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    """Which picture; both have a background of their own and can be read anywhere."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme."""

    background: str
    ink: str
    """Titles and values."""
    muted: str
    """The reading line, ticks, notes and source."""
    grid: str
    axis: str
    track: str
    """What is left of the whole behind a bar of shares."""
    lines: tuple[str, ...]
    """One for each line, in their order; bars take the first."""


_PALETTES = {
    Theme.LIGHT: Palette(
        background="#ffffff",
        ink="#1a1c20",
        muted="#5a5f69",
        grid="#e3e5e9",
        axis="#8b909a",
        track="#eceef1",
        lines=("#0068a8", "#c24e00", "#007d5a", "#a8437c", "#8a6500", "#33363c"),
    ),
    Theme.DARK: Palette(
        background="#1b1d21",
        ink="#f2f3f5",
        muted="#abb0ba",
        grid="#34373d",
        axis="#7b808a",
        track="#2b2e33",
        lines=("#56b4e9", "#f58a3c", "#1fc495", "#e58fc0", "#f0e442", "#d5d8de"),
    ),
}


def palette(theme: Theme) -> Palette:
    """The colours of this theme."""
    return _PALETTES[theme]
