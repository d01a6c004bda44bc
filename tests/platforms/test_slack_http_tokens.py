"""Tokens that end are renewed before they are used, once among all replicas, and used to their end if they cannot be.

The real token rotation of slack_sdk against our own little Slack; every test looks at the tokens on the wire.
"""

from __future__ import annotations

import time

import pytest

from bot.state import Workspace
from tests.support.slack_bot import direct, mention
from tests.support.slack_double import TEAM
from tests.support.slack_http import (
    CLIENT_ID,
    HERE,
    INSTALLED,
    TOKEN,
    HttpSlack,
    ending_in,
    replica,
    slack,
    url,
)
from tests.support.slack_wire import Fails

__all__ = ["slack", "url"]
pytest_plugins = ["tests.support.postgres"]
THERE = Workspace(f"slack:{CLIENT_ID}", team="T2")


# Renewing tokens


@pytest.mark.parametrize("left", [3_600, -60], ids=["ends within the hour", "has ended"])
async def test_a_token_is_renewed_before_it_is_used(slack: HttpSlack, state_url: str, left: float) -> None:
    slack.refresh_tokens.add("xoxe-first")
    async with replica(slack, state_url, installed=ending_in(left)) as bot:
        await bot.hears(mention())
        await slack.posted()
        kept = bot.state.installations.find(HERE)
        await bot.hears(direct())
        await slack.posted(2)

    assert kept is not None
    assert (kept.token, kept.refresh_token) == ("xoxe.xoxb-renewed-1", "xoxe-refresh-1")
    assert kept.expires_at == pytest.approx(time.time() + 43_200, abs=60)
    assert slack.senders() == ["xoxe.xoxb-renewed-1"] * 2
    assert len(slack.bodies("oauth.v2.access")) == 1


async def test_a_token_with_hours_left_is_used_as_it_is(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url, installed=ending_in(3 * 3_600)) as bot:
        await bot.hears(mention())
        await slack.posted()

    assert slack.senders() == [TOKEN]
    assert slack.bodies("oauth.v2.access") == []


async def test_two_replicas_with_many_questions_renew_a_token_that_has_ended_once(
    slack: HttpSlack, state_url: str
) -> None:
    slack.refresh_tokens.add("xoxe-first")
    slack.renewing.clear()
    async with (
        replica(slack, state_url, installed=ending_in(-60)) as bot,
        replica(slack, state_url, installed=None) as other,
    ):
        for number in range(6):
            await (bot, other)[number % 2].hears(direct(channel=f"D{number}", ts=f"170000000{number}.000001"))
        await slack.until(lambda: bool(slack.bodies("oauth.v2.access")))
        slack.renewing.set()
        await slack.posted(6)

    assert slack.senders() == ["xoxe.xoxb-renewed-1"] * 6
    assert len(slack.bodies("oauth.v2.access")) == 1


async def test_a_token_that_is_still_good_is_used_while_another_replica_renews_it(slack: HttpSlack, url: str) -> None:
    slack.refresh_tokens.add("xoxe-first")
    slack.renewing.clear()
    async with replica(slack, url, installed=ending_in(600)) as bot, replica(slack, url, installed=None) as other:
        await bot.hears(mention())
        await slack.until(lambda: bool(slack.bodies("oauth.v2.access")))
        await other.hears(direct())
        await slack.posted()
        slack.renewing.set()
        await slack.posted(2)

    assert slack.senders() == [TOKEN, "xoxe.xoxb-renewed-1"]


@pytest.mark.parametrize(
    "failure",
    [Fails("invalid_refresh_token"), Fails(status=500)],
    ids=["refused", "broken"],
)
async def test_a_token_that_cannot_be_renewed_is_used_to_its_end(
    slack: HttpSlack, url: str, caplog: pytest.LogCaptureFixture, failure: Fails
) -> None:
    slack.fail("oauth.v2.access", failure)
    async with replica(slack, url, installed=ending_in(600)) as bot:
        await bot.hears(mention())
        await slack.posted()

    assert slack.senders() == [TOKEN]
    assert f"the token of workspace {TEAM} could not be renewed" in caplog.text


async def test_a_token_that_has_ended_and_cannot_be_renewed_says_so_in_the_log(
    slack: HttpSlack, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with replica(slack, url, installed=ending_in(-60)) as bot:
        bot.state.installations.put(THERE, INSTALLED)
        await bot.hears(mention())
        await bot.hears(direct("the last one"), team_id="T2")
        await slack.posted()
        await bot.finish()

    assert [body["channel"] for body in slack.bodies()] == ["D1"]
    assert "token_expired" in caplog.text


async def test_a_renewal_that_slack_slows_down_is_made_after_the_wait(slack: HttpSlack, url: str) -> None:
    slack.refresh_tokens.add("xoxe-first")
    slack.fail("oauth.v2.access", Fails("ratelimited", 429, {"Retry-After": "0"}))
    async with replica(slack, url, installed=ending_in(-60)) as bot:
        await bot.hears(mention())
        await slack.posted()

    assert slack.senders() == ["xoxe.xoxb-renewed-1"]
