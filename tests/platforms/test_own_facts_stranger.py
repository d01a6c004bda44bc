"""Own figures on the real client libraries: a listed server or workspace hears them, and nobody from outside does.

Every test looks at bodies on the wire. The core is the real one, over small figures with a host's own above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.service import Hearers, Service
from facts.opening import open_store
from tests.support.discord_bot import bot_on, pressable, told
from tests.support.discord_double import DiscordDouble
from tests.support.discord_payloads import Json
from tests.support.own_folder import OwnBench, write_own
from tests.support.slack_bot import direct, mention, running, slack
from tests.support.slack_double import BOT_USER, TEAM, SlackDouble
from tests.support.slack_rooms import Rooms, labels, responded, rooms

__all__ = ["rooms", "slack"]

ZOES = "how many Renault Zoe were sold in Norway in January 2023?"
KESTRELS = "how many Kestrel were delivered in Norway in January 2023?"
OWN_ZOES, THEIR_ZOES = "12 Renault Zoe were delivered in Norway", "10 Renault Zoe were registered in Norway"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBench]:
    bench = OwnBench(tmp_path, monkeypatch)
    write_own(bench.folder)
    yield bench
    bench.close()


@pytest.fixture
def store(bench: OwnBench) -> Iterator[Any]:
    store = open_store(bench.data, bench.cache)
    yield store
    store.close()


# Discord


@pytest.fixture
def on_discord(bench: OwnBench, store: Any, double: DiscordDouble) -> Service:
    """The core of a host who lists the server of the general channel."""
    return Service(store, own=bench.opened(), hearers=Hearers.of([f"discord:{double.channel['guild_id']}"]))


async def commanded(double: DiscordDouble, question: str, channel: Json | None = None, **more: Any) -> Json:
    """The answer to a command in the general channel, or another."""
    return await double.shown(await double.command("ev ask", channel, question=question, **more))


async def test_a_listed_server_hears_the_own_figure(double: DiscordDouble, on_discord: Service, ping: str) -> None:
    async with bot_on(double, on_discord):
        await double.write(f"{ping} {ZOES}")
        [posted] = await double.wait_for("POST /channels/{channel}/messages")
        answered = await commanded(double, ZOES)

    assert OWN_ZOES in told(posted.body)
    assert "ACME" in told(posted.body)
    assert OWN_ZOES in told(answered)


@pytest.mark.parametrize("place", ["beyond", "group", "direct"])
async def test_another_server_a_group_and_a_private_chat_hear_what_everybody_hears(
    double: DiscordDouble, on_discord: Service, place: str
) -> None:
    async with bot_on(double, on_discord):
        zoes = await commanded(double, ZOES, getattr(double, place))
        kestrels = await commanded(double, KESTRELS, getattr(double, place))

    assert THEIR_ZOES in told(zoes)
    assert "ACME" not in told(zoes) + told(kestrels)
    assert "7 ACME" not in told(kestrels)


async def test_a_direct_message_to_the_bot_hears_what_everybody_hears(
    double: DiscordDouble, on_discord: Service
) -> None:
    async with bot_on(double, on_discord):
        await double.write(ZOES, double.direct)
        [posted] = await double.wait_for("POST /channels/{channel}/messages")

    assert THEIR_ZOES in told(posted.body)
    assert "ACME" not in told(posted.body)


async def test_own_names_complete_in_the_listed_server_alone(double: DiscordDouble, on_discord: Service) -> None:
    async with bot_on(double, on_discord):
        offered = [
            await double.choices(await double.complete("ev sales", "what", "kest", channel))
            for channel in (double.channel, double.beyond, double.group, double.direct)
        ]

    assert offered == [["ACME Kestrel"], [], [], []]


async def test_a_button_of_an_own_answer_tells_nothing_where_strangers_see_it(
    double: DiscordDouble, on_discord: Service
) -> None:
    async with bot_on(double, on_discord):
        heard = await commanded(double, KESTRELS)
        [read] = [part["custom_id"] for part in pressable(heard) if part["custom_id"].startswith("r")]
        inside = await double.shown(await double.press(heard, read))
        outside = await double.shown(await double.press(heard, read, details=_in(double.direct, double.alice)))

    assert "7 ACME Kestrel" in told(heard)
    assert "ACME Kestrel" in told(inside)
    assert "ACME Kestrel" not in told(outside)


def _in(channel: Json, somebody: Json) -> Json:
    """The payload of something that somebody does in a private chat."""
    return {"channel_id": channel["id"], "channel": channel, "guild_id": None, "member": None, "user": somebody}


# Slack


@pytest.fixture
def on_slack(bench: OwnBench, store: Any) -> Service:
    """The core of a host who lists the workspace of the double."""
    return Service(store, own=bench.opened(), hearers=Hearers.of([f"slack:{TEAM}"]))


async def happens(slack: SlackDouble, event: dict[str, Any], **body: Any) -> None:
    """Slack tells of an event as it does, with whether its channel is shared."""
    payload = {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0APP",
        "event": event,
        "event_id": f"Ev{event['ts']}",
        "event_time": 1_700_000_000,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    whole = {key: value for key, value in (payload | body).items() if value is not None}
    await slack.send("events_api", whole)


async def answered(slack: SlackDouble, event: dict[str, Any], **body: Any) -> str:
    """The words of the answer to an event."""
    number = len(slack.messages) + 1
    await happens(slack, event, **body)
    await slack.until(lambda: len(slack.messages) >= number)
    return str(list(slack.messages.values())[-1].body["text"])


@pytest.mark.parametrize("event", [mention(ZOES, team=TEAM), mention(ZOES), direct(ZOES, team=TEAM)])
async def test_a_listed_workspace_hears_the_own_figure(
    slack: SlackDouble, on_slack: Service, event: dict[str, Any]
) -> None:
    async with running(slack, on_slack):
        assert OWN_ZOES in await answered(slack, event)


@pytest.mark.parametrize(
    ("event", "body"),
    [
        (mention(ZOES, team=TEAM), {"is_ext_shared_channel": True}),
        (mention(ZOES, team=TEAM), {"is_ext_shared_channel": None}),
        (mention(ZOES, team="T0OTHER"), {}),
        (mention(ZOES, user_team="T0OTHER"), {}),
        (mention(ZOES, source_team="T0OTHER"), {}),
        (mention(ZOES, team=TEAM), {"team_id": "T0OTHER"}),
        (direct(ZOES, team=TEAM), {"is_ext_shared_channel": True}),
        (direct(ZOES, team="T0OTHER"), {}),
    ],
)
async def test_a_shared_channel_another_organisation_and_what_is_not_known_hear_what_everybody_hears(
    slack: SlackDouble, on_slack: Service, event: dict[str, Any], body: dict[str, Any]
) -> None:
    async with running(slack, on_slack):
        text = await answered(slack, event, **body)

    assert THEIR_ZOES in text
    assert "ACME" not in str([message.body for message in slack.messages.values()])


async def posted_by_press(slack: SlackDouble) -> dict[str, Any]:
    """What everybody in the channel sees after "Post to channel" was pressed below the newest message."""
    number = len(slack.messages)
    await slack.press(list(slack.messages)[-1], "post")
    await slack.until(lambda: len(slack.messages) > number)
    posted = list(slack.messages.values())[-1]
    assert posted.only_for is None
    return posted.body


async def test_a_command_tells_its_asker_but_posting_it_to_a_channel_that_may_be_shared_does_not(
    slack: SlackDouble, on_slack: Service, rooms: Rooms
) -> None:
    async with running(slack, on_slack):
        await rooms.type(ZOES)
        own = await responded(slack)
        posted = await posted_by_press(slack)

    assert OWN_ZOES in own["text"]
    assert "Post to channel" in labels(own["blocks"])
    assert THEIR_ZOES in posted["text"]
    assert "ACME" not in str(posted)


async def test_it_is_posted_to_a_channel_that_was_just_said_to_be_closed(
    slack: SlackDouble, on_slack: Service, rooms: Rooms
) -> None:
    async with running(slack, on_slack):
        await answered(slack, mention(KESTRELS, team=TEAM))
        await rooms.type(ZOES)
        await responded(slack)
        posted = await posted_by_press(slack)

    assert OWN_ZOES in posted["text"]


async def test_a_press_by_somebody_of_another_organisation_tells_them_nothing(
    slack: SlackDouble, on_slack: Service
) -> None:
    async with running(slack, on_slack):
        await answered(slack, mention(KESTRELS, team=TEAM))
        payload = slack.pressed(list(slack.messages)[-1], "read")
        payload["user"]["team_id"] = "T0OTHER"
        number = len(slack.messages)
        await slack.send("interactive", payload)
        await slack.until(lambda: len(slack.messages) > number)
        read = list(slack.messages.values())[-1].body

    assert "ACME Kestrel" not in str(read)


async def test_own_names_complete_in_the_form_for_members_alone(
    slack: SlackDouble, on_slack: Service, rooms: Rooms
) -> None:
    async with running(slack, on_slack):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        offered = await rooms.suggest("model", "kest")

    assert [option["value"] for option in offered] == ["ACME Kestrel"]


async def test_another_workspace_is_offered_no_own_name_and_sees_none_at_home(
    slack: SlackDouble, bench: OwnBench, store: Any, rooms: Rooms
) -> None:
    elsewhere = Service(store, own=bench.opened(), hearers=Hearers.of(["slack:T0OTHER"]))
    async with running(slack, elsewhere):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        offered = await rooms.suggest("model", "kest")
        text = await answered(slack, mention(ZOES, team=TEAM))
        await rooms.visit()
        await slack.until(lambda: bool(rooms.homes))

    assert offered == []
    assert THEIR_ZOES in text
    assert "ACME" not in str(rooms.homes)
