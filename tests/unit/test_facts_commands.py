"""The `evbot facts` commands: what they print, where, and how they end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from facts.opening import open_store
from tests.support.facts_command import facts
from tests.support.small_data import add_figures, small_data

ROOT = Path(__file__).parents[2]
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3\d|9\d)[;m]")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small data folder, with a cache of its own and no terminal."""
    monkeypatch.setenv("EVBOT_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    return small_data(tmp_path / "data")


# -- build ------------------------------------------------------------------------------------------------------------


def test_build_tells_its_steps_and_ends_with_figures_and_seconds(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status = facts("build", "--data", data, "--to", tmp_path / "here.sqlite")
    out, err = capsys.readouterr()

    assert status == 0
    assert out.startswith("117 figures in ")
    assert out.endswith(f" seconds: {tmp_path / 'here.sqlite'}\n")
    assert "Building: reading bureau (0 of 5)\n" in err
    assert "Building: done (5 of 5)\n" in err
    assert "\x1b" not in err
    assert (tmp_path / "here.sqlite").stat().st_size > 0


def test_build_fills_the_cache_folder_so_that_the_store_opens_at_once(data: Path, tmp_path: Path) -> None:
    steps: list[str] = []

    assert facts("build", "--data", data) == 0
    open_store(data, tmp_path / "cache", progress=lambda step, *_: steps.append(step)).close()
    assert steps == []


def test_build_into_a_folder_names_the_file_by_its_content(data: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()

    assert facts("build", "--data", data, "--to", tmp_path / "there") == 0
    assert [path.name[:6] for path in (tmp_path / "there").iterdir()] == ["facts-"]


def test_build_of_unfit_figures_ends_with_3_and_says_where(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_figures(data, "paper", ["renault/zoe,,,,NO,2023-13,1"])
    status = facts("build", "--data", data)
    err = capsys.readouterr().err

    assert status == 3
    assert "models.csv:" in err
    assert "run `evbot facts check`" in err


def test_build_where_nothing_can_be_written_ends_with_3(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    status = facts("build", "--data", data, "--to", tmp_path / "file" / "facts.sqlite")

    assert status == 3
    assert "cannot write in" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of POSIX")
@pytest.mark.parametrize("no_colour", [False, True])
def test_on_a_terminal_a_bar_grows_and_no_color_is_honoured(data: Path, tmp_path: Path, no_colour: bool) -> None:
    seen = _on_a_terminal(["facts", "build", "--data", str(data), "--to", str(tmp_path / "x.sqlite")], no_colour)

    assert "Building: done" in seen
    assert "━" in seen
    assert bool(COLOUR.search(seen)) is not no_colour


# -- check ------------------------------------------------------------------------------------------------------------


def test_check_of_good_data_ends_with_0(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facts("check", "--data", data) == 0
    assert capsys.readouterr().out == "the data are fine\n"


def test_check_names_place_problem_and_remedy_and_counts(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_figures(data, "paper", ["renault/zoe,,,,XX,2023-01,1", "renault/zoe,,,,NO,2022-01,1.5"])
    status = facts("check", "--data", data)
    lines = capsys.readouterr().out.splitlines()

    assert status == 1
    assert lines == [
        f"{data}/paper/models.csv:54, region: 'XX' is not in the catalogue (add the region or correct the id)",
        f"{data}/paper/models.csv:55, value: 1.5 vehicles (vehicles are whole)",
        "2 problems",
    ]


# -- coverage ---------------------------------------------------------------------------------------------------------


def table(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_coverage_tells_publisher_region_grain_measure_and_span(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facts("coverage", "--data", data) == 0
    head, *rows = table(capsys.readouterr().out)

    assert head == ["publisher", "region", "grain", "measure", "from", "to"]
    assert ["bureau", "FR", "market", "registrations", "2023-01-01", "2023-03-31"] in rows
    assert ["paper", "SE", "model", "registrations", "2023-01-01", "2023-06-30"] in rows


def test_coverage_of_one_region_and_one_publisher(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facts("coverage", "--data", data, "--region", "SE", "--publisher", "paper") == 0
    rows = table(capsys.readouterr().out)[1:]

    assert {(row[0], row[1]) for row in rows} == {("paper", "SE")}
    assert {row[2] for row in rows} == {"model", "brand", "market"}


def test_coverage_where_there_is_nothing_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facts("coverage", "--data", data, "--region", "FR", "--publisher", "paper") == 0
    assert capsys.readouterr().out == "no figures there\n"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("coverage", "--region", "Norway"), "no region has the id 'Norway'"),
        (("coverage", "--publisher", "post"), "no publisher has the id 'post'; there are bureau, paper"),
        (("sources", "--publisher", "post"), "no publisher has the id 'post'; there are bureau, paper"),
    ],
)
def test_an_unknown_id_is_bad_usage(
    data: Path, capsys: pytest.CaptureFixture[str], line: tuple[str, ...], told: str
) -> None:
    status = facts(*line, "--data", data)
    out, err = capsys.readouterr()

    assert (status, out) == (2, "")
    assert told in err


def test_a_folder_that_is_not_there_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facts("check", "--data", tmp_path / "nowhere") == 2
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("line", [(), ("mend",), ("coverage", "--colour", "red"), ("check", "extra")])
def test_a_line_that_is_no_command_is_bad_usage(line: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        facts(*line)

    assert ended.value.code == 2
    assert "usage: evbot" in capsys.readouterr().err


# -- sources ----------------------------------------------------------------------------------------------------------


def test_sources_tells_terms_titles_and_addresses(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facts("sources", "--data", data) == 0
    assert capsys.readouterr().out == (
        "Bureau of Cars (bureau)  https://bureau.example/\n"
        "  licence: public domain\n"
        "  Tables  https://bureau.example/t\n"
        "\n"
        "The Paper (paper)  https://paper.example/\n"
        "  licence: CC BY 4.0\n"
        "  attribution: The Paper, 2024\n"
        "  Cars of the month  https://paper.example/list\n"
        "\n"
    )


def test_sources_of_one_publisher_names_whoever_else_published_a_page(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = data / "paper" / "sources.csv"
    listed.write_text(listed.read_text().replace("list,The Paper", "list,The Supplement"))

    assert facts("sources", "--data", data, "--publisher", "paper") == 0
    out = capsys.readouterr().out

    assert "  The Supplement: Cars of the month  https://paper.example/list\n" in out
    assert "Bureau" not in out


def test_no_usable_store_ends_with_3(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "catalogue" / "models.toml").unlink()

    assert facts("sources", "--data", data) == 3
    assert "no usable fact store" in capsys.readouterr().err


# -- the stream -------------------------------------------------------------------------------------------------------


def test_output_is_utf_8_whatever_the_environment_says(data: Path) -> None:
    listed = data / "paper" / "sources.csv"
    listed.write_text(listed.read_text().replace("Cars of the month", "Månedens biler – 今月"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, "facts", "sources", "--data", str(data)],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
    )

    assert "Månedens biler – 今月".encode() in done.stdout


_COMMAND = """
import argparse, sys
from bot.facts_commands import add_parser
parser = argparse.ArgumentParser(prog="evbot")
add_parser(parser.add_subparsers())
args = parser.parse_args()
sys.exit(args.run(args))
"""


def _on_a_terminal(line: list[str], no_colour: bool) -> str:
    """What a command writes to a terminal of its own."""
    import pty

    env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    env |= {"TERM": "xterm-256color"} | ({"NO_COLOR": "1"} if no_colour else {})
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *line], stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=ROOT
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait() == 0
    return seen.decode()
