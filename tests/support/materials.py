"""`python -m tests.support.materials`: write deploy/sbom.cdx.json anew, the bill of materials of a release.

It lists every package of deploy/requirements.txt with its licence from deploy/licences.toml, and the figures of each
publisher with their terms, in the form of CycloneDX. No clock and no chance get into it, so that the same release has
the same bill. Which licences will do is judged here, too; `tests/unit/test_supply_chain.py` asks.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facts.tables import publisher_folders, read_publisher

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "sbom.cdx.json"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_DECLARED: dict[str, Any] = tomllib.loads((ROOT / "deploy" / "licences.toml").read_text(encoding="utf-8"))
ACCEPTED: frozenset[str] = frozenset(_DECLARED["accepted"])
LICENCES: Mapping[str, str] = _DECLARED["packages"]
"""SPDX expression by package."""
_PINNED = re.compile(r"^([a-z0-9-]+)==([0-9][0-9a-z.]*)", re.MULTILINE)


def pinned() -> dict[str, str]:
    """The version of each package that a release is installed with."""
    return dict(_PINNED.findall((ROOT / "deploy" / "requirements.txt").read_text(encoding="utf-8")))


def will_do(expression: str, accepted: frozenset[str] = ACCEPTED) -> bool:
    """Whether something under this SPDX expression may be part of the bot; one of several to choose from is enough.

    Brackets are refused: no package of ours has any, and a person had better read them.
    """
    choices = [choice.split(" AND ") for choice in expression.split(" OR ")]
    return any(all(each.strip() in accepted for each in choice) for choice in choices)


def bill() -> dict[str, Any]:
    """The bill of materials. Raises KeyError for a package without a licence."""
    name, version = PROJECT["name"], PROJECT["version"]
    itself = f"pkg:pypi/{name}@{version}"
    parts = [_package(package, pinned()[package]) for package in sorted(pinned())]
    parts += [_figures(folder) for folder in publisher_folders()]
    dependencies = [{"ref": part["bom-ref"]} for part in parts]
    whole: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": name,
                "version": version,
                "licenses": [{"expression": PROJECT["license"]}],
                "purl": itself,
            }
        },
        "components": parts,
        "dependencies": [{"ref": itself, "dependsOn": [part["bom-ref"] for part in parts]}, *dependencies],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(whole, sort_keys=True))
    return {**whole, "serialNumber": f"urn:uuid:{number}"}


def written() -> str:
    """The bill as text."""
    return json.dumps(bill(), indent=2, ensure_ascii=False) + "\n"


def _package(name: str, version: str) -> dict[str, Any]:
    address = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "licenses": [{"expression": LICENCES[name]}],
        "purl": address,
    }


def _figures(folder: Path) -> dict[str, Any]:
    publisher = read_publisher(folder).publisher
    licence = {"name": publisher.licence} | ({"url": publisher.licence_url} if publisher.licence_url else {})
    return {
        "type": "data",
        "bom-ref": f"figures/{publisher.id}",
        "name": publisher.id,
        "publisher": publisher.name,
        "copyright": publisher.attribution,
        "licenses": [{"license": licence}],
    }


def main() -> int:
    """Write the file where it lies."""
    FILE.write_text(written(), encoding="utf-8")
    print(f"{FILE.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
