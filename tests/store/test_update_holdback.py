"""What was rolled back does not come again by itself; what is newer does, and a person may take it all the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from facts.editions import BUNDLED, KEPT_BACK, Editions, RolledBack
from facts.updating.going_back import go_back
from facts.updating.record import read_record
from facts.updating.taking import Outcome, Update, Updater
from tests.support.small_data import small_data

TODAY = date(2024, 6, 1)
PAPER, BUREAU = "paper", "bureau"


class Desk:
    """The small data, a home, and files as they come by hand."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = small_data(root / "data")
        self.editions = Editions(root / "home")
        self.table = (self.data / BUREAU / "markets.csv").read_text()

    def take(self, sweden: int, *, accept: bool = False, today: date = TODAY, dry: bool = False) -> Update:
        """An update that brings another figure for Sweden in 2023, where the small data have 5000."""
        return self.take_table(
            "markets.csv", self.table.replace("SE,2023,5000", f"SE,2023,{sweden}"), accept, today, dry
        )

    def take_table(self, name: str, text: str, accept: bool, today: date, dry: bool = False) -> Update:
        given = self.root / "given" / name
        given.parent.mkdir(exist_ok=True)
        given.write_text(text)
        updater = Updater(self.editions, {}, today, self.data, clock=lambda: datetime(2024, 6, 1, 12, tzinfo=UTC))
        return updater.from_file(given, BUREAU, accept=accept, dry=dry)

    def go_back(self, day: date = TODAY) -> str:
        with self.editions.alone():
            return go_back(self.editions, day, self.data)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def outcome(update: Update) -> Outcome:
    [verdict] = update.verdicts
    return verdict.outcome


def test_what_was_rolled_back_is_held_back_with_a_sentence(desk: Desk) -> None:
    desk.take(5100)
    desk.go_back()
    update = desk.take(5100)
    [verdict] = update.verdicts

    assert (verdict.outcome, update.edition) == (Outcome.HELD_BACK, None)
    assert verdict.why == (
        "these very figures were rolled back on 2024-06-01; `--accept` takes them, and newer ones are taken anyway",
    )
    assert desk.editions.history() == (BUNDLED,)


def test_it_is_known_again_on_another_day(desk: Desk) -> None:
    desk.take(5100)
    desk.go_back()

    assert outcome(desk.take(5100, today=date(2024, 7, 15))) is Outcome.HELD_BACK


def test_anything_newer_is_taken_and_the_old_mistake_still_is_not(desk: Desk) -> None:
    desk.take(5100)
    desk.go_back()

    assert outcome(desk.take(5200)) is Outcome.TAKEN
    assert outcome(desk.take(5100)) is Outcome.HELD_BACK


def test_accept_takes_it_and_from_then_on_it_is_as_any_other(desk: Desk) -> None:
    desk.take(5100)
    desk.go_back()
    accepted = desk.take(5100, accept=True)

    assert outcome(accepted) is Outcome.TAKEN
    assert desk.editions.rolled_back() == ()
    desk.take(5200)
    assert outcome(desk.take(5100)) is Outcome.TAKEN


def test_a_dry_run_with_accept_forgets_nothing(desk: Desk) -> None:
    desk.take(5100)
    desk.go_back()
    desk.take(5100, accept=True, dry=True)

    assert outcome(desk.take(5100)) is Outcome.HELD_BACK


def test_only_the_publishers_that_changed_are_held_back(desk: Desk) -> None:
    desk.take(5100)
    [table] = (desk.data / PAPER).glob("models*.csv")
    lines = table.read_text().splitlines(keepends=True)
    given = desk.root / "given" / table.name
    given.write_text("".join(lines[:-1]))
    updater = Updater(desk.editions, {}, TODAY, desk.data)
    update = updater.from_file(given, PAPER, accept=True)
    desk.go_back()

    assert outcome(update) is Outcome.TAKEN
    assert [back.publisher for back in desk.editions.rolled_back()] == [PAPER]


def test_the_way_back_over_two_editions_remembers_both(desk: Desk) -> None:
    desk.take(5100)
    desk.take(5200)
    desk.go_back(date(2024, 6, 2))
    desk.go_back(date(2024, 6, 3))

    assert [back.day for back in desk.editions.rolled_back()] == ["2024-06-03", "2024-06-02"]
    assert outcome(desk.take(5200)) is Outcome.HELD_BACK
    assert outcome(desk.take(5100)) is Outcome.HELD_BACK


def test_being_held_back_is_no_failure(desk: Desk) -> None:
    desk.take(5100)
    desk.go_back()
    desk.take(5100)
    record = read_record(desk.editions.home)

    assert record.problems() == []
    assert record.outcome == "held back"


def test_an_edition_that_was_damaged_and_gone_back_from_may_come_again(desk: Desk) -> None:
    edition = desk.take(5100).edition or ""
    (desk.editions.folder(edition) / BUREAU / "markets.csv").write_text("subject\n")
    desk.go_back()

    assert outcome(desk.take(5100)) is Outcome.TAKEN


def test_no_more_is_remembered_than_anybody_needs(desk: Desk) -> None:
    desk.take(5100)
    desk.take(5200)
    many = [RolledBack(BUREAU, f"{number:020x}", "2024-06-01") for number in range(KEPT_BACK + 9)]
    with desk.editions.alone():
        desk.editions.roll_back(many)

    assert desk.editions.rolled_back() == tuple(many[:KEPT_BACK])
    assert len(desk.editions.history()) == 2
