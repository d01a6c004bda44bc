"""The few words that a picture adds to the words it was given. English, as all replies are."""

from __future__ import annotations

SOURCE = "Source"
AS_OF = "as of"
NO_FIGURE = "no figure"
SO_FAR = "so far"
IN_PART = "in part"
PART_MARKS = "Hollow marks: part of the period"
PART_BARS = "Hatched: part of the period"
BREAKS = "Breaks: no figure"
VEHICLES = "vehicles"
MAX_NAMED = 3
"""Labels that a note names one by one; more are told by the mark."""


def partial_note(labels: list[str], last: str) -> str:
    """Which points cover only a part of their period: "2026 so far"."""
    if not labels:
        return ""
    if len(labels) > MAX_NAMED:
        return PART_MARKS
    return ", ".join(f"{label} {SO_FAR if label == last else IN_PART}" for label in labels)


def gap_note(labels: list[str]) -> str:
    """Which points have no figure: "no figure: 2019, 2020"."""
    if not labels:
        return ""
    return BREAKS if len(labels) > MAX_NAMED else f"{NO_FIGURE}: {', '.join(labels)}"
