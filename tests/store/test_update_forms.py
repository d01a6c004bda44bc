"""The publishers' own forms are read as they mean it, and whatever else stands in their files is refused."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from facts.catalogue import Catalogue
from facts.check import publisher_problems
from facts.feeds import andrew_months, iea_workbook, open_ev_inserts
from facts.feeds.declared import MEGABYTE, Feed, read_feeds
from facts.feeds.sheets import read_sheet
from facts.feeds.writing import FeedError
from facts.rows import Row
from facts.tables import DATA, iter_rows, read_publisher, read_sources

DAY = "2026-09-20"
Folder = Callable[[str, dict[str, str]], Path]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="module")
def feeds() -> dict[str, Feed]:
    return read_feeds()


@pytest.fixture
def held(tmp_path: Path) -> Folder:
    """Makes a publisher's folder with its real declaration and a few figures of ours."""

    def make(publisher: str, files: dict[str, str]) -> Path:
        folder = tmp_path / publisher
        folder.mkdir()
        for name in ("publisher.toml", "LICENCE.md"):
            shutil.copy(DATA / publisher / name, folder)
        for table in read_declared(publisher):
            (folder / table).write_text("period,value,source\n")
        for name, text in files.items():
            (folder / name).write_text(text)
        return folder

    return make


def read_declared(publisher: str) -> list[str]:
    return [table.path.name for table in read_publisher(DATA / publisher).tables]


def rows_of(folder: Path, file: str) -> dict[tuple[str, str], Row]:
    """The rows of a table by powertrain or subject, and period."""
    tables = [table for table in read_publisher(folder).tables if table.path.name == file]
    return {
        (row.subject if row.subject != "market" else row.powertrain, row.period): row
        for table in tables
        for row in iter_rows(table)
    }


# -- Robbie Andrew ------------------------------------------------------------------------------------------------

COLUMNS = "powertrain,region,period,value,basis,source,note\n"
SOURCES = (
    "id,publisher,title,url,published,licence,via\n"
    "no,Robbie Andrew,Registrations: Norway,https://a.example/,2026-08-19,CC BY 4.0,\n"
    "ca,Robbie Andrew,Registrations: Canada,https://a.example/,2026-08-19,CC BY 4.0,\n"
)
SCOPES = (
    "variant,region,scope,note,original_publisher,original_url,frequency,first_period,last_period\n"
    ",NO,cars,,OFV,https://b.example,M,2026-01,2026-02\n"
    ",CA,cars,,StatCan,https://c.example,Q,2025-Q1,2025-Q4\n"
)
HEAD = '"YYYYMM","Country","Fuel","Value"\n'


@pytest.fixture
def andrew(held: Folder, catalogue: Catalogue, feeds: dict[str, Feed]) -> Callable[..., tuple[Path, list[str]]]:
    """Holds some rows of ours and reads the publisher's file over them."""

    def read(raw: str, short: str, yearly: str = "") -> tuple[Path, list[str]]:
        files = {
            "registrations.csv": COLUMNS + short,
            "registrations_by_year.csv": COLUMNS + yearly,
            "sources.csv": SOURCES,
            "scopes.csv": SCOPES,
        }
        folder = held("andrew", files)
        given = {"all.csv": (HEAD + raw).encode()}
        return folder, andrew_months.convert(given, folder, catalogue, feeds["andrew"], DAY)

    return read


NORWAY = "BEV,NO,2026-01,100,,no,\nBEV,NO,2026-02,200,,no,\nPETROL,NO,2026-01,10,,no,\n"
RAW = (
    '202601,"Norway","BatteryElectric",100\n202602,"Norway","BatteryElectric",210\n'
    '202603,"Norway","BatteryElectric",300.4\n202601,"Norway","Petrol",10\n'
)


def test_months_become_rows_and_fractions_are_estimates(andrew: Callable[..., tuple[Path, list[str]]]) -> None:
    folder, remarks = andrew(RAW, NORWAY)
    rows = rows_of(folder, "registrations.csv")

    assert {key: (row.value, row.basis) for key, row in rows.items()} == {
        ("BEV", "2026-01"): (100, "published"),
        ("BEV", "2026-02"): (210, "published"),
        ("BEV", "2026-03"): (300, "estimated"),
        ("PETROL", "2026-01"): (10, "published"),
    }
    assert remarks == []
    assert read_sources(folder)[0].published == DAY


def test_quarters_that_were_spread_over_months_are_put_together_again(
    andrew: Callable[..., tuple[Path, list[str]]],
) -> None:
    raw = "".join(f'2026{month:02},"Canada","BatteryElectric",33.333333\n' for month in (1, 2, 3, 4, 5))
    folder, _ = andrew(raw, "BEV,CA,2025-Q4,90,,ca,\n")
    rows = rows_of(folder, "registrations.csv")

    assert [(row.period, row.value, row.basis) for row in rows.values()] == [("2026-Q1", 100, "published")]


def test_noughts_that_say_not_reported_are_left_out(andrew: Callable[..., tuple[Path, list[str]]]) -> None:
    later = [f"2026{month:02}" for month in range(3, 10)]
    raw = RAW.partition("202603")[0] + "".join(
        f'{month},"Norway","BatteryElectric",0\n{month},"Norway","Petrol",5\n{month},"Norway","Diesel",0\n'
        for month in later
    )
    folder, _ = andrew(raw, NORWAY)
    kept = {key[0] for key in rows_of(folder, "registrations.csv") if key[1] > "2026-02"}

    assert kept == {"PETROL"}


def test_a_doubt_stays_with_its_figure_and_goes_on_after_a_whole_year_of_it(
    andrew: Callable[..., tuple[Path, list[str]]],
) -> None:
    months = [f"2025-{month:02}" for month in range(1, 13)]
    short = "".join(f"BEV,NO,{month},100,suspect,no,undercount\nPETROL,NO,{month},50,,no,\n" for month in months)
    short = short.replace("PETROL,NO,2025-03,50,,no,", "PETROL,NO,2025-03,50,suspect,no,typing error")
    raw = "".join(
        f'{month.replace("-", "")},"Norway","{fuel}",{value}\n'
        for month in [*months, "2026-01"]
        for fuel, value in (("BatteryElectric", 110), ("Petrol", 50))
    )
    rows = rows_of(andrew(raw, short)[0], "registrations.csv")

    assert (rows["BEV", "2026-01"].basis, rows["BEV", "2026-01"].note) == ("suspect", "undercount")
    assert (rows["PETROL", "2025-03"].basis, rows["PETROL", "2026-01"].basis) == ("suspect", "published")


def test_a_year_that_was_the_sum_of_its_months_is_added_up_again_and_another_stays(
    andrew: Callable[..., tuple[Path, list[str]]],
) -> None:
    yearly = "BEV,NO,2026,300,,no,\nALL,NO,2026,310,sum,no,\nPETROL,NO,2026,77,,no,\n"
    folder, _ = andrew(RAW.replace("202603", "202503"), NORWAY, yearly)
    rows = rows_of(folder, "registrations_by_year.csv")

    assert {powertrain: row.value for (powertrain, _), row in rows.items()} == {"BEV": 310, "ALL": 320, "PETROL": 77}


def test_a_year_of_which_a_month_went_missing_keeps_its_figure(
    andrew: Callable[..., tuple[Path, list[str]]],
) -> None:
    yearly = "BEV,NO,2026,300,,no,\nALL,NO,2026,310,sum,no,\n"
    folder, _ = andrew(RAW.replace('202602,"Norway","BatteryElectric",210\n', ""), NORWAY, yearly)
    rows = rows_of(folder, "registrations_by_year.csv")

    assert {powertrain: row.value for (powertrain, _), row in rows.items()} == {"BEV": 300, "ALL": 310}


def test_a_series_that_we_do_not_hold_is_left_out_and_named(andrew: Callable[..., tuple[Path, list[str]]]) -> None:
    folder, remarks = andrew(RAW + '202601,"Sweden","Petrol",10\n202601,"Atlantis","Petrol",10\n', NORWAY)

    assert remarks == [
        "Sweden is a series that we do not hold: left out",
        "Atlantis is a series that we do not hold: left out",
    ]
    assert {row.region for row in rows_of(folder, "registrations.csv").values()} == {"NO"}


def test_what_was_left_out_of_the_past_stays_left_out(andrew: Callable[..., tuple[Path, list[str]]]) -> None:
    folder, _ = andrew('196001,"Norway","Petrol",9\n' + RAW, NORWAY)

    assert ("PETROL", "1960-01") not in rows_of(folder, "registrations.csv")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ('202601,"Norway","Plutonium",1\n', "the fuel 'Plutonium' is not known; add it to the feed's names"),
        ('202613,"Norway","Petrol",1\n', "all.csv:2: not a month, country, fuel and number"),
        ('202601,"Norway","Petrol",-1\n', "not a month"),
        ('202601,"Norway","Petrol",nan\n', "not a month"),
        ('202601,"Norway","Petrol",1e999\n', "not a month"),
        ('202601,"Norway","Petrol"\n', "not a month"),
        (RAW + '202601,"Norway","Petrol",10\n', "a second figure for Norway, Petrol, 2026-01"),
        ('202601,"Norway","Petrol",1', "ends in the middle of a line"),
        ('202601,"Norway,"Petrol",1\n', "is not a table of text"),
        (f'202601,"{"N" * 200_000}","Petrol",1\n', "is not a table of text"),
    ],
)
def test_a_month_that_is_not_in_form_is_refused(
    andrew: Callable[..., tuple[Path, list[str]]], raw: str, told: str
) -> None:
    with pytest.raises(FeedError, match=told):
        andrew(raw, NORWAY)


# -- Open EV Charts -----------------------------------------------------------------------------------------------

OEC_SOURCES = (
    "id,publisher,title,url,published,licence,via\n"
    "7,Open EV Charts,From x,https://open-ev-charts.org/,2026-07-23,GPL-3.0,https://x.example/a (includes vans)\n"
)
OEC_COLUMNS = "subject,role,powertrain,region,period,value,basis,source,note\n"
INSERTS = """// Norway

"use strict";

db.insert(db.countries.NO, "2026-05", db.dsTypes.AllCarsTotal, "https://x.example/a (includes vans)",
{ "other": 900
});

db.insert(db.countries.NO, "2026-05", db.dsTypes.ElectricCarsByModel, "https://y.example/b, https://z.example/c",
{ "Nissan|Leaf": 40
, "Nissan|other": 3
, "Nissan|Warp Drive": 2
, "Nobody|Nothing": 1
, "BMW|i3 (2013)": 5
, "Renault|Zoe": 0
, "other": 7
});
"""


@pytest.fixture
def charts(held: Folder, catalogue: Catalogue, feeds: dict[str, Feed]) -> Callable[..., tuple[Path, list[str]]]:
    def read(text: str, ours: str = "") -> tuple[Path, list[str]]:
        folder = held("open_ev_charts", {"NO.csv": OEC_COLUMNS + ours, "sources.csv": OEC_SOURCES})
        files = {"data-NO.js": text.encode()}
        return folder, open_ev_inserts.convert(files, folder, catalogue, feeds["open_ev_charts"], DAY)

    return read


def test_records_become_totals_parts_and_remainders_and_unknown_names_count_with_the_rest(
    charts: Callable[..., tuple[Path, list[str]]],
) -> None:
    folder, remarks = charts(INSERTS)
    [table] = [table for table in read_publisher(folder).tables if table.path.name == "NO.csv"]
    found = {(row.subject, row.role, row.powertrain): row.value for row in iter_rows(table)}

    assert found == {
        ("market", "total", "ALL"): 900,
        ("nissan/leaf", "part", "BEV"): 40,
        ("nissan", "remainder", "BEV"): 5,
        ("bmw/i3-bev", "part", "BEV"): 5,
        ("market", "remainder", "BEV"): 8,
    }
    assert remarks == [
        "counted with the rest, because the catalogue lacks them: Nissan|Warp Drive, Nobody|Nothing",
    ]


def test_a_source_that_we_know_keeps_its_number_and_a_new_one_gets_the_next(
    charts: Callable[..., tuple[Path, list[str]]],
) -> None:
    known, new = read_sources(charts(INSERTS)[0])

    assert (known.id, known.published) == ("open_ev_charts:7", DAY)
    assert (new.id, new.via) == ("open_ev_charts:8", "https://y.example/b https://z.example/c")
    assert new.title == "Car registrations by brand and model, from y.example, z.example"


def test_notes_and_doubts_of_ours_stay(charts: Callable[..., tuple[Path, list[str]]]) -> None:
    ours = "nissan/leaf,part,BEV,NO,2026-05,39,name_suspect,7,two cars\n"
    rows = rows_of(charts(INSERTS, ours)[0], "NO.csv")

    assert (rows["nissan/leaf", "2026-05"].basis, rows["nissan/leaf", "2026-05"].value) == ("name_suspect", 40)


def test_a_region_that_did_not_come_keeps_what_we_hold(
    held: Folder, catalogue: Catalogue, feeds: dict[str, Feed]
) -> None:
    files = {"SE.csv": OEC_COLUMNS + "nissan/leaf,part,BEV,SE,2026-05,39,,7,\n", "sources.csv": OEC_SOURCES}
    folder = held("open_ev_charts", files)
    given = {"data-NO.js": INSERTS.encode()}
    open_ev_inserts.convert(given, folder, catalogue, feeds["open_ev_charts"], DAY)

    assert rows_of(folder, "SE.csv")["nissan/leaf", "2026-05"].value == 39
    assert publisher_problems(folder, catalogue) == []


def test_their_names_of_countries_are_ours_of_files(charts: Callable[..., tuple[Path, list[str]]]) -> None:
    text = INSERTS.replace("countries.NO", "countries.UK").replace("data-NO", "data-UK")
    text += INSERTS.replace("countries.NO", "countries.JP")
    folder, remarks = charts(text)

    assert rows_of(folder, "GB.csv")["nissan/leaf", "2026-05"].region == "GB"
    assert "JP has no table in publisher.toml: left out" in remarks


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text[:-30], "data-NO.js:9: not a record"),
        (lambda text: text + "process.exit();\n", "not a record: 'process.exit"),
        (lambda text: text.replace('"other": 7', '"other": 7, "x": fetch("y")'), "cannot be read"),
        (lambda text: text.replace('"other": 7', '"other": -7'), "not one count for one name"),
        (lambda text: text.replace('"other": 7', '"other": NaN'), "cannot be read"),
        (lambda text: text.replace('"other": 7', '"Nissan|Leaf": 7'), "not one count for one name"),
        (lambda text: text.replace('"other": 7', '"other": 1e99'), "not one count for one name"),
        (lambda text: text.replace("ElectricCarsByModel", "FlyingCars"), "a data set of an unknown kind: FlyingCars"),
        (lambda text: text + text, "a second record for NO 2026-05 AllCarsTotal"),
        (lambda text: text.replace("2026-05", "2026-13"), "not a record"),
        (lambda text: text.replace("countries.NO", 'countries["NO"]'), "not a record"),
        (lambda text: "\xff" + text, "not a record"),
    ],
)
def test_a_program_that_is_not_a_list_of_records_is_refused(
    charts: Callable[..., tuple[Path, list[str]]], change: Callable[[str], str], told: str
) -> None:
    with pytest.raises(FeedError, match=told.replace("[", r"\[")):
        charts(change(INSERTS))


# -- the IEA ------------------------------------------------------------------------------------------------------

IEA_HEAD = ["region_country", "category", "parameter", "mode", "powertrain", "year", "unit", "value", "Aggregate group"]
IEA_ROWS = [
    ["Norway", "Historical", "EV sales", "Cars", "BEV", 2025, "Vehicles", 120000],
    ["Norway", "Historical", "EV sales share", "Cars", "EV", 2025, "percent", 97.5],
    ["Norway", "Historical", "EV stock", "Cars", "BEV", 2025, "Vehicles", 900000],
    ["Norway", "Projection-STEPS", "EV sales", "Cars", "BEV", 2030, "Vehicles", 1],
    ["Norway", "Historical", "EV charging points", "EVSE", "Publicly available slow", 2025, "charging points", 9],
    ["Norway", "Historical", "EV sales", "Buses", "BEV", 2013, "Vehicles", 0.001],
    ["Narnia", "Historical", "EV sales", "Cars", "BEV", 2025, "Vehicles", 5],
]


def workbook(rows: list[list[object]], title: str = "GEVO_EV_2026", shared: bool = False) -> bytes:
    """A workbook as the publisher makes it, in the least that one needs."""
    texts: list[str] = []

    def cell(column: int, row: int, value: object) -> str:
        place = f"{chr(ord('A') + column)}{row}"
        if isinstance(value, int | float):
            return f'<c r="{place}"><v>{value}</v></c>'
        if shared:
            texts.append(f"<si><r><t>{value}</t></r></si>")
            return f'<c r="{place}" t="s"><v>{len(texts) - 1}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(
        f'<row r="{at}">{"".join(cell(column, at, value) for column, value in enumerate(row))}</row>'
        for at, row in enumerate(rows, start=1)
    )
    relations = '<Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/>'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns:r="r"><sheets><sheet name="{title}" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{lines}</sheetData></worksheet>",
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f"<sst>{''.join(texts)}</sst>"
    return zipped(parts)


def zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return file.getvalue()


IEA_SOURCES = (
    "id,publisher,title,url,published,licence,via\n"
    "gevo-2026,IEA,Global EV Outlook 2026,https://www.iea.org/,2026-05,CC BY 4.0,\n"
)


@pytest.fixture
def outlook(held: Folder, catalogue: Catalogue, feeds: dict[str, Feed]) -> Callable[[bytes], tuple[Path, list[str]]]:
    def read(content: bytes) -> tuple[Path, list[str]]:
        folder = held("iea", {"sources.csv": IEA_SOURCES})
        return folder, iea_workbook.convert({"gevo.xlsx": content}, folder, catalogue, feeds["iea"], DAY)

    return read


@pytest.mark.parametrize("shared", [False, True])
def test_a_workbook_gives_historical_sales_stock_and_shares(
    outlook: Callable[[bytes], tuple[Path, list[str]]], catalogue: Catalogue, shared: bool
) -> None:
    folder, remarks = outlook(workbook([IEA_HEAD, *IEA_ROWS], shared=shared))

    assert [(*key, row.value) for key, row in rows_of(folder, "sales.csv").items()] == [("BEV", "2025", 120_000)]
    assert [(*key, row.value) for key, row in rows_of(folder, "sales_share.csv").items()] == [("EV", "2025", 97.5)]
    assert list(rows_of(folder, "stock.csv")) == [("BEV", "@2025-12-31")]
    assert remarks == ["Narnia is not in the catalogue: left out"]
    assert publisher_problems(folder, catalogue) == []


def test_the_next_edition_is_a_source_of_its_own(outlook: Callable[[bytes], tuple[Path, list[str]]]) -> None:
    folder, _ = outlook(workbook([IEA_HEAD, *IEA_ROWS[:1]], "GEVO_EV_2027"))
    [source] = read_sources(folder)

    assert (source.id, source.title) == ("iea:gevo-2027", "Global EV Outlook 2027, Global EV Data Explorer")
    assert source.published == DAY
    assert read_publisher(folder).publisher.attribution.startswith("IEA (2027)")


def bomb() -> bytes:
    parts = {"xl/workbook.xml": " " * 70 * MEGABYTE, "xl/_rels/workbook.xml.rels": "<Relationships/>"}
    return zipped(parts)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Relationships>&b;</Relationships>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not a workbook", "is not a whole workbook"),
        (workbook([IEA_HEAD, *IEA_ROWS])[:-200], "is not a whole workbook"),
        (workbook([IEA_HEAD], "Notes"), "has no such sheet; there are Notes"),
        (workbook([["a", "b"], *IEA_ROWS]), "other columns than"),
        (workbook([IEA_HEAD, [*IEA_ROWS[0][:7], "many"]]), "row 2 has no number"),
        (workbook([IEA_HEAD, [*IEA_ROWS[0][:6], "Thousands", 5]]), "row 2 is in 'Thousands', not in Vehicles"),
        (workbook([IEA_HEAD, [*IEA_ROWS[0][:5], 20250, "Vehicles", 5]]), "row 2 has an impossible value or year"),
        (zipped({"xl/_rels/workbook.xml.rels": LAUGHS}), "declares a document type"),
        (zipped({"xl/other.xml": ""}), "is not a whole workbook"),
    ],
    ids=["no zip", "cut off", "no sheet", "columns", "no number", "unit", "year", "entities", "parts"],
)
def test_a_workbook_that_is_not_in_form_is_refused(
    outlook: Callable[[bytes], tuple[Path, list[str]]], content: bytes, told: str
) -> None:
    with pytest.raises(FeedError, match=told):
        outlook(content)


def test_a_workbook_that_unpacks_to_more_than_is_allowed_is_refused_early() -> None:
    content = bomb()

    assert len(content) < MEGABYTE
    with pytest.raises(FeedError, match="unpacks to more than 1,000,000 bytes"):
        read_sheet("x.xlsx", content, lambda _: True, MEGABYTE)


def test_a_cell_far_to_the_right_is_refused() -> None:
    sheet = '<worksheet><sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>'
    with zipfile.ZipFile(io.BytesIO(workbook([IEA_HEAD]))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()} | {"xl/worksheets/sheet1.xml": sheet}

    with pytest.raises(FeedError, match="more than 100 columns"):
        read_sheet("x.xlsx", zipped(parts), lambda _: True, MEGABYTE)
