"""Discord's commands on the real discord.py against our own Discord: what people choose, what is asked, who sees it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest

from bot.answer import Answer
from bot.guided import sentence
from bot.platforms.discord_gateway.commands_menus import NOTHING_TO_READ
from bot.platforms.discord_gateway.composing import BUSY, FAILED
from bot.platforms.discord_gateway.tree import OUTDATED
from bot.service import ALONE, Context, Service
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import StandIn, an_answer, bot_on, told
from tests.support.discord_double import POST, DiscordDouble, Scripted
from tests.support.discord_interactions import CALLBACK, EDIT_ORIGINAL, Interaction
from tests.support.discord_payloads import EPHEMERAL, Json


@dataclass
class Core(StandIn):
    """A core that completes as well."""

    names: list[str] = field(default_factory=lambda: ["Renault Zoe", "Nissan Leaf"])
    completed: list[tuple[str, str]] = field(default_factory=list)

    def complete(self, kind: str, typed: str, context: Context = ALONE) -> list[str]:
        """The names that it was given."""
        self.completed.append((kind, typed))
        return self.names

    def about(self, context: Context = ALONE) -> Answer:
        """Words of its own."""
        return an_answer("About me")


class Held(Core):
    """A core whose answers wait until they are let go."""

    def __init__(self) -> None:
        super().__init__(self.waiting)
        self.entered, self.go = threading.Semaphore(0), threading.Event()

    def waiting(self, text: str) -> Answer:
        """Answers once it may."""
        self.entered.release()
        assert self.go.wait(10)
        return an_answer(f"Answer to: {text}")

    async def reached(self) -> None:
        """It holds one more question."""
        assert await asyncio.to_thread(self.entered.acquire, timeout=5)


async def shown_to(double: DiscordDouble, interaction: Interaction) -> tuple[str, bool]:
    """The words that answer, and whether only the asker sees them."""
    message = await double.shown(interaction)
    return told(message), bool(message["flags"] & EPHEMERAL)


# What is asked

ZOE, LEAF = "Renault Zoe", "Nissan Leaf"
FULL = {"what": ZOE, "where": "France", "when": "2020"}
ASKED: list[tuple[str, Json, str]] = [
    ("ask", {"question": "how many Zoes?"}, "how many Zoes?"),
    ("sales", {}, sentence("sales")),
    ("sales", FULL, sentence("sales", **FULL)),
    ("compare", FULL | {"with": LEAF}, sentence("compare", other=LEAF, **FULL)),
    ("top", {}, sentence("top", of="models")),
    ("top", {"of": "brands", "count": 5} | FULL, sentence("top", of="brands", top=5, **FULL)),
    ("share", FULL, sentence("share", **FULL)),
    ("trend", FULL | {"by": "month"}, sentence("trend", of="month", **FULL)),
    ("trend", {"where": "Norway"}, sentence("trend", where="Norway")),
    ("stock", FULL, sentence("stock", **FULL)),
    ("check", {"claim": "Norway sold 5 Zoes"}, sentence("check", what="Norway sold 5 Zoes")),
    ("coverage", {}, sentence("coverage")),
    ("coverage", {"what": ZOE, "where": "France"}, sentence("coverage", what=ZOE, where="France")),
    ("help", {}, sentence("help")),
]


@pytest.mark.parametrize(
    ("command", "options", "question"), ASKED, ids=[f"{command}-{len(options)}" for command, options, _ in ASKED]
)
async def test_a_command_asks_its_question_and_everybody_sees_the_answer(
    double: DiscordDouble, command: str, options: Json, question: str
) -> None:
    core = Core()
    async with bot_on(double, core):
        words, private = await shown_to(double, await double.command(f"ev {command}", **options))

    assert core.questions == [question]
    assert question in words.replace("\\", "")
    assert not private


@pytest.mark.parametrize(
    ("command", "options", "question"), ASKED, ids=[f"{command}-{len(options)}" for command, options, _ in ASKED]
)
async def test_the_same_asked_privately_is_shown_to_the_asker_alone(
    double: DiscordDouble, command: str, options: Json, question: str
) -> None:
    core = Core()
    async with bot_on(double, core):
        _, private = await shown_to(double, await double.command(f"ev {command}", **options, private=True))

    assert core.questions == [question]
    assert private
    assert double.of(POST) == []


async def test_about_tells_what_the_core_tells_of_itself(double: DiscordDouble) -> None:
    async with bot_on(double, Core()):
        words, private = await shown_to(double, await double.command("ev about"))

    assert words.startswith("**About me**")
    assert not private


async def test_commands_of_one_person_in_one_channel_belong_to_the_conversation_of_their_messages(
    double: DiscordDouble,
) -> None:
    core = Core()
    async with bot_on(double, core):
        await double.shown(await double.command("ev sales", what=ZOE))
        await double.write(f"<@{double.me['id']}> and in 2021?")
        await double.wait_for(POST)
        await double.shown(await double.command("ev sales", double.thread, what=ZOE))

    first, second, elsewhere = [context.conversation for _, context in core.asked]

    assert first == second
    assert first != elsewhere


@pytest.mark.parametrize("place", ["channel", "thread", "direct", "beyond", "group"])
async def test_a_command_is_answered_wherever_it_was_sent(double: DiscordDouble, place: str) -> None:
    async with bot_on(double, Core()):
        sent = await double.command("ev ask", getattr(double, place), question="how many Zoes?")
        message = await double.shown(sent)

    assert message["channel_id"] == getattr(double, place)["id"]
    assert "how many Zoes?" in told(message).replace("\\", "")


async def test_ten_thousand_characters_are_asked_as_they_are(double: DiscordDouble) -> None:
    core = Core(lambda text: an_answer(f"{len(text)} characters"))
    async with bot_on(double, core):
        words, _ = await shown_to(double, await double.command("ev ask", question="x" * 10_000))

    assert "10000 characters" in words


GUIDED = [
    ("sales", {"what": ZOE, "where": "France", "when": "2020"}, "Renault Zoe"),
    ("compare", {"what": ZOE, "with": LEAF, "where": "France", "when": "2020"}, "Nissan Leaf"),
    ("top", {"of": "countries", "count": 3, "when": "2023"}, "China"),
    ("share", {"where": "Norway", "when": "2023"}, "Norway"),
    ("trend", {"where": "Norway"}, "Norway"),
    ("stock", {"where": "Norway"}, "Norway"),
    ("check", {"claim": "in 2020 more Nissan Leafs than Renault Zoes were sold in France"}, "Nissan Leaf"),
    ("coverage", {"where": "Norway"}, "Norway"),
    ("about", {}, "evbot"),
    ("help", {}, "how many"),
]


@pytest.mark.parametrize(("command", "options", "named"), GUIDED, ids=[command for command, _, _ in GUIDED])
async def test_the_real_core_answers_every_command(
    double: DiscordDouble, service: Service, command: str, options: Json, named: str
) -> None:
    async with bot_on(double, service):
        words, _ = await shown_to(double, await double.command(f"ev {command}", **options))

    assert named.casefold() in words.replace("\\", "").casefold()
    assert FAILED not in words


# Completion


@pytest.mark.parametrize(
    ("command", "option", "kind"),
    [
        *(
            (command, "what", "subject")
            for command in ("sales", "compare", "top", "share", "trend", "stock", "coverage")
        ),
        *(
            (command, "where", "place")
            for command in ("sales", "compare", "top", "share", "trend", "stock", "coverage")
        ),
        *((command, "when", "period") for command in ("sales", "compare", "top", "share", "trend", "stock")),
        ("compare", "with", "subject"),
    ],
)
async def test_names_complete_as_one_types(double: DiscordDouble, command: str, option: str, kind: str) -> None:
    core = Core()
    async with bot_on(double, core):
        choices = await double.choices(await double.complete(f"ev {command}", option, "zo", private=True))

    assert choices == ["Renault Zoe", "Nissan Leaf"]
    assert core.completed == [(kind, "zo")]
    assert core.asked == []


async def test_at_most_25_names_are_offered_and_none_that_is_too_long(double: DiscordDouble) -> None:
    core = Core(names=["x" * 101, "😀" * 51, "", *(f"Model {number}" for number in range(30))])
    async with bot_on(double, core):
        choices = await double.choices(await double.complete("ev sales", "what", ""))

    assert choices == [f"Model {number}" for number in range(25)]


async def test_names_complete_while_every_thread_is_answering(double: DiscordDouble) -> None:
    core = Held()
    async with bot_on(double, core, workers=1):
        asked = await double.command("ev ask", question="one")
        await core.reached()
        choices = await double.choices(await double.complete("ev sales", "what", "zo"))
        core.go.set()
        await double.shown(asked)

    assert choices == core.names


async def test_a_completion_that_fails_offers_nothing(double: DiscordDouble, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Core):
        def complete(self, kind: str, typed: str, context: Context = ALONE) -> list[str]:
            raise RuntimeError("no names")

    async with bot_on(double, Broken()):
        choices = await double.choices(await double.complete("ev sales", "what", "zo"))

    assert choices == []
    assert "no names" in caplog.text


async def test_a_completion_that_comes_too_late_is_survived(
    double: DiscordDouble, caplog: pytest.LogCaptureFixture
) -> None:
    async with bot_on(double, Core()):
        double.answer_within = 0.0
        await double.complete("ev sales", "what", "zo")
        await double.wait_for(CALLBACK)
        double.answer_within = 3.0
        await double.shown(await double.command("ev ask", question="still there?"))

    assert "Discord did not let us complete an option" in caplog.text
    assert "Traceback" not in caplog.text


# The menu of a message


async def test_a_claim_is_checked_from_the_menu_of_its_message(double: DiscordDouble) -> None:
    core = Core()
    async with bot_on(double, core):
        claim = await double.write(f"<@{double.alice['id']}> said Norway sold 5 Zoes @everyone")
        words, private = await shown_to(double, await double.message_command("Check EV claim", claim))

    assert core.questions == [sentence("check", what="said Norway sold 5 Zoes")]
    assert "Norway sold 5 Zoes" in words
    assert not private


async def test_a_question_is_answered_from_the_menu_of_its_message(double: DiscordDouble) -> None:
    core = Core()
    async with bot_on(double, core):
        question = await double.write("how many Zoes?", double.thread, payloads.user("bea"))
        sent = await double.message_command("Answer this", question)
        message = await double.shown(sent)

    assert core.questions == ["how many Zoes?"]
    assert message["channel_id"] == double.thread["id"]


@pytest.mark.parametrize("place", ["beyond", "group"])
async def test_a_message_where_the_bot_is_not_can_be_checked(double: DiscordDouble, place: str) -> None:
    core = Core()
    async with bot_on(double, core):
        claim = payloads.message(getattr(double, place), payloads.user("bea"), "Norway sold 5 Zoes")
        await double.shown(await double.message_command("Check EV claim", claim))

    assert core.questions == [sentence("check", what="Norway sold 5 Zoes")]


async def test_the_preview_of_a_news_post_is_read_where_it_has_no_words_of_its_own(double: DiscordDouble) -> None:
    core = Core()
    news = {"type": "rich", "title": "Zoe sales halve", "description": "In France in 2023."}
    async with bot_on(double, core):
        post = await double.write("", author=payloads.user("news", bot=True), embeds=[news])
        await double.shown(await double.message_command("Answer this", post))

    assert core.questions == ["Zoe sales halve\nIn France in 2023."]


@pytest.mark.parametrize("name", ["Check EV claim", "Answer this"])
async def test_a_message_without_words_is_told_so_to_the_asker_alone(double: DiscordDouble, name: str) -> None:
    core = Core()
    async with bot_on(double, core):
        shown = await shown_to(double, await double.message_command(name, await double.write("")))

    assert shown == (NOTHING_TO_READ, True)
    assert core.asked == []


# Time and trouble


async def test_a_quick_answer_is_the_first_thing_that_is_said(double: DiscordDouble) -> None:
    async with bot_on(double, Core()):
        sent = await double.command("ev ask", question="how many Zoes?")
        await double.shown(sent)

    assert sent.answer is not None
    assert sent.answer["type"] == 4
    assert len(double.of(CALLBACK)) == 1
    assert double.of(EDIT_ORIGINAL) == []


@pytest.mark.parametrize("private", [True, False])
async def test_a_slow_answer_is_put_off_and_keeps_its_privacy(double: DiscordDouble, private: bool) -> None:
    core = Held()
    async with bot_on(double, core, acknowledged_after=0.01):
        sent = await double.command("ev ask", question="how many Zoes?", private=private)
        put_off = await double.acknowledged(sent)
        core.go.set()
        words, privately = await shown_to(double, sent)

    assert put_off["type"] == 5
    assert bool((put_off.get("data") or {}).get("flags", 0) & EPHEMERAL) == private
    assert "how many Zoes?" in words.replace("\\", "")
    assert privately == private


async def test_a_full_desk_says_so_to_the_asker_alone(double: DiscordDouble) -> None:
    core = Held()
    async with bot_on(double, core, workers=1, waiting=0):
        first = await double.command("ev ask", question="one")
        await core.reached()
        shown = await shown_to(double, await double.command("ev ask", question="two"))
        core.go.set()
        await double.shown(first)

    assert shown == (BUSY, True)
    assert core.questions == ["one"]


async def test_what_was_asked_before_the_end_is_answered_before_the_end(double: DiscordDouble) -> None:
    core = Held()
    async with bot_on(double, core) as bot:
        sent = await double.command("ev ask", question="one")
        await core.reached()
        bot.stop.set()
        core.go.set()
        await double.shown(sent)

    assert "Answer to: one" in told(await double.shown(sent))


async def test_a_core_that_blows_up_is_owned_up_to(double: DiscordDouble, caplog: pytest.LogCaptureFixture) -> None:
    def broken(text: str) -> Answer:
        raise RuntimeError("boom")

    async with bot_on(double, Core(broken)):
        words, _ = await shown_to(double, await double.command("ev ask", question="one"))

    assert words == FAILED
    assert "boom" in caplog.text


async def test_a_command_that_blows_up_before_it_asks_is_owned_up_to(
    double: DiscordDouble, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> str:
        raise RuntimeError("boom")

    monkeypatch.setattr("bot.platforms.discord_gateway.commands.sentence", broken)
    async with bot_on(double, Core()):
        shown = await shown_to(double, await double.command("ev sales", what=ZOE))

    assert shown == (FAILED, True)
    assert "boom" in caplog.text


@pytest.mark.parametrize(("path", "options"), [("ev range", {}), ("cars", {}), ("ev compare", {"what": ZOE})])
async def test_a_command_of_another_version_is_told_so(double: DiscordDouble, path: str, options: Json) -> None:
    core = Core()
    async with bot_on(double, core):
        shown = await shown_to(double, await double.command(path, **options))
        choices = await double.choices(await double.complete("ev range", "what", "zo"))

    assert shown == (OUTDATED, True)
    assert (choices, core.asked) == ([], [])


async def test_an_expired_token_is_survived(double: DiscordDouble, caplog: pytest.LogCaptureFixture) -> None:
    core = Held()
    async with bot_on(double, core, acknowledged_after=0.01):
        sent = await double.command("ev ask", question="one")
        await double.acknowledged(sent)
        double.expire(sent)
        core.go.set()
        await double.wait_for(EDIT_ORIGINAL)
        words, _ = await shown_to(double, await double.command("ev ask", question="two"))

    assert "two" in words
    assert "Discord did not let us answer an interaction" in caplog.text


async def test_of_two_replicas_one_answers(double: DiscordDouble, caplog: pytest.LogCaptureFixture) -> None:
    async with bot_on(double, Core()), bot_on(double, Core()):
        await double.until(lambda: double.gateway.replicas == 2)
        sent = await double.command("ev ask", question="one")
        taken, refused = sorted(await double.wait_for(CALLBACK, 2), key=lambda request: request.status or 0)

    assert told(await double.shown(sent)).startswith("**Answer to: one**")
    assert (taken.status, refused.status, refused.answer["code"]) == (200, 400, 40060)
    assert (sent.follow_ups, double.of(POST)) == ([], [])
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("code", [10062, 40060])
async def test_an_interaction_that_another_replica_answered_is_left_to_it(
    double: DiscordDouble, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    status = 404 if code == 10062 else 400
    double.script(CALLBACK, Scripted(status, {"code": code, "message": "not yours"}))
    async with bot_on(double, Core()):
        await double.command("ev ask", question="one")
        await double.wait_for(CALLBACK)
        await double.shown(await double.command("ev ask", question="two"))

    assert [404 if code == 10062 else 400, 200] == [request.status for request in double.of(CALLBACK)]
    assert double.of(POST) == []
    assert "Traceback" not in caplog.text


async def test_commands_need_no_privileged_intent(double: DiscordDouble) -> None:
    async with bot_on(double, Core()):
        await double.shown(await double.command("ev ask", question="one"))

    privileged = discord.Intents(members=True, presences=True, message_content=True)

    assert double.gateway.sessions[0].intents & privileged.value == 0
