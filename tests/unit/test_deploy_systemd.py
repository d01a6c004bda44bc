"""The systemd unit is valid, confines the bot and does not start again where only a person can help.

The rules are held everywhere; systemd's own judgement is asked where its tool is installed, and the report says where
it is not.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.ops.exits import Exit
from bot.ops.settings import Settings, read_settings, variable
from tests.support.deploy_files import DEPLOY, unit

UNIT = unit()
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed (Debian: systemd)")
MOST_EXPOSED = 15
"""Tenths: systemd calls a service with up to 1.9 OK and a plain one, at 9.6, unsafe."""
SAYS_YES = (
    "DynamicUser",
    "LockPersonality",
    "MemoryDenyWriteExecute",
    "NoNewPrivileges",
    "PrivateDevices",
    "PrivateTmp",
    "PrivateUsers",
    "ProtectClock",
    "ProtectControlGroups",
    "ProtectHome",
    "ProtectHostname",
    "ProtectKernelLogs",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "RestrictNamespaces",
    "RestrictRealtime",
    "RestrictSUIDSGID",
)


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Ask systemd's own tool."""
    assert ANALYZE is not None
    return subprocess.run([ANALYZE, *arguments], capture_output=True, text=True, check=False, timeout=60)


@needs_systemd
def test_systemd_finds_no_fault_but_that_the_bot_is_not_installed_here(tmp_path: Path) -> None:
    text = (DEPLOY / "evbot.service").read_text(encoding="utf-8")
    here = tmp_path / "evbot.service"
    here.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE), encoding="utf-8")
    done = analyze("verify", "--man=no", str(here))
    complaints = [line for line in done.stderr.splitlines() if "evbot.service" in line]

    assert complaints == []
    assert done.returncode == 0, done.stderr


@needs_systemd
def test_systemd_calls_the_service_well_confined() -> None:
    done = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(DEPLOY / "evbot.service"))

    assert done.returncode == 0, done.stdout.splitlines()[-1:]


@pytest.mark.parametrize("key", SAYS_YES)
def test_a_door_is_closed(key: str) -> None:
    assert UNIT.value("Service", key) == "yes"


def test_it_has_no_rights_and_writes_only_its_state_and_its_figures() -> None:
    assert UNIT.value("Service", "CapabilityBoundingSet") == ""
    assert UNIT.value("Service", "ProtectSystem") == "strict"
    assert UNIT.value("Service", "UMask") == "0077"
    assert UNIT.value("Service", "LimitCORE") == "0"
    assert (UNIT.value("Service", "StateDirectory"), UNIT.value("Service", "CacheDirectory")) == ("evbot", "evbot")
    assert UNIT.value("Service", "ReadWritePaths") is None


def test_it_does_not_start_again_where_a_person_must_help() -> None:
    prevented = {int(code) for code in (UNIT.value("Service", "RestartPreventExitStatus") or "").split()}

    assert {Exit.USAGE, Exit.NO_STORE, Exit.LOGIN} == prevented
    assert UNIT.value("Service", "Restart") == "on-failure"


def test_it_gives_up_after_many_failed_starts_and_can_reach_that_number() -> None:
    burst, seconds = (
        int(UNIT.value("Unit", "StartLimitBurst") or 0),
        int(UNIT.value("Unit", "StartLimitIntervalSec") or 0),
    )

    assert 0 < burst * int(UNIT.value("Service", "RestartSec") or 0) < seconds


def test_it_has_longer_to_stop_than_the_bot_takes_to_finish() -> None:
    assert int(UNIT.value("Service", "TimeoutStopSec") or 0) > 10


def test_tokens_come_from_a_file_and_not_from_the_unit() -> None:
    assert UNIT.value("Service", "EnvironmentFile") == "/etc/evbot/evbot.env"
    assert not [name for name in UNIT.environment if "TOKEN" in name or "SECRET" in name]


def test_the_bot_accepts_its_settings_and_keeps_to_its_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in UNIT.environment.items():
        monkeypatch.setenv(name, value)
    settings = read_settings(None)

    assert Path("/var/cache/evbot") == settings.cache_dir
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "sqlite:////var/lib/evbot/state.sqlite"


def test_each_setting_that_it_makes_exists() -> None:
    known = {variable(name) for name in Settings.model_fields}

    assert {name for name in UNIT.environment if name.startswith("EVBOT_")} <= known
