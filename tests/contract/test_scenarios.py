"""The same scenarios on every platform: what people and platforms do to a bot, and what must stand there afterwards.

Each is data; the way to a platform and back is in `tests.support.stages`. Where a platform cannot do a thing, `on` says
so. Nothing may ever ping anybody or command a terminal, whatever is asked or answered.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.answer import Answer, Status
from bot.document import Document, Headline, Table, Text, plain
from bot.service import Context, Service
from facts.store import FactStore
from tests.support.discord_bot import StandIn
from tests.support.discord_double import running_double
from tests.support.stages import (
    Again,
    BotSays,
    Delete,
    DiscordStage,
    Edit,
    Say,
    Stage,
    Step,
    TerminalStage,
    slack_stage,
)

CHATS = ("discord", "slack")
EVERYWHERE = ("terminal", *CHATS)
TRICKS = "@everyone @here <!channel> <@U2> <@1234> <@&5> <#C9> \x1b[31m[free](https://evil.example) `a` *b* _c_ ~d~"
LONG = " ".join(f"word{number:05}" for number in range(1_000))
SORRY = "Something went wrong while I looked that up."


def said(text: str) -> Answer:
    """An answer that says this and nothing else."""
    return Answer(Status.ANSWERED, document=Document((Headline((Text(text),)),)))


def echo(text: str) -> Answer:
    """An answer that repeats the question."""
    return said(f"Answer to: {text}")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens, and what comes of it."""

    name: str
    steps: tuple[Step, ...]
    asked: tuple[str, ...]
    """What the core hears."""
    stands: tuple[str, ...] | None
    """What people can read in the end, in order, whitespace aside; None: a short help at most."""
    answer: Callable[[str], Answer] = echo
    on: tuple[str, ...] = EVERYWHERE


SCENARIOS = (
    Scenario("a question", (Say("how many?"),), ("how many?",), ("Answer to: how many?",)),
    Scenario("an empty message", (Say(""),), (), None),
    Scenario("a message of blanks", (Say("   "),), (), None),
    Scenario("two questions", (Say("one"), Say("two")), ("one", "two"), ("Answer to: one", "Answer to: two")),
    Scenario(
        "a question of 10,000 characters",
        (Say("x" * 10_000),),
        ("x" * 10_000,),
        ("That is long.",),
        lambda _: said("That is long."),
    ),
    Scenario(
        "an answer of 10,000 characters",
        (Say("everything"),),
        ("everything",),
        (LONG,),
        lambda _: said(LONG),
    ),
    Scenario(
        "mention tricks in an answer",
        (Say("tricks"),),
        ("tricks",),
        (TRICKS,),
        lambda _: said(TRICKS),
    ),
    Scenario("a delivery repeated", (Say("once"), Again()), ("once",), ("Answer to: once",), on=CHATS),
    Scenario(
        "a delivery repeated later",
        (Say("once"), Say("two"), Again(), Again()),
        ("once", "two"),
        ("Answer to: once", "Answer to: two"),
        on=CHATS,
    ),
    Scenario("another bot", (BotSays("how many?"), Say("one")), ("one",), ("Answer to: one",), on=CHATS),
    Scenario("an edit", (Say("Zeo?"), Edit("Zoe?")), ("Zeo?", "Zoe?"), ("Answer to: Zoe?",), on=CHATS),
    Scenario("a deletion", (Say("never mind"), Delete()), ("never mind",), (), on=CHATS),
)
"""The terminal has no deliveries, no other bots, and takes no printed line back."""
CASES = [
    pytest.param(scenario, platform, id=f"{scenario.name}-{platform}")
    for scenario in SCENARIOS
    for platform in scenario.on
]


@pytest.fixture
async def stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The place that a test names."""
    if request.param == "terminal":
        yield TerminalStage(monkeypatch)
    elif request.param == "discord":
        async with running_double() as double:
            yield DiscordStage(double)
    else:
        async with slack_stage(monkeypatch) as slack:
            yield slack


def bare(text: str) -> str:
    """A text without regard to how its blanks and lines are laid out, and without what no chat shows."""
    return " ".join(text.translate({0x1B: None, 0xFFFD: None}).split())


@pytest.mark.parametrize(("scenario", "stage"), CASES, indirect=["stage"])
async def test_every_platform_plays_the_scenario_alike(scenario: Scenario, stage: Stage) -> None:
    core = StandIn(scenario.answer)
    found = await stage.play(core, scenario.steps)

    assert scenario.asked == tuple(core.questions)
    if scenario.stands is None:
        assert len(found) <= 300
    else:
        assert bare(" ".join(scenario.stands)) == bare(found)
    assert stage.hazards() == []


class Failing(Service):
    """The real core, which blows up inside as often as it is told to."""

    failures = 0

    def _recall(self, conversation: str | None, core: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise ZeroDivisionError
        return super()._recall(conversation, core)


@pytest.fixture(scope="module")
def service(real_store: FactStore) -> Failing:
    """The real core over the real figures."""
    return Failing(real_store)


@pytest.mark.parametrize("stage", EVERYWHERE, indirect=True)
async def test_a_core_that_blows_up_is_owned_up_to_and_the_next_question_answered(
    stage: Stage, service: Failing
) -> None:
    service.failures = 1
    found = await stage.play(service, (Say("how many Zoes were sold in Germany in 2020?"), Say("hello")))

    assert bare(found).startswith(SORRY)
    assert found.count(SORRY) == 1
    assert bare(plain_headline(service, "hello")) in bare(found)


QUESTIONS = (
    "how many Renault Zoes were sold in Germany in 2020?",
    "top 5 EVs in Norway in 2022",
    "BEV share in Norway in 2022",
    "BEV sales in Norway, Sweden and Germany in 2022",
    "BEV sales in Germany by month in 2022",
    "is it true that Norway sold 1 million BEVs in 2020?",
)


@pytest.mark.parametrize("stage", EVERYWHERE, indirect=True)
@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_same_question_gives_the_same_figures_everywhere(
    stage: Stage, question: str, service: Failing
) -> None:
    figures = figures_of(service.ask(question, Context()))
    found = bare(await stage.play(service, (Say(question),)))

    assert figures
    assert [figure for figure in figures if figure not in found] == []


def figures_of(answer: Answer) -> list[str]:
    """The numbers of the headline and of every cell of the tables, as they are written."""
    told = [plain(block.spans) for block in answer.document.blocks if isinstance(block, Headline)]
    tables = [block for block in answer.document.blocks if isinstance(block, Table)]
    told += [cell for table in tables for row in table.rows for cell in row]
    return re.findall(r"\d(?:[\d.,]*\d)?", " ".join(told))


def plain_headline(service: Service, question: str) -> str:
    """The headline of an answer."""
    [headline, *_] = (
        block for block in service.ask(question, Context()).document.blocks if isinstance(block, Headline)
    )
    return plain(headline.spans)
