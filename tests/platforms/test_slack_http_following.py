"""What is followed in Slack over HTTP: posted with each workspace's own token, and over when the app is taken away."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from bot.state import Installation, ResilientState, Workspace
from bot.state.follows import Follow
from tests.support.followed_figures import QUICK_PACE, Followed, figures
from tests.support.slack_bot import FAST
from tests.support.slack_http import CLIENT_ID, HERE, TOKEN, HttpSlack, replica, signed, slack, until, url
from tests.support.slack_wire import Fails

if TYPE_CHECKING:
    from tests.support.slack_http import Replica

__all__ = ["figures", "slack", "url"]

SOON = replace(FAST, follows_seconds=0.02, follow_pace=QUICK_PACE)
APP = f"slack:{CLIENT_ID}"
_numbers = itertools.count(1)


async def follows(bot: Replica, slack: HttpSlack, team: str = "T0TEAM", **fields: Any) -> None:
    """Somebody has Norway followed every month in a channel of a workspace."""
    count = len(slack.bodies()) + 1
    typed = {
        "command": "/ev",
        "text": "follow every month electric cars in Norway",
        "user_id": "U1",
        "channel_id": "C1",
        "team_id": team,
        "trigger_id": f"trigger.{next(_numbers)}",
        "response_url": slack.response_address("C1", "U1"),
    }
    await bot.takes(**signed(urlencode(typed | fields).encode(), form=True))
    await slack.posted(count)


def kept(state: ResilientState, team: str, channel: str = "C1") -> list[Follow]:
    """What a channel of a workspace follows."""
    return state.follows.of_channel("slack", f"slack:{team}", channel)


async def test_each_workspace_gets_its_post_with_its_own_token(slack: HttpSlack, url: str, figures: Followed) -> None:
    slack.tokens.add("xoxb-second")
    service = figures.service()

    def prepare(state: ResilientState) -> None:
        state.installations.put(Workspace(APP, team="T2"), Installation("xoxb-second", "U0BOT", "chat:write"))

    async with replica(slack, url, service, limits=SOON, prepare=prepare) as bot:
        await follows(bot, slack)
        await follows(bot, slack, "T2")
        figures.update(service)
        bodies = await slack.posted(4)

    assert slack.senders()[:2] == [TOKEN, "xoxb-second"]
    assert set(slack.senders()[2:]) == {TOKEN, "xoxb-second"}
    assert all("rose by 25%" in body["text"] for body in bodies[2:])


@pytest.mark.parametrize(
    ("workspace", "is_org_wide", "channel"),
    [(Workspace(APP, "E1", "T3"), "false", "C1@E1"), (Workspace(APP, "E1", ""), "true", "C1@E1*")],
)
async def test_a_workspace_of_an_organisation_gets_its_post_by_whoever_installed_the_app(
    slack: HttpSlack, url: str, figures: Followed, workspace: Workspace, is_org_wide: str, channel: str
) -> None:
    slack.tokens.add("xoxb-organisation")
    service = figures.service()

    def prepare(state: ResilientState) -> None:
        state.installations.put(workspace, Installation("xoxb-organisation", "U0BOT", "chat:write"))

    async with replica(slack, url, service, limits=SOON, installed=None, prepare=prepare) as bot:
        await follows(bot, slack, "T3", enterprise_id="E1", is_enterprise_install=is_org_wide)
        figures.update(service)
        bodies = await slack.posted(2)
        await until(lambda: [follow.seen for follow in kept(bot.state, "T3", channel)] == [figures.last.key])

    assert slack.senders() == ["xoxb-organisation"] * 2
    assert [body["channel"] for body in bodies] == ["C1", "C1"]


async def test_a_workspace_that_takes_the_app_away_follows_nothing_any_more_and_others_do(
    slack: HttpSlack, url: str, figures: Followed
) -> None:
    slack.tokens.add("xoxb-second")

    def prepare(state: ResilientState) -> None:
        state.installations.put(Workspace(APP, team="T2"), Installation("xoxb-second", "U0BOT", "chat:write"))

    async with replica(slack, url, figures.service(), prepare=prepare) as bot:
        await follows(bot, slack)
        await follows(bot, slack, "T2")
        await bot.hears({"type": "app_uninstalled"})
        await until(lambda: kept(bot.state, "T0TEAM") == [])
        left = len(kept(bot.state, "T2"))

    assert left == 1


async def test_a_bots_token_that_is_revoked_does_not_end_what_is_followed(
    slack: HttpSlack, url: str, figures: Followed
) -> None:
    async with replica(slack, url, figures.service()) as bot:
        await follows(bot, slack)
        await bot.hears({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}})
        await until(lambda: bot.state.installations.find(HERE) is None)
        left = len(kept(bot.state, "T0TEAM"))

    assert left == 1


@pytest.mark.parametrize("how", ["forgotten", "refused"])
async def test_where_the_app_is_no_longer_installed_the_follow_ends_with_the_next_post(
    slack: HttpSlack, url: str, figures: Followed, how: str
) -> None:
    service = figures.service()
    async with replica(slack, url, service, limits=SOON) as bot:
        await follows(bot, slack)
        if how == "forgotten":
            bot.state.installations.forget(HERE)
        else:
            slack.fail("chat.postMessage", Fails("account_inactive"))
        figures.update(service)
        await until(lambda: kept(bot.state, "T0TEAM") == [])

    assert len([text for text in slack.bodies() if "rose by" in text["text"]]) == (how == "refused")
