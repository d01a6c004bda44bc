"""Edited and deleted questions on Discord, and what becomes of their answers."""

from __future__ import annotations

import asyncio

from tests.support.discord_bot import Held, StandIn, an_answer, bot_on, told
from tests.support.discord_double import DELETE, EDIT, POST, DiscordDouble, Scripted


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
