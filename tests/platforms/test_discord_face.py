"""What an answer looks like on Discord: whatever it is, what is sent fits, and its sources are all there.

What fits is judged by the rules of our Discord double, which are written out there and not taken from the bot.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer import Answer, Offer, Repair, SourceUsed, Status
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
    plain,
)
from bot.platforms.attachments import Attachment
from bot.platforms.discord_gateway.controls import HOW_READ, Press, press_of
from bot.platforms.discord_gateway.layout import view_of
from bot.platforms.discord_gateway.markup import masked
from bot.platforms.discord_gateway.pages import Accent, Page
from bot.platforms.discord_gateway.rendering import messages, reading_messages
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.discord_payloads import V2, Json, parts_of
from tests.support.discord_refusals import of_message
from tests.support.sentences import all_sentences

WORDS = st.text(alphabet="abc d*_`~|[]()<>#-.\\/:1@\n\u202e😀é", max_size=60)
LONG = st.one_of(WORDS, st.builds(lambda words, times: f"{words} a" * times, WORDS, st.sampled_from([20, 200, 1_500])))
URLS = st.one_of(WORDS, WORDS.map(lambda path: "https://a.example/" + re.sub(r"\s", "", path)), st.just(""))
SPANS = st.lists(
    st.one_of(st.builds(Text, LONG), st.builds(Strong, LONG), st.builds(Code, WORDS), st.builds(Link, WORDS, URLS)),
    max_size=4,
).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 4))
    names = st.tuples(*[WORDS] * columns)
    rows = draw(st.lists(names, max_size=60))
    return Table(draw(names), tuple(rows), draw(st.integers(0, columns)), draw(st.integers(0, 40)))


BLOCKS = st.one_of(
    st.builds(Headline, SPANS),
    st.builds(Paragraph, SPANS),
    st.builds(ReadingLine, LONG),
    tables(),
    st.builds(Choices, st.lists(WORDS, max_size=30).map(tuple)),
    st.builds(Note, LONG),
    st.builds(SourceLine, st.integers(1, 30), LONG, URLS),
)
OFFERS = st.lists(st.builds(Offer, WORDS, st.text(alphabet="1abc;", max_size=96)), max_size=40).map(tuple)
ANSWERS = st.builds(
    Answer,
    st.sampled_from(list(Status)),
    document=st.lists(BLOCKS, max_size=25).map(lambda blocks: Document(tuple(blocks))),
    packed=st.one_of(st.none(), st.text(alphabet="1abc;", max_size=96)),
    offers=OFFERS,
    repairs=st.lists(st.builds(Repair, WORDS, LONG, OFFERS), max_size=8).map(tuple),
)
FILES = (Attachment("chart.png", b"\x89PNG", "A chart. " * 300), Attachment("evbot.csv", b"id,label"))


def on_the_wire(page: Page) -> Json:
    """A page as the message that Discord would keep."""
    files = [{"filename": file.name, "size": len(file.content)} for file in page.files]
    components = view_of(page).to_components()
    return {"flags": V2, "content": "", "embeds": [], "components": components, "attachments": files}


def refused(pages: tuple[Page, ...]) -> list[str]:
    """What Discord has against some messages."""
    return [wrong for page in pages if (wrong := of_message(on_the_wire(page))) is not None]


def everything(pages: tuple[Page, ...]) -> str:
    """All texts of all messages."""
    return "\n".join(text for page in pages for text in page.displays)


def an_answer(*blocks: Block, status: Status = Status.ANSWERED, **fields: Any) -> Answer:
    return Answer(status, document=Document(blocks), **fields)


# Whatever the answer


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(ANSWERS, st.booleans())
def test_whatever_the_answer_what_is_sent_fits(answer: Answer, with_files: bool) -> None:
    pages = messages(answer, FILES if with_files else ())

    assert refused(pages) == []
    assert refused(reading_messages(answer, quietly=with_files)) == []
    assert [page.files for page in pages[:-1]] == [()] * (len(pages) - 1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(ANSWERS)
def test_whatever_the_answer_every_fence_is_closed_and_nothing_but_rows_is_left_out(answer: Answer) -> None:
    pages = messages(answer)
    found = bare(everything(pages))

    assert all(text.count("```") % 2 == 0 for page in pages for text in page.displays)
    for block in answer.document.blocks:
        if isinstance(block, ReadingLine | Note | SourceLine):
            assert bare(block.text) in found
        if isinstance(block, Headline | Paragraph):
            assert bare(plain(block.spans)) in found


def bare(text: str) -> str:
    """Letters and digits alone: what stays of a text when it is escaped, wrapped and cut."""
    return "".join(re.findall(r"[abcdé1😀]", text))


def test_every_answer_of_every_group_of_sentences_is_one_message_that_fits_with_all_its_sources(
    real_store: FactStore,
) -> None:
    service = Service(real_store)
    for sentence in (sentence for sentence in all_sentences() if sentence.is_first and not sentence.before):
        context = Context(today=sentence.at, platform="discord", buttons=True)
        answer = service.ask(sentence.text, context)
        pages = messages(answer, FILES)

        assert refused(pages) == [], sentence.key
        assert len(pages) == 1, sentence.key
        for source in answer.sources:
            assert masked("x", source.url)[3:] in everything(pages), sentence.key


# One answer, all its parts


def test_an_answer_is_a_card_with_its_picture_above_the_small_print_and_its_buttons_below() -> None:
    answer = an_answer(
        Headline((Strong("5 cars."),)),
        ReadingLine("Zoe · 2020"),
        Table(("Year", "Cars"), (("2020", "5"),)),
        Note("Cars only"),
        SourceLine(1, "KBA, 2021", "https://kba.example"),
        packed="1n",
        offers=(Offer("In Norway", "1n;pNO"),),
    )
    [page] = messages(answer, FILES[:1])
    card, row = on_the_wire(page)["components"]

    assert [part["type"] for part in card["components"]] == [10, 10, 10, 12, 10, 10]
    assert card["components"][3]["items"][0]["media"] == {"url": "attachment://chart.png"}
    assert card["components"][3]["items"][0]["description"].startswith("A chart. A chart.")
    assert card["accent_color"] == Accent.FIGURES
    assert [(part["label"], part["custom_id"]) for part in row["components"]] == [
        ("In Norway", "a1n;pNO"),
        (HOW_READ, "r1n"),
    ]


@pytest.mark.parametrize("status", [status for status in Status if status not in (Status.ANSWERED, Status.PARTIAL)])
def test_what_holds_no_figures_is_calm_grey(status: Status) -> None:
    [page] = messages(an_answer(Headline((Text("No."),)), status=status))

    assert page.accent == Accent.CALM


def test_an_answer_without_words_still_says_something() -> None:
    assert messages(Answer(Status.NO_DATA)) == (Page(("(no data)",), accent=Accent.CALM),)


def test_how_it_was_read_always_has_a_place_among_five_buttons() -> None:
    offers = tuple(Offer(f"Number {number}", f"1n;l{number}") for number in range(9))
    [page] = messages(an_answer(Headline((Text("x"),)), packed="1n", offers=offers))

    assert [button.label for button in page.buttons] == ["Number 0", "Number 1", "Number 2", "Number 3", HOW_READ]


def test_an_ambiguous_question_is_chosen_from_a_list_of_up_to_25_readings() -> None:
    offers = tuple(Offer(f"Ioniq {number}", f"1n;l{number}") for number in range(30))
    [page] = messages(an_answer(Headline((Text("Which?"),)), status=Status.AMBIGUOUS, offers=offers))
    [select] = page.selects

    assert page.buttons == ()
    assert [option.label for option in select.options] == [f"Ioniq {number}" for number in range(25)]
    assert press_of(select.custom_id, [select.options[3].custom_id]) == Press("1n;l3")


def test_a_question_offered_twice_stands_on_one_button() -> None:
    offers = (Offer("In Norway", "1n;pNO"), Offer("Norway", "1n;pNO"), Offer("", "1n"))
    [page] = messages(an_answer(Headline((Text("x"),)), offers=offers))

    assert [button.label for button in page.buttons] == ["In Norway"]


# Where room is short


def lengthy(rows: int, notes: int) -> Answer:
    """An answer with a table of so many rows, a note of so many characters and ten sources with long titles."""
    used = [
        SourceUsed(str(n), f"Office {n}", "A title " * 12, f"https://a.example/{n}", "2021-01", "") for n in range(10)
    ]
    lines = [SourceLine(n, f"{each.publisher}: {each.title}, 2021-01", each.url) for n, each in enumerate(used, 1)]
    table = Table(("Country", "Cars"), tuple((f"Country {number}", f"{number}") for number in range(rows)))
    return an_answer(Headline((Text("Cars by country"),)), table, Note("n" * notes), *lines, sources=tuple(used))


@pytest.mark.parametrize(
    ("rows", "notes", "titles", "shown", "pages"),
    [(8, 100, True, 8, 1), (25, 2_200, False, 25, 1), (100, 3_060, False, 20, 1), (100, 3_300, False, 10, 2)],
)
def test_titles_of_sources_go_first_then_rows_and_only_then_comes_another_message(
    rows: int, notes: int, titles: bool, shown: int, pages: int
) -> None:
    found = messages(lengthy(rows, notes))
    text = everything(found)

    assert len(found) == pages
    assert ("A title" in text) == titles
    assert len(re.findall(r"^Country \d+ +\d+$", text, re.MULTILINE)) == shown
    assert all(f"Office {number}" in text and f"(https://a.example/{number})" in text for number in range(10))


def test_buttons_and_files_stand_at_the_last_of_several_messages() -> None:
    answer = replace(lengthy(100, 3_300), offers=(Offer("In Norway", "1n"),))
    first, last = messages(answer, FILES)

    assert (first.files, first.buttons) == ((), ())
    assert (last.files, [button.label for button in last.buttons]) == (FILES, ["In Norway"])


def test_an_answer_of_very_many_parts_takes_more_messages_than_its_length_needs() -> None:
    blocks = [block for number in range(30) for block in (Paragraph((Text(f"{number}"),)), Note("cars only"))]
    pages = messages(an_answer(*blocks, packed="1n"), FILES)

    assert refused(pages) == []
    assert [len(page.displays) for page in pages] == [20, 20, 20]


# How I read it


def test_each_slot_of_a_reading_that_can_be_changed_is_a_list_that_says_how_it_stands() -> None:
    repairs = (
        Repair("Asked", "how many"),
        Repair("Country", "Norway", (Offer("Sweden", "1n;pSE"),)),
        *(Repair(f"Slot {number}", "x", (Offer("y", f"1n;l{number}"),)) for number in range(9)),
    )
    answer = an_answer(Headline((Text("This is how I read it."),)), packed="1n", repairs=repairs)
    [page] = reading_messages(answer, quietly=False)

    assert page.buttons == ()
    assert [select.placeholder for select in page.selects] == ["Country: Norway", "Slot 0: x", "Slot 1: x", "Slot 2: x"]
    assert [option.label for option in page.selects[0].options] == ["Sweden"]


@pytest.mark.parametrize("quietly", [True, False])
def test_a_repair_of_a_private_answer_stays_private_and_of_a_public_one_public(quietly: bool) -> None:
    answer = an_answer(repairs=(Repair("Country", "Norway", (Offer("Sweden", "1n;pSE"),)),))
    [page] = reading_messages(answer, quietly=quietly)
    [select] = page.selects

    assert press_of(select.custom_id, [select.options[0].custom_id]) == Press("1n;pSE", private=quietly)


@pytest.mark.parametrize("custom_id", ["", "x1n", "choose", "😀"])
def test_a_press_that_is_none_of_ours_is_handed_on_for_the_service_to_say_so(custom_id: str) -> None:
    assert press_of(custom_id) == Press(custom_id, private=True)


def test_ids_of_parts_that_can_be_pressed_are_found_again() -> None:
    [page] = messages(an_answer(packed="1n", offers=(Offer("In Norway", "1n;pNO"),)))
    ids = [part["custom_id"] for part in parts_of(on_the_wire(page)["components"]) if "custom_id" in part]

    assert [press_of(custom_id) for custom_id in ids] == [Press("1n;pNO"), Press("1n", reads=True, private=True)]
