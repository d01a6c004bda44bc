"""The codes of packed questions never change, so that a button posted years ago keeps its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from typing import get_args, get_type_hints

import pytest

from bot.compact import (
    FORGOTTEN,
    REACH,
    SLOTS,
    pack,
    unpack,
)
from bot.compact_codes import CODES, COMMON, FLAGS, MARKERS
from bot.question import (
    Bound,
    Intent,
    MeasureAsked,
    Origin,
    Place,
    Quantity,
    Question,
    Relation,
    Subject,
    SubjectKind,
    When,
)
from bot.respond import statement_search
from facts import Period, Powertrain
from tests.support.bare_questions import bare

TODAY = date(2026, 11, 23)
ZOE = Subject("renault/zoe", SubjectKind.MODEL)
COUNT = Question("How many?", Intent.COUNT, TODAY)
PINNED = {
    "Intent": "count=n compare=c rank=r share=s trend=t growth=g milestone=m record=b average=a availability=v list=l "
    "describe=d source=q coverage=o check=k help=h smalltalk=y",
    "SubjectKind": "model=m brand=b group=g market=k",
    "Bound": "in=i since=s until=u ever=e",
    "MeasureAsked": "sold=s registered=r delivered=d built=b stock=k other=o",
    "ShareAsked": "market=m ev_market=e own=o stock=k maker=r place=p",
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
    "asks_why=y wants_chart=h wants_csv=s all_covered=v reach=m first_reported=f before_revision=b asks_revision=x "
    "is_beyond=i by_growth=z"
)


PINNED_MARKERS = (
    "first=f ever=e history=h time=t model=m car=c vehicle=v nameplate=p decade=d still=s longer=l no=o not=n never=r "
    "n't=x fewer=w less=i lower=k smaller=a deliver=j sold=u handed=g built=b produc=q build=y made=z isn't it=I"
)


PINNED_SLOTS = (
    "subjects=s places=p whens=w measure=m measures=M powertrains=e vehicle_type=v breakdown=b limit=l ordinal=n "
    "rank_of=r excluded=x share_of=h unit_of_time=u per_day=y quantity=q predicate=d direction=g topic=o publisher=c "
    "others=a known_by=k first_side=i"
)


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
    assert bare(unpack(packed, TODAY)) == bare(question)


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
