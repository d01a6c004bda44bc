"""When the fact database is built, when it is only opened, and what happens where neither is easy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from facts.model import SOLD
from facts.opening import build_file, cache_folder, database_path, open_store
from facts.period import Period
from facts.schema import SCHEMA_VERSION
from facts.store import StoreError
from tests.support.small_data import add_figures, small_data

ROOT = Path(__file__).parents[2]
DAY = 86_400


class Desk:
    """A data folder, a cache folder, and what was said and built while the store was opened."""

    def __init__(self, root: Path) -> None:
        self.data = small_data(root / "data")
        self.cache = root / "cache"
        self.said: list[str] = []
        self.builds = 0

    def open(self) -> int:
        """Open the store and ask it something; the number of builds so far."""
        store = open_store(self.data, self.cache, self._progress, self.said.append)
        try:
            [series] = store.find("renault/zoe", "NO", SOLD)
            figure = series.figure(Period.year(2023))
        finally:
            store.close()
        assert figure is not None
        assert figure.value == 120
        return self.builds

    @property
    def path(self) -> Path:
        return database_path(self.data, self.cache)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.cache.iterdir())

    def _progress(self, step: str, done: int, total: int) -> None:
        self.builds += done == total


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose temporary folder is its own too."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return Desk(tmp_path)


@pytest.fixture
def made_read_only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Make a folder read-only, for the superuser too, whom no mode stops."""
    real = tempfile.mkstemp
    closed: set[Path] = set()

    def mkstemp(suffix: str | None = None, prefix: str | None = None, dir: Path | None = None) -> tuple[int, str]:
        if dir in closed:
            raise PermissionError(13, "Permission denied", str(dir))
        return real(suffix, prefix, dir)

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    return closed.add


# -- built and opened -------------------------------------------------------------------------------------------------


def test_first_use_builds_and_the_second_only_opens(desk: Desk) -> None:
    assert desk.open() == 1
    assert desk.open() == 1
    assert (desk.names(), desk.said) == ([desk.path.name], [])


def test_a_change_of_the_figures_makes_a_new_file_and_leaves_the_old(desk: Desk) -> None:
    desk.open()
    before = desk.path
    add_figures(desk.data, "paper", ["tesla/model-3,,,,NO,2022-01,1"])

    assert desk.open() == 2
    assert desk.names() == sorted([before.name, desk.path.name])
    assert before != desk.path


def test_a_change_of_the_catalogue_makes_a_new_file_and_one_of_a_licence_does_not(desk: Desk) -> None:
    first = desk.path
    (desk.data / "paper" / "LICENCE.md").write_text("Other words.")
    after_licence = desk.path
    (desk.data / "catalogue" / "places.toml").write_text('[[place]]\nname = "Bergen"\ninside = "NO"\n')

    assert first == after_licence != desk.path


def test_the_cache_folder_is_the_one_that_the_host_sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVBOT_CACHE_DIR", str(tmp_path / "mine"))
    chosen = cache_folder()
    monkeypatch.delenv("EVBOT_CACHE_DIR")

    assert chosen == tmp_path / "mine"
    assert cache_folder().name == "evbot"


@pytest.mark.parametrize("name", ["with space", "100% #1?", "ärende 今月"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    desk = Desk(tmp_path / name)

    assert desk.open() == 1
    assert desk.names() == [desk.path.name]


def test_the_built_file_is_opened_for_reading_only(desk: Desk) -> None:
    desk.open()
    store = open_store(desk.data, desk.cache)
    try:
        with store._engine.connect() as connection, pytest.raises(Exception, match="readonly"):
            connection.exec_driver_sql("DELETE FROM figure")
    finally:
        store.close()


# -- broken -----------------------------------------------------------------------------------------------------------


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 50)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def of_another_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE about SET value = ? WHERE key = 'schema'", (SCHEMA_VERSION + 1,))
    connection.close()


def without_statements(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE statement")
    connection.close()


@pytest.mark.parametrize("broken", [garbage, emptied, cut_off, of_another_version, without_statements])
def test_a_broken_file_is_built_anew_and_that_is_said(desk: Desk, broken: Callable[[Path], None]) -> None:
    desk.open()
    broken(desk.path)

    assert desk.open() == 2
    assert desk.said == [f"{desk.path.name} was broken and is built anew"]
    assert desk.open() == 2


def test_what_a_broken_off_build_left_is_never_opened(desk: Desk) -> None:
    desk.cache.mkdir()
    leftover = desk.cache / "facts-abc.part"
    garbage(leftover)

    assert desk.open() == 1
    assert desk.names() == sorted([leftover.name, desk.path.name])


def test_the_lock_of_a_dead_process_holds_nobody_up(desk: Desk) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    desk.cache.mkdir()
    desk.path.with_suffix(".lock").write_text(str(dead.pid))

    assert desk.open() == 1
    assert desk.names() == [desk.path.name]


def test_a_build_that_fails_leaves_nothing_behind(desk: Desk) -> None:
    add_figures(desk.data, "paper", ["renault/zoe,,,,NO,2023-13,1"])

    with pytest.raises(StoreError, match=r"models\.csv:54.*run `evbot facts check`"):
        desk.open()
    assert desk.names() == []


def test_a_folder_without_a_catalogue_is_said_to_be_unfit(desk: Desk) -> None:
    (desk.data / "catalogue" / "models.toml").unlink()

    with pytest.raises(StoreError, match=r"models\.toml is missing.*run `evbot facts check`"):
        desk.open()


# -- not to be written ------------------------------------------------------------------------------------------------


def test_a_read_only_cache_folder_is_passed_over_and_that_is_said(
    desk: Desk, made_read_only: Callable[[Path], None]
) -> None:
    desk.cache.mkdir()
    made_read_only(desk.cache)

    assert desk.open() == 1
    assert desk.open() == 1
    assert (desk.names(), len(desk.said)) == ([], 2)
    assert f"{desk.cache} cannot be written (Permission denied); using {tempfile.gettempdir()}" in desk.said[0]
    assert "EVBOT_CACHE_DIR" in desk.said[0]


def test_a_read_only_cache_folder_with_these_figures_is_just_opened(
    desk: Desk, made_read_only: Callable[[Path], None]
) -> None:
    desk.open()
    made_read_only(desk.cache)

    assert desk.open() == 1
    assert desk.said == []


@pytest.mark.parametrize("other", ["broken", "of older figures"])
def test_a_read_only_cache_folder_with_an_unusable_file_is_passed_over(
    desk: Desk, made_read_only: Callable[[Path], None], other: str
) -> None:
    desk.open()
    if other == "broken":
        cut_off(desk.path)
    else:
        add_figures(desk.data, "paper", ["tesla/model-3,,,,NO,2022-01,1"])
    made_read_only(desk.cache)

    assert desk.open() == 2
    assert "cannot be written" in desk.said[0]


def test_where_a_file_is_in_the_way_the_temporary_folder_serves(desk: Desk) -> None:
    desk.cache.write_text("a file")

    assert desk.open() == 1
    assert "cannot be written" in desk.said[0]


def test_where_nothing_can_be_written_the_error_says_what_to_do(
    desk: Desk, made_read_only: Callable[[Path], None]
) -> None:
    made_read_only(desk.cache)
    made_read_only(Path(tempfile.gettempdir(), f"evbot-{os.getuid()}"))

    with pytest.raises(StoreError, match="set EVBOT_CACHE_DIR to a folder that can be written"):
        desk.open()


def test_without_any_temporary_folder_the_error_says_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.cache.write_text("a file")
    monkeypatch.setattr(tempfile, "tempdir", str(desk.cache))

    with pytest.raises(StoreError, match="set EVBOT_CACHE_DIR to a folder that can be written"):
        desk.open()


def test_a_full_disk_is_told_as_such(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("facts.build.build", full)

    with pytest.raises(StoreError, match=r"No space left on device.*make room"):
        build_file(desk.cache / "facts.sqlite", desk.data)
    assert desk.names() == []


# -- several at once --------------------------------------------------------------------------------------------------

_CHILD = """
import sys
from pathlib import Path
from facts.opening import open_store
print("ready", flush=True)
built = []
store = open_store(Path(sys.argv[1]), Path(sys.argv[2]), lambda step, done, total: built.append(done == total))
print(sum(built), store.figure_count)
"""


def test_two_processes_at_once_build_once(desk: Desk) -> None:
    desk.cache.mkdir()
    lock = desk.path.with_suffix(".lock")
    lock.write_text(str(os.getpid()))
    command = [sys.executable, "-c", _CHILD, str(desk.data), str(desk.cache)]
    children = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        lock.unlink()
        told = sorted(child.communicate()[0].split() for child in children)
    finally:
        for child in children:
            child.kill()
            child.wait()

    assert told == [["0", "117"], ["1", "117"]]
    assert desk.names() == [desk.path.name]


# -- forgotten --------------------------------------------------------------------------------------------------------


def aged(path: Path, days: float) -> Path:
    path.write_bytes(path.read_bytes() if path.exists() else b"")
    then = time.time() - days * DAY
    os.utime(path, (then, then))
    return path


def test_other_editions_are_forgotten_after_a_month_without_use(desk: Desk) -> None:
    desk.cache.mkdir()
    aged(desk.cache / "facts-old.sqlite", 31)
    aged(desk.cache / "facts-old.part", 31)
    aged(desk.cache / "facts-recent.sqlite", 29)
    aged(desk.cache / "notes.sqlite", 400)
    desk.open()

    assert desk.names() == sorted([desk.path.name, "facts-recent.sqlite", "notes.sqlite"])


def test_an_edition_in_use_is_not_forgotten_however_old(desk: Desk) -> None:
    desk.open()
    aged(desk.path, 60)
    desk.open()

    assert time.time() - desk.path.stat().st_mtime < DAY
    assert desk.builds == 1
