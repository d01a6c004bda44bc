"""Questions that are edited or deleted take their answers along, also after a restart.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

import asyncio
from typing import Any

from bot.service import Service
from bot.state import ResilientState
from bot.state.answers import AskedIn
from tests.support.slack_bot import Gate, StandIn, answer, direct, mention, running, slack, state
from tests.support.slack_double import SlackDouble

__all__ = ["slack", "state"]


def edited(text: str, before: str = "how many Zoes sold?", **changes: Any) -> dict[str, Any]:
    """An edit of a direct message."""
    old = {"type": "message", "user": "U1", "ts": "1700000000.000100", "text": before}
    new = old | {"text": text, "edited": {"user": "U1", "ts": "1700000009.000000"}} | changes
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "D1",
        "channel_type": "im",
        "ts": "1700000009.000100",
        "event_ts": "1700000009.000100",
        "message": new,
        "previous_message": old,
    }


def deleted(**changes: Any) -> dict[str, Any]:
    """The deletion of a direct message."""
    event = edited("")
    del event["message"]
    return event | {"subtype": "message_deleted", "deleted_ts": "1700000000.000100"} | changes


async def test_an_edited_question_gets_its_new_answer_in_the_place_of_the_old_one(slack: SlackDouble) -> None:
    service = StandIn()
    async with running(slack, service) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await slack.send_event(edited("how many Leafs sold?"))
        await slack.until(lambda: bool(slack.bodies("chat.update")))
        await bot.finish()

    [update] = slack.bodies("chat.update")
    assert (update["channel"], update["ts"]) == ("D1", next(iter(slack.messages)))
    assert update["text"] == "Answer to: how many Leafs sold?"
    assert len(slack.bodies()) == 1


async def test_an_answer_that_is_shorter_after_an_edit_leaves_no_messages_behind(slack: SlackDouble) -> None:
    long = "\n".join(f"row {number} of a very long answer" for number in range(200))
    service = StandIn(lambda text: answer(long if text == "all" else "short"))
    async with running(slack, service) as bot:
        await slack.send_event(direct("all"))
        await slack.posted(2)
        await slack.send_event(edited("few", before="all"))
        await bot.finish()

    assert [kept.body["text"] for kept in slack.messages.values()] == ["short"]


async def test_a_deleted_question_takes_its_answer_and_its_files_back(slack: SlackDouble, service: Service) -> None:
    slack.refuses.add("data_visualization")
    text = "top 5 EVs in Norway in 2022 as a chart"
    async with running(slack, service) as bot:
        await slack.send_event(direct(text))
        await slack.until(lambda: bool(slack.bodies("files.completeUploadExternal")))
        await slack.send_event(deleted())
        await bot.finish()

    assert slack.messages == {}
    assert slack.uploads == {}


async def test_a_deleted_question_with_replies_is_told_as_a_tombstone_and_taken_back_too(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await slack.send_event(edited("This message was deleted.", subtype="tombstone", user="USLACKBOT"))
        await bot.finish()

    assert slack.messages == {}


async def test_a_question_that_is_deleted_before_its_answer_is_there_has_it_taken_back(slack: SlackDouble) -> None:
    gate = Gate()
    async with running(slack, StandIn(gate)) as bot:
        await slack.send_event(direct())
        await asyncio.to_thread(gate.entered.wait, 10)
        await slack.acknowledged(await slack.send_event(deleted()))
        gate.opened.set()
        await bot.finish()

    assert len(slack.bodies()) == 1
    assert slack.messages == {}


async def test_a_message_that_is_only_redrawn_is_not_answered_again(slack: SlackDouble) -> None:
    service = StandIn()
    async with running(slack, service) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await slack.acknowledged(await slack.send_event(edited("how many Zoes sold?")))
        await bot.finish()

    assert len(service.asked) == 1


async def test_an_edit_of_what_was_never_answered_stays_unanswered(slack: SlackDouble) -> None:
    service = StandIn()
    async with running(slack, service) as bot:
        await slack.acknowledged(await slack.send_event(edited("how many Leafs sold?")))
        await bot.finish()

    assert service.asked == []


async def test_a_mention_that_is_edited_is_answered_over_and_one_that_is_added_is_answered(slack: SlackDouble) -> None:
    again = {"edited": {"user": "U1", "ts": "1700000009.000000"}}
    async with running(slack, StandIn()) as bot:
        await slack.send_event(mention())
        await slack.posted()
        await slack.send_event(mention("how many Leafs sold?", **again))
        await slack.send_event(mention("and this?", ts="1.2", **again))
        await slack.posted(2)
        await bot.finish()

    assert [body["text"] for body in slack.bodies("chat.update")] == ["Answer to: how many Leafs sold?"]
    assert [body["text"] for body in slack.bodies()][1:] == ["Answer to: and this?"]


async def test_the_same_edit_delivered_twice_is_followed_once(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        await slack.send_event(direct())
        await slack.posted()
        for _ in range(2):
            await slack.acknowledged(await slack.send_event(edited("how many Leafs sold?")))
        await bot.finish()

    assert len(slack.bodies("chat.update")) == 1


async def test_after_a_restart_another_process_finds_the_answer_to_take_back(
    slack: SlackDouble, state: ResilientState
) -> None:
    async with running(slack, StandIn(), state=state) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await bot.finish()
    async with running(slack, StandIn(), state=state) as bot:
        await slack.connected(2)
        await slack.send_event(deleted())
        await bot.finish()

    assert slack.messages == {}
    assert state.find_answer(AskedIn("slack", "T0TEAM:D1", "1700000000.000100")) == ()


async def test_an_event_that_a_process_answered_is_not_answered_by_the_next_one(
    slack: SlackDouble, state: ResilientState
) -> None:
    for number in (1, 2):
        async with running(slack, StandIn(), state=state) as bot:
            await slack.connected(number)
            await slack.acknowledged(await slack.send_event(mention(), event_id="Ev1"))
            await bot.finish()

    assert len(slack.bodies()) == 1
