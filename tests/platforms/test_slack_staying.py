"""Slack when things are slow, broken or at their end: the bot waits, connects anew, tells its pulse, stops cleanly.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.answer import Answer
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.errors import SlackLoginError, SlackUnreachableError
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.run import run_slack
from tests.support.slack_bot import ASKED_AT, FAST, Gate, StandIn, answer, mention, running, slack
from tests.support.slack_double import (
    APP_TOKEN,
    BOT_TOKEN,
    Drops,
    Fails,
    SlackDouble,
    rate_limited,
)

__all__ = ["slack"]


# Slow, broken, busy


async def test_the_acknowledgement_goes_out_before_a_slow_answer(slack: SlackDouble) -> None:
    gate = Gate()
    async with running(slack, StandIn(gate)):
        envelope_id = await slack.send_event(mention())
        ack = await slack.acknowledged(envelope_id)
        before = slack.bodies()
        gate.opened.set()
        await slack.posted()

    [post] = [call for call in slack.calls if call.method == "chat.postMessage"]

    assert before == []
    assert ack.at < post.at


async def test_a_service_that_raises_gets_an_apology_posted(slack: SlackDouble) -> None:
    def blow_up(text: str) -> Answer:
        raise RuntimeError("boom")

    async with running(slack, StandIn(blow_up)):
        await slack.send_event(mention())
        [body] = await slack.posted()

    assert body["text"] == wording.TROUBLE
    assert body["thread_ts"] == ASKED_AT


async def test_an_answer_without_words_is_not_sent_empty(slack: SlackDouble) -> None:
    async with running(slack, StandIn(lambda text: answer(" "))):
        await slack.send_event(mention())
        [body] = await slack.posted()

    assert body["text"] == wording.TROUBLE


async def test_too_many_questions_get_a_polite_busy_and_then_silence(slack: SlackDouble) -> None:
    gate = Gate()
    limits = SlackLimits(seconds_between_messages=0.0, workers=1, questions=2, busy_replies=1)
    service = StandIn(gate)
    async with running(slack, service, limits) as bot:
        for number in range(2):
            await slack.acknowledged(await slack.send_event(mention(f"q{number}", ts=f"1.{number}")))
        await slack.acknowledged(await slack.send_event(mention("one too many", ts="1.2")))
        [busy] = await slack.posted()
        gate.opened.set()
        await bot.finish()

    assert (busy["text"], busy["thread_ts"]) == (wording.BUSY, "1.2")
    assert {body["text"] for body in slack.bodies()[1:]} == {"Slow answer to: q0", "Slow answer to: q1"}


async def test_a_rate_limit_is_waited_out_as_long_as_slack_says(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", rate_limited(1))
    async with running(slack, StandIn()):
        await slack.send_event(mention())
        bodies = await slack.posted(2)

    first, second = (call.at for call in slack.calls if call.method == "chat.postMessage")

    assert second - first >= 1.0
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("failure", [Fails(status=500), Drops()], ids=["500", "cut"])
async def test_a_broken_call_is_tried_again(slack: SlackDouble, failure: Fails | Drops) -> None:
    slack.fail("chat.postMessage", failure)
    async with running(slack, StandIn()):
        await slack.send_event(mention())
        bodies = await slack.posted(2)

    assert bodies[0] == bodies[1]


async def test_where_it_may_not_write_it_goes_on_with_the_next_question(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fails("not_in_channel"))
    async with running(slack, StandIn()):
        await slack.send_event(mention(channel="C9", ts="1.1"))
        await slack.posted()
        await slack.send_event(mention(ts="1.2"))
        bodies = await slack.posted(2)

    assert [body["channel"] for body in bodies] == ["C9", "C1"]


# Connections


async def test_after_a_disconnect_request_it_connects_anew_and_answers(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        await slack.send_disconnect()
        await slack.connected(2)
        await slack.send_event(mention())
        [body] = await slack.posted()

    assert body["text"] == "Answer to: how many Zoes sold?"


async def test_after_a_cut_connection_it_connects_anew_and_answers(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        slack.cut()
        await slack.connected(2)
        await slack.send_event(mention())
        [body] = await slack.posted()

    assert body["text"] == "Answer to: how many Zoes sold?"


async def test_a_stop_during_an_answer_finishes_it_and_closes_the_socket_first(slack: SlackDouble) -> None:
    gate = Gate()
    async with running(slack, StandIn(gate)) as bot:
        await slack.acknowledged(await slack.send_event(mention()))
        bot.stop.set()
        await slack.until(lambda: not slack.sockets)
        before = slack.bodies()
        gate.opened.set()
        await bot.finish()

    assert before == []
    assert [body["text"] for body in slack.bodies()] == ["Slow answer to: how many Zoes sold?"]


async def test_an_idle_bot_stops_at_once_and_leaves_nothing_behind(slack: SlackDouble) -> None:
    before = asyncio.all_tasks()
    async with running(slack, StandIn()) as bot:
        bot.stop.set()
        async with asyncio.timeout(1):
            await bot.task

    left = {getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks() - before}

    assert left <= {"RequestHandler.start"}, "only the double's own connections may be left"


async def test_an_answer_that_never_comes_does_not_hold_up_the_end(slack: SlackDouble) -> None:
    gate = Gate()
    async with running(slack, StandIn(gate), SlackLimits(drain_seconds=0.05)) as bot:
        await slack.acknowledged(await slack.send_event(mention()))
        await asyncio.to_thread(gate.entered.wait, 10)
        await bot.finish()
        gate.opened.set()

    assert slack.bodies() == []


async def test_cancelling_closes_as_cleanly_as_stopping(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        bot.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await bot.task
        await slack.until(lambda: not slack.sockets)


# Its pulse


@dataclass
class Heard:
    """A pulse that writes down what it hears."""

    said: list[tuple[str, ...]] = field(default_factory=list)
    beats: asyncio.Event = field(default_factory=asyncio.Event)

    def watch(self, name: str, within_seconds: float) -> None:
        self.said.append(("watch", name))

    def connected(self, name: str) -> None:
        self.said.append(("connected", name))

    def beat(self, name: str) -> None:
        self.said.append(("beat", name))
        self.beats.set()

    def lost(self, name: str) -> None:
        self.said.append(("lost", name))

    def degraded(self, name: str, reason: str | None) -> None:
        self.said.append(("degraded", name))

    def in_hand(self, name: str, questions: int) -> None:
        self.said.append(("in hand", name, str(questions)))

    def forget(self, name: str) -> None:
        self.said.append(("forget", name))


async def test_the_pulse_beats_while_pings_are_answered(slack: SlackDouble) -> None:
    pulse = Heard()
    async with running(slack, StandIn(), pulse=pulse):
        async with asyncio.timeout(10):
            await pulse.beats.wait()

    assert pulse.said[:3] == [("in hand", "slack", "0"), ("watch", "slack"), ("connected", "slack")]


async def test_a_socket_that_is_open_and_deaf_never_beats_and_is_given_up(slack: SlackDouble) -> None:
    pulse = Heard()
    slack.is_deaf = True
    async with running(slack, StandIn(), SlackLimits(ping_seconds=0.05), pulse=pulse):
        await slack.connected(2)

    assert ("beat", "slack") not in pulse.said
    assert ("lost", "slack") in pulse.said


async def test_a_connection_that_is_mended_is_told(slack: SlackDouble) -> None:
    pulse = Heard()
    async with running(slack, StandIn(), pulse=pulse):
        await slack.send_disconnect()
        await slack.connected(2)
        await slack.send_event(mention())
        await slack.posted()

    told = [said[0] for said in pulse.said if said[0] in ("connected", "lost")]
    assert told == ["connected", "lost", "connected"]


async def test_questions_in_hand_are_told_up_and_down(slack: SlackDouble) -> None:
    pulse = Heard()
    async with running(slack, StandIn(), pulse=pulse) as bot:
        await slack.send_event(mention())
        await slack.posted()
        await bot.finish()

    assert [said[2] for said in pulse.said if said[0] == "in hand"] == ["0", "1", "0"]


# Tokens


async def start(slack: SlackDouble, bot_token: str = BOT_TOKEN, app_token: str = APP_TOKEN) -> None:
    """Start the bot where the start is meant to fail."""
    async with asyncio.timeout(10):
        await run_slack(bot_token, app_token, StandIn(), stop=asyncio.Event(), base_url=slack.base_url, limits=FAST)


async def test_a_wrong_bot_token_ends_with_what_to_do(slack: SlackDouble) -> None:
    with pytest.raises(SlackLoginError, match=r"bot token \(invalid_auth.*OAuth & Permissions"):
        await start(slack, bot_token="xoxb-wrong")

    assert slack.connections == 0


async def test_a_wrong_app_token_ends_with_what_to_do(slack: SlackDouble) -> None:
    with pytest.raises(SlackLoginError, match=r"app token \(invalid_auth.*connections:write.*Socket Mode"):
        await start(slack, app_token="xapp-wrong")


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        ({"bot_token": APP_TOKEN}, "bot token must begin with xoxb-"),
        ({"app_token": BOT_TOKEN}, "app token must begin with xapp-"),
        ({"bot_token": ""}, "bot token must begin with xoxb-"),
    ],
    ids=["app token as bot token", "bot token as app token", "empty"],
)
async def test_tokens_of_the_wrong_sort_are_told_apart_before_anything_is_sent(
    slack: SlackDouble, tokens: dict[str, str], said: str
) -> None:
    with pytest.raises(SlackLoginError, match=said) as raised:
        await start(slack, **tokens)

    assert slack.calls == []
    assert "double" not in str(raised.value)


async def test_a_missing_scope_is_named(slack: SlackDouble) -> None:
    slack.fail("apps.connections.open", Fails("missing_scope", extra={"needed": "connections:write"}))

    with pytest.raises(SlackLoginError, match="connections:write is missing"):
        await start(slack)


async def test_a_token_revoked_while_running_ends_it_with_what_to_do(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fails("token_revoked"))
    async with running(slack, StandIn()) as bot:
        await slack.send_event(mention())

        with pytest.raises(SlackLoginError, match="token_revoked"):
            await bot.end()


async def test_an_app_token_revoked_while_running_ends_it_at_the_next_connection(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        slack.fail("apps.connections.open", Fails("token_revoked"))
        await slack.send_disconnect()

        with pytest.raises(SlackLoginError, match="app token"):
            await bot.end()


async def test_a_slack_that_is_not_there_is_said_to_be_out_of_reach(slack: SlackDouble) -> None:
    slack.fail("auth.test", Drops(), Drops())

    with pytest.raises(SlackUnreachableError, match="could not be reached"):
        await start(slack)
