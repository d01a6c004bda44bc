"""`/ev forget` on Discord: everything that is kept of the asker goes, they are told what it was, and nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.platforms.discord_gateway.forgetting import AWAY, NOTHING, told
from bot.platforms.pacing import Rate
from bot.state import PlaceSettings
from bot.state.feedback import FeedbackKind, Report
from bot.state.follows import Follow, Trigger
from tests.support import discord_bot as bot
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import StandIn, bot_on
from tests.support.discord_double import EDIT, POST, DiscordDouble
from tests.support.discord_payloads import EPHEMERAL
from tests.support.discord_states import SharedByAll, replica_state


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SharedByAll]:
    """A state that a replica has."""
    with replica_state(tmp_path) as opened:
        yield opened


async def forgotten(double: DiscordDouble) -> str:
    """What Alice, and only she, is told when she wants to be forgotten."""
    message = await double.shown(await double.command("ev forget"))

    assert message["flags"] & EPHEMERAL
    return bot.told(message)


async def test_what_was_asked_answered_and_reported_goes_and_is_told(
    double: DiscordDouble, ping: str, state: SharedByAll
) -> None:
    bea = payloads.user("bea")
    alice_key, bea_key = f"discord:{double.alice['id']}", f"discord:{bea['id']}"
    state.report(Report(FeedbackKind.WRONG, question="why", user_key=alice_key))
    core = StandIn()
    async with bot_on(double, core, state):
        for number, (channel, author) in enumerate(
            ((double.channel, double.alice), (double.thread, double.alice), (double.channel, bea)), 1
        ):
            await double.write(f"{ping} how many?", channel, author)
            await double.wait_for(POST, number)
        words = await forgotten(double)
        again = await forgotten(double)

    assert words == (
        "I have forgotten what I remembered of you: 2 notes of which messages answered you, 1 report that you sent and "
        "2 conversations."
    )
    assert again == NOTHING
    assert [context.person for _, context in core.asked] == [bea_key]
    assert state.export_person(alice_key) == {}
    assert list(state.export_person(bea_key)) == ["answers"]


async def test_what_the_asker_has_channels_follow_is_ended_and_told_and_nobody_elses_is(
    double: DiscordDouble, state: SharedByAll
) -> None:
    place, channel = f"discord:{double.guild['id']}", double.channel["id"]
    theirs = Follow("discord", place, channel, Trigger.EVERY_MONTH, "1n;pNO", "every month: Norway")
    theirs = replace(theirs, user_key=f"discord:{double.alice['id']}")
    state.follows.add(theirs, most=10)
    state.follows.add(replace(theirs, id="beas", packed="1n;pSE", user_key="discord:1"), most=10)
    async with bot_on(double, StandIn(), state):
        words = await forgotten(double)

    assert words == "I have forgotten what I remembered of you: 1 thing that I followed for you."
    assert [follow.id for follow in state.follows.of_channel("discord", place, channel)] == ["beas"]


async def test_without_a_state_the_conversations_of_this_process_go(double: DiscordDouble, ping: str) -> None:
    core = StandIn()
    async with bot_on(double, core):
        question = await double.write(f"{ping} how many?")
        await double.wait_for(POST)
        words = await forgotten(double)
        await double.edit(question, f"{ping} how many more?")
        await double.write(f"{ping} next")
        await double.wait_for(POST, 2)

    assert words == "I have forgotten what I remembered of you: 1 conversation."
    assert core.questions == ["next"]
    assert double.of(EDIT) == []


async def test_nobody_is_kept_from_it_by_how_often_or_where_they_ask(double: DiscordDouble, state: SharedByAll) -> None:
    state.set_place(f"discord:{double.guild['id']}", PlaceSettings(channels=frozenset({"1"})))
    async with bot_on(double, StandIn(), state, person=Rate(burst=1, a_minute=0.001)):
        await double.shown(await double.command("ev ask", double.direct, question="one"))
        words = [await forgotten(double) for _ in range(2)]

    assert words == ["I have forgotten what I remembered of you: 1 conversation.", NOTHING]


async def test_while_the_database_is_away_nobody_is_told_that_it_forgot(
    double: DiscordDouble, state: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), state):
        with state.away():
            words = await forgotten(double)

    assert words == AWAY


def test_what_has_no_name_is_counted_too() -> None:
    assert told({"answers": 1, "new_table": 2}) == (
        "I have forgotten what I remembered of you: 1 note of which message answered you and 2 other entries."
    )
