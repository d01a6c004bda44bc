"""What a text asks to be told of: the frames around it, what is promised in return, and what is refused how."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import Status
from bot.following import FollowRead, read_follow
from bot.following.words import framed
from bot.service import Context, Service
from bot.state.follows import Trigger
from facts.store import FactStore

TODAY = date(2026, 11, 23)
"""The real figures end in the summer before."""
CONTEXT = Context(platform="discord", place="discord:77", person="discord:1", today=TODAY)


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Service:
    """Answers from the real figures."""
    return Service(real_store)


def read(service: Service, text: str, today: date = TODAY) -> FollowRead:
    """What comes of a text on a day."""
    return read_follow(service, text, Context(platform="discord", place="discord:77", person="discord:1", today=today))


# Frames


@pytest.mark.parametrize(
    "text",
    [
        "tell us when Norway's October is out",
        "Please let us know as soon as Norway's October is published!",
        "can you notify me when Norway's October has been released",
        "could you post here once Norway's October comes out",
        "when Norway's October is finally available?",
        "we'd like to know when Norway\N{RIGHT SINGLE QUOTATION MARK}s October is out",
        "NORWAY'S OCTOBER",
    ],
)
def test_the_words_that_ask_to_be_told_are_taken_off(text: str) -> None:
    assert framed(text).text.lower() == "norway's october"


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("every month the top 10 in Germany", "month", "the top 10 in Germany"),
        ("the top 10 in Germany, monthly", "month", "the top 10 in Germany"),
        ("post the top 10 in Germany once a month", "month", "the top 10 in Germany"),
        ("follow Tesla in Norway each quarter", "quarter", "Tesla in Norway"),
        ("annually the share in Sweden", "year", "the share in Sweden"),
        ("Norway", None, "Norway"),
    ],
)
def test_how_often_is_read_and_taken_off(text: str, kind: str | None, rest: str) -> None:
    found = framed(text)

    assert (kind, rest) == (found.every, found.text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("when the Zoe passes 500,000", "when did the Zoe pass 500,000?"),
        ("tell us once the Leaf reaches half a million", "when did the Leaf pass half a million?"),
        ("let me know when BEVs in Norway's fleet exceed 1 million", "when did BEVs in Norway's fleet pass 1 million?"),
        ("when the Zoe goes over 500,000 in Germany", "when did the Zoe pass 500,000 in Germany?"),
    ],
)
def test_a_number_to_be_passed_becomes_the_question_when_it_was(text: str, asked: str) -> None:
    found = framed(text)

    assert asked == found.text
    assert found.passes


# What is promised


@pytest.mark.parametrize(
    ("text", "trigger", "promise", "label"),
    [
        (
            "tell us when Norway's October is out",
            Trigger.ONCE_OUT,
            "I will post here once, when figures for October 2026 are out.",
            "once, when October 2026 is out: BEV + PHEV · registrations · Norway",
        ),
        (
            "every month the top 10 in Germany",
            Trigger.EVERY_MONTH,
            "I will post here every month, as soon as a new month is out.",
            "every month: top 10 models · battery-electric · registrations · Germany",
        ),
        (
            "when the Zoe passes 500,000",
            Trigger.PASSES,
            "I will post here once, when the count passes 500,000.",
            "once, when it passes 500,000: Renault Zoe · sales · World",
        ),
        (
            "tell me when the share in Germany passes 50%",
            Trigger.PASSES,
            "I will post here once, when the share passes 50%.",
            "once, when it passes 50%: BEV + PHEV · share of sales · Germany",
        ),
        (
            "each quarter the market share in Sweden",
            Trigger.EVERY_QUARTER,
            "I will post here every quarter, as soon as a new quarter is out.",
            "every quarter: BEV + PHEV · share of sales · Sweden",
        ),
        (
            "yearly Tesla vs BYD",
            Trigger.EVERY_YEAR,
            "I will post here every year, as soon as a new year is out.",
            "every year: Tesla · BYD · BEV + PHEV · deliveries · World",
        ),
        (
            "Norway",
            Trigger.EVERY_MONTH,
            "I will post here every month, as soon as a new month is out.",
            "every month: BEV + PHEV · registrations · Norway",
        ),
        (
            "when Norway 2026 is out",
            Trigger.ONCE_OUT,
            "I will post here once, when figures for 2026 are out.",
            "once, when 2026 is out: BEV + PHEV · registrations · Norway",
        ),
        (
            "notify us when 2027 is out for Norway",
            Trigger.ONCE_OUT,
            "I will post here once, when figures for 2027 are out.",
            "once, when 2027 is out: BEV + PHEV · registrations · Norway",
        ),
    ],
)
def test_what_will_happen_is_said_back(service: Service, text: str, trigger: Trigger, promise: str, label: str) -> None:
    found = read(service, text)

    assert found.follow is not None, found.answer.text
    assert (trigger, label) == (found.follow.trigger, found.follow.label)
    assert promise == found.answer.text.split("\n")[0]


def test_the_follow_is_of_the_place_and_the_person_and_waits_for_a_channel(service: Service) -> None:
    found = read(service, "Norway")
    follow = found.in_channel("10")

    assert found.follow is not None
    assert found.follow.channel == ""
    assert follow is not None
    assert (
        follow.platform,
        follow.place,
        follow.channel,
        follow.user_key,
    ) == ("discord", "discord:77", "10", "discord:1")
    assert ("2026-07", service.store.edition) == (follow.seen, follow.looked)


def test_the_newest_that_is_out_is_told_with_the_promise(service: Service) -> None:
    told = read(service, "tell us when Norway's October is out").answer.text

    assert "The newest that is out is July 2026. 9,435 electric cars were registered in Norway in July 2026." in told


@pytest.mark.parametrize(
    ("day", "month"),
    [(date(2026, 11, 23), "December 2026"), (date(2027, 1, 10), "December 2026"), (date(2026, 8, 10), "December 2026")],
)
def test_a_month_without_its_year_is_the_nearest(service: Service, day: date, month: str) -> None:
    found = read(service, "tell us when Norway's December is out", day)

    assert found.follow is not None
    assert f"once, when {month} is out: BEV + PHEV · registrations · Norway" == found.follow.label


def test_nothing_of_the_text_itself_is_kept(service: Service) -> None:
    found = read(service, "Norway please, says Ann")

    assert "Ann" not in repr(found.follow)


# What is out already, and what is refused


def test_a_period_that_is_out_is_told_with_its_figure_instead(service: Service) -> None:
    found = read(service, "tell us when Norway's July 2026 is out")

    assert found.follow is None
    assert found.answer.text.startswith("9,435 electric cars were registered in Norway in July 2026.")
    assert "That is out already, so there is nothing to wait for." in found.answer.text
    assert "[1] Robbie Andrew" in found.answer.text


@pytest.mark.parametrize("text", ["when the Zoe passes 300,000", "when the Leaf passes 400,000"])
def test_a_number_that_was_passed_is_told_so(service: Service, text: str) -> None:
    found = read(service, text)

    assert found.follow is None
    assert "That is passed already, so there is nothing to wait for." in found.answer.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "every day Norway",
            "Figures come out by month, quarter or year, so I can post no more often than every month.",
        ),
        ("the weather in Norway", "I do not know about the weather: I only have figures on"),
        ("", "There is no question in that."),
        ("every month Norway in October 2026", "Either every month, or once when October 2026 is out"),
        ("Norway since 2020", "please leave out other stretches of time"),
        ("when Norway's October 1985 is out", "I have no figure for October 1985 though there are newer ones"),
        ("when Norway 2029 is out", "2029 is too far away for me to promise anything."),
        ("when Norway 2050 is out", "I do not forecast"),
        ("is the Leaf available in Norway", "that is something else"),
        ("every month BYD deliveries worldwide built by penguins", "I did not make out what to follow."),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_reason(service: Service, text: str, why: str) -> None:
    found = read(service, text)

    assert found.follow is None
    assert why in found.answer.text
    assert found.answer.offers == ()


def test_a_frequency_that_the_figures_do_not_have_is_refused_with_the_one_that_works(service: Service) -> None:
    found = read(service, "every month EVs on the road in Norway")

    assert found.follow is None
    assert "I have no figures by month for that, so there would be nothing to post." in found.answer.text
    assert "I have them by year: “every year …” would work." in found.answer.text


@pytest.mark.parametrize(
    "text", ["@everyone <!channel>", "x" * 100_000, "passes " * 2_000, "\u202etuo si", "%s{0}{kind}"]
)
def test_any_text_gets_kind_words(service: Service, text: str) -> None:
    found = read(service, text)

    assert found.follow is None
    assert found.answer.status is not Status.ERROR
    assert found.answer.text
