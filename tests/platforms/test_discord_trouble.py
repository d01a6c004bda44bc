"""What Discord refuses, loses and ends, and how the bot goes on or says what to do."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.discord_gateway import DiscordError, DiscordLoginError, run_discord
from tests.support.discord_bot import QUICK, Held, StandIn, bot_on, told
from tests.support.discord_double import POST, TYPING, DiscordDouble, Scripted

# Trouble


@pytest.mark.parametrize(
    "trouble",
    [
        Scripted(403, {"code": 40001, "message": "Unauthorized"}),
        Scripted(404, {"code": 10003, "message": "Unknown Channel"}),
        Scripted(429, {"message": "banned for a while", "retry_after": 600.0, "global": True}),
    ],
)
async def test_a_refused_answer_is_survived(
    double: DiscordDouble, ping: str, trouble: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    double.script(POST, trouble)
    async with bot_on(double, StandIn()):
        await double.write(f"{ping} one")
        await double.write(f"{ping} two")
        sent = await double.wait_for(POST, 2)

    assert sent[1].status == 200
    assert "Answer to: two" in told(sent[1].body)
    assert "Discord did not let us answer" in caplog.text


@pytest.mark.parametrize("trouble", [Scripted(drop=True), Scripted(503)])
async def test_an_answer_that_fell_on_a_passing_trouble_is_sent_again_as_the_same_message(
    double: DiscordDouble, ping: str, trouble: Scripted
) -> None:
    double.script(POST, trouble)
    async with bot_on(double, StandIn()):
        await double.write(f"{ping} one")
        failed, sent = await double.wait_for(POST, 2)

    assert sent.status == 200
    assert failed.body["nonce"] == sent.body["nonce"]
    assert sent.body["enforce_nonce"] is True


async def test_a_rate_limit_is_waited_for_and_the_answer_sent_once(double: DiscordDouble, ping: str) -> None:
    limited = {"message": "You are being rate limited.", "retry_after": 0.02, "global": False}
    double.script(POST, Scripted(429, limited, {"Via": "1.1 google", "Retry-After": "0.02"}))
    async with bot_on(double, StandIn()):
        await double.write(f"{ping} one")
        sent = await double.wait_for(POST, 2)

    assert [request.status for request in sent] == [429, 200]
    assert sent[0].body["nonce"] == sent[1].body["nonce"]


async def test_without_read_history_the_answer_comes_without_a_reference(double: DiscordDouble, ping: str) -> None:
    double.script(POST, Scripted(400, {"code": 160002, "message": "Cannot reply without message history"}))
    async with bot_on(double, StandIn()):
        await double.write(f"{ping} one")
        _, sent = await double.wait_for(POST, 2)

    assert sent.status == 200
    assert "message_reference" not in sent.body
    assert "Answer to: one" in told(sent.body)


async def test_no_right_to_show_typing_does_not_cost_the_answer(double: DiscordDouble, ping: str) -> None:
    double.script(TYPING, Scripted(403, {"code": 50013, "message": "Missing Permissions"}))
    held = Held()
    async with bot_on(double, StandIn(held), typing_after=0.0):
        await double.write(f"{ping} one")
        await double.wait_for(TYPING)
        held.go.set()
        [sent] = await double.wait_for(POST)

    assert sent.status == 200


# Staying connected


@pytest.mark.parametrize("cut", [True, False])
async def test_a_message_missed_while_disconnected_is_answered_once_after_resume(
    double: DiscordDouble, ping: str, cut: bool
) -> None:
    service = StandIn()
    async with bot_on(double, service):
        await double.write(f"{ping} before")
        await double.wait_for(POST)
        if cut:
            double.gateway.abort()
        else:
            await double.gateway.close(4000)
        await double.write(f"{ping} missed")
        await double.wait_for(POST, 2)
        await double.until(lambda: double.gateway.connected)
        await double.write(f"{ping} after")
        await double.wait_for(POST, 3)

    assert service.questions == ["before", "missed", "after"]
    assert len(double.gateway.sessions) == 1
    assert len(double.gateway.resumes) == 1


async def test_op_7_leads_to_a_resume(double: DiscordDouble, ping: str) -> None:
    service = StandIn()
    async with bot_on(double, service):
        await double.gateway.ask_to_reconnect()
        await double.write(f"{ping} missed")
        await double.wait_for(POST)

    assert service.questions == ["missed"]
    assert len(double.gateway.resumes) == 1


@pytest.mark.parametrize(("resumable", "sessions"), [(True, 1), (False, 2)])
async def test_op_9_leads_to_a_resume_or_a_new_session(
    double: DiscordDouble, ping: str, resumable: bool, sessions: int
) -> None:
    service = StandIn()
    async with bot_on(double, service):
        await double.gateway.invalidate(resumable=resumable)
        await double.until(lambda: double.gateway.connected)
        await double.write(f"{ping} after")
        await double.wait_for(POST)

    assert service.questions == ["after"]
    assert len(double.gateway.sessions) == sessions


# Beginning and end


async def test_a_wrong_token_ends_with_what_to_do(double: DiscordDouble) -> None:
    entry = run_discord("a.wrong.token", StandIn(), stop=asyncio.Event(), options=QUICK)

    with pytest.raises(DiscordLoginError, match=r"wrong or was revoked.*Reset Token.*EVBOT_DISCORD_TOKEN"):
        await asyncio.wait_for(entry, 5)


@pytest.mark.parametrize("token", ["", "  ", "Bot abc.def", "abc\ndef", "tökén"])
async def test_what_cannot_be_a_token_is_not_sent_anywhere(double: DiscordDouble, token: str) -> None:
    with pytest.raises(DiscordLoginError, match="token"):
        await run_discord(token, StandIn(), stop=asyncio.Event(), options=QUICK)

    assert double.requests == []


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [(4004, DiscordLoginError, "revoked"), (4014, DiscordError, "intents"), (4012, DiscordError, "4012")],
)
async def test_a_connection_refused_for_good_ends_with_a_named_error(
    double: DiscordDouble, code: int, error: type[DiscordError], words: str
) -> None:
    double.gateway.refuse_with = code

    with pytest.raises(error, match=words):
        await asyncio.wait_for(run_discord(double.token, StandIn(), stop=asyncio.Event(), options=QUICK), 5)


async def test_an_unreachable_discord_ends_with_what_to_check(double: DiscordDouble) -> None:
    await double.close()

    with pytest.raises(DiscordError, match="cannot be reached"):
        await asyncio.wait_for(run_discord(double.token, StandIn(), stop=asyncio.Event(), options=QUICK), 5)


async def test_stopping_finishes_the_answer_in_hand_takes_no_new_one_and_closes_cleanly(
    double: DiscordDouble, ping: str
) -> None:
    held = Held()
    service = StandIn(held)
    async with bot_on(double, service) as running:
        await double.write(f"{ping} in hand")
        await held.reached()
        running.stop.set()
        for _ in range(20):
            await asyncio.sleep(0)  # lets the bot notice
        await double.write(f"{ping} too late")
        held.go.set()
        await running.ended()
        await double.until(lambda: double.gateway.closes)

    [sent] = double.of(POST)
    assert sent.status == 200
    assert "in hand" in told(sent.body)
    assert service.questions == ["in hand"]
    assert double.gateway.closes == [1000]


async def test_an_answer_that_never_comes_does_not_keep_the_bot_from_stopping(double: DiscordDouble, ping: str) -> None:
    held = Held()
    async with bot_on(double, StandIn(held), finish_within=0.05) as running:
        await double.write(f"{ping} for ever")
        await held.reached()
        await running.ended()
    held.go.set()

    assert double.of(POST) == []


async def test_cancellation_closes_the_connection(double: DiscordDouble) -> None:
    running = asyncio.create_task(run_discord(double.token, StandIn(), stop=asyncio.Event(), options=QUICK))
    await double.until(lambda: double.gateway.connected)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    await double.until(lambda: double.gateway.closes)
    assert double.gateway.closes == [1000]
