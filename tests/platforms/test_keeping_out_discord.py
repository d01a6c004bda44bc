"""Who is kept out on Discord: those who may not manage a server, people of other servers, and made-up presses.

The real discord.py against our own little Discord. Discord itself vouches for who did something and where; the ids of
controls and what is chosen in them come from the person's own program and may be anything. What the page of settings
tells somebody without the permission stands in `test_discord_settings.py`, too.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.discord_gateway import settings_calls as words
from bot.platforms.discord_gateway.shared import UNSET
from bot.service import Service
from bot.state import PlaceSettings
from bot.state.feedback import FeedbackKind
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import StandIn, an_answer, bot_on, pressable, told
from tests.support.discord_double import POST, DiscordDouble
from tests.support.discord_interactions import DIALOGUE, GUILD
from tests.support.discord_payloads import EPHEMERAL, Json
from tests.support.discord_states import SharedByAll, replica_state

MANAGE_SERVER, MANAGE_CHANNELS = 1 << 5, 1 << 4
EVERYTHING_ELSE = ((1 << 50) - 1) & ~(MANAGE_SERVER | 1 << 3)
"""All but Manage Server, and but Administrator, with which Discord tells all others."""
SETTINGS = ("channels", "threads", "answers", "numbers", "wait", "defaults")
VALUES = {"threads": ["off"], "answers": ["private"], "numbers": ["de"], "wait": ["60"], "defaults": []}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SharedByAll]:
    """A state that a replica has."""
    with replica_state(tmp_path) as opened:
        yield opened


def another_server(double: DiscordDouble) -> Json:
    """A channel of a second server that the bot is in."""
    guild = payloads.guild("Boats", double.me)
    double.gateway.guilds.append(guild)
    channel = double.add_channel(payloads.text_channel(guild["id"], "harbour"))
    guild["channels"].append(channel)
    return channel


def member(who: Json, permissions: int) -> Json:
    """Details of an interaction of somebody with these permissions."""
    return {"member": payloads.member() | {"user": who, "permissions": str(permissions)}}


def of(state: SharedByAll, channel: Json) -> PlaceSettings:
    """What is kept for the server of a channel."""
    return state.place(f"discord:{channel['guild_id']}")


def with_control(channel: Json, double: DiscordDouble, *custom_ids: str, kind: int = 2, **fields: Any) -> Json:
    """A message of the bot's in a channel, with controls that somebody's own program has made up."""
    controls = [
        {"type": kind, "id": 10 + number, "style": 2, "label": "x", "custom_id": custom_id} | fields
        for number, custom_id in enumerate(custom_ids)
    ]
    message = payloads.message(channel, double.me, "")
    message["components"] = [{"type": 1, "id": 1, "components": controls}]
    double.messages[message["id"]] = message
    return message


async def pressed(double: DiscordDouble, channel: Json, custom_id: str, values: list[str], **more: Any) -> Json:
    """What somebody sees who presses a made-up control, with any values at all."""
    message = with_control(channel, double, custom_id)
    data = {"id": 10, "component_type": 3, "custom_id": custom_id, "values": values}
    return await double.shown(await double.press(message, custom_id, details={"data": data} | more))


# Those who may not manage the server


@pytest.mark.parametrize("what", SETTINGS)
async def test_whoever_may_do_everything_but_manage_the_server_changes_no_setting_by_a_made_up_press(
    double: DiscordDouble, state: SharedByAll, what: str
) -> None:
    before = state.set_place(f"discord:{double.guild['id']}", PlaceSettings(locale="sv"))
    values = VALUES.get(what, [double.channel["id"]])
    async with bot_on(double, StandIn(), state):
        may_not = member(double.alice, EVERYTHING_ELSE)
        refused = await pressed(double, double.channel, f"set:{what}:{before.version}", values, **may_not)

    assert (told(refused), refused["flags"] & EPHEMERAL) == (words.ONLY_MANAGERS, EPHEMERAL)
    assert before == of(state, double.channel)


async def test_whoever_may_manage_the_server_and_nothing_else_changes_it(
    double: DiscordDouble, state: SharedByAll
) -> None:
    may = member(double.alice, MANAGE_SERVER)
    async with bot_on(double, StandIn(), state):
        changed = await pressed(double, double.channel, "set:threads:0", ["off"], **may)

    assert told(changed).startswith(f"**{words.CHANGED}**")
    assert not of(state, double.channel).threads


async def test_a_page_that_was_opened_with_the_permission_is_worth_nothing_without_it(
    double: DiscordDouble, state: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), state):
        page = copy.deepcopy(await double.shown(await double.command("ev settings")))
        lost = member(double.alice, MANAGE_CHANNELS)
        refused = await double.shown(await double.press(page, "set:threads:0", ["off"], details=lost))

    assert told(refused) == words.ONLY_MANAGERS
    assert of(state, double.channel) == PlaceSettings()


@pytest.mark.parametrize("where", ["direct", "group"])
async def test_a_settings_press_in_private_changes_nothing(
    double: DiscordDouble, state: SharedByAll, where: str
) -> None:
    async with bot_on(double, StandIn(), state):
        refused = await pressed(double, getattr(double, where), "set:threads:0", ["off"])

    assert told(refused) == words.ONLY_IN_SERVERS


async def test_a_settings_press_where_the_bot_was_only_brought_along_changes_nothing(
    double: DiscordDouble, state: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), state):
        refused = await pressed(double, double.beyond, "set:threads:0", ["off"])

    assert told(refused) == words.ONLY_AS_MEMBER
    assert of(state, double.beyond) == PlaceSettings()


async def test_a_dialogue_with_the_id_of_a_setting_changes_nothing(double: DiscordDouble, state: SharedByAll) -> None:
    async with bot_on(double, StandIn(), state):
        dialogue = await double.submit("set:threads:0", {"threads": "off"})
        await double.shown(await double.command("ev ask", question="one"))

    assert (dialogue.type, dialogue.payload["context"]) == (DIALOGUE, GUILD)
    assert of(state, double.channel) == PlaceSettings()


# People of another server


async def test_the_page_of_one_server_changes_nothing_in_another(double: DiscordDouble, state: SharedByAll) -> None:
    there = another_server(double)
    async with bot_on(double, StandIn(), state):
        page = await double.shown(await double.command("ev settings"))
        [custom_id] = [part["custom_id"] for part in pressable(page) if part["custom_id"].startswith("set:threads")]
        refused = await pressed(double, there, custom_id, ["off"], **member(double.alice, EVERYTHING_ELSE))
        await pressed(double, there, custom_id, ["off"], **member(double.alice, MANAGE_SERVER))

    assert told(refused) == words.ONLY_MANAGERS
    assert of(state, double.channel) == PlaceSettings()
    assert of(state, there) == replace(UNSET, threads=False, version=1)


async def test_nobody_sees_the_settings_of_another_server(double: DiscordDouble, state: SharedByAll) -> None:
    there = another_server(double)
    state.set_place(f"discord:{double.guild['id']}", PlaceSettings(locale="sv", cooldown_seconds=900.0))
    async with bot_on(double, StandIn(), state):
        here_page = told(await double.shown(await double.command("ev settings")))
        there_page = told(await double.shown(await double.command("ev settings", there)))

    assert "Pause: 15 min" in here_page
    assert "Pause: none" in there_page


@pytest.mark.parametrize("elsewhere", ["another server", "the same server", "another person"])
async def test_a_conversation_goes_on_for_its_own_person_in_its_own_place_only(
    double: DiscordDouble, ping: str, service: Service, elsewhere: str
) -> None:
    bea = payloads.user("bea")
    place, author = {
        "another server": (another_server(double), double.alice),
        "the same server": (double.thread, double.alice),
        "another person": (double.channel, bea),
    }[elsewhere]
    async with bot_on(double, service):
        await double.write(f"{ping} how many Renault Zoes were registered in Norway in 2019?")
        await double.wait_for(POST)
        await double.write(f"{ping} and in 2020?", place, author)
        await double.wait_for(POST, 2)
        await double.write(f"{ping} and in 2020?")
        posts = await double.wait_for(POST, 3)

    assert ["Zoe" in told(post.body) for post in posts] == [True, False, True]


async def test_a_button_below_somebody_elses_answer_asks_in_the_conversation_of_the_one_who_presses(
    double: DiscordDouble, ping: str
) -> None:
    core = StandIn(lambda text: an_answer(f"Answer to: {text}", packed="1n"))
    bea = payloads.user("bea")
    there = another_server(double)
    async with bot_on(double, core):
        await double.write(f"{ping} one")
        await double.wait_for(POST)
        await double.shown(await double.press(with_control(double.channel, double, "a1n"), "a1n", by=bea))
        await double.shown(await double.press(with_control(there, double, "a1n"), "a1n"))

    [asked, of_bea, of_alice_there] = [(context.conversation, context.person) for _, context in core.asked]
    assert asked[1] == of_alice_there[1] == f"discord:{double.alice['id']}"
    assert of_bea[1] == f"discord:{bea['id']}"
    assert len({asked[0], of_bea[0], of_alice_there[0]}) == 3


async def test_a_report_is_of_the_one_who_pressed_and_of_the_place_where_they_did(
    double: DiscordDouble, ping: str, service: Service, state: SharedByAll
) -> None:
    bea, there = payloads.user("bea"), another_server(double)
    async with bot_on(double, service, state):
        await double.write(f"{ping} how many Zoes were registered in Norway in 2020?")
        message = (await double.wait_for(POST))[-1].answer
        [explain] = [part["custom_id"] for part in pressable(message) if part["label"] == "How I read it"]
        reading = await double.shown(await double.press(message, explain))
        [wrong] = [part["custom_id"] for part in pressable(reading) if part.get("label") == "This is wrong"]
        await double.shown(await double.press(with_control(there, double, wrong), wrong, by=bea))

    [queued] = state.kept.feedback.waiting()
    assert queued.report.kind is FeedbackKind.WRONG
    assert queued.report.user_key == f"discord:{bea['id']}"
    assert queued.report.place == f"discord:{there['guild_id']}:{there['id']}"


# Made-up presses


@pytest.mark.parametrize(
    ("custom_id", "values"),
    [
        ("set:threads:99999999999999999999999999", ["off"]),
        ("set:threads:0", ["maybe"]),
        ("set:threads:0", []),
        ("set:wait:0", ["-1"]),
        ("set:wait:0", ["1e9"]),
        ("set:wait:0", ["²"]),
        ("set:channels:0", ["<@&1>"]),
        ("set:channels:٣", ["1"]),
        ("set:numbers:0", ["../../etc/passwd"]),
        ("set:everything:0", ["off"]),
        ("set:", []),
        ("choose", []),
        ("openly0", ["@everyone"]),
        ("quietly٣", ["a"]),
        ("a", []),
        ("a" + "z" * 99, []),
        ("w" + "'; drop table feedback; --", []),
        ("r\u0000\u202e", []),
        ("x" * 100, ["y" * 100] * 25),
    ],
    ids=lambda value: ascii(value)[:40],
)
async def test_a_press_that_nobody_could_make_with_our_pages_changes_nothing_and_breaks_nothing(
    double: DiscordDouble,
    service: Service,
    state: SharedByAll,
    caplog: pytest.LogCaptureFixture,
    custom_id: str,
    values: list[str],
) -> None:
    async with bot_on(double, service, state):
        message = with_control(double.channel, double, custom_id)
        data = {"id": 10, "component_type": 3, "custom_id": custom_id, "values": values}
        await double.acknowledged(await double.press(message, custom_id, details={"data": data}))
        after = await double.shown(await double.command("ev ask", question="how many Zoes in Norway in 2020?"))
    kept = of(state, double.channel)

    assert kept in (PlaceSettings(), replace(UNSET, version=1))
    assert state.kept.feedback.waiting() == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert "Zoe" in told(after)
