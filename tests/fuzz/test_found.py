"""What the fuzzer once found stays harmless, and so does every input that it begins with; no fuzzer is needed here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import FOUND, PLANTED, TARGETS, found, target

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_and_what_it_begins_with_does_no_harm(
    name: str, real_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVBOT_CACHE_DIR", str(real_cache))
    fuzzed = target(name)
    with fuzzed.trying() as try_one:
        for data in (*fuzzed.seeds(), *(path.read_bytes() for path in found(name))):
            try_one(data)


def test_every_folder_of_findings_is_of_a_target() -> None:
    assert {path.name for path in FOUND.iterdir() if path.is_dir()} <= set(TARGETS)


def test_a_planted_crash_is_found(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs the dependency group fuzz")
    command = [sys.executable, "-m", "tests.fuzz", PLANTED, "--seconds", "60", "--found", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    [crash] = (tmp_path / PLANTED).iterdir()

    assert (done.returncode, crash.read_bytes()[:4]) == (1, b"ev!?"), done.stderr[-2_000:]
