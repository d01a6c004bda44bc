"""What takes newer figures beside the bot: timer and job are valid, confined as it is, and write where it reads."""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.ops.settings import Settings, read_settings, variable
from tests.support.deploy_files import DEPLOY, KUBERNETES, VARIABLE, compose, named, strange_scalars, unit

BOT, UPDATE, TIMER = unit(), unit("evbot-update.service"), unit("evbot-update.timer")
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed (Debian: systemd)")
COMPONENT = KUBERNETES / "updates"
FILES = sorted(COMPONENT.glob("*.yaml"))
FOLDERS = ("EVBOT_FACTS_HOME", "EVBOT_CACHE_DIR")
PEAK_MB = 310
"""What an update of the real figures takes at most, as measured."""


def read(name: str) -> Any:
    return yaml.safe_load((COMPONENT / name).read_text(encoding="utf-8"))


def job_pod() -> dict[str, Any]:
    found: dict[str, Any] = read("update.yaml")["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return found


def job_container() -> dict[str, Any]:
    [found] = job_pod()["containers"]
    return dict(found)


def patched(workload: dict[str, Any]) -> dict[str, Any]:
    """A workload with what the component adds to it."""
    after = copy.deepcopy(workload)
    for step in read("pods.yaml"):
        assert step["op"] == "add"
        *way, last = step["path"].strip("/").split("/")
        place: Any = after
        for each in way:
            place = place[int(each)] if each.isdigit() else place[each]
        assert last == "-"
        place.append(step["value"])
    return after


# -- systemd ------------------------------------------------------------------------------------------------------


@needs_systemd
@pytest.mark.parametrize("name", ["evbot-update.service", "evbot-update.timer"])
def test_systemd_finds_no_fault_but_that_the_bot_is_not_installed_here(name: str, tmp_path: Path) -> None:
    for each in ("evbot-update.service", "evbot-update.timer"):
        text = (DEPLOY / each).read_text(encoding="utf-8")
        (tmp_path / each).write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    assert ANALYZE is not None
    command = [ANALYZE, "verify", "--man=no", str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert [line for line in done.stderr.splitlines() if "evbot-update" in line] == []
    assert done.returncode == 0, done.stderr


def test_the_update_is_confined_as_the_bot_is() -> None:
    begins = [line[1] for line in BOT.lines].index("DynamicUser")
    doors = [line for line in BOT.lines[begins:] if line[0] == "Service" and line[1] not in ("MemoryMax", "TasksMax")]

    assert [line for line in doors if line not in UPDATE.lines] == []
    assert (BOT.value("Service", "User"), UPDATE.value("Service", "User")) == ("evbot", "evbot")


def test_the_update_writes_where_the_bot_reads() -> None:
    assert [UPDATE.environment[name] for name in FOLDERS] == [BOT.environment[name] for name in FOLDERS]
    assert UPDATE.value("Service", "EnvironmentFile") == BOT.value("Service", "EnvironmentFile")


def test_the_update_gets_no_token_and_not_the_state() -> None:
    taken = set(" ".join(UPDATE.values("Service", "UnsetEnvironment")).split())
    secret = {variable(name) for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}

    assert secret - {"EVBOT_FACTS_URL"} == taken


def test_the_timer_is_early_spread_and_catches_up() -> None:
    assert TIMER.value("Timer", "OnCalendar") == "*-*-* 05:30:00 UTC"
    assert TIMER.value("Timer", "RandomizedDelaySec") == "30min"
    assert TIMER.value("Timer", "Persistent") == "true"
    assert UPDATE.value("Service", "Type") == "oneshot"


def test_there_is_memory_for_the_bot_and_an_update_at_once() -> None:
    assert int((BOT.value("Service", "MemoryMax") or "").removesuffix("M")) > 250 + PEAK_MB
    assert int(compose()["services"]["evbot"]["mem_limit"].removesuffix("m")) > 250 + PEAK_MB
    assert int((UPDATE.value("Service", "MemoryMax") or "").removesuffix("M")) > PEAK_MB
    assert int(job_container()["resources"]["limits"]["memory"].removesuffix("Mi")) > PEAK_MB


# -- compose ------------------------------------------------------------------------------------------------------


def test_the_container_keeps_newer_figures_in_its_volume() -> None:
    service = compose()["services"]["evbot"]
    home, cache = (service["environment"][name] for name in FOLDERS)
    volume = service["volumes"][0].partition(":")[2]
    guide = (DEPLOY / "guide" / "update.md").read_text(encoding="utf-8")

    assert home.startswith(volume)
    assert cache == "${EVBOT_CACHE_DIR:-/opt/evbot/figures}"
    assert f"EVBOT_CACHE_DIR={volume}/" in guide


# -- Kubernetes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.28", kubernetes_validate.latest_version()])
@pytest.mark.parametrize("name", ["update.yaml", "figures.yaml"])
def test_a_manifest_is_valid_by_the_schema_of_its_kind(name: str, version: str) -> None:
    kubernetes_validate.validate(read(name), version, strict=True)


@pytest.mark.parametrize("version", ["1.28", kubernetes_validate.latest_version()])
@pytest.mark.parametrize(("kind", "name"), [("StatefulSet", "evbot-discord"), ("Deployment", "evbot-slack")])
def test_the_pods_with_what_is_added_are_valid_and_only_read_what_the_job_writes(
    kind: str, name: str, version: str
) -> None:
    after = patched(named(kind, name))
    spec = after["spec"]["template"]["spec"]
    [claim] = [each["persistentVolumeClaim"] for each in spec["volumes"] if each["name"] == "figures"]
    [mount] = [each for each in spec["containers"][0]["volumeMounts"] if each["name"] == "figures"]
    told = {each["name"]: each.get("value") for each in spec["containers"][0]["env"]}

    kubernetes_validate.validate(after, version, strict=True)
    assert claim == {"claimName": read("figures.yaml")["metadata"]["name"], "readOnly": True}
    assert mount == {"name": "figures", "mountPath": "/figures", "readOnly": True}
    assert [told[each] for each in FOLDERS] == ["/figures/home", "/figures/cache"]


def test_the_job_writes_where_the_pods_read() -> None:
    told = {each["name"]: each["value"] for each in job_container()["env"]}
    [volume] = [each["persistentVolumeClaim"] for each in job_pod()["volumes"] if each["name"] == "figures"]

    assert [told[each] for each in FOLDERS] == ["/figures/home", "/figures/cache"]
    assert volume == {"claimName": read("figures.yaml")["metadata"]["name"]}
    assert {"name": "figures", "mountPath": "/figures"} in job_container()["volumeMounts"]
    assert read("figures.yaml")["spec"]["accessModes"] == ["ReadWriteMany"]


def test_the_job_is_confined_as_the_pods_are() -> None:
    bot = named("Deployment", "evbot-slack")["spec"]["template"]["spec"]

    assert job_pod()["securityContext"] == bot["securityContext"]
    assert job_container()["securityContext"] == bot["containers"][0]["securityContext"]
    assert job_pod()["automountServiceAccountToken"] is False
    assert job_container()["image"] == bot["containers"][0]["image"]


def test_two_jobs_never_run_at_once_and_none_for_ever() -> None:
    spec = read("update.yaml")["spec"]

    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] <= 3600


def test_the_component_is_offered_and_patches_what_is_there() -> None:
    component = read("kustomization.yaml")
    offered = (KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8")
    resources = {path.name for path in FILES} - {"kustomization.yaml", "pods.yaml"}

    assert f"# components: [{COMPONENT.name}]\n" in offered
    assert component["kind"] == "Component"
    assert resources == set(component["resources"])
    for patch in component["patches"]:
        assert patch["path"] == "pods.yaml"
        assert named(patch["target"]["kind"], patch["target"]["name"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_manifest_holds_no_word_that_yaml_reads_as_something_else(path: Path) -> None:
    assert strange_scalars(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", [*FILES, DEPLOY / "evbot-update.service", DEPLOY / "guide" / "update.md"], ids=lambda path: path.name
)
def test_every_variable_that_is_named_is_a_setting(path: Path) -> None:
    known = {variable(name) for name in Settings.model_fields}

    assert set(VARIABLE.findall(path.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("words", ["off", "hourly", "daily", "weekly", "daily 05:30", "12h", "2d"])
def test_the_guide_names_what_may_be_set(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVBOT_FACTS_UPDATE", words)
    read_settings(None)

    assert f"`{words}`" in (DEPLOY / "guide" / "update.md").read_text(encoding="utf-8")
