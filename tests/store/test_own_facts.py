"""A host's own figures: read from simple tables, checked line by line, laid over the others, and gone when removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.ops.settings import SettingsError, read_settings
from bot.service import Context, Service
from facts.check import Problem
from facts.model import SOLD
from facts.opening import open_store
from facts.own import forget_own, own_token, read_own_folder
from facts.own_example import write_example
from facts.own_folder import OwnError, Snapshot, snapshot
from facts.own_reading import read_own
from facts.period import Period
from facts.store import FactStore
from facts.watching import Watch
from tests.support.own_folder import BRANDS, DECLARATION, DELIVERIES, FILES, MODELS, OwnBench, write_own

TODAY = Context(today=date(2024, 6, 1))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBench]:
    bench = OwnBench(tmp_path, monkeypatch)
    yield bench
    bench.close()


def counted(
    store: FactStore, subject: str = "acme/kestrel", period: str = "2023-01", region: str = "NO"
) -> list[float]:
    """The figures of a subject in a period, in the declared order."""
    found = [series.figure(Period.parse(period)) for series in store.find(subject, region, SOLD)]
    return [figure.value for figure in found if figure is not None]


def places(problems: tuple[Problem, ...], folder: Path) -> list[tuple[str, int, str]]:
    """File, line and column of problems."""
    return [(problem.file.relative_to(folder).as_posix(), problem.line, problem.column) for problem in problems]


# What a table may look like


def test_the_example_folder_is_fine_as_it_stands(tmp_path: Path) -> None:
    write_example(tmp_path / "own")

    reading = read_own_folder(tmp_path / "own")

    assert reading.problems == ()
    assert reading.figures == 6


def test_the_example_is_not_written_over_anything(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(OwnError, match="is not empty"):
        write_example(tmp_path)


def test_a_table_with_plain_headers_is_read_by_the_names_in_it(bench: OwnBench) -> None:
    write_own(bench.folder)
    store = bench.opened()

    assert counted(store) == [7]
    assert counted(store, "renault/zoe") == [12, 10]
    assert bench.said == []


@pytest.mark.parametrize(
    "table",
    [
        "Number;When;Where;Make;Car\n5;Q1 2023;Norge;Renault;Zoe\n",
        "\ufeffsubject,region,period,value\nRENAULT ZOE,norway,2023-Q1,5\n",
        "period\tmodel\tcountry\tcount\n2023Q1\trenault/zoe\tNO\t5\n\n",
        "subject,region,period,value,unit\r\nZoe,NO,2023-Q1,5,cars\r\n",
    ],
)
def test_a_table_may_have_its_columns_in_any_order_and_be_parted_as_spreadsheets_part(
    bench: OwnBench, table: str
) -> None:
    write_own(bench.folder, {"acme/publisher.toml": DECLARATION, "acme/deliveries.csv": table})

    assert counted(bench.opened(), "renault/zoe", "2023-Q1")[0] == 5


def test_one_publisher_may_lie_in_the_folder_itself(bench: OwnBench) -> None:
    write_own(
        bench.folder, {"publisher.toml": DECLARATION, "sales.csv": "model,country,month,number\nZoe,NO,2023-01,8\n"}
    )

    assert counted(bench.opened(), "renault/zoe") == [8, 10]


def test_tables_of_the_documented_schema_are_taken_with_their_sources_and_statements(bench: OwnBench) -> None:
    source = "list,Fleet desk,Fleet list,https://fleet.example/,2024-02,internal,\n"
    statement = "S1,renault/zoe,launched,Norway,NO,2014,2014-03,,,We took the first Zoe in May 2014.,list\n"
    write_own(
        bench.folder,
        {
            "acme/publisher.toml": '[publisher]\nname = "ACME"\n\n[[table]]\nfile = "s.csv"\nfamily = "f"\norder = 3\n'
            'grain = "model"\n\n[table.defaults]\nsource = "list"\n',
            "acme/s.csv": "subject,region,period,value\nrenault/zoe,SE,2023,3\n",
            "acme/sources.csv": f"id,publisher,title,url,published,licence,via\n{source}",
            "acme/statements.csv": "id,subject,predicate,object,region,as_of,event_date,is_reason,about,text,source\n"
            + statement,
        },
    )
    store = bench.opened()
    own = [source for source in store.all_sources() if source.id == "acme:list"]

    assert counted(store, "renault/zoe", "2023", "SE")[0] == 3
    assert [(source.publisher, source.title) for source in own] == [("Fleet desk (own figures)", "Fleet list")]
    assert "We took the first Zoe in May 2014." in [statement.text for statement in store.statements]


def test_names_can_be_added_to_what_the_catalogue_has(bench: OwnBench) -> None:
    names = '[[name]]\nof = "renault/zoe"\nnames = ["Little Blue"]\n'
    write_own(bench.folder, FILES | {"catalogue/names.toml": names})
    service = Service(bench.opened())

    assert service.ask("how many Little Blue were delivered in Norway in January 2023?", TODAY).value == 12


# What is wrong is told with file, line, column and what to do


@pytest.mark.parametrize(
    ("row", "column", "message", "fix"),
    [
        ("Zoee,Norway,2023-03,5", "model", "'Zoee'", "renault/zoe"),
        ("Renault Zoe,Norwai,2023-03,5", "country", "'Norwai'", "did you mean NO"),
        ("Renault Zoe,Norway,spring,5", "month", "'spring'", "notation"),
        ('Renault Zoe,Norway,2023-03,"1,200"', "number", "'1,200'", "no separators"),
        ("Renault Zoe,Norway,2023-03,41.000", "number", "'41.000' may be thousands", "leave the point out: 41000"),
        ("Renault Zoe,Norway,2023-03,1.234.000", "number", "'1.234.000' may be thousands", "1234000"),
        ("Renault Zoe,Norway,2023-03", "", "3 cells under 4 columns", "quote"),
        ("Renault,Norway,2023-03,5", "powertrain", "which cars", "add a column powertrain"),
        ("Renault Zoe,Norway,2023-03,-5", "number", "a count of -5", "leave the row out"),
        ("Renault Zoe,Norway,2023-01,12", "month", "the same figure as in line 2", "one row"),
    ],
)
def test_a_bad_row_is_told_with_its_place_and_what_to_do(
    bench: OwnBench, row: str, column: str, message: str, fix: str
) -> None:
    write_own(bench.folder, FILES | {"acme/deliveries.csv": f"{DELIVERIES}\n{row}\n"})
    reading = read_own_folder(bench.folder)
    [problem] = reading.problems

    assert places(reading.problems, bench.folder) == [("acme/deliveries.csv", 6, column)]
    assert message in problem.message
    assert fix in problem.fix
    assert reading.figures == 3


@pytest.mark.parametrize(
    ("changed", "place", "message"),
    [
        ({"acme/publisher.toml": "nam = 1"}, ("acme/publisher.toml", 1, "nam"), "unknown in the file"),
        ({"acme/publisher.toml": "name"}, ("acme/publisher.toml", 1, ""), "is not TOML"),
        ({"acme/publisher.toml": ""}, ("acme/publisher.toml", 1, "name"), "missing"),
        ({"acme/publisher.toml": 'name = "A"\nid = "paper"'}, ("acme/publisher.toml", 1, "id"), "another publisher"),
        ({"acme/deliveries.csv": "model,colour\n"}, ("acme/deliveries.csv", 1, "colour"), "unknown column"),
        ({"acme/deliveries.csv": "model,month,number\n"}, ("acme/deliveries.csv", 1, "region"), "missing"),
        ({"stray.csv": "model\n"}, ("publisher.toml", 1, ""), "is missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    bench: OwnBench, changed: dict[str, str], place: tuple[str, int, str], message: str
) -> None:
    write_own(bench.folder, FILES | changed)
    reading = read_own_folder(bench.folder)

    assert places(reading.problems, bench.folder) == [place]
    assert message in reading.problems[0].message


@pytest.mark.parametrize(
    ("changed", "place", "message"),
    [
        (
            {"catalogue/models.toml": MODELS.replace("Kestrel", "Zoe")},
            ("catalogue/models.toml", 2, ""),
            "names acme/kestrel, renault/zoe",
        ),
        ({"catalogue/models.toml": MODELS + MODELS}, ("catalogue/models.toml", 2, ""), "given twice"),
        ({"catalogue/brands.toml": BRANDS.replace('"acme"', '"renault"')}, ("catalogue/brands.toml", 2, ""), "twice"),
        ({"catalogue/models.toml": "model = 1"}, ("catalogue/models.toml", 1, ""), "something else"),
        ({"catalogue/cars.toml": ""}, ("catalogue/cars.toml", 1, ""), "no file of a catalogue"),
    ],
)
def test_a_catalogue_that_does_not_fit_is_told(
    bench: OwnBench, changed: dict[str, str], place: tuple[str, int, str], message: str
) -> None:
    write_own(bench.folder, FILES | changed)
    reading = read_own_folder(bench.folder)

    assert place in places(reading.problems, bench.folder)
    assert any(message in problem.message for problem in reading.problems)


def test_with_a_bad_row_nothing_loads_and_it_is_said_why(bench: OwnBench) -> None:
    write_own(bench.folder, FILES | {"acme/deliveries.csv": DELIVERIES + "Zoee,Norway,2023-03,5\n"})

    assert bench.open() is None
    assert f"{bench.deliveries}:5, model: " in bench.said[0]


def test_with_skip_the_good_rows_load_and_it_is_said_what_was_left_out(
    bench: OwnBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVBOT_FACTS_DIR_BAD_ROWS", "skip")
    bad = "Zoee,Norway,2023-03,5\nRenault Zoe,Norway,2023-03,1.5\nRenault Zoe,Norway,2023-04,6\n"
    write_own(bench.folder, FILES | {"acme/deliveries.csv": DELIVERIES + bad})
    store = bench.opened()

    assert counted(store) == [7]
    assert counted(store, "renault/zoe", "2023-04") == [6, 10]
    assert counted(store, "renault/zoe", "2023-03") == [10]
    assert [f"{bench.deliveries}:{line}, " in bench.said[0] for line in (5, 6, 7)] == [True, True, False]


def test_with_skip_a_publisher_that_cannot_be_read_is_left_out_whole(
    bench: OwnBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVBOT_FACTS_DIR_BAD_ROWS", "skip")
    write_own(bench.folder, FILES | {"other/publisher.toml": "name", "other/s.csv": "model\n"})

    assert counted(bench.opened()) == [7]
    assert "other/publisher.toml" in bench.said[0]


# What the layered figures are, and what they are not


def test_the_answer_names_own_figures_and_shows_the_published_one_that_differs(bench: OwnBench) -> None:
    write_own(bench.folder)
    service = Service(bench.opened())
    answer = service.ask("how many Renault Zoe were sold in Norway in January 2023?", TODAY)

    assert answer.value == 12
    assert "These are own figures of ACME." in answer.caveats
    assert "The Paper prints 10 (registrations) for the same." in answer.caveats
    assert {source.publisher for source in answer.sources} == {"ACME (own figures)", "The Paper"}


def test_a_list_of_some_models_does_not_take_the_place_of_a_whole_ranking(bench: OwnBench) -> None:
    write_own(bench.folder)
    answer = Service(bench.opened()).ask("best-selling electric cars in Norway in January 2023", TODAY)

    assert [row.id for row in answer.rows] == ["tesla/model-3", "renault/zoe"]


def test_the_figures_for_everybody_know_nothing_of_them(bench: OwnBench) -> None:
    write_own(bench.folder)
    bench.opened()
    bundled = open_store(bench.data, bench.cache)

    assert counted(bundled, "renault/zoe") == [10]
    assert "acme" not in " ".join(name for name, *_ in bundled.names()).lower()
    assert [publisher["id"] for publisher in bundled.publishers] == ["bureau", "paper"]
    bundled.close()


def test_they_never_ask_a_server(bench: OwnBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVBOT_FACTS_URL", "postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    write_own(bench.folder)

    assert bench.opened().degraded_since is None


def test_nobody_else_on_the_machine_can_read_the_copies(bench: OwnBench) -> None:
    write_own(bench.folder)
    bench.opened()

    assert {path.stat().st_mode & 0o077 for path in (bench.cache / "own").iterdir()} == {0}


# Changed, broken, removed


def test_a_broken_folder_leaves_the_figures_from_before_also_after_a_restart(bench: OwnBench) -> None:
    write_own(bench.folder)
    bench.opened()
    bench.deliveries.write_text(DELIVERIES + "half a li")

    assert counted(bench.opened()) == [7]
    assert bench.said[0].startswith("the own figures cannot be used, so those from before go on serving:")
    assert "half a li" not in bench.said[0]
    assert f"{bench.deliveries}:5" in bench.said[0]


def test_figures_that_are_taken_out_of_the_folder_are_gone(bench: OwnBench) -> None:
    write_own(bench.folder)
    bench.opened()
    for path in bench.folder.rglob("*.*"):
        path.unlink()

    assert bench.open() is None
    assert "there is no table in" in bench.said[0]


def test_forgetting_leaves_no_copy_and_the_folder_alone(bench: OwnBench) -> None:
    write_own(bench.folder)
    bench.opened()
    forget_own()

    assert not (bench.cache / "own").exists()
    assert bench.deliveries.read_text() == DELIVERIES


def test_a_running_bot_takes_a_changed_folder_once_it_has_settled(bench: OwnBench) -> None:
    write_own(bench.folder)
    clock = [0.0]
    served: list[FactStore | None] = []
    watch = Watch(served.append, open_it=bench.open, edition=own_token, settles=True, clock=lambda: clock[0])

    def looks() -> int:
        clock[0] += 60.0
        watch.look()
        watch.wait()
        return len(served)

    unchanged = looks()
    bench.deliveries.write_text(DELIVERIES.replace(",7", ",70"))
    once = looks()
    bench.deliveries.write_text(DELIVERIES.replace(",7", ",700"))
    still_writing = looks()
    settled = looks()
    bench.deliveries.unlink()
    (bench.folder / "acme" / "publisher.toml").unlink()
    looks()
    without = looks()

    assert (unchanged, once, still_writing, settled, without) == (0, 0, 0, 1, 2)
    assert served[0] is not None
    assert counted(served[0]) == [700]


def test_files_that_change_while_they_are_read_are_read_again(bench: OwnBench, monkeypatch: pytest.MonkeyPatch) -> None:
    write_own(bench.folder)
    read = Path.read_bytes
    times = []

    def changing(path: Path) -> bytes:
        found = read(path)
        if path == bench.deliveries and len(times) < 2:
            times.append(path)
            path.write_text(DELIVERIES + f"Renault Zoe,Norway,2023-0{len(times) + 2},{len(times)}\n")
        return found

    monkeypatch.setattr(Path, "read_bytes", changing)
    seen = snapshot(bench.folder)

    assert len(times) == 2
    assert seen.files["acme/deliveries.csv"] == (DELIVERIES + "Renault Zoe,Norway,2023-04,2\n").encode()


def test_an_own_name_in_a_table_cannot_become_another_table_of_the_catalogue(bench: OwnBench) -> None:
    tricky = MODELS.replace('name = "ACME Kestrel"', 'name = "Kestrel\\"]\\n[[brand]]\\nid = \\"x\\" "')
    seen = Snapshot(bench.folder, {"catalogue/models.toml": tricky.encode(), "catalogue/brands.toml": BRANDS.encode()})

    reading = read_own(seen, bench.data, [])

    assert reading.problems == ()


# Settings


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EVBOT_FACTS_DIR", "/there/is/no/such/folder", "there is no such folder"),
        ("EVBOT_FACTS_DIR_FOR", "discord:acme", "'discord:acme' is neither"),
        ("EVBOT_FACTS_DIR_FOR", "slack:T1 everybody", "'everybody' is neither"),
        ("EVBOT_FACTS_DIR_FOR", "discord:77", "EVBOT_FACTS_DIR_FOR is set without EVBOT_FACTS_DIR"),
        ("EVBOT_FACTS_DIR_BAD_ROWS", "ignore", "'refuse' or 'skip'"),
    ],
)
def test_a_setting_that_cannot_be_right_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=told):
        read_settings(None)


def test_the_settings_reach_the_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVBOT_FACTS_DIR", str(tmp_path))
    monkeypatch.setenv("EVBOT_FACTS_DIR_FOR", "discord:77, slack:T1")
    found = read_settings(None).for_facts

    assert found["EVBOT_FACTS_DIR"] == str(tmp_path)
    assert found["EVBOT_FACTS_DIR_FOR"] == "discord:77 slack:T1"
    assert found["EVBOT_FACTS_DIR_BAD_ROWS"] == "refuse"


def test_the_table_and_the_declaration_that_the_guide_shows_are_fine(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "deploy/guide/own-facts.md").read_text(encoding="utf-8")
    [declaration], [table] = (re.findall(rf"```{kind}\n(.*?)```", guide, re.DOTALL) for kind in ("toml", "csv"))
    write_own(tmp_path, {"acme/publisher.toml": declaration, "acme/deliveries.csv": table})
    reading = read_own_folder(tmp_path)

    assert (reading.problems, reading.figures) == ((), 1)
