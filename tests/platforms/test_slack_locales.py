"""Numbers as the asker's Slack writes them, where the app may ask for it; no answer waits for it or fails by it.

Every test looks at bodies on the wire, over Socket Mode and over HTTP.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack_app import locales
from bot.platforms.slack_app.locales import KEPT_SECONDS, Locales
from bot.service import Service
from bot.state import PlaceSettings, ResilientState
from tests.support.slack_bot import StandIn, mention, running, slack, state
from tests.support.slack_double import BOT_TOKEN, TEAM, Fails, SlackDouble
from tests.support.slack_http import INSTALLED, HttpSlack, replica, url
from tests.support.slack_http import slack as http_slack
from tests.support.slack_rooms import Rooms, rooms

__all__ = ["http_slack", "rooms", "slack", "state", "url"]

ASKS = "users.info"


@pytest.fixture
def german(slack: SlackDouble, rooms: Rooms) -> SlackDouble:
    """A Slack where the app may see people, and where one of them reads German."""
    slack.scopes.append("users:read")
    rooms.people["U1"] = {"locale": "de-DE"}
    return slack


def heard(service: StandIn) -> list[str]:
    """The locales that the core was asked with, in order."""
    return [context.locale for _, context in service.asked]


async def test_numbers_are_written_as_the_askers_slack_does(german: SlackDouble, service: Service) -> None:
    async with running(german, service):
        await german.send_event(mention("how many Zoes sold?", ts="1795390000.000100"))
        [body] = await german.posted()

    [asked] = german.bodies(ASKS)
    assert "400.000" in body["text"]
    assert (asked["user"], asked["include_locale"]) == ("U1", "1")


async def test_a_person_is_asked_for_once_an_hour_and_each_has_their_own(german: SlackDouble, rooms: Rooms) -> None:
    rooms.people["U2"] = {"locale": "fr-FR"}
    service = StandIn()
    async with running(german, service):
        for number, user in enumerate(("U1", "U2", "U1"), start=1):
            await german.send_event(mention(ts=f"1.{number}", user=user))
            await german.posted(number)

    assert heard(service) == ["de_DE", "fr_FR", "de_DE"]
    assert [body["user"] for body in german.bodies(ASKS)] == ["U1", "U2"]


async def test_what_the_workspace_has_set_comes_first_and_nobody_is_asked_for(
    german: SlackDouble, state: ResilientState
) -> None:
    state.set_place(f"slack:{TEAM}", PlaceSettings(locale="fr"))
    service = StandIn()
    async with running(german, service, state=state):
        await german.send_event(mention())
        await german.posted()

    assert heard(service) == ["fr"]
    assert german.bodies(ASKS) == []


async def test_without_the_scope_nothing_is_asked(slack: SlackDouble, rooms: Rooms) -> None:
    service = StandIn()
    async with running(slack, service):
        await slack.send_event(mention())
        await slack.posted()

    assert heard(service) == ["en"]
    assert slack.bodies(ASKS) == []


async def test_where_slack_does_not_tell_the_scopes_the_first_refusal_is_the_last_question(
    slack: SlackDouble, rooms: Rooms
) -> None:
    slack.scopes = []
    slack.fail(ASKS, Fails("missing_scope"))
    service = StandIn()
    async with running(slack, service) as bot:
        for number, user in enumerate(("U1", "U2", "U1"), start=1):
            await slack.send_event(mention(ts=f"1.{number}", user=user))
            await slack.posted(number)
        await bot.finish()

    assert heard(service) == ["en", "en", "en"]
    assert len(slack.bodies(ASKS)) == 1


@pytest.mark.parametrize("failure", [Fails("user_not_found"), Fails(status=404)], ids=["refused", "not Slack"])
async def test_an_answer_comes_although_the_locale_cannot_be_asked_for(german: SlackDouble, failure: Fails) -> None:
    german.fail(ASKS, failure)
    service = StandIn()
    async with running(german, service):
        await german.send_event(mention())
        await german.posted()

    assert heard(service) == ["en"]


@pytest.mark.parametrize("told", [{}, {"locale": ""}, {"locale": "xx-tlhIngan"}], ids=["none", "empty", "unknown"])
async def test_a_locale_without_number_forms_is_left_aside(
    german: SlackDouble, rooms: Rooms, told: dict[str, str]
) -> None:
    rooms.people["U1"] = told
    service = StandIn()
    async with running(german, service):
        await german.send_event(mention())
        await german.posted()

    assert heard(service) == ["en"]


async def test_over_http_the_scopes_of_the_installation_decide(http_slack: HttpSlack, url: str) -> None:
    Rooms(http_slack).people["U1"] = {"locale": "de-DE"}
    without, allowed = StandIn(), StandIn()
    async with replica(http_slack, url, without) as bot:
        await bot.hears(mention())
        await http_slack.posted()
        await bot.finish()
    unasked = http_slack.bodies(ASKS)
    granted = replace(INSTALLED, scopes=f"{INSTALLED.scopes},users:read")
    async with replica(http_slack, url, allowed, installed=granted) as bot:
        await bot.hears(mention(ts="1.2"))
        await http_slack.posted(2)
        await bot.finish()

    assert (heard(without), unasked) == (["en"], [])
    assert heard(allowed) == ["de_DE"]


# A moment and an hour


def _looking(slack: SlackDouble, now: list[float], may_go_on: asyncio.Event | None = None) -> Locales:
    """Look-ups with the real client and a clock that goes when it is told to; they may have to wait for leave."""

    async def clients(_: str) -> AsyncWebClient:
        return AsyncWebClient(token=BOT_TOKEN, base_url=slack.base_url)

    async def scopes(_: str) -> frozenset[str]:
        if may_go_on is not None:
            await may_go_on.wait()
        return frozenset(slack.scopes)

    return Locales(clients, scopes, lambda: now[0])


async def test_a_slow_look_up_holds_up_one_answer_for_a_moment_and_serves_the_next(
    german: SlackDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = asyncio.Event()
    looking = _looking(german, [0.0], may_go_on)
    monkeypatch.setattr(locales, "MOMENT_SECONDS", 0.01)
    first = await looking.of(TEAM, "U1")
    monkeypatch.setattr(locales, "MOMENT_SECONDS", 10.0)
    may_go_on.set()
    second = await looking.of(TEAM, "U1")

    assert (first, second) == (None, "de_DE")
    assert len(german.bodies(ASKS)) == 1


async def test_after_an_hour_and_after_forgetting_a_person_is_asked_for_again(
    german: SlackDouble, rooms: Rooms
) -> None:
    now = [0.0]
    looking = _looking(german, now)
    found = [await looking.of(TEAM, "U1")]
    rooms.people["U1"] = {"locale": "fr-FR"}
    now[0] = KEPT_SECONDS - 1
    found.append(await looking.of(TEAM, "U1"))
    now[0] = KEPT_SECONDS
    found.append(await looking.of(TEAM, "U1"))
    rooms.people["U1"] = {"locale": "it-IT"}
    looking.forget(TEAM, "U1")
    found.append(await looking.of(TEAM, "U1"))

    assert found == ["de_DE", "de_DE", "fr_FR", "it_IT"]
