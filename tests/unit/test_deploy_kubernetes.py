"""The manifests are valid by Kubernetes' own schemas, confine every pod, and give the bot settings that it accepts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from bot.ops.settings import Settings, read_settings, variable
from bot.platforms.slack_app.addresses import EVENTS_PATH, INSTALL_PATH, RETURN_PATH
from tests.support.deploy_files import (
    DEPLOY,
    KUBERNETES,
    VARIABLE,
    WORKLOADS,
    container,
    manifests,
    named,
    of_kind,
    pod,
    pod_environment,
    strange_scalars,
)

OLDEST = "1.28"
"""The first release that tells a pod of a StatefulSet its number in a label."""
EXAMPLES = ("secrets.example.yaml", "ingress.example.yaml")
OBJECTS = [each for each in manifests() if each["kind"] != "Kustomization"]
FILES = sorted(KUBERNETES.glob("*.yaml"))
PODS = of_kind(*WORKLOADS)


def called(thing: Any) -> str | None:
    """The test id of a manifest."""
    return f"{thing['kind']}-{thing['metadata']['name']}" if isinstance(thing, dict) else None


@pytest.mark.parametrize("version", [OLDEST, kubernetes_validate.latest_version()])
@pytest.mark.parametrize("thing", OBJECTS, ids=called)
def test_a_manifest_is_valid_by_the_schema_of_its_kind(thing: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(thing, version, strict=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_manifest_holds_no_word_that_yaml_reads_as_something_else(path: Path) -> None:
    assert strange_scalars(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_that_a_manifest_names_is_a_setting(path: Path) -> None:
    known = {variable(name) for name in Settings.model_fields}

    assert set(VARIABLE.findall(path.read_text(encoding="utf-8"))) <= known


def test_everything_but_the_examples_is_applied() -> None:
    [kustomization] = manifests("kustomization.yaml")
    there = {path.name for path in FILES} - {"kustomization.yaml", *EXAMPLES}

    assert there == set(kustomization["resources"])
    assert {each["metadata"].get("namespace") for each in manifests(*EXAMPLES)} == {kustomization["namespace"]}


@pytest.mark.parametrize("workload", PODS, ids=called)
def test_a_pod_is_confined(workload: dict[str, Any]) -> None:
    of_pod, of_container = pod(workload)["securityContext"], container(workload)["securityContext"]

    assert of_pod["runAsNonRoot"] is True
    assert (of_pod["runAsUser"], of_pod["seccompProfile"]) == (10001, {"type": "RuntimeDefault"})
    assert of_container == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod(workload)["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod(workload).keys()


@pytest.mark.parametrize("workload", PODS, ids=called)
def test_a_pod_says_what_it_needs_and_what_is_too_much(workload: dict[str, Any]) -> None:
    resources = container(workload)["resources"]

    assert {"cpu", "memory"} == resources["requests"].keys()
    assert "memory" in resources["limits"]
    assert all("sizeLimit" in volume["emptyDir"] for volume in pod(workload)["volumes"])


@pytest.mark.parametrize("workload", PODS, ids=called)
def test_a_pod_is_asked_whether_it_is_well_where_the_bot_tells_it(workload: dict[str, Any]) -> None:
    probes = {name: container(workload)[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    [port] = [each["containerPort"] for each in container(workload)["ports"] if each["name"] == "health"]

    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startup": "/healthz",
        "liveness": "/healthz",
        "readiness": "/readyz",
    }
    assert {probe["port"] for probe in probes.values()} == {"health"}
    assert str(port) == pod_environment(workload)["EVBOT_HEALTH_PORT"]


@pytest.mark.parametrize("workload", PODS, ids=called)
def test_a_pod_has_longer_to_stop_than_the_bot_takes_to_finish(workload: dict[str, Any]) -> None:
    paused = container(workload).get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", ["", "0"])[1]

    assert int(paused) + 10 < pod(workload)["terminationGracePeriodSeconds"]


@pytest.mark.parametrize("workload", PODS, ids=called)
def test_secrets_come_by_reference(workload: dict[str, Any]) -> None:
    secret = {name for each in of_kind("Secret") for name in each["stringData"]}
    told = {each["name"] for each in container(workload)["env"]} | set(named("ConfigMap", "evbot")["data"])

    assert set() == secret & told


@pytest.mark.parametrize("thing", [each for each in OBJECTS if "selector" in each.get("spec", {})], ids=called)
def test_a_selector_finds_pods(thing: dict[str, Any]) -> None:
    selector = thing["spec"]["selector"]
    wanted = selector.get("matchLabels", selector).items()
    labels = [workload["spec"]["template"]["metadata"]["labels"].items() for workload in PODS]

    assert any(wanted <= each for each in labels)


@pytest.mark.parametrize("workload", PODS, ids=called)
def test_a_disruption_leaves_pods_standing(workload: dict[str, Any]) -> None:
    budget = named("PodDisruptionBudget", workload["metadata"]["name"])["spec"]

    assert workload["spec"]["selector"] == budget["selector"]
    assert int(budget.get("minAvailable", 0)) < workload["spec"]["replicas"]
    assert budget.get("minAvailable", 0) == 1 or budget["maxUnavailable"] == 1


@pytest.mark.parametrize("service", of_kind("Service"), ids=called)
def test_a_service_leads_to_ports_that_the_pods_open(service: dict[str, Any]) -> None:
    [workload] = [each for each in PODS if each["metadata"]["name"] == service["metadata"]["name"]]
    opened = {port["name"] for port in container(workload)["ports"]}

    assert {port["targetPort"] for port in service["spec"]["ports"]} <= opened


def test_the_ingress_leads_to_the_port_of_slacks_events() -> None:
    [ingress] = of_kind("Ingress")
    [path] = ingress["spec"]["rules"][0]["http"]["paths"]
    backend = path["backend"]["service"]

    assert backend["port"]["name"] in {port["name"] for port in named("Service", backend["name"])["spec"]["ports"]}


@pytest.mark.parametrize("path", [EVENTS_PATH, INSTALL_PATH, RETURN_PATH])
def test_the_ingress_lets_in_what_slack_asks_for_and_the_guide_names_it(path: str) -> None:
    [ingress] = of_kind("Ingress")
    [open_path] = ingress["spec"]["rules"][0]["http"]["paths"]

    assert (open_path["pathType"], path.startswith(f"{open_path['path']}/")) == ("Prefix", True)
    assert f"`{path}`" in (DEPLOY / "guide" / "kubernetes.md").read_text(encoding="utf-8")


def test_every_pod_is_behind_a_policy_that_lets_in_and_out_only_what_is_needed() -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind("NetworkPolicy")}
    everywhere = policies["evbot"]

    assert everywhere["policyTypes"] == ["Ingress", "Egress"]
    assert everywhere["podSelector"] == {"matchLabels": {"app.kubernetes.io/name": "evbot"}}
    assert {53, 443, 5432} == {port["port"] for rule in everywhere["egress"] for port in rule["ports"]}
    assert [[port["port"] for rule in spec["ingress"] for port in rule["ports"]] for spec in policies.values()] == [
        ["health"],
        ["events"],
    ]


def test_each_pod_of_discord_serves_the_shard_of_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    workload = named("StatefulSet", "evbot-discord")
    replicas = workload["spec"]["replicas"]
    served: list[int] = []
    for ordinal in range(replicas):
        settings = accepted(pod_environment(workload, ordinal), monkeypatch)
        served += settings.discord_shard_ids
        assert replicas == settings.discord_shard_count

    assert list(range(replicas)) == served


def test_the_pods_of_slack_listen_on_the_port_that_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    workload = named("Deployment", "evbot-slack")
    settings = accepted(pod_environment(workload), monkeypatch)
    ports = {port["name"]: port["containerPort"] for port in container(workload)["ports"]}

    assert {"events": settings.slack_http_port, "health": settings.health_port} == ports


def test_slack_is_told_the_name_of_the_ingress(monkeypatch: pytest.MonkeyPatch) -> None:
    [ingress] = of_kind("Ingress")
    settings = accepted(pod_environment(named("Deployment", "evbot-slack")), monkeypatch)

    assert f"https://{ingress['spec']['rules'][0]['host']}" == (settings.slack_public_url or "").rstrip("/")


@pytest.mark.parametrize("workload", PODS, ids=called)
def test_several_pods_share_their_state(workload: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    url = accepted(pod_environment(workload), monkeypatch).database_url

    assert url is not None
    assert url.get_secret_value().startswith("postgresql+psycopg://")


def accepted(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that the bot reads from an environment, which it must accept."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings(None)
