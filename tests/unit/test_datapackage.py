"""Every file of the figures is as `datapackage.json` describes it, as the library of Frictionless itself reads them.

`tests/support/datapackage.py` writes the description. What no description can say (which rows belong together, what the
catalogue knows) is judged by `facts.check`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Package

from facts.period import Period, PeriodError
from facts.revisions import REVISION_COLUMNS
from facts.rows import COLUMNS
from facts.tables import DATA, iter_rows, publisher_folders, read_publisher
from tests.support.datapackage import FILE, column_meanings, descriptor, written

RENEW = "run: uv run python -m tests.support.datapackage"
NOT_DATA = ("README.md", "LICENCE.md", "publisher.toml", FILE.name)
"""Files that describe; `publisher.toml` has become a part of the description."""


def faults(folder: Path, *resources: str) -> list[tuple[str, int | None, str | None]]:
    """What Frictionless finds wrong in a copy of the figures: type, line and column."""
    package = Package(str(folder / FILE.name))
    reports = [package.get_resource(name).validate() for name in resources or package.resource_names]
    return [
        (error, line, column)
        for report in reports
        for error, line, column in report.flatten(["type", "rowNumber", "fieldName"])
    ]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The figures, to be spoilt."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_the_description_is_what_its_command_writes() -> None:
    assert written(descriptor()) == FILE.read_text(encoding="utf-8"), RENEW


def test_the_description_is_one_of_frictionless() -> None:
    package = Package(str(FILE))
    faulty = [*Package.metadata_validate(package.to_descriptor())]

    assert faulty == []


def test_every_figure_fits_its_description() -> None:
    assert faults(DATA) == []


def test_every_file_is_described_and_every_described_file_is_there() -> None:
    there = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    data = {path for path in there if path.rpartition("/")[2] not in NOT_DATA}

    assert data == {resource.path for resource in Package(str(FILE)).resources}, RENEW


def test_every_row_that_the_bot_reads_is_read_by_frictionless_too() -> None:
    tables = [table for folder in publisher_folders() for table in read_publisher(folder).tables]
    table = next(table for table in tables if table.path.name == "headlines.csv")

    assert sum(1 for _ in iter_rows(table)) == len(Package(str(FILE)).get_resource("press-headlines").read_rows())


def test_a_package_that_brings_what_its_figures_replaced_is_described_with_it(copied: Path) -> None:
    figure = "market,total,,registrations,BEV,car,NO,2026-01,{value},vehicles,,exact,published,a-gone-source,,,"
    lines = [f"by_model.csv,{figure.format(value=value)},2026-02-01,2026-03-01,bundled" for value in ("12", "")]
    (copied / "ofv" / "revisions.csv").write_text("\n".join([",".join(REVISION_COLUMNS), *lines, ""]))
    (copied / FILE.name).write_text(written(descriptor(copied)), encoding="utf-8")
    whole = faults(copied, "ofv-revisions")
    (copied / "ofv" / "revisions.csv").write_text("\n".join([",".join(REVISION_COLUMNS), lines[0].replace("BEV", "X")]))

    assert whole == []
    assert faults(copied, "ofv-revisions") == [("constraint-error", 2, "powertrain")]


def test_every_column_has_its_meaning_in_the_readme() -> None:
    assert set(COLUMNS) == set(column_meanings((DATA / "README.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", publisher_folders(), ids=lambda folder: folder.name)
def test_each_file_names_the_terms_and_the_line_of_attribution_of_its_publisher(folder: Path) -> None:
    publisher = read_publisher(folder).publisher
    described = [each for each in Package(str(FILE)).resources if each.path.startswith(f"{folder.name}/")]
    stated = {(each.custom["licence"], each.custom["attribution"]) for each in described}
    addresses = {each.licenses[0].get("path", "") if each.licenses else "" for each in described}

    assert {(publisher.licence, publisher.attribution)} == stated
    assert {publisher.licence_url} == addresses


def test_the_pattern_of_periods_and_the_reader_of_periods_agree() -> None:
    [pattern] = {
        field.constraints["pattern"]
        for resource in Package(str(FILE)).resources
        if "schema" in resource.to_descriptor()
        for field in resource.schema.fields
        if field.name == "period"
    }
    right = "2020 2020-03 2020-Q1 2020-H2 2020-01..2020-05 2016-04-01..2017-03-31 2010-12~2016-06 ~2016-06 @2024-12-31"
    wrong = "20 2020-13 2020-Q5 2020-H3 2020-1 2020-01-05 2020..x @2024-12 ~ 2020Q1"

    assert [text for text in (right + " " + wrong).split() if re.fullmatch(pattern, text)] == right.split()
    assert [text for text in (right + " " + wrong).split() if _is_period(text)] == right.split()


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except PeriodError:
        return False
    return True


# That the description can be broken


def _replace(old: str, new: str) -> Callable[[str], str]:
    def spoil(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (_replace("2010-12,326", "2010-13,326"), ("constraint-error", 2, "period")),
        (_replace("2010-12,326", "2010-12,many"), ("type-error", 2, "value")),
        (_replace("2010-12,326", "2010-12,"), ("constraint-error", 2, "value")),
        (_replace("volt,PHEV", "volt,Plugin"), ("constraint-error", 2, "powertrain")),
        (_replace("chevrolet/volt", "Chevrolet Volt"), ("constraint-error", 2, "subject")),
        (_replace(",dashboard,", ",another,"), ("foreign-key", 2, None)),
        (_replace("326,,,dashboard,", "326,,,dashboard,,,"), ("extra-cell", 2, "")),
        (_replace("period,value", "value"), ("missing-label", None, "note")),
    ],
    ids=[
        "a month that is none",
        "a value in words",
        "no value",
        "a word that we do not have",
        "a name for an id",
        "a source that is not there",
        "a cell too many",
        "a column that is missing",
    ],
)
def test_what_does_not_fit_is_found(
    copied: Path, spoil: Callable[[str], str], found: tuple[str, int | None, str | None]
) -> None:
    path = copied / "hybridcars" / "sales_by_month.csv"
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")

    assert found in faults(copied, "hybridcars-sales_by_month")


def test_two_sources_of_one_id_are_found(copied: Path) -> None:
    path = copied / "hybridcars" / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")

    assert "primary-key" in [fault for fault, _, _ in faults(copied, "hybridcars-sources")]


def test_a_new_file_changes_the_description(copied: Path) -> None:
    before = written(descriptor(copied))
    declared = copied / "byd" / "publisher.toml"
    shutil.copy(copied / "byd" / "sales.csv", copied / "byd" / "more.csv")
    more = '\n[[table]]\nfile = "more.csv"\nfamily = "byd"\norder = 1\ngrain = "brand"\n'
    declared.write_text(declared.read_text(encoding="utf-8") + more, encoding="utf-8")

    assert '"path": "byd/more.csv"' not in before
    assert '"path": "byd/more.csv"' in written(descriptor(copied))
