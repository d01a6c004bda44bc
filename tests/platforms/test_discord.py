"""The Discord package on the real discord.py against our own Discord: what people write, what goes over the wire."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answer import Answer, Status
from bot.document import Document, Headline, SourceLine, Table, Text
from bot.platforms.discord_gateway import DiscordError, DiscordLoginError, run_discord
from bot.platforms.discord_gateway.composing import BUSY, FAILED, HELP
from bot.service import Service
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import QUICK, SOURCE, StandIn, an_answer, bot_on, texts, told
from tests.support.discord_double import DELETE, EDIT, POST, TYPING, DiscordDouble, Scripted


@pytest.fixture
async def double() -> AsyncIterator[DiscordDouble]:
    """A Discord of our own; a request that it does not know fails the test."""
    found = DiscordDouble()
    await found.start()
    before = Route.BASE, discord.Asset.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    with found.hooked():
        yield found
    await found.close()

    assert before == (Route.BASE, discord.Asset.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    assert found.unknown == []


@pytest.fixture
def ping(double: DiscordDouble) -> str:
    return f"<@{double.me['id']}>"


class Held:
    """Answers that wait in the core until they are let go."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(self, text: str) -> Answer:
        self.entered.release()
        assert self.go.wait(10)
        return an_answer(f"Answer to: {text}")

    async def reached(self) -> None:
        """The core holds one more question."""
        assert await asyncio.to_thread(self.entered.acquire, timeout=5)


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
        assert shown(told(sent.body)) == in_chat(said)


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


# Ways out


async def test_an_error_answer_of_the_core_is_shown_like_any_other(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(lambda _: an_answer("The store cannot be read.", Status.ERROR))):
        await double.write(f"{ping} how many?")
        [sent] = await double.wait_for(POST)

    assert told(sent.body).startswith("**The store cannot be read.")


async def test_a_core_that_raises_gets_a_sorry_and_the_next_question_an_answer(
    double: DiscordDouble, ping: str, caplog: pytest.LogCaptureFixture
) -> None:
    def broken_once(text: str) -> Answer:
        if text == "break":
            raise ZeroDivisionError
        return an_answer("fine")

    async with bot_on(double, StandIn(broken_once)):
        await double.write(f"{ping} break")
        await double.write(f"{ping} again")
        broken, fine = await double.wait_for(POST, 2)

    assert told(broken.body) == FAILED
    assert told(fine.body).startswith("**fine")
    assert "ZeroDivisionError" in caplog.text


async def test_words_that_look_like_pings_links_or_markup_go_out_as_words(double: DiscordDouble, ping: str) -> None:
    nasty = "# @everyone <@1234> [free cars](https://evil.example/x*y*) `code` **loud** ```"
    async with bot_on(double, StandIn(lambda _: an_answer(nasty))):
        await double.write(f"{ping} nasty")
        [sent] = await double.wait_for(POST)

    expected = (
        "\\# @\u200beveryone \\<@1234\\> \\[free cars\\](https://evil.example/x%2Ay%2A) "
        "\\`code\\` \\*\\*loud\\*\\* \\`\\`\\`"
    )
    assert texts(sent.body) == [f"**{expected}**", SOURCE]
    assert sent.body["allowed_mentions"]["parse"] == []


async def test_an_answer_of_10000_characters_comes_in_several_messages(double: DiscordDouble, ping: str) -> None:
    words = " ".join(f"word{number:05}" for number in range(1000))
    async with bot_on(double, StandIn(lambda _: an_answer(words))):
        await double.write(f"{ping} everything", double.thread)
        await double.until(lambda: any(SOURCE in told(request.body) for request in double.of(POST)))
    sent = double.of(POST)

    assert [request.status for request in sent] == [200] * 3
    assert {request.args["channel"] for request in sent} == {double.thread["id"]}
    assert ["message_reference" in request.body for request in sent] == [True, False, False]
    assert " ".join(told(request.body) for request in sent).split() == f"{words} {SOURCE}".split()


async def test_a_long_table_loses_rows_but_never_its_sources(double: DiscordDouble, ping: str) -> None:
    rows = tuple((f"Country {number}", f"{number * 1000:,}") for number in range(400))
    blocks = (
        Headline((Text("Cars by country"),)),
        Table(("Country", "Cars"), rows),
        SourceLine(1, "Pub", "https://a.example"),
    )
    async with bot_on(double, StandIn(lambda _: Answer(Status.ANSWERED, document=Document(blocks)))):
        await double.write(f"{ping} all")
        [sent] = await double.wait_for(POST)
    headline, table, source = texts(sent.body)

    assert headline == "**Cars by country**"
    assert table.startswith("```\nCountry       Cars\nCountry 0        0\n")
    assert table.endswith("Country 24  24,000\n… and 375 more\n```")
    assert source == "-# \\[1\\] [Pub](https://a.example)"


async def test_an_answer_that_takes_long_shows_the_typing_sign_first(double: DiscordDouble, ping: str) -> None:
    held = Held()
    async with bot_on(double, StandIn(held), typing_after=0.0):
        await double.write(f"{ping} slow", double.thread)
        [typing] = await double.wait_for(TYPING)
        before = len(double.of(POST))
        held.go.set()
        await double.wait_for(POST)

    assert typing.args["channel"] == double.thread["id"]
    assert before == 0


async def test_a_quick_answer_shows_no_typing_sign(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(), typing_after=0.5):
        await double.write(f"{ping} quick")
        await double.wait_for(POST)

    assert double.of(TYPING) == []


async def test_more_questions_than_places_are_told_so_once_each_conversation(double: DiscordDouble, ping: str) -> None:
    held = Held()
    service = StandIn(held)
    async with bot_on(double, service, workers=1, waiting=1):
        await double.write(f"{ping} one")
        await held.reached()
        for text in ("two", "three", "four"):
            await double.write(f"{ping} {text}")
        [busy] = await double.wait_for(POST)
        held.go.set()
        await double.wait_for(POST, 3)

    assert told(busy.body) == BUSY
    assert service.questions == ["one", "two"]
    assert len(double.of(POST)) == 3


async def test_one_persons_questions_in_a_channel_are_answered_in_their_order(double: DiscordDouble, ping: str) -> None:
    held = Held()
    service = StandIn(held)
    async with bot_on(double, service, workers=4):
        await double.write(f"{ping} first")
        await double.write(f"{ping} second")
        await double.write(f"{ping} elsewhere", double.thread)
        await held.reached()
        await held.reached()
        in_hand = list(service.questions)
        held.go.set()
        await double.wait_for(POST, 3)

    assert sorted(in_hand) == ["elsewhere", "first"]
    assert service.questions[2] == "second"


# Edits and deletions


async def test_an_edited_question_edits_its_answer(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn()):
        question = await double.write(f"{ping} how many Zeos?")
        [sent] = await double.wait_for(POST)
        await double.edit(question, f"{ping} how many Zoes?")
        [edited] = await double.wait_for(EDIT)

    assert edited.status == 200
    assert edited.args == {"channel": double.channel["id"], "message": sent.answer["id"]}
    assert told(edited.body).startswith("**Answer to: how many Zoes?")
    assert edited.body["allowed_mentions"] == {"parse": []}
    assert len(double.of(POST)) == 1


async def test_an_edit_takes_back_the_messages_that_a_shorter_answer_leaves_over(
    double: DiscordDouble, ping: str
) -> None:
    async with bot_on(double, StandIn(lambda text: an_answer("word " * (2_000 if text == "long" else 1)))):
        question = await double.write(f"{ping} long")
        sent = await double.wait_for(POST, 3)
        await double.edit(question, f"{ping} short")
        deleted = await double.wait_for(DELETE, 2)
        await double.edit(question, f"{ping} long")
        again = await double.wait_for(POST, 5)

    assert [request.args["message"] for request in deleted] == [request.answer["id"] for request in sent[1:]]
    assert all("message_reference" not in request.body for request in again[3:])


async def test_previews_and_messages_never_asked_change_nothing(double: DiscordDouble, ping: str) -> None:
    service = StandIn()
    async with bot_on(double, service):
        question = await double.write(f"{ping} see https://example.org")
        chatter = await double.write("hello there")
        await double.wait_for(POST)
        await double.edit(question, embeds=[{"type": "link", "url": "https://example.org"}])
        await double.edit(chatter, f"{ping} hello there")
        await double.write(f"{ping} next")
        await double.wait_for(POST, 2)

    assert service.questions == ["see https://example.org", "next"]
    assert double.of(EDIT) == []


async def test_an_edit_while_the_answer_is_in_hand_shows_only_the_newer_answer(
    double: DiscordDouble, ping: str
) -> None:
    held = Held()
    service = StandIn(held)
    async with bot_on(double, service):
        question = await double.write(f"{ping} old words")
        await held.reached()
        await double.edit(question, f"{ping} new words")
        await double.edit(question, f"{ping} newest words")
        await _seen_by(double, f"{ping} fence", held)
        held.go.set()
        await double.wait_for(POST, 2)

    contents = [told(request.body) for request in double.of(POST)]
    assert service.questions == ["old words", "fence", "newest words"]
    assert sum("newest words" in content for content in contents) == 1
    assert not any("old words" in content for content in contents)


async def test_a_deleted_question_takes_its_whole_answer_along(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn(lambda _: an_answer("word " * 1_200))):
        question = await double.write(f"{ping} how many?")
        sent = await double.wait_for(POST, 2)
        await double.delete(question)
        deleted = await double.wait_for(DELETE, 2)

    assert [request.args["message"] for request in deleted] == [request.answer["id"] for request in sent]


async def test_a_moderators_bulk_deletion_counts_too(double: DiscordDouble, ping: str) -> None:
    async with bot_on(double, StandIn()):
        questions = [await double.write(f"{ping} number {number}") for number in range(2)]
        sent = await double.wait_for(POST, 2)
        await double.delete(*questions)
        deleted = await double.wait_for(DELETE, 2)

    assert {request.args["message"] for request in deleted} == {request.answer["id"] for request in sent}


async def test_a_question_deleted_while_its_answer_is_in_hand_is_not_answered(double: DiscordDouble, ping: str) -> None:
    held = Held()
    async with bot_on(double, StandIn(held)):
        question = await double.write(f"{ping} never mind")
        await held.reached()
        await double.delete(question)
        await _seen_by(double, f"{ping} fence", held)
        held.go.set()
        await double.wait_for(POST)

    assert ["fence" in told(request.body) for request in double.of(POST)] == [True]


async def test_a_question_deleted_while_its_answer_is_on_the_wire_is_cleaned_up(
    double: DiscordDouble, ping: str
) -> None:
    arrived = asyncio.Event()
    double.script(POST, Scripted(until=arrived))
    async with bot_on(double, StandIn()):
        question = await double.write(f"{ping} never mind")
        await double.until(lambda: any(request.route == POST for request in double.requests))
        await double.delete(question)
        arrived.set()
        [deleted] = await double.wait_for(DELETE)

    assert deleted.args["message"] == double.of(POST)[0].answer["id"]


async def _seen_by(double: DiscordDouble, text: str, held: Held) -> None:
    """Ask in a direct message; once it is in hand, everything written before was taken too."""
    await double.write(text, double.direct)
    await held.reached()


# Trouble


@pytest.mark.parametrize(
    "trouble",
    [
        Scripted(403, {"code": 50013, "message": "Missing Permissions"}),
        Scripted(404, {"code": 10003, "message": "Unknown Channel"}),
        Scripted(429, {"message": "banned for a while", "retry_after": 600.0, "global": True}),
        Scripted(drop=True),
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


async def test_an_unreachable_gateway_ends_with_what_to_check(
    double: DiscordDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL("ws://127.0.0.1:1/"))
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda _: 0.0)

    with pytest.raises(DiscordError, match="gateway cannot be reached"):
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


# Pictures and files


async def test_a_chart_that_is_asked_for_comes_as_a_picture_with_words_for_who_cannot_see_it(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    async with bot_on(double, service):
        await double.write(f"{ping} top 5 EVs in Norway in 2022 as a chart")
        [sent] = await double.wait_for(POST)

    assert sent.status == 200
    [(name, content)] = sent.files.items()
    assert name.endswith(".png")
    assert content.startswith(b"\x89PNG")
    [described] = sent.body["attachments"]
    assert "Volkswagen ID.4 11,356" in described["description"]
    assert sent.body["message_reference"]["message_id"]
    assert told(sent.body).startswith("**The best-selling electric car in Norway in 2022")


async def test_the_rows_come_as_a_file_where_they_are_asked_for(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    async with bot_on(double, service):
        await double.write(f"{ping} top 5 EVs in Norway in 2022 as csv")
        [sent] = await double.wait_for(POST)

    assert list(sent.files) == ["evbot.csv"]
    assert sent.files["evbot.csv"].startswith(b"id,label,value,unit,period")
    assert b"tesla/model-y,Tesla Model Y,17351" in sent.files["evbot.csv"]


async def test_where_no_file_may_be_attached_the_words_go_alone(
    double: DiscordDouble, ping: str, service: Service
) -> None:
    double.script(POST, Scripted(403, {"code": 50013, "message": "Missing Permissions"}))
    async with bot_on(double, service):
        await double.write(f"{ping} top 5 EVs in Norway in 2022 as csv")
        refused, sent = await double.wait_for(POST, 2)

    assert (refused.status, sent.status) == (403, 200)
    assert sent.files == {}
    assert "Tesla Model Y" in told(sent.body)
