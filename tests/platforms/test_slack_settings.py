"""Forgetting a person, the settings of a workspace, and how often one may ask there.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

import pytest

from bot.platforms.slack_app import wording
from bot.platforms.slack_app.limits import SlackLimits
from bot.state import PlaceSettings, ResilientState
from tests.support.slack_bot import StandIn, direct, mention, packed, running, slack, state
from tests.support.slack_double import RESPONSE_URL, Fails, SlackDouble
from tests.support.slack_rooms import Rooms, responded, rooms

__all__ = ["rooms", "slack", "state"]


async def test_forgetting_takes_what_was_remembered_and_what_was_stored(
    slack: SlackDouble, rooms: Rooms, state: ResilientState
) -> None:
    service = StandIn()
    async with running(slack, service, state=state) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await bot.finish()
    before = state.export_person("slack:T0TEAM:U1")
    async with running(slack, service, state=state):
        await slack.connected(2)
        await rooms.type("forget")
        body = await responded(slack)

    assert before != {}
    assert body["text"] == wording.FORGOTTEN
    assert service.forgotten == ["slack:T0TEAM:U1"]
    assert state.export_person("slack:T0TEAM:U1") == {}


async def settle(slack: SlackDouble, rooms: Rooms, words: str, *, user: str = "U1") -> str:
    """Type `/ev settings …`; what comes back is given."""
    count = len(slack.bodies(RESPONSE_URL)) + 1
    await rooms.type(f"settings {words}", user=user)
    return str((await responded(slack, count))["text"])


async def test_an_admin_sees_and_changes_the_settings(slack: SlackDouble, rooms: Rooms, state: ResilientState) -> None:
    rooms.people["U1"] = {"is_admin": True}
    async with running(slack, StandIn(), state=state):
        before = await settle(slack, rooms, "")
        for words in ("threads off", "private off", "locale de", "cooldown 30", "channels <#C1|one>, <#C2|two>"):
            after = await settle(slack, rooms, words)

    assert "Answers in threads: on" in before
    assert after.startswith(wording.SETTINGS_KEPT)
    assert state.place("slack:T0TEAM") == PlaceSettings(
        frozenset({"C1", "C2"}), threads=False, private=False, locale="de", cooldown_seconds=30.0, version=5
    )


async def test_nobody_else_changes_them_but_whom_the_host_has_named(
    slack: SlackDouble, rooms: Rooms, state: ResilientState
) -> None:
    rooms.people["U1"] = {"is_admin": False}
    async with running(slack, StandIn(), state=state, admins=frozenset({"U9"})):
        refused = await settle(slack, rooms, "threads off")
        unchanged = state.place("slack:T0TEAM")
        kept = await settle(slack, rooms, "threads off", user="U9")

    assert refused == wording.SETTINGS_NOT_YOURS
    assert unchanged == PlaceSettings()
    assert kept.startswith(wording.SETTINGS_KEPT)


@pytest.mark.parametrize(("named", "is_kept"), [("T0TEAM:U9", True), ("T0OTHER:U9", False)])
async def test_somebody_named_with_a_workspace_may_change_them_there_alone(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, named: str, is_kept: bool
) -> None:
    rooms.people["U9"] = {"is_admin": False}
    async with running(slack, StandIn(), state=state, admins=frozenset({named})):
        said = await settle(slack, rooms, "threads off", user="U9")

    assert said.startswith(wording.SETTINGS_KEPT) is is_kept
    assert state.place("slack:T0TEAM").threads is not is_kept


async def test_without_the_scope_to_see_admins_it_says_kindly_why_not(
    slack: SlackDouble, rooms: Rooms, state: ResilientState
) -> None:
    slack.fail("users.info", Fails("missing_scope"))
    async with running(slack, StandIn(), state=state):
        said = await settle(slack, rooms, "threads off")
        await slack.send_event(direct())
        await slack.posted()

    assert said == wording.SETTINGS_WHO


@pytest.mark.parametrize(
    "words", ["threads", "threads maybe", "cooldown -1", "cooldown 1e9", "channels general", "x y"]
)
async def test_a_setting_that_makes_no_sense_changes_nothing(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, words: str
) -> None:
    async with running(slack, StandIn(), state=state, admins=frozenset({"U1"})):
        said = await settle(slack, rooms, words)

    assert said.startswith(wording.SETTINGS_UNKNOWN)
    assert state.place("slack:T0TEAM") == PlaceSettings()


async def test_without_a_database_there_are_no_settings(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, StandIn()):
        said = await settle(slack, rooms, "threads off")

    assert said == wording.SETTINGS_NOWHERE


async def test_the_settings_are_kept_to(slack: SlackDouble, rooms: Rooms, state: ResilientState) -> None:
    chosen = PlaceSettings(frozenset({"C1"}), threads=False, private=False, locale="de")
    state.set_place("slack:T0TEAM", chosen)
    service = packed()
    async with running(slack, service, state=state):
        await slack.send_event(mention())
        await slack.posted()
        await slack.send_event(mention(ts="1.2", channel="C2"))
        await slack.until(lambda: bool(slack.bodies("chat.postEphemeral")))
        await slack.send_event(direct(ts="1.3"))
        await slack.posted(2)
        await rooms.type("how many Zoes sold?")
        bodies = await slack.posted(3)

    [told] = slack.bodies("chat.postEphemeral")
    assert [(body["channel"], "thread_ts" in body) for body in bodies] == [("C1", False), ("D1", False), ("C1", False)]
    assert (told["channel"], told["user"], told["text"]) == ("C2", "U1", wording.NOT_HERE)
    assert {context.locale for _, context in service.asked} == {"de"}


async def test_a_cooldown_answers_one_person_once_and_says_so_once(
    slack: SlackDouble, rooms: Rooms, state: ResilientState
) -> None:
    state.set_place("slack:T0TEAM", PlaceSettings(cooldown_seconds=3600))
    async with running(slack, StandIn(), state=state) as bot:
        for number in range(3):
            await slack.acknowledged(await slack.send_event(mention(ts=f"1.{number}")))
        await slack.acknowledged(await slack.send_event(mention(ts="1.9", user="U2")))
        await bot.finish()

    assert len(slack.bodies()) == 2
    assert [body["text"] for body in slack.bodies("chat.postEphemeral")] == [wording.TOO_OFTEN]


async def test_too_many_questions_of_one_person_are_not_answered(slack: SlackDouble) -> None:
    from bot.platforms.pacing import Rate

    limits = SlackLimits(seconds_between_messages=0.0, person=Rate(burst=2, a_minute=1))
    service = StandIn()
    async with running(slack, service, limits) as bot:
        for number in range(5):
            await slack.acknowledged(await slack.send_event(mention(ts=f"1.{number}")))
        await bot.finish()

    assert len(service.asked) == 2
    assert len(slack.bodies("chat.postEphemeral")) == 1
