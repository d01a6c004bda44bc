"""What a scene of the stress run came to: what became of the questions, what was checked, what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.stress.books import Verdict


@dataclass
class Outcome:
    """One scene."""

    name: str
    verdict: Verdict
    wrong: list[str] = field(default_factory=list)
    """Checks that did not hold, in words."""
    told: list[str] = field(default_factory=list)
    """What was measured or is worth knowing."""
    seconds: float = 0.0

    @classmethod
    def broken(cls, name: str, why: str) -> Outcome:
        """A scene that did not come to its end."""
        return cls(name, Verdict(), [why])

    @property
    def is_good(self) -> bool:
        """Whether every question got its one right answer and every check held."""
        return self.verdict.is_clean and not self.wrong

    def expect(self, holds: object, otherwise: str) -> None:
        """Note what did not hold."""
        if not holds:
            self.wrong.append(otherwise)

    def lines(self) -> list[str]:
        """What to print of it."""
        verdict = self.verdict
        head = f"{'ok ' if self.is_good else 'RED'} {self.name:22} {self.seconds:6.1f} s  {verdict}"
        faults = [*self.wrong, *verdict.lost[:3], *verdict.doubled[:3], *verdict.wrong[:3]]
        return [head, *(f"      {line}" for line in self.told), *(f"    ! {line}" for line in faults)]


def percentile(values: Sequence[float], percent: int) -> float:
    """What so many in a hundred do not exceed; 0.0 for nothing."""
    if len(values) < 2:
        return max(values, default=0.0)
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
