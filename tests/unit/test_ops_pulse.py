"""What the parts of a running bot report, and what follows from it: alive, ready, or neither."""

from __future__ import annotations

from bot.ops.pulse import Condition, Health, Pulse
from bot.platforms.pulse import Pulse as Reported


class Clock:
    """A clock that goes forward when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def _watched(clock: Clock, within: float = 60.0) -> Pulse:
    pulse = Pulse(clock)
    pulse.watch("slack", within)
    return pulse


def _told(health: Health) -> tuple[Condition, bool, bool]:
    return health.condition, health.is_alive, health.is_ready


def test_it_takes_what_platforms_report() -> None:
    reported: Reported = Pulse()
    reported.watch("slack", 60.0)


def test_with_nothing_to_watch_all_is_well() -> None:
    assert _told(Pulse().health()) == (Condition.OK, True, True)


def test_a_part_that_is_not_connected_yet_is_alive_and_not_ready() -> None:
    assert _told(_watched(Clock()).health()) == (Condition.STARTING, True, False)


def test_a_part_that_is_connected_is_ready() -> None:
    pulse = _watched(Clock())
    pulse.connected("slack")

    assert _told(pulse.health()) == (Condition.OK, True, True)


def test_a_part_that_never_connects_is_silent_once_its_time_is_over() -> None:
    clock = Clock()
    pulse = _watched(clock)
    clock.seconds += 61

    assert _told(pulse.health()) == (Condition.SILENT, False, False)


def test_a_connected_part_that_hears_no_ping_is_silent_although_its_socket_is_open() -> None:
    clock = Clock()
    pulse = _watched(clock)
    pulse.connected("slack")
    clock.seconds += 61

    assert _told(pulse.health()) == (Condition.SILENT, False, False)


def test_a_ping_keeps_a_part_alive() -> None:
    clock = Clock()
    pulse = _watched(clock)
    pulse.connected("slack")
    clock.seconds += 59
    pulse.beat("slack")
    clock.seconds += 59
    health = pulse.health()

    assert _told(health) == (Condition.OK, True, True)
    assert health.parts["slack"].heard_seconds_ago == 59


def test_a_lost_connection_is_not_ready_until_it_is_mended_and_then_counts_as_one() -> None:
    pulse = _watched(Clock())
    pulse.connected("slack")
    pulse.lost("slack")
    lost = pulse.health()
    pulse.connected("slack")
    mended = pulse.health()

    assert _told(lost) == (Condition.STARTING, True, False)
    assert _told(mended) == (Condition.OK, True, True)
    assert [health.parts["slack"].reconnects for health in (lost, mended)] == [0, 1]


def test_a_degraded_part_stays_ready_and_says_why_until_all_is_well_again() -> None:
    pulse = _watched(Clock())
    pulse.connected("slack")
    pulse.degraded("slack", "tables are refused")
    degraded = pulse.health()
    pulse.degraded("slack", None)

    assert _told(degraded) == (Condition.DEGRADED, True, True)
    assert degraded.parts["slack"].reason == "tables are refused"
    assert _told(pulse.health()) == (Condition.OK, True, True)


def test_one_silent_part_is_told_although_another_is_well() -> None:
    clock = Clock()
    pulse = _watched(clock)
    pulse.connected("slack")
    clock.seconds += 61
    pulse.watch("discord", 60.0)
    pulse.connected("discord")
    health = pulse.health()

    assert _told(health) == (Condition.SILENT, False, False)
    assert health.parts["discord"].condition is Condition.OK


def test_a_part_that_was_given_up_counts_no_more() -> None:
    clock = Clock()
    pulse = _watched(clock)
    clock.seconds += 61
    pulse.forget("slack")

    assert _told(pulse.health()) == (Condition.OK, True, True)


def test_a_probe_tells_that_something_is_away_and_that_it_is_there_again() -> None:
    away: list[str] = ["the database has been away since noon"]
    pulse = Pulse()
    pulse.probe("shared state", lambda: away[0] if away else None)
    degraded = pulse.health()
    away.clear()

    assert _told(degraded) == (Condition.DEGRADED, True, True)
    assert degraded.parts["shared state"].reason == "the database has been away since noon"
    assert _told(pulse.health()) == (Condition.OK, True, True)


def test_who_stops_is_alive_and_takes_no_more_questions() -> None:
    pulse = _watched(Clock())
    pulse.connected("slack")
    pulse.stopping()

    assert _told(pulse.health()) == (Condition.STOPPING, True, False)


def test_a_report_of_a_part_that_nobody_watches_is_left_alone() -> None:
    pulse = Pulse()
    for report in (pulse.beat, pulse.connected, pulse.lost, pulse.forget):
        report("stranger")
    pulse.degraded("stranger", "odd")

    assert pulse.health().parts == {}


def test_questions_in_hand_are_told_of_a_platform_that_has_no_connection_to_watch() -> None:
    pulse = Pulse()
    pulse.in_hand("slack", 3)
    pulse.in_hand("slack", 2)

    assert pulse.health().questions_in_hand == {"slack": 2}
    assert _told(pulse.health()) == (Condition.OK, True, True)
