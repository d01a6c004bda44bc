"""`python -m tests.support.datapackage`: write facts/data/datapackage.json anew, Frictionless' description of the data.

It puts together what stands elsewhere and decides little itself: the terms and the tables come from each
`publisher.toml`, the columns from `facts.rows`, their meaning from the README beside the figures.
`tests/unit/test_datapackage.py` holds the figures against it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from facts.model import Predicate
from facts.revisions import FILE as REVISIONS
from facts.revisions import REVISION_COLUMNS
from facts.rows import ENUMS, ISO_DAY, OPTIONAL, REGION_ID, SLUG, SUBJECT_ID
from facts.tables import DATA, PublisherData, publisher_folders, read_publisher

FILE = DATA / "datapackage.json"
OURS = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MONTH = r"(?:0[1-9]|1[0-2])"
DAY = rf"\d{{4}}-{MONTH}-(?:0[1-9]|[12]\d|3[01])"
EDGE = rf"(?:{DAY}|\d{{4}}-{MONTH}|\d{{4}})"
PERIOD = rf"(?:\d{{4}}(?:-{MONTH}|-Q[1-4]|-H[12])?|@{DAY}|{EDGE}\.\.{EDGE}|(?:{EDGE})?~{EDGE})"
"""The notation of `facts.period` as one pattern; that a period does not end before it begins, no pattern can say."""
PATTERNS = {
    "subject": SUBJECT_ID.pattern,
    "region": REGION_ID.pattern,
    "variant": SLUG.pattern,
    "period": PERIOD,
    "published": ISO_DAY.pattern,
}
"""Columns of figures whose cells have a form."""
LICENCES = {
    "CC BY 4.0": "CC-BY-4.0",
    "GPL-3.0": "GPL-3.0",
    "Open Government Licence - Canada": "OGL-Canada-2.0",
    "US government, public domain": "other-pd",
}
"""The names that the Open Definition gives to licences as ours write them. What states none gets no licence there."""
SOURCES: dict[str, dict[str, Any]] = {
    "id": {"required": True, "unique": True, "pattern": SLUG.pattern},
    "publisher": {"required": True},
    "title": {"required": True},
    "url": {"required": True},
    "published": {"pattern": ISO_DAY.pattern},
    "licence": {"required": True},
    "via": {},
}
SCOPES: dict[str, dict[str, Any]] = {
    "variant": {"pattern": SLUG.pattern},
    "region": {"required": True, "pattern": REGION_ID.pattern},
    "scope": {},
    "note": {},
    "original_publisher": {},
    "original_url": {},
    "frequency": {},
    "first_period": {"pattern": PERIOD},
    "last_period": {"pattern": PERIOD},
}
STATEMENTS: dict[str, dict[str, Any]] = {
    "id": {"required": True, "unique": True},
    "subject": {"required": True, "pattern": SUBJECT_ID.pattern},
    "predicate": {"required": True, "enum": [str(each) for each in Predicate]},
    "object": {"required": True},
    "region": {"required": True, "pattern": REGION_ID.pattern},
    "as_of": {"required": True, "pattern": ISO_DAY.pattern},
    "event_date": {"pattern": ISO_DAY.pattern},
    "is_reason": {"enum": ["true"]},
    "about": {"pattern": rf"(?:{SUBJECT_ID.pattern})(?:\|(?:{SUBJECT_ID.pattern}))*"},
    "text": {"required": True},
    "source": {"required": True},
}
WHOLE_DAY = rf"(?:{DAY})"
OF_A_REVISION: dict[str, dict[str, Any]] = {
    "file": {"required": True},
    "value": {},
    "since": {"required": True, "pattern": WHOLE_DAY},
    "replaced": {"required": True, "pattern": WHOLE_DAY},
    "edition": {"required": True},
}
"""Columns of a revision that those of figures have not, and its value, which is empty where there was none yet."""
OTHERS = {"sources.csv": SOURCES, "scopes.csv": SCOPES, "statements.csv": STATEMENTS}
"""Files that hold no figures, with what their columns are held to."""


def descriptor(data: Path = DATA) -> dict[str, Any]:
    """The whole description; raises TableError where a `publisher.toml` is wrong."""
    readme = (data / "README.md").read_text(encoding="utf-8")
    meanings, of_revisions = column_meanings(readme), revision_meanings(readme)
    return {
        "name": "evbot-figures",
        "title": "Sales and registrations of electric vehicles",
        "description": "Figures with their sources; README.md tells what they mean and where they mislead.",
        "version": OURS["version"],
        "resources": [
            resource
            for folder in publisher_folders(data)
            for resource in _of_publisher(read_publisher(folder), meanings, of_revisions)
        ]
        + [_catalogue(path) for path in sorted((data / "catalogue").glob("*.toml"))],
    }


def column_meanings(readme: str) -> dict[str, str]:
    """What each column of a figure file means, from the table of the README that tells it."""
    return _meanings(readme, 1)


def revision_meanings(readme: str) -> dict[str, str]:
    """The same for the columns that a file of revisions has besides, or in another sense."""
    return _meanings(readme, 2)


def _meanings(readme: str, number: int) -> dict[str, str]:
    table = readme.split("| column | meaning |\n")[number].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)
    return {column: meaning.replace("`", "") for column, meaning in rows}


def written(description: Mapping[str, Any]) -> str:
    """The description as text: one line for each column, so that a change of one reads as a change of one."""
    text = json.dumps(description, indent=2, ensure_ascii=False)
    columns = re.compile(r'\{\n +"name": "[^"]+",\n +"type": "(?:string|number)".*?\n {10}\}', re.DOTALL)
    return columns.sub(lambda found: json.dumps(json.loads(found[0]), ensure_ascii=False), text) + "\n"


def _of_publisher(
    given: PublisherData, meanings: Mapping[str, str], of_revisions: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    tables = {table.path.name: table for table in given.tables}
    for name in (*tables, *(name for name in OTHERS if (given.folder / name).exists())):
        path = given.folder / name
        if name in tables:
            defaults = tables[name].defaults
            fields = [_figure_field(column, defaults, meanings) for column in _header(path)]
            more = {"description": tables[name].period_note, "defaults": dict(defaults)}
        else:
            fields, more = [_field(column, rules) for column, rules in OTHERS[name].items()], {}
        yield _resource(given, path, fields, {key: value for key, value in more.items() if value})
    if (path := given.folder / REVISIONS).exists():
        yield _resource(given, path, [*_revision_fields(meanings | of_revisions)], {})


def _resource(
    given: PublisherData, path: Path, fields: list[dict[str, Any]], more: Mapping[str, Any]
) -> dict[str, Any]:
    publisher = given.publisher
    folder = path.parent.name
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    # A figure that was replaced may have had a source that is gone with it.
    if path.name != REVISIONS and any(field["name"] == "source" for field in fields):
        there = {"resource": _name(folder, "sources.csv"), "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["source"], "reference": there}]
    if path.name == "sources.csv":
        schema["primaryKey"] = ["id"]
    source = {"title": publisher.name} | ({"path": publisher.url} if publisher.url else {})
    found = {
        "name": _name(folder, path.name),
        "path": f"{folder}/{path.name}",
        "type": "table",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **more,
        "sources": [source],
        "attribution": publisher.attribution,
        "licence": publisher.licence,
    }
    if licences := _licences(publisher.licence, publisher.licence_url):
        found["licenses"] = licences
    return found | {"schema": schema}


def _licences(stated: str, url: str) -> list[dict[str, str]]:
    """The licence in Frictionless' own words, which want a name or an address; none where there is neither."""
    name = {"name": LICENCES[stated]} if stated in LICENCES else {}
    path = {"path": url} if url else {}
    return [{**name, **path, "title": stated}] if name or path else []


def _figure_field(column: str, defaults: Mapping[str, str], meanings: Mapping[str, str]) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if column not in OPTIONAL and column not in defaults:
        rules["required"] = True
    if column in PATTERNS:
        rules["pattern"] = PATTERNS[column]
    if column in ENUMS:
        rules["enum"] = [str(each) for each in ENUMS[column]]
    return _field(column, rules, meanings[column])


def _revision_fields(meanings: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for column in REVISION_COLUMNS:
        if column in OF_A_REVISION:
            yield _field(column, OF_A_REVISION[column], meanings[column])
        else:
            yield _figure_field(column, {}, meanings)


def _field(column: str, rules: Mapping[str, Any], meaning: str = "") -> dict[str, Any]:
    described = {"description": meaning} if meaning else {}
    # Readers put ^ and $ around a pattern, which would bind to the first and the last of its alternatives only.
    held = {key: f"(?:{rule})" if key == "pattern" and "|" in rule else rule for key, rule in rules.items()}
    constraints = {"constraints": held} if held else {}
    return {"name": column, "type": "number" if column == "value" else "string", **described, **constraints}


def _catalogue(path: Path) -> dict[str, Any]:
    return {
        "name": _name("catalogue", path.name),
        "path": f"catalogue/{path.name}",
        "type": "file",
        "scheme": "file",
        "format": "toml",
        "mediatype": "application/toml",
        "encoding": "utf-8",
        "licence": OURS["license"],
        "licenses": [{"name": OURS["license"], "path": "https://www.gnu.org/licenses/gpl-3.0.html"}],
    }


def _name(folder: str, file: str) -> str:
    return f"{folder}-{file.rpartition('.')[0]}".lower()


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def main() -> int:
    """Write the file where it lies."""
    FILE.write_text(written(descriptor()), encoding="utf-8")
    print(f"{FILE.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
