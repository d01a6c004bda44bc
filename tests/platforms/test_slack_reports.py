"""What people say of answers in Slack: by a press below a reading, and what they hear when it was dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.reporting import THANKS
from bot.service import Service
from bot.state import ResilientState, State, open_state
from bot.state.feedback import FeedbackKind, Report
from tests.support.block_kit import pressable
from tests.support.slack_bot import FAST, StandIn, mention, running, slack
from tests.support.slack_double import SlackDouble
from tests.support.slack_wire import Fails

__all__ = ["slack"]

OFTEN = replace(FAST, resolutions_seconds=0.02)
ASKER = "slack:T0TEAM:U1"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[State]:
    """The tables themselves."""
    with open_state(f"sqlite:///{tmp_path / 'state.sqlite'}") as opened:
        yield opened


@pytest.fixture
def state(kept: State) -> ResilientState:
    """The state as the bot has it, whose host keeps questions."""
    return ResilientState(kept, keeps_questions=True)


async def reading_of(slack: SlackDouble) -> Any:
    """Somebody asks and looks at how it was read."""
    await slack.send_event(mention("how many Zoes were registered in Norway in 2020?"))
    await slack.until(lambda: len(slack.messages) >= 1)
    await slack.press(list(slack.messages)[-1], "read")
    await slack.until(lambda: len(slack.messages) >= 2)
    return list(slack.messages.values())[-1]


def resolved(kept: State, note: str, **details: Any) -> str:
    """A report that was dealt with; its id."""
    report = Report(FeedbackKind.NOT_ASKED, **{"user_key": ASKER} | details)
    kept.feedback.add(report)
    kept.feedback.resolve(report.id, note)
    return report.id


@pytest.mark.parametrize("kind", list(FeedbackKind))
async def test_what_is_pressed_below_a_reading_is_written_down_and_thanked_for_in_private(
    slack: SlackDouble, service: Service, kept: State, state: ResilientState, kind: FeedbackKind
) -> None:
    async with running(slack, service, state=state):
        reading = await reading_of(slack)
        await slack.acknowledged(await slack.press(reading.ts, str(kind)))
        await slack.until(lambda: len(slack.messages) >= 3)

    thanks = list(slack.messages.values())[-1]
    [queued] = kept.feedback.waiting()
    assert thanks.only_for == "U1"
    assert thanks.body["text"] == THANKS
    assert queued.report == Report(
        kind,
        question="1n;smrenault/zoe;pNO;w2020;mr",
        reading="Renault Zoe · registrations · Norway · 2020",
        place="slack:T0TEAM:C1",
        user_key=ASKER,
        topic="count · renault/zoe · NO · in 2020",
        id=queued.report.id,
    )


async def test_without_a_database_nothing_can_be_said_of_an_answer(slack: SlackDouble, service: Service) -> None:
    async with running(slack, service):
        reading = await reading_of(slack)

    actions = {element["action_id"].partition(":")[0] for _, element in pressable(reading.body["blocks"])}
    assert actions & set(FeedbackKind) == set()


async def test_who_reported_hears_once_in_a_direct_message_what_came_of_it(
    slack: SlackDouble, kept: State, state: ResilientState
) -> None:
    resolved(kept, "I now know *Zoe* & <Twingo>.", reading="Zoe")
    resolved(kept, "Of another workspace.", user_key="slack:T1:U1")
    async with running(slack, StandIn(), limits=OFTEN, state=state):
        await slack.posted()
        resolved(kept, "")
        first, second = await slack.posted(2)

    assert {body["channel"] for body in (first, second)} == {"U1"}
    assert "you told me that an answer (Zoe) was not what you asked for." in first["text"]
    assert first["text"].endswith("says: I now know *Zoe* &amp; &lt;Twingo&gt;.")
    assert first["mrkdwn"] is False
    assert second["text"].endswith("has now dealt with it.")
    assert [queued.resolution for queued in kept.feedback.to_tell("slack:")] == ["Of another workspace."]


async def test_who_asked_to_be_forgotten_hears_nothing_more(
    slack: SlackDouble, kept: State, state: ResilientState
) -> None:
    resolved(kept, "Never to be told.")
    kept.people.delete(ASKER)
    resolved(kept, "Later.")
    async with running(slack, StandIn(), limits=OFTEN, state=state):
        [body] = await slack.posted()

    assert body["text"].endswith("says: Later.")


async def test_whoever_may_not_be_written_to_is_let_be(
    slack: SlackDouble, kept: State, state: ResilientState, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("chat.postMessage", Fails("channel_not_found"))
    resolved(kept, "First.")
    resolved(kept, "Second.")
    async with running(slack, StandIn(), limits=OFTEN, state=state):
        await slack.until(lambda: len(slack.messages) == 1)

    assert len(slack.bodies()) == 2
    assert kept.feedback.to_tell("slack:") == []
    assert "somebody was not told what came of a report: channel_not_found" in caplog.text
