"""Own figures that are followed on Discord: a listed server is told of the next ones, and nobody from outside ever is.

The core is the real one, over small figures with a host's own above them; what stands in the channels is looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.following.asking import serving
from bot.service import Hearers, Service
from bot.state.follows import Follow
from facts.opening import open_store
from facts.store import FactStore
from tests.support.discord_bot import bot_on, told
from tests.support.discord_double import PATIENCE, POST, DiscordDouble
from tests.support.discord_payloads import Json
from tests.support.discord_states import SharedByAll, replica_state
from tests.support.followed_figures import QUICK_PACE, last_month
from tests.support.own_folder import OwnBench, followed_files, write_own

SOON: dict[str, Any] = {"follows_every": 0.02, "follow_pace": QUICK_PACE}
KESTRELS = "every month ACME Kestrel deliveries in Norway"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBench]:
    bench = OwnBench(tmp_path, monkeypatch)
    write_own(bench.folder, followed_files(2))
    yield bench
    bench.close()


@pytest.fixture
def store(bench: OwnBench) -> Iterator[FactStore]:
    store = open_store(bench.data, bench.cache)
    yield store
    store.close()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SharedByAll]:
    with replica_state(tmp_path) as opened:
        yield opened


def listing(bench: OwnBench, store: FactStore, *places: str) -> Service:
    """The core of a host who lists these places."""
    return Service(store, own=bench.opened(), hearers=Hearers.of(places))


def server_of(channel: Json) -> str:
    """The place of a channel."""
    return f"discord:{channel['guild_id']}"


def follow_in(state: SharedByAll, place: str, channel: str) -> Follow | None:
    return next(iter(state.follows.of_channel("discord", place, channel)), None)


async def kestrels(double: DiscordDouble, channel: Json | None = None) -> str:
    """What Alice is told who wants to follow the Kestrel."""
    return told(await double.shown(await double.command("ev follow", channel, what=KESTRELS)))


async def test_a_listed_server_is_told_when_the_own_figures_alone_go_on(
    double: DiscordDouble, bench: OwnBench, store: FactStore, state: SharedByAll
) -> None:
    service = listing(bench, store, server_of(double.channel))
    async with bot_on(double, service, state, **SOON):
        begun = await kestrels(double)
        write_own(bench.folder, followed_files(3))
        service.serve_own(bench.opened())
        [post] = await double.wait_for(POST)

    assert "2 ACME Kestrel were delivered in Norway" in begun
    assert post.args["channel"] == double.channel["id"]
    assert f"3 ACME Kestrel were delivered in Norway in {last_month().label}" in told(post.body)
    assert "ACME (own figures)" in told(post.body)


async def test_another_server_and_a_direct_message_cannot_follow_what_is_not_theirs(
    double: DiscordDouble, bench: OwnBench, store: FactStore, state: SharedByAll
) -> None:
    service = listing(bench, store, "discord:1")
    async with bot_on(double, service, state, **SOON):
        said = [await kestrels(double), await kestrels(double, double.direct)]

    assert ["I will post" in words for words in said] == [False, False]
    assert "delivered in" not in "".join(said)
    assert state.follows.of_channel("discord", server_of(double.channel), double.channel["id"]) == []


async def test_a_server_that_is_listed_no_longer_is_told_nothing_of_what_it_follows(
    double: DiscordDouble, bench: OwnBench, store: FactStore, state: SharedByAll
) -> None:
    place, channel = server_of(double.channel), double.channel["id"]
    async with bot_on(double, listing(bench, store, place), state, **SOON):
        await kestrels(double)
    write_own(bench.folder, followed_files(3))
    service = listing(bench, store, "discord:1")
    async with bot_on(double, service, state, **SOON):
        async with asyncio.timeout(PATIENCE):
            while await asyncio.to_thread(state.follows.to_look, "discord", serving(service)):
                pass

    assert double.of(POST) == []
    assert follow_in(state, place, channel) is not None
