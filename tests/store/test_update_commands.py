"""`evbot facts update`, `rollback` and `editions`: what they print and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facts.editions import Editions
from tests.support.facts_command import facts
from tests.support.publisher_double import PublisherDouble, Reply, publisher_double
from tests.support.small_data import small_data

TABLE = "markets.csv"


class Desk:
    """The small data as if they came with the package, and a list of feeds that leads to the loopback."""

    def __init__(self, root: Path, publisher: PublisherDouble) -> None:
        self.data = small_data(root / "data")
        self.publisher = publisher
        self.editions = Editions(root / "home")
        self.table = (self.data / "bureau" / TABLE).read_text()
        self.feeds = root / "feeds.toml"
        self.feeds.write_text(
            f'[publisher.bureau]\nform = "tables"\naddress = "{publisher.address}"\nfiles = ["{TABLE}"]\nseconds = 5\n'
        )

    def update(self, *line: str | Path) -> int:
        return facts("update", "--feeds", self.feeds, *line)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with publisher_double() as publisher:
        desk = Desk(tmp_path, publisher)
        monkeypatch.setattr("facts.tables.DATA", desk.data)
        monkeypatch.setattr("facts.opening.DATA", desk.data)
        monkeypatch.setenv("EVBOT_FACTS_HOME", str(desk.editions.home))
        monkeypatch.setenv("EVBOT_CACHE_DIR", str(tmp_path / "cache"))
        yield desk


def test_an_update_tells_what_changed_and_the_commands_answer_from_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.publisher.serve(TABLE, desk.table.replace("SE,2023,5000", "SE,2023,5100") + "market,,,BEV,SE,2022,4000,,,,\n")

    assert desk.update() == 0
    assert capsys.readouterr().out.splitlines() == [
        "bureau: 1 new, 1 revised (66 figures)",
        "  revised  SE market BEV registrations 2023: 5,000 -> 5,100 (+2.0%)",
        f"edition {desk.editions.history()[0]} serves now; `evbot facts rollback` goes back to the one before",
    ]
    assert facts("coverage", "--region", "SE", "--publisher", "bureau") == 0
    assert "2022-01-01" in capsys.readouterr().out


def test_an_update_without_news_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.publisher.serve(TABLE, desk.table)

    assert desk.update() == 0
    assert capsys.readouterr().out == "bureau: nothing new (65 figures)\nnothing was changed\n"


def test_a_stopped_update_ends_with_6_and_says_why_and_accept_takes_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.publisher.serve(TABLE, desk.table.replace("SE,2023,5000", "SE,2023,50000"))

    assert desk.update() == 6
    out, err = capsys.readouterr()

    assert out.endswith("nothing was changed\n")
    assert (
        err == "  stopped: moved by more than 60 percent: SE market BEV registrations 2023: 5,000 -> 50,000 (+900.0%)\n"
    )
    assert desk.update("--accept") == 0
    assert "  accepted: moved by more than 60 percent" in capsys.readouterr().out


def test_a_publisher_that_is_down_ends_with_7(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.publisher.replies[TABLE] = Reply(status=500)

    assert desk.update() == 7
    assert (
        f"  not fetched: {desk.publisher.address}{TABLE} is out of order (500); try later\n" == capsys.readouterr().err
    )


def test_a_dry_run_says_that_it_was_one(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.publisher.serve(TABLE, desk.table + "market,,,BEV,SE,2022,4000,,,,\n")

    assert desk.update("--dry-run") == 0
    assert capsys.readouterr().out.endswith("nothing was changed: this was a dry run\n")
    assert desk.editions.history() == ("bundled",)


def test_long_lists_are_cut_on_the_screen_and_whole_in_the_edition(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.publisher.serve(TABLE, desk.table.replace(",5,", ",6,").replace(",4,", ",7,"))

    assert desk.update("--accept") == 0
    assert "  and 12 more\n" in capsys.readouterr().out
    assert desk.editions.changes(desk.editions.history()[0]).read_text().count("  revised  ") == 24


def test_what_was_accepted_is_listed_as_accepted(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.publisher.serve(TABLE, desk.table.replace(",5,", ",6,").replace(",4,", ",7,"))
    desk.update("--accept")
    facts("rollback")
    desk.update("--accept")
    capsys.readouterr()
    facts("editions")
    listed = capsys.readouterr().out.splitlines()
    reasons = listed[[line.startswith("tried   bureau") for line in listed].index(True) + 1 :]

    assert [line for line in reasons if "were rolled back" in line and not line.strip().startswith("accepted: ")] == []
    assert any("accepted: " in line and "were rolled back" in line for line in reasons)


def test_a_file_by_hand_and_going_back(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / TABLE
    given.write_text(desk.table.replace("SE,2023,5000", "SE,2023,5100"))
    assert desk.update("--from", given, "--publisher", "bureau") == 0
    edition = desk.editions.history()[0]
    capsys.readouterr()
    assert facts("editions") == 0
    listed = capsys.readouterr().out.splitlines()

    assert listed[0] == f"serves  edition {edition}"
    assert "          bureau: 1 revised (65 figures)" in listed
    assert listed[-2] == "before  the figures that came along"
    assert listed[-1].startswith("tried   bureau on ")
    assert listed[-1].endswith(" UTC: taken")
    assert facts("rollback") == 0
    assert capsys.readouterr().out.splitlines() == [
        "the figures that came along serve again",
        "  bureau: no update takes again what was rolled back, but what is newer",
    ]
    assert facts("rollback") == 1
    assert "there is no edition before this one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("--publisher", "post"), "no feed has the id 'post'; there are bureau"),
        (("--from", "nowhere.csv"), "there is no file or folder nowhere.csv"),
        (("--from", "x", "--publisher", "a", "--publisher", "b"), "--from takes one publisher at a time"),
    ],
)
def test_a_line_that_names_nothing_is_bad_usage(
    desk: Desk, capsys: pytest.CaptureFixture[str], line: tuple[str, ...], told: str
) -> None:
    assert desk.update(*line) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nonsense", "cannot be read"),
        ('[publisher.x]\nform = "magic"\n', "no form is called 'magic'"),
        ('[publisher.x]\nform = "tables"\ncolour = "red"\n', "unknown colour"),
        ('[publisher.x]\nform = "tables"\naddress = "http://example.org/x.csv"\n', "is not https"),
        ('[publisher.x]\nform = "tables"\naddress = "file:///etc/passwd"\n', "is not https"),
    ],
)
def test_a_list_of_feeds_that_is_not_in_form_is_bad_usage(
    desk: Desk, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    desk.feeds.write_text(text)

    assert desk.update() == 2
    assert told in capsys.readouterr().err


def test_two_at_once_end_with_1_for_the_second(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    with desk.editions.alone():
        assert desk.update() == 1
    assert "another update is going on" in capsys.readouterr().err
