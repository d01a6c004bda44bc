"""A packed question is short, printable, and means the same when it is read back on any replica, after any update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answer import Answer
from bot.compact import (
    DAMAGED,
    FORGOTTEN,
    LONGEST,
    OTHER_VERSION,
    REACH,
    SLOTS,
    CompactError,
    pack,
    pack_words,
    unpack,
    words_of,
)
from bot.compact_codes import CODES, COMMON, FLAGS, MARKERS
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
from bot.respond import statement_search
from bot.respond.responder import Responder
from bot.service import turn_of
from bot.understand.reader import Reader
from facts import Period, PeriodKind, Powertrain, Predicate, VehicleType
from facts.store import FactStore
from tests.support.sentences import Sentence, all_sentences

TODAY = date(2026, 11, 23)
FEWEST_THAT_FIT = 0.97
ZOE = Subject("renault/zoe", SubjectKind.MODEL)
LEAF = Subject("nissan/leaf", SubjectKind.MODEL)
COUNT = Question("How many?", Intent.COUNT, TODAY)

PINNED = {
    "Intent": "count=n compare=c rank=r share=s trend=t growth=g milestone=m record=b average=a availability=v list=l "
    "describe=d source=q coverage=o check=k help=h smalltalk=y",
    "SubjectKind": "model=m brand=b group=g market=k",
    "Bound": "in=i since=s until=u ever=e",
    "MeasureAsked": "sold=s registered=r delivered=d built=b stock=k other=o",
    "ShareAsked": "market=m ev_market=e own=o stock=k maker=r",
    "Relation": "exactly=x about=a more=m less=l between=b",
    "Powertrain": "BEV=b PHEV=p EV=e FCEV=f ZEV=z HEV=h MHEV=m HYBRID_ANY=y PETROL=o DIESEL=d ICE=i LPG=l ETHANOL=t "
    "FLEX_FUEL=x PETROL_BLEND=r OTHER=u NON_EV=n ALL=a",
    "VehicleType": "car=c van=v bus=b truck=t two-three-wheeler=w quadricycle=q all=a",
    "PeriodKind": "month=m quarter=q half=h year=y range=r cumulative=c point=p",
    "Predicate": "launched=l discontinued=d available_in=a not_available_in=n best_seller=b record=r rebadged_as=o "
    "successor=s expected=e maker_of=m",
}
PINNED_FLAGS = (
    "is_plugin=p is_complement=c ascending=a together=t is_difference=d is_ratio=r is_growth_in_vehicles=g asks_when=w "
    "asks_why=y wants_chart=h wants_csv=s all_covered=v reach=m"
)
PINNED_MARKERS = (
    "first=f ever=e history=h time=t model=m car=c vehicle=v nameplate=p decade=d still=s longer=l no=o not=n never=r "
    "n't=x fewer=w less=i lower=k smaller=a deliver=j sold=u handed=g built=b produc=q build=y made=z isn't it=I"
)
PINNED_SLOTS = (
    "subjects=s places=p whens=w measure=m measures=M powertrains=e vehicle_type=v breakdown=b limit=l ordinal=n "
    "rank_of=r excluded=x share_of=h unit_of_time=u per_day=y quantity=q predicate=d direction=g topic=o publisher=c "
    "others=a"
)


# -- codes are for ever ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_every_member_of_an_enum_has_one_code_of_its_own(kind: type[StrEnum]) -> None:
    codes = CODES[kind]

    assert set(codes) == {member.value for member in kind}
    assert len(set(codes.values())) == len(codes)
    assert all(len(code) == 1 and code.isalpha() for code in codes.values())


def test_no_code_ever_changes() -> None:
    assert _table(PINNED_FLAGS) == FLAGS
    assert _table(PINNED_MARKERS) == MARKERS
    assert _table(PINNED_SLOTS) == {name: key for key, (name, _) in SLOTS.items()}
    assert {name: _table(line) for name, line in PINNED.items()} == {kind.__name__: CODES[kind] for kind in CODES}


def test_every_enum_that_a_question_holds_has_its_table() -> None:
    held = {kind for made in (Question, Subject, When, Quantity) for kind in _enums(made)}

    assert held - {Origin} == set(CODES)


def test_every_slot_is_packed_or_known_to_be_forgotten() -> None:
    of_their_own = {"text", "intent", "quantities", "claims", "words", "notes"}
    origins = {"measure_origin", "powertrain_origin", "vehicle_origin"}
    packed = {name for name, _ in SLOTS.values()} | (FLAGS.keys() - {REACH})

    assert {slot.name for slot in fields(Question)} == packed | of_their_own | origins | FORGOTTEN


def test_no_word_is_dropped_by_which_a_statement_could_be_found() -> None:
    assert statement_search._STOP >= COMMON


@pytest.mark.parametrize(
    ("packed", "question"),
    [
        (
            "1n;smrenault/zoe;pFR;w2020;mr",
            replace(
                COUNT,
                subjects=(ZOE,),
                places=(Place("FR"),),
                whens=(When(Period.year(2020)),),
                measure=MeasureAsked.REGISTERED,
            ),
        ),
        (
            "1r;skmarket;pNO,SE;ws2021-03;ebp;vc;l10;rmodel;fa",
            replace(
                COUNT,
                intent=Intent.RANK,
                subjects=(Subject("market", SubjectKind.MARKET),),
                places=(Place("NO"), Place("SE")),
                whens=(When(Period.month(2021, 3), Bound.SINCE),),
                powertrains=(Powertrain.BEV, Powertrain.PHEV),
                vehicle_origin=Origin.SAID,
                limit=10,
                rank_of="model",
                ascending=True,
            ),
        ),
        (
            "1kn;smrenault/zoe;w~2016-12;qb1000~2500.5w;Qb1000~2500.5w,88.9p",
            replace(
                COUNT,
                text="",
                intent=Intent.CHECK,
                subjects=(ZOE,),
                whens=(When(Period.until(date(2016, 12, 31))),),
                quantity=Quantity(1000, Relation.BETWEEN, said="one thousand", most=2500.5),
                quantities=(
                    Quantity(1000, Relation.BETWEEN, said="one thousand", most=2500.5),
                    Quantity(88.9, is_percent=True),
                ),
            ),
        ),
    ],
)
def test_buttons_that_are_out_there_keep_their_meaning(packed: str, question: Question) -> None:
    if question.intent is Intent.CHECK:
        question = replace(question, claims=(replace(question, intent=Intent.COUNT),))

    assert pack(question) == packed
    assert _bare(unpack(packed, TODAY)) == _bare(question)


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
    "per_day": st.one_of(st.none(), numbers),
    "quantity": st.one_of(st.none(), quantities),
    "quantities": _few(quantities),
    "predicate": st.sampled_from([None, *Predicate]),
    "topic": st.sampled_from([None, "hello", "count", "below_country"]),
    "direction": st.integers(-1, 1),
    "words": _few(st.one_of(st.text(max_size=6), st.sampled_from(["first", "record", "the", "längst"]))),
    "notes": st.sampled_from([(), (REACH,), ("I read it so.",)]),
    "others": _few(subjects),
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

    assert _bare(read) == _bare(question)
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


@pytest.mark.parametrize("packed", ["2n;smrenault/zoe", "0n", "9", "xyz", "1n;z5", "1n;fpZ", "1n;ms;eB", "1$", "1n;i"])
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

            assert _bare(read) == _bare(entry.question), entry.sentence.text
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


def _bare(question: Question) -> Question:
    """A question without what need not survive: its words and where each slot came from."""
    is_vehicle_said = question.vehicle_origin is Origin.SAID or question.vehicle_type is not VehicleType.CAR
    return replace(
        question,
        text="",
        today=TODAY,
        subjects=tuple(Subject(subject.id, subject.kind) for subject in question.subjects),
        others=tuple(Subject(subject.id, subject.kind) for subject in question.others),
        places=tuple(Place(place.id) for place in question.places),
        whens=tuple(When(when.period, when.bound) for when in question.whens),
        measure_origin=Origin.SAID if question.measure else Origin.DEFAULTED,
        powertrain_origin=Origin.SAID if question.powertrains else Origin.DEFAULTED,
        vehicle_origin=Origin.SAID if is_vehicle_said else Origin.DEFAULTED,
        quantity=question.quantity and replace(question.quantity, said=""),
        quantities=tuple(replace(quantity, said="") for quantity in question.quantities),
        claims=tuple(_bare(claim) for claim in question.claims),
        notes=(REACH,) if REACH in question.notes else (),
        words=(),
        left_out=(),
        repairs=(),
        carried=(),
    )


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
        assert again is None or _bare(unpack(again, TODAY)) == _bare(read)

    assert told in (None, DAMAGED, OTHER_VERSION)


def _table(line: str) -> dict[str, str]:
    """ "isn't it=I" has a space of its own: a code is the one character before the next."""
    found, name = {}, ""
    for part in line.split(" "):
        name += part
        if name[-2:-1] == "=":
            found[name[:-2]], name = name[-1], ""
        else:
            name += " "
    return found


def _enums(made: Callable[..., object]) -> set[type[StrEnum]]:
    """The enums in the annotations of a dataclass, however deep."""
    found: set[type[StrEnum]] = set()
    left = list(get_type_hints(made).values())
    while left:
        hint = left.pop()
        left += get_args(hint)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            found.add(hint)
    return found


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
