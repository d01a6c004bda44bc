"""Who is kept out in Slack: forgers, replayers, people of other workspaces, and those who may not change the settings.

The real slack-bolt and slack_sdk against our own little Slack, over HTTP, where strangers can reach the bot at all.
What a single forged, stale or replayed request of each kind comes to stands in `test_slack_http*.py`, too.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.platforms.slack_app import wording
from bot.service import Service
from bot.state import Installation, PlaceSettings, Workspace
from tests.support.slack_bot import ASKED_AT, StandIn, direct, mention, packed
from tests.support.slack_double import BOT_USER, RESPONSE_URL, TEAM
from tests.support.slack_http import (
    CLIENT_ID,
    HERE,
    INSTALLED,
    TOKEN,
    HttpSlack,
    Replica,
    Reply,
    event_body,
    form_body,
    query_of,
    replica,
    signed,
    slack,
    until,
    url,
)
from tests.support.slack_rooms import Rooms
from tests.support.slack_wire import Fails

__all__ = ["slack", "url"]
pytest_plugins = ["tests.support.postgres"]
OTHER_TEAM = "T2"
OTHER_TOKEN = "xoxb-of-the-second"
THERE = Workspace(f"slack:{CLIENT_ID}", team=OTHER_TEAM)


@asynccontextmanager
async def two_workspaces(slack: HttpSlack, url: str, service: Any = None) -> AsyncIterator[Replica]:
    """A bot that two workspaces have installed; people, channels and moments have the same ids in both."""
    slack.tokens.add(OTHER_TOKEN)
    async with replica(slack, url, service) as bot:
        bot.state.installations.put(THERE, Installation(OTHER_TOKEN, BOT_USER))
        yield bot


class People:
    """What people do in a workspace, signed by Slack."""

    def __init__(self, slack: HttpSlack, bot: Replica) -> None:
        self._slack = slack
        self._bot = bot
        self._rooms = Rooms(slack)
        slack.answers("users.info", self._info)
        self.admins: set[tuple[str, str]] = set()
        """Token of the workspace, and the person."""

    def typed(self, words: str, team: str = TEAM, user: str = "U1") -> dict[str, Any]:
        """The request of a slash command, to be sent as often as one likes."""
        return signed(urlencode(self._rooms.typed(words, user=user) | {"team_id": team}).encode(), form=True)

    async def types(self, words: str, team: str = TEAM, user: str = "U1") -> str:
        """Type `/ev …`; what comes back to the one who typed is given."""
        before = len(self._slack.bodies(RESPONSE_URL))
        await self._bot.takes(**self.typed(words, team, user))
        await self._slack.until(lambda: len(self._slack.bodies(RESPONSE_URL)) > before)
        return str(self._slack.bodies(RESPONSE_URL)[-1]["text"])

    def _info(self, call: Any) -> dict[str, Any]:
        return {"user": {"is_admin": (call.token, call.body["user"]) in self.admins}}


# Forgers


def _interaction(kind: str, **more: Any) -> bytes:
    person = {"id": "U1", "team_id": TEAM}
    return form_body({"type": kind, "user": person, "team": {"id": TEAM}, "trigger_id": "1.2", **more})


FORGED = {
    "an event": (event_body(mention()), False),
    "a command": (urlencode({"command": "/ev", "text": "settings threads off", "team_id": TEAM}).encode(), True),
    "a press": (_interaction("block_actions", actions=[{"action_id": "ask:0", "value": "1z"}]), True),
    "a shortcut": (_interaction("shortcut", callback_id="ask_with_form"), True),
    "a form": (_interaction("view_submission", view={"callback_id": "form"}), True),
    "what is typed into a form": (_interaction("block_suggestion", action_id="model", value="zo"), True),
    "an uninstallation": (event_body({"type": "app_uninstalled"}), False),
    "a revocation": (event_body({"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}}), False),
    "a challenge": (b'{"type": "url_verification", "challenge": "say this"}', False),
}


@pytest.mark.parametrize(("body", "form"), FORGED.values(), ids=FORGED)
async def test_nothing_that_slack_has_not_signed_is_taken_whatever_it_is(
    slack: HttpSlack, url: str, body: bytes, form: bool
) -> None:
    service = StandIn()
    genuine = signed(body, form=form)
    headers = genuine["headers"]
    unsigned = {key: value for key, value in headers.items() if not key.startswith("X-Slack")}
    async with replica(slack, url, service) as bot:
        replies = [
            await bot.takes(**signed(body, secret="guessed", form=form)),
            await bot.takes(**signed(body, seconds_ago=301, form=form)),
            await bot.takes(body, unsigned),
            await bot.takes(body, headers | {"X-Slack-Signature": headers["X-Slack-Signature"].replace("v0", "v1")}),
            await bot.takes(body + b" ", headers),
        ]
        await bot.finish()
        kept = bot.state.installations.find(HERE)

    assert [(reply.status, reply.text) for reply in replies] == [(401, '{"error": "invalid request"}')] * 5
    assert (service.asked, slack.calls, kept) == ([], [], INSTALLED)


async def test_an_old_signature_under_a_new_time_is_refused(slack: HttpSlack, url: str) -> None:
    service, body = StandIn(), event_body(mention())
    old, new = signed(body, seconds_ago=400)["headers"], signed(body)["headers"]
    async with replica(slack, url, service) as bot:
        reply = await bot.takes(body, old | {"X-Slack-Request-Timestamp": new["X-Slack-Request-Timestamp"]})
        await bot.finish()

    assert (reply.status, service.asked) == (401, [])


async def test_the_signature_of_one_request_is_none_for_another(slack: HttpSlack, url: str) -> None:
    mine = signed(event_body(direct("how many Zoes sold?", user="U1")))
    async with replica(slack, url) as bot:
        await bot.takes(**mine)
        reply = await bot.takes(event_body({"type": "app_uninstalled"}), mine["headers"])
        await bot.finish()
        kept = bot.state.installations.find(HERE)

    assert reply.status == 401
    assert kept == INSTALLED


# Replayers


async def test_a_replayed_command_does_not_change_the_settings_again(slack: HttpSlack, state_url: str) -> None:
    async with replica(slack, state_url) as bot, replica(slack, state_url) as other:
        people = People(slack, bot)
        people.admins.add((TOKEN, "U1"))
        overheard = people.typed("settings threads off")
        await bot.takes(**overheard)
        await until(lambda: not bot.state.place(f"slack:{TEAM}").threads)
        await people.types("settings threads on")
        replies = [await each.takes(**overheard) for each in (bot, other)]
        await bot.finish()
        await other.finish()
        kept = bot.state.place(f"slack:{TEAM}")

    assert [reply.status for reply in replies] == [200, 200]
    assert kept == PlaceSettings(version=2)


# The way through an installation


async def test_the_state_of_one_browser_is_worth_nothing_in_another_and_stays_good_in_its_own(
    slack: HttpSlack, url: str
) -> None:
    """Otherwise somebody could lure a person into finishing an installation that is not theirs."""
    slack.consents("code-1")
    async with replica(slack, url, installed=None) as bot:
        mine, theirs = await bot.opens_install_page(), await bot.opens_install_page()
        mixed = [
            await bot.comes_back(cookie, code="code-1", state=query_of(page.link)["state"])
            for cookie, page in ((theirs.cookie, mine), (mine.cookie, theirs))
        ]
        asked = list(slack.bodies("oauth.v2.access"))
        done = await bot.comes_back(mine.cookie, code="code-1", state=query_of(mine.link)["state"])

    assert [reply.status for reply in mixed] == [400, 400]
    assert asked == []
    assert done.status == 200


async def test_the_parts_of_two_state_values_make_no_third(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url, installed=None) as bot:
        first, second = [query_of((await bot.opens_install_page()).link)["state"].split(".") for _ in range(2)]
        made_up = [f"{first[0]}.{second[1]}.{second[2]}", f"{first[0]}.{int(first[1]) + 1}.{first[2]}", f"{first[0]}.."]
        replies = [await _comes_back_with(bot, state) for state in made_up]

    assert [reply.status for reply in replies] == [401, 401, 401]
    assert slack.bodies("oauth.v2.access") == []


async def test_a_state_value_is_used_up_by_an_installation_that_failed(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url, installed=None) as bot:
        page = await bot.opens_install_page()
        state = query_of(page.link)["state"]
        refused = await bot.comes_back(page.cookie, code="no-such-code", state=state)
        again = await bot.comes_back(page.cookie, code=slack.consents("code-1"), state=state)
        kept = bot.state.installations.find(HERE)

    assert (refused.status, again.status) == (401, 401)
    assert len(slack.bodies("oauth.v2.access")) == 1
    assert kept is None


async def _comes_back_with(bot: Replica, state: str) -> Reply:
    return await bot.comes_back(f"slack-app-oauth-state={state}", code="code-1", state=state)


# People of another workspace


async def test_an_admin_of_one_workspace_changes_nothing_in_another(slack: HttpSlack, url: str) -> None:
    async with two_workspaces(slack, url) as bot:
        people = People(slack, bot)
        people.admins.add((OTHER_TOKEN, "U1"))
        refused = await people.types("settings threads off", TEAM)
        taken = await people.types("settings private off", OTHER_TEAM)
        here, there = (bot.state.place(f"slack:{team}") for team in (TEAM, OTHER_TEAM))

    assert refused == wording.SETTINGS_NOT_YOURS
    assert taken.startswith(wording.SETTINGS_KEPT)
    assert (here, there) == (PlaceSettings(), PlaceSettings(private=False, version=1))


async def test_nobody_sees_the_settings_of_another_workspace(slack: HttpSlack, url: str) -> None:
    async with two_workspaces(slack, url) as bot:
        bot.state.set_place(f"slack:{TEAM}", PlaceSettings(frozenset({"C0SECRET"}), cooldown_seconds=77.0))
        people = People(slack, bot)
        here, there = await people.types("settings", TEAM), await people.types("settings", OTHER_TEAM)

    assert [word in here for word in ("C0SECRET", "77")] == [True, True]
    assert [word in there for word in ("C0SECRET", "77")] == [False, False]


async def test_a_conversation_does_not_go_on_in_another_workspace(slack: HttpSlack, url: str, service: Service) -> None:
    async with two_workspaces(slack, url, service) as bot:
        await bot.hears(direct("how many Renault Zoes were registered in Norway in 2019?"))
        await slack.posted()
        await bot.hears(direct("and in 2020?", ts="1700000001.000100"), team_id=OTHER_TEAM)
        await slack.posted(2)
        await bot.hears(direct("and in 2020?", ts="1700000002.000100"))
        bodies = await slack.posted(3)

    assert slack.senders() == [TOKEN, OTHER_TOKEN, TOKEN]
    assert ["Zoe" in json.dumps(body, ensure_ascii=False) for body in bodies] == [True, False, True]


async def test_a_button_from_another_workspace_asks_in_the_workspace_where_it_was_pressed(
    slack: HttpSlack, url: str
) -> None:
    service = packed()
    async with two_workspaces(slack, url, service) as bot:
        await bot.hears(mention())
        await slack.posted()
        pressed = slack.pressed(next(iter(slack.messages)), "ask:0", user="U2")
        elsewhere = pressed | {"team": {"id": OTHER_TEAM}, "user": {"id": "U2", "team_id": OTHER_TEAM}}
        await bot.takes(**signed(form_body(elsewhere), form=True))
        await slack.posted(2)

    assert slack.senders() == [TOKEN, OTHER_TOKEN]
    told = [(text, context.conversation, context.person) for text, context in service.asked]
    assert [text for text, _, _ in told] == ["how many Zoes sold?", "[1a]"]
    assert told[1][1:] == (f"slack:{OTHER_TEAM}:C1:{ASKED_AT}:U2", f"slack:{OTHER_TEAM}:U2")


@pytest.mark.parametrize(("team", "withdrawn"), [(OTHER_TEAM, 0), (TEAM, 1)], ids=["another workspace", "its own"])
async def test_only_the_own_workspace_takes_an_answer_back_by_deleting_its_question(
    slack: HttpSlack, url: str, team: str, withdrawn: int
) -> None:
    deletion = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "D1",
        "channel_type": "im",
        "ts": "1700000009.000100",
        "event_ts": "1700000009.000100",
        "deleted_ts": ASKED_AT,
        "previous_message": {"type": "message", "user": "U1", "ts": ASKED_AT, "text": "how many Zoes sold?"},
    }
    async with two_workspaces(slack, url) as bot:
        await bot.hears(direct())
        await slack.posted()
        await bot.hears(deletion, team_id=team)
        await bot.finish()

    assert withdrawn == len(slack.bodies("chat.delete"))


async def test_forgetting_oneself_takes_nothing_of_the_one_with_the_same_id_elsewhere(
    slack: HttpSlack, url: str
) -> None:
    async with two_workspaces(slack, url) as bot:
        await bot.hears(direct())
        await bot.hears(direct(), team_id=OTHER_TEAM)
        await slack.posted(2)
        await until(lambda: all(_kept(bot, team) for team in (TEAM, OTHER_TEAM)))
        said = await People(slack, bot).types("forget", OTHER_TEAM)
        here, there = _kept(bot, TEAM), _kept(bot, OTHER_TEAM)

    assert said == wording.FORGOTTEN
    assert here != {}
    assert there == {}


def _kept(bot: Replica, team: str) -> Mapping[str, Any]:
    return bot.state.export_person(f"slack:{team}:U1")


# Those who may not


@pytest.mark.parametrize("words", ["threads off", "private off", "locale de", "cooldown 60", "channels <#C1|one>"])
async def test_who_is_no_admin_changes_nothing(slack: HttpSlack, url: str, words: str) -> None:
    async with replica(slack, url) as bot:
        people = People(slack, bot)
        people.admins.add((TOKEN, "U2"))
        said = await people.types(f"settings {words}")
        kept = bot.state.place(f"slack:{TEAM}")

    assert said == wording.SETTINGS_NOT_YOURS
    assert kept == PlaceSettings()


@pytest.mark.parametrize("error", ["user_not_found", "user_not_visible", "missing_scope", "internal_error"])
async def test_where_slack_does_not_say_who_is_an_admin_nobody_is(slack: HttpSlack, url: str, error: str) -> None:
    async with replica(slack, url) as bot:
        people = People(slack, bot)
        people.admins.add((TOKEN, "U1"))
        slack.fail("users.info", Fails(error))
        said = await people.types("settings threads off")
        kept = bot.state.place(f"slack:{TEAM}")

    assert said in (wording.SETTINGS_WHO, wording.SETTINGS_AWAY)
    assert kept == PlaceSettings()
