"""A variable that begins as a setting and is none is told, with the one that was meant and without its value."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.ops.misspelt import misspelt_settings
from bot.ops.settings import Settings, variable


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("EVBOT_")]:
        monkeypatch.delenv(name)


def test_a_misspelt_name_is_told_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVBOT_DISCORD_TOKN", "secret-1")
    (tmp_path / ".env").write_text("EVBOT_HEALTHPORT=8080\nOTHER=1\n", encoding="utf-8")

    assert misspelt_settings(tmp_path / ".env") == [
        "EVBOT_DISCORD_TOKN is no setting and does nothing: did you mean EVBOT_DISCORD_TOKEN?",
        "EVBOT_HEALTHPORT is no setting and does nothing: did you mean EVBOT_HEALTH_PORT?",
    ]


def test_a_name_that_is_like_none_leads_to_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVBOT_Q", "1")

    assert misspelt_settings(None) == ["EVBOT_Q is no setting and does nothing: deploy/env.example lists them all."]


def test_settings_in_either_case_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(variable(name), "1")
        monkeypatch.setenv(variable(name).lower(), "1")

    assert misspelt_settings(None) == []
