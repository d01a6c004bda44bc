"""`evbot facts own`: an example to begin with, a check that says what to mend, and no copies left when asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.checkup import own_figures
from bot.ops.settings import Settings
from tests.support.own_folder import DELIVERIES, FILES, OwnBench, write_own


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBench]:
    bench = OwnBench(tmp_path, monkeypatch)
    yield bench
    bench.close()


def ran(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Exit status, output and complaints of `evbot facts own …`."""
    status = cli.main(["facts", "own", *map(str, words)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_init_writes_an_example_and_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = ran(capsys, "init", tmp_path / "own")

    assert status == 0
    assert f"evbot facts own check {tmp_path / 'own'}" in told
    assert (tmp_path / "own" / "acme" / "publisher.toml").is_file()


def test_init_leaves_a_folder_with_something_in_it_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    status, _, complaint = ran(capsys, "init", tmp_path)

    assert status == 2
    assert "is not empty" in complaint
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_good_folder_is_counted(bench: OwnBench, capsys: pytest.CaptureFixture[str]) -> None:
    write_own(bench.folder)

    assert ran(capsys, "check") == (0, "ACME (own figures): 3 good figures\nthe own figures are fine\n", "")


def test_a_bad_row_is_named_and_the_status_says_so(bench: OwnBench, capsys: pytest.CaptureFixture[str]) -> None:
    write_own(bench.folder, FILES | {"acme/deliveries.csv": DELIVERIES + "Renault Zoe,Norway,2023-04,many\n"})
    status, told, _ = ran(capsys, "check", bench.folder)

    assert status == 1
    assert told.splitlines()[0].startswith(f"{bench.deliveries}:5, number: 'many' is not a number")
    assert told.splitlines()[1:] == ["ACME (own figures): 3 good figures", "1 problem"]


def test_without_a_folder_it_says_how_to_name_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVBOT_FACTS_DIR", raising=False)

    assert ran(capsys, "check") == (2, "", "evbot facts own: name the folder, or set EVBOT_FACTS_DIR\n")


def test_forget_leaves_no_copy(bench: OwnBench, capsys: pytest.CaptureFixture[str]) -> None:
    write_own(bench.folder)
    bench.opened()
    status, _, _ = ran(capsys, "forget")

    assert status == 0
    assert not (bench.cache / "own").exists()


def test_the_doctor_counts_them_says_who_hears_them_and_what_is_wrong(bench: OwnBench) -> None:
    write_own(bench.folder)
    settings = Settings(facts_dir=bench.folder, facts_dir_for=("discord:77",))
    [well] = own_figures(settings)
    bench.deliveries.write_text("model,colour\n")
    [unwell] = own_figures(settings)

    assert (well.ok, well.what) == (True, "Own figures: 3, for discord:77")
    assert not unwell.ok
    assert f"{bench.deliveries}:1, colour: unknown column" in unwell.what
