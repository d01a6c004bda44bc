"""The record of the last updates: what is kept of them, what clears a failure, and where a person reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.ops.doctor import last_update_went_well
from facts.editions import Editions, RolledBack
from facts.updating.record import FILE, Outcome, Record, Tried, note_break, read_record, write_record

NOW = datetime(2026, 11, 23, 5, 31, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TAKEN = Tried(NOW, Outcome.TAKEN)
STOPPED = Tried(NOW, Outcome.STOPPED, ("a figure moved", "another one too"))
NOT_HAD = Tried(NOW, Outcome.NOT_HAD, ("it is out of order",))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    record = Record().after({"andrew": TAKEN, "iea": STOPPED}, NOW, whole=True).with_copy("the server is away", NOW)
    write_record(tmp_path / "home", record)

    assert record == read_record(tmp_path / "home")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"ran": 7}', '{"publishers": {"andrew": []}}'])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    assert Record() == read_record(tmp_path)


def test_a_failure_is_told_with_its_day_and_first_reason() -> None:
    record = Record().after({"andrew": STOPPED, "iea": NOT_HAD, "press": TAKEN}, NOW, whole=True)

    assert record.problems() == [
        "andrew stopped on 2026-11-23 05:31 UTC: a figure moved (and 1 more)",
        "iea not fetched on 2026-11-23 05:31 UTC: it is out of order",
    ]
    assert (record.outcome, record.ran, record.succeeded) == ("stopped", NOW, None)


def test_an_update_of_one_publisher_clears_its_own_failure_and_counts_for_no_other() -> None:
    failed = Record().after({"andrew": STOPPED, "iea": NOT_HAD}, NOW, whole=True)
    mended = failed.after({"andrew": TAKEN}, LATER, whole=False)

    assert list(mended.failed) == ["iea"]
    assert mended.ran == NOW


def test_the_next_update_of_all_forgets_publishers_that_are_no_longer_asked() -> None:
    failed = Record().after({"gone": STOPPED}, NOW, whole=True)
    after = failed.after({"andrew": TAKEN}, LATER, whole=True)

    assert after.problems() == []
    assert (after.ran, after.succeeded) == (LATER, LATER)


def test_only_what_may_mend_itself_is_tried_again_soon() -> None:
    assert Record().after({"andrew": NOT_HAD}, NOW, whole=True).is_worth_another_try
    assert not Record().after({"andrew": STOPPED}, NOW, whole=True).is_worth_another_try


def test_an_update_that_broke_off_is_told_until_another_ends(tmp_path: Path) -> None:
    note_break(tmp_path, "it ended with -9", NOW)
    broken = read_record(tmp_path)

    assert (broken.outcome, broken.ran, broken.is_worth_another_try) == ("broken off", NOW, True)
    assert broken.problems() == ["the last update broke off: it ended with -9"]
    assert broken.after({"andrew": TAKEN}, LATER, whole=True).problems() == []


def test_a_copy_is_behind_since_it_first_was() -> None:
    behind = Record().with_copy("the server is away", NOW).with_copy("it still is", LATER)

    assert (behind.behind, behind.behind_since) == ("it still is", NOW)
    assert Record() == behind.with_copy("", LATER)


def test_the_doctor_tells_the_last_update_and_what_to_do_about_a_failure() -> None:
    never, well = last_update_went_well(None, []), last_update_went_well(NOW, [])
    unwell = last_update_went_well(NOW, ["andrew stopped", "iea not fetched"])

    assert (never.ok, never.what) == (True, "Update of the figures: none was made yet")
    assert (well.ok, well.what) == (True, "Update of the figures: last on 2026-11-23 05:31 UTC")
    assert (unwell.ok, unwell.what) == (False, "Update of the figures: andrew stopped; iea not fetched")
    assert "deploy/guide/update.md" in unwell.fix
    assert (Path(__file__).parents[2] / "deploy/guide/update.md").is_file()


def test_the_list_of_editions_tells_the_last_tries_and_what_was_rolled_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    editions = Editions(tmp_path)
    monkeypatch.setenv("EVBOT_FACTS_HOME", str(tmp_path))
    with editions.alone(), editions.staging() as staging:
        editions.serve(editions.keep(staging, "Taken by a test.\n"))
        editions.roll_back([RolledBack("andrew", "0" * 20, "2026-11-23")])
    write_record(tmp_path, Record().after({"andrew": TAKEN, "iea": STOPPED}, NOW, whole=True))

    assert main(["facts", "editions"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "serves  the figures that came along",
        "tried   andrew on 2026-11-23 05:31 UTC: taken",
        "tried   iea on 2026-11-23 05:31 UTC: stopped",
        "          a figure moved",
        "          another one too",
        "back    andrew, on 2026-11-23: `evbot facts update --accept` takes those figures again",
    ]
