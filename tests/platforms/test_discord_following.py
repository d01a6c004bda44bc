"""`/ev follow` and `/ev following` on Discord: who may, what is said, and what the buttons of the list do."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.platforms import following as words
from bot.platforms.discord_gateway import follow_calls
from bot.platforms.discord_gateway.admission import NOT_HERE, NOT_IN_THREADS
from bot.platforms.discord_gateway.follow_page import ENTRIES, follow_page
from bot.platforms.discord_gateway.shared import UNSET
from bot.platforms.following import Listed
from bot.platforms.limits import Discord, size
from bot.state.follows import Follow, Trigger
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import bot_on, pressable, told
from tests.support.discord_double import DiscordDouble
from tests.support.discord_payloads import EPHEMERAL, Json
from tests.support.discord_states import SharedByAll, replica_state
from tests.support.followed_figures import Followed, figures

__all__ = ["figures"]

MONTHLY = "every month electric cars in Norway"
LABEL = "every month: battery-electric · registrations · Norway"
PROMISE = "**I will post here every month, as soon as a new month is out.**"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SharedByAll]:
    """A state that a replica has."""
    with replica_state(tmp_path) as opened:
        yield opened


def permitted(double: DiscordDouble, **permissions: bool) -> Json:
    """The details of what Alice does with these permissions only."""
    value = str(discord.Permissions(**permissions).value)
    return {"member": payloads.member() | {"user": double.alice, "permissions": value}}


def place_of(double: DiscordDouble) -> str:
    """The key of the server."""
    return f"discord:{double.guild['id']}"


def kept(double: DiscordDouble, state: SharedByAll, channel: Json | None = None) -> list[Follow]:
    """What a channel (the general one) follows."""
    channel = channel or double.channel
    place = place_of(double) if "guild_id" in channel else None
    return state.follows.of_channel("discord", place, channel["id"])


def set_here(double: DiscordDouble, state: SharedByAll, number: int = 0, **changes: Any) -> Follow:
    """Somebody has set something to be followed in the general channel."""
    follow = Follow(
        "discord", place_of(double), double.channel["id"], Trigger.EVERY_MONTH, f"1n;p{number}", f"thing {number}"
    )
    return state.follows.add(replace(follow, **changes), 1_000) or follow


async def followed(double: DiscordDouble, what: str, channel: Json | None = None, **more: Any) -> Json:
    """What is said to `/ev follow`."""
    return copy.deepcopy(await double.shown(await double.command("ev follow", channel, what=what, **more)))


async def listed(double: DiscordDouble, channel: Json | None = None, **more: Any) -> Json:
    """What is said to `/ev following`."""
    return copy.deepcopy(await double.shown(await double.command("ev following", channel, **more)))


async def pressed(double: DiscordDouble, page: Json, label: str, **more: Any) -> Json:
    """The message after a press of the first button with a label."""
    custom_id = next(part["custom_id"] for part in pressable(page) if part["label"] == label)
    interaction = await double.press(page, custom_id, **more)
    await double.acknowledged(interaction)
    return copy.deepcopy(await double.shown(interaction))


# Setting


async def test_what_will_happen_is_said_for_all_to_see_and_kept(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY)

    [follow] = kept(double, state)
    assert told(said).startswith(PROMISE)
    assert told(said).endswith(words.HOW_TO_END)
    assert not said["flags"] & EPHEMERAL
    assert (follow.label, follow.trigger, follow.user_key) == (
        LABEL, Trigger.EVERY_MONTH, f"discord:{double.alice['id']}",
    )  # fmt: skip


async def test_what_cannot_be_followed_is_told_to_the_asker_alone(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    async with bot_on(double, figures.service(), state):
        said = await followed(double, "the weather in Oslo")

    assert said["flags"] & EPHEMERAL
    assert "I did not make out what to follow." in told(said)
    assert kept(double, state) == []


async def test_what_takes_long_is_acknowledged_in_private_and_then_told(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    async with bot_on(double, figures.service(), state, acknowledged_after=0.0):
        said = await followed(double, MONTHLY)

    assert told(said).startswith(PROMISE)


async def test_the_same_thing_is_followed_once(double: DiscordDouble, state: SharedByAll, figures: Followed) -> None:
    async with bot_on(double, figures.service(), state):
        await followed(double, MONTHLY)
        again = await followed(double, "Norway")

    assert told(again) == words.ALREADY.format(label=LABEL)
    assert again["flags"] & EPHEMERAL
    assert len(kept(double, state)) == 1


async def test_a_channel_follows_no_more_than_the_host_allows(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    for number in range(2):
        set_here(double, state, number)
    async with bot_on(double, figures.service(), state, follows_a_channel=2):
        said = await followed(double, MONTHLY)
        elsewhere = await followed(double, MONTHLY, double.thread)

    assert told(said) == words.FULL.format(most=2)
    assert len(kept(double, state)) == 2
    assert told(elsewhere).startswith(PROMISE)


async def test_a_host_can_switch_following_off(double: DiscordDouble, state: SharedByAll, figures: Followed) -> None:
    async with bot_on(double, figures.service(), state, follows_a_channel=0):
        said = await followed(double, MONTHLY)

    assert told(said) == words.SWITCHED_OFF
    assert kept(double, state) == []


async def test_without_a_database_nothing_can_be_followed(double: DiscordDouble, figures: Followed) -> None:
    async with bot_on(double, figures.service()):
        said = [told(await followed(double, MONTHLY)), told(await listed(double))]

    assert said == [words.NOTHING_KEPT] * 2


async def test_while_the_database_is_away_nothing_is_promised(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    async with bot_on(double, figures.service(), state):
        with state.away():
            said = [told(await followed(double, MONTHLY)), told(await listed(double))]

    here = ("discord", place_of(double), double.channel["id"])
    assert said == [words.AWAY] * 2
    assert state.kept.follows.of_channel(*here) == []


# Who and where


@pytest.mark.parametrize("permission", ["manage_guild", "manage_channels"])
async def test_who_manages_the_channel_or_the_server_may_follow(
    double: DiscordDouble, state: SharedByAll, figures: Followed, permission: str
) -> None:
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY, details=permitted(double, **{permission: True}))

    assert told(said).startswith(PROMISE)


async def test_other_members_may_look_but_not_follow(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    set_here(double, state)
    member = permitted(double, send_messages=True, manage_messages=True)
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY, details=member)
        page = await listed(double, details=member)

    assert (told(said), said["flags"] & EPHEMERAL) == (follow_calls.ONLY_MANAGERS, EPHEMERAL)
    assert told(page) == f"**{words.TITLE}**\n• thing 0"
    assert pressable(page) == []
    assert len(kept(double, state)) == 1


async def test_in_a_direct_message_anybody_follows_for_themselves(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY, double.direct)
        page = await listed(double, double.direct)

    [follow] = kept(double, state, double.direct)
    assert told(said).startswith(PROMISE)
    assert (follow.place, follow.channel) == (None, double.direct["id"])
    assert [part["label"] for part in pressable(page)] == ["Pause", "End"]


async def test_where_it_takes_no_part_it_follows_nothing_and_says_so(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    async with bot_on(double, figures.service(), state):
        said = [told(await followed(double, MONTHLY, channel)) for channel in (double.beyond, double.group)]
        seen = [told(await listed(double, channel)) for channel in (double.beyond, double.group)]

    assert said == seen == [follow_calls.ONLY_AS_MEMBER, follow_calls.ONLY_DIRECT]


@pytest.mark.parametrize(
    ("where", "missing"),
    [("channel", "send_messages"), ("channel", "view_channel"), ("thread", "send_messages_in_threads")],
)
async def test_where_it_may_not_post_it_says_so_at_once(
    double: DiscordDouble, state: SharedByAll, figures: Followed, where: str, missing: str
) -> None:
    channel = getattr(double, where)
    details = {"app_permissions": str(discord.Permissions.all().value & ~discord.Permissions(**{missing: True}).value)}
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY, channel, details=details)

    assert (told(said), said["flags"] & EPHEMERAL) == (follow_calls.MAY_NOT_POST, EPHEMERAL)
    assert kept(double, state, channel) == []


async def test_in_a_locked_thread_it_follows_nothing_unless_it_may_post_there_all_the_same(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    double.thread["thread_metadata"] |= {"locked": True}
    member = {"app_permissions": str(discord.Permissions(send_messages_in_threads=True, view_channel=True).value)}
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY, double.thread, details=member)
        allowed = await followed(double, MONTHLY, double.thread)

    assert told(said) == follow_calls.LOCKED
    assert told(allowed).startswith(PROMISE)


async def test_where_the_server_has_chosen_other_channels_it_follows_nothing_but_ends_what_it_did(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    set_here(double, state)
    state.set_place(place_of(double), replace(UNSET, channels=frozenset({"1"})))
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY)
        page = await pressed(double, await listed(double), "End")

    assert told(said) == NOT_HERE
    assert told(page).startswith("Ended: thing 0.")
    assert kept(double, state) == []


async def test_where_the_server_wants_no_threads_it_follows_nothing_in_them(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    state.set_place(place_of(double), replace(UNSET, threads=False))
    async with bot_on(double, figures.service(), state):
        said = await followed(double, MONTHLY, double.thread)

    assert told(said) == NOT_IN_THREADS


# The list


async def test_the_list_is_shown_to_the_asker_alone_with_what_can_be_done(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    first, second = set_here(double, state, 1), set_here(double, state, 2)
    state.follows.set_paused(second.id, paused=True)
    async with bot_on(double, figures.service(), state):
        page = await listed(double)

    assert told(page) == f"**{words.TITLE}**\nthing 1\nthing 2 (paused)"
    assert page["flags"] & EPHEMERAL
    assert [(part["label"], part["custom_id"]) for part in pressable(page)] == [
        ("Pause", f"follow:pause:{first.id}:0"),
        ("End", f"follow:remove:{first.id}:0"),
        ("Go on", f"follow:resume:{second.id}:0"),
        ("End", f"follow:remove:{second.id}:0"),
    ]


async def test_where_nothing_is_followed_the_list_says_what_could_be(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    async with bot_on(double, figures.service(), state):
        page = await listed(double)

    assert told(page) == words.NONE


async def test_a_follow_is_paused_resumed_and_ended_by_a_press_even_after_a_restart(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    set_here(double, state)
    async with bot_on(double, figures.service(), state):
        page = await listed(double)
    async with bot_on(double, figures.service(), state):
        paused = await pressed(double, page, "Pause")
        was_paused = kept(double, state)[0].paused
        resumed = await pressed(double, paused, "Go on")
        is_paused = kept(double, state)[0].paused
        ended = await pressed(double, resumed, "End")

    assert (was_paused, is_paused) == (True, False)
    assert told(paused) == f"**Paused: thing 0.**\n**{words.TITLE}**\nthing 0 (paused)"
    assert told(resumed) == f"**Going on: thing 0.**\n**{words.TITLE}**\nthing 0"
    assert told(ended) == f"Ended: thing 0.\n{words.NONE}"
    assert {page["id"]} == {paused["id"], resumed["id"], ended["id"]}
    assert kept(double, state) == []


async def test_a_press_on_what_was_ended_meanwhile_says_so(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    follow = set_here(double, state)
    async with bot_on(double, figures.service(), state):
        page = await listed(double)
        state.follows.remove(follow.id)
        late = await pressed(double, page, "Pause")

    assert told(late) == f"{words.NOT_HERE}\n{words.NONE}"


async def test_a_press_of_somebody_who_may_not_changes_nothing(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    set_here(double, state)
    async with bot_on(double, figures.service(), state):
        page = await listed(double)
        refused = await pressed(double, page, "End", details=permitted(double, send_messages=True))

    assert (told(refused), refused["flags"] & EPHEMERAL) == (follow_calls.ONLY_MANAGERS, EPHEMERAL)
    assert refused["id"] != page["id"]
    assert len(kept(double, state)) == 1


async def test_a_button_changes_nothing_in_another_channel_than_its_own(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    elsewhere = set_here(double, state, channel="77")
    set_here(double, state)
    async with bot_on(double, figures.service(), state):
        page = await double.shown(await double.command("ev following"))
        [_, end] = pressable(page)
        end["custom_id"] = f"follow:remove:{elsewhere.id}:0"
        after = await double.shown(await double.press(page, end["custom_id"]))

    assert words.NOT_HERE in told(after)
    assert state.follows.get(elsewhere.id) is not None


async def test_a_long_list_is_leafed_through(double: DiscordDouble, state: SharedByAll, figures: Followed) -> None:
    for number in range(ENTRIES + 2):
        set_here(double, state, number)
    async with bot_on(double, figures.service(), state):
        page = await listed(double)
        later = await pressed(double, page, "Later")
        ended = await pressed(double, later, "End")
        earlier = await pressed(double, ended, "Earlier")

    names = [f"thing {number}" for number in range(ENTRIES + 2)]
    assert told(page).split("\n")[1:] == names[:ENTRIES]
    assert told(later).split("\n")[1:] == names[ENTRIES:]
    assert told(ended).split("\n")[2:] == names[ENTRIES + 1 :]
    assert told(earlier).split("\n")[1:] == names[:ENTRIES]


def test_a_part_of_the_list_always_fits_a_message() -> None:
    follows = tuple(
        Follow("discord", "discord:1", "2", Trigger.EVERY_MONTH, str(number), "*" * 4_000) for number in range(50)
    )
    page = follow_page(Listed(follows, "*" * 4_000), 3, may_change=True)
    ids = [button.custom_id for entry in page.entries for button in entry.buttons]

    assert len(page.entries) == ENTRIES
    assert sum(map(size, page.displays)) <= Discord.TEXT
    assert max(map(size, ids)) <= Discord.CUSTOM_ID


async def test_a_server_that_removes_the_bot_is_not_posted_to_any_more(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    set_here(double, state)
    async with bot_on(double, figures.service(), state):
        await double.gateway.dispatch("GUILD_DELETE", {"id": double.guild["id"]})
        await double.shown(await double.command("ev help", double.direct))

    assert kept(double, state) == []
