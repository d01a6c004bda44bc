"""Commands, shortcuts and the form, on the real slack-bolt against our own little Slack.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.answer import Answer
from bot.platforms.slack_app import wording
from bot.service import Context, Service
from tests.support.block_kit import pressable
from tests.support.slack_bot import StandIn, answer, packed, running, slack
from tests.support.slack_double import Fails, SlackDouble
from tests.support.slack_rooms import Rooms, labels, newest, responded, rooms

__all__ = ["rooms", "slack"]


# Commands


async def test_a_command_is_acknowledged_without_words_and_answered_to_the_asker_alone(
    slack: SlackDouble, rooms: Rooms
) -> None:
    service = packed()
    async with running(slack, service):
        ack = await slack.acknowledged(await rooms.type("how many Zoes sold?", user="U2"))
        body = await responded(slack)

    assert ack.payload in (None, {}, {"text": ""})
    assert (body["response_type"], body["replace_original"]) == ("ephemeral", False)
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    assert body["text"] == "Answer to: how many Zoes sold?"
    assert labels(body["blocks"]) == ["Post to channel", "In Norway", "How I read it"]
    assert slack.bodies() == []
    assert service.asked[0][1] == Context(
        conversation="slack:T0TEAM:C1:U2",
        platform="slack",
        buttons=True,
        person="slack:T0TEAM:U2",
        place="slack:T0TEAM",
        inside=True,
    )


async def test_a_command_that_is_delivered_twice_is_answered_once(slack: SlackDouble, rooms: Rooms) -> None:
    service = packed()
    payload = rooms.typed("how many Zoes sold?")
    async with running(slack, service) as bot:
        for _ in range(2):
            await slack.acknowledged(await slack.send("slash_commands", payload))
        await bot.finish()

    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ask how many Zoes sold?", "how many Zoes sold?"),
        ("ASK how many Zoes sold?", "how many Zoes sold?"),
        ("check Tesla sold more than BYD", "Check: Tesla sold more than BYD"),
        ("check: Tesla sold more than BYD", "Check: Tesla sold more than BYD"),
        ("coverage Norway", "What data do you have for Norway?"),
        ("coverage", "Which countries do you cover?"),
        ("about Norway", "about Norway"),
        ("Zoes in <#C9|norway> &amp; Sweden", "Zoes in norway & Sweden"),
    ],
)
async def test_what_follows_the_command_becomes_a_question(
    slack: SlackDouble, rooms: Rooms, typed: str, asked: str
) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.type(typed)
        await responded(slack)

    assert [text for text, _ in service.asked] == [asked]


@pytest.mark.parametrize("typed", ["", "  ", "help", "Help"])
async def test_a_bare_command_tells_what_can_be_typed(slack: SlackDouble, rooms: Rooms, typed: str) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.type(typed)
        body = await responded(slack)

    assert body["text"] == wording.COMMANDS
    assert service.asked == []


async def test_about_tells_what_the_bot_is(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, StandIn()):
        await rooms.type("about")
        body = await responded(slack)

    assert body["text"].startswith("evbot knows figures")
    assert body["response_type"] == "ephemeral"


async def test_an_answer_for_one_person_is_posted_by_its_button_for_everybody(slack: SlackDouble, rooms: Rooms) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.type("how many Zoes sold?")
        await responded(slack)
        await slack.press(newest(slack), "post")
        [posted] = await slack.posted()

    assert (posted["channel"], posted["text"]) == ("C1", "Answer to: [1z]")
    assert "Post to channel" not in labels(posted["blocks"])
    assert service.asked[-1][0] == "[1z]"


async def test_where_the_bot_is_no_member_the_answer_is_posted_by_way_of_the_press(
    slack: SlackDouble, rooms: Rooms
) -> None:
    slack.fail("chat.postMessage", Fails("not_in_channel"))
    async with running(slack, packed()):
        await rooms.type("how many Zoes sold?")
        await responded(slack)
        await slack.press(newest(slack), "post")
        body = await responded(slack, 2)

    assert (body["response_type"], body["text"]) == ("in_channel", "Answer to: [1z]")


async def test_what_was_asked_in_words_only_can_be_posted_too(slack: SlackDouble, rooms: Rooms) -> None:
    claim = "Tesla sold more cars than BYD " * 8
    service = StandIn(lambda text: replace(answer("Not true."), question=text))
    async with running(slack, service):
        await rooms.type(f"check {claim}")
        body = await responded(slack)

    [button] = [element for _, element in pressable(body["blocks"])]
    assert button["value"] == f'"Check: {claim.strip()}'


async def test_a_reading_of_an_own_answer_is_changed_for_the_asker_alone(slack: SlackDouble, rooms: Rooms) -> None:
    from tests.platforms.test_slack_presses import READING

    async with running(slack, replace(packed(), read=lambda _: READING)):
        await rooms.type("how many Zoes sold?")
        await responded(slack)
        await slack.press(newest(slack), "read")
        await responded(slack, 2)
        await slack.press(newest(slack), "ask:0", value="1c")
        body = await responded(slack, 3)

    assert (body["response_type"], body["text"]) == ("ephemeral", "Answer to: [1c]")
    assert slack.bodies() == []


def unanswerable(text: str) -> Answer:
    raise RuntimeError("boom")


async def test_a_command_that_the_service_fails_on_gets_an_apology_for_the_asker(
    slack: SlackDouble, rooms: Rooms
) -> None:
    async with running(slack, StandIn(unanswerable)):
        await rooms.type("how many Zoes sold?")
        body = await responded(slack)

    assert (body["response_type"], body["text"]) == ("ephemeral", wording.TROUBLE)


# Shortcuts and the form


async def test_the_claim_of_a_message_is_checked_for_the_asker_in_the_thread_of_the_message(
    slack: SlackDouble, rooms: Rooms
) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.check("Tesla &amp; BYD sold <https://x.example|a million> cars", thread_ts="1795370000.000100")
        body = await responded(slack)
        await slack.press(newest(slack), "post")
        [posted] = await slack.posted()

    assert service.asked[0][0] == "Check: Tesla & BYD sold a million cars"
    assert service.asked[0][1].today == date(2026, 11, 22)
    assert (body["response_type"], body["thread_ts"]) == ("ephemeral", "1795370000.000100")
    assert (posted["channel"], posted["thread_ts"]) == ("C1", "1795370000.000100")


async def test_a_message_without_words_cannot_be_checked_and_says_so(slack: SlackDouble, rooms: Rooms) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.check("")
        body = await responded(slack)

    assert body["text"] == wording.NOTHING_TO_CHECK
    assert service.asked == []


async def test_the_form_completes_its_fields_and_is_answered_where_it_was_sent(
    slack: SlackDouble, rooms: Rooms
) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        offered = await rooms.suggest("model", "zo")
        ack = await slack.acknowledged(
            await rooms.send_form(channel="C5", model="Renault Zoe", place="Norway", period="2022")
        )
        body = await responded(slack)

    assert offered == [{"text": {"type": "plain_text", "text": "model zo", "emoji": False}, "value": "model zo"}]
    assert not ack.payload
    assert service.asked[0][0] == "How many Renault Zoe were sold in Norway, 2022?"
    assert service.asked[0][1].conversation == "slack:T0TEAM:C5:U1"
    assert body["response_type"] == "ephemeral"


async def test_a_form_without_a_channel_is_answered_in_the_direct_message(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, packed()):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        await rooms.send_form(brand="Renault")
        [posted] = await slack.posted()

    assert (posted["channel"], posted["text"]) == ("U1", "Answer to: How many Renault were sold?")


async def test_an_empty_form_stays_open_and_says_what_is_missing(slack: SlackDouble, rooms: Rooms) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        ack = await slack.acknowledged(await rooms.send_form())

    assert ack.payload == {"response_action": "errors", "errors": {"model": wording.FORM_EMPTY}}
    assert service.asked == []


async def test_a_field_offers_nothing_where_completing_fails_or_names_are_too_long(
    slack: SlackDouble, rooms: Rooms
) -> None:
    def complete(kind: str, typed: str) -> list[str]:
        if kind == "brand":
            raise RuntimeError("boom")
        return ["x" * 76, "Norway"]

    async with running(slack, StandIn(names=complete)):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        failed, fitting = await rooms.suggest("brand", "r"), await rooms.suggest("place", "n")

    assert failed == []
    assert [option["value"] for option in fitting] == ["Norway"]


async def test_with_real_names_every_field_of_the_form_offers_what_the_core_understands(
    slack: SlackDouble, rooms: Rooms, service: Service
) -> None:
    async with running(slack, service):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        found = {field: await rooms.suggest(field, "") for field in ("model", "brand", "place", "period")}
        chosen = {field: options[0]["value"] for field, options in found.items()}
        await rooms.send_form(channel="C1", model=chosen["model"], place="Norway", period="2022")
        body = await responded(slack)

    assert all(found.values())
    assert "Norway" in body["text"]
    assert "2022" in body["text"]
