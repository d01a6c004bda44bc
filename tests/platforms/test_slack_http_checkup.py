"""`evbot doctor` where Slack calls us over HTTP: one thing after the other is wrong, and each is told with its remedy.

Slack is our double, and what answers at the public address the real bot on a port of its own.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.checkup import looked_at
from bot.finding import Finding
from bot.platforms.slack_app.addresses import RETURN_PATH
from bot.platforms.slack_app.checkup_http import HttpSide, slack_http_findings
from tests.support.ports import a_free_port
from tests.support.slack_http import CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, HttpSlack, replica, slack, url
from tests.support.slack_wire import Drops, Fails

__all__ = ["slack", "url"]

ACCESS = "oauth.v2.access"


@asynccontextmanager
async def served(slack: HttpSlack, url: str) -> AsyncIterator[HttpSide]:
    """The bot with its public address, as the settings have it."""
    async with replica(slack, url) as bot:
        here = f"http://127.0.0.1:{bot.port}"
        slack.redirect_uri = here + RETURN_PATH
        yield HttpSide(CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, here)


async def looked(slack: HttpSlack, side: HttpSide) -> list[Finding]:
    return await slack_http_findings(side, slack.base_url, within_seconds=3.0)


def told(findings: list[Finding], what: str, fix: str) -> None:
    """One thing is wrong and no other; what and fix hold these words, and no secret is shown."""
    [bad] = [finding for finding in findings if not finding.ok]

    assert what in bad.what
    assert fix in bad.fix
    assert [secret for secret in (CLIENT_SECRET, SIGNING_SECRET) if secret in str(findings)] == []


async def test_with_nothing_wrong_every_line_is_ok_and_nothing_is_installed(slack: HttpSlack, url: str) -> None:
    async with served(slack, url) as side:
        findings = await looked(slack, side)

    assert [finding.what.split(":")[0] for finding in findings if finding.ok] == [
        "Slack app credentials",
        "Clock",
        "Slack requests",
        "Slack installation",
    ]
    assert [finding for finding in findings if not finding.ok] == []
    assert [call.method for call in slack.calls] == [ACCESS]


async def test_a_wrong_client_secret_is_told(slack: HttpSlack, url: str) -> None:
    async with served(slack, url) as side:
        findings = await looked(slack, replace(side, client_secret="not the one"))

    told(findings, "Slack says bad_client_secret", "EVBOT_SLACK_CLIENT_SECRET")


async def test_a_redirect_address_that_the_app_does_not_know_is_told_with_the_manifest(
    slack: HttpSlack, url: str
) -> None:
    async with served(slack, url) as side:
        slack.redirect_uri = "https://elsewhere.example.org/"
        findings = await looked(slack, side)

    told(findings, f"redirect address {side.public_url}{RETURN_PATH}", "evbot slack manifest --http")


async def test_a_bot_that_runs_with_another_signing_secret_is_told(slack: HttpSlack, url: str) -> None:
    async with served(slack, url) as side:
        findings = await looked(slack, replace(side, signing_secret="not the one"))

    told(findings, "refuses the signature", "EVBOT_SLACK_SIGNING_SECRET")


async def test_an_address_where_nobody_answers_is_told(slack: HttpSlack) -> None:
    nowhere = f"http://127.0.0.1:{a_free_port()}"
    slack.redirect_uri = nowhere + RETURN_PATH
    findings = await looked(slack, HttpSide(CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, nowhere))

    assert [finding.what.split(":")[0] for finding in findings if not finding.ok] == [
        "Slack requests",
        "Slack installation",
    ]
    assert all("Start evbot run" in finding.fix for finding in findings if not finding.ok)


@pytest.mark.parametrize(
    ("failure", "what"),
    [
        (Drops(), "Slack could not be reached"),
        (Fails(status=500), "Slack says"),
        (Fails("fatal_error"), "Slack says fatal_error"),
    ],
    ids=["cut", "500", "unknown"],
)
async def test_a_slack_that_is_not_well_is_told(slack: HttpSlack, url: str, failure: Drops | Fails, what: str) -> None:
    slack.fail(ACCESS, failure)
    async with served(slack, url) as side:
        findings = await looked(slack, side)

    told(findings, what, "")


async def test_the_command_looks_at_it_where_a_port_is_set(
    slack: HttpSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "SLACK_HTTP_PORT": "8443",
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_PUBLIC_URL": f"https://127.0.0.1:{a_free_port()}",
        "SLACK_API_URL": slack.base_url,
        "DATABASE_URL": f"sqlite:///{tmp_path}/state.sqlite",
    }
    for name in [name for name in os.environ if name.upper().startswith("EVBOT_")]:
        monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(f"EVBOT_{name}", value)
    slack.redirect_uri = settings["SLACK_PUBLIC_URL"] + RETURN_PATH
    findings = await asyncio.to_thread(looked_at, tmp_path / ".env", offline=False)

    assert "Slack app credentials: those of an app" in [finding.what for finding in findings]
