"""How often one may ask: bursts are fine, floods are told so once, and nobody pays for another's flood."""

from __future__ import annotations

from bot.platforms import pacing
from bot.platforms.pacing import Pacing, Rate, Turn

A_FEW, PLENTY = Rate(3, 6), Rate(100, 600)


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _pacing(clock: Clock, person: Rate = A_FEW, channel: Rate = PLENTY) -> Pacing:
    return Pacing(clock, person, channel)


def test_a_burst_is_answered_and_the_one_too_many_is_told_so_once() -> None:
    paced = _pacing(Clock())

    assert [paced.turn("ann", "c") for _ in range(6)] == [Turn.ANSWER] * 3 + [Turn.TELL, Turn.SILENT, Turn.SILENT]


def test_waiting_helps_and_the_next_flood_is_told_again() -> None:
    clock = Clock()
    paced = _pacing(clock)
    for _ in range(5):
        paced.turn("ann", "c")
    clock.now = 10.0

    assert [paced.turn("ann", "c") for _ in range(3)] == [Turn.ANSWER, Turn.TELL, Turn.SILENT]


def test_nobody_pays_for_another_person() -> None:
    paced = _pacing(Clock())
    for _ in range(10):
        paced.turn("ann", "c")

    assert paced.turn("bob", "c") is Turn.ANSWER


def test_a_channel_has_a_limit_of_its_own() -> None:
    paced = _pacing(Clock(), channel=Rate(4, 60))

    assert [paced.turn(f"person {number}", "c") for number in range(6)] == [Turn.ANSWER] * 4 + [Turn.TELL, Turn.SILENT]
    assert paced.turn("person 1", "elsewhere") is Turn.ANSWER


def test_a_place_may_want_a_pause_between_two_answers_to_one_person() -> None:
    clock = Clock()
    paced = _pacing(clock)
    first, second = paced.turn("ann", "c", cooldown=30), paced.turn("ann", "c", cooldown=30)
    clock.now = 30.0

    assert (first, second, paced.turn("ann", "c", cooldown=30)) == (Turn.ANSWER, Turn.TELL, Turn.ANSWER)
    assert paced.turn("bob", "c", cooldown=30) is Turn.ANSWER


def test_a_question_that_is_not_answered_costs_nothing() -> None:
    clock = Clock()
    paced = _pacing(clock, person=Rate(5, 6))
    for _ in range(50):
        paced.turn("ann", "c", cooldown=60)

    assert paced.turn("ann", "elsewhere") is Turn.ANSWER


def test_what_is_remembered_is_bounded() -> None:
    paced = _pacing(Clock())
    for number in range(pacing.MOST_BUCKETS):
        paced.turn(f"person {number}", "c")

    assert len(paced._buckets) <= pacing.MOST_BUCKETS
