"""The environment of a test: nothing of the person who runs the tests, and no proxy between us and the doubles.

What a test needs to be set it sets itself, after this.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
"""Settings that client libraries obey even for the loopback."""


def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no request go through a proxy."""
    for name in PROXIES:
        monkeypatch.setenv(name, "")


def bare_environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Go to an empty folder, without a setting of the bot and without proxies."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.upper().startswith("EVBOT_")]:
        monkeypatch.delenv(name)
    without_proxies(monkeypatch)
