"""The compose file is valid, confines the bot, and gives it settings that it accepts, alone and with PostgreSQL."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from bot.ops.settings import read_settings
from tests.support.deploy_files import DEPLOY, compose, strange_scalars, validator
from tests.support.dockerfile import stages

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
BOT = SERVICES["evbot"]


def test_it_is_valid_by_the_schema_of_compose() -> None:
    done = subprocess.run(
        [validator("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_it_holds_no_word_that_yaml_reads_as_something_else() -> None:
    assert strange_scalars((DEPLOY / "compose.yaml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert {"mem_limit", "pids_limit", "stop_grace_period"} <= service.keys()
    assert service["ulimits"] == {"core": 0}
    assert not {"privileged", "ports", "network_mode"} & service.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_logs_into_a_bounded_place(name: str) -> None:
    assert {"max-size", "max-file"} == SERVICES[name]["logging"]["options"].keys()


def test_the_bot_runs_as_the_account_of_the_image_and_gets_no_rights_back() -> None:
    _, final = stages((DEPLOY / "Dockerfile").read_text(encoding="utf-8"))

    assert final.last("USER") == BOT["user"]
    assert "cap_add" not in BOT


def test_the_bot_has_longer_to_stop_than_it_takes_to_finish() -> None:
    assert int(BOT["stop_grace_period"].removesuffix("s")) > 10


def test_the_bot_runs_alone_unless_postgresql_is_asked_for() -> None:
    assert "profiles" not in BOT
    assert SERVICES["postgres"]["profiles"] == ["postgres"]
    assert BOT["depends_on"]["postgres"] == {"condition": "service_healthy", "required": False}


def test_state_and_database_lie_in_volumes() -> None:
    volumes = {each.partition(":")[0] for service in SERVICES.values() for each in service["volumes"]}

    assert volumes == compose()["volumes"].keys()


def test_the_bot_accepts_its_settings_and_keeps_its_state_in_the_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = BOT["environment"] | {"EVBOT_DATABASE_URL": BOT["environment"]["EVBOT_DATABASE_URL"].split(":-")[1][:-1]}
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    url = read_settings(None).database_url

    assert url is not None
    assert url.get_secret_value().removeprefix("sqlite:///").startswith(BOT["volumes"][0].partition(":")[2])


def test_no_password_and_no_token_stands_in_it() -> None:
    values = [value for service in SERVICES.values() for value in service["environment"].items()]
    secrets = [value for name, value in values if "PASSWORD" in name or "TOKEN" in name or "SECRET" in name]

    assert {"", "${POSTGRES_PASSWORD:-}"} == set(secrets)
