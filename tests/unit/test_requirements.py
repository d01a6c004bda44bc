"""`deploy/requirements.txt` holds one exact, hashed release of all that the bot needs to run, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "deploy" / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)(?: ; [^#]+?)?(?: +--hash=sha256:[0-9a-f]{64})+"
)
RENEW = "renew deploy/requirements.txt as CONTRIBUTING.md says"


def versions() -> dict[str, str]:
    """The pinned version of each package, by its canonical name."""
    return {found["name"]: found["version"] for line in LINES if (found := PINNED.fullmatch(line))}


@pytest.mark.parametrize("line", LINES, ids=[line.split(" ")[0] for line in LINES])
def test_every_line_pins_one_version_with_its_hashes(line: str) -> None:
    assert PINNED.fullmatch(line), line[:200]


def test_no_package_stands_there_twice() -> None:
    assert len(LINES) == len(versions())


def test_it_names_no_address_and_no_path() -> None:
    text = "\n".join(LINES)

    assert [word for word in ("http:", "https:", "/", "@", "--index", "--find", "-e ") if word in text] == []


@pytest.mark.parametrize("needed", PROJECT["dependencies"])
def test_what_the_project_needs_is_in_it_in_a_version_that_will_do(needed: str) -> None:
    requirement = Requirement(needed)
    version = versions().get(canonicalize_name(requirement.name))

    assert version is not None, RENEW
    assert requirement.specifier.contains(version), RENEW
