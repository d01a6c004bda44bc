"""Replicas of the bot on one Discord and one state: each event is answered once, and a restart loses no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.platforms.discord_gateway.rendering import HOW_TO_GO_ON
from bot.state.answers import AskedIn
from tests.support.discord_bot import Held, StandIn, an_answer, bot_on, texts, told
from tests.support.discord_double import DELETE, EDIT, OPEN_DIRECT, PATIENCE, POST, DiscordDouble, Scripted
from tests.support.discord_interactions import CALLBACK
from tests.support.discord_payloads import Json
from tests.support.discord_states import SharedByAll, replica_state

FORBIDDEN = Scripted(403, {"code": 50013, "message": "Missing Permissions"})


@pytest.fixture
def first(tmp_path: Path) -> Iterator[SharedByAll]:
    """The state as one replica has it."""
    with replica_state(tmp_path) as state:
        yield state


@pytest.fixture
def second(tmp_path: Path, first: SharedByAll) -> Iterator[SharedByAll]:
    """The same state as another replica has it."""
    with replica_state(tmp_path) as state:
        yield state


def kept_of(state: SharedByAll, question: Json) -> tuple[str, ...]:
    """The messages that the state says answer a question."""
    return state.find_answer(AskedIn("discord", question["channel_id"], question["id"]))


async def until_kept(state: SharedByAll, question: Json, messages: int) -> None:
    """Wait until the state holds so many messages for a question: written last of all, and not seen by the double."""
    async with asyncio.timeout(PATIENCE):
        while len(await asyncio.to_thread(kept_of, state, question)) != messages:
            pass


async def fence(double: DiscordDouble, ping: str) -> None:
    """A last question; once it is answered, the bot is through with what came before in its channel."""
    before = len(double.of(POST))
    await double.write(f"{ping} fence")
    await double.wait_for(POST, before + 1)


# Once


async def test_each_message_is_answered_by_one_of_two_replicas(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    here, there = StandIn(), StandIn()
    questions = [f"number {number}" for number in range(8)]
    async with bot_on(double, here, first), bot_on(double, there, second):
        for text in questions:
            await double.write(f"{ping} {text}")
        await double.wait_for(POST, len(questions))

    assert double.gateway.replicas == 0
    assert sorted(questions) == sorted(here.questions + there.questions)
    assert sorted(f"**Answer to: {text}**" for text in questions) == sorted(
        texts(request.body)[0] for request in double.of(POST)
    )


async def test_each_command_and_press_is_answered_by_one_of_two_replicas(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    here, there = (StandIn(lambda text: an_answer(text, packed="1n")) for _ in range(2))
    async with bot_on(double, here, first), bot_on(double, there, second):
        for number in range(4):
            shown = await double.shown(await double.command("ev ask", question=f"number {number}"))
            await double.shown(await double.press(shown, "r1n"))

    assert len(here.questions + there.questions) == 8
    assert [request.status for request in double.of(CALLBACK)] == [200] * 8


async def test_an_edit_is_answered_by_one_of_two_replicas_in_the_messages_that_are_there(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    here, there = (StandIn(lambda text: an_answer("word " * (2_000 if "long" in text else 1))) for _ in range(2))
    async with bot_on(double, here, first), bot_on(double, there, second):
        question = await double.write(f"{ping} one")
        await until_kept(first, question, 1)
        for text, messages in (("long two", 3), ("three", 1), ("long four", 3), ("five", 1)):
            await double.edit(question, f"{ping} {text}")
            await until_kept(first, question, messages)
        await double.delete(question)
        await until_kept(first, question, 0)

    assert sorted(here.questions + there.questions) == sorted(["one", "long two", "three", "long four", "five"])
    assert [len(double.of(route)) for route in (POST, EDIT, DELETE)] == [5, 4, 5]


async def test_a_deleted_question_takes_its_answer_back_once(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), first), bot_on(double, StandIn(), second):
        questions = [await double.write(f"{ping} number {number}") for number in range(4)]
        sent = await double.wait_for(POST, 4)
        await double.delete(*questions)
        await double.wait_for(DELETE, 4)

    deleted = double.of(DELETE)
    assert sorted(request.answer["id"] for request in sent) == sorted(request.args["message"] for request in deleted)
    assert [request.status for request in deleted] == [204] * 4


async def test_a_thread_is_told_how_to_go_on_by_one_of_two_replicas(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), first), bot_on(double, StandIn(), second):
        for number in range(1, 7):
            await double.write(f"{ping} how many?", double.thread)
            await double.wait_for(POST, number)

    assert [HOW_TO_GO_ON in told(request.body) for request in double.of(POST)] == [True] + [False] * 5


async def test_an_asker_is_told_once_that_nobody_may_write_whichever_replica_found_out(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    core = StandIn()
    async with bot_on(double, core, first):
        double.script(POST, FORBIDDEN)
        await double.write(f"{ping} one")
        await double.wait_for(POST, 2)
    async with bot_on(double, core, second):
        double.script(POST, FORBIDDEN)
        await double.write(f"{ping} two")
        await double.wait_for(POST, 3)
        await double.write(f"{ping} three")
        await double.wait_for(POST, 4)

    assert len(double.of(OPEN_DIRECT)) == 1


# After a restart


async def test_an_edit_after_a_restart_edits_the_answer_of_before(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), first):
        question = await double.write(f"{ping} how many Zeos?")
        [sent] = await double.wait_for(POST)
    async with bot_on(double, StandIn(), second):
        await double.edit(question, f"{ping} how many Zoes?")
        [edited] = await double.wait_for(EDIT)

    assert edited.args == {"channel": double.channel["id"], "message": sent.answer["id"]}
    assert "Answer to: how many Zoes?" in told(edited.body)
    assert len(double.of(POST)) == 1


async def test_previews_and_edits_of_what_was_never_asked_change_nothing_after_a_restart(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), first):
        question = await double.write(f"{ping} see https://example.org")
        chatter = await double.write("hello there")
        await double.wait_for(POST)
    core = StandIn()
    async with bot_on(double, core, second):
        await double.edit(question, embeds=[{"type": "link", "url": "https://example.org"}])
        await double.edit(chatter, f"{ping} hello there")
        await fence(double, ping)

    assert core.questions == ["fence"]
    assert double.of(EDIT) == []


async def test_a_question_deleted_after_a_restart_takes_its_whole_answer_along(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    async with bot_on(double, StandIn(lambda _: an_answer("word " * 1_200)), first):
        question = await double.write(f"{ping} how many?")
        sent = await double.wait_for(POST, 2)
    async with bot_on(double, StandIn(), second):
        await double.delete(question)
        deleted = await double.wait_for(DELETE, 2)

    assert [request.args["message"] for request in deleted] == [request.answer["id"] for request in sent]
    assert kept_of(first, question) == ()


async def test_a_question_deleted_while_an_edit_of_it_is_in_hand_after_a_restart_is_not_answered_anew(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), first):
        question = await double.write(f"{ping} one")
        [sent] = await double.wait_for(POST)
    held = Held()
    async with bot_on(double, StandIn(held), second):
        await double.edit(question, f"{ping} two")
        await held.reached()
        await double.delete(question)
        await double.write("fence", double.direct)
        await held.reached()
        held.go.set()
        [deleted] = await double.wait_for(DELETE)

    assert sent.answer["id"] == deleted.args["message"]
    assert double.of(EDIT) == []


async def test_an_event_that_is_repeated_after_a_restart_is_not_answered_again(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    core = StandIn()
    async with bot_on(double, core, first):
        question = await double.write(f"{ping} one")
        await double.wait_for(POST)
    async with bot_on(double, core, second):
        await double.deliver(question)
        await fence(double, ping)

    assert core.questions == ["one", "fence"]


# Without the database


async def test_answers_edits_and_deletions_go_on_while_the_database_is_away(
    double: DiscordDouble, ping: str, first: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), first):
        with first.away():
            question = await double.write(f"{ping} one")
            [sent] = await double.wait_for(POST)
            await double.edit(question, f"{ping} two")
            [edited] = await double.wait_for(EDIT)
            await double.delete(question)
            [deleted] = await double.wait_for(DELETE)
            shown = await double.shown(await double.command("ev ask", question="three"))

            assert first.degraded

    assert (sent.status, edited.status, deleted.status) == (200, 200, 204)
    assert "Answer to: two" in told(edited.body)
    assert "Answer to: three" in told(shown)


async def test_an_answer_given_while_the_database_was_away_is_found_once_it_is_back(
    double: DiscordDouble, ping: str, first: SharedByAll, second: SharedByAll
) -> None:
    async with bot_on(double, StandIn(), first):
        with first.away():
            question = await double.write(f"{ping} one")
            [sent] = await double.wait_for(POST)

    assert first.presence.wait_until_there(5)
    async with bot_on(double, StandIn(), second):
        await double.delete(question)
        [deleted] = await double.wait_for(DELETE)

    assert sent.answer["id"] == deleted.args["message"]


async def test_a_database_that_hangs_keeps_no_question_waiting_for_long(
    double: DiscordDouble, ping: str, first: SharedByAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord_gateway.shared.ANSWERS_WITHIN", 0.05)
    async with bot_on(double, StandIn(), first):
        with first.hanging():
            question = await double.write(f"{ping} one", double.thread)
            [sent] = await double.wait_for(POST)
            await double.edit(question, f"{ping} two")
            await double.wait_for(EDIT)
            await double.delete(question)
            [deleted] = await double.wait_for(DELETE)
            shown = await double.shown(await double.command("ev ask", question="three"))

    assert "Answer to: one" in told(sent.body)
    assert sent.answer["id"] == deleted.args["message"]
    assert "Answer to: three" in told(shown)
