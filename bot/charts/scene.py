"""A picture as a list of marks, and its one way out: SVG text.

Layout puts marks in, tests look at them, the writer escapes whatever came from data. Units are those of the canvas:
600 across by default, seen on a phone at two thirds, so that no text may be smaller than 18.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Literal

from bot.charts.font import ASCENT, DESCENT, FAMILY, Weight, width

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the two share more than a border."""
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    fill: str
    weight: Weight = Weight.REGULAR
    anchor: Anchor = "start"
    halo: str = ""
    """A colour to set it off from what lies under it."""

    @property
    def box(self) -> Box:
        """The room that the text takes."""
        wide = width(self.text, self.size, self.weight)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return Box(left, self.y - ASCENT * self.size, left + wide, self.y + DESCENT * self.size)


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, or a closed shape where it is filled."""

    points: tuple[tuple[float, float], ...]
    stroke: str
    thickness: float
    dash: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A round mark."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str = ""
    thickness: float = 0.0


Mark = Text | Rect | Path | Circle


@dataclass(slots=True)
class Scene:
    """The marks of one picture, from the back to the front."""

    width: float
    height: float
    background: str
    description: str = ""
    marks: list[Mark] = field(default_factory=list)
    hatch: str = ""
    """The colour of the stripes that `HATCH` fills with."""

    @property
    def texts(self) -> list[Text]:
        """Every text, in drawing order."""
        return [mark for mark in self.marks if isinstance(mark, Text)]

    def svg(self, scale: float = 1.0) -> str:
        """The picture as a document of its own, so many times as large."""
        size = f'width="{_n(self.width * scale)}" height="{_n(self.height * scale)}"'
        box = f'viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
        label = f"<desc>{escape(self.description, quote=False)}</desc>" if self.description else ""
        parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img">{label}']
        if self.hatch:
            parts.append(_HATCH_PATTERN.format(colour=self.hatch))
        parts.append(f'<rect width="100%" height="100%" fill="{self.background}"/>')
        parts.append(f'<g font-family="{escape(FAMILY)}, sans-serif">')
        parts.extend(_element(mark) for mark in self.marks)
        parts.append("</g></svg>")
        return "\n".join(parts)


HATCH = "url(#part)"
_HATCH_PATTERN = (
    '<defs><pattern id="part" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="3.2" height="8" fill="{colour}"/></pattern></defs>'
)


def _element(mark: Mark) -> str:
    match mark:
        case Text():
            return _text(mark)
        case Rect():
            stroke = f' stroke="{mark.stroke}" stroke-width="1.5"' if mark.stroke else ""
            radius = f' rx="{_n(mark.radius)}"' if mark.radius else ""
            place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.width)}" height="{_n(mark.height)}"'
            return f'<rect {place}{radius} fill="{mark.fill}"{stroke}/>'
        case Path():
            return _path(mark)
        case Circle():
            stroke = f' stroke="{mark.stroke}" stroke-width="{_n(mark.thickness)}"' if mark.stroke else ""
            return f'<circle cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.radius)}" fill="{mark.fill}"{stroke}/>'


def _text(mark: Text) -> str:
    halo = f' stroke="{mark.halo}" stroke-width="5" stroke-linejoin="round" paint-order="stroke"' if mark.halo else ""
    weight = ' font-weight="600"' if mark.weight is Weight.STRONG else ""
    anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
    place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}"'
    return f'<text {place} fill="{mark.fill}"{weight}{anchor}{halo}>{escape(mark.text, quote=False)}</text>'


def _path(mark: Path) -> str:
    steps = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
    dash = f' stroke-dasharray="{mark.dash}"' if mark.dash else ""
    pen = f'stroke="{mark.stroke}" stroke-width="{_n(mark.thickness)}" stroke-linejoin="round" stroke-linecap="round"'
    if mark.fill:
        return f'<polygon points="{steps}" fill="{mark.fill}" {pen}{dash}/>'
    return f'<polyline points="{steps}" fill="none" {pen}{dash}/>'


def _n(value: float) -> str:
    """A coordinate with at most two digits after the point."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
