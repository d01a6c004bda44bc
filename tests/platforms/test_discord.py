"""The Discord package on the real discord.py against our own Discord: what people write, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.platforms.discord_gateway.composing import HELP
from bot.platforms.discord_gateway.rendering import HOW_TO_GO_ON
from bot.service import Service
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import SOURCE, StandIn, bot_on, texts, told
from tests.support.discord_double import POST, DiscordDouble

# Ways in


async def test_a_mention_in_a_channel_is_answered_by_a_reply_that_pings_nobody(
    double: DiscordDouble, ping: str
) -> None:
    service = StandIn()
    async with bot_on(double, service):
        question = await double.write(f"{ping} how many Zoes sold?")
        [sent] = await double.wait_for(POST)

    assert sent.status == 200
    assert sent.args["channel"] == double.channel["id"]
    assert texts(sent.body) == ["**Answer to: how many Zoes sold?**", SOURCE]
    assert sent.body["message_reference"] == {
        "message_id": int(question["id"]),
        "channel_id": int(double.channel["id"]),
        "guild_id": int(double.guild["id"]),
        "fail_if_not_exists": False,
        "type": 0,
    }
    assert sent.body["allowed_mentions"] == {"parse": []}
    assert sent.body["flags"] == 1 << 15  # components, version 2: no previews of the sources' pages either
    [(_, context)] = service.asked
    expected = f"discord:{double.guild['id']}:{double.channel['id']}:{double.alice['id']}"
    assert (context.conversation, context.platform) == (expected, "discord")


async def test_a_mention_in_a_thread_is_answered_in_that_thread(double: DiscordDouble, ping: str) -> None:
    service = StandIn()
    async with bot_on(double, service):
        question = await double.write(f"{ping} and in Norway?", double.thread)
        [sent] = await double.wait_for(POST)

    assert sent.args["channel"] == double.thread["id"]
    assert sent.body["message_reference"]["message_id"] == int(question["id"])
    assert double.thread["id"] in str(service.asked[0][1].conversation)


async def test_a_thread_that_the_bot_was_never_told_of_is_answered_too(double: DiscordDouble, ping: str) -> None:
    unheard = double.add_channel(payloads.thread(double.channel, "private"))
    async with bot_on(double, StandIn()):
        await double.write(f"{ping} how many?", unheard)
        [sent] = await double.wait_for(POST)

    assert sent.args["channel"] == unheard["id"]
    assert sent.body["message_reference"]["guild_id"] == int(double.guild["id"])


async def test_a_server_that_the_bot_was_never_told_of_is_not_taken_for_a_direct_message(
    double: DiscordDouble, ping: str
) -> None:
    service = StandIn()
    elsewhere = double.add_channel(payloads.text_channel(str(payloads.snowflake()), "outage"))
    async with bot_on(double, service):
        await double.write("between people", elsewhere)
        await double.write(f"{ping} how many?", elsewhere)
        [sent] = await double.wait_for(POST)

    assert service.questions == ["how many?"]
    assert sent.body["message_reference"]["guild_id"] == int(elsewhere["guild_id"])
    assert str(service.asked[0][1].conversation).startswith(f"discord:{elsewhere['guild_id']}:")


async def test_a_direct_message_needs_no_mention(double: DiscordDouble) -> None:
    service = StandIn()
    async with bot_on(double, service):
        await double.write("how many Zoes sold?", double.direct)
        [sent] = await double.wait_for(POST)

    assert sent.args["channel"] == double.direct["id"]
    assert told(sent.body).startswith("**Answer to: how many Zoes sold?")
    assert "guild_id" not in sent.body["message_reference"]
    assert service.asked[0][1].conversation == f"discord:direct:{double.direct['id']}:{double.alice['id']}"


async def test_a_reply_to_an_answer_is_a_follow_up_in_the_same_conversation(double: DiscordDouble, ping: str) -> None:
    service = StandIn()
    async with bot_on(double, service):
        await double.write(f"{ping} how many Zoes sold?")
        [first] = await double.wait_for(POST)
        follow_up = await double.reply("and in Germany?", to=first.answer)
        [_, second] = await double.wait_for(POST, 2)

    assert service.questions == ["how many Zoes sold?", "and in Germany?"]
    assert service.asked[0][1].conversation == service.asked[1][1].conversation
    assert second.body["message_reference"]["message_id"] == int(follow_up["id"])


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("<@{me}> how many?", "how many?"),
        ("<@!{me}>, how many?", "how many?"),
        ("how many <@{me}> ?", "how many ?"),
        ("<@{me}> <@{alice}> says @everyone drives a Zoe <:zoe:1234> in <#5678>", "says drives a Zoe in"),
        ("<@{me}> how many\nZoes?", "how many\nZoes?"),
    ],
)
async def test_mentions_are_taken_out_of_the_question(double: DiscordDouble, written: str, asked: str) -> None:
    service = StandIn()
    async with bot_on(double, service):
        await double.write(written.format(me=double.me["id"], alice=double.alice["id"]))
        await double.wait_for(POST)

    assert service.questions == [asked]


@pytest.mark.parametrize("written", ["<@{me}>", "<@!{me}> ", "<@&{role}> how many?"])
async def test_a_bare_ping_or_one_whose_text_discord_hides_gets_a_short_help(
    double: DiscordDouble, written: str
) -> None:
    service = StandIn()
    own_role = double.guild["roles"][1]["id"]
    async with bot_on(double, service):
        await double.write(written.format(me=double.me["id"], role=own_role))
        [sent] = await double.wait_for(POST)

    assert told(sent.body) == HELP
    assert service.questions == []


async def test_no_privileged_intent_is_asked_for(double: DiscordDouble) -> None:
    async with bot_on(double, StandIn()):
        pass

    members, presences, content = 1 << 1, 1 << 8, 1 << 15
    assert double.gateway.sessions[0].intents == (1 << 0) | (1 << 9) | (1 << 12)
    assert not double.gateway.sessions[0].intents & (members | presences | content)


# With the real core


def shown(content: str) -> list[str]:
    """The lines of a message as the terminal says them: without escapes, bold and small type, links with addresses."""
    bare = re.sub(r"\\(\W)|\*\*|^-# ", r"\1", content, flags=re.MULTILINE)
    return [re.sub(r"^(\[\d+\]) \[(.*)\]\((.*)\)$", r"\1 \2 \3", line) for line in bare.splitlines() if line]


def in_chat(said: str) -> list[str]:
    """What the terminal says, with the reading as it stands in a chat: small instead of in brackets."""
    lines = [line for line in said.splitlines() if line]
    return [re.sub(r"^\((.* · .*)\)$", r"\1", line) for line in lines]


async def test_figures_come_with_date_and_source_as_in_the_terminal_and_a_follow_up_leans_on_its_own_channel(
    double: DiscordDouble, ping: str, service: Service, in_terminal: Callable[..., list[str]]
) -> None:
    first_said, follow_up_said = in_terminal("how many Zoes sold?", "and in Norway?")
    [alone_said] = in_terminal("and in Norway?")
    async with bot_on(double, service):
        await double.write(f"{ping} how many Zoes sold?", double.thread)
        [first] = await double.wait_for(POST)
        await double.reply("and in Norway?", to=first.answer)
        [_, follow_up] = await double.wait_for(POST, 2)
        await double.write(f"{ping} and in Norway?", double.channel)
        [*_, alone] = await double.wait_for(POST, 3)

    for part in ("400,000", "29 March 2024", "TF1 Info", "https://www.tf1info.fr/"):
        assert part in told(first.body)
    assert "Zoe were registered in Norway" in told(follow_up.body)
    assert "Zoe" not in told(alone.body)
    rooms = [sent.args["channel"] for sent in (first, follow_up, alone)]
    assert rooms == [double.thread["id"], double.thread["id"], double.channel["id"]]
    for said, sent in ((first_said, first), (follow_up_said, follow_up), (alone_said, alone)):
        assert shown(told(sent.body)) == [*in_chat(said), *(shown(HOW_TO_GO_ON) if sent is first else [])]


# What is left alone


async def test_bots_webhooks_system_messages_and_everyone_are_left_alone(double: DiscordDouble, ping: str) -> None:
    service = StandIn()
    async with bot_on(double, service):
        await double.write(f"{ping} I am a bot", author=payloads.user("other", bot=True))
        await double.write(f"{ping} I am a hook", author=payloads.user("hook"), webhook_id="77")
        await double.write(f"{ping} is what I say myself", author=double.me)
        await double.write(f"{ping} was pinned", type=6)
        await double.write("@everyone how many Zoes sold?")
        await double.write("how many Zoes sold?")
        await double.write("a bot in a direct message", double.direct, payloads.user("other", bot=True))
        await double.write(f"{ping} the only question")
        await double.wait_for(POST)

    assert service.questions == ["the only question"]
    assert len(double.of(POST)) == 1


async def test_an_event_delivered_twice_is_answered_once(double: DiscordDouble, ping: str) -> None:
    service = StandIn()
    async with bot_on(double, service):
        question = await double.write(f"{ping} first")
        await double.gateway.repeat_last_event()
        await double.wait_for(POST)
        await double.deliver(question)
        await double.write(f"{ping} second")
        await double.wait_for(POST, 2)

    assert service.questions == ["first", "second"]
    assert len(double.of(POST)) == 2
