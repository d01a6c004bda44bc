"""What is followed on Discord and comes out: posted once, where it belongs, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.following.courier import nonce
from bot.platforms import following as words
from bot.platforms.discord_gateway.shared import UNSET
from bot.state.follows import Follow
from bot.state.leases import Lease
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import bot_on, pressable, told
from tests.support.discord_double import PATIENCE, POST, DiscordDouble, Scripted
from tests.support.discord_payloads import EPHEMERAL, Json
from tests.support.discord_states import SharedByAll, replica_state
from tests.support.followed_figures import QUICK_PACE, Followed, figures

__all__ = ["figures"]

SOON: dict[str, Any] = {"follows_every": 0.02, "follow_pace": QUICK_PACE}
NOBODY = {"parse": []}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SharedByAll]:
    """A state that a replica has."""
    with replica_state(tmp_path) as opened:
        yield opened


async def monthly(double: DiscordDouble, channel: Json | None = None) -> None:
    """Alice has Norway followed every month."""
    await double.shown(await double.command("ev follow", channel, what="every month electric cars in Norway"))


def posts(double: DiscordDouble, channel: Json | None = None) -> list[Json]:
    """What the bot has posted in a channel (the general one) by itself, as it stands there."""
    place = (channel or double.channel)["id"]
    ours = [message for message in double.messages.values() if message["author"]["id"] == double.me["id"]]
    return [message for message in ours if message["channel_id"] == place and message["type"] == 0]


def follow_of(double: DiscordDouble, state: SharedByAll, channel: Json | None = None) -> Follow | None:
    """What a channel follows, if it does."""
    channel = channel or double.channel
    place = f"discord:{channel['guild_id']}" if "guild_id" in channel else None
    return next(iter(state.follows.of_channel("discord", place, channel["id"])), None)


async def until(true: Callable[[], object]) -> None:
    """Wait for something that the double does not see."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(true):
            pass


async def settled(double: DiscordDouble, state: SharedByAll, figures: Followed) -> None:
    """Wait until last month is written down as posted."""

    def is_seen() -> bool:
        follow = follow_of(double, state)
        return follow is not None and follow.seen == figures.last.key

    await until(is_seen)


def refusing(status: int, code: int, **more: Any) -> Scripted:
    """A refusal of Discord's."""
    return Scripted(status, {"code": code, "message": "refused"}, **more)


# The post


async def test_an_update_that_brings_it_is_posted_once_with_the_change_against_the_year_before(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await monthly(double)
        figures.update(service)
        [request] = await double.wait_for(POST)
        await settled(double, state, figures)
        page = await double.shown(await double.command("ev following"))

    last, before = figures.last.label, figures.last.shift(years=-1).label
    [post] = posts(double)
    assert told(post).startswith(f"**1,000 battery-electric cars were registered in Norway in {last}.**")
    assert f"rose by 25%, from 800 in {before} to 1,000 in {last}" in told(post)
    assert "[Bureau of Cars" in told(post)
    assert words.HOW_TO_END in told(post)
    assert "How I read it" in [part["label"] for part in pressable(post)]
    assert request.body["allowed_mentions"] == NOBODY
    assert request.body["enforce_nonce"] is True
    assert not post["flags"] & EPHEMERAL
    assert told(page).endswith("every month: battery-electric · registrations · Norway")


async def test_what_was_asked_for_once_is_followed_no_longer(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await double.shown(await double.command("ev follow", what=f"when Norway's {figures.last.label} is out"))
        figures.update(service)
        await double.wait_for(POST)
        await until(lambda: follow_of(double, state) is None)

    [post] = posts(double)
    assert words.OVER in told(post)


async def test_a_button_below_the_post_answers_as_any_other(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await monthly(double)
        figures.update(service)
        await double.wait_for(POST)
        [post] = posts(double)
        button = next(part for part in pressable(post) if part["label"] == "By year")
        answer = await double.shown(await double.press(post, button["custom_id"]))

    assert "Norway" in told(answer)


async def test_a_thread_and_a_direct_message_get_theirs(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await monthly(double, double.thread)
        await monthly(double, double.direct)
        double.thread["thread_metadata"] |= {"archived": True}
        figures.update(service)
        await double.wait_for(POST, 2)

    assert [len(posts(double, channel)) for channel in (double.channel, double.thread, double.direct)] == [0, 1, 1]


async def test_what_is_paused_is_posted_when_it_goes_on(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await monthly(double)
        await monthly(double, double.thread)
        follow = follow_of(double, state)
        assert follow is not None
        state.follows.set_paused(follow.id, paused=True)
        figures.update(service)
        await double.wait_for(POST)
        before = len(posts(double))
        state.follows.set_paused(follow.id, paused=False)
        await double.wait_for(POST, 2)

    assert (before, len(posts(double))) == (0, 1)


# Replicas


class Ordered(SharedByAll):
    """A state whose lease on the rounds is given to one replica at a time, as it is meant to be."""

    def acquire(self, name: str, owner: str, ttl_seconds: float) -> Lease | None:
        """Granted but for the rounds."""
        if not name.startswith("follows:"):
            return super().acquire(name, owner, ttl_seconds)
        return self.kept.leases.acquire(name, owner, ttl_seconds)


@pytest.mark.parametrize("kind", [Ordered, SharedByAll])
async def test_replicas_post_once_even_where_two_believe_that_the_rounds_are_theirs(
    double: DiscordDouble, figures: Followed, tmp_path: Path, kind: type[SharedByAll]
) -> None:
    services = [figures.service() for _ in range(2)]
    with replica_state(tmp_path, kind) as first, replica_state(tmp_path, kind) as second:
        async with bot_on(double, services[0], first, **SOON), bot_on(double, services[1], second, **SOON):
            await monthly(double)
            figures.update(*services)
            await double.wait_for(POST)
            await settled(double, first, figures)

    assert len(posts(double)) == 1
    assert len({request.body["nonce"] for request in double.of(POST)}) == 1


@pytest.mark.parametrize("was_posted", [True, False])
async def test_a_post_whose_process_died_on_the_way_stands_there_once(
    double: DiscordDouble, state: SharedByAll, figures: Followed, was_posted: bool
) -> None:
    service = figures.service()
    async with bot_on(double, service, state):
        await monthly(double)
    follow = follow_of(double, state)
    assert follow is not None
    assert state.follows.claim(follow.id, figures.last.key)
    if was_posted:
        posted = payloads.message(double.channel, double.me, "the post")
        double.keep(posted, nonce(follow, figures.last.key))
    figures.update(service)
    async with bot_on(double, service, state, **SOON):
        [request] = await double.wait_for(POST)
        await settled(double, state, figures)

    assert request.body["nonce"] == nonce(follow, figures.last.key)
    assert len(posts(double)) == 1


async def test_a_process_that_is_told_to_stop_finishes_the_post_in_hand(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service, go_on = figures.service(), asyncio.Event()
    async with bot_on(double, service, state, **SOON) as bot:
        await monthly(double)
        double.script(POST, Scripted(until=go_on))
        figures.update(service)
        await double.until(lambda: any(request.route == POST for request in double.requests))
        bot.stop.set()
        go_on.set()
        await bot.ended()

    follow = follow_of(double, state)
    assert follow is not None
    assert (len(posts(double)), follow.seen) == (1, figures.last.key)


# Trouble


@pytest.mark.parametrize(
    "trouble",
    [
        refusing(429, 0, headers={"Retry-After": "0.05"}),
        Scripted(429, {"message": "slow", "retry_after": 0.05, "global": False}, {"Via": "1.1 x", "Retry-After": "1"}),
        refusing(503, 0),
        Scripted(drop=True),
    ],
    ids=["a limit at the door", "a limit", "a breakdown", "a cut"],
)
async def test_what_discord_does_not_take_now_is_posted_later_and_once(
    double: DiscordDouble, state: SharedByAll, figures: Followed, trouble: Scripted
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await monthly(double)
        double.script(POST, trouble)
        figures.update(service)
        await double.until(lambda: posts(double))
        await settled(double, state, figures)

    tried = [request.body["nonce"] for request in double.requests if request.route == POST]
    assert len(posts(double)) == 1
    assert (len(tried), len(set(tried))) == (2, 1)


@pytest.mark.parametrize(
    ("status", "code"), [(403, 50013), (403, 50001), (404, 10003), (400, 50083), (403, 160005), (403, 50007)]
)
async def test_a_channel_that_cannot_be_posted_to_is_followed_no_longer_and_the_log_says_so(
    double: DiscordDouble,
    state: SharedByAll,
    figures: Followed,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: int,
) -> None:
    service = figures.service()
    with caplog.at_level(logging.INFO):
        async with bot_on(double, service, state, **SOON):
            await monthly(double)
            double.script(POST, refusing(status, code))
            figures.update(service)
            await until(lambda: follow_of(double, state) is None)

    assert posts(double) == []
    assert any(str(code) in line for line in caplog.messages)


async def test_a_channel_that_was_deleted_is_followed_no_longer(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    channel = double.add_channel(payloads.text_channel(double.guild["id"], "cars"), "channels")
    async with bot_on(double, service, state, **SOON):
        await monthly(double, channel)
        del double.channels[channel["id"]]
        figures.update(service)
        await until(lambda: follow_of(double, state, channel) is None)

    assert posts(double, channel) == []


async def test_a_post_that_a_moderator_took_down_is_not_made_again(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await monthly(double)
        double.script(POST, refusing(404, 10008))
        figures.update(service)
        await settled(double, state, figures)

    assert posts(double) == []


async def test_a_server_that_has_since_chosen_other_channels_is_kept_to_also_in_threads(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    chosen = double.add_channel(payloads.text_channel(double.guild["id"], "cars"), "channels")
    below = double.add_channel(payloads.thread(chosen, "below"), "threads")
    async with bot_on(double, service, state, **SOON):
        for channel in (double.channel, double.thread, chosen, below):
            await monthly(double, channel)
        state.set_place(f"discord:{double.guild['id']}", replace(UNSET, channels=frozenset({chosen["id"]})))
        figures.update(service)
        await double.wait_for(POST, 2)
        await until(lambda: all(follow_of(double, state, one) is None for one in (double.channel, double.thread)))

    assert [len(posts(double, one)) for one in (double.channel, double.thread, chosen, below)] == [0, 0, 1, 1]


async def test_while_the_database_is_away_nothing_is_posted_and_afterwards_once(
    double: DiscordDouble, state: SharedByAll, figures: Followed
) -> None:
    service = figures.service()
    async with bot_on(double, service, state, **SOON):
        await monthly(double)
        with state.away():
            figures.update(service)
            began = time.monotonic()
            await until(lambda: time.monotonic() - began > 0.2)
            meanwhile = len(posts(double))
        await double.wait_for(POST)
        await settled(double, state, figures)

    assert (meanwhile, len(posts(double))) == (0, 1)
