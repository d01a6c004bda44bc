"""What is mutated, by name: the rules whose mistakes would be told as figures, and the tests that hold them.

Code outside of functions is left out: tables of words and constants are data, and the lint of the data holds those.
Nothing here runs anything; see `tests.mutation.__main__`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Target:
    """Rules that belong together."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    """The files of tests that are asked."""
    sample: int | None
    """How many mutants are judged where nobody says otherwise; None for all of them."""


def _in(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}.py" for name in names.split())


SENTENCES = "tests/test_sentences.py"
TARGETS = (
    Target(
        "period",
        ("facts/period.py",),
        _in("tests/unit", "test_period test_period_limits test_series test_derive"),
        None,
    ),
    Target(
        "store",
        _in("facts", "store series ranking derive rewinding history"),
        (
            *_in("tests/unit", "test_series test_derive test_derive_years test_respond"),
            *_in("tests/store", "test_store test_store_rankings test_revisions"),
            SENTENCES,
        ),
        120,
    ),
    Target(
        "answers",
        _in(
            "bot/respond",
            "finding choosing sums share_figures verdicts claims_of_change claims_of_counts claims_of_events "
            "claims_of_order growth records milestones comparing rank_tables region_ranks averages trends caveats "
            "beyond growth_ranks records_of_change",
        ),
        (
            *_in(
                "tests/unit", "test_verdict_rules test_choosing test_respond test_wording test_claims test_trend_lines"
            ),
            SENTENCES,
        ),
        120,
    ),
)
LEFT_OUT = ("[server", "gate_of_each_file", "figure_first", "exercise_every", "are_many", "each_print", "known_to_fail")
"""Parts of the names of tests that are not asked: a server takes seconds to start, and some ask every sentence."""
