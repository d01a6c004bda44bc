"""Buttons and menus in Slack, on the real slack-bolt against our own little Slack: what is pressed is answered there.

Every test looks at bodies on the wire. What the blocks of an answer look like is held in `test_slack_blocks`.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.answer import Answer, Offer, Repair, Status
from bot.document import Document, Headline, Paragraph, Strong, Table, Text
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents
from bot.service import Context, Service
from tests.support.slack_bot import ASKED_AT, FAST, Gate, StandIn, answer, direct, mention, running, slack
from tests.support.slack_double import RESPONSE_URL, Fails, SlackDouble

__all__ = ["slack"]

OFFERED = replace(answer("Answer"), offers=(Offer("In Norway", "1a"), Offer("As a chart", "1b")), packed="1z")
READING = Answer(
    Status.ANSWERED,
    document=Document((Headline((Strong("How I read it"),)), Paragraph((Text("Year: 2024"),)))),
    repairs=(Repair("Year", "2024", (Offer("2023", "1c"), Offer("2022", "1d"))),),
    packed="1z",
)
ROWS = replace(answer("Rows"), document=Document((Table(("Model", "n"), (("Zoe", "1"),)),)))


def offering() -> StandIn:
    """A service whose answers to what is typed carry buttons."""
    return StandIn(
        lambda text: replace(answer(f"Answer to: {text}"), offers=OFFERED.offers, packed="1z"), read=lambda _: READING
    )


async def ask(slack: SlackDouble, event: dict[str, Any] | None = None) -> str:
    """Have something answered; the time stamp of the newest message comes back."""
    number = len(slack.messages) + 1
    await slack.send_event(event or mention())
    await slack.until(lambda: len(slack.messages) >= number)
    return list(slack.messages)[-1]


async def next_message(slack: SlackDouble, count: int) -> Any:
    """The newest kept message, once there are so many."""
    await slack.until(lambda: len(slack.messages) >= count)
    return list(slack.messages.values())[-1]


# Follow-ups


async def test_a_follow_up_that_is_pressed_is_answered_in_the_thread_for_everybody(slack: SlackDouble) -> None:
    service = offering()
    async with running(slack, service):
        await slack.acknowledged(await slack.press(await ask(slack), "ask:0", user="U2"))
        posted = await next_message(slack, 2)

    assert posted.only_for is None
    assert (posted.body["channel"], posted.body["thread_ts"]) == ("C1", ASKED_AT)
    assert posted.body["text"] == "Answer to: [1a]"
    assert service.asked[-1] == (
        "[1a]",
        Context(
            conversation=f"slack:T0TEAM:C1:{ASKED_AT}:U2",
            today=date(2026, 11, 22),
            platform="slack",
            buttons=True,
            person="slack:T0TEAM:U2",
            place="slack:T0TEAM",
        ),
    )


async def test_in_a_direct_message_it_is_answered_plainly_in_the_same_conversation(slack: SlackDouble) -> None:
    service = offering()
    async with running(slack, service):
        await slack.press(await ask(slack, direct()), "ask:1")
        posted = await next_message(slack, 2)

    assert posted.body["channel"] == "D1"
    assert "thread_ts" not in posted.body
    assert {context.conversation for _, context in service.asked} == {"slack:T0TEAM:D1:U1"}


async def test_a_message_outside_a_thread_gets_its_answer_in_one_under_it(slack: SlackDouble) -> None:
    async with running(slack, offering()):
        payload = slack.pressed(await ask(slack), "ask:0")
        del payload["message"]["thread_ts"]
        await slack.send("interactive", payload)
        posted = await next_message(slack, 2)

    assert posted.body["thread_ts"] == payload["container"]["message_ts"]


async def test_a_reading_that_is_chosen_from_the_menu_is_answered(slack: SlackDouble) -> None:
    which = replace(answer("Which one?"), status=Status.AMBIGUOUS, offers=OFFERED.offers)
    service = StandIn(lambda text: answer("This one") if text == "[1b]" else which)
    async with running(slack, service):
        await slack.press(await ask(slack), "ask:reading", value="1b")
        posted = await next_message(slack, 2)

    assert posted.body["text"] == "This one"


async def test_a_button_of_a_message_from_before_a_restart_is_answered(slack: SlackDouble) -> None:
    async with running(slack, offering()) as bot:
        ts = await ask(slack)
        await bot.finish()
    async with running(slack, offering()):
        await slack.connected(2)
        await slack.press(ts, "ask:0")
        posted = await next_message(slack, 2)

    assert posted.body["text"] == "Answer to: [1a]"


# How it was read


async def test_how_it_was_read_is_shown_to_the_one_who_pressed_only_and_in_the_thread(slack: SlackDouble) -> None:
    service = offering()
    async with running(slack, service):
        await slack.press(await ask(slack), "read", user="U2")
        shown = await next_message(slack, 2)

    [body] = slack.bodies("chat.postEphemeral")
    assert (body["user"], body["channel"], body["thread_ts"]) == ("U2", "C1", ASKED_AT)
    assert shown.only_for == "U2"
    assert body["text"] == "How I read it\nYear: 2024"
    assert service.asked[-1][0] == "read [1z]"


async def test_a_changed_reading_is_answered_in_the_thread_for_everybody(slack: SlackDouble) -> None:
    async with running(slack, offering()):
        await slack.press(await ask(slack), "read", user="U2")
        shown = await next_message(slack, 2)
        await slack.press(shown.ts, "change:0", value="1d", user="U2")
        posted = await next_message(slack, 3)

    assert posted.only_for is None
    assert (posted.body["channel"], posted.body["thread_ts"]) == ("C1", ASKED_AT)
    assert posted.body["text"] == "Answer to: [1d]"


async def test_what_is_pressed_in_a_message_for_one_person_is_answered_to_that_person(slack: SlackDouble) -> None:
    aside = replace(READING, repairs=(), offers=OFFERED.offers)
    async with running(slack, replace(offering(), read=lambda _: aside)):
        await slack.press(await ask(slack), "read")
        shown = await next_message(slack, 2)
        await slack.press(shown.ts, "ask:0")
        answered = await next_message(slack, 3)

    [body] = slack.bodies(RESPONSE_URL)
    assert (body["response_type"], body["replace_original"]) == ("ephemeral", False)
    assert body["text"] == "Answer to: [1a]"
    assert answered.only_for == "U1"
    assert len(slack.bodies("chat.postMessage")) == 1


# Once, in order, within bounds


async def test_a_press_that_is_delivered_twice_is_acknowledged_twice_and_answered_once(slack: SlackDouble) -> None:
    async with running(slack, offering()) as bot:
        payload = slack.pressed(await ask(slack), "ask:0")
        for _ in range(2):
            await slack.acknowledged(await slack.send("interactive", payload))
        await bot.finish()

    assert len(slack.messages) == 2


async def test_a_press_that_another_process_has_answered_is_not_answered_again(slack: SlackDouble) -> None:
    shared = AnsweredEvents()
    async with running(slack, offering(), answered=shared) as bot:
        payload = slack.pressed(await ask(slack), "ask:0")
        await slack.send("interactive", payload)
        await slack.posted(2)
        await bot.finish()
    async with running(slack, offering(), answered=shared) as bot:
        await slack.connected(2)
        await slack.acknowledged(await slack.send("interactive", payload))
        await bot.finish()

    assert len(slack.messages) == 2


async def test_the_same_button_pressed_by_two_people_is_answered_to_both(slack: SlackDouble) -> None:
    async with running(slack, offering()) as bot:
        ts = await ask(slack)
        for user in ("U1", "U2"):
            await slack.acknowledged(await slack.press(ts, "ask:0", user=user))
        await bot.finish()

    assert len(slack.messages) == 3


async def test_a_press_waits_for_the_question_before_it_and_is_acknowledged_at_once(slack: SlackDouble) -> None:
    gate = Gate()
    service = StandIn(lambda text: gate(text) if text == "slow" else OFFERED)
    async with running(slack, service):
        ts = await ask(slack, direct())
        await slack.send_event(direct("slow", ts="1.2"))
        await asyncio.to_thread(gate.entered.wait, 10)
        await slack.acknowledged(await slack.press(ts, "ask:0"))
        before = len(slack.messages)
        gate.opened.set()
        await next_message(slack, 3)

    assert before == 1
    assert [text for text, _ in service.asked] == ["how many Zoes sold?", "slow", "[1a]"]


async def test_one_press_too_many_is_told_so_without_bothering_the_others(slack: SlackDouble) -> None:
    gate = Gate()
    limits = SlackLimits(seconds_between_messages=0.0, workers=1, questions=1)
    service = StandIn(lambda text: gate(text) if text == "slow" else OFFERED)
    async with running(slack, service, limits):
        ts = await ask(slack)
        await slack.send_event(direct("slow"))
        await asyncio.to_thread(gate.entered.wait, 10)
        await slack.press(ts, "ask:0", user="U2")
        busy = await next_message(slack, 2)
        gate.opened.set()

    assert (busy.only_for, busy.body["text"]) == ("U2", wording.BUSY)
    assert "blocks" not in busy.body


async def test_a_press_that_the_service_fails_on_gets_an_apology_for_the_one_who_pressed(slack: SlackDouble) -> None:
    def blow_up(packed: str) -> Answer:
        raise RuntimeError("boom")

    async with running(slack, replace(offering(), read=blow_up)):
        await slack.press(await ask(slack), "read")
        told = await next_message(slack, 2)

    assert (told.only_for, told.body["text"]) == ("U1", wording.TROUBLE)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"actions": []}, id="nothing pressed"),
        pytest.param({"actions": [{"action_id": "other:1", "value": "1a"}]}, id="a button of another kind"),
        pytest.param({"actions": [{"action_id": "ask:0"}]}, id="a button without a question"),
        pytest.param({"channel": None, "container": {"type": "view"}}, id="a button outside messages"),
        pytest.param({"user": None}, id="nobody"),
    ],
)
async def test_what_is_no_press_of_ours_is_left_alone(slack: SlackDouble, changes: dict[str, Any]) -> None:
    service = offering()
    async with running(slack, service) as bot:
        payload = slack.pressed(await ask(slack), "ask:0") | changes
        await slack.send("interactive", payload)
        await slack.acknowledged(await slack.send_event(direct("and this?")))
        await bot.finish()

    assert [text for text, _ in service.asked] == ["how many Zoes sold?", "and this?"]


# Where Slack does not take what is sent


async def test_where_tables_are_refused_the_rows_go_out_in_fixed_width_and_so_from_then_on(slack: SlackDouble) -> None:
    slack.refuses.add("table")
    async with running(slack, StandIn(lambda text: ROWS)):
        await ask(slack)
        await ask(slack, mention(ts="1.2"))

    kinds = [body["blocks"][0]["type"] for body in slack.bodies()]
    assert kinds == ["table", "rich_text", "rich_text"]
    assert {body["text"] for body in slack.bodies()} == {"Model  n\nZoe    1"}


async def test_where_all_blocks_are_refused_the_text_goes_alone_and_tables_are_tried_again(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fails("invalid_blocks"), Fails("invalid_blocks"))
    async with running(slack, StandIn(lambda text: ROWS)):
        await ask(slack)
        await ask(slack, mention(ts="1.2"))

    _, _, alone, again = slack.bodies()
    assert "blocks" not in alone
    assert alone["text"] == "Model  n\nZoe    1"
    assert again["blocks"][0]["type"] == "table"


async def test_an_address_for_an_answer_that_has_expired_is_logged_and_it_goes_on(
    slack: SlackDouble, caplog: pytest.LogCaptureFixture
) -> None:
    aside = replace(READING, repairs=(), offers=OFFERED.offers)
    async with running(slack, replace(offering(), read=lambda _: aside)):
        await slack.press(await ask(slack), "read")
        payload = slack.pressed((await next_message(slack, 2)).ts, "ask:0")
        payload["response_url"] = payload["response_url"].replace("/respond/", "/respond/expired")
        await slack.send("interactive", payload)
        await slack.until(lambda: bool(slack.complaints))
        await ask(slack, mention(ts="1.2"))

    assert "expired_url" in caplog.text
    assert slack.complaints.pop() == "a press was answered at the wrong address, or with a token"


# With the real core


async def test_from_question_to_press_to_reading_to_change_with_real_figures(
    slack: SlackDouble, service: Service
) -> None:
    slack.refuses.add("data_visualization")
    async with running(slack, service, FAST):
        ts = await ask(slack, mention("top 5 EVs in Norway in 2022", ts="1795390000.000100"))
        await slack.press(ts, "read")
        reading = await next_message(slack, 2)
        [menu] = [
            block["accessory"]
            for block in reading.body["blocks"]
            if block["type"] == "section" and block["text"]["text"].startswith("When:")
        ]
        [choice] = [option["value"] for option in menu["options"] if option["text"]["text"] == "2021"]
        await slack.press(reading.ts, menu["action_id"], value=choice)
        changed = await next_message(slack, 3)
        button = changed.body["blocks"][-1]["elements"][0]
        await slack.press(changed.ts, button["action_id"])
        if button["text"]["text"] == "As a chart":
            await slack.until(lambda: bool(slack.bodies("files.completeUploadExternal")))

    assert "Norway in 2021" in changed.body["text"]
    assert (changed.only_for, changed.body["thread_ts"]) == (None, "1795390000.000100")
    assert list(slack.uploads) != []
