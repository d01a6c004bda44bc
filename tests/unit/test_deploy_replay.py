"""The steps of the Dockerfile, done in a clean folder: what comes out answers, without this repository beside it.

The release is installed as a host would, from the package index and held against the hashes; so these tests alone need
a network, and run only where they are asked for: `uv run pytest -m index`. What needs a container
engine or root (the account, the layers, the read-only file system itself) is not done; the files are held against rules
in `test_deploy_image.py`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ops.exits import Exit
from tests.support.dockerfile import Replay, Stage, stages

pytestmark = pytest.mark.index
ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


class Image:
    """What the steps left, started as the image starts it."""

    def __init__(self, replay: Replay, stage: Stage) -> None:
        self.root = replay.root
        environment = {name: replay.inside(value) for name, value in stage.environment.items()}
        self.environment = {**environment, "PATH": environment["PATH"].partition(":")[0], "HOME": "/nonexistent"}
        self.home = Path(replay.inside(stage.last("WORKDIR")))
        self.home.mkdir(parents=True)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the image in its folder, with nothing but its environment."""
        program = shutil.which(command[0], path=self.environment["PATH"]) or command[0]
        return subprocess.run(
            [program, *command[1:]],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def contents(self) -> dict[str, int]:
        """Every file of what is installed, with a sum of its bytes."""
        files = [path for path in (self.root / "opt").rglob("*") if path.is_file() and not path.is_symlink()]
        return {str(path): zlib.crc32(path.read_bytes()) for path in files}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The final stage, after the steps of the first; what the first leaves behind is taken away."""
    build, final = stages((DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    replay = Replay(tmp_path_factory.mktemp("image") / "root", ROOT, ignore)
    replay.do(build)
    shutil.rmtree(replay.root / "source")
    shutil.rmtree(replay.root / "opt" / "evbot-build")
    yield Image(replay, final)
    shutil.rmtree(replay.root)


def test_the_image_answers_from_the_figures_that_were_built_in_and_writes_nothing(image: Image) -> None:
    before = image.contents()
    done = image.run("evbot", "ask", "--json", "--at", "2026-11-23", "how many Zoes sold?")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == "answered"
    assert before == image.contents()


def test_the_image_draws_charts(image: Image) -> None:
    done = image.run("evbot", "ask", "--chart", "ten.png", "top 10 EVs in Norway in 2022")

    assert done.returncode == 0
    assert (image.home / "ten.png").read_bytes().startswith(b"\x89PNG")


def test_the_image_without_a_token_says_what_to_set(image: Image) -> None:
    done = image.run("evbot", "run")

    assert done.returncode == Exit.USAGE
    assert "EVBOT_DISCORD_TOKEN" in done.stderr


def test_the_image_is_not_healthy_while_nothing_runs(image: Image) -> None:
    done = image.run("evbot", "health")

    assert done.returncode == Exit.UNWELL


def test_the_image_can_open_its_state_in_a_file_and_has_the_driver_of_postgresql(image: Image) -> None:
    opens = "import os, psycopg\nfrom bot.state import open_state\nopen_state(os.environ['EVBOT_DATABASE_URL']).close()"
    done = image.run("python", "-c", opens)

    assert (done.returncode, done.stderr) == (0, "")
    assert (image.home / "state.sqlite").stat().st_size > 0


@pytest.mark.parametrize("tool", ["pytest", "hypothesis", "mypy", "hatchling", "tests"])
def test_the_image_holds_no_tool_of_the_development(image: Image, tool: str) -> None:
    done = image.run("python", "-c", f"import {tool}")

    assert f"No module named '{tool}'" in done.stderr
