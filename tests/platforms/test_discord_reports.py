"""What people say of answers on Discord: by a press below a reading, and what they hear when it was dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.reporting import MOST_AN_HOUR, THANKS, TOO_MANY, UNREADABLE
from bot.service import Service
from bot.state.feedback import FeedbackKind, Report
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import StandIn, bot_on, pressable, told
from tests.support.discord_double import OPEN_DIRECT, POST, DiscordDouble
from tests.support.discord_payloads import EPHEMERAL, V2, Json
from tests.support.discord_states import SharedByAll, replica_state

OFTEN = {"resolutions_every": 0.02}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SharedByAll]:
    """A state that a replica has."""
    with replica_state(tmp_path) as opened:
        yield opened


async def reading_of(double: DiscordDouble, ping: str) -> Json:
    """Alice asks and looks at how it was read."""
    await double.write(f"{ping} how many Zoes were registered in Norway in 2020?")
    message = (await double.wait_for(POST))[-1].answer
    explain = next(part for part in pressable(message) if part["label"] == "How I read it")
    return await double.shown(await double.press(message, explain["custom_id"]))


def button(reading: Json, label: str) -> str:
    """The id of the button with a label."""
    [found] = [part["custom_id"] for part in pressable(reading) if part.get("label") == label]
    return str(found)


def reported(double: DiscordDouble, state: SharedByAll, **details: Any) -> str:
    """Alice's report in the queue; its id."""
    report = Report(FeedbackKind.WRONG, reading="Zoe · Norway", user_key=f"discord:{double.alice['id']}", **details)
    state.report(report)
    return report.id


# Saying it


@pytest.mark.parametrize(
    ("label", "kind"), [("This is wrong", FeedbackKind.WRONG), ("Not what I asked", FeedbackKind.NOT_ASKED)]
)
async def test_what_is_pressed_below_a_reading_is_written_down_without_the_question_and_thanked_for_in_private(
    double: DiscordDouble, ping: str, service: Service, state: SharedByAll, label: str, kind: FeedbackKind
) -> None:
    async with bot_on(double, service, state):
        reading = await reading_of(double, ping)
        thanks = await double.shown(await double.press(reading, button(reading, label)))

    [queued] = state.kept.feedback.waiting()
    assert thanks["flags"] == EPHEMERAL | V2
    assert told(thanks) == THANKS
    assert queued.report == Report(
        kind,
        question=None,
        reading="Renault Zoe · registrations · Norway · 2020",
        place=f"discord:{double.guild['id']}:{double.channel['id']}",
        user_key=f"discord:{double.alice['id']}",
        topic="count · renault/zoe · NO · in 2020",
        id=queued.report.id,
    )


async def test_without_a_database_nothing_can_be_said_of_an_answer(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    async with bot_on(double, service):
        reading = await reading_of(double, ping)

    assert [part for part in pressable(reading) if "label" in part] == []


async def test_who_reports_too_much_within_an_hour_is_told_so_and_nobody_else_is(
    double: DiscordDouble, ping: str, service: Service, state: SharedByAll
) -> None:
    for _ in range(MOST_AN_HOUR - 1):
        reported(double, state)
    async with bot_on(double, service, state):
        reading = await reading_of(double, ping)
        wrong = button(reading, "This is wrong")
        words = [told(await double.shown(await double.press(reading, wrong))) for _ in range(2)]
        others = told(await double.shown(await double.press(reading, wrong, by=payloads.user("bea"))))

    assert words == [THANKS, TOO_MANY]
    assert others == THANKS
    assert len(state.kept.feedback.waiting()) == MOST_AN_HOUR + 1


async def test_a_button_that_cannot_be_read_any_more_reports_nothing(
    double: DiscordDouble, ping: str, service: Service, state: SharedByAll
) -> None:
    row: Json = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": "wzz"}]}
    async with bot_on(double, service, state):
        reading = await reading_of(double, ping)
        reading["components"] = [row]
        shown = await double.shown(await double.press(reading, "wzz"))

    assert told(shown) == UNREADABLE
    assert state.kept.feedback.waiting() == []


# Hearing of it


async def test_who_reported_hears_once_in_a_direct_message_what_came_of_it(
    double: DiscordDouble, state: SharedByAll, tmp_path: Path
) -> None:
    first, second = reported(double, state), reported(double, state)
    state.kept.feedback.resolve(first, "The figure of *March* was mended.")
    with replica_state(tmp_path) as other:
        async with bot_on(double, StandIn(), state, **OFTEN), bot_on(double, StandIn(), other, **OFTEN):
            await double.wait_for(POST)
            state.kept.feedback.resolve(second, "")
            sent = await double.wait_for(POST, 2)

    words = [told(request.answer) for request in sent]
    assert [request.args["channel"] for request in double.of(POST)] == [double.direct["id"]] * 2
    assert "you told me that an answer (Zoe · Norway) was wrong." in words[0]
    assert words[0].endswith("has now dealt with it and says: The figure of \\*March\\* was mended.")
    assert words[1].endswith("has now dealt with it.")


async def test_who_asked_to_be_forgotten_hears_nothing_more(double: DiscordDouble, state: SharedByAll) -> None:
    state.kept.feedback.resolve(reported(double, state, place="forgotten"), "Mended.")
    state.delete_person(f"discord:{double.alice['id']}")
    bea = Report(FeedbackKind.WRONG, user_key="slack:T1:U1")
    state.report(bea)
    state.kept.feedback.resolve(bea.id, "Mended.")
    state.kept.feedback.resolve(reported(double, state), "Later.")
    async with bot_on(double, StandIn(), state, **OFTEN):
        [sent] = await double.wait_for(POST)

    assert told(sent.answer).endswith("says: Later.")
    assert [queued.report.id for queued in state.kept.feedback.to_tell("slack:")] == [bea.id]


async def test_whoever_may_not_be_written_to_is_let_be(
    double: DiscordDouble, state: SharedByAll, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Report(FeedbackKind.WRONG, user_key="discord:99")
    state.report(stranger)
    state.kept.feedback.resolve(stranger.id, "")
    async with bot_on(double, StandIn(), state, **OFTEN):
        await double.wait_for(OPEN_DIRECT)
        state.kept.feedback.resolve(reported(double, state), "Later.")
        await double.wait_for(POST)

    assert len(double.of(OPEN_DIRECT)) == 2
    assert "Discord did not let us tell somebody what came of a report" in caplog.text
