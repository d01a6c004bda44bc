"""Buttons and choices below answers, on the real discord.py against our own Discord: who presses, who sees what."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from bot.answer import Answer, Offer, Repair, Status
from bot.platforms.discord_gateway.client import EvClient
from bot.platforms.discord_gateway.composing import BUSY, FAILED
from bot.service import Service
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import SOURCE, StandIn, an_answer, bot_on, pressable, texts, told
from tests.support.discord_double import POST, DiscordDouble, Scripted
from tests.support.discord_interactions import CALLBACK, DEFERRED, EDIT_ORIGINAL, FOLLOW_UP, SAID
from tests.support.discord_payloads import EPHEMERAL, V2, Json

OFFERS = (Offer("In Norway", "1n;pNO"), Offer("By year", "1t;byear"))
REPAIRS = (
    Repair("Asked", "how many"),
    Repair("Country", "Norway", (Offer("Sweden", "1n;pSE"), Offer("Denmark", "1n;pDK"))),
)
UNKNOWN = {"code": 10062, "message": "Unknown interaction"}


def offering(text: str) -> Answer:
    """An answer with two follow-ups and a way to see how it was read."""
    return an_answer(f"Answer to: {text}", packed="1n;smrenault/zoe", offers=OFFERS)


def reading(packed: str) -> Answer:
    """How a question was read, with one slot that can be changed."""
    return an_answer(f"Read: {packed}", packed=packed, repairs=REPAIRS)


async def answered(double: DiscordDouble, question: str, where: Json | None = None) -> Json:
    """Somebody asks, and the answer stands in the channel."""
    before = len(double.of(POST))
    await double.write(question, where)
    sent = await double.wait_for(POST, before + 1)
    return sent[-1].answer


class Gate:
    """A core that holds every press until it is let go."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(self, text: str) -> Answer:
        if text.startswith("pressed"):
            self.entered.release()
            assert self.go.wait(10)
        return offering(text)

    async def reached(self) -> None:
        """The core holds one more press."""
        assert await asyncio.to_thread(self.entered.acquire, timeout=5)


# A press asks


async def test_a_pressed_follow_up_is_answered_for_everybody_in_the_conversation_of_who_pressed(
    double: DiscordDouble, ping: str
) -> None:
    service = StandIn(offering)
    bea = payloads.user("bea")
    async with bot_on(double, service):
        message = await answered(double, f"{ping} how many?", double.thread)
        pressed = await double.press(message, "a1n;pNO", by=bea)
        shown = await double.shown(pressed)

    assert texts(shown) == ["**Answer to: pressed 1n;pNO**", SOURCE]
    assert shown["channel_id"] == double.thread["id"]
    assert shown["flags"] == V2
    assert [part["custom_id"] for part in pressable(shown)] == ["a1n;pNO", "a1t;byear", "r1n;smrenault/zoe"]
    assert [body["type"] for body in [pressed.answer] if body] == [SAID]
    _, (text, context) = service.asked
    assert text == "pressed 1n;pNO"
    assert context.conversation == f"discord:{double.guild['id']}:{double.thread['id']}:{bea['id']}"
    assert (context.platform, context.buttons, context.locale) == ("discord", True, "en-GB")


async def test_a_press_in_a_direct_message_belongs_to_the_conversation_of_its_messages(double: DiscordDouble) -> None:
    service = StandIn(offering)
    async with bot_on(double, service):
        message = await answered(double, "how many?", double.direct)
        await double.shown(await double.press(message, "a1n;pNO"))

    assert service.asked[0][1].conversation == service.asked[1][1].conversation


async def test_a_press_pings_nobody(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(offering)):
        message = await answered(double, f"{ping} how many?")
        pressed = await double.press(message, "a1n;pNO")
        await double.shown(pressed)

    assert pressed.answer is not None
    assert pressed.answer["data"]["allowed_mentions"]["parse"] == []


async def test_a_reading_that_is_chosen_from_a_list_is_answered(double: DiscordDouble, ping: str) -> None:
    def ambiguous(text: str) -> Answer:
        return offering(text) if text.startswith("pressed") else an_answer("Which?", Status.AMBIGUOUS, offers=OFFERS)

    async with bot_on(double, StandIn(ambiguous)):
        message = await answered(double, f"{ping} how many Ioniqs?")
        shown = await double.shown(await double.press(message, "choose", ["a1t;byear"]))

    [select] = pressable(message)
    assert [option["label"] for option in select["options"]] == ["In Norway", "By year"]
    assert texts(shown)[0] == "**Answer to: pressed 1t;byear**"


async def test_a_long_answer_to_a_press_comes_in_further_messages(double: DiscordDouble, ping: str) -> None:
    def lengthy(text: str) -> Answer:
        return an_answer("word " * 1_200) if text.startswith("pressed") else offering(text)

    async with bot_on(double, StandIn(lengthy)):
        message = await answered(double, f"{ping} how many?")
        pressed = await double.press(message, "a1n;pNO")
        [further] = await double.followed_up(pressed)

    assert texts(further)[-1] == SOURCE
    assert further["flags"] == V2


async def test_a_press_works_after_a_restart(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(offering)):
        message = await answered(double, f"{ping} how many?")
    later = StandIn(offering)
    async with bot_on(double, later):
        shown = await double.shown(await double.press(message, "a1n;pNO"))

    assert texts(shown)[0] == "**Answer to: pressed 1n;pNO**"
    assert later.questions == ["pressed 1n;pNO"]


async def test_nothing_is_remembered_of_messages_with_buttons(
    double: DiscordDouble, ping: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients: list[EvClient] = []
    built = EvClient.__init__
    monkeypatch.setattr(EvClient, "__init__", lambda self, *given: (clients.append(self), built(self, *given))[1])
    async with bot_on(double, StandIn(offering, read=reading)):
        message = await answered(double, f"{ping} how many?")
        await double.edit(next(iter(double.messages.values())), f"{ping} how many now?")
        for custom_id in ("a1n;pNO", "r1n;smrenault/zoe"):
            await double.shown(await double.press(message, custom_id))
        [client] = clients
        kept = client._connection._view_store

        assert (kept._views, kept._synced_message_views) == ({}, {})


async def test_a_real_follow_up_and_its_repair_are_answered_with_figures(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    async with bot_on(double, service):
        message = await answered(double, f"{ping} how many Zoes were registered in Norway in 2020?")
        explain = next(part for part in pressable(message) if part["label"] == "How I read it")
        read = await double.shown(await double.press(message, explain["custom_id"]))
        place = next(part for part in pressable(read) if part["placeholder"] == "Where: Norway")
        sweden = next(option for option in place["options"] if option["label"] == "Sweden")
        repaired = await double.shown(await double.press(read, place["custom_id"], [sweden["value"]]))

    assert read["flags"] == EPHEMERAL | V2
    assert "Where: Norway" in told(read)
    assert "Zoe were registered in Sweden in 2020" in told(repaired)
    assert not repaired["flags"] & EPHEMERAL


# How I read it


async def test_how_it_was_read_is_shown_to_who_pressed_with_a_list_for_each_slot_that_can_be_changed(
    double: DiscordDouble, ping: str
) -> None:
    service = StandIn(offering, read=reading)
    async with bot_on(double, service):
        message = await answered(double, f"{ping} how many?")
        shown = await double.shown(await double.press(message, "r1n;smrenault/zoe"))

    [select] = pressable(shown)
    assert shown["flags"] == EPHEMERAL | V2
    assert texts(shown)[0] == "**Read: 1n;smrenault/zoe**"
    assert select["placeholder"] == "Country: Norway"
    assert [option["label"] for option in select["options"]] == ["Sweden", "Denmark"]
    assert service.questions[1:] == ["how read 1n;smrenault/zoe"]


async def test_a_changed_slot_is_asked_for_everybody_to_see(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(offering, read=reading)):
        message = await answered(double, f"{ping} how many?")
        read = await double.shown(await double.press(message, "r1n;smrenault/zoe"))
        shown = await double.shown(await double.press(read, "openly0", ["a1n;pSE"]))

    assert texts(shown)[0] == "**Answer to: pressed 1n;pSE**"
    assert shown["flags"] == V2


async def test_what_began_in_private_stays_private(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(offering, read=reading)):
        message = await answered(double, f"{ping} how many?")
        message["flags"] |= EPHEMERAL  # as the answer to a private command stands
        follow_up = await double.shown(await double.press(message, "a1n;pNO"))
        read = await double.shown(await double.press(message, "r1n;smrenault/zoe"))
        repaired = await double.shown(await double.press(read, "quietly0", ["a1n;pSE"]))

    assert [shown["flags"] for shown in (follow_up, read, repaired)] == [EPHEMERAL | V2] * 3


# Time


@pytest.mark.parametrize(("custom_id", "flags"), [("a1n;pNO", V2), ("r1n;smrenault/zoe", EPHEMERAL | V2)])
async def test_a_press_that_takes_long_is_acknowledged_and_then_answered_in_the_same_place(
    double: DiscordDouble, ping: str, custom_id: str, flags: int
) -> None:
    gate = Gate()
    service = StandIn(gate, read=lambda packed: gate(f"pressed {packed}"))
    async with bot_on(double, service, acknowledged_after=0.0):
        message = await answered(double, f"{ping} how many?")
        pressed = await double.press(message, custom_id)
        first = await double.acknowledged(pressed)
        gate.go.set()
        shown = await double.shown(pressed)

    assert first["type"] == DEFERRED
    assert texts(shown)[0].startswith("**Answer to: pressed 1n")
    assert shown["flags"] == flags
    assert len(double.of(EDIT_ORIGINAL)) == 1


async def test_a_press_that_waits_for_the_question_before_it_is_acknowledged_in_time(
    double: DiscordDouble, ping: str
) -> None:
    gate = Gate()
    service = StandIn(gate)
    async with bot_on(double, service, acknowledged_after=0.0):
        message = await answered(double, f"{ping} how many?")
        first = await double.press(message, "a1n;pNO")
        await gate.reached()
        second = await double.press(message, "a1t;byear")
        await double.write(f"{ping} and a question")
        waiting = await double.acknowledged(second)
        in_hand = service.questions[1:]
        gate.go.set()
        await double.shown(first)
        await double.shown(second)
        await double.wait_for(POST, 2)

    assert waiting["type"] == DEFERRED
    assert in_hand == ["pressed 1n;pNO"]
    assert service.questions[1:] == ["pressed 1n;pNO", "pressed 1t;byear", "and a question"]


async def test_a_press_with_no_place_left_is_told_so_alone(double: DiscordDouble, ping: str) -> None:
    gate = Gate()
    service = StandIn(gate)
    async with bot_on(double, StandIn(offering)):
        message = await answered(double, f"{ping} how many?")
    async with bot_on(double, service, workers=1, waiting=0):
        await double.press(message, "a1n;pNO")
        await gate.reached()
        refused = [await double.shown(await double.press(message, "a1t;byear")) for _ in range(2)]
        gate.go.set()

    assert [texts(shown) for shown in refused] == [[BUSY]] * 2
    assert [shown["flags"] for shown in refused] == [EPHEMERAL | V2] * 2
    assert service.questions == ["pressed 1n;pNO"]


async def test_stopping_finishes_a_press_in_hand(double: DiscordDouble, ping: str) -> None:
    gate = Gate()
    async with bot_on(double, StandIn(gate)) as running:
        message = await answered(double, f"{ping} how many?")
        pressed = await double.press(message, "a1n;pNO")
        await gate.reached()
        running.stop.set()
        gate.go.set()
        await running.ended()

    shown = double.messages[pressed.original or ""]
    assert texts(shown)[0] == "**Answer to: pressed 1n;pNO**"


# Trouble


async def test_a_damaged_press_gets_the_kind_words_of_the_service(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    async with bot_on(double, StandIn(lambda _: an_answer("x", offers=(Offer("odd", "1zz;??"),)))):
        message = await answered(double, f"{ping} how many?")
    async with bot_on(double, service):
        shown = await double.shown(await double.press(message, "a1zz;??"))

    assert "please ask again" in told(shown)


async def test_a_press_on_something_that_we_never_made_gets_them_alone(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    row: Json = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": "zzz"}]}
    async with bot_on(double, service):
        message = await answered(double, f"{ping} how many Zoes sold?")
        message["components"] = [row]
        shown = await double.shown(await double.press(message, "zzz"))

    assert shown["flags"] == EPHEMERAL | V2
    assert "please ask again" in told(shown)


@pytest.mark.parametrize("custom_id", ["a1n;pNO", "r1n;smrenault/zoe"])
async def test_a_core_that_raises_on_a_press_gets_a_sorry(
    double: DiscordDouble, ping: str, custom_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str) -> Answer:
        if text.startswith("pressed"):
            raise ZeroDivisionError
        return offering(text)

    def unreadable(_: str) -> Answer:
        raise ZeroDivisionError

    async with bot_on(double, StandIn(broken, read=unreadable)):
        message = await answered(double, f"{ping} how many?")
        shown = await double.shown(await double.press(message, custom_id))

    assert texts(shown) == [FAILED]
    assert "ZeroDivisionError" in caplog.text


async def test_a_press_whose_answer_was_cut_off_on_its_way_is_answered_all_the_same(
    double: DiscordDouble, ping: str
) -> None:
    double.script(CALLBACK, Scripted(drop=True))
    async with bot_on(double, StandIn(offering)):
        message = await answered(double, f"{ping} how many?")
        shown = await double.shown(await double.press(message, "a1t;byear"))

    assert texts(shown)[0] == "**Answer to: pressed 1t;byear**"
    assert [request.status for request in double.of(CALLBACK)] == [500, 200]


@pytest.mark.parametrize("trouble", [Scripted(404, UNKNOWN), Scripted(400, {"code": 40060, "message": "acknowledged"})])
async def test_a_used_up_or_expired_interaction_is_noted_and_survived(
    double: DiscordDouble, ping: str, trouble: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    double.script(CALLBACK, trouble)
    async with bot_on(double, StandIn(offering)):
        message = await answered(double, f"{ping} how many?")
        await double.press(message, "a1n;pNO")
        await double.wait_for(CALLBACK)
        shown = await double.shown(await double.press(message, "a1t;byear"))

    assert texts(shown)[0] == "**Answer to: pressed 1t;byear**"
    assert "Discord did not let us answer an interaction" in caplog.text


async def test_a_token_that_expires_while_the_core_thinks_is_noted_and_survived(
    double: DiscordDouble, ping: str, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate()
    async with bot_on(double, StandIn(gate), acknowledged_after=0.0):
        message = await answered(double, f"{ping} how many?")
        pressed = await double.press(message, "a1n;pNO")
        await double.acknowledged(pressed)
        double.expire(pressed)
        gate.go.set()
        await double.wait_for(EDIT_ORIGINAL)
        shown = await double.shown(await double.press(message, "a1t;byear"))

    assert texts(shown)[0] == "**Answer to: pressed 1t;byear**"
    assert "Discord did not let us answer an interaction" in caplog.text


async def test_a_press_delivered_twice_is_answered_once(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(offering)):
        message = await answered(double, f"{ping} how many?")
        pressed = await double.press(message, "a1n;pNO")
        await double.gateway.repeat_last_event()
        await double.shown(pressed)
        await double.shown(await double.press(message, "a1t;byear"))
    answers: list[Any] = [request for request in double.of(CALLBACK) if request.status == 200]

    assert len(answers) == 2
    assert double.of(FOLLOW_UP) == []


# Pictures and files


async def test_a_chart_for_a_press_comes_as_a_picture_and_where_none_may_be_attached_as_words(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    forbidden = Scripted(403, {"code": 50013, "message": "Missing Permissions"})
    async with bot_on(double, service):
        message = await answered(double, f"{ping} top 5 EVs in Norway in 2022")
        chart = next(part for part in pressable(message) if part["label"] == "As a chart")
        pictured = await double.shown(await double.press(message, chart["custom_id"]))
        double.script(CALLBACK, forbidden)
        worded = await double.shown(await double.press(message, chart["custom_id"]))

    [picture] = pictured["attachments"]
    assert picture["filename"].endswith(".png")
    assert "Volkswagen ID.4 11,356" in picture["description"]
    assert worded["attachments"] == []
    assert "Volkswagen ID.4" in told(worded)
