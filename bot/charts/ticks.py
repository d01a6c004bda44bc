"""Nice round steps for the axis of values. Every axis holds zero: a change is never made to look larger than it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high`, with round ticks between; zero is always among them."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def fraction(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def nice_scale(values: list[float], *, steps: int = 4, whole: bool = False, ceiling: float | None = None) -> Scale:
    """The scale that holds zero and the values with about so many steps.

    `whole` refuses ticks between whole numbers; `ceiling` ends the axis where the values cannot go past it.
    """
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0 if ceiling is None else min(1.0, ceiling)
    step = _nice_step((high - low) / steps)
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if ceiling is not None and high <= ceiling < last * step:
        last = math.floor(ceiling / step + 1e-9)
    ticks = tuple(_clean(number * step) for number in range(first, last + 1))
    return Scale(min(ticks[0], low), max(ticks[-1], high), ticks)


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))


def _clean(value: float) -> float:
    """Without the dust of adding: 0.3, not 0.30000000000000004."""
    return float(f"{value:.12g}")
