"""What may be written into EVBOT_FACTS_UPDATE, and when an update is due by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.ops.schedule import RETRY, read_schedule
from bot.ops.settings import SettingsError, read_settings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def due(text: str, last: str | None, *, soon: bool = False) -> str:
    """When the next update is due, by the clock of 23 November 2026, 12:00."""
    schedule = read_schedule(text)
    assert schedule is not None
    moment = None if last is None else datetime.fromisoformat(f"{last}+00:00")
    return f"{schedule.due(moment, NOW, soon=soon):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("text", ["off", "OFF", " off "])
def test_off_means_no_updates(text: str) -> None:
    assert read_schedule(text) is None


@pytest.mark.parametrize(
    ("text", "last", "expected"),
    [
        ("hourly", "2026-11-23T11:40", "2026-11-23T12:40"),
        ("daily", "2026-11-23T11:40", "2026-11-24T11:40"),
        ("Weekly", "2026-11-23T11:40", "2026-11-30T11:40"),
        ("12h", "2026-11-23T11:40", "2026-11-23T23:40"),
        ("90 m", "2026-11-23T11:40", "2026-11-23T13:10"),
        ("2d", "2026-11-23T11:40", "2026-11-25T11:40"),
        ("daily 05:30", "2026-11-23T05:31", "2026-11-24T05:30"),
        ("daily 5:30", "2026-11-23T05:29", "2026-11-23T05:30"),
        ("daily 05:30", "2026-11-23T05:30", "2026-11-24T05:30"),
        ("daily 23:59", "2026-11-30T23:59", "2026-12-01T23:59"),
    ],
)
def test_an_update_is_due_when_its_time_has_come(text: str, last: str, expected: str) -> None:
    assert due(text, last) == expected


def test_without_an_update_before_one_is_due_at_once_or_at_the_time_of_day_that_was_set() -> None:
    assert due("daily", None) == "2026-11-23T12:00"
    assert due("daily 05:30", None) == "2026-11-24T05:30"
    assert due("daily 12:01", None) == "2026-11-23T12:01"


def test_a_time_that_was_missed_has_passed_and_is_caught_up_at_once() -> None:
    assert due("daily 05:30", "2026-11-20T05:30") == "2026-11-21T05:30"
    assert due("weekly", "2026-11-01T00:00") == "2026-11-08T00:00"


def test_what_may_succeed_later_is_tried_again_within_the_hour_but_never_later_than_its_turn() -> None:
    assert timedelta(hours=1) == RETRY
    assert due("weekly", "2026-11-23T11:40", soon=True) == "2026-11-23T12:40"
    assert due("20m", "2026-11-23T11:40", soon=True) == "2026-11-23T12:00"


@pytest.mark.parametrize(
    "text", ["sometimes", "daily 25:00", "daily 05:60", "weekly 05:30", "12", "h", "-1h", "1.5h", "daily,", "3s"]
)
def test_other_words_are_refused_at_the_start_with_those_that_may_be_written(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVBOT_FACTS_UPDATE", text)
    with pytest.raises(SettingsError) as refused:
        read_settings(None)

    assert str(refused.value).startswith(f"EVBOT_FACTS_UPDATE is {text!r}: input should be off, hourly, daily, weekly,")
    assert "leave it out for the default (off)" in str(refused.value)


@pytest.mark.parametrize("text", ["0h", "9m", "0d"])
def test_publishers_are_not_asked_every_few_minutes(text: str) -> None:
    with pytest.raises(ValueError, match="10m or more"):
        read_schedule(text)


def test_the_setting_is_off_unless_somebody_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVBOT_FACTS_UPDATE", raising=False)
    assert read_settings(None).facts_schedule is None
    monkeypatch.setenv("EVBOT_FACTS_UPDATE", "Daily 05:30")
    assert read_settings(None).facts_schedule == read_schedule("daily 05:30")
