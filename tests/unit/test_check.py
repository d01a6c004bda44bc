"""The data lint finds every kind of fault that it was made for, and nothing in the data that we ship."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from facts.check import Problem, main, problems
from facts.revisions import REVISION_COLUMNS
from facts.tables import DATA

PUBLISHER = """
[publisher]
id = "paper"
name = "The Paper"
url = "https://paper.example/"
licence = "none stated"

[[table]]
file = "sales.csv"
family = "paper"
order = 10
grain = "model"

[table.defaults]
role = "part"
measure = "sales"
powertrain = "BEV"
vehicle_type = "car"
region = "NO"
unit = "vehicles"
precision = "exact"
basis = "published"
source = "one"

[[variant]]
id = "used"
order = 90
answer = false
caveat = "With used cars."
"""
SOURCES = (
    "id,publisher,title,url,published,licence,via\n"
    "one,The Paper,A page,https://paper.example/one,2024-02-10,none stated,\n"
)
STATEMENTS = (
    "id,subject,predicate,object,region,as_of,event_date,is_reason,about,text,source\n"
    "S1,renault/zoe,launched,March 2013,FR,2013-03,2013-03,,renault,The Zoe was launched.,one\n"
)
FIGURES = "subject,period,value\nrenault/zoe,2023,10\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one small publisher and nothing wrong."""
    shutil.copytree(DATA / "catalogue", tmp_path / "catalogue")
    paper = tmp_path / "paper"
    paper.mkdir()
    (paper / "publisher.toml").write_text(PUBLISHER, encoding="utf-8")
    (paper / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (paper / "statements.csv").write_text(STATEMENTS, encoding="utf-8")
    (paper / "sales.csv").write_text(FIGURES, encoding="utf-8")
    (paper / "LICENCE.md").write_text("None stated.\n", encoding="utf-8")
    return tmp_path


def found_after(folder: Path, figures: str) -> list[Problem]:
    (folder / "paper" / "sales.csv").write_text(figures, encoding="utf-8")
    return problems(folder)


def test_the_data_that_we_ship_are_fine_and_checked_quickly() -> None:
    started = time.perf_counter()

    assert problems(DATA) == []
    assert time.perf_counter() - started < 10


def test_a_small_folder_in_order_has_no_problem(folder: Path) -> None:
    assert problems(folder) == []


def test_a_problem_says_where_what_and_how_to_put_it_right(folder: Path) -> None:
    (problem,) = found_after(folder, "subject,period,value\nrenault/zoe,2023,10\nrenault/zoo,2022,10\n")

    assert str(problem).startswith(f"{folder / 'paper' / 'sales.csv'}:3, subject: 'renault/zoo'")
    assert "add the thing or correct the id" in str(problem)


@pytest.mark.parametrize(
    ("figures", "column", "words"),
    [
        ("subject,region,period,value\nrenault/zoe,XY,2023,10\n", "region", "not in the catalogue"),
        ("subject,period,value,source\nrenault/zoe,2023,10,two\nrenault/zoe,2022,9,one\n", "source", "sources.csv"),
        ("subject,variant,period,value\nrenault/zoe,new,2023,10\n", "variant", "not declared"),
        ("subject,period,value\nrenault/zoe,,10\n", "period", "not a period"),
        ("subject,period,value\nrenault/zoe,2023,\n", "value", "empty"),
        ("subject,period,value\nrenault/zoe,2023,ten\n", "value", "not a number"),
        (f"subject,period,value\nrenault/zoe,2023,{'9' * 400}\n", "value", "a number of 400 characters"),
        ("subject,measure,period,value\nrenault/zoe,orders,2023,10\n", "measure", "not known here"),
        ("subject,period,value,colour\nrenault/zoe,2023,10,red\n", "colour", "unknown column"),
        ("period,subject,value\n2023,renault/zoe,10\n", "", "out of order"),
        ("subject,period,value\nrenault/zoe,2023,10,11\n", "", "4 cells under 3 columns"),
        ("subject,period,value\nrenault/zoe,2023,0\n", "value", "a count of 0"),
        ("subject,period,value\nmarket,2023,-1\n", "value", "a count of -1"),
        ("subject,period,value\nrenault/zoe,2023,10.5\n", "value", "whole"),
        ("subject,period,value\nrenault/zoe,2024-03,10\n", "period", "after its publication"),
        ("subject,period,value,unit\nrenault/zoe,2023,10,percent\n", "unit", "sales in percent"),
        ("subject,period,value,of\nrenault/zoe,2023,10,market\n", "of", "sales of market"),
        ("subject,period,value\nrenault/zoe,@2023-12-31,10\n", "period", "stock, and only it"),
        ("subject,period,value\nrenault/zoe,2023,10\nrenault/zoe,2023,11\n", "period", "the same figure as in line 2"),
        (
            "subject,period,value\nrenault/zoe,2023-02,10\nrenault/zoe,2023-Q1,30\n",
            "period",
            "2023-02 lies in 2023-Q1 of the same series",
        ),
        (
            "subject,role,period,value\nmarket,total,2023,15\nrenault/zoe,,2023,10\nnissan/leaf,,2023,6\n",
            "value",
            "smaller than its parts together (16)",
        ),
        (
            "subject,role,period,value\nrenault,total,2023,9\nrenault/zoe,,2023,10\n",
            "value",
            "smaller than its parts together (10)",
        ),
    ],
)
def test_a_fault_in_a_figure_is_found(folder: Path, figures: str, column: str, words: str) -> None:
    found = found_after(folder, figures)

    assert [(problem.column, words in f"{problem.message} {problem.fix}") for problem in found] == [(column, True)]


def test_what_an_edition_keeps_of_what_it_replaced_belongs_to_the_data_and_is_checked(folder: Path) -> None:
    path = folder / "paper" / "revisions.csv"
    line = (
        "sales.csv,renault/zoe,part,,sales,BEV,car,NO,2023-01,{},vehicles,,exact,published,one,,,,2024-01-31,{},bundled"
    )
    found = []
    for value, day in (("12", "2024-02-29"), ("12", "soon"), ("nan", "2024-02-29")):
        path.write_text(f"{','.join(REVISION_COLUMNS)}\n{line.format(value, day)}\n", encoding="utf-8")
        found.append([(problem.line, problem.column) for problem in problems(folder)])

    assert found == [[], [(2, "replaced")], [(2, "value")]]


@pytest.mark.parametrize("column", ["measure", "unit", "source", "region"])
def test_a_figure_that_does_not_say_what_it_is_is_found(folder: Path, column: str) -> None:
    path = folder / "paper" / "publisher.toml"
    lines = [line for line in PUBLISHER.splitlines() if not line.startswith(f"{column} = ")]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = [problem for problem in problems(folder) if problem.file.name == "sales.csv"]

    assert [(problem.column, problem.message) for problem in found] == [(column, "missing")]


SHARE = "subject,measure,period,value,unit,of,basis\nrenault/zoe,share_of_sales,2023,{},percent,market,{}\n"


def test_an_impossible_share_is_found_unless_it_is_marked_suspect(folder: Path) -> None:
    (problem,) = found_after(folder, SHARE.format("140", "published"))

    assert "impossible share: 140 percent" in problem.message
    assert found_after(folder, SHARE.format("140", "suspect")) == []


def test_a_market_may_count_none_of_a_kind(folder: Path) -> None:
    assert found_after(folder, "subject,role,period,value\nmarket,total,2023,0\n") == []


def test_a_milestone_may_be_dated_to_the_end_of_the_month_in_which_it_was_told(folder: Path) -> None:
    assert found_after(folder, "subject,period,value\nrenault/zoe,~2024-02,10\n") == []


def test_a_total_beside_doubtful_parts_is_not_judged(folder: Path) -> None:
    rows = "subject,role,period,value,basis\nmarket,total,2023,5,\nrenault/zoe,,2023,10,suspect\n"

    assert found_after(folder, rows) == []


def test_different_variants_and_scopes_are_different_series(folder: Path) -> None:
    head = "subject,variant,period,value,scope\n"
    rows = "renault/zoe,,2023,10,\nrenault/zoe,used,2023,10,\nrenault/zoe,,2023,10,vans\n"

    assert found_after(folder, head + rows) == []


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("renault/zoe,launched", "renault/zoo,launched", "subject", "not in the catalogue"),
        ("launched,March", "invented,March", "predicate", "not known"),
        (",FR,", ",XY,", "region", "not in the catalogue"),
        (",2013-03,2013-03,", ",,2013-03,", "as_of", "empty"),
        (",2013-03,2013-03,", ",2013-03,spring,", "event_date", "not a day"),
        (",renault,The", ",renault|honda/none,The", "about", "not in the catalogue"),
        (".,one", ".,two", "source", "not in sources.csv"),
    ],
)
def test_a_fault_in_a_statement_is_found(folder: Path, old: str, new: str, column: str, words: str) -> None:
    path = folder / "paper" / "statements.csv"
    path.write_text(STATEMENTS.replace(old, new), encoding="utf-8")
    found = problems(folder)

    assert [(problem.file, problem.column) for problem in found] == [(path, column)]
    assert words in found[0].message


def test_a_folder_without_a_licence_is_found(folder: Path) -> None:
    (folder / "paper" / "LICENCE.md").unlink()
    (problem,) = problems(folder)

    assert problem.file.name == "LICENCE.md"


def test_a_file_that_no_table_declares_and_a_source_that_nothing_uses_are_found(folder: Path) -> None:
    (folder / "paper" / "more.csv").write_text(FIGURES, encoding="utf-8")
    with (folder / "paper" / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("two,The Paper,Another page,https://paper.example/two,2024,none stated,\n")
    messages = [(problem.file.name, problem.message) for problem in problems(folder)]

    assert messages == [
        ("more.csv", "no table in publisher.toml"),
        ("sources.csv", "no figure comes from paper:two"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('file = "sales.csv"', 'file = "gone.csv"', "there is no 'gone.csv'"),
        ('grain = "model"', 'grain = "car"', "'car' in table sales.csv"),
        ("order = 10", "rank = 10", "unknown key"),
        ('id = "paper"', 'id = "news"', "not the name of the folder"),
        ("answer = false\n", "", "answer"),
        ("[publisher]", "[publisher", "is not TOML"),
        ('licence = "none stated"\n', "", "licence"),
    ],
)
def test_a_fault_in_the_declaration_is_found(folder: Path, old: str, new: str, words: str) -> None:
    path = folder / "paper" / "publisher.toml"
    path.write_text(PUBLISHER.replace(old, new, 1), encoding="utf-8")
    found = [problem for problem in problems(folder) if problem.file == path]

    assert len(found) == 1
    assert words in found[0].message


def test_what_is_wrong_with_the_catalogue_is_told_too(folder: Path) -> None:
    with (folder / "catalogue" / "models.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[model]]\nid = "nobody/car"\nname = "Nobody Car"\nshort = "Car"\npowertrain = "BEV"\n')
        file.write('vehicle_type = "car"\nnames = [""]\n')
    found = [problem.message for problem in problems(folder)]

    assert any("nobody/car" in message for message in found)


def test_a_catalogue_that_cannot_be_read_is_one_problem(folder: Path) -> None:
    (folder / "catalogue" / "models.toml").unlink()
    (problem,) = problems(folder)

    assert "models.toml" in problem.message


def test_the_command_fails_where_something_is_wrong(folder: Path) -> None:
    said: list[str] = []

    assert main([str(folder)], said.append) == 0
    assert said == ["the data are fine\n"]
    (folder / "paper" / "LICENCE.md").unlink()
    assert main([str(folder)], said.append) == 1
    assert said[-1] == "1 problems\n"
