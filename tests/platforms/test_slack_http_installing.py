"""Workspaces install the app over HTTP and take it away: from the page to the first answer, and to nothing left.

The real slack-bolt and slack_sdk against our own little Slack; every test looks at pages, at bodies on the wire or at
what lies in the shared state.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.platforms.slack_app.manifest import SCOPES
from bot.platforms.slack_app.oauth import InstallStates
from bot.platforms.slack_app.once import AnsweredEvents
from bot.state import Installation, Workspace
from tests.support.slack_bot import direct, mention
from tests.support.slack_double import BOT_USER, TEAM
from tests.support.slack_http import (
    CLIENT_ID,
    CLIENT_SECRET,
    HERE,
    INSTALLED,
    PUBLIC_URL,
    TOKEN,
    HttpSlack,
    event_body,
    gone,
    query_of,
    replica,
    signed,
    slack,
    url,
)
from tests.support.slack_wire import Fails

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

__all__ = ["slack", "url"]
pytest_plugins = ["tests.support.postgres"]
THERE = Workspace(f"slack:{CLIENT_ID}", team="T2")


# Installing


async def test_a_workspace_installs_the_app_and_is_answered(slack: HttpSlack, state_url: str) -> None:
    slack.consents("code-1")
    async with replica(slack, state_url, installed=None) as bot:
        page = await bot.opens_install_page()
        asked = query_of(page.link)
        done = await bot.comes_back(page.cookie, code="code-1", state=asked["state"])
        await bot.hears(mention())
        await slack.posted()
        kept = bot.state.installations.find(HERE)

    assert page.link.startswith("https://slack.com/oauth/v2/authorize?")
    assert asked | {"state": ""} == {
        "state": "",
        "client_id": CLIENT_ID,
        "scope": ",".join(sorted(SCOPES)),
        "redirect_uri": f"{PUBLIC_URL}/slack/oauth_redirect",
    }
    assert (page.status, done.status) == (200, 200)
    assert "evbot is installed in Double" in done.text
    assert kept == Installation(TOKEN, BOT_USER, "chat:write,commands")
    assert slack.senders() == [TOKEN]


async def test_the_way_back_may_lead_to_another_replica(slack: HttpSlack, state_url: str) -> None:
    slack.consents("code-1")
    async with replica(slack, state_url, installed=None) as bot, replica(slack, state_url, installed=None) as other:
        page = await bot.opens_install_page()
        done = await other.comes_back(page.cookie, code="code-1", state=query_of(page.link)["state"])
        kept = bot.state.installations.find(HERE)

    assert done.status == 200
    assert kept is not None


async def test_an_organisation_installs_the_app(slack: HttpSlack, url: str) -> None:
    code = slack.consents("code-1", team=None, enterprise={"id": "E1", "name": "All"}, is_enterprise_install=True)
    async with replica(slack, url, installed=None) as bot:
        done = await bot.installs(code)
        kept = bot.state.installations.find(Workspace(f"slack:{CLIENT_ID}", "E1"))

    assert "evbot is installed in All" in done.text
    assert kept is not None


async def test_a_token_that_ends_is_kept_with_its_end_and_what_renews_it(slack: HttpSlack, url: str) -> None:
    code = slack.consents("code-1", access_token="xoxe.xoxb-1", refresh_token="xoxe-1", expires_in=43_200)
    async with replica(slack, url, installed=None) as bot:
        await bot.installs(code)
        kept = bot.state.installations.find(HERE)

    assert kept is not None
    assert (kept.token, kept.refresh_token) == ("xoxe.xoxb-1", "xoxe-1")
    assert kept.expires_at == pytest.approx(time.time() + 43_200, abs=60)


async def test_a_state_value_is_good_once_on_any_replica(slack: HttpSlack, state_url: str) -> None:
    slack.consents("code-1")
    slack.consents("code-2")
    async with replica(slack, state_url, installed=None) as bot, replica(slack, state_url, installed=None) as other:
        page = await bot.opens_install_page()
        state = query_of(page.link)["state"]
        first = await bot.comes_back(page.cookie, code="code-1", state=state)
        again = [await each.comes_back(page.cookie, code="code-2", state=state) for each in (bot, other)]

    assert first.status == 200
    assert [reply.status for reply in again] == [401, 401]
    assert "code-2" in slack.codes


async def test_a_state_value_that_is_too_old_or_not_ours_is_refused(slack: HttpSlack, url: str) -> None:
    slack.consents("code-1")
    old = await InstallStates(CLIENT_SECRET, AnsweredEvents(), now=lambda: time.time() - 601).async_issue()
    forged = await InstallStates("another secret", AnsweredEvents()).async_issue()
    late = f"nonce.{int(time.time()) + 9_999_999}.{old.rpartition('.')[2]}"
    async with replica(slack, url, installed=None) as bot:
        replies = [
            await bot.comes_back(f"slack-app-oauth-state={state}", code="code-1", state=state)
            for state in (old, forged, late, "x", "é.1.é")
        ]

    assert [reply.status for reply in replies] == [401, 401, 401, 401, 401]
    assert "older than ten minutes" in replies[0].text
    assert slack.bodies("oauth.v2.access") == []


async def test_nobody_can_finish_in_another_browser_what_somebody_began(slack: HttpSlack, url: str) -> None:
    slack.consents("code-1")
    async with replica(slack, url, installed=None) as bot:
        page = await bot.opens_install_page()
        state = query_of(page.link)["state"]
        replies = [
            await bot.comes_back(cookie, code="code-1", state=state) for cookie in (None, "slack-app-oauth-state=x")
        ]

    assert [reply.status for reply in replies] == [400, 400]
    assert slack.bodies("oauth.v2.access") == []


async def test_whoever_declines_is_told_that_nothing_was_installed(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url, installed=None) as bot:
        reply = await bot.comes_back(None, error="access_denied")

    assert reply.status == 200
    assert "Nothing was installed" in reply.text
    assert reply.link == "/slack/install"


async def test_nothing_that_comes_with_an_address_or_from_a_workspace_gets_into_a_page_as_markup(
    slack: HttpSlack, url: str
) -> None:
    code = slack.consents("code-1", team={"id": TEAM, "name": "<b>Bold & Co</b>"})
    async with replica(slack, url, installed=None) as bot:
        failed = await bot.comes_back(None, error="<script>alert(1)</script>")
        done = await bot.installs(code)

    assert "script" not in failed.text
    assert "&lt;b&gt;Bold &amp; Co&lt;/b&gt;" in done.text
    assert "<b>" not in done.text


async def test_a_code_that_slack_does_not_know_installs_nothing(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url, installed=None) as bot:
        reply = await bot.installs("no-such-code")
        slack.fail("oauth.v2.access", Fails(status=500))
        broken = await bot.installs(slack.consents("code-1"))
        kept = bot.state.installations.find(HERE)

    assert (reply.status, broken.status) == (401, 401)
    assert "Slack did not confirm" in reply.text
    assert kept is None


async def test_an_installation_that_cannot_be_kept_is_not_called_done(slack: HttpSlack, postgres: Postgres) -> None:
    code = slack.consents("code-1")
    async with replica(slack, postgres.new_url(), installed=None) as bot:
        page = await bot.opens_install_page()
        with postgres.away():
            reply = await bot.comes_back(page.cookie, code=code, state=query_of(page.link)["state"])

    assert reply.status == 503
    assert "could not be kept" in reply.text


async def test_the_pages_may_not_be_framed_kept_or_told_to_other_sites(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        replies = [await bot.opens_install_page(), await bot.comes_back(None, error="access_denied")]

    for reply in replies:
        assert reply.headers["Content-Type"].startswith("text/html")
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert (reply.headers["Cache-Control"], reply.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    cookie = replies[0].headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie


# Taking it back


@pytest.mark.parametrize(
    "event",
    [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}],
    ids=lambda event: event["type"],
)
async def test_a_workspace_that_takes_the_app_away_is_forgotten_by_every_replica(
    slack: HttpSlack, state_url: str, event: dict[str, Any]
) -> None:
    async with replica(slack, state_url) as bot, replica(slack, state_url, installed=None) as other:
        bot.state.installations.put(THERE, INSTALLED)
        reply = await bot.hears(event)
        await gone(bot.state, HERE)
        there = other.state.installations.find(THERE)
        await other.hears(mention())
        await other.hears(direct("the last one", channel="D9"), team_id="T2")
        await slack.posted()

    assert reply.status == 200
    assert there == INSTALLED
    assert [body["channel"] for body in slack.bodies()] == ["D9"]


async def test_an_organisation_that_takes_the_app_away_is_forgotten(slack: HttpSlack, url: str) -> None:
    everywhere = Workspace(f"slack:{CLIENT_ID}", "E1")
    async with replica(slack, url, installed=None) as bot:
        bot.state.installations.put(everywhere, INSTALLED)
        await bot.hears({"type": "app_uninstalled"}, team_id="T5", enterprise_id="E1", is_enterprise_install=True)
        await gone(bot.state, everywhere)


async def test_a_persons_own_revoked_token_takes_nothing_away(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        await bot.hears({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
        await bot.finish()
        kept = bot.state.installations.find(HERE)

    assert kept == INSTALLED


async def test_late_news_of_an_uninstallation_leaves_the_next_installation_alone(slack: HttpSlack, url: str) -> None:
    body = event_body({"type": "app_uninstalled"})
    async with replica(slack, url) as bot, replica(slack, url, installed=None) as other:
        await bot.takes(**signed(body))
        await gone(bot.state, HERE)
        await bot.installs(slack.consents("code-1"))
        await other.takes(**signed(body, X_Slack_Retry_Num="2"))
        await other.finish()
        kept = bot.state.installations.find(HERE)

    assert kept is not None


async def test_an_installation_whose_token_slack_calls_dead_is_forgotten(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        slack.tokens.clear()
        await bot.hears(mention())
        await gone(bot.state, HERE)

    assert slack.senders() == [TOKEN]


async def test_a_token_that_was_replaced_while_slack_refused_it_takes_nothing_along(slack: HttpSlack, url: str) -> None:
    newer = Installation("xoxb-newer", BOT_USER)
    async with replica(slack, url) as bot:
        slack.answers(
            "chat.postMessage", lambda call: bot.state.installations.put(HERE, newer) or {"error": "token_revoked"}
        )
        await bot.hears(mention())
        await slack.posted()
        await bot.finish()
        kept = bot.state.installations.find(HERE)

    assert kept == newer
