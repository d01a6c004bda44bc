"""The catalogue: awkward names of the sources resolve, and its lint finds each kind of fault."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from facts.catalogue import PACKAGE_DATA, Catalogue, CatalogueError
from facts.model import MARKET
from facts.things import SubjectRef, fold

AWKWARD_ROWS = {
    ("Renault", "Zoe"): "renault/zoe",
    ("Renault", "Zoe (van)"): "renault/zoe-van",
    ("Renault", "SM3 Z.E."): "renault/sm3-ze",
    ("Renault", "Kangoo Z.E."): "renault/kangoo-ze",
    ("Renault", "Kangoo E-Tech"): "renault/kangoo-e-tech",
    ("Renault", "Scénic E-Tech"): "renault/scenic-e-tech",
    ("Citroën", "ë-C3"): "citroen/e-c3",
    ("Citroën", "C-Zero"): "citroen/c-zero",
    ("Mitsubishi/Citroën/Peugeot", "i-MiEV/C-Zero/iOn"): "mitsubishi/i-miev-c-zero-ion",
    ("Peugeot/Citroën", "iOn/C-Zero"): "peugeot/ion-c-zero",
    ("BMW", "i3"): "bmw/i3-bev",
    ("BMW", "i3 BEV"): "bmw/i3-bev",
    ("BMW", "i3 REx"): "bmw/i3-rex",
    ("BMW", "i3 G28 BEV"): "bmw/i3-g28",
    ("Li Auto", "i8"): "li-auto/i8",
    ("BMW", "i8"): "bmw/i8",
    ("Audi", "e-tron"): "audi/q8-e-tron",
    ("Audi", "Q4 50 e-tron Quattro"): "audi/q4-e-tron",
    ("Volvo", "XC40 Recharge"): "volvo/ex40",
    ("Volvo", "C40"): "volvo/ec40",
    ("Volkswagen", "ID.4"): "volkswagen/id-4",
    ("Volkswagen", "ID.4/ID.5"): "volkswagen/id-4-id-5",
    ("Volkswagen", "ID. Buzz"): "volkswagen/id-buzz",
    ("Volkswagen", "e-up"): "volkswagen/e-up",
    ("Chevrolet", "Bolt EV"): "chevrolet/bolt",
    ("Chevrolet", "Bolt/Bolt EUV"): "chevrolet/bolt-bolt-euv",
    ("Chevrolet", "Volt/Ampera"): "chevrolet/volt-ampera",
    ("Opel", "Ampera"): "opel/ampera",
    ("Opel", "Ampera-e"): "opel/ampera-e",
    ("Ford", "*Escape PHEV"): "ford/escape-phev",
    ("Ford", "Mach-E"): "ford/mustang-mach-e",
    ("Hyundai", "Ioniq electric Plus"): "hyundai/ioniq-phev",
    ("Smart", "EQ fortwo cabriolet"): "smart/fortwo-ed",
    ("Smart", "Hashtag 1"): "smart/hashtag-1",
    ("Mini", "3 Door"): "mini/cooper-se",
    ("Mini", "Countryman"): "mini/countryman-phev",
    ("Tesla", "Model 3/Y"): "tesla/model-3-y",
    ("Tesla", "Other models (S/X/Cybertruck)"): "tesla/other-models",
    ("Toyota", "Prius Plug-in/Prime"): "toyota/prius-plug-in-prime",
    ("Lexus", "NX450h+"): "lexus/nx-450h-plus",
    ("Xpeng", "P7+"): "xpeng/p7-plus",
    ("GWM", "Ora R1"): "great-wall/ora-r1",
    ("Geometry", "Xingyuan"): "geometry/xingyuan",
    ("Geely", "Galaxy E5"): "geely/ex5",
    ("BYD", "Qin EV300"): "byd/qin",
    ("BYD", "Atto 2/3"): "byd/atto-2-3",
    ("Nio", "Firefly"): "firefly/firefly",
    ("JAC", "iEV7 S/E"): "jac/iev7",
    ("Škoda", ""): "skoda",
    ("Škoda", "other"): "skoda",
    ("Lynk & Co", ""): "lynk-co",
    ("Jeep/Dodge", ""): "jeep-dodge",
    ("other", ""): MARKET,
    ("", ""): MARKET,
}
AWKWARD_HEADLINES = {
    ("model", "Tesla Model 3 and Model Y"): SubjectRef("tesla/model-3-y"),
    ("model", "Tesla other models (S, X)"): SubjectRef("tesla/model-s-x"),
    ("model", "Nissan Sakura and Mitsubishi eK X EV"): SubjectRef("nissan/sakura-ek-x-ev"),
    ("model", "Volkswagen ID. family"): SubjectRef("volkswagen/id-family"),
    ("model", "Hyundai Ioniq series"): SubjectRef("hyundai/ioniq-series"),
    ("model", "BYD Seagull / Dolphin Surf"): SubjectRef("byd/seagull"),
    ("model", "Renault Samsung SM3 ZE"): SubjectRef("renault/sm3-ze"),
    ("model", "Geely Geome Xingyuan"): SubjectRef("geometry/xingyuan"),
    ("model", "Skoda Enyaq iV"): SubjectRef("skoda/enyaq"),
    ("model", "Mercedes EQA"): SubjectRef("mercedes-benz/eqa"),
    ("brand", "SEAT"): SubjectRef("seat"),
    ("brand", "BYD passenger cars"): SubjectRef("byd", "passenger cars"),
    ("brand", "Hyundai (incl. Genesis)"): SubjectRef("hyundai", "including Genesis"),
    ("brand", "Mercedes-Benz Cars"): SubjectRef("mercedes-benz", "Mercedes-Benz Cars"),
    ("brand", "NIO (NIO brand only)"): SubjectRef("nio"),
    ("brand", "NIO (all brands)"): SubjectRef("group/nio"),
    ("brand", "SAIC-GM-Wuling"): SubjectRef("group/saic-gm-wuling"),
    ("group", "Tesla"): SubjectRef("tesla"),
    ("group", "Renault-Nissan Alliance"): SubjectRef("group/renault-nissan"),
    ("", "Renault-Samsung Motors"): SubjectRef("renault-samsung"),
    ("market", "Battery-electric cars"): SubjectRef(MARKET),
    ("", "Plug-in electric cars"): SubjectRef(MARKET),
}
AWKWARD_REGIONS = {
    ("Europe", "iea"): "europe",
    ("Europe", "headlines"): "europe-press",
    ("EUROPE", "history"): "europe-press",
    ("EU", ""): "eu27",
    ("European Union", "andrew"): "eu27",
    ("EU + EFTA + UK", ""): "eu-efta-uk",
    ("OUTSIDE_CN", ""): "world-excl-china",
    ("World excluding China", "headlines"): "world-excl-china",
    ("JP+EUROPE", ""): "japan-and-europe",
    ("Europe and Japan", "headlines"): "japan-and-europe",
    ("Lao PDR", ""): "LA",
    ("Turkiye", ""): "TR",
    ("Turkey", ""): "TR",
    ("Viet Nam", ""): "VN",
    ("Korea", ""): "KR",
    ("Belgium including used", ""): "BE",
    ("Nepal Comtrade", ""): "NP",
    ("California CNCDA", ""): "US-CA",
    ("US-WA", ""): "US-WA",
    ("WORLD", ""): "world",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.mark.parametrize(("brand", "model"), AWKWARD_ROWS, ids=" ".join)
def test_an_awkward_source_row_resolves_to_its_one_id(catalogue: Catalogue, brand: str, model: str) -> None:
    expected = AWKWARD_ROWS[brand, model]

    assert catalogue.subject_of(brand, model) == SubjectRef(expected)


@pytest.mark.parametrize(("kind", "subject"), AWKWARD_HEADLINES, ids=" ".join)
def test_an_awkward_headline_subject_resolves_with_its_scope(catalogue: Catalogue, kind: str, subject: str) -> None:
    expected = AWKWARD_HEADLINES[kind, subject]

    assert catalogue.headline_subject(kind, subject) == expected


@pytest.mark.parametrize(("name", "source"), AWKWARD_REGIONS, ids=" ".join)
def test_an_awkward_region_name_resolves(catalogue: Catalogue, name: str, source: str) -> None:
    expected = AWKWARD_REGIONS[name, source]

    assert catalogue.region_of(name, source) == expected


def test_the_lint_of_the_package_data_is_clean(catalogue: Catalogue) -> None:
    assert catalogue.problems() == []


def test_an_unknown_source_name_says_where_to_add_it(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="source_names"):
        catalogue.subject_of("Acme", "Rocket")
    with pytest.raises(CatalogueError, match=r"regions\.toml"):
        catalogue.region_of("Atlantis")
    with pytest.raises(CatalogueError, match="acme/rocket"):
        catalogue.subject("acme/rocket")


def test_a_joint_row_is_found_from_each_of_its_members(catalogue: Catalogue) -> None:
    assert [row.id for row in catalogue.joint_rows_with("tesla/model-y")] == ["tesla/model-3-y"]
    assert "volkswagen/id-4-id-5" in {row.id for row in catalogue.joint_rows_with("volkswagen/id-5")}


def test_mitsubishi_is_in_the_alliance_from_2016_only(catalogue: Catalogue) -> None:
    def members(year: int) -> set[str]:
        return {brand.id for brand in catalogue.brands_of("group/renault-nissan-mitsubishi", date(year, 7, 1))}

    assert "mitsubishi" not in members(2015)
    assert "mitsubishi" in members(2016)
    assert "mitsubishi" not in {brand.id for brand in catalogue.brands_of("group/renault-nissan")}


def test_opel_left_general_motors_and_is_in_stellantis_today(catalogue: Catalogue) -> None:
    assert "opel" in {brand.id for brand in catalogue.brands_of("group/general-motors", date(2014, 1, 1))}
    assert "opel" not in {brand.id for brand in catalogue.brands_of("group/general-motors")}
    assert "opel" in {brand.id for brand in catalogue.brands_of("group/stellantis")}


def test_display_names_are_what_people_call_the_thing(catalogue: Catalogue) -> None:
    shown = [catalogue.display_name(i) for i in ("byd/seagull", "polestar/4", "bmw/i3-bev", "NO", "group/bmw")]

    assert shown == ["BYD Seagull", "Polestar 4", "BMW i3", "Norway", "BMW Group"]


def test_every_name_is_given_once_and_folded_names_have_one_owner(catalogue: Catalogue) -> None:
    owners: dict[str, set[str]] = {}
    for name, _, ident, _ in catalogue.names():
        owners.setdefault(fold(name), set()).add(ident)

    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("name", "ident", "weak"),
    [
        ("Zoes", "renault/zoe", False),
        ("id 3", "volkswagen/id-3", False),
        ("eNV200", "nissan/e-nv200", False),
        ("F150 Lightning", "ford/f-150-lightning", False),
        ("Yuan Plus", "byd/atto-3", False),
        ("e-Niro", "kia/niro-ev", False),
        ("Leafs", "nissan/leaf", False),
        ("spring", "dacia/spring", True),
        ("born", "cupra/born", True),
        ("up", "volkswagen/e-up", True),
        ("smart", "smart", True),
        ("no", "NO", True),
        ("it", "IT", True),
        ("Holland", "NL", False),
        ("Swedes", "SE", False),
        ("Kazakhstan", "KZ", False),
        ("Bavaria", "place/bavaria", False),
        ("Texas", "place/texas", False),
        ("VW Group", "group/volkswagen", False),
        ("Ioniq", "ambiguous/ioniq", False),
        ("Georgia", "ambiguous/georgia", False),
        ("corsa", "ambiguous/corsa", True),
        ("BYD Atto", "ambiguous/atto", False),
    ],
)
def test_a_name_belongs_to_its_thing(catalogue: Catalogue, name: str, ident: str, weak: bool) -> None:
    found = {(i, w) for n, _, i, w in catalogue.names() if fold(n) == fold(name)}

    assert found == {(ident, weak)}


def test_loading_is_quick(catalogue: Catalogue) -> None:
    """Generous against a busy machine; alone it takes about 50 milliseconds."""

    def seconds() -> float:
        start = time.process_time()
        Catalogue.load()
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.3


FILES = {
    "models": """
[[model]]
id = "acme/one"
name = "Acme One"
short = "One"
powertrain = "BEV"
weak_names = ["One"]
source_names = ["Acme|One"]

[[model]]
id = "acme/two"
name = "Acme Two"
short = "Two"
powertrain = "BEV"
""",
    "brands": '[[brand]]\nid = "acme"\nname = "Acme"\ncountry = "NO"\nsource_names = ["Acme"]\n',
    "groups": '[[group]]\nid = "group/acme"\nname = "Acme Group"\n\n[[group.member]]\nbrand = "acme"\nfrom = 2016\n',
    "regions": '[[region]]\nid = "NO"\nname = "Norway"\nkind = "country"\npeople = ["Norwegians"]\n',
    "places": '[[place]]\nname = "Oslo"\ninside = "NO"\n',
    "ambiguous": "",
    "scopes": "",
}


def load_with(folder: Path, **added: str) -> Catalogue:
    """A small sound catalogue with text added to some of its files."""
    for name, text in FILES.items():
        (folder / f"{name}.toml").write_text(text + added.get(name, ""), encoding="utf-8")
    return Catalogue.load(folder)


def test_the_small_catalogue_is_sound(tmp_path: Path) -> None:
    assert load_with(tmp_path).problems() == []


def a_model(ident: str = "acme/three", name: str = "Acme Three", short: str = "Three", more: str = "") -> str:
    return f'\n[[model]]\nid = "{ident}"\nname = "{name}"\nshort = "{short}"\npowertrain = "BEV"\n{more}\n'


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("models", a_model(more='names = [""]'), "empty name"),
        ("models", a_model(more='weak_names = ["!"]'), "empty name"),
        ("models", a_model("acme/Three"), "not a valid model id"),
        ("models", a_model("three"), "not a valid model id"),
        ("models", a_model("none/three", "None Three"), "brands.toml"),
        ("models", a_model("acme/one"), "given twice"),
        ("models", a_model(more='names = ["acme TWO"]'), "declare it in ambiguous.toml"),
        ("models", a_model(more='names = ["Norwegians"]'), "declare it in ambiguous.toml"),
        ("models", a_model(more='sisters = ["acme/four"]'), "acme/four, which is not in the catalogue"),
        ("models", a_model(more='sisters = ["acme/one"]'), "on both sides"),
        ("models", a_model(more='members = ["acme/one"]'), "two members"),
        ("models", a_model(name="Acme One and Two", short="One and Two"), "list them in members"),
        ("models", a_model(more='source_names = ["Acme|One/Two"]'), "list them in members"),
        ("models", a_model(more='source_names = ["Acme|One"]'), "belongs to acme/one"),
        ("models", a_model(more='vehicle_type = "boat"'), "unknown VehicleType"),
        ("brands", '\n[[brand]]\nid = "b"\nname = "B"\ncountry = "XX"\n', "XX, which is not"),
        ("groups", '\n[[group.member]]\nbrand = "nobody"\n', "nobody, which is not"),
        ("regions", '\n[[region]]\nid = "SE"\nname = "Sweden"\nkind = "planet"\n', "unknown kind"),
        ("regions", '\n[[region]]\nid = "n"\nname = "N"\nkind = "aggregate"\nmembers = ["DK"]\n', "DK, which is not"),
        ("places", '\n[[place]]\nname = "Malmö"\ninside = "SE"\n', "SE, which is not"),
        ("ambiguous", '\n[[ambiguous]]\nnames = ["A"]\nmeans = ["acme", "ghost"]\n', "ghost, which is not"),
        ("ambiguous", '\n[[ambiguous]]\nnames = ["A"]\nmeans = ["acme"]\n', "two meanings"),
        ("ambiguous", '\n[[ambiguous]]\nnames = ["Acme"]\nmeans = ["acme/one", "acme/two"]\n', "without acme"),
        ("scopes", '\n[[scope]]\nsource_name = "Acme cars"\nid = "ghost"\nscope = "cars"\n', "ghost, which is not"),
    ],
)
def test_the_lint_finds_a_seeded_fault(tmp_path: Path, file: str, text: str, complaint: str) -> None:
    found = load_with(tmp_path, **{file: text}).problems()

    assert len(found) >= 1
    assert any(complaint in problem for problem in found), found


def test_a_declared_double_meaning_is_no_fault_and_is_given_as_ambiguous(tmp_path: Path) -> None:
    both = '\n[[ambiguous]]\nnames = ["Duo"]\nmeans = ["acme/three", "acme/four"]\nweak = true\n'
    models = a_model(more='names = ["Duo"]') + a_model("acme/four", "Acme Four", "Four", 'names = ["Duo"]')
    catalogue = load_with(tmp_path, models=models, ambiguous=both)

    assert catalogue.problems() == []
    assert [row for row in catalogue.names() if row[0] == "Duo"] == [("Duo", "ambiguous", "ambiguous/duo", True)]


def test_a_misspelt_key_names_file_and_thing(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"models\.toml, acme/three.*Known keys"):
        load_with(tmp_path, models=a_model(more='nmaes = ["x"]'))


def test_a_missing_file_and_broken_toml_are_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"models\.toml is missing"):
        Catalogue.load(tmp_path)
    with pytest.raises(CatalogueError, match=r"brands\.toml"):
        load_with(tmp_path, brands="[[brand")


def test_tables_stand_in_the_order_of_their_ids() -> None:
    """Hand-edited files stay easy to search."""
    import tomllib

    for file, key in (("models", "model"), ("brands", "brand")):
        tables = tomllib.loads((PACKAGE_DATA / f"{file}.toml").read_text(encoding="utf-8"))[key]
        ids = [table["id"] for table in tables]

        assert ids == sorted(ids)
