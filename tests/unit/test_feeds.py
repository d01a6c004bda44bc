"""The converters keep what the publishers' tables mean, and the figures in facts/data are the known ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from facts.catalogue import Catalogue
from facts.feeds import andrew, headlines, iea, open_ev_charts, washington
from facts.feeds.history import convert as convert_history
from facts.feeds.history import known_pages
from facts.feeds.pages import Page, PageBook, page_of_titled
from facts.feeds.writing import FeedError, Figure, Folder, SourceLine
from facts.tables import DATA, Row, iter_rows, read_publisher

Tables = dict[str, str]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the hand-written declarations and no figures."""
    for declared in DATA.glob("*/publisher.toml"):
        folder = tmp_path / "data" / declared.parent.name
        folder.mkdir(parents=True)
        shutil.copy(declared, folder)
    return tmp_path / "data"


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[Tables], Path]:
    """Writes the publishers' tables, given by path, and returns the folder."""

    def write(tables: Tables) -> Path:
        for name, text in tables.items():
            path = tmp_path / "tree" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "tree"

    return write


def rows_of(folder: Path, file: str) -> list[Row]:
    return [row for table in read_publisher(folder).tables if table.path.name == file for row in iter_rows(table)]


# -- the IEA ------------------------------------------------------------------------------------------------------

IEA_HEAD = "region,parameter,mode,powertrain,year,unit,value\n"
IEA_REGIONS = (
    "region,iso2,kind,car_sales_first_year,car_sales_last_year,car_stock_first_year,car_stock_last_year,rows\n"
    "USA,US,country,2010,2025,2010,2025,1\nEurope,,aggregate,2010,2025,2010,2025,1\n"
    "United Arab Emirates,AE,country,2010,2025,2010,2025,1\n"
)


def convert_iea(tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, rows: str) -> Path:
    empty = {"country/iea_gevo.csv": IEA_HEAD + rows, "country/iea_gevo_regions.csv": IEA_REGIONS}
    iea.convert(tree(empty), data, catalogue)
    return data / "iea"


def test_stock_stands_at_the_end_of_the_year_and_sales_in_the_year(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    rows = "Europe,EV sales,Cars,EV,2024,Vehicles,3200000\nEurope,EV stock,2 and 3 wheelers,BEV,2024,Vehicles,900\n"
    folder = convert_iea(tree, data, catalogue, rows)
    (sales,), (stock,) = rows_of(folder, "sales.csv"), rows_of(folder, "stock.csv")

    assert (sales.region, sales.period, sales.value, sales.precision) == ("europe", "2024", 3_200_000, "rounded")
    assert (stock.period, stock.vehicle_type) == ("@2024-12-31", "two-three-wheeler")


def test_a_whole_number_share_that_does_not_follow_from_the_stock_is_suspect_and_names_the_year_before(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    rows = (
        "USA,EV stock share,Cars,EV,2024,percent,2.5\nUSA,EV stock share,Cars,EV,2025,percent,2\n"
        "USA,EV stock,Cars,EV,2024,Vehicles,6300000\nUSA,EV stock,Cars,EV,2025,Vehicles,7800000\n"
    )
    before, after = rows_of(convert_iea(tree, data, catalogue, rows), "stock_share.csv")

    assert (before.basis, after.basis) == ("published", "suspect")
    assert "2024: 2.5 percent" in after.note


def test_a_share_above_all_vans_is_suspect(tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue) -> None:
    rows = "United Arab Emirates,EV sales share,Vans,EV,2022,percent,250\n"
    (row,) = rows_of(convert_iea(tree, data, catalogue, rows), "sales_share.csv")

    assert row.basis == "suspect"


# -- Robbie Andrew and Washington ---------------------------------------------------------------------------------

GEOGRAPHIES = (
    "geography,iso2,subdivision,kind,variant,scope,frequency,first_period,last_period,first_full_year,powertrains,"
    "original_publisher,original_url,note\n"
    "United Kingdom,GB,,country,alternative,new cars,M,2001-01,2026-03,2001,BEV,DVLA,https://a.example,\n"
    "United Kingdom SMMT,GB,,country,main,new cars,M,2018-06,2026-07,2019,BEV,SMMT,https://b.example,\n"
    "Denmark,DK,,country,main,new cars,M,2000-01,2026-07,2000,BEV,DST,https://c.example,\n"
    "California,US,US-CA,subnational,main,light-duty,Q,2008-Q1,2026-Q2,2008,BEV,CEC,https://d.example,\n"
)
ANDREW: Tables = {
    "country/andrew_geographies.csv": GEOGRAPHIES,
    "country/andrew_registrations.csv": "geography,iso2,frequency,period,powertrain,vehicles,basis\n"
    "United Kingdom,GB,M,2024-01,BEV,100,published\nUnited Kingdom SMMT,GB,M,2024-01,BEV,101,published\n"
    "Denmark,DK,M,2024-01,HYBRID_ANY,7,published\nCalifornia,US,Q,2024-Q1,BEV,9,suspect\n",
    "country/andrew_registrations_annual.csv": "geography,iso2,year,powertrain,vehicles,basis\n"
    "United Kingdom SMMT,GB,2024,TOTAL,1900,sum\n",
}


def test_a_second_series_of_a_place_is_a_variant_and_a_total_counts_every_powertrain(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    andrew.convert(tree(ANDREW), data, catalogue)
    short = {(row.region, row.variant): row for row in rows_of(data / "andrew", "registrations.csv")}
    (year,) = rows_of(data / "andrew", "registrations_by_year.csv")

    assert short["GB", "dvla"].value == 100
    assert short["GB", ""].value == 101
    assert (short["US-CA", ""].period, short["US-CA", ""].basis) == ("2024-Q1", "suspect")
    assert "plug-in" in short["DK", ""].note
    assert (year.powertrain, year.basis, year.role) == ("ALL", "sum", "total")


def test_writing_twice_gives_the_same_bytes(tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue) -> None:
    folder = tree(ANDREW)
    andrew.convert(folder, data, catalogue)
    once = {path.name: path.read_bytes() for path in (data / "andrew").iterdir()}
    andrew.convert(folder, data, catalogue)

    assert once == {path.name: path.read_bytes() for path in (data / "andrew").iterdir()}
    assert all(b"\r" not in text for text in once.values())


def test_washington_counts_its_fleet_at_a_day(tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue) -> None:
    rows = "iso2,subdivision,date,use,powertrain,vehicles\nUS,US-WA,2017-01-31,truck,TOTAL,12\n"
    washington.convert(tree({"country/wa_registered_vehicles.csv": rows}), data, catalogue)
    (row,) = rows_of(data / "washington_state", "fleet.csv")

    assert (row.measure, row.period, row.vehicle_type, row.powertrain) == ("stock", "@2017-01-31", "truck", "ALL")


# -- Open EV Charts -----------------------------------------------------------------------------------------------

OEC_SOURCES = "key,urls,remark,remark_url,hosts,regions,rows\n5,https://x.example/a,includes vans,,x.example,NO,9\n"
SUSPECTS_HEAD = "region,period,dataset,brand,model,units,issue,detail\n"


def convert_oec(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, region: str, rows: str, suspects: str = ""
) -> dict[tuple[str, str, str, str], Row]:
    regions = {file.name for file in (DATA / "open_ev_charts").glob("*.csv")} - {"sources.csv"}
    head = "period,dataset,brand,model,units,source\n"
    tables = {f"models/{name}": head for name in regions} | {
        "models/sources.csv": OEC_SOURCES,
        "models/suspects.csv": SUSPECTS_HEAD + suspects,
        f"models/{region}.csv": head + rows,
    }
    open_ev_charts.convert(tree(tables), data, catalogue)
    found = rows_of(data / "open_ev_charts", f"{region}.csv")
    return {(row.subject, row.role, row.powertrain, row.period): row for row in found}


def test_totals_parts_and_remainders_are_told_apart(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    rows = (
        "2017-01,all_cars,,,50,5\n2018-01,all_cars,Renault,,9,5\n2018-01,all_cars,other,,8,5\n"
        "2018-01,bev,Renault,Zoe,4,5\n2018-01,bev,Renault,other,3,5\n2018-01,bev,other,,2,5\n"
    )
    found = convert_oec(tree, data, catalogue, "DE", rows)

    assert {key: row.value for key, row in found.items()} == {
        ("market", "total", "ALL", "2017-01"): 50,
        ("renault", "part", "ALL", "2018-01"): 9,
        ("market", "remainder", "ALL", "2018-01"): 8,
        ("renault/zoe", "part", "BEV", "2018-01"): 4,
        ("renault", "remainder", "BEV", "2018-01"): 3,
        ("market", "remainder", "BEV", "2018-01"): 2,
    }


@pytest.mark.parametrize(
    ("region", "row", "suspect", "basis"),
    [
        ("US", "2019-Q2,bev,Nissan,Leaf,4,5", "US,2019-Q2,bev,,,9,prorated,yearly", "spread"),
        ("US", "2018-Q2,bev,Nissan,Leaf,4,5", "US,2018-Q2,bev,,,9,prorated,yearly", "suspect"),
        ("WORLD", "2019-05,bev,,,4,5", "WORLD,2019,bev,,,9,prorated,yearly", "spread"),
        ("WORLD", "2025-05,all_cars,,,4,5", "WORLD,2025,all_cars,,,9,derived,share", "estimated"),
        ("WORLD", "2019-05,all_cars,,,4,5", "", "spread"),
        ("AT", "2022-01,bev,Nissan,Leaf,4,5", "AT,2022-01,bev,,,9,duplicated month,twice", "suspect"),
        ("AT", "2022-02,bev,Nissan,Leaf,4,5", "AT,2022-01,bev,,,9,duplicated month,twice", "published"),
        ("AT", "2022-01,all_cars,Nissan,,4,5", "AT,2022-01,bev,,,9,duplicated month,twice", "published"),
        ("NL", "2017-02,bev,Chevrolet,Bolt,4,5", "NL,2017-02,bev,Chevrolet,Bolt,4,early appearance,x", "name_suspect"),
        ("NL", "2017-02,bev,Nissan,Leaf,4,5", "NL,2017-02,bev,Chevrolet,Bolt,4,early appearance,x", "published"),
        ("CH", "2018-03,bev,Nissan,Leaf,4,5", "CH,2018,bev,,,9,incomplete,models inside other", "suspect"),
        ("TR", "2024-03,bev,,,4,5", "TR,*,bev,,,,mismatch with another publisher,months", "spread"),
        ("IS", "2021-03,bev,,,4,5", "IS,*,bev,,,,mismatch with another publisher,years", "suspect"),
        ("IS", "2023-03,bev,,,4,5", "IS,*,bev,,,,mismatch with another publisher,years", "published"),
        (
            "GB",
            "2021-Q1,bev,Hyundai,Ioniq Electric,4,5",
            "GB,*,bev,Hyundai,Ioniq Electric,,two cars one name,x",
            "name_suspect",
        ),
        (
            "GB",
            "2020-Q1,bev,Hyundai,Ioniq Electric,4,5",
            "GB,*,bev,Hyundai,Ioniq Electric,,two cars one name,x",
            "published",
        ),
        ("NO", "2023-01,all_cars,Toyota,,4,5", "NO,*,all_cars,,,,brands left out,x", "name_suspect"),
        ("NO", "2023-01,all_cars,other,,4,5", "NO,*,all_cars,,,,brands left out,x", "published"),
        (
            "BE",
            "2025-04,bev,,,4,5",
            "BE,2025-04,bev,,,,mismatch with another publisher,4 against Andrew's 5",
            "suspect",
        ),
    ],
)
def test_what_is_said_of_a_row_becomes_its_basis(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, region: str, row: str, suspect: str, basis: str
) -> None:
    (found,) = convert_oec(tree, data, catalogue, region, f"{row}\n", f"{suspect}\n" if suspect else "").values()

    assert found.basis == basis


def test_a_doubt_of_an_unknown_kind_stops_the_conversion(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    with pytest.raises(FeedError, match="what follows from"):
        convert_oec(tree, data, catalogue, "DE", "", "DE,2020-01,bev,,,9,looks odd,x\n")


# -- history and headlines ----------------------------------------------------------------------------------------

HISTORY_HEAD = "period,region,brand,model,powertrain,measure,units,source_url,source_title,published,note\n"
PAGE = "https://blog.example/2015,A month (EV Sales blog; José Pontes),2016-05,"


def convert_one_history_row(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, row: str, file: str = "press_GB.csv"
) -> Row:
    opened: dict[str, Folder] = {}

    def folder(name: str) -> Folder:
        return opened.setdefault(name, Folder(data, name))

    convert_history(tree({f"models/history/{file}": f"{HISTORY_HEAD}{row}\n"}), catalogue, PageBook(), folder)
    (written,) = opened.values()
    written.write()
    found = [row for table in read_publisher(written.path).tables for row in iter_rows(table)]
    return found[0]


@pytest.mark.parametrize(
    ("note", "precision", "basis"),
    [
        ("", "exact", "published"),
        ("printed as over 158,000", "at_least", "published"),
        ("printed as at least / over", "at_least", "published"),
        ("milestone announced March 2019", "at_least", "published"),
        ("printed as around 2.49 million", "about", "published"),
        ("rounded to 50 by the publisher; printed as approximately 700", "about", "published"),
        ("rounded to hundreds", "rounded", "published"),
        ("printed as 4.6 million", "rounded", "published"),
        ("partly estimated", "about", "estimated"),
        ("printed as 238 fewer than the Zoe", "exact", "published"),
    ],
)
def test_rounding_words_of_a_note_become_precision_and_basis(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, note: str, precision: str, basis: str
) -> None:
    row = convert_one_history_row(tree, data, catalogue, f'2015,GB,Nissan,Leaf,BEV,sales,100,{PAGE}"{note}"')

    assert (row.precision, row.basis, row.note) == (precision, basis, note)


def test_since_launch_is_a_cumulative_period_without_a_beginning(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    row = convert_one_history_row(tree, data, catalogue, f"..2016-04,GB,Nissan,Leaf,BEV,sales,100,{PAGE}")

    assert (row.period, row.kind, row.start) == ("~2016-04", "cumulative", "")


def test_a_quadricycle_and_a_car_with_or_without_range_extender_are_told(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    twizy = convert_one_history_row(tree, data, catalogue, f"2013,GB,Renault,Twizy,BEV,sales,9,{PAGE}quadricycle")
    i3 = convert_one_history_row(tree, data, catalogue, f"2014,GB,BMW,i3,BEV/REx,sales,9,{PAGE}")

    assert twizy.vehicle_type == "quadricycle"
    assert (i3.subject, i3.powertrain) == ("bmw/i3-bev", "BEV")
    assert "range extender" in i3.note


def test_totals_of_a_brand_and_of_a_table_are_no_parts(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    brand = convert_one_history_row(tree, data, catalogue, f"2015,GB,Nissan,,BEV,sales,9,{PAGE}brand total")
    market = convert_one_history_row(tree, data, catalogue, f"2015,GB,,,BEV+PHEV,sales,9,{PAGE}")

    assert (brand.subject, brand.role, brand.note) == ("nissan", "total", "")
    assert (market.subject, market.role, market.powertrain) == ("market", "total", "EV")


def test_versions_of_one_car_are_added_up_where_incentives_list_them_apart(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    origin = "https://tc.example/a,Incentives,2024-12,federal incentives paid; not sales"
    rows = f"2019-05,CA,Nissan,Leaf,BEV,incentives,30,{origin}\n2019-05,CA,Nissan,Leaf Plus,BEV,incentives,12,{origin}"
    row = convert_one_history_row(tree, data, catalogue, rows, "ca_izev_incentives_2019_2024.csv")

    assert (row.value, row.basis, row.measure) == (42, "sum", "incentives")
    assert row.note == "versions added up: Leaf, Leaf Plus"


HEADLINES_HEAD = (
    "id,subject_type,subject,powertrain,region,measure,period_start,period_end,period_kind,value,unit,precision,"
    "publisher,title,url,published,note\n"
)


def convert_headline(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, row: str, suspect: str = ""
) -> Row:
    tables = {
        "headlines/observations.csv": f"{HEADLINES_HEAD}{row}\n",
        "headlines/suspects.csv": f"id,treat_as,why\n{suspect}",
        "headlines/statements.csv": "id,subject,predicate,object,region,as_of,statement\n",
    }
    folder = Folder(data, "press")
    headlines.convert(tree(tables), catalogue, PageBook(), folder, details={})
    folder.write()
    (found,) = rows_of(data / "press", "headlines.csv")
    return found


ORIGIN = "Some Paper,A title,https://paper.example/a,2025"


def test_a_milestone_keeps_its_beginning_and_a_fleet_stands_at_a_day(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    built = "H1,group,Renault-Nissan Alliance,EV,World,production,2010-12-01,2016-07-31,cumulative,340000,vehicles"
    fleet = "H2,market,Car fleet,EV,World,share_of_stock,,2024-12-31,cumulative,4,percent"
    milestone = convert_headline(tree, data, catalogue, f"{built},rounded,{ORIGIN},")
    share = convert_headline(tree, data, catalogue, f"{fleet},about,{ORIGIN},Share of the car fleet in use. IEA.")

    assert (milestone.subject, milestone.period) == ("group/renault-nissan", "2010-12~2016-07")
    assert (share.period, share.of, share.note) == ("@2024-12-31", "stock", "IEA.")


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("Share of all new cars in the region.", "market"),
        ("Share of the electric-vehicle market held by the subject. Excluding Twizy.", "ev_market"),
        ("Share of the maker's own deliveries that are of this powertrain.", "own"),
    ],
)
def test_the_first_words_of_a_note_say_what_a_share_is_of(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, words: str, of: str
) -> None:
    row = "H1,brand,Renault,BEV,Europe,share_of_sales,2015-01-01,2015-12-31,year,23.6,percent"
    found = convert_headline(tree, data, catalogue, f"{row},exact,{ORIGIN},{words}")

    assert (found.of, found.region) == (of, "europe-press")
    assert found.scope == ("without Twizy" if "Twizy" in words else "")


def test_a_share_of_nothing_stops_the_conversion(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    row = "H1,brand,Renault,BEV,Europe,share_of_sales,2015-01-01,2015-12-31,year,23.6,percent"
    with pytest.raises(FeedError, match="share of"):
        convert_headline(tree, data, catalogue, f"{row},exact,{ORIGIN},Nice.")


@pytest.mark.parametrize(
    ("treated", "basis"),
    [("wrong", "suspect"), ("doubtful", "suspect"), ("shown_with_other", "shown_with_other"), ("ok", "published")],
)
def test_a_doubted_headline_keeps_the_reason(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue, treated: str, basis: str
) -> None:
    row = "H4,model,Nissan Leaf,BEV,United States,deliveries,2016-01-01,2016-06-30,half,5973,vehicles"
    found = convert_headline(tree, data, catalogue, f"{row},exact,{ORIGIN},", f"H4,{treated},two digits swapped\n")

    assert (found.period, found.basis) == ("2016-H1", basis)
    assert found.note == ("" if treated == "ok" else "two digits swapped")


def test_a_kind_that_does_not_fit_the_days_stops_the_conversion(
    tree: Callable[[Tables], Path], data: Path, catalogue: Catalogue
) -> None:
    row = "H4,model,Nissan Leaf,BEV,United States,deliveries,2016-01-01,2016-05-31,half,5973,vehicles"
    with pytest.raises(FeedError, match="not a half"):
        convert_headline(tree, data, catalogue, f"{row},exact,{ORIGIN},")


# -- pages and files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "url", "publisher", "via", "licence"),
    [
        (
            "France 2012 (EV Sales blog, José Pontes)",
            "https://a.blogspot.com/x",
            "EV Sales blog",
            "José Pontes",
            "none",
        ),
        ("Sales up (Worldkings, citing Wikipedia)", "https://w.example/x", "Worldkings", "Wikipedia", "CC BY-SA"),
        ("Volt (Wikipedia)", "https://en.wikipedia.org/wiki/Volt", "Wikipedia", "", "CC BY-SA"),
        ("Combien ? (citing Renault)", "https://www.boolyx.example/x", "boolyx.example", "Renault", "none"),
        (
            "World sales (InsideEVs text, EV Sales blog)",
            "http://e.example/x",
            "InsideEVs (copy at e.example)",
            "EV Sales blog",
            "none",
        ),
        (
            "Tesla Q2 (SEC Form 8-K, Exhibit 99.1)",
            "https://www.sec.gov/x",
            "Tesla (SEC filing)",
            "",
            "SEC filing, public",
        ),
    ],
)
def test_the_end_of_a_title_names_publisher_and_origin(
    title: str, url: str, publisher: str, via: str, licence: str
) -> None:
    source = PageBook().enter(page_of_titled(title, url, "2016"))

    assert (source.publisher, source.via) == (publisher, via)
    assert source.licence.startswith(licence)


def test_an_address_is_one_source_and_a_front_page_one_for_each_title() -> None:
    book = PageBook()
    first = book.enter(Page("A", "One", "https://a.example/page", "2016"))
    again = book.enter(Page("B", "One, told otherwise", "https://a.example/page", "2017"))
    front = [book.enter(Page("A", title, "https://a.example/", "2016")).id for title in ("One", "Two")]

    assert first is again
    assert len(set(front)) == 2


def test_a_row_that_lacks_what_its_table_takes_for_granted_is_not_written(data: Path) -> None:
    folder = Folder(data, "washington_state")
    folder.add("fleet.csv", Figure(measure="stock", powertrain="BEV", period="@2017-01-31", value="1", region="US-WA"))
    with pytest.raises(FeedError, match="without a value"):
        folder.write()


def test_a_file_that_nobody_declared_is_not_written(data: Path) -> None:
    with pytest.raises(FeedError, match="declares no table"):
        Folder(data, "iea").add("prices.csv", Figure())


def test_one_source_id_cannot_stand_for_two_pages(data: Path) -> None:
    folder = Folder(data, "iea")
    folder.add_source(SourceLine("a", "P", "One", "u", "2020", "l"))
    with pytest.raises(FeedError, match="two pages"):
        folder.add_source(SourceLine("a", "P", "Two", "u", "2020", "l"))


def test_the_pages_of_the_headlines_name_themselves_before_the_older_tables_do(tree: Callable[[Tables], Path]) -> None:
    row = "H1,brand,Renault,BEV,Europe,sales,2015-01-01,2015-12-31,year,9,vehicles,exact,Clubic,Titre,https://c.example/a,2020,"
    folder = tree(
        {
            "headlines/observations.csv": f"{HEADLINES_HEAD}{row}\n",
            "headlines/statements.csv": "id,publisher,title,url,published\n",
        }
    )
    book = PageBook()
    known_pages(folder, book)

    assert book.enter(page_of_titled("Title (Somebody)", "https://c.example/a", "2021")).publisher == "Clubic"
