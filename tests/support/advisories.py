"""`python -m tests.support.advisories`: ask whether an advisory is out on a package that a release is installed with.

pip-audit asks; this tells its three outcomes apart, which its exit code does not: an advisory is out, none is, or
nobody could be asked. Only the first ends with 1. The last is said aloud and fails nothing, because a machine without
the database can do nothing about it; what was not looked up is never called safe.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.materials import pinned

COMMAND = ("pip-audit", "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--requirement")
"""The file of the packages is added."""
PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of asking."""

    found: tuple[str, ...] = ()
    """One line for each advisory."""
    clear: int = 0
    """Packages that were looked up and have none."""
    unasked: int = 0
    """Packages that could not be looked up."""
    trouble: str = ""
    """Why nothing could be asked at all."""

    @property
    def is_red(self) -> bool:
        """Whether a release must wait."""
        return bool(self.found)

    def told(self) -> str:
        """The outcome in words."""
        if self.trouble:
            return f"NOT AUDITED: the advisories could not be asked for: {self.trouble}"
        lines = [*self.found, f"{self.clear} packages looked up without an advisory."]
        if self.unasked:
            lines.append(f"NOT AUDITED: {self.unasked} packages, which the database of advisories did not tell of.")
        return "\n".join(lines)


def read(output: str, errors: str) -> Audit:
    """What pip-audit said, by what it wrote to standard output and standard error."""
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, LookupError, TypeError):
        last = [line for line in errors.splitlines() if line.strip()][-1:] or ["it said nothing"]
        return Audit(trouble=last[0].strip()[:200])
    asked = [package for package in packages if "vulns" in package]
    found = tuple(
        f"{package['name']} {package['version']}: {advisory['id']}, mended in {_mended(advisory)}"
        for package in asked
        for advisory in package["vulns"]
    )
    return Audit(found, sum(not package["vulns"] for package in asked), len(packages) - len(asked))


def _mended(advisory: dict[str, Any]) -> str:
    return ", ".join(advisory.get("fix_versions") or ()) or "no release yet"


def asked(command: Sequence[str] = COMMAND) -> Audit:
    """Ask about every pinned package, also those that are only installed on other systems than this one."""
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder, "packages.txt")
        packages.write_text("".join(f"{name}=={version}\n" for name, version in pinned().items()), encoding="utf-8")
        try:
            done = subprocess.run(
                [*command, str(packages)], capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            return Audit(trouble=f"{type(problem).__name__} from {command[0]}")
    return read(done.stdout, done.stderr)


def main() -> int:
    """Ask, tell, and end with 1 where an advisory is out."""
    audit = asked()
    print(audit.told())
    return int(audit.is_red)


if __name__ == "__main__":
    sys.exit(main())
