"""What people hear of their reports where the bot serves many workspaces: each with its own token, strangers not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.state import Installation, Workspace, open_state
from bot.state.feedback import FeedbackKind, Report
from tests.support.slack_bot import FAST
from tests.support.slack_http import CLIENT_ID, TOKEN, HttpSlack, replica, slack, url

if TYPE_CHECKING:
    from bot.state import ResilientState

__all__ = ["slack", "url"]
OFTEN = replace(FAST, resolutions_seconds=0.02)


async def test_each_workspace_is_told_with_its_own_token_and_one_that_has_not_installed_the_app_is_not(
    slack: HttpSlack, url: str
) -> None:
    slack.tokens.add("xoxb-second")
    with open_state(url) as kept:
        for team in ("T0STRANGE", "T0TEAM", "T2"):
            report = Report(FeedbackKind.WRONG, user_key=f"slack:{team}:U1")
            kept.feedback.add(report)
            kept.feedback.resolve(report.id, f"For {team}.")

    def prepare(state: ResilientState) -> None:
        state.installations.put(Workspace(f"slack:{CLIENT_ID}", team="T2"), Installation("xoxb-second", "U0BOT"))

    async with replica(slack, url, limits=OFTEN, prepare=prepare):
        bodies = await slack.posted(2)
    with open_state(url) as kept:
        left = [queued.resolution for queued in kept.feedback.to_tell("slack:")]

    told = {token: body["text"].rpartition(" ")[2] for token, body in zip(slack.senders(), bodies, strict=True)}
    assert told == {TOKEN: "T0TEAM.", "xoxb-second": "T2."}
    assert {body["channel"] for body in bodies} == {"U1"}
    assert left == ["For T0STRANGE."]
