"""The colours of the light and the dark picture.

The hues are those of Okabe and Ito, moved in lightness until every one can be read as text on its background (4.5
to 1) and any two stay apart for readers with each of the three kinds of colour blindness. No colour stands alone all
the same: marks and labels say what it says.
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
        lines=("#0062e0", "#c45304", "#00835a", "#b03c92", "#542c03", "#1c1c1f"),
    ),
    Theme.DARK: Palette(
        background="#1b1d21",
        ink="#f2f3f5",
        muted="#abb0ba",
        grid="#34373d",
        axis="#7b808a",
        track="#2b2e33",
        lines=("#3aaaff", "#ee6a30", "#3ee6a0", "#d86a9c", "#f7d43a", "#f5f6fa"),
    ),
}


def palette(theme: Theme) -> Palette:
    """The colours of this theme."""
    return _PALETTES[theme]
