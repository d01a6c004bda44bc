"""An update takes what is whole and plausible, and leaves everything as it was for whatever is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from facts.editions import BUNDLED, Busy, Editions
from facts.feeds.declared import Feed
from facts.feeds.writing import FeedError
from facts.updating.fetching import FetchError
from facts.updating.taking import Outcome, Update, Updater, Verdict
from tests.support.publisher_double import PublisherDouble, Reply, publisher_double
from tests.support.small_data import small_data

TODAY = date(2024, 6, 1)
TABLE = "markets.csv"
NEW = "market,,,BEV,NO,2024-01,70\n"


class Desk:
    """A small data folder, a home for editions and a publisher who serves the table of `bureau`."""

    def __init__(self, root: Path, publisher: PublisherDouble) -> None:
        self.data = small_data(root / "data")
        self.editions = Editions(root / "home")
        self.publisher = publisher
        self.feed = Feed("bureau", "tables", f"{publisher.address}{TABLE}", seconds=5.0, megabytes=0.5)
        self.prepared: list[tuple[Path, ...]] = []
        publisher.serve(TABLE, self.table)

    @property
    def table(self) -> str:
        return (self.data / "bureau" / TABLE).read_text()

    def line(self, figure: str) -> str:
        """A figure as a whole line of the table."""
        return figure.rstrip("\n") + "," * (self.table.partition("\n")[0].count(",") - figure.count(",")) + "\n"

    def update(self, *, accept: bool = False, dry: bool = False, feed: Feed | None = None) -> Update:
        return self.updater(feed).from_network(["bureau"], accept=accept, dry=dry)

    def updater(self, feed: Feed | None = None) -> Updater:
        feeds = {"bureau": feed or self.feed}
        return Updater(self.editions, feeds, TODAY, self.data, self.prepared.append)

    def served(self) -> str:
        """The table that serves."""
        current = self.editions.history()[0]
        folders = {folder.name: folder for folder in self.editions.instead(current, self.data)}
        return (folders.get("bureau", self.data / "bureau") / TABLE).read_text()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with publisher_double() as publisher:
        yield Desk(tmp_path, publisher)


def only(update: Update) -> Verdict:
    [verdict] = update.verdicts
    return verdict


# -- taken --------------------------------------------------------------------------------------------------------


def test_a_new_figure_is_taken_and_the_old_ones_stay(desk: Desk) -> None:
    newer = desk.table + desk.line(NEW)
    desk.publisher.serve(TABLE, newer)
    update = desk.update()

    assert only(update).outcome is Outcome.TAKEN
    assert desk.served() == newer
    assert desk.editions.history() == (update.edition, BUNDLED)
    assert [[folder.name for folder in folders] for folders in desk.prepared] == [["bureau"]]


def test_the_database_is_ready_before_the_edition_serves(desk: Desk) -> None:
    seen: list[str] = []
    desk.publisher.serve(TABLE, desk.table + desk.line(NEW))
    updater = replace(desk.updater(), prepare=lambda _: seen.append(desk.editions.history()[0]))
    updater.from_network(["bureau"])

    assert seen == [BUNDLED]
    assert desk.editions.history()[0] != BUNDLED


def test_an_edition_whose_database_cannot_be_built_never_serves(desk: Desk) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.publisher.serve(TABLE, desk.table + desk.line(NEW))

    with pytest.raises(OSError, match="No space left"):
        replace(desk.updater(), prepare=full).from_network(["bureau"])
    assert desk.editions.history() == (BUNDLED,)


def test_what_changed_is_kept_figure_by_figure_with_the_checksum_of_the_file(desk: Desk) -> None:
    newer = desk.table.replace("market,,,BEV,SE,2023,5000", "market,,,BEV,SE,2023,5100") + desk.line(NEW)
    desk.publisher.serve(TABLE, newer.replace(desk.line("market,,,DIESEL,NO,2023-12,3"), ""))
    update = desk.update(accept=True)
    told = desk.editions.changes(str(update.edition)).read_text().splitlines()

    assert "Taken on 2024-06-01." in told
    assert "bureau: 1 new, 1 revised, 1 dropped (65 figures)" in told
    assert "  new      NO market BEV registrations 2024-01: 70" in told
    assert "  revised  SE market BEV registrations 2023: 5,000 -> 5,100 (+2.0%)" in told
    assert "  dropped  NO market DIESEL registrations 2023-12: was 3" in told
    assert any(line.startswith("  sha256   ") and line.endswith(TABLE) for line in told)


def test_a_file_that_did_not_change_is_not_sent_again(desk: Desk) -> None:
    desk.update()
    again = desk.update()

    assert only(again).outcome is Outcome.NOTHING_NEW
    assert desk.publisher.conditions()[0] is None
    assert desk.publisher.conditions()[1] is not None
    assert desk.editions.history() == (BUNDLED,)


def test_after_going_back_an_update_takes_the_unchanged_file_again(desk: Desk) -> None:
    desk.publisher.serve(TABLE, desk.table + desk.line(NEW))
    first = desk.update()
    desk.editions.roll_back()
    second = desk.update()

    assert first.edition == second.edition == desk.editions.history()[0]


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    before = desk.table
    desk.publisher.serve(TABLE, before + desk.line(NEW))
    update = desk.update(dry=True)

    assert (only(update).outcome, update.edition) == (Outcome.TAKEN, None)
    assert (desk.served(), desk.editions.history()) == (before, (BUNDLED,))


def test_a_publisher_that_is_down_does_not_hold_up_the_others(desk: Desk) -> None:
    newer = desk.table + desk.line(NEW)
    desk.publisher.serve(TABLE, newer)
    updater = replace(
        desk.updater(),
        feeds={
            "bureau": desk.feed,
            "paper": replace(desk.feed, publisher="paper", address=f"{desk.publisher.address}gone.csv"),
        },
    )
    update = updater.from_network(["paper", "bureau"])

    assert [verdict.outcome for verdict in update.verdicts] == [Outcome.NOT_HAD, Outcome.TAKEN]
    assert desk.served() == newer


def test_an_update_of_one_publisher_keeps_what_was_taken_of_another(desk: Desk) -> None:
    desk.publisher.serve(TABLE, desk.table + desk.line(NEW))
    desk.update()
    models = (desk.data / "paper" / "models.csv").read_text()
    desk.publisher.serve("models.csv", models + desk.line("renault/zoe,,,,NO,2024-01,11"))
    feed = Feed("paper", "tables", f"{desk.publisher.address}models.csv")
    replace(desk.updater(), feeds={"paper": feed}).from_network(["paper"])
    folders = desk.editions.instead(desk.editions.history()[0], desk.data)

    assert [folder.name for folder in folders] == ["bureau", "paper"]
    assert NEW.strip() in desk.served()


def test_two_updates_at_once_are_one_too_many(desk: Desk) -> None:
    with desk.editions.alone(), pytest.raises(Busy, match="another update is going on"):
        desk.update()


# -- not had ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(status=404), r"is not there \(404\); correct it in a list given with --feeds"),
        (Reply(status=429, headers={"Retry-After": "120"}), r"asks for patience \(429\); try again in 120 seconds"),
        (Reply(status=500), r"is out of order \(500\); try later"),
        (Reply(status=204), "answered 204, which is no file"),
        (Reply(status=304, etag=False), "answered 304, which is no file"),
        (Reply(b"half a table", says_bytes=4_000), "broke off before the end"),
        (Reply(b"x" * 600_000), "is larger than 0.5 MB"),
        (Reply(b"x" * 600_000, says_bytes=-1), "is larger than 0.5 MB"),
        (Reply(b"", headers={"Content-Encoding": "gzip"}), "came packed"),
        (Reply(status=302, headers={"Location": "/markets.csv"}), "leads on and on"),
        (Reply(status=302, headers={"Location": "http://elsewhere.example/x.csv"}), "which its feed does not allow"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "which its feed does not allow"),
        (Reply(status=302, headers={"Location": "https://]/x.csv"}), "which its feed does not allow"),
        (Reply(status=301), "leads on and on"),
    ],
)
def test_a_file_that_cannot_be_had_changes_nothing_and_is_told(desk: Desk, reply: Reply, told: str) -> None:
    before = desk.table
    desk.publisher.replies[TABLE] = reply
    update = desk.update()

    assert only(update).outcome is Outcome.NOT_HAD
    [why] = only(update).why
    assert re.search(told, why)
    assert (desk.served(), desk.editions.history()) == (before, (BUNDLED,))


@pytest.mark.parametrize("after", [0, 20])
def test_a_publisher_that_stalls_is_given_up_in_time(desk: Desk, after: int) -> None:
    desk.publisher.replies[TABLE] = Reply(b"x" * 100, stalls_after=after)
    update = desk.update(feed=replace(desk.feed, seconds=0.3))

    assert only(update).outcome is Outcome.NOT_HAD
    assert "did not answer within 0.3 seconds" in only(update).why[0]


def test_nobody_at_the_address_is_told(desk: Desk) -> None:
    update = desk.update(feed=replace(desk.feed, address="http://127.0.0.1:1/markets.csv"))

    assert only(update).outcome is Outcome.NOT_HAD
    assert "cannot be read" in only(update).why[0]


def test_an_address_that_moved_on_the_same_host_is_followed(desk: Desk) -> None:
    newer = desk.table + desk.line(NEW)
    desk.publisher.serve("new/place.csv", newer)
    desk.publisher.replies[TABLE] = Reply(status=301, headers={"Location": "/new/place.csv"})
    desk.update()

    assert desk.served() == newer


def test_a_kept_file_that_was_damaged_is_fetched_anew(desk: Desk) -> None:
    newer = desk.table + desk.line(NEW)
    desk.publisher.serve(TABLE, newer)
    desk.update(dry=True)
    [kept] = (desk.editions.home / "fetched").glob("*.file")
    kept.write_text("damaged\n")
    desk.update()

    assert desk.publisher.conditions() == [None, None]
    assert desk.served() == newer


# -- stopped by the checks ----------------------------------------------------------------------------------------


def without_norway(table: str) -> str:
    return "".join(line for line in table.splitlines(keepends=True) if ",PETROL,NO," not in line)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda table: table.replace("SE,2023,5000", "SE,2023,9000"),
            "moved by more than 60 percent: SE market BEV registrations 2023: 5,000 -> 9,000 (+80.0%)",
        ),
        (
            lambda table: table.replace("nordics,2023,5500", "nordics,2023,0"),
            "moved by more than 60 percent: nordics market BEV registrations 2023: 5,500 -> 0 (-100.0%)",
        ),
        (without_norway, "markets.csv: a whole series is gone, 12 figures to NO market PETROL registrations 2023-12"),
        (without_norway, "markets.csv: 12 of 65 figures are gone (18.5 percent)"),
        (lambda table: table.replace(",5,", ",6,"), "12 of 65 figures were revised (18.5 percent)"),
        (
            lambda table: table + "market,,,BEV,FR,2023-04,90000000,,,,\n",
            "new and beyond belief: FR market BEV registrations 2023-04: 90,000,000; the most so far was 9,000",
        ),
    ],
    ids=["moved", "vanished to nought", "series gone", "table shrunken", "much revised", "leap"],
)
def test_an_implausible_change_stops_with_a_report_and_is_taken_only_if_accepted(
    desk: Desk, change: Callable[[str], str], told: str
) -> None:
    before = desk.table
    desk.publisher.serve(TABLE, change(before))
    stopped = desk.update()

    assert only(stopped).outcome is Outcome.STOPPED
    assert told in only(stopped).why
    assert (desk.served(), desk.editions.history()) == (before, (BUNDLED,))

    accepted = desk.update(accept=True)

    assert only(accepted).outcome is Outcome.TAKEN
    assert desk.served() == change(before)
    assert f"  accepted {told}" in desk.editions.changes(str(accepted.edition)).read_text()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table[: len(table) // 2].rstrip("\n"), "ends in the middle of a line"),
        (lambda table: "<html><body>Please log in</body></html>\n", "markets.csv:1"),
        (lambda table: table + "market,,,BEV,XX,2024-01,70,,,,\n", "'XX' is not in the catalogue"),
        (lambda table: table + "market,,,BEV,NO,2024-01,seventy,,,,\n", "value"),
        (lambda table: table + "market,,,BEV,NO,2024-04,70,,,,\n", "ends after its publication"),
        (lambda table: table + "market,,,BEV,NO,2023-12,61,,,,\n", "the same figure as in line"),
        (lambda table: table.replace("SE", "S\x00E"), "markets.csv"),
        (lambda table: table.replace("SE", "S" * 150_000, 1), "field larger than field limit"),
        (lambda table: table.replace("5000", "5" * 400), "nothing is counted that high"),
    ],
    ids=[
        "cut off",
        "a page",
        "unknown region",
        "no number",
        "from the future",
        "twice",
        "garbage",
        "huge cell",
        "huge number",
    ],
)
def test_a_file_that_is_not_in_form_is_refused_even_if_accepted(
    desk: Desk, change: Callable[[str], str], told: str
) -> None:
    before = desk.table
    desk.publisher.serve(TABLE, change(before))
    update = desk.update(accept=True)

    assert only(update).outcome is Outcome.STOPPED
    assert told in "\n".join(only(update).why)
    assert (desk.served(), desk.editions.history()) == (before, (BUNDLED,))


def test_a_file_that_is_no_text_is_refused(desk: Desk) -> None:
    desk.publisher.replies[TABLE] = Reply(b"subject,\xff\xfe\n")

    assert "is not text in UTF-8" in only(desk.update()).why[0]


# -- by hand ------------------------------------------------------------------------------------------------------


def test_a_file_given_by_hand_is_taken_without_the_network(desk: Desk, tmp_path: Path) -> None:
    given = tmp_path / TABLE
    given.write_text(desk.table + desk.line(NEW))
    update = desk.updater().from_file(given, "bureau")

    assert only(update).outcome is Outcome.TAKEN
    assert desk.publisher.asked == []


def test_a_folder_that_declares_itself_is_a_new_publisher(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    for path in (desk.data / "bureau").iterdir():
        text = path.read_text().replace('"bureau"', '"office"')
        (folder / path.name).write_text(text)
    update = desk.updater().from_file(folder, None)
    [taken] = desk.editions.instead(str(update.edition), desk.data)

    assert (only(update).publisher, only(update).outcome) == ("office", Outcome.TAKEN)
    assert taken.name == "office"


def test_a_folder_of_two_publishers_is_told_and_neither_is_left_out_unseen(desk: Desk, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "all_carsales_monthly.csv").write_text("YYYYMM,Country,Fuel,Value\n")
    (given / "data-NO.js").write_text("")

    with pytest.raises(FetchError, match="holds files of several publishers"):
        desk.updater().from_file(given, None)


def test_a_path_to_nothing_is_told(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=f"there is no file or folder {tmp_path}/nothing"):
        desk.updater().from_file(tmp_path / "nothing", None)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("notes.txt", "hello\n", "is in no form that we know"),
        ("markets.csv", "subject,region,value\n", "add --publisher"),
        ("publisher.toml", '[publisher]\nid = "../escape"\n', "is no id of a publisher"),
        ("publisher.toml", "nonsense", "does not say whose it is"),
    ],
)
def test_a_file_of_nobody_is_told(desk: Desk, tmp_path: Path, name: str, text: str, told: str) -> None:
    given = tmp_path / name
    given.write_text(text)

    with pytest.raises((FetchError, FeedError), match=told):
        desk.updater().from_file(given, None)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('file = "markets.csv"', 'file = "../../data/paper/models.csv"', "is no name of a table"),
        ("order = 10", 'order = "first"', "table.order is of another kind"),
        ("[table.defaults]", "[table.other]\n[other.defaults]", "unknown key"),
        ("[[table]]", "[table]", "table is no list of tables"),
        ('licence = "public domain"', "licence = 7", "what is said of the publisher is text"),
    ],
)
def test_a_declaration_from_outside_that_is_not_in_form_is_refused(
    desk: Desk, tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    for path in (desk.data / "bureau").iterdir():
        (folder / path.name).write_text(path.read_text().replace(old, new))
    update = desk.updater().from_file(folder, None, accept=True)

    assert only(update).outcome is Outcome.STOPPED
    assert told in only(update).why[0]
    assert desk.editions.history() == (BUNDLED,)
