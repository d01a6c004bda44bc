"""The Home tab, the pane and the hint how to go on, on the real slack-bolt against our own little Slack.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

from datetime import date

import pytest

from bot.platforms.slack_app import wording
from bot.service import Context, Service
from tests.support.block_kit import texts
from tests.support.slack_bot import StandIn, direct, mention, packed, running, slack
from tests.support.slack_double import Fails, SlackDouble
from tests.support.slack_rooms import DIRECT, Rooms, labels, rooms

__all__ = ["rooms", "slack"]


# The Home tab and the pane


async def test_the_home_tab_tells_what_can_be_asked_how_fresh_it_is_and_has_examples(
    slack: SlackDouble, rooms: Rooms, service: Service
) -> None:
    async with running(slack, service):
        await rooms.visit()
        await slack.until(lambda: "U1" in rooms.homes)

    [body] = slack.bodies("views.publish")
    home = rooms.homes["U1"]
    shown = "\n".join(texts(home["blocks"]))
    assert body["user_id"] == "U1"
    assert set(wording.EXAMPLES) < set(labels(home["blocks"]))
    assert wording.HOME_KNOWS in shown
    assert "the newest are of" in shown


async def test_an_example_of_the_home_tab_is_answered_in_the_direct_message(slack: SlackDouble, rooms: Rooms) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.visit()
        await slack.until(lambda: "U1" in rooms.homes)
        await rooms.press_home("example:1")
        [posted] = await slack.posted()

    assert (posted["channel"], posted["text"]) == (DIRECT, f"Answer to: {wording.EXAMPLES[1]}")
    assert service.asked[0][1].conversation == "slack:T0TEAM:D1:U1", "a direct message goes on from it"


async def test_the_form_opens_from_the_home_tab(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, packed()):
        await rooms.visit()
        await slack.until(lambda: "U1" in rooms.homes)
        await rooms.press_home("open_form")
        await slack.until(lambda: bool(rooms.forms))
        await rooms.send_form(brand="Renault")
        [posted] = await slack.posted()

    assert posted["channel"] == DIRECT


@pytest.mark.parametrize("example", wording.EXAMPLES)
def test_every_example_is_answered_with_figures(service: Service, example: str) -> None:
    found = service.ask(example, Context(today=date(2026, 11, 23)))

    assert found.status in ("answered", "partial")
    assert len(example) <= 75


async def test_an_agents_pane_offers_prompts_without_naming_a_thread(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, StandIn()):
        await rooms.visit("messages")
        await slack.until(lambda: bool(slack.bodies("assistant.threads.setSuggestedPrompts")))

    [body] = slack.bodies("assistant.threads.setSuggestedPrompts")
    assert (body["channel_id"], "thread_ts" in body) == (DIRECT, False)
    assert [prompt["message"] for prompt in body["prompts"]] == list(wording.EXAMPLES)


async def test_an_assistants_thread_gets_prompts_a_status_and_its_answer(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, StandIn()):
        await rooms.start_thread()
        await slack.until(lambda: bool(slack.bodies("assistant.threads.setSuggestedPrompts")))
        await slack.send_event(direct(thread_ts="1795390000.000100"))
        [posted] = await slack.posted()

    [prompts] = slack.bodies("assistant.threads.setSuggestedPrompts")
    [status] = slack.bodies("assistant.threads.setStatus")
    assert prompts["thread_ts"] == status["thread_ts"] == posted["thread_ts"] == "1795390000.000100"
    assert status["status"] == wording.LOOKING_UP


async def test_without_the_scope_of_the_pane_it_answers_and_does_not_ask_for_it_again(
    slack: SlackDouble, rooms: Rooms
) -> None:
    slack.fail("assistant.threads.setSuggestedPrompts", Fails("missing_scope"))
    async with running(slack, StandIn()):
        await rooms.visit("messages")
        await slack.until(lambda: bool(slack.bodies("assistant.threads.setSuggestedPrompts")))
        await slack.send_event(direct(thread_ts="1.1"))
        await slack.posted()
        await slack.acknowledged(await rooms.visit("messages"))
        await slack.send_event(direct(thread_ts="1.1", ts="1.3"))
        await slack.posted(2)

    assert len(slack.bodies("assistant.threads.setSuggestedPrompts")) == 1


# How to go on in a channel


async def test_the_first_answer_in_a_thread_of_a_channel_tells_once_how_to_go_on(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        await slack.send_event(mention(thread_ts="1.1", ts="1.2"))
        await slack.posted()
        await slack.send_event(mention(thread_ts="1.1", ts="1.3"))
        await slack.posted(2)
        await slack.send_event(direct())
        bodies = await slack.posted(3)

    assert [wording.FOLLOW_UP in list(texts(body["blocks"])) for body in bodies] == [True, False, False]
