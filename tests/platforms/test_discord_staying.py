"""Staying up and growing: shards, heartbeats, fresh commands, and ends that say what to do; on the real discord.py.

What replicas share through a state is in `test_discord_staying_replicas`.
"""

from __future__ import annotations

import asyncio

import pytest

from bot.ops.pulse import Condition
from bot.platforms.discord_gateway import DiscordError, DiscordLoginError
from bot.platforms.discord_gateway.heartbeats import HEARD_WITHIN
from tests.support.discord_bot import StandIn, told
from tests.support.discord_commands import GET_COMMANDS, PUT_COMMANDS
from tests.support.discord_double import PATIENCE, POST, DiscordDouble, Scripted
from tests.support.discord_processes import Logged, Told, logged, replica, room_of, serving

SHARD = "discord shard 0"
__all__ = ["logged"]


# Shards


async def test_as_many_shards_as_discord_advises_serve_every_server(double: DiscordDouble, ping: str) -> None:
    double.gateway.advised_shards = 2
    rooms = [room_of(double, shard_id, 2) for shard_id in range(2)]
    async with replica(double):
        await serving(double, 0, 1)
        for room in rooms:
            await double.write(f"{ping} how many?", room)
        await double.write("how many?", double.direct)
        sent = await double.wait_for(POST, 3)

    assert [session.identify["shard"] for session in double.gateway.sessions] == [[0, 2], [1, 2]]
    assert {room["id"] for room in (*rooms, double.direct)} == {request.args["channel"] for request in sent}
    assert double.gateway.closes == [1000, 1000]


async def test_a_process_that_is_given_shards_serves_these_and_asks_for_no_advice(
    double: DiscordDouble, ping: str
) -> None:
    ours, theirs = room_of(double, 1, 2), room_of(double, 0, 2)
    service = StandIn()
    async with replica(double, service, shard_ids=(1,), shard_count=2):
        await serving(double, 1)
        await double.write(f"{ping} not for us", theirs)
        await double.write(f"{ping} for us", ours)
        await double.wait_for(POST)

    assert service.questions == ["for us"]
    assert double.of("GET /gateway/bot") == []


async def test_the_shards_of_two_processes_answer_each_question_once(double: DiscordDouble, ping: str) -> None:
    rooms = [room_of(double, shard_id, 2) for shard_id in range(2)]
    async with (
        replica(double, shard_ids=(0,), shard_count=2),
        replica(double, shard_ids=(1,), shard_count=2),
    ):
        await serving(double, 0, 1)
        for number, room in enumerate(rooms):
            await double.write(f"{ping} number {number}", room)
        sent = await double.wait_for(POST, 2)

    assert [room["id"] for room in rooms] == sorted(request.args["channel"] for request in sent)


async def test_a_shard_that_loses_its_connection_resumes_and_the_others_go_on(double: DiscordDouble, ping: str) -> None:
    double.gateway.advised_shards = 2
    rooms = [room_of(double, shard_id, 2) for shard_id in range(2)]
    async with replica(double):
        await serving(double, 0, 1)
        await double.gateway.close(4000)
        for room in rooms:
            await double.write(f"{ping} how many?", room)
        await double.wait_for(POST, 2)

    [resumed] = double.gateway.resumes
    assert resumed["session_id"] == double.gateway.sessions[1].session_id
    assert len(double.gateway.sessions) == 2


async def test_a_gateway_that_cannot_be_reached_ends_with_what_to_check(
    double: DiscordDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    double.gateway.url = "ws://127.0.0.1:1/"
    sleep = asyncio.sleep
    monkeypatch.setattr("asyncio.sleep", lambda _: sleep(0))  # discord.py waits five seconds after each failure

    with pytest.raises(DiscordError, match=r"gateway cannot be reached.*Check network"):
        async with replica(double) as running:
            await running.task


# Heartbeats


async def test_every_acknowledged_heartbeat_of_every_shard_is_told(double: DiscordDouble) -> None:
    double.gateway.advised_shards, double.gateway.heartbeat_interval_ms = 2, 20
    pulse = Told()
    async with replica(double, pulse=pulse):
        await pulse.until("beat", 12)

    assert {"discord shard 0", "discord shard 1"} == {name for what, name in pulse.notes if what == "beat"}
    assert double.gateway.heartbeats >= len(pulse.of("beat"))


async def test_a_gateway_that_talks_but_acknowledges_nothing_is_not_alive(double: DiscordDouble, ping: str) -> None:
    now = 0.0
    pulse = Told(lambda: now)
    double.gateway.deaf, double.gateway.heartbeat_interval_ms = True, 20
    async with replica(double, pulse=pulse):
        await double.until(lambda: double.gateway.heartbeats >= 5)
        await double.write(f"{ping} how many?")
        await double.wait_for(POST)
        at_first = pulse.health()
        now = HEARD_WITHIN + 1
        await double.until(lambda: double.gateway.heartbeats >= 10)
        deaf = pulse.health()
        double.gateway.deaf = False
        await pulse.until("beat")
        heard = pulse.health()

    assert at_first.is_ready
    assert (deaf.is_alive, deaf.parts[SHARD].condition) == (False, Condition.SILENT)
    assert heard.is_ready


async def test_lost_connections_that_were_mended_are_counted(double: DiscordDouble) -> None:
    pulse = Told()
    async with replica(double, pulse=pulse):
        await serving(double, 0)
        await double.gateway.close(4000)
        await pulse.until("connected", 2)
        await double.gateway.invalidate(resumable=False)
        await pulse.until("connected", 3)
        mended = pulse.health()

    assert mended.is_ready
    assert mended.parts[SHARD].reconnects == 2
    assert (len(double.gateway.sessions), len(double.gateway.resumes)) == (2, 1)


async def test_a_connection_that_is_gone_is_told_before_it_is_mended(double: DiscordDouble) -> None:
    pulse = Told()
    async with replica(double, pulse=pulse):
        await serving(double, 0)
        double.gateway.abort()
        await pulse.until("connected", 2)

    assert pulse.of("watch", "connected", "lost")[:4] == ["watch", "connected", "lost", "connected"]


# Commands


async def test_commands_that_discord_does_not_know_yet_are_sent_at_the_start(double: DiscordDouble) -> None:
    async with replica(double, sync_commands=True):
        [sent] = await double.wait_for(PUT_COMMANDS)
    async with replica(double, sync_commands=True):
        await double.wait_for(GET_COMMANDS, 2)

    assert {"ev", "Check EV claim", "Answer this"} == {command["name"] for command in sent.body}
    assert len(double.of(PUT_COMMANDS)) == 1


async def test_commands_are_looked_at_once_however_often_the_connection_is_mended(double: DiscordDouble) -> None:
    double.gateway.advised_shards = 2
    pulse = Told()
    async with replica(double, pulse=pulse, sync_commands=True):
        await double.wait_for(PUT_COMMANDS)
        await serving(double, 0, 1)
        await double.gateway.invalidate(resumable=False)
        await pulse.until("connected", 3)

    assert len(double.of(GET_COMMANDS)) == 1


async def test_commands_that_are_refused_do_not_keep_the_bot_from_answering(
    double: DiscordDouble, ping: str, logged: Logged, caplog: pytest.LogCaptureFixture
) -> None:
    double.script(PUT_COMMANDS, Scripted(400, {"code": 50035, "message": "Invalid Form Body"}))
    async with replica(double, sync_commands=True):
        await logged.until("may still have outdated commands")
        await double.write(f"{ping} how many?")
        [sent] = await double.wait_for(POST)

    assert "how many" in told(sent.body)
    assert "Invalid Form Body" in caplog.text


async def test_where_it_is_switched_off_nobody_looks_at_the_commands(double: DiscordDouble, ping: str) -> None:
    async with replica(double, sync_commands=False):
        await serving(double, 0)
        await double.write(f"{ping} how many?")
        await double.wait_for(POST)

    assert double.of(GET_COMMANDS) == []


# Trouble and ends


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        (4004, DiscordLoginError, r"revoked.*Reset Token.*EVBOT_DISCORD_TOKEN"),
        (4014, DiscordError, "intents"),
        (4011, DiscordError, "EVBOT_DISCORD_SHARD_COUNT"),
    ],
)
async def test_a_connection_that_is_ended_for_good_while_serving_ends_the_bot_with_what_to_do(
    double: DiscordDouble, code: int, error: type[DiscordError], words: str
) -> None:
    async def ended() -> None:
        async with replica(double) as running, asyncio.timeout(PATIENCE):
            await serving(double, 0)
            await double.gateway.close(code)
            await running.task

    with pytest.raises(error, match=words):
        await ended()


@pytest.mark.parametrize("status", [500, 502])
async def test_an_answer_that_discord_fails_to_take_is_sent_again_as_the_same_message(
    double: DiscordDouble, ping: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    double.script(POST, Scripted(status))
    sleep = asyncio.sleep
    monkeypatch.setattr("discord.http.asyncio.sleep", lambda seconds: sleep(seconds / 100))
    async with replica(double):
        await serving(double, 0)
        await double.write(f"{ping} how many?")
        failed, sent = await double.wait_for(POST, 2)

    assert [status, 200] == [failed.status, sent.status]
    assert failed.body["nonce"] == sent.body["nonce"]
    assert sent.body["enforce_nonce"] is True
