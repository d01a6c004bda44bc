"""The real slack-bolt against our own little Slack: what is asked over the socket comes back as the right message.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.platforms.slack_app import wording
from bot.platforms.slack_app.limits import SlackLimits
from bot.platforms.slack_app.once import AnsweredEvents
from bot.service import Context, Service
from tests.support.slack_bot import ASKED_AT, Gate, StandIn, answer, direct, mention, rich_text, running, slack
from tests.support.slack_double import (
    BOT_ID,
    BOT_TOKEN,
    BOT_USER,
    SlackDouble,
)

__all__ = ["slack"]

HINT = {"type": "context", "elements": [{"type": "plain_text", "text": wording.FOLLOW_UP, "emoji": False}]}


# Where the answer goes


async def test_a_mention_in_a_channel_is_answered_in_a_thread_under_it(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        await slack.send_event(mention())
        bodies = await slack.posted()

    assert bodies == [
        {
            "channel": "C1",
            "thread_ts": ASKED_AT,
            "text": "Answer to: how many Zoes sold?",
            "blocks": [rich_text("Answer to: how many Zoes sold?"), HINT],
            "mrkdwn": False,
            "link_names": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
    ]
    assert {call.token for call in slack.calls if call.method == "chat.postMessage"} == {BOT_TOKEN}


async def test_a_mention_inside_a_thread_is_answered_in_that_thread(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        await slack.send_event(mention(thread_ts="1699999999.000001"))
        [body] = await slack.posted()

    assert body["thread_ts"] == "1699999999.000001"
    assert body["channel"] == "C1"


async def test_a_direct_message_is_answered_plainly(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        await slack.send_event(direct())
        [body] = await slack.posted()

    assert body["channel"] == "D1"
    assert "thread_ts" not in body
    assert body["text"] == "Answer to: how many Zoes sold?"


async def test_a_threaded_direct_message_is_answered_in_its_thread(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        await slack.send_event(direct(thread_ts="1699999999.000001"))
        [body] = await slack.posted()

    assert body["thread_ts"] == "1699999999.000001"


# With the real core


async def test_figures_come_with_date_and_source_as_in_the_terminal_and_a_follow_up_leans_on_its_own_thread(
    slack: SlackDouble, service: Service, in_terminal: Callable[..., list[str]]
) -> None:
    asked_at, later = "1795390000.000100", "1795390060.000200"
    day = ("--at", "2026-11-22")  # of these two, in UTC
    said = in_terminal("how many Zoes sold?", "and in Norway?", options=day)
    said += in_terminal("and in Norway?", options=day)
    async with running(slack, service):
        await slack.send_event(mention(ts=asked_at))
        await slack.posted()
        await slack.send_event(mention("and in Norway?", ts=later, thread_ts=asked_at))
        await slack.posted(2)
        await slack.send_event(mention("and in Norway?", ts=later, channel="C2"))
        bodies = await slack.posted(3)

    first, follow_up, alone = (html.unescape(body["text"]) for body in bodies)
    for part in ("400,000", "29 March 2024", "TF1 Info", "https://www.tf1info.fr/"):
        assert part in first
    assert "Zoe were registered in Norway" in follow_up
    assert "Zoe" not in alone
    assert [first, follow_up, alone] == said
    assert [(body["channel"], body["thread_ts"]) for body in bodies] == [
        ("C1", asked_at),
        ("C1", asked_at),
        ("C2", later),
    ]


# What the service is told


async def test_the_service_hears_the_words_the_day_and_the_conversation(slack: SlackDouble) -> None:
    service = StandIn()
    async with running(slack, service):
        await slack.send_event(mention("Tom &amp; <https://x.example|Jerry> <@U2> in <#C9|norway> &lt;2020"))
        await slack.posted()

    [(text, context)] = service.asked

    assert text.split() == ["Tom", "&", "Jerry", "in", "norway", "<2020"]
    assert context == Context(
        conversation=f"slack:T0TEAM:C1:{ASKED_AT}:U1",
        today=date(2023, 11, 14),
        platform="slack",
        buttons=True,
        person="slack:T0TEAM:U1",
        place="slack:T0TEAM",
    )


async def test_conversations_are_told_apart_by_thread_and_person(slack: SlackDouble) -> None:
    service = StandIn()
    events = [
        mention(thread_ts="1.1", ts="1.2"),
        mention(thread_ts="1.1", ts="1.3"),
        mention(thread_ts="1.1", ts="1.4", user="U2"),
        mention(ts="1.5"),
        direct(ts="1.6"),
        direct(ts="1.7"),
    ]
    async with running(slack, service):
        for event in events:
            await slack.send_event(event)
        await slack.posted(len(events))

    keys = sorted(context.conversation or "" for _, context in service.asked)

    assert keys == [
        "slack:T0TEAM:C1:1.1:U1",
        "slack:T0TEAM:C1:1.1:U1",
        "slack:T0TEAM:C1:1.1:U2",
        "slack:T0TEAM:C1:1.5:U1",
        "slack:T0TEAM:D1:U1",
        "slack:T0TEAM:D1:U1",
    ]


async def test_questions_of_one_conversation_are_asked_and_answered_in_order(slack: SlackDouble) -> None:
    gate = Gate()
    service = StandIn(lambda text: gate(text) if text == "first" else answer(f"Answer to: {text}"))
    async with running(slack, service):
        await slack.send_event(direct("first", ts="1.1"))
        await asyncio.to_thread(gate.entered.wait, 10)
        await slack.acknowledged(await slack.send_event(direct("second", ts="1.2")))
        gate.opened.set()
        bodies = await slack.posted(2)

    assert [body["text"] for body in bodies] == ["Slow answer to: first", "Answer to: second"]
    assert [text for text, _ in service.asked] == ["first", "second"]


# What is left alone


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(mention(bot_id="B9OTHER"), id="another bot"),
        pytest.param(mention(bot_id=BOT_ID, user=BOT_USER), id="the bot itself"),
        pytest.param(direct(user=BOT_USER), id="its own direct message"),
        pytest.param(direct(user=None, bot_id="B9OTHER", subtype="bot_message"), id="a bot message without a user"),
        pytest.param(mention(user="USLACKBOT"), id="Slackbot"),
        pytest.param(direct(subtype="message_changed", hidden=True), id="an edit"),
        pytest.param(direct(subtype="message_deleted", hidden=True), id="a deletion"),
        pytest.param(direct(subtype="channel_join"), id="a join"),
        pytest.param(direct(channel_type="channel", channel="C1"), id="channel talk"),
        pytest.param(direct(channel_type="mpim", channel="G1"), id="a group's direct message"),
        pytest.param({"type": "reaction_added", "user": "U1"}, id="an event of no concern"),
        pytest.param({"type": "app_mention"}, id="a mention without anything"),
    ],
)
async def test_it_is_acknowledged_but_not_answered(slack: SlackDouble, event: dict[str, Any]) -> None:
    service = StandIn()
    async with running(slack, service) as bot:
        await slack.acknowledged(await slack.send_event(event))
        await slack.acknowledged(await slack.send_event(direct("and this?", ts="2.2")))
        await bot.finish()

    assert [body["text"] for body in slack.bodies()] == ["Answer to: and this?"]
    assert [text for text, _ in service.asked] == ["and this?"]


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
async def test_a_persons_message_with_a_file_or_sent_to_the_channel_too_is_answered(
    slack: SlackDouble, subtype: str
) -> None:
    async with running(slack, StandIn()):
        await slack.send_event(direct(subtype=subtype))
        [body] = await slack.posted()

    assert body["text"] == "Answer to: how many Zoes sold?"


@pytest.mark.parametrize("text", ["", "   ", f"<@{BOT_USER}>"])
async def test_a_bare_mention_gets_a_short_help(slack: SlackDouble, text: str) -> None:
    service = StandIn()
    async with running(slack, service):
        await slack.send_event(mention(text))
        [body] = await slack.posted()

    assert body["text"] == wording.HELP
    assert service.asked == []


# Once


async def test_an_event_delivered_twice_is_acknowledged_twice_and_answered_once(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        await slack.acknowledged(await slack.send_event(mention(), event_id="Ev1"))
        again = await slack.send_event(mention(), event_id="Ev1", retry_attempt=1, retry_reason="timeout")
        await slack.acknowledged(again)
        await bot.finish()

    assert len(slack.bodies()) == 1


async def test_an_event_repeated_over_a_new_connection_is_answered_once(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        await slack.acknowledged(await slack.send_event(mention(), event_id="Ev1"))
        await slack.posted()
        await slack.send_disconnect()
        await slack.connected(2)
        await slack.acknowledged(await slack.send_event(mention(), event_id="Ev1"))
        await bot.finish()

    assert len(slack.bodies()) == 1


async def test_a_message_that_two_events_tell_of_is_answered_once(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        await slack.acknowledged(await slack.send_event(direct()))
        await slack.acknowledged(await slack.send_event(mention(channel="D1")))
        await bot.finish()

    assert len(slack.bodies()) == 1


async def test_what_another_process_has_answered_is_not_answered_again(slack: SlackDouble) -> None:
    shared = AnsweredEvents()
    await shared.claim("Ev1")
    async with running(slack, StandIn(), answered=shared) as bot:
        await slack.acknowledged(await slack.send_event(mention(), event_id="Ev1"))
        await bot.finish()

    assert slack.bodies() == []


async def test_a_broken_memory_of_events_does_not_keep_it_from_answering(slack: SlackDouble) -> None:
    class Away:
        async def claim(self, key: str) -> bool:
            raise ConnectionError("the database is away")

    async with running(slack, StandIn(), answered=Away()):
        await slack.send_event(mention())
        [body] = await slack.posted()

    assert body["text"] == "Answer to: how many Zoes sold?"


# On the wire


async def test_mention_tricks_in_an_answer_are_harmless_on_the_wire(slack: SlackDouble) -> None:
    tricks = "<!channel> <!here> <@U2> <#C1> <https://evil.example|renault.com> & *bold* @channel"
    async with running(slack, StandIn(lambda text: answer(tricks))):
        await slack.send_event(mention())
        [body] = await slack.posted()

    assert body["text"] == (
        "&lt;!channel&gt; &lt;!here&gt; &lt;@U2&gt; &lt;#C1&gt; &lt;https://evil.example|renault.com&gt; "
        "&amp; *bold* @channel"
    )
    assert body["blocks"] == [rich_text(tricks), HINT]
    assert (body["mrkdwn"], body["link_names"]) == (False, False)


async def test_a_long_answer_comes_in_order_in_one_thread_with_its_sources_whole(slack: SlackDouble) -> None:
    rows = [f"row {number}: R&D <{number}>" for number in range(400)]
    sources = [f"Publisher {number}, Title, 2024, https://example.org/{number}" for number in range(5)]
    async with running(slack, StandIn(lambda text: answer("\n".join(rows), *sources))) as bot:
        await slack.acknowledged(await slack.send_event(mention()))
        await bot.finish()

    texts = [body["text"] for body in slack.bodies()]
    shown = "\n".join(texts).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    assert len(texts) > 1
    assert max(map(len, texts)) <= 4_000
    assert shown.split("\n") == rows + [f"[{number}] {source}" for number, source in enumerate(sources, start=1)]
    assert {body["thread_ts"] for body in slack.bodies()} == {ASKED_AT}


async def test_a_question_of_ten_thousand_characters_is_handed_on_whole(slack: SlackDouble) -> None:
    service = StandIn(lambda text: answer("That is long."))
    async with running(slack, service):
        await slack.send_event(direct("x" * 10_000))
        await slack.posted()

    assert [len(text) for text, _ in service.asked] == [10_000]


async def test_a_channel_gets_at_most_one_message_a_second(slack: SlackDouble) -> None:
    limits = SlackLimits(ping_seconds=0.2)
    async with running(slack, StandIn(), limits) as bot:
        for event in (mention(ts="1.1"), mention(ts="1.2"), mention(ts="1.3", channel="C2")):
            await slack.acknowledged(await slack.send_event(event))
        await bot.finish()

    at = [(call.body["channel"], call.at) for call in slack.calls if call.method == "chat.postMessage"]
    [first, second] = [time for channel, time in at if channel == "C1"]

    assert second - first >= 1.0
    assert [channel for channel, _ in at] == ["C1", "C2", "C1"]
