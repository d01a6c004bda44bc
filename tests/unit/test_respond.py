"""What an answer says and what it never claims, for each kind of question, over the real figures.

Questions are given as values, so that nothing here depends on how a text is read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.answer import Answer, Status, Verdict
from bot.question import (
    Bound,
    Intent,
    MeasureAsked,
    Place,
    Quantity,
    Question,
    Relation,
    ShareAsked,
    Subject,
    SubjectKind,
    When,
)
from bot.respond import share_figures
from bot.respond.caveats import MOST
from bot.respond.desk import Desk
from bot.respond.finding import Finder
from bot.respond.growth import change_between
from bot.respond.responder import Responder
from facts import Period, PeriodKind, Powertrain, Predicate
from facts.model import MARKET
from facts.store import FactStore

TODAY = date(2026, 11, 23)
FIGURE_INTENTS = (
    Intent.COUNT,
    Intent.RANK,
    Intent.SHARE,
    Intent.TREND,
    Intent.GROWTH,
    Intent.RECORD,
    Intent.AVERAGE,
)
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(real_store: FactStore) -> Ask:
    """Answer a question made of an intent, names, places, periods and slots."""
    responder = Responder(real_store)

    def answer(*args: Any, **slots: Any) -> Answer:
        return responder.respond(question(*args, **slots))

    return answer


@pytest.fixture(scope="module")
def desk(real_store: FactStore) -> Desk:
    return Desk(real_store, Finder(real_store))


def question(
    intent: Intent, names: str = MARKET, places: str = "", periods: str = "", *, bound: Bound = Bound.IN, **slots: Any
) -> Question:
    """A question; names, places and periods are ids between blanks."""
    return Question(
        slots.pop("text", ""),
        intent,
        TODAY,
        subjects=tuple(subject(name) for name in names.split()),
        places=tuple(Place(place) for place in places.split()),
        whens=tuple(When(Period.parse(period), bound) for period in periods.split()),
        **slots,
    )


def subject(name: str) -> Subject:
    """A subject of the kind that its id shows."""
    if name == MARKET:
        return Subject(name, SubjectKind.MARKET)
    if name.startswith("group/"):
        return Subject(name, SubjectKind.GROUP)
    return Subject(name, SubjectKind.MODEL if "/" in name else SubjectKind.BRAND)


def headline(answer: Answer) -> str:
    return answer.text.split("\n")[0]


def caveats(answer: Answer) -> str:
    return " ".join(answer.caveats)


def values(answer: Answer) -> list[float]:
    return [row.value for row in answer.rows if row.value is not None]


# -- counts


def test_a_count_tells_the_figure_its_measure_and_its_source(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "renault/zoe", "DE", "2020")

    assert headline(answer) == "30,376 Renault Zoe were registered in Germany in 2020."
    assert (answer.status, answer.value, answer.unit) == (Status.ANSWERED, 30376, "vehicles")
    assert len({source.publisher for source in answer.sources}) == 1


def test_one_vehicle_was_and_no_vehicles_were(ask: Ask) -> None:
    one = ask(Intent.COUNT, "nissan/e-nv200", "IE", "2018-02")
    none = ask(Intent.COUNT, places="LV", periods="2025-12", powertrains=(Powertrain.HEV,))

    assert headline(one) == "1 Nissan e-NV200 was registered in Ireland in February 2018."
    assert headline(none) == "No hybrid cars were registered in Latvia in December 2025."
    assert none.value == 0


def test_the_numbers_of_an_answer_follow_the_locale_and_its_words_do_not(real_store: FactStore) -> None:
    asked = question(Intent.SHARE, places="NO", periods="2024", share_of=ShareAsked.MARKET)
    answer = Responder(real_store).respond(asked, locale="de")

    assert headline(answer) == "90,5\xa0% of the new cars in Norway in 2024 were electric cars (117.875 of 130.304)."


def test_rows_past_the_table_are_counted_and_kept(ask: Ask) -> None:
    answer = ask(Intent.RANK, periods="2023", rank_of="region", limit=100)

    assert len(answer.rows) > 40
    assert f"\n… and {len(answer.rows) - 40} more\n" in answer.text


def test_two_publishers_that_differ_are_both_shown(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "nissan/leaf", "US", "2016-H1")

    assert "5,793" in headline(answer)
    assert "5,973" in caveats(answer)
    assert len(answer.sources) == 2


def test_the_world_by_default_is_said(ask: Ask) -> None:
    answer = ask(Intent.COUNT, periods="2024")

    assert "No place was named, so this is the worldwide figure." in caveats(answer)


def test_a_model_without_place_and_period_gets_the_newest_total_and_both_defaults_are_said(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "renault/zoe")

    assert answer.reading.period is not None
    assert answer.reading.period.kind == PeriodKind.CUMULATIVE
    assert "No place was named" in caveats(answer)
    assert "No period was named" in caveats(answer)


def test_a_market_without_a_period_gets_the_newest_complete_year_and_the_year_to_date(ask: Ask) -> None:
    answer = ask(Intent.COUNT, places="DE")

    assert "in 2025." in headline(answer)
    assert "No period was named, so this is the newest complete year, 2025." in caveats(answer)
    assert "2026" in answer.text.split("\n")[2]


def test_electric_is_said_to_hold_plug_in_hybrids(ask: Ask) -> None:
    answer = ask(Intent.COUNT, places="DE", periods="2023")

    assert answer.reading.powertrain == "EV"
    assert "Electric means battery-electric and plug-in hybrid together." in answer.caveats


def test_missing_months_are_named_and_the_sum_is_a_lower_bound(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "tesla/model-s", "DE", "2022")

    assert answer.status is Status.PARTIAL
    assert headline(answer).startswith("At least 340 ")
    assert answer.caveats[0] == "Not the whole period: November 2022 is missing."


def test_an_estimate_is_called_one(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "tesla", "US", "2016-03")

    assert "The source gives this as an estimate or provisional figure." in caveats(answer)


def test_a_joint_row_is_named(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "chevrolet/bolt", "US", "2022")

    assert "The source counts it only together with another" in caveats(answer)


def test_a_sum_over_covered_countries_is_never_called_the_world(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "cupra/born", periods="2023")

    assert answer.status is Status.PARTIAL
    assert headline(answer).startswith("At least ")
    assert headline(answer).endswith("in the 13 countries covered.")
    assert "worldwide" not in headline(answer)
    assert answer.value == sum(values(answer))


def test_a_lower_bound_is_not_said_twice(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "volkswagen/id-3", periods="2024")

    assert "at least" in headline(answer).lower()
    assert "more than" not in headline(answer)


def test_one_covered_country_is_named(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "audi/a6-e-tron", "europe", "2024")

    assert headline(answer).endswith("in 2024 in Germany, the only country covered.")


def test_countries_of_a_sum_that_lack_months_are_named(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "audi/a6-e-tron", "europe", "2024")

    assert "Germany has only a part of the period." in caveats(answer)


def test_two_countries_together_are_added_inside_one_publisher(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "renault/zoe", "DE FR", "2020", together=True)

    assert answer.value == sum(values(answer)) == 67785
    assert [row.id for row in answer.rows] == ["DE", "FR"]
    assert len({source.publisher for source in answer.sources}) == 1


def test_everything_but_battery_electric_is_made_inside_one_family(ask: Ask) -> None:
    answer = ask(Intent.COUNT, places="NO", periods="2023", powertrains=(Powertrain.BEV,), is_complement=True)

    assert headline(answer).startswith("24,081 of the 128,657 cars registered in Norway in 2023 were not ")


def test_a_missing_figure_names_the_nearest_one(ask: Ask) -> None:
    answer = ask(Intent.COUNT, "renault/zoe", "DE", "2026-08")

    assert answer.status is Status.NO_DATA
    assert "My figures for it run from" in answer.text
    assert answer.value is None


# -- comparisons


def test_kinds_of_cars_are_compared_in_the_plural(ask: Ask) -> None:
    answer = ask(Intent.COMPARE, places="DE", periods="2023", powertrains=(Powertrain.BEV, Powertrain.PHEV))

    assert headline(answer).startswith("Battery-electric cars are ahead of plug-in hybrids: 524,219 against 175,723")


def test_years_are_compared_in_a_sentence_that_one_would_say(ask: Ask) -> None:
    answer = ask(Intent.COMPARE, places="DE", periods="2022 2023")

    assert headline(answer) == (
        "More electric cars were registered in Germany in 2022 than in 2023: 832,651 against 699,942."
    )


def test_where_battery_electric_alone_has_another_winner_both_are_shown(ask: Ask) -> None:
    answer = ask(Intent.COMPARE, "tesla byd", periods="2023")

    assert headline(answer).startswith("BYD is ahead of Tesla")
    assert "Battery-electric only: Tesla 1,808,581, BYD 1,574,822." in caveats(answer)


def test_a_thing_without_a_figure_stays_a_row_and_makes_the_comparison_partial(ask: Ask) -> None:
    answer = ask(Intent.COMPARE, "renault/zoe cupra/born", "FR", "2014")

    assert answer.status is Status.PARTIAL
    assert [row.note for row in answer.rows] == [None, "no figure"]
    assert "No figure for Cupra Born." in caveats(answer)


# -- ranks


@pytest.mark.parametrize("place", ["NO", "DE", "US", "CN", "world"])
@pytest.mark.parametrize("rank_of", ["model", "brand"])
def test_a_ranking_descends_and_holds_no_remainder(ask: Ask, place: str, rank_of: str) -> None:
    answer = ask(Intent.RANK, "", place, "2023", rank_of=rank_of, limit=50)

    assert values(answer) == sorted(values(answer), reverse=True)
    assert not [row for row in answer.rows if "other" in row.id.lower() or row.id in ("", MARKET)]


def test_a_brand_has_no_article_and_a_model_has_one(ask: Ask) -> None:
    brand = ask(Intent.RANK, "", "US", "2015", rank_of="brand")
    model = ask(Intent.RANK, "", "NO", "2023", rank_of="model")

    assert " was Tesla, with 26,408 sold." in headline(brand)
    assert " was the Tesla Model Y, with 23,065 registered." in headline(model)


def test_a_worldwide_ranking_says_over_how_many_countries(ask: Ask) -> None:
    answer = ask(Intent.RANK, "", "world", "2023", rank_of="model")

    assert "countries with figures by model, not the world" in caveats(answer)


def test_no_brand_is_ranked_in_two_groups_of_which_one_holds_the_other(ask: Ask) -> None:
    answer = ask(Intent.RANK, "", "DE", "2023", rank_of="group", limit=30)

    ids = [row.id for row in answer.rows]
    assert "group/renault-nissan-mitsubishi" in ids
    assert "group/renault-nissan" not in ids


def test_a_ranking_of_countries_holds_no_aggregate(ask: Ask, desk: Desk) -> None:
    answer = ask(Intent.RANK, periods="2023", rank_of="region", limit=100)

    assert len(answer.rows) > 30
    assert all(desk.is_country(row.id) for row in answer.rows)


# -- shares


@pytest.mark.parametrize("place", ["NO", "DE", "FR", "GB", "US", "CN", "SE", "NL", "IT", "ES"])
@pytest.mark.parametrize("asked", [ShareAsked.MARKET, ShareAsked.EV_MARKET])
@pytest.mark.parametrize("name", [MARKET, "tesla", "renault/zoe"])
def test_a_share_is_at_most_a_hundred_and_of_one_family(desk: Desk, place: str, asked: ShareAsked, name: str) -> None:
    for year in range(2012, 2026):
        found = share_figures.find(desk, question(Intent.SHARE, name, place, share_of=asked), place, Period.year(year))
        if found is None:
            continue

        assert 0 <= found.percent <= 100
        assert found.whole is None or found.part.family == found.whole.family


def test_a_share_is_told_with_what_it_was_made_of_and_what_others_print(ask: Ask) -> None:
    answer = ask(Intent.SHARE, places="NO", periods="2024", share_of=ShareAsked.MARKET)

    assert headline(answer) == "90.5% of the new cars in Norway in 2024 were electric cars (117,875 of 130,304)."
    assert "prints 92%" in caveats(answer)
    assert "Battery-electric alone: 87.8%." in caveats(answer)


def test_two_shares_are_set_against_each_other(ask: Ask) -> None:
    answer = ask(Intent.SHARE, places="DE FR", periods="2023", share_of=ShareAsked.MARKET)

    assert headline(answer) == (
        "France had the higher share of electric cars in 2023: 25.7%, against 24.6% for Germany."
    )


# -- time


def test_a_trend_is_of_one_source_and_its_gaps_are_named(ask: Ask) -> None:
    answer = ask(Intent.TREND, "renault/zoe", "DE", breakdown="year")

    assert headline(answer).startswith("Registrations of the Renault Zoe in Germany rose from 4,322 in 2017")
    assert "No figure for 2023 and 2024: a gap is not a zero." in caveats(answer)
    assert answer.status is Status.PARTIAL
    assert len({source.publisher for source in answer.sources}) == 1


def test_growth_is_made_inside_one_series_from_whole_periods(desk: Desk) -> None:
    made = 0
    for place in ("NO", "DE", "US", "CN", "FR", "world"):
        for name in (MARKET, "tesla", "nissan/leaf"):
            asked = question(Intent.GROWTH, name, place)
            found = change_between(desk, asked, subject(name), place, Period.year(2021), Period.year(2022))
            if found is None:
                continue
            made += 1
            before, after, _ = found

            assert before.series == after.series
            assert before.is_complete
            assert after.is_complete
    assert made > 10


def test_a_change_is_told_with_both_figures(ask: Ask) -> None:
    answer = ask(Intent.GROWTH, places="DE", periods="2023")

    assert headline(answer) == (
        "Registrations of electric cars in Germany fell by 15.9%, from 832,651 in 2022 to 699,942 in 2023 "
        "(132,709 fewer)."
    )
    assert answer.value == pytest.approx(-15.938, abs=0.001)


def test_a_record_says_among_how_many_it_is_one(ask: Ask) -> None:
    answer = ask(Intent.RECORD, "renault/zoe", "DE", unit_of_time=PeriodKind.YEAR)

    assert (answer.value, answer.date) == (30376, "2020")
    assert "That is the best of 9 years, from 2014 to 2022." in answer.text


def test_an_average_says_what_was_divided(ask: Ask) -> None:
    answer = ask(Intent.AVERAGE, places="DE", periods="2023", unit_of_time=PeriodKind.MONTH)

    assert answer.value == pytest.approx(699942 / 12)
    assert "That is 699,942 over 12 months." in answer.text


def test_a_milestone_has_a_date_a_figure_and_a_source(ask: Ask) -> None:
    answer = ask(Intent.MILESTONE, "group/renault-nissan", quantity=Quantity(250_000), measure=MeasureAsked.SOLD)

    assert (answer.status, answer.date) == (Status.ANSWERED, "2015-06-24")
    assert answer.sources


# -- claims


def claim(names: str, place: str, period: str, value: float, relation: Relation = Relation.EXACTLY) -> Question:
    inner = question(Intent.COUNT, names, place, period, quantity=Quantity(value, relation))
    return question(Intent.CHECK, names, place, period, claims=(inner,))


@pytest.mark.parametrize(
    ("value", "relation", "expected"),
    [
        (30376, Relation.EXACTLY, Verdict.SUPPORTED),
        (30000, Relation.MORE, Verdict.SUPPORTED),
        (30000, Relation.ABOUT, Verdict.SUPPORTED),
        (40000, Relation.EXACTLY, Verdict.REFUTED),
    ],
)
def test_a_claim_of_a_number_is_decided_by_the_figure(
    real_store: FactStore, value: float, relation: Relation, expected: Verdict
) -> None:
    answer = Responder(real_store).respond(claim("renault/zoe", "DE", "2020", value, relation))

    assert (answer.verdict, answer.status) == (expected, Status.ANSWERED)
    assert "30,376" in headline(answer)
    assert answer.sources


def test_a_part_refutes_nothing(real_store: FactStore) -> None:
    answer = Responder(real_store).respond(claim("cupra/born", "", "2023", 45_000))

    assert (answer.verdict, answer.status) == (Verdict.UNVERIFIABLE, Status.NO_DATA)


# -- statements, lists and sources


def test_a_statement_is_told_with_its_date_and_source(ask: Ask) -> None:
    answer = ask(Intent.AVAILABILITY, "renault/zoe", predicate=Predicate.LAUNCHED, asks_when=True)

    assert (answer.date, answer.unit) == ("2012-12", "date")
    assert "As of December 2012." in caveats(answer)
    assert answer.sources


def test_why_without_a_stated_reason_is_not_guessed(ask: Ask) -> None:
    answer = ask(Intent.DESCRIBE, "renault/zoe", asks_why=True, words=("price", "rain"))

    assert answer.status is Status.NO_DATA
    assert "I do not guess" in headline(answer)


def test_a_list_of_models_says_that_it_is_not_the_whole_range(ask: Ask) -> None:
    answer = ask(Intent.LIST, "renault", rank_of="model")

    assert "renault/zoe" in {row.id for row in answer.rows}
    assert "Models with figures, not the whole range." in answer.caveats


def test_a_source_asked_for_again_is_that_of_the_figure(ask: Ask) -> None:
    answer = ask(Intent.SOURCE, "renault/zoe", "DE", "2020", topic="count")

    assert headline(answer) == "That comes from Open EV Charts."


# -- what holds for all


@pytest.mark.parametrize("intent", FIGURE_INTENTS)
def test_no_figure_is_ever_told_without_a_source(ask: Ask, intent: Intent) -> None:
    for name in (MARKET, "tesla", "renault/zoe", "group/volkswagen", "cupra/born"):
        for place in ("", "NO", "DE", "US", "CN", "europe", "world"):
            for period in ("", "2019", "2023-Q2", "2026"):
                answer = ask(intent, name, place, period, share_of=_share_of(intent), rank_of=_rank_of(intent))
                told = answer.status in (Status.ANSWERED, Status.PARTIAL)

                assert not told or answer.sources, (name, place, period)
                assert len(answer.caveats) <= MOST


def _share_of(intent: Intent) -> ShareAsked | None:
    return ShareAsked.MARKET if intent is Intent.SHARE else None


def _rank_of(intent: Intent) -> str | None:
    return "model" if intent is Intent.RANK else None
