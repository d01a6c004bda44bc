"""How answers to messages go out on Discord: escaped, cut, with files, in their order, with a typing sign."""

from __future__ import annotations

import pytest

from bot.answer import Answer, Status
from bot.document import Document, Headline, SourceLine, Table, Text
from bot.platforms.discord_gateway.composing import BUSY, FAILED
from bot.platforms.discord_gateway.rendering import HOW_TO_GO_ON
from bot.service import Service
from tests.support.discord_bot import SOURCE, Held, StandIn, an_answer, bot_on, texts, told
from tests.support.discord_double import POST, TYPING, DiscordDouble, Scripted

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
    assert " ".join(told(request.body) for request in sent).split() == f"{words} {SOURCE} {HOW_TO_GO_ON}".split()


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
