"""What the bot owes to a Discord that it is a guest in: it says things once, not too often, and where nobody minds."""

from __future__ import annotations

import pytest

from bot.platforms.discord_gateway.admission import TOO_OFTEN
from bot.platforms.discord_gateway.rendering import HOW_TO_GO_ON
from bot.platforms.discord_gateway.whispers import MAY_NOT_WRITE
from bot.platforms.pacing import Rate
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import SOURCE, StandIn, an_answer, bot_on, texts, told
from tests.support.discord_double import DELETE, EDIT, OPEN_DIRECT, POST, DiscordDouble, Scripted
from tests.support.discord_interactions import CALLBACK, DEFERRED, DEFERRED_UPDATE, DELETE_ORIGINAL
from tests.support.discord_payloads import EPHEMERAL, Json

ONCE = Rate(burst=1, a_minute=0.001)
TWICE = Rate(burst=2, a_minute=0.001)
NO_RIGHT = Scripted(403, {"code": 50013, "message": "Missing Permissions"})
NO_SIGHT = Scripted(403, {"code": 50001, "message": "Missing Access"})


# Who asks, and in which form they read numbers


async def test_the_core_is_told_who_asks_by_message_command_or_press(double: DiscordDouble, ping: str) -> None:
    core = StandIn(lambda text: an_answer(text, packed="1n"))
    async with bot_on(double, core):
        await double.write(f"{ping} one")
        [sent] = await double.wait_for(POST)
        await double.shown(await double.command("ev ask", question="two"))
        await double.shown(await double.press(sent.answer, "r1n"))
    people = [context.person for _, context in core.asked]

    assert people == [f"discord:{double.alice['id']}"] * 3


@pytest.mark.parametrize(("theirs", "expected"), [("de", "de"), ("pt-BR", "pt-BR"), ("xx", "sv")])
async def test_numbers_of_commands_and_presses_follow_the_askers_discord_else_the_hosts_choice(
    double: DiscordDouble, theirs: str, expected: str
) -> None:
    core = StandIn(lambda text: an_answer(text, packed="1n"))
    async with bot_on(double, core, locale="sv"):
        asked = await double.command("ev ask", details={"locale": theirs}, question="one")
        await double.shown(await double.press(await double.shown(asked), "r1n", details={"locale": theirs}))

    assert [context.locale for _, context in core.asked] == [expected] * 2


async def test_numbers_of_messages_follow_the_hosts_choice(double: DiscordDouble, ping: str) -> None:
    core = StandIn()
    async with bot_on(double, core, locale="sv"):
        await double.write(f"{ping} one")
        await double.wait_for(POST)

    assert [context.locale for _, context in core.asked] == ["sv"]


# How often


async def test_who_asks_too_often_is_told_so_once_in_a_channel(double: DiscordDouble, ping: str) -> None:
    core = StandIn()
    bea = payloads.user("bea")
    async with bot_on(double, core, person=TWICE):
        for number in range(5):
            await double.write(f"{ping} number {number}")
        await double.write(f"{ping} of bea", author=bea)
        sent = await double.wait_for(POST, 4)

    assert sorted(core.questions) == ["number 0", "number 1", "of bea"]
    assert sum(told(request.body) == TOO_OFTEN for request in sent) == 1
    assert len(double.of(POST)) == 4


async def test_a_channel_that_is_asked_in_too_often_is_told_so_once_whoever_asks(
    double: DiscordDouble, ping: str
) -> None:
    core = StandIn()
    async with bot_on(double, core, channel=ONCE):
        for number in range(3):
            await double.write(f"{ping} in the channel", author=payloads.user(f"asker {number}"))
        await double.write(f"{ping} in the thread", double.thread)
        sent = await double.wait_for(POST, 3)

    assert sorted(core.questions) == ["in the channel", "in the thread"]
    assert sum(told(request.body) == TOO_OFTEN for request in sent) == 1
    assert len(double.of(POST)) == 3


async def test_a_command_too_many_is_told_so_privately_once_and_then_acknowledged_without_words(
    double: DiscordDouble,
) -> None:
    core = StandIn()
    async with bot_on(double, core, person=ONCE):
        await double.shown(await double.command("ev ask", question="one"))
        second = await double.shown(await double.command("ev ask", question="two"))
        third = await double.command("ev ask", question="three")
        [gone] = await double.wait_for(DELETE_ORIGINAL)

    assert core.questions == ["one"]
    assert (told(second), second["flags"] & EPHEMERAL) == (TOO_OFTEN, EPHEMERAL)
    assert third.answer == {"type": DEFERRED, "data": {"flags": EPHEMERAL}}
    assert gone.status == 204
    assert third.original not in double.messages


async def test_a_press_too_many_is_told_so_privately_once_and_then_acknowledged_without_words(
    double: DiscordDouble, ping: str
) -> None:
    core = StandIn(lambda text: an_answer(text, packed="1n"))
    async with bot_on(double, core, person=ONCE):
        await double.write(f"{ping} one")
        [sent] = await double.wait_for(POST)
        second = await double.shown(await double.press(sent.answer, "r1n"))
        third = await double.acknowledged(await double.press(sent.answer, "r1n"))

    assert core.questions == ["one"]
    assert (told(second), second["flags"] & EPHEMERAL) == (TOO_OFTEN, EPHEMERAL)
    assert third["type"] == DEFERRED_UPDATE


async def test_messages_commands_and_presses_are_counted_together(double: DiscordDouble, ping: str) -> None:
    core = StandIn()
    async with bot_on(double, core, person=TWICE):
        await double.write(f"{ping} one")
        await double.wait_for(POST)
        await double.shown(await double.command("ev ask", question="two"))
        await double.write(f"{ping} three")
        [_, third] = await double.wait_for(POST, 2)

    assert core.questions == ["one", "two"]
    assert told(third.body) == TOO_OFTEN


async def test_an_edit_counts_as_a_question_and_one_too_many_leaves_the_answer_as_it_is(
    double: DiscordDouble, ping: str
) -> None:
    core = StandIn()
    async with bot_on(double, core, person=TWICE):
        question = await double.write(f"{ping} one")
        await double.wait_for(POST)
        await double.edit(question, f"{ping} two")
        await double.wait_for(EDIT)
        await double.edit(question, f"{ping} three")
        [_, told_so] = await double.wait_for(POST, 2)
        await double.edit(question, f"{ping} four")
        await double.delete(question)
        deleted = await double.wait_for(DELETE, 2)

    assert core.questions == ["one", "two"]
    assert told(told_so.body) == TOO_OFTEN
    assert len(double.of(EDIT)) == 1
    assert [request.args["message"] for request in deleted] == [request.answer["id"] for request in double.of(POST)]


# Threads


async def test_the_first_answer_in_a_thread_says_once_how_to_go_on_there(double: DiscordDouble, ping: str) -> None:
    other = double.add_channel(payloads.thread(double.channel, "other"), "threads")
    async with bot_on(double, StandIn()):
        for number, channel in enumerate((double.thread, double.thread, other, double.channel, double.direct), 1):
            await double.write(f"{ping} how many?", channel)
            await double.wait_for(POST, number)
    ends = [texts(request.body)[-1] for request in double.of(POST)]

    assert ends == [HOW_TO_GO_ON, SOURCE, HOW_TO_GO_ON, SOURCE, SOURCE]


async def test_a_command_in_a_thread_says_it_too_but_never_in_what_only_the_asker_sees(double: DiscordDouble) -> None:
    async with bot_on(double, StandIn()):
        alone = await double.shown(await double.command("ev ask", double.thread, question="one", private=True))
        first = await double.shown(await double.command("ev ask", double.thread, question="two"))
        second = await double.shown(await double.command("ev ask", double.thread, question="three"))

    assert [HOW_TO_GO_ON in told(message) for message in (alone, first, second)] == [False, True, False]


async def test_an_edit_of_the_first_question_in_a_thread_keeps_the_line_on_how_to_go_on(
    double: DiscordDouble, ping: str
) -> None:
    async with bot_on(double, StandIn()):
        question = await double.write(f"{ping} one", double.thread)
        await double.wait_for(POST)
        await double.edit(question, f"{ping} two")
        [edited] = await double.wait_for(EDIT)

    assert told(edited.body) == f"**Answer to: two**\n{SOURCE}\n{HOW_TO_GO_ON}"


# Where it may not write


@pytest.mark.parametrize("refusal", [NO_RIGHT, NO_SIGHT])
async def test_where_it_may_not_write_the_asker_is_told_in_private_once_an_hour(
    double: DiscordDouble, ping: str, refusal: Scripted
) -> None:
    async with bot_on(double, StandIn()):
        double.script(POST, refusal)
        await double.write(f"{ping} one")
        await double.wait_for(POST, 2)
        double.script(POST, refusal)
        await double.write(f"{ping} two")
        await double.wait_for(POST, 3)
        await double.write("three", double.direct)
        sent = await double.wait_for(POST, 4)
    [opened] = double.of(OPEN_DIRECT)

    assert int(double.alice["id"]) == int(opened.body["recipient_id"])
    rooms = [request.args["channel"] for request in sent]
    assert rooms == [double.channel["id"], double.direct["id"], double.channel["id"], double.direct["id"]]
    assert told(sent[1].body) == MAY_NOT_WRITE.format(channel=f"<#{double.channel['id']}>")
    assert sent[1].body["allowed_mentions"] == {"parse": []}


async def test_where_the_asker_takes_no_messages_either_nothing_more_is_tried(double: DiscordDouble, ping: str) -> None:
    closed: Json = {"code": 50007, "message": "Cannot send messages to this user"}
    double.script(POST, NO_RIGHT, Scripted(403, closed))
    async with bot_on(double, StandIn()):
        await double.write(f"{ping} one")
        await double.wait_for(POST, 2)
        await double.write(f"{ping} two", double.thread)
        sent = await double.wait_for(POST, 3)

    assert [request.status for request in sent] == [403, 403, 200]
    assert "Answer to: two" in told(sent[2].body)


async def test_a_direct_message_that_cannot_be_answered_is_left_at_that(double: DiscordDouble) -> None:
    double.script(POST, NO_RIGHT)
    async with bot_on(double, StandIn()):
        await double.write("one", double.direct)
        await double.wait_for(POST)
        await double.write("two", double.direct)
        sent = await double.wait_for(POST, 2)

    assert [request.status for request in sent] == [403, 200]
    assert double.of(OPEN_DIRECT) == []
    assert double.of(CALLBACK) == []
