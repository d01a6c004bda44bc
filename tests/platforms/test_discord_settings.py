"""`/ev settings` on Discord: who may, what it shows, what a press changes, and how the bot then behaves."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.platforms.discord_gateway import settings_calls as words
from bot.platforms.discord_gateway.admission import NOT_HERE, NOT_IN_THREADS, TOO_OFTEN
from bot.platforms.discord_gateway.desk import ONLY_PRIVATE
from bot.platforms.discord_gateway.locales import OFFERED
from bot.platforms.discord_gateway.settings_page import Change, settings_page
from bot.platforms.discord_gateway.shared import UNSET
from bot.platforms.discord_gateway.whispers import NOT_THERE
from bot.state import PlaceSettings
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import StandIn, an_answer, bot_on, pressable, told
from tests.support.discord_double import EDIT, OPEN_DIRECT, POST, DiscordDouble
from tests.support.discord_interactions import UPDATED
from tests.support.discord_payloads import EPHEMERAL, Json
from tests.support.discord_states import SharedByAll, replica_state

SEND_MESSAGES = str(1 << 11)
DEFAULTS = (
    "**Settings of this server**\nChannels: everywhere\nThreads: I answer in threads too\n"
    "Answers: for everybody to see\nNumbers: as each asker's own Discord is set\n"
    "Pause: none between two questions of one person\n"
    "-# Only people who may manage this server can change this."
)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SharedByAll]:
    """A state that a replica has."""
    with replica_state(tmp_path) as opened:
        yield opened


def control(message: Json, what: str) -> Json:
    """A control of the page."""
    return next(part for part in pressable(message) if part["custom_id"].split(":")[1] == what)


async def opened(double: DiscordDouble) -> Json:
    """The page, as somebody who manages the server sees it at this moment."""
    return copy.deepcopy(await double.shown(await double.command("ev settings")))


async def pressed(double: DiscordDouble, page: Json, what: str, *values: str) -> Json:
    """The page after somebody chose values for a setting."""
    custom_id = control(page, what)["custom_id"]
    interaction = await double.press(page, custom_id, list(values))
    await double.acknowledged(interaction)
    return copy.deepcopy(await double.shown(interaction))


def kept(double: DiscordDouble, state: SharedByAll) -> PlaceSettings:
    """What the state holds for the server."""
    return state.place(f"discord:{double.guild['id']}")


def set_to(double: DiscordDouble, state: SharedByAll, **settings: object) -> None:
    """Somebody has set this."""
    state.set_place(f"discord:{double.guild['id']}", replace(UNSET, **settings))  # type: ignore[arg-type]


# The page


async def test_the_page_shows_how_things_stand_to_who_asked_alone(double: DiscordDouble, state: SharedByAll) -> None:
    async with bot_on(double, StandIn(), state):
        page = await opened(double)

    assert told(page) == DEFAULTS
    assert page["flags"] & EPHEMERAL
    assert [part["custom_id"] for part in pressable(page)] == [
        f"set:{what}:0" for what in ("channels", "threads", "answers", "numbers", "wait", "defaults")
    ]
    chosen = [option["value"] for part in pressable(page) for option in part.get("options", ()) if option["default"]]
    assert chosen == ["on", "open", "asker", "0"]


@pytest.mark.parametrize(
    ("what", "values", "expected", "line"),
    [
        ("threads", ["off"], {"threads": False}, "Threads: I leave threads alone"),
        ("answers", ["private"], {"private": True}, "Answers: for the asker alone, through commands only"),
        ("numbers", ["de"], {"locale": "de"}, "Numbers: German (1.234.567,8)"),
        ("wait", ["60"], {"cooldown_seconds": 60.0}, "Pause: 1 min between two questions of one person"),
    ],
)
async def test_a_choice_is_kept_and_the_page_shows_it(
    double: DiscordDouble, state: SharedByAll, what: str, values: list[str], expected: Json, line: str
) -> None:
    async with bot_on(double, StandIn(), state):
        page = await opened(double)
        changed = await pressed(double, page, what, *values)

    assert kept(double, state) == replace(UNSET, version=1, **expected)
    assert told(changed).startswith(f"**{words.CHANGED}**\n")
    assert line in told(changed).split("\n")
    assert changed["id"] == page["id"]
    assert {int(part["custom_id"].split(":")[2]) for part in pressable(changed)} == {1}
    chosen = [option["value"] for option in control(changed, what)["options"] if option["default"]]
    assert chosen == values


async def test_channels_are_chosen_from_discords_own_list_and_taken_back_by_choosing_none(
    double: DiscordDouble, state: SharedByAll
) -> None:
    number = double.channel["id"]
    async with bot_on(double, StandIn(), state):
        changed = await pressed(double, await opened(double), "channels", number)
        limited = kept(double, state)
        await pressed(double, changed, "channels")

    assert limited.channels == {number}
    assert f"Channels: <#{number}>" in told(changed).split("\n")
    assert [int(number)] == [int(default["id"]) for default in control(changed, "channels")["default_values"]]
    assert kept(double, state).channels == frozenset()


async def test_one_press_goes_back_to_the_defaults(double: DiscordDouble, state: SharedByAll) -> None:
    set_to(double, state, threads=False, private=True, locale="de", cooldown_seconds=60.0)
    async with bot_on(double, StandIn(), state):
        changed = await pressed(double, await opened(double), "defaults")

    assert kept(double, state) == replace(UNSET, version=2)
    assert told(changed) == f"**{words.CHANGED}**\n{DEFAULTS}"


async def test_a_press_is_a_new_look_of_the_same_page(double: DiscordDouble, state: SharedByAll) -> None:
    async with bot_on(double, StandIn(), state):
        page = await opened(double)
        answer = await double.acknowledged(await double.press(page, control(page, "threads")["custom_id"], ["off"]))

    assert answer["type"] == UPDATED


async def test_a_press_that_takes_long_is_acknowledged_and_then_shown(
    double: DiscordDouble, state: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), state, acknowledged_after=0.0):
        page = await opened(double)
        changed = await pressed(double, page, "threads", "off")
        await double.until(lambda: "I leave threads alone" in told(double.messages[page["id"]]))

    assert changed["id"] == page["id"]


async def test_a_page_still_works_after_a_restart(double: DiscordDouble, state: SharedByAll) -> None:
    async with bot_on(double, StandIn(), state):
        page = await opened(double)
    async with bot_on(double, StandIn(), state):
        await pressed(double, page, "threads", "off")

    assert not kept(double, state).threads


async def test_two_who_change_the_settings_at_once_do_not_undo_each_other(
    double: DiscordDouble, state: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), state):
        mine, theirs = await opened(double), await opened(double)
        await pressed(double, theirs, "answers", "private")
        late = await pressed(double, mine, "threads", "off")
        again = await pressed(double, late, "threads", "off")

    assert told(late).startswith(f"**{words.CLASH}**\n")
    assert "Answers: for the asker alone, through commands only" in told(late)
    assert told(again).startswith(f"**{words.CHANGED}**\n")
    assert kept(double, state) == replace(UNSET, version=2, private=True, threads=False)


async def test_while_the_database_is_away_nothing_is_changed_and_that_is_said(
    double: DiscordDouble, state: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), state):
        page = await opened(double)
        with state.away():
            changed = await pressed(double, page, "threads", "off")

    assert told(changed) == f"**{words.AWAY}**\n{DEFAULTS}"


def test_a_channel_that_is_gone_is_not_offered_as_chosen() -> None:
    page = settings_page(replace(UNSET, channels=frozenset({"1", "2"})), lambda channel: channel == 2)

    assert [select.chosen for select in page.selects[:1]] == [(2,)]


@pytest.mark.parametrize("locale", OFFERED)
def test_every_form_of_numbers_can_be_chosen(locale: str) -> None:
    assert Change("numbers", (locale,), 0).made_in(UNSET).locale == locale


@pytest.mark.parametrize(
    ("what", "value"), [("threads", "maybe"), ("answers", ""), ("numbers", "xx"), ("wait", "7"), ("channels", "a")]
)
def test_what_makes_no_sense_changes_nothing(what: str, value: str) -> None:
    assert Change(what, (value,), 0).made_in(UNSET) == UNSET


# Who may


async def test_without_manage_server_nobody_sees_or_changes_settings(double: DiscordDouble, state: SharedByAll) -> None:
    member = payloads.member() | {"user": double.alice, "permissions": SEND_MESSAGES}
    async with bot_on(double, StandIn(), state):
        page = await opened(double)
        refused = await double.shown(await double.command("ev settings", details={"member": member}))
        custom_id = control(page, "threads")["custom_id"]
        press = await double.press(page, custom_id, ["off"], details={"member": member})
        refused_press = await double.shown(press)

    assert told(refused) == told(refused_press) == words.ONLY_MANAGERS
    assert refused["flags"] & EPHEMERAL
    assert refused_press["flags"] & EPHEMERAL
    assert kept(double, state) == PlaceSettings()


async def test_in_private_there_is_nothing_to_set(double: DiscordDouble, state: SharedByAll) -> None:
    async with bot_on(double, StandIn(), state):
        refused = [
            told(await double.shown(await double.command("ev settings", channel)))
            for channel in (double.direct, double.group)
        ]

    assert refused == [words.ONLY_IN_SERVERS] * 2


async def test_in_a_server_that_it_was_never_added_to_there_is_nothing_to_set(
    double: DiscordDouble, state: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), state):
        refused = await double.shown(await double.command("ev settings", double.beyond))

    assert told(refused) == words.ONLY_AS_MEMBER


async def test_without_a_state_settings_cannot_be_kept(double: DiscordDouble) -> None:
    async with bot_on(double, StandIn()):
        refused = await double.shown(await double.command("ev settings"))

    assert told(refused) == words.NOTHING_KEPT


# What they do


async def test_in_other_channels_than_the_chosen_ones_a_mention_gets_one_private_hint(
    double: DiscordDouble, ping: str, state: SharedByAll
) -> None:
    chosen = double.add_channel(payloads.text_channel(double.guild["id"], "cars"), "channels")
    below = double.add_channel(payloads.thread(chosen, "below"), "threads")
    set_to(double, state, channels=frozenset({chosen["id"]}))
    core = StandIn()
    async with bot_on(double, core, state):
        for text in ("one", "two"):
            await double.write(f"{ping} {text}")
        [hint] = await double.wait_for(POST)
        await double.write(f"{ping} three", chosen)
        await double.write(f"{ping} four", below)
        await double.write("five", double.direct)
        await double.wait_for(POST, 4)

    assert hint.args["channel"] == double.direct["id"]
    assert told(hint.body) == NOT_THERE.format(channel=f"<#{double.channel['id']}>")
    assert len(double.of(OPEN_DIRECT)) == 1
    assert sorted(core.questions) == ["five", "four", "three"]


async def test_in_other_channels_a_command_or_press_is_told_so_privately(
    double: DiscordDouble, ping: str, state: SharedByAll
) -> None:
    core = StandIn(lambda text: an_answer(f"Answer to: {text}", packed="1n"))
    async with bot_on(double, core, state):
        before = await double.shown(await double.command("ev ask", question="one"))
        set_to(double, state, channels=frozenset({"1"}))
        command = await double.shown(await double.command("ev ask", question="two"))
        press = await double.shown(await double.press(before, "r1n"))

    assert "Answer to: one" in told(before)
    assert (told(command), command["flags"] & EPHEMERAL) == (NOT_HERE, EPHEMERAL)
    assert (told(press), press["flags"] & EPHEMERAL) == (NOT_HERE, EPHEMERAL)
    assert core.questions == ["one"]


async def test_where_threads_are_off_it_does_not_answer_in_them(
    double: DiscordDouble, ping: str, state: SharedByAll
) -> None:
    set_to(double, state, threads=False)
    core = StandIn()
    async with bot_on(double, core, state):
        await double.write(f"{ping} one", double.thread)
        [hint] = await double.wait_for(POST)
        refused = await double.shown(await double.command("ev ask", double.thread, question="two"))
        await double.write(f"{ping} three")
        await double.wait_for(POST, 2)

    assert hint.args["channel"] == double.direct["id"]
    assert told(refused) == NOT_IN_THREADS
    assert core.questions == ["three"]


async def test_where_answers_are_private_commands_are_and_a_mention_is_shown_the_way(
    double: DiscordDouble, ping: str, state: SharedByAll
) -> None:
    set_to(double, state, private=True)
    core = StandIn()
    async with bot_on(double, core, state):
        shown = await double.shown(await double.command("ev ask", question="one"))
        question = await double.write(f"{ping} two")
        [pointer] = await double.wait_for(POST)
        direct = await double.shown(await double.command("ev ask", double.direct, question="three"))
        await double.edit(question, f"{ping} two and a half")
        await double.wait_for(EDIT)

    assert shown["flags"] & EPHEMERAL
    assert not direct["flags"] & EPHEMERAL
    assert told(pointer.body) == ONLY_PRIVATE
    assert core.questions == ["one", "three"]


async def test_the_servers_own_numbers_come_before_the_askers(
    double: DiscordDouble, ping: str, state: SharedByAll
) -> None:
    set_to(double, state, locale="de-CH")
    core = StandIn()
    async with bot_on(double, core, state, locale="sv"):
        await double.shown(await double.command("ev ask", details={"locale": "fr"}, question="one"))
        await double.write(f"{ping} two")
        await double.wait_for(POST)
        await double.shown(await double.command("ev ask", double.direct, details={"locale": "fr"}, question="three"))

    assert [context.locale for _, context in core.asked] == ["de-CH", "de-CH", "fr"]


async def test_the_servers_own_pause_between_two_questions_of_one_person_is_kept(
    double: DiscordDouble, ping: str, state: SharedByAll
) -> None:
    set_to(double, state, cooldown_seconds=900.0)
    core = StandIn()
    async with bot_on(double, core, state):
        question = await double.write(f"{ping} one")
        await double.wait_for(POST)
        await double.edit(question, f"{ping} one, corrected")
        await double.wait_for(EDIT)
        await double.write(f"{ping} two")
        [_, told_so] = await double.wait_for(POST, 2)
        await double.write(f"{ping} elsewhere", double.thread)
        await double.wait_for(POST, 3)

    assert told(told_so.body) == TOO_OFTEN
    assert core.questions == ["one", "one, corrected", "elsewhere"]


async def test_settings_hold_while_the_database_is_away(double: DiscordDouble, ping: str, state: SharedByAll) -> None:
    set_to(double, state, private=True)
    async with bot_on(double, StandIn(), state):
        with state.away():
            await double.write(f"{ping} one")
            [pointer] = await double.wait_for(POST)

    assert told(pointer.body) == ONLY_PRIVATE


async def test_a_server_that_removes_the_bot_leaves_no_settings_behind(
    double: DiscordDouble, state: SharedByAll
) -> None:
    set_to(double, state, private=True)
    async with bot_on(double, StandIn(), state):
        await double.gateway.dispatch("GUILD_DELETE", {"id": double.guild["id"]})
        await double.shown(await double.command("ev ask", double.direct, question="one"))

    assert kept(double, state) == PlaceSettings()
