"""The files of `deploy/` as values: manifests, unit, settings that a file gives the bot, commands that a guide shows.

It reads and never judges; the rules stand in `tests/unit/test_deploy_*.py`. YAML is read with every plain scalar in
quotes or of a plain kind: see `strange_scalars`.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
GUIDE = [DEPLOY / "README.md", *sorted((DEPLOY / "guide").glob("*.md"))]
VARIABLE = re.compile(r"\bEVBOT_[A-Z0-9_]+\b")
_BLOCK = re.compile(r"^( *)```console\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_AMBIGUOUS = re.compile(r"y|n|yes|no|on|off|[0-9_]+:[0-9_:]+|0[0-7]+", re.IGNORECASE)
WORKLOADS = ("Deployment", "StatefulSet")


def validator(name: str) -> str:
    """The program of a validator of the development group; the test fails where it is not installed."""
    beside = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if beside is None:
        pytest.fail(f"{name} is not installed; it comes with the group dev: uv sync")
    return beside


def manifests(*names: str) -> list[dict[str, Any]]:
    """The objects of the manifests with these file names, of all of them where none is given."""
    paths = [KUBERNETES / name for name in names] or sorted(KUBERNETES.glob("*.yaml"))
    return [each for path in paths for each in yaml.safe_load_all(path.read_text(encoding="utf-8"))]


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    """The manifests of some kinds."""
    return [each for each in manifests() if each["kind"] in kinds]


def named(kind: str, name: str) -> dict[str, Any]:
    """The one manifest of a kind with a name."""
    [found] = [each for each in of_kind(kind) if each["metadata"]["name"] == name]
    return found


def pod(workload: dict[str, Any]) -> dict[str, Any]:
    """The specification of a workload's pods."""
    found: dict[str, Any] = workload["spec"]["template"]["spec"]
    return found


def container(workload: dict[str, Any]) -> dict[str, Any]:
    """The one container of a workload's pods."""
    [found] = pod(workload)["containers"]
    return dict(found)


def pod_environment(workload: dict[str, Any], ordinal: int = 0) -> dict[str, str]:
    """What the pod with a number finds in its environment, with the secrets as in the example."""
    found: dict[str, str] = {}
    for source in container(workload)["envFrom"]:
        [(kind, reference)] = source.items()
        given = named("Secret" if kind == "secretRef" else "ConfigMap", reference["name"])
        found |= given.get("data") or given["stringData"]
    for each in container(workload)["env"]:
        if "value" in each:
            found[each["name"]] = each["value"]
        else:
            assert each["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.labels['apps.kubernetes.io/pod-index']"}}
            found[each["name"]] = str(ordinal)
    return found


def compose() -> dict[str, Any]:
    """The compose file."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def strange_scalars(text: str) -> list[str]:
    """Plain scalars that one version of YAML reads as a word and another as a truth value or a number."""
    tokens = yaml.scan(text)
    return [each.value for each in tokens if isinstance(each, yaml.ScalarToken) and each.plain and _strange(each.value)]


def _strange(word: str) -> bool:
    return _AMBIGUOUS.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class Unit:
    """A systemd unit: each key of each section with its values, in order."""

    lines: tuple[tuple[str, str, str], ...]

    def values(self, section: str, key: str) -> list[str]:
        """Every value that a key is given."""
        return [value for within, name, value in self.lines if (within, name) == (section, key)]

    def value(self, section: str, key: str) -> str | None:
        """The only value of a key; None where it is not there."""
        found = self.values(section, key)
        assert len(found) < 2, f"{key} stands in [{section}] more than once"
        return found[0] if found else None

    @property
    def environment(self) -> dict[str, str]:
        """What Environment= sets."""
        return dict(each.split("=", 1) for each in self.values("Service", "Environment"))


def unit(name: str = "evbot.service") -> Unit:
    """A systemd unit; that of the bot unless another is named."""
    section, lines = "", []
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            lines.append((section, key, value))
    return Unit(tuple(lines))


def shown_commands(text: str) -> list[str]:
    """What a page lets its reader type: the lines after `$ ` of its console blocks, continuation lines joined."""
    blocks = [body.replace("\\\n", " ") for _, body in _BLOCK.findall(text)]
    lines = [line.strip() for body in blocks for line in body.splitlines()]
    return [" ".join(line.removeprefix("$ ").split()) for line in lines if line.startswith("$ ")]
