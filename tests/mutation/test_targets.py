"""What is mutated exists, and so do the tests that hold it; mutmut need not be installed for this."""

from __future__ import annotations

import pytest

from tests.mutation.__main__ import interval
from tests.mutation.targets import ROOT, TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_rules_and_the_tests_of_a_target_exist(target: Target) -> None:
    assert [file for file in (*target.files, *target.tests) if not (ROOT / file).is_file()] == []


def test_a_sample_says_between_what_the_whole_may_lie() -> None:
    low, high = interval(102, 120)

    assert (round(low, 1), round(high, 1)) == (77.5, 90.3)


def test_a_sample_without_a_miss_does_not_say_that_there_is_none() -> None:
    low, high = interval(20, 20)

    assert (round(low, 1), round(high, 1)) == (83.9, 100.0)
