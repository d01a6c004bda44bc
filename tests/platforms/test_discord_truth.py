"""Discord's own rules as SimCord knows them: permissions, limits, error codes, held against us and against our double.

SimCord replaces discord.py's HTTP client inside the process, so no socket is tested here; that is the business of our
own double, whose verdicts on messages are compared with SimCord's. It is used in this file only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord
from discord.http import Route

from bot.answer import Answer, Offer
from bot.platforms.discord_gateway.client import EvClient
from bot.platforms.limits import Discord
from tests.support.discord_bot import QUICK, StandIn, an_answer
from tests.support.discord_payloads import Json
from tests.support.discord_refusals import of_message

V2 = 1 << 15
EVERYTHING = discord.Permissions.all()


class Simulated:
    """A bot of ours in SimCord's Discord, in a server with Alice."""

    def __init__(self, env: simcord.Env, bot: EvClient, service: StandIn) -> None:
        self.env, self.bot, self.service = env, bot, service
        self.guild = env.create_guild()
        self.alice = self.guild.add_member(env.create_user("alice"))

    def channel(self, **denied: bool) -> simcord.ChannelHandle:
        """A channel in which the bot lacks some permissions: `send_messages=False`."""
        assert self.bot.user is not None
        overwrites = {self.bot.user: discord.PermissionOverwrite(**denied)} if denied else {}
        return self.guild.create_text_channel("cars", overwrites=overwrites)

    async def asked(self, channel: simcord.ChannelHandle, text: str = "how many?") -> list[discord.Message]:
        """What the bot says in a channel to a mention."""
        assert self.bot.user is not None
        await self.alice.send(channel, f"<@{self.bot.user.id}> {text}")
        return [message for message in channel.history() if message.author.id == self.bot.user.id]


@asynccontextmanager
async def simulated(answer: Callable[[str], Answer] | None = None, **options: Any) -> AsyncIterator[Simulated]:
    """SimCord's Discord with our bot in it."""
    service = StandIn() if answer is None else StandIn(answer)
    bot = EvClient(service, replace(QUICK, sync_commands=True))  # type: ignore[arg-type]
    async with simcord.run(bot, shard_count=1, **options) as env:
        yield Simulated(env, bot, service)
        await bot.drop()


def words(message: discord.Message) -> str:
    """What a message says."""
    parts = [part for top in message.components for part in getattr(top, "children", [top])]
    return "\n".join(part.content for part in parts if isinstance(part, discord.TextDisplay))


# Permissions


async def test_a_mention_is_answered_by_a_reply_of_components() -> None:
    async with simulated() as sim:
        [reply] = await sim.asked(sim.channel())

    assert "Answer to: how many?" in words(reply)
    assert reply.flags.components_v2
    assert reply.type is discord.MessageType.reply


async def test_where_the_bot_may_not_write_it_says_nothing_there_and_goes_on() -> None:
    async with simulated() as sim:
        closed, open_to_us = sim.channel(send_messages=False), sim.channel()
        silent = await sim.asked(closed)
        [reply] = await sim.asked(open_to_us, "and here?")

    assert silent == []
    assert "and here?" in words(reply)


async def test_without_the_right_to_read_the_history_the_answer_comes_all_the_same() -> None:
    async with simulated() as sim:
        [reply] = await sim.asked(sim.channel(read_message_history=False))

    assert "Answer to: how many?" in words(reply)


async def test_without_the_right_to_attach_files_the_words_go_alone() -> None:
    def with_rows(text: str) -> Answer:
        return an_answer(f"Answer to: {text}", wants_csv=True)

    async with simulated(with_rows) as sim:
        [reply] = await sim.asked(sim.channel(attach_files=False))

    assert "Answer to: how many?" in words(reply)
    assert reply.attachments == []


# Commands and error codes


@pytest.mark.parametrize("private", [True, False])
async def test_the_commands_that_are_sent_at_the_start_can_be_used(private: bool) -> None:
    async with simulated() as sim:
        result = await sim.alice.slash(sim.channel(), "ev ask", question="how many?", private=private)

    assert result.response is not None
    assert "Answer to: how many?" in words(result.response.message)
    assert result.ephemeral == private


async def test_a_bot_that_may_not_write_in_a_channel_answers_commands_there() -> None:
    async with simulated() as sim:
        result = await sim.alice.slash(sim.channel(send_messages=False), "ev ask", question="how many?")

    assert result.response is not None
    assert "Answer to: how many?" in words(result.response.message)


@pytest.mark.parametrize(("status", "code"), [(400, 40060), (404, 10062)])
async def test_an_interaction_that_is_used_up_is_let_go_and_the_next_one_answered(status: int, code: int) -> None:
    async with simulated() as sim:
        channel = sim.channel()
        sim.env.inject_error("POST", "/interactions/*/*/callback", status=status, code=code)
        lost = await sim.alice.slash(channel, "ev ask", question="one")
        found = await sim.alice.slash(channel, "ev ask", question="two")

    assert lost.response is None
    assert found.response is not None
    assert "Answer to: two" in words(found.response.message)


async def test_a_second_answer_to_one_interaction_gets_the_code_that_our_double_gives() -> None:
    codes: list[int] = []

    async def twice(interaction: discord.Interaction[Any]) -> None:
        adapter = discord.webhook.async_.async_context.get()
        params = discord.webhook.async_.interaction_response_params(5)
        for _ in range(2):
            try:
                await adapter.create_interaction_response(
                    interaction.id, interaction.token, session=interaction._session, params=params
                )
            except discord.HTTPException as problem:
                codes.append(problem.code)

    async with simulated() as sim:
        sim.bot.tree.interaction_check = twice  # type: ignore[method-assign,assignment]
        await sim.alice.slash(sim.channel(), "ev ask", question="how many?")

    assert codes == [40060]


# Limits


async def test_a_very_long_answer_with_every_button_is_within_the_limits() -> None:
    offers = tuple(Offer("l" * 80, "p" * 96 + str(number)) for number in range(3))
    long = " ".join(f"word{number:05}" for number in range(1_000))

    async with simulated(lambda _: an_answer(long, packed="x" * 96, offers=offers)) as sim:
        replies = await sim.asked(sim.channel())

    assert len(replies) > 1
    assert long.split() == [word.strip("*") for reply in replies for word in words(reply).split() if "word" in word]


def a_layout(*components: Json) -> Json:
    return {"flags": V2, "components": list(components)}


def a_row(*held: Json) -> Json:
    return {"type": 1, "components": list(held)}


def a_button(custom_id: str = "a", label: str = "x") -> Json:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id}


def a_select(count: int, **changes: Any) -> Json:
    options = [{"label": f"l{number}", "value": f"v{number}"} | changes for number in range(count)]
    return {"type": 3, "custom_id": "choose", "options": options}


A_TEXT = {"type": 10, "content": "x"}
MESSAGES = {
    "40 components": a_layout(*(dict(A_TEXT) for _ in range(Discord.COMPONENTS))),
    "41 components": a_layout(*(dict(A_TEXT) for _ in range(Discord.COMPONENTS + 1))),
    "4,000 characters": a_layout({"type": 10, "content": "x" * 4_000}),
    "4,001 characters": a_layout({"type": 10, "content": "x" * 4_001}),
    "content beside components": a_layout(A_TEXT) | {"content": "x"},
    "an embed beside components": a_layout(A_TEXT) | {"embeds": [{"title": "x"}]},
    "components without the flag": a_layout(A_TEXT) | {"flags": 0},
    "no component": a_layout(),
    "an id of 100": a_layout(a_row(a_button("a" * 100))),
    "an id of 101": a_layout(a_row(a_button("a" * 101))),
    "a label of 80": a_layout(a_row(a_button(label="x" * 80))),
    "a label of 81": a_layout(a_row(a_button(label="x" * 81))),
    "two ids alike": a_layout(a_row(a_button(), a_button())),
    "five buttons": a_layout(a_row(*(a_button(str(number)) for number in range(5)))),
    "six buttons": a_layout(a_row(*(a_button(str(number)) for number in range(6)))),
    "a button outside a row": a_layout(a_button()),
    "an empty row": a_layout(a_row()),
    "25 options": a_layout(a_row(a_select(25))),
    "26 options": a_layout(a_row(a_select(26))),
    "two values alike": a_layout(a_row(a_select(2, value="v"))),
    "a select beside a button": a_layout(a_row(a_button(), a_select(1))),
    "a container": a_layout({"type": 17, "components": [A_TEXT, a_row(a_button())]}),
    "a container in a container": a_layout({"type": 17, "components": [{"type": 17, "components": [A_TEXT]}]}),
    "2,000 characters of content": {"content": "x" * 2_000},
    "2,001 characters of content": {"content": "x" * 2_001},
    "nothing": {"content": ""},
}


@pytest.mark.parametrize("name", MESSAGES)
async def test_our_double_takes_and_refuses_what_simcord_does(name: str) -> None:
    message = MESSAGES[name]
    async with simulated() as sim:
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=sim.channel().id)
        try:
            await sim.bot.http.request(route, json=deepcopy(message))
            taken = True
        except discord.HTTPException:
            taken = False

    ours = of_message({"flags": 0, "content": "", "embeds": [], "attachments": [], "components": []} | message)

    assert taken == (ours is None)
