"""Which edition serves, how one goes back, what is kept, and how a running bot comes to the new facts."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from facts.editions import BUNDLED, KEPT, EditionError, Editions, current_edition
from facts.model import SOLD, Powertrain
from facts.opening import open_store
from facts.period import Period
from facts.store import FactStore, StoreError
from facts.watching import GLANCE_SECONDS, Watch
from tests.support.small_data import small_data


class Desk:
    """The small data as if they came with the package, and a home for editions."""

    def __init__(self, root: Path) -> None:
        self.data = small_data(root / "data")
        self.editions = Editions(root / "home")
        self.cache = root / "cache"
        self.said: list[str] = []

    def take(self, sweden: int, *, published: str = "2024-04-01") -> str:
        """An edition of `bureau` with another figure for Sweden, which serves from now on."""
        with self.editions.alone(), self.editions.staging() as staging:
            folder = staging / "bureau"
            shutil.copytree(self.data / "bureau", folder)
            for name, old, new in (("markets.csv", "5000", str(sweden)), ("sources.csv", "2024-03-01", published)):
                text = (folder / name).read_text()
                (folder / name).write_text(text.replace(old, new))
            edition = self.editions.keep(staging, "Taken by a test.\n")
            self.editions.serve(edition)
        return edition

    def open(self) -> FactStore:
        return open_store(self.data, self.cache, say=self.said.append)

    def sweden(self) -> float:
        """What the store says now."""
        store = self.open()
        try:
            return told(store)
        finally:
            store.close()


def told(store: FactStore) -> float:
    series, *_ = store.find("market", "SE", SOLD, [Powertrain.BEV])
    figure = series.figure(Period.year(2023))
    assert figure is not None
    return figure.value


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path)
    monkeypatch.setattr("facts.opening.DATA", desk.data)
    monkeypatch.setenv("EVBOT_FACTS_HOME", str(desk.editions.home))
    return desk


# -- which one serves ---------------------------------------------------------------------------------------------


def test_without_an_update_the_figures_that_came_along_serve_and_nothing_is_written(desk: Desk) -> None:
    assert desk.sweden() == 5000
    assert current_edition() == BUNDLED
    assert not desk.editions.home.exists()


def test_an_edition_serves_in_place_of_its_publishers_and_the_others_stay(desk: Desk) -> None:
    edition = desk.take(5100)
    store = desk.open()
    try:
        zoe, *_ = store.find("renault/zoe", "NO", SOLD)
        figure = zoe.figure(Period.year(2023))

        assert told(store) == 5100
        assert figure is not None
        assert figure.value == 120
    finally:
        store.close()
    assert current_edition() == edition


def test_other_data_than_those_of_the_package_are_read_as_they_are(desk: Desk, tmp_path: Path) -> None:
    desk.take(5100)
    store = open_store(small_data(tmp_path / "other"), desk.cache)
    try:
        assert told(store) == 5000
    finally:
        store.close()


def test_a_package_with_a_later_state_of_a_publisher_goes_before_the_edition(desk: Desk) -> None:
    desk.take(5100, published="2024-02-01")

    assert desk.sweden() == 5000


@pytest.mark.parametrize("damage", ["altered", "a table gone", "all gone"])
def test_a_damaged_edition_is_passed_over_and_that_is_said(desk: Desk, damage: str) -> None:
    folder = desk.editions.folder(desk.take(5100))
    if damage == "altered":
        (folder / "bureau" / "markets.csv").write_text("subject\n")
    elif damage == "a table gone":
        (folder / "bureau" / "markets.csv").unlink()
    else:
        shutil.rmtree(folder)

    assert desk.sweden() == 5000
    assert "is damaged, so the figures that came along serve; run `evbot facts update`" in desk.said[0]


def test_an_edition_that_no_longer_fits_is_passed_over_and_that_is_said(desk: Desk) -> None:
    desk.take(5100)
    desk.editions.serve(_with_a_bad_row(desk))

    assert desk.sweden() == 5000
    assert "cannot be used, so the figures that came along serve" in desk.said[0]


def _with_a_bad_row(desk: Desk) -> str:
    with desk.editions.alone(), desk.editions.staging() as staging:
        shutil.copytree(desk.data / "bureau", staging / "bureau")
        with (staging / "bureau" / "markets.csv").open("a") as table:
            table.write("market,,,BEV,NO,2023-13,1,,,,\n")
        return desk.editions.keep(staging, "")


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff", b"../../etc\n", b"not an edition\n"])
def test_a_pointer_that_cannot_be_read_means_the_figures_that_came_along(desk: Desk, garbage: bytes) -> None:
    desk.take(5100)
    desk.editions.pointer.write_bytes(garbage)

    assert desk.sweden() == 5000


# -- going back ---------------------------------------------------------------------------------------------------


def test_going_back_is_step_by_step_to_the_figures_that_came_along(desk: Desk) -> None:
    first, _ = desk.take(5100), desk.take(5200)

    assert desk.editions.roll_back() == first
    assert desk.sweden() == 5100
    assert desk.editions.roll_back() == BUNDLED
    assert desk.sweden() == 5000
    with pytest.raises(EditionError, match="there is no edition before this one"):
        desk.editions.roll_back()


def test_an_edition_that_is_taken_again_is_the_same_one(desk: Desk) -> None:
    first, again = desk.take(5100), desk.take(5100)

    assert first == again
    assert desk.editions.history() == (first, BUNDLED)


def test_nobody_goes_back_to_a_damaged_edition(desk: Desk) -> None:
    first, second = desk.take(5100), desk.take(5200)
    shutil.rmtree(desk.editions.folder(first))

    with pytest.raises(EditionError, match=f"{first}, is damaged"):
        desk.editions.roll_back()
    assert desk.editions.history()[0] == second


def test_only_the_latest_editions_are_kept(desk: Desk) -> None:
    taken = [desk.take(5100 + number) for number in range(KEPT + 2)]

    assert desk.editions.history() == tuple(reversed(taken[-KEPT:]))
    assert sorted(taken[-KEPT:]) == sorted(path.name for path in (desk.editions.home / "editions").iterdir())


# -- a running bot ------------------------------------------------------------------------------------------------


class Bot:
    """Answers from one store, as the service does, and looks for another between two questions."""

    def __init__(self, desk: Desk) -> None:
        self.now = 0.0
        self.said: list[str] = []
        self.opening = threading.Event()
        self.opening.set()
        self._desk = desk
        self.watch = Watch(self.serve, open_it=self._open, say=self.said.append, clock=lambda: self.now)
        self.store = desk.open()

    def serve(self, store: FactStore) -> None:
        self.store.close()
        self.store = store

    def ask(self) -> float:
        self.watch.look()
        return told(self.store)

    def _open(self) -> FactStore:
        self.opening.wait(30)
        return self._desk.open()


def test_a_running_bot_comes_to_the_new_facts_without_waiting(desk: Desk) -> None:
    bot = Bot(desk)
    desk.take(5100)
    bot.opening.clear()
    bot.now += GLANCE_SECONDS
    while_it_opens = [bot.ask(), bot.ask()]
    bot.opening.set()
    bot.watch.wait()

    assert while_it_opens == [5000, 5000]
    assert bot.ask() == 5100
    bot.store.close()


def test_an_edition_is_opened_once(desk: Desk) -> None:
    bot = Bot(desk)
    desk.take(5100)
    opened = []
    for _ in range(3):
        bot.now += GLANCE_SECONDS
        bot.ask()
        bot.watch.wait()
        opened.append(bot.store)

    assert [opened[0]] * 3 == opened
    bot.store.close()


def test_a_running_bot_goes_back_with_a_rollback(desk: Desk) -> None:
    desk.take(5100)
    bot = Bot(desk)
    desk.editions.roll_back()
    bot.now += GLANCE_SECONDS
    bot.ask()
    bot.watch.wait()

    assert bot.ask() == 5000
    bot.store.close()


def test_the_disk_is_asked_only_every_few_seconds(desk: Desk) -> None:
    bot = Bot(desk)
    desk.take(5100)
    bot.now += GLANCE_SECONDS - 0.1
    bot.ask()
    bot.watch.wait()

    assert bot.ask() == 5000
    bot.store.close()


def test_facts_that_cannot_be_opened_leave_the_old_ones_serving_until_others_come(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> FactStore:
        raise StoreError("no room")

    bot = Bot(desk)
    with monkeypatch.context() as broken:
        broken.setattr(desk, "open", fails)
        desk.take(5100)
        bot.now += GLANCE_SECONDS
        bot.ask()
        bot.watch.wait()

    assert bot.ask() == 5000
    assert ["no room" in text for text in bot.said] == [True]

    desk.take(5200)
    bot.now += GLANCE_SECONDS
    bot.ask()
    bot.watch.wait()

    assert bot.ask() == 5200
    bot.store.close()
