"""Completion: what is offered for what is typed, in which order, and that all of it is understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from bot.completing import KINDS, LONGEST, MOST, Completer
from bot.completing.index import Entry
from bot.completing.names import how_known, named_entries, own_words
from bot.completing.periods import Unit
from bot.guided import sentence
from bot.question import Bound, Question, When
from bot.understand.reader import Reader
from facts import Period, Powertrain, VehicleType
from facts.model import MARKET
from facts.store import FactStore
from tests.bench.__main__ import completing_ms, tenfold

TODAY = date(2026, 11, 23)
Complete = Callable[..., list[str]]


@pytest.fixture(scope="module")
def completer(real_store: FactStore) -> Completer:
    return Completer.from_store(real_store)


@pytest.fixture(scope="module")
def complete(completer: Completer) -> Complete:
    def complete(kind: str, typed: str, today: date = TODAY) -> list[str]:
        return completer.complete(kind, typed, today=today)

    return complete


@pytest.fixture(scope="module")
def reader(real_store: FactStore) -> Reader:
    return Reader.from_names(real_store.names(), real_store.catalogue)


@pytest.fixture(scope="module")
def entries(real_store: FactStore) -> dict[str, list[Entry]]:
    """All that can be offered, by kind."""
    return named_entries(real_store.catalogue, real_store.names(), how_known(real_store))


# -- the order ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "best"),
    [
        ("subject", "tesl", "Tesla"),
        ("subject", "le", "Nissan Leaf"),
        ("subject", "model y", "Tesla Model Y"),
        ("subject", "ModelY", "Tesla Model Y"),
        ("subject", "VW", "Volkswagen"),
        ("subject", "skoda", "Škoda"),
        ("subject", "ŠKODA ENY", "Škoda Enyaq"),
        ("subject", "id3", "Volkswagen ID.3"),
        ("subject", "bev", "battery-electric cars"),
        ("subject", "elbil", "battery-electric cars"),
        ("subject", "smart #", "Smart #1"),
        ("model", "tesla", "Tesla Model S"),
        ("brand", "tesla", "Tesla"),
        ("place", "ger", "Germany"),
        ("place", "UK", "United Kingdom"),
        ("place", "Noruega", "Norway"),
        ("place", "no", "Norway"),
        ("place", "eur", "Europe"),
        ("place", "中国", "China"),
        ("place", "rep", "South Korea"),
    ],
)
def test_the_best_comes_first(complete: Complete, kind: str, typed: str, best: str) -> None:
    assert best == complete(kind, typed)[0]


def test_beginnings_come_before_later_words_and_those_before_other_names(complete: Complete) -> None:
    kinds = complete("subject", "electric")
    places = complete("place", "nor")

    assert kinds.index("electric buses") < kinds.index("battery-electric cars") < kinds.index("Hyundai Kona Electric")
    assert places == ["Norway", "North America", "Nordic countries"]


def test_an_empty_field_offers_the_best_known(complete: Complete) -> None:
    assert complete("subject", "")[:4] == ["electric cars", "battery-electric cars", "plug-in hybrids", "all new cars"]
    assert {"Tesla", "Nissan Leaf", "Volkswagen"} <= set(complete("subject", ""))
    assert complete("place", " ")[:4] == ["World", "China", "United States", "Germany"]
    assert {"2025", "so far", "last year"} <= set(complete("period", ""))


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("teslla", "Tesla"),
        ("leef", "Nissan Leaf"),
        ("zeo", "Renault Zoe"),
        ("wolkswagen", "Volkswagen"),
        ("Tesla Modle Y", "Tesla Model Y"),
        ("mercedez", "Mercedes-Benz"),
    ],
)
def test_typing_errors_are_forgiven(complete: Complete, typed: str, best: str) -> None:
    assert best == complete("subject", typed)[0]


def test_another_name_is_no_nearer_than_an_own_one(complete: Complete) -> None:
    # "Lieferwagen", a word for vans, would be as near.
    assert complete("subject", "leef") == ["Nissan Leaf"]


@pytest.mark.parametrize("typed", ["qz", "xyz", "gleep", "?", "…", "1234567", "x" * 101, "Zoe, qqq"])
def test_what_is_like_nothing_is_completed_by_nothing(complete: Complete, typed: str) -> None:
    assert [*complete("subject", typed), *complete("place", typed)] == []


def test_fewer_than_three_letters_are_never_taken_for_an_error(complete: Complete) -> None:
    assert all("ql" in name.casefold() for name in complete("subject", "ql"))


# -- lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "best"),
    [
        ("subject", "Zoe, Le", "Zoe, Nissan Leaf"),
        ("subject", "Zoe,Le", "Zoe, Nissan Leaf"),
        ("subject", "zoe vs  le", "zoe vs Nissan Leaf"),
        ("subject", "Zoe, Leaf and model", "Zoe, Leaf and Tesla Model S"),
        ("subject", "Zoe, leef", "Zoe, Nissan Leaf"),
        ("subject", "Zoe and ", "Zoe and electric cars"),
        ("subject", "jeep and do", "Jeep and Dodge"),
        ("subject", "BYD, Sm", "BYD, Smart"),
        ("place", "Norway, Swe", "Norway, Sweden"),
        ("place", "Norway and ger", "Norway and Germany"),
    ],
)
def test_of_a_list_the_last_is_completed_and_the_rest_kept(
    complete: Complete, kind: str, typed: str, best: str
) -> None:
    assert best == complete(kind, typed)[0]


def test_a_comma_parts_a_list_and_is_no_part_of_a_name_without_one(complete: Complete) -> None:
    assert all(name.startswith("BYD, ") for name in complete("subject", "BYD, se"))
    assert "Mitsubishi i-MiEV, Citroën C-Zero and Peugeot iOn" in complete("subject", "Mitsubishi i-MiEV, Ci")


def test_what_stands_in_the_list_is_not_offered_again(complete: Complete) -> None:
    assert "Zoe, Renault Zoe" not in complete("subject", "Zoe, zo")
    assert "Norway, Norway" not in complete("place", "Norway, nor")


# -- periods -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("2024", ["2024", "since 2024", "H2 2024", "H1 2024", "Q4 2024"]),
        ("20", ["2026", "2025", "2024"]),
        ("24", ["2024"]),
        ("2024-0", ["September 2024", "August 2024"]),
        ("2024-03", ["March 2024"]),
        ("2024 q", ["Q4 2024", "Q3 2024", "Q2 2024", "Q1 2024"]),
        ("q3", ["Q3 2025", "Q3 2024"]),
        ("T3 2023", ["Q3 2023"]),
        ("third quarter of 2023", ["Q3 2023"]),
        ("first half 2020", ["H1 2020"]),
        ("mar", ["March 2026", "March 2025"]),
        ("märz 24", ["March 2024"]),
        ("abril 2023", ["April 2023"]),
        ("janaury 2024", ["January 2024"]),
        ("since", ["since 2026", "since 2025"]),
        ("depuis 2019", ["since 2019"]),
        ("2015 to 2020", ["2015 to 2020"]),
        ("2015-20", ["2015 to 2026", "2015 to 2025"]),
        ("from 2018 to 2020", ["2018 to 2020"]),
        ("last", ["last year", "last quarter", "last month", "last 12 months"]),
        ("so", ["so far"]),
        ("ytd", ["this year"]),
        ("until 2020", ["until 2020"]),
        ("2008", ["the year 2008", "since 2008"]),
    ],
)
def test_periods_are_completed_from_any_usual_beginning(complete: Complete, typed: str, best: list[str]) -> None:
    assert best == complete("period", typed)[: len(best)]


def test_no_period_begins_after_today_or_after_the_figures(complete: Complete) -> None:
    assert "2024" in complete("period", "", date(2024, 5, 31))
    assert not {"2025", "June 2024", "Q3 2024"} & set(complete("period", "", date(2024, 5, 31)))
    assert complete("period", "2027") == []
    assert complete("period", "December 2026") == []


# -- the promises ------------------------------------------------------------------------------------------------------


TYPED = [
    "",
    "a",
    "e",
    "m",
    "s",
    "te",
    "model",
    "volkswagen",
    "Zoe, ",
    "Zoe and Leaf vs ",
    "2",
    "20",
    "2015",
    "un",
    "mai",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", TYPED)
def test_never_too_many_never_too_long_never_twice_and_always_the_same(
    complete: Complete, kind: str, typed: str
) -> None:
    found = complete(kind, typed)

    assert len(found) <= MOST == 25
    assert all(0 < len(text) <= LONGEST == 100 for text in found)
    assert len(found) == len(set(found))
    assert found == complete(kind, typed)


def test_control_and_direction_characters_are_not_handed_back(complete: Complete) -> None:
    assert complete("subject", "Zo\u202ee\x07, Le")[0].endswith(", Nissan Leaf")
    assert all(text.isprintable() for text in complete("subject", "Zo\u202ee\x07\n, Le"))


def test_another_kind_of_field_is_refused_by_name(complete: Complete) -> None:
    with pytest.raises(ValueError, match="'colour'"):
        complete("colour", "re")


# -- everything that is offered is understood --------------------------------------------------------------------------


def test_every_model_brand_and_group_that_is_offered_is_read_back_as_just_that(
    reader: Reader, entries: dict[str, list[Entry]]
) -> None:
    wrong = [
        (entry.text, read)
        for kind in ("model", "brand", "group")
        for entry in entries[kind]
        for question in (
            sentence("sales", what=entry.text, where="Norway", when="2024"),
            sentence("trend", what=entry.text),
            sentence("share", what=entry.text, where="Norway"),
        )
        if (read := _read(reader, question)).subjects != (entry.id,) or read.other_words
    ]

    assert wrong == []


def test_every_place_that_is_offered_is_read_back_as_just_that(reader: Reader, entries: dict[str, list[Entry]]) -> None:
    wrong = [
        (entry.text, read)
        for entry in entries["region"]
        for question in (sentence("sales", where=entry.text, when="2024"), sentence("stock", where=entry.text))
        if (read := _read(reader, question)).places != (entry.id,) or read.other_words
    ]

    assert wrong == []


KINDS_OF_CARS = {
    "electric cars": (Powertrain.EV, VehicleType.CAR),
    "battery-electric cars": (Powertrain.BEV, VehicleType.CAR),
    "plug-in hybrids": (Powertrain.PHEV, VehicleType.CAR),
    "all new cars": (Powertrain.ALL, VehicleType.CAR),
    "plug-in cars": (Powertrain.EV, VehicleType.CAR),
    "hybrids": (Powertrain.HEV, VehicleType.CAR),
    "petrol cars": (Powertrain.PETROL, VehicleType.CAR),
    "diesel cars": (Powertrain.DIESEL, VehicleType.CAR),
    "fuel-cell cars": (Powertrain.FCEV, VehicleType.CAR),
    "electric vans": (None, VehicleType.VAN),
    "electric buses": (None, VehicleType.BUS),
    "electric trucks": (None, VehicleType.TRUCK),
}


def test_every_kind_of_car_that_is_offered_is_read_back_as_just_that(reader: Reader) -> None:
    found = {}
    for text in own_words()["kinds"]["offered"]:
        question = reader.read(sentence("sales", what=text, where="Norway", when="2024"), TODAY)

        assert isinstance(question, Question)
        assert [subject.id for subject in question.subjects] == [MARKET]

        found[text] = (next(iter(question.powertrains), None), question.vehicle_type)

    assert found == KINDS_OF_CARS


def test_every_period_that_is_offered_is_read_back_as_just_that(completer: Completer, reader: Reader) -> None:
    bounds = {Unit.SINCE: Bound.SINCE, Unit.UNTIL: Bound.UNTIL}
    wrong = []
    for offered in completer.periods.offered:
        period = Period.between(offered.start, offered.end)
        expected = Period.until(offered.end) if offered.unit is Unit.UNTIL else period
        for fields in ({"what": "Tesla", "where": "Norway"}, {"what": "Renault Zoe"}, {"where": "Norway"}):
            read = _read(reader, sentence("sales", when=offered.text, **fields))
            if read.whens != ((expected, bounds.get(offered.unit, Bound.IN)),) or read.other_words:
                wrong.append((offered.text, read))

    assert wrong == []


def test_every_period_that_moves_with_the_day_is_read_back_as_just_that(reader: Reader) -> None:
    found = {text: _read(reader, sentence("sales", what="Tesla", when=text)).whens for text in own_words()["relative"]}

    assert {
        "so far": ((None, Bound.EVER),),
        "last year": ((Period.year(2025), Bound.IN),),
        "this year": ((Period.year(2026), Bound.SINCE),),
        "last quarter": ((Period.quarter(2026, 3), Bound.IN),),
        "last month": ((Period.month(2026, 10), Bound.IN),),
        "last 12 months": ((Period.between(date(2025, 11, 1), date(2026, 10, 31)), Bound.IN),),
        "last 5 years": ((Period.years(2021, 2025), Bound.IN),),
    } == found


def test_nothing_with_figures_is_left_out(real_store: FactStore, entries: dict[str, list[Entry]]) -> None:
    catalogue = real_store.catalogue
    counted = {region for grain in ("market", "model", "brand", "group") for region in real_store.counted_in(grain)}

    assert set(catalogue.models) == {entry.id for entry in entries["model"]}
    assert set(catalogue.brands) == {entry.id for entry in entries["brand"]}
    assert set(catalogue.groups) == {entry.id for entry in entries["group"]}
    assert counted <= {entry.id for entry in entries["region"]}


def test_everything_that_is_offered_is_found_by_its_own_name(
    complete: Complete, entries: dict[str, list[Entry]]
) -> None:
    fields = {"model": "model", "brand": "brand", "group": "subject", "region": "place"}
    missing = [
        entry.text
        for kind, field in fields.items()
        for entry in entries[kind]
        if entry.text not in complete(field, entry.text)
    ]

    assert missing == []


def test_a_name_with_several_meanings_is_offered_as_one_that_has_not(complete: Complete) -> None:
    assert complete("subject", "geely")[:3] == ["Geely brand", "Geely Auto", "Geely Holding Group"]
    assert "EU, EFTA and UK" in complete("place", "EU")


# -- speed -------------------------------------------------------------------------------------------------------------


def test_ten_times_the_names_are_completed_in_time_for_typing(real_store: FactStore) -> None:
    completer = Completer.from_store(real_store, tenfold(real_store.names()))
    tries = [completing_ms(completer) for _ in range(3)]

    assert min(sorted(spent)[int(0.99 * (len(spent) - 1))] for spent in tries) < 50


# -- reading back ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What a question was read as; empty for a refusal."""

    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    whens: tuple[tuple[Period | None, Bound], ...] = ()
    other_words: tuple[object, ...] = ()
    """Words left over or repaired."""


def _read(reader: Reader, text: str) -> Read:
    question = reader.read(text, TODAY)
    if not isinstance(question, Question):
        return Read(other_words=(question.topic, question.detail))
    return Read(
        tuple(subject.id for subject in question.subjects),
        tuple(place.id for place in question.places),
        tuple(_when(when) for when in question.whens),
        (*question.left_out, *question.repairs),
    )


def _when(when: When) -> tuple[Period | None, Bound]:
    return when.period, when.bound
