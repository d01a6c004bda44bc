"""A packed question is short, printable, and means the same when it is read back on any replica, after any update."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answer import Answer
from bot.compact import (
    DAMAGED,
    LONGEST,
    OTHER_VERSION,
    REACH,
    CompactError,
    pack,
    pack_words,
    unpack,
    words_of,
)
from bot.compact_codes import FLAGS, MARKERS
from bot.memory import Memory
from bot.question import (
    Bound,
    Intent,
    MeasureAsked,
    Origin,
    Place,
    Quantity,
    Question,
    Relation,
    ShareAsked,
    Subject,
    SubjectKind,
    When,
)
from bot.respond.responder import Responder
from bot.service import turn_of
from bot.understand.reader import Reader
from facts import Period, PeriodKind, Powertrain, Predicate, VehicleType
from facts.store import FactStore
from tests.support.bare_questions import bare
from tests.support.sentences import Sentence, all_sentences

TODAY = date(2026, 11, 23)
FEWEST_THAT_FIT = 0.97
ZOE = Subject("renault/zoe", SubjectKind.MODEL)
LEAF = Subject("nissan/leaf", SubjectKind.MODEL)
COUNT = Question("How many?", Intent.COUNT, TODAY)


# -- there and back ----------------------------------------------------------------------------------------------------

days = st.dates(date(2008, 1, 1), date(2035, 12, 31))
ids = st.sampled_from(["bmw", "renault/zoe", "group/renault-nissan", "volkswagen/id-3", "market", "skoda/85", "US-CA"])
numbers = st.one_of(
    st.integers(-10, 10**9).map(float), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([88.9, 1e22])
)
periods = st.one_of(
    st.builds(Period.year, st.integers(1990, 2099)),
    st.builds(Period.month, st.integers(1990, 2099), st.integers(1, 12)),
    st.builds(Period.quarter, st.integers(1990, 2099), st.integers(1, 4)),
    st.builds(Period.half, st.integers(1990, 2099), st.integers(1, 2)),
    st.builds(Period.point, days),
    st.builds(Period.until, days),
    st.builds(lambda day, more: Period.until(day + timedelta(more), day), days, st.integers(0, 3000)),
    st.builds(lambda day, more: Period.between(day, day + timedelta(more)), days, st.integers(0, 3000)),
)
subjects = st.builds(Subject, ids, st.sampled_from(SubjectKind), st.sampled_from(Origin), st.text(max_size=5))
whens = st.one_of(
    st.builds(When, periods, st.sampled_from(Bound), st.sampled_from(Origin), st.text(max_size=5)),
    st.just(When(None, Bound.EVER)),
)
quantities = st.builds(
    Quantity, numbers, st.sampled_from(Relation), st.booleans(), st.sampled_from(["", "5", "a million"]), numbers
)


def _few(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)


slots: dict[str, st.SearchStrategy[Any]] = {
    "text": st.one_of(st.text(max_size=30), st.lists(st.sampled_from(sorted(MARKERS)), max_size=5).map(" ".join)),
    "subjects": _few(subjects),
    "places": _few(st.builds(Place, ids)),
    "whens": _few(whens),
    "measure": st.sampled_from([None, *MeasureAsked]),
    "measures": _few(st.sampled_from(MeasureAsked)),
    "powertrains": _few(st.sampled_from(Powertrain)),
    "vehicle_type": st.sampled_from(VehicleType),
    "vehicle_origin": st.sampled_from(Origin),
    "breakdown": st.sampled_from([None, "year", "month", "region"]),
    "limit": st.one_of(st.none(), st.integers(-5, 1000)),
    "ordinal": st.one_of(st.none(), st.integers(-5, 1000)),
    "rank_of": st.sampled_from([None, "model", "all"]),
    "excluded": _few(ids),
    "share_of": st.sampled_from([None, *ShareAsked]),
    "unit_of_time": st.sampled_from([None, *PeriodKind]),
    "per_day": st.sampled_from([None, 1.0, 7.0]),
    "quantity": st.one_of(st.none(), quantities),
    "quantities": _few(quantities),
    "predicate": st.sampled_from([None, *Predicate]),
    "topic": st.sampled_from([None, "hello", "count", "below_country"]),
    "direction": st.integers(-1, 1),
    "words": _few(st.one_of(st.text(max_size=6), st.sampled_from(["first", "record", "the", "längst"]))),
    "notes": st.sampled_from([(), (REACH,), ("I read it so.",)]),
    "others": _few(subjects),
    "known_by": st.one_of(st.none(), days),
    "publisher": st.sampled_from([None, "IEA", "Green Car Reports", "R. L. Polk & Co."]),
    **{name: st.booleans() for name in FLAGS if name != REACH},
}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question with a few slots filled, and for some a claim that differs from it in a few."""
    question = replace(Question("", draw(st.sampled_from(Intent)), TODAY), **_drawn(draw, 6))
    if draw(st.booleans()):
        return question
    claim = replace(question, intent=draw(st.sampled_from(Intent)), **_drawn(draw, 2))
    return replace(question, intent=Intent.CHECK, claims=(claim,))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(questions())
def test_what_fits_comes_back_with_the_same_slots(question: Question) -> None:
    packed = pack(question)
    assume(packed is not None)
    assert packed is not None
    read = unpack(packed, TODAY)

    assert bare(read) == bare(question)
    assert pack(read) == packed


@settings(max_examples=300, deadline=None)
@given(questions())
def test_a_packed_question_is_short_and_printable(question: Question) -> None:
    packed = pack(question)

    assert packed is None or (0 < len(packed) <= LONGEST)
    assert packed is None or (packed.isascii() and packed.isprintable() and not set(packed) & set(" \"'`%"))


@settings(max_examples=100, deadline=None)
@given(questions(), days)
def test_the_same_button_is_asked_on_whatever_day_it_is_pressed(question: Question, day: date) -> None:
    packed = pack(question)
    assume(packed is not None)
    read = unpack(packed or "", day)

    assert {day} == {read.today, *(claim.today for claim in read.claims)}


@pytest.mark.parametrize(
    "question",
    [
        replace(COUNT, subjects=(ZOE,) * 9),
        replace(COUNT, subjects=(Subject("renault zoe", SubjectKind.MODEL),)),
        replace(COUNT, places=(Place("Ö"),)),
        replace(COUNT, whens=(When(None, Bound.IN),)),
        replace(COUNT, whens=(When(Period(date(2020, 2, 1), date(2020, 2, 29), PeriodKind.QUARTER)),)),
        replace(COUNT, whens=(When(Period(date(2020, 2, 1), date(2020, 2, 29), PeriodKind.RANGE)),)),
        replace(COUNT, quantity=Quantity(float("nan"))),
        replace(COUNT, per_day=float("inf")),
        replace(COUNT, limit=10**12),
        replace(COUNT, publisher="under_score"),
        replace(COUNT, topic="it's"),
        replace(COUNT, intent=Intent.CHECK, claims=(COUNT, COUNT)),
        replace(COUNT, intent=Intent.CHECK, claims=(replace(COUNT, claims=(COUNT,)),)),
        replace(COUNT, intent=Intent.DESCRIBE, words=tuple(f"word{number}" for number in range(20))),
    ],
)
def test_what_has_no_compact_form_is_not_packed(question: Question) -> None:
    assert pack(question) is None


# -- what is no button of ours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", ["2n;smrenault/zoe", "0n", "9", "xyz", "1n;z5", "1n;fpZ", "1n;ms;eB", "1$", "1n;j"])
def test_another_version_is_politely_refused(packed: str) -> None:
    with pytest.raises(CompactError, match="another version") as told:
        unpack(packed, TODAY)
    assert str(told.value) == OTHER_VERSION


@pytest.mark.parametrize(
    "packed",
    [
        "", "1", "1;", "1nnn", "1n;", "1n;s", "1n;;", "1n;sm", "1n;sm/zoe", "1n;smrenault//zoe", "1n;smrenault/zoe,",
        "1n;p../x", "1n;pFR,,DE", "1n;pFR;pDE", "1n;w", "1n;w20x0", "1n;w2020-13", "1n;wu", "1n;w2021..2020", "1n;msr",
        "1n;lx", "1n;l1.5", "1n;q", "1n;qm", "1n;q1e999", "1n;q1~", "1n;yinf", "1n!pFR", "1kn;pFR!", "1kn!;",
        "1n;pF R", "1n;p'FR'", "1n;pFR\n", "1n;pÖ", "?n", "1n;" + "p" * LONGEST,
    ],
)  # fmt: skip
def test_damaged_text_is_politely_refused(packed: str) -> None:
    with pytest.raises(CompactError) as told:
        unpack(packed, TODAY)
    assert str(told.value) == DAMAGED


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(
        st.text(max_size=120),
        st.text("1nkrsmpwqQfteaWv;,!/~@.-2016-0Q", max_size=60).map("1".__add__),
        st.lists(st.sampled_from([*"spwmMevblnrxhuyqQdgfocatW"]), max_size=4).flatmap(
            lambda keys: st.lists(st.text("abmkpq0129.-~/,", max_size=8), min_size=len(keys), max_size=len(keys)).map(
                lambda values: ";".join(["1kn", *(key + value for key, value in zip(keys, values, strict=True))])
            )
        ),
    )
)
def test_no_text_does_anything_but_become_a_question_or_be_refused(text: str) -> None:
    _read_or_refused(text)


@settings(max_examples=300, deadline=None)
@given(questions(), st.data())
def test_no_damage_to_a_button_does_anything_worse(question: Question, data: st.DataObject) -> None:
    packed = pack(question)
    assume(packed is not None)
    assert packed is not None
    place = data.draw(st.integers(0, len(packed)))
    put = data.draw(st.text("1n;,!s~@.-w2pQ\u00e9 ", max_size=3))

    _read_or_refused(packed[:place] + put + packed[place + data.draw(st.integers(0, 5)) :])


# -- the real sentences ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Packed:
    """A sentence, the question it was read as, and what that question was packed into."""

    sentence: Sentence
    question: Question
    packed: str | None


@pytest.fixture(scope="module")
def responder(real_store: FactStore) -> Responder:
    return Responder(real_store)


@pytest.fixture(scope="module")
def corpus(real_store: FactStore, responder: Responder) -> list[Packed]:
    """Every sentence that is read as a question, conversations included."""
    reader = Reader.from_names(real_store.names(), real_store.catalogue)
    found = []
    for sentence in all_sentences():
        memory = Memory()
        for text in sentence.before:
            read = reader.read(text, sentence.at, memory)
            if (turn := turn_of(read, responder.respond(read))) is not None:
                memory = memory.with_turn(turn)
        read = reader.read(sentence.text, sentence.at, memory)
        if isinstance(read, Question):
            found.append(Packed(sentence, read, pack(read)))
    return found


def test_nearly_every_question_that_is_asked_fits(corpus: list[Packed]) -> None:
    unfit = [entry.sentence.text for entry in corpus if entry.packed is None]

    assert len(unfit) <= (1 - FEWEST_THAT_FIT) * len(corpus), unfit
    assert [entry.sentence.text for entry in corpus if _is_plain(entry.question) and entry.packed is None] == []


def test_every_question_of_the_corpus_comes_back_with_the_same_slots(corpus: list[Packed]) -> None:
    for entry in corpus:
        if entry.packed is not None:
            read = unpack(entry.packed, entry.sentence.at)

            assert bare(read) == bare(entry.question), entry.sentence.text
            assert pack(read) == entry.packed


def test_a_packed_question_gets_the_answer_of_the_original(corpus: list[Packed], responder: Responder) -> None:
    other = []
    for entry in corpus:
        if entry.packed is not None:
            expected = _told(responder.respond(entry.question))
            told = _told(responder.respond(unpack(entry.packed, entry.sentence.at)))
            if told != expected:
                other.append((entry.sentence.text, entry.packed, told, expected))

    assert other == []


# -- what is compared --------------------------------------------------------------------------------------------------


def _told(answer: Answer) -> tuple[object, ...]:
    """What an answer comes to: all but the notes on how the question was read."""
    headline = answer.text.split("\n", 1)[0]
    kept = (answer.status, answer.value, answer.unit, answer.date, answer.rows, answer.verdict, answer.sources)
    return (*kept, answer.intent, answer.reading, answer.focus, headline)


def _is_plain(question: Question) -> bool:
    """Whether a figure is asked for, of a few things in a few places: no words or claims that need room."""
    things = len(question.subjects) + len(question.places) + len(question.whens)
    return question.intent in (Intent.COUNT, Intent.SHARE, Intent.TREND, Intent.GROWTH, Intent.RECORD) and things <= 5


def _drawn(draw: st.DrawFn, most: int) -> dict[str, Any]:
    names = draw(st.sets(st.sampled_from(sorted(slots)), max_size=most))
    return {name: draw(slots[name]) for name in sorted(names)}


def _read_or_refused(text: str) -> None:
    try:
        read = unpack(text, TODAY)
    except CompactError as refused:
        told: str | None = str(refused)
    else:
        told, again = None, pack(read)
        assert again is None or bare(unpack(again, TODAY)) == bare(read)

    assert told in (None, DAMAGED, OTHER_VERSION)


# -- questions in words ------------------------------------------------------------------------------------------------


@given(st.text(max_size=120))
def test_words_come_back_as_they_were_or_do_not_fit(text: str) -> None:
    packed = pack_words(text)
    assume(packed is not None)
    assert packed is not None

    assert words_of(packed) == " ".join(text.split())
    assert len(packed.encode("utf-16-le")) // 2 <= LONGEST


def test_words_are_never_taken_for_a_packed_question() -> None:
    packed = pack_words("how many Zoes sold?")
    assert packed is not None

    with pytest.raises(CompactError):
        unpack(packed, TODAY)
    assert words_of(pack(replace(COUNT, subjects=(ZOE,))) or "") is None
