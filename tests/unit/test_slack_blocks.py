"""An Answer as Slack messages: whatever it holds, what is sent fits, says all of it, and keeps every source."""

from __future__ import annotations

import html
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock

from bot.answer import Answer, Offer, Repair, Status
from bot.document import (
    Block,
    Choices,
    Code,
    Document,
    Headline,
    Link,
    Note,
    Paragraph,
    ReadingLine,
    SourceLine,
    Strong,
    Table,
    Text,
)
from bot.platforms.slack_app.blocks import LEFT_OUT, MOST_MESSAGES, Post, posts
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.block_kit import pressable, problems, size, texts
from tests.support.sentences import all_sentences

# Texts that Slack counts or reads in its own way: mark-up, entities, pictures, controls, halves of pairs.
WORDS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from("ab &<>*_~`@!#|:\n😀\x00\ud800"), max_size=60),
    st.builds(lambda word, times: word * times, st.sampled_from(["word ", "&", "😀", "a"]), st.integers(0, 1_500)),
)
ADDRESSES = st.one_of(st.just("https://example.org/?a=1&b=2"), st.just(""), WORDS)
SPANS = st.lists(
    st.one_of(
        st.builds(Text, WORDS), st.builds(Strong, WORDS), st.builds(Code, WORDS), st.builds(Link, WORDS, ADDRESSES)
    ),
    max_size=4,
).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 25))
    row = st.lists(st.one_of(st.text(st.characters(), max_size=8), WORDS), min_size=columns, max_size=columns)
    pattern = draw(st.lists(row.map(tuple), max_size=3))
    rows = tuple(pattern * draw(st.integers(0, 40)))
    more = draw(st.integers(0, 2)) if rows else 0  # rows are left out of a table that shows some
    return Table(draw(row.map(tuple)), rows, draw(st.integers(0, columns)), more=more)


BLOCKS: st.SearchStrategy[list[Block]] = st.lists(
    st.one_of(
        st.builds(Headline, SPANS),
        st.builds(Paragraph, SPANS),
        st.builds(ReadingLine, WORDS),
        tables(),
        st.builds(Choices, st.lists(WORDS, max_size=12).map(tuple)),
        st.builds(Note, WORDS),
    ),
    max_size=12,
)
OFFERS = st.lists(st.builds(Offer, WORDS, st.text("abc;1", max_size=96)), max_size=120).map(tuple)
REPAIRS = st.lists(st.builds(Repair, WORDS, WORDS, OFFERS), max_size=70).map(tuple)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    sources = [
        SourceLine(number, text, address)
        for number, (text, address) in enumerate(draw(st.lists(st.tuples(WORDS, ADDRESSES), max_size=6)), 1)
    ]
    body = draw(BLOCKS) * draw(st.sampled_from([1, 1, 1, 20]))
    return Answer(
        draw(st.sampled_from(Status)),
        document=Document((*body, *sources)),
        offers=draw(OFFERS),
        packed=draw(st.none() | st.just("1n;smrenault/zoe")),
        repairs=draw(st.just(()) | REPAIRS),
    )


def fits(post: Post) -> bool:
    """Whether Slack takes a message, and tells all of it to those who only hear it."""
    assert problems(list(post.blocks)) == []
    assert post.text.strip() != ""
    assert size(post.text) <= 3_900
    assert "<" not in post.text
    for block in SlackBlock.parse_all([block for block in post.blocks if block["type"] != "data_visualization"]):
        assert block.to_dict()["type"]  # runs the checks of Slack's own library, which has no class for charts yet
    return True


def shown(found: list[Post]) -> str:
    """All that is seen of some messages, without their buttons."""
    blocks = [block for post in found for block in post.blocks if block["type"] != "actions"]
    return "\n".join(texts(blocks))


@settings(deadline=None, max_examples=25)
@given(answers())
def test_whatever_the_answer_what_is_sent_fits_with_and_without_tables(answer: Answer) -> None:
    found, without = posts(answer, thread="1.1"), posts(answer, tables=False, thread="1.1")

    assert all(fits(post) for post in (*found, *without))
    assert [post.text for post in found] == [post.text for post in without]
    assert not any(post.has_table for post in without)


@settings(deadline=None, max_examples=20)
@given(BLOCKS, st.integers(1, 6), st.sampled_from([1, 2, 12]))
def test_the_sources_are_never_what_is_cut_off(body: list[Block], count: int, times: int) -> None:
    sources = [
        SourceLine(number, f"Publisher {number}: Title & more", f"https://example.org/{number}?a=1&b=2")
        for number in range(1, count + 1)
    ]
    found = posts(Answer(Status.ANSWERED, document=Document((*body * times, *sources))))

    links = [element["url"] for post in found for element in elements(post) if element["type"] == "link"]
    lines = html.unescape("\n".join(post.text for post in found)).split("\n")
    assert [source.url for source in sources] == links[-count:]
    assert [f"[{source.number}] {source.text} {source.url}" for source in sources] == lines[-count:]
    assert len(found) <= MOST_MESSAGES + 1


def elements(post: Post) -> list[dict[str, Any]]:
    """The words of the sections of rich text in a message."""
    return [
        word
        for block in post.blocks
        if block["type"] == "rich_text"
        for section in block["elements"]
        if section["type"] == "rich_text_section"
        for word in section["elements"]
    ]


# How it looks

ROWS = tuple((f"Model {number}", f"{number:,}") for number in range(1, 15))
ANSWER = Answer(
    Status.ANSWERED,
    document=Document(
        (
            Headline((Strong("12 <!channel> were *sold*."),)),
            ReadingLine("Renault Zoe · sales"),
            Paragraph((Text("See "), Link("the page", "https://example.org/a"), Text(" or ask "), Code("evbot"))),
            Table(("Model", "vehicles"), ROWS[:2]),
            Note("Cars only."),
            Note("One source."),
            SourceLine(1, "KBA: Title, 2024", "https://kba.example/?a=1&b=2"),
            SourceLine(2, "By letter", ""),
        )
    ),
    offers=(Offer("As a chart", "1a"), Offer("In Norway", "1b"), Offer("Sources", "1c")),
    packed="1z",
)


def plain_words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def rich(*words: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(words)}]}


def test_an_answer_is_headline_reading_words_table_notes_sources_and_buttons() -> None:
    [post] = posts(ANSWER)

    headline, reading, paragraph, table, notes, sources, actions = post.blocks
    assert headline == rich({"type": "text", "text": "12 <!channel> were *sold*.", "style": {"bold": True}})
    assert reading == {"type": "context", "elements": [plain_words("Renault Zoe · sales")]}
    assert paragraph == rich(
        {"type": "text", "text": "See "},
        {"type": "link", "url": "https://example.org/a", "text": "the page"},
        {"type": "text", "text": " or ask "},
        {"type": "text", "text": "evbot", "style": {"code": True}},
    )
    assert table["column_settings"] == [{"align": "left", "is_wrapped": True}, {"align": "right", "is_wrapped": False}]
    assert table["rows"][0] == [
        rich({"type": "text", "text": name, "style": {"bold": True}}) for name in ("Model", "vehicles")
    ]
    assert table["rows"][1:] == [[{"type": "raw_text", "text": cell} for cell in row] for row in ROWS[:2]]
    assert notes == {"type": "context", "elements": [plain_words("Cars only.\nOne source.")]}
    assert [section["elements"] for section in sources["elements"]] == [
        [
            {"type": "text", "text": "[1] "},
            {"type": "link", "url": "https://kba.example/?a=1&b=2", "text": "KBA: Title, 2024"},
        ],
        [{"type": "text", "text": "[2] By letter"}],
    ]
    assert [(each["action_id"], each["text"]["text"], each["value"]) for each in actions["elements"]] == [
        ("ask:0", "As a chart", "1a"),
        ("ask:1", "In Norway", "1b"),
        ("ask:2", "Sources", "1c"),
        ("read", "How I read it", "1z"),
    ]


def test_the_text_beside_the_blocks_is_the_whole_answer_escaped() -> None:
    [post] = posts(ANSWER)

    assert post.text == ANSWER.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_where_tables_are_refused_the_rows_are_lines_of_fixed_width() -> None:
    [post] = posts(ANSWER, tables=False)

    assert post.blocks[3] == {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "Model    vehicles\nModel 1         1\nModel 2         2"}],
            }
        ],
    }


@pytest.mark.parametrize("tables", [True, False])
def test_a_table_with_more_rows_than_slack_takes_counts_those_left_out(tables: bool) -> None:
    rows = tuple((str(number), "1") for number in range(113))
    [post] = posts(Answer(Status.ANSWERED, document=Document((Table(("Year", "n"), rows),))), tables=tables)

    assert post.text.split("\n")[-1] == "… and 14 more"
    assert "… and 14 more" in "\n".join(texts(list(post.blocks)))
    assert "98" in list(texts(list(post.blocks))) or not tables


def test_rows_that_were_left_out_before_are_counted_with_those_that_do_not_fit() -> None:
    rows = tuple((str(number), "1") for number in range(113))
    [post] = posts(Answer(Status.ANSWERED, document=Document((Table(("Year", "n"), rows, more=6),))))

    assert post.blocks[1] == {"type": "context", "elements": [plain_words("… and 20 more")]}


def test_a_second_table_is_told_in_fixed_width_as_a_message_takes_but_one() -> None:
    table = Table(("Model", "vehicles"), ROWS)
    [post] = posts(Answer(Status.ANSWERED, document=Document((table, table))))

    assert [block["type"] for block in post.blocks] == ["table", "rich_text"]


def test_an_empty_cell_and_one_with_line_breaks_are_sent_as_slack_takes_them() -> None:
    table = Table(("Model", ""), (("Zoe\nR90", ""),))
    [post] = posts(Answer(Status.ANSWERED, document=Document((table,))))

    assert [cell["text"] for cell in post.blocks[0]["rows"][1]] == ["Zoe R90", " "]


def test_what_is_too_long_loses_words_of_its_body_and_says_so() -> None:
    body = [Paragraph((Text(f"{number} " + "word " * 300),)) for number in range(100)]
    found = posts(Answer(Status.ANSWERED, document=Document((*body, SourceLine(1, "KBA", "https://kba.example")))))

    assert 2 <= len(found) <= MOST_MESSAGES
    assert LEFT_OUT in found[-1].text
    assert found[-1].text.endswith("[1] KBA https://kba.example")
    assert found[0].text.startswith("0 word")


def test_buttons_stand_below_the_last_message_only() -> None:
    body = [Paragraph((Text("word " * 300),)) for _ in range(4)]
    found = posts(Answer(Status.ANSWERED, document=Document(tuple(body)), packed="1z"))

    assert [[block["type"] for block in post.blocks].count("actions") for post in found] == [0, 1]


def test_at_most_five_buttons_and_how_it_was_read_is_always_one_of_them() -> None:
    offers = tuple(Offer(f"Offer {number}", f"1{number}") for number in range(9))
    [post] = posts(Answer(Status.ANSWERED, document=ANSWER.document, offers=offers, packed="1z"))

    ids = [element["action_id"] for _, element in pressable(post.blocks)]
    assert ids == ["ask:0", "ask:1", "ask:2", "ask:3", "read"]


def test_the_readings_of_an_ambiguous_question_are_a_menu() -> None:
    offers = (Offer("Kona", "1a"), Offer("Kona Electric", "1b"))
    document = Document((Headline((Strong("Which one?"),)), Choices(("Kona", "Kona Electric"))))
    [post] = posts(Answer(Status.AMBIGUOUS, document=document, offers=offers))

    _, listed, actions = post.blocks
    assert listed["elements"][0]["style"] == "ordered"
    assert actions["elements"] == [
        {
            "type": "static_select",
            "action_id": "ask:reading",
            "placeholder": plain_words("Choose what you mean"),
            "options": [
                {"text": plain_words("Kona"), "value": "1a"},
                {"text": plain_words("Kona Electric"), "value": "1b"},
            ],
        }
    ]


def test_how_it_was_read_is_told_once_with_a_menu_beside_what_can_be_changed() -> None:
    repairs = (Repair("Asked", "how many"), Repair("Year", "2024", (Offer("2023", "1a"),)))
    lines = [Paragraph((Text(f"{repair.slot}: {repair.read}"),)) for repair in repairs]
    document = Document((Headline((Strong("This is how I read it."),)), *lines))
    [post] = posts(Answer(Status.ANSWERED, document=document, repairs=repairs, packed="1z"), thread="170.1")

    assert post.text == "This is how I read it.\nAsked: how many\nYear: 2024"
    assert post.blocks[1:] == (
        {"type": "section", "text": plain_words("Asked: how many")},
        {
            "type": "section",
            "block_id": "thread 170.1 1",
            "text": plain_words("Year: 2024"),
            "accessory": {
                "type": "static_select",
                "action_id": "change:1",
                "placeholder": plain_words("Change"),
                "options": [{"text": plain_words("2023"), "value": "1a"}],
            },
        },
    )


def test_an_answer_without_words_is_no_message() -> None:
    assert posts(Answer(Status.ANSWERED, document=Document((Paragraph((Text(" \n"),)),)), packed="1z")) == []


# With the real core


def test_answers_of_the_corpus_fit_and_say_the_same_in_blocks_and_in_text(real_store: FactStore) -> None:
    service = Service(real_store)
    first = [sentence for sentence in all_sentences() if sentence.is_first and not sentence.before]
    for sentence in first[::7]:
        answer = service.ask(sentence.text, Context(today=sentence.at, platform="slack", buttons=True))
        found = posts(answer)

        assert all(fits(post) for post in found), sentence.key
        assert "\n".join(html.unescape(post.text) for post in found) == answer.text, sentence.key
        for source in answer.sources:
            assert not source.url or source.url in str(found[-1].blocks), sentence.key
