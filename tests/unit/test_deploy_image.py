"""The Dockerfile keeps what the guide promises: two stages, all pinned, no root, figures built in, a health check.

Its steps are done in `test_deploy_replay.py`.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.support.deploy_files import DEPLOY, ROOT, compose, container, manifests, of_kind, validator
from tests.support.dockerfile import is_sent, stages

TEXT = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
IGNORE = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
BUILD, FINAL = stages(TEXT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PROJECT["project"]["version"]
NEEDED_TO_BUILD: list[str] = PROJECT["build-system"]["requires"]


def test_the_linter_finds_nothing() -> None:
    done = subprocess.run(
        [validator("hadolint"), str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_both_stages_are_of_one_image_with_a_version() -> None:
    assert BUILD.image == FINAL.image
    assert re.fullmatch(r"[a-z/]+:\d[\w.-]+", FINAL.image)


@pytest.mark.parametrize("command", re.findall(r"pip (?:install|wheel)[^&\n]*", TEXT))
def test_every_installation_is_held_against_hashes_or_knows_no_index(command: str) -> None:
    assert {"--require-hashes", "--no-index"} & set(command.split())


def test_what_builds_the_bot_is_pinned_with_hashes_in_a_version_that_will_do() -> None:
    lines = (DEPLOY / "build-requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pinned = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*(?: +--hash=sha256:[0-9a-f]{64})+")

    assert [line[:80] for line in lines if not pinned.fullmatch(line)] == []
    versions = dict(line.split()[0].split("==") for line in lines)
    assert all(each.specifier.contains(versions.get(each.name, "0")) for each in map(Requirement, NEEDED_TO_BUILD))


def test_it_runs_as_an_account_without_rights() -> None:
    assert FINAL.last("USER") == "10001:10001"
    assert not any("sudo" in step.words for step in FINAL.instructions)


def test_only_the_installed_bot_is_copied_from_the_first_stage() -> None:
    assert [step.words for step in FINAL.all("COPY")] == ["--from=build /opt/evbot /opt/evbot"]


def test_it_asks_the_bot_itself_whether_it_is_well() -> None:
    assert FINAL.last("HEALTHCHECK").endswith('CMD ["evbot", "health"]')
    assert FINAL.environment["EVBOT_HEALTH_PORT"] == "8080"


def test_it_is_stopped_by_the_signal_that_the_bot_listens_to() -> None:
    assert FINAL.last("STOPSIGNAL") == "SIGTERM"
    assert FINAL.last("CMD") == '["evbot", "run"]'


def test_no_secret_and_no_argument_goes_into_a_layer() -> None:
    assert not re.search(r"^ARG|TOKEN|SECRET|PASSWORD", TEXT, re.MULTILINE)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("bot/app.py", True),
        ("facts/data/README.md", True),
        ("deploy/requirements.txt", True),
        ("pyproject.toml", True),
        (".env", False),
        ("deploy/.env", False),
        (".git/config", False),
        ("tests/conftest.py", False),
        ("bot/__pycache__/app.pyc", False),
        ("deploy/compose.yaml", False),
    ],
)
def test_only_what_the_image_is_made_of_is_sent_to_the_builder(path: str, sent: bool) -> None:
    assert sent == is_sent(path, IGNORE)


def test_compose_and_manifests_name_the_image_of_this_version() -> None:
    named = {container(each)["image"] for each in of_kind("Deployment", "StatefulSet")}
    [kustomization] = manifests("kustomization.yaml")

    assert {f"evbot:{VERSION}"} == named
    assert f"evbot:{VERSION}" == compose()["services"]["evbot"]["image"]
    assert [each["newTag"] for each in kustomization["images"]] == [VERSION]


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.*")), ids=lambda path: str(path.relative_to(DEPLOY)))
def test_no_file_takes_whatever_is_latest(path: Path) -> None:
    assert ":latest" not in path.read_text(encoding="utf-8")
