"""What a release is made of: licences that go together, a bill of materials that says so, and advisories told truly."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.licenses import canonicalize_license_expression
from packaging.utils import canonicalize_name

from facts.tables import publisher_folders
from tests.support import advisories
from tests.support.advisories import Audit, asked, read
from tests.support.materials import ACCEPTED, FILE, LICENCES, PROJECT, bill, pinned, will_do, written

RENEW = "run: uv run python -m tests.support.materials"
SAID = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
    "The MIT License (MIT)": "MIT",
}
"""Older ways in which packages state a licence."""
INSTALLED = {canonicalize_name(each.metadata["Name"]): each for each in distributions()}


def stated(package: Distribution) -> str:
    """The licence that a package gives itself, as an SPDX expression."""
    classifiers = package.metadata.get_all("Classifier") or []
    old = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: OSI Approved")]
    text = package.metadata.get("License-Expression") or package.metadata.get("License") or old[0]
    first = text.strip().splitlines()[0].strip()
    return SAID.get(first, first)


# Licences


def test_every_package_of_a_release_has_a_licence_and_no_other_has() -> None:
    assert sorted(pinned()) == sorted(LICENCES)


@pytest.mark.parametrize(("package", "licence"), LICENCES.items())
def test_its_licence_goes_with_the_gpl(package: str, licence: str) -> None:
    assert canonicalize_license_expression(licence) == licence
    assert will_do(licence)


@pytest.mark.parametrize("package", sorted(set(LICENCES) & set(INSTALLED)))
def test_its_licence_is_what_the_package_itself_says(package: str) -> None:
    assert LICENCES[package] == stated(INSTALLED[package])


def test_nearly_every_package_can_be_asked_for_its_licence() -> None:
    """The others are for other systems and versions of Python than this one."""
    assert set(LICENCES) - set(INSTALLED) <= {"audioop-lts", "tzdata"}


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("LicenseRef-Proprietary", False),
        ("Proprietary", False),
        ("BUSL-1.1", False),
        ("SSPL-1.0", False),
        ("GPL-2.0-only", False),
        ("MIT AND LicenseRef-Proprietary", False),
        ("Apache-2.0 OR LicenseRef-Proprietary", True),
        ("(MIT OR 0BSD) AND LicenseRef-Proprietary", False),
        ("MIT AND Apache-2.0", True),
        ("", False),
    ],
)
def test_a_licence_that_does_not_go_with_the_gpl_is_refused(licence: str, expected: bool) -> None:
    assert expected is will_do(licence)


def test_our_own_licence_is_one_that_will_do() -> None:
    assert PROJECT["license"] in ACCEPTED


# The bill of materials


def test_the_bill_is_what_its_command_writes() -> None:
    assert written() == FILE.read_text(encoding="utf-8"), RENEW


def test_the_bill_is_one_of_cyclonedx() -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    text = FILE.read_text(encoding="utf-8")
    spoilt = text.replace('"type": "library"', '"type": "box"', 1)

    assert validator.validate_str(text) is None
    assert validator.validate_str(spoilt) is not None


def test_the_bill_lists_every_package_and_every_publisher_with_its_terms() -> None:
    parts = bill()["components"]
    libraries = {part["name"]: part["version"] for part in parts if part["type"] == "library"}

    assert pinned() == libraries
    assert {folder.name for folder in publisher_folders()} == {part["name"] for part in parts if part["type"] == "data"}
    assert [part["name"] for part in parts if not part["licenses"]] == []


def test_the_bill_holds_no_moment_and_no_chance() -> None:
    assert bill() == bill()
    assert "timestamp" not in bill()["metadata"]


# Advisories


def output(*packages: dict[str, object]) -> str:
    """What pip-audit writes."""
    return json.dumps({"dependencies": list(packages), "fixes": []})


CLEAR = {"name": "rich", "version": "15.0.0", "vulns": []}
BAD = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60", "fix_versions": ["3.7"]}]}
UNKNOWN = {"name": "yarl", "skip_reason": "Dependency not found and could not be audited"}


def test_an_advisory_is_red_and_named_with_what_mends_it() -> None:
    audit = read(output(CLEAR, BAD, UNKNOWN), "Found 1 known vulnerability in 1 package")

    assert audit.is_red
    assert audit.told().splitlines()[0] == "idna 3.6: PYSEC-2024-60, mended in 3.7"


def test_a_package_that_was_not_looked_up_is_not_called_safe() -> None:
    audit = read(output(CLEAR, UNKNOWN, UNKNOWN), "No known vulnerabilities found, 2 dependencies skipped")

    assert audit == Audit(clear=1, unasked=2)
    assert "NOT AUDITED: 2 packages" in audit.told()


def test_with_everything_looked_up_nothing_else_is_said() -> None:
    assert read(output(CLEAR), "").told() == "1 packages looked up without an advisory."


@pytest.mark.parametrize("written_out", ["", "[]", "{}", "Traceback"])
def test_a_database_that_cannot_be_reached_is_told_and_is_not_red(written_out: str) -> None:
    audit = read(written_out, "Traceback\n  ...\nConnectionError: name not resolved\n")

    assert not audit.is_red
    assert audit.told().startswith("NOT AUDITED")
    assert "name not resolved" in audit.told()


def test_every_pinned_package_is_asked_about(tmp_path: Path) -> None:
    program = tmp_path / "audit.py"
    program.write_text(
        "import json, sys\n"
        "names = [line.strip().split('==') for line in open(sys.argv[1])]\n"
        "print(json.dumps({'dependencies': [{'name': n, 'version': v, 'vulns': []} for n, v in names]}))\n",
        encoding="utf-8",
    )

    assert Audit(clear=len(pinned())) == asked([sys.executable, str(program)])


def test_without_the_program_nothing_is_called_safe() -> None:
    audit = asked(["/nonexistent/pip-audit"])

    assert not audit.is_red
    assert "FileNotFoundError" in audit.told()


@pytest.mark.parametrize(("packages", "code"), [((CLEAR,), 0), ((UNKNOWN,), 0), ((CLEAR, BAD), 1)])
def test_only_an_advisory_stops_a_build(
    monkeypatch: pytest.MonkeyPatch, packages: tuple[dict[str, object], ...], code: int
) -> None:
    monkeypatch.setattr(advisories, "asked", lambda: read(output(*packages), ""))

    assert code == advisories.main()


# In the release


@pytest.mark.index
def test_the_bill_is_in_the_package_that_is_released(tmp_path: Path) -> None:
    built = ["uv", "build", "--wheel", "--quiet", "--out-dir", str(tmp_path), str(FILE.parents[1])]
    subprocess.run(built, check=True, capture_output=True, timeout=300)
    [wheel] = tmp_path.glob("*.whl")
    with ZipFile(wheel) as whole:
        [name] = [name for name in whole.namelist() if name.endswith(f".dist-info/sboms/{FILE.name}")]
        released = whole.read(name)

    assert FILE.read_bytes() == released
