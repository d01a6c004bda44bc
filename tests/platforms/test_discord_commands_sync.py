"""What the operator does about commands: tell Discord of them once, and invite the bot with as little as works."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.platforms.discord_gateway import DiscordError, DiscordLoginError
from bot.platforms.discord_gateway.invite import invitation
from bot.platforms.discord_gateway.sync import UNCHANGED, sync_commands
from tests.support.discord_commands import GET_COMMANDS, PUT_COMMANDS, of_commands
from tests.support.discord_double import DiscordDouble, Scripted
from tests.support.discord_payloads import Json


@pytest.fixture
async def synced(double: DiscordDouble) -> DiscordDouble:
    """A Discord that knows our commands."""
    await sync_commands(double.token)
    double.requests.clear()
    return double


def ev_of(double: DiscordDouble) -> Json:
    """`/ev` as Discord keeps it."""
    return next(command for command in double.commands[None] if command["name"] == "ev")


async def test_the_commands_are_sent_where_discord_knows_none(double: DiscordDouble) -> None:
    told = await sync_commands(double.token)

    assert told == "Sent to Discord: /ev, Check EV claim, Answer this."
    assert [(command["type"], command["name"]) for command in double.commands[None]] == [
        (1, "ev"),
        (3, "Check EV claim"),
        (3, "Answer this"),
    ]


async def test_nothing_is_sent_where_nothing_changed(synced: DiscordDouble) -> None:
    told = await sync_commands(synced.token)

    assert told == UNCHANGED
    assert len(synced.of(GET_COMMANDS)) == 1
    assert synced.of(PUT_COMMANDS) == []


async def test_the_order_of_commands_is_no_change(synced: DiscordDouble) -> None:
    synced.commands[None].reverse()

    assert await sync_commands(synced.token) == UNCHANGED


def _other_description(ev: Json) -> None:
    ev["options"][1]["description"] = "An older description"


def _other_translation(ev: Json) -> None:
    ev["options"][1]["name_localizations"]["de"] = "absatz"


def _fewer_languages(ev: Json) -> None:
    del ev["description_localizations"]["nl"]


def _no_completion(ev: Json) -> None:
    del ev["options"][1]["options"][0]["autocomplete"]


def _other_choice(ev: Json) -> None:
    top = next(option for option in ev["options"] if option["name"] == "top")
    top["options"][0]["choices"][0]["value"] = "cars"


def _other_places(ev: Json) -> None:
    ev["contexts"] = [0]


def _one_command_more(ev: Json) -> None:
    ev["options"].append({"type": 1, "name": "old", "description": "An older command"})


@pytest.mark.parametrize(
    "change",
    [
        _other_description,
        _other_translation,
        _fewer_languages,
        _no_completion,
        _other_choice,
        _other_places,
        _one_command_more,
    ],
)
async def test_whatever_people_see_otherwise_is_sent_anew(synced: DiscordDouble, change: Any) -> None:
    change(ev_of(synced))

    assert await sync_commands(synced.token) != UNCHANGED
    assert len(synced.of(PUT_COMMANDS)) == 1
    assert await sync_commands(synced.token) == UNCHANGED


async def test_commands_work_in_servers_and_for_persons_in_every_place(synced: DiscordDouble) -> None:
    installs = [(command["integration_types"], command["contexts"]) for command in synced.commands[None]]

    assert installs == [([0, 1], [0, 1, 2])] * 3


async def test_what_is_sent_is_within_discords_limits(double: DiscordDouble) -> None:
    await sync_commands(double.token)
    [sent] = double.of(PUT_COMMANDS)

    assert of_commands(sent.body) is None
    assert {option["name"] for option in sent.body[0]["options"]} == {
        *(
            "ask",
            "sales",
            "compare",
            "top",
            "share",
            "trend",
            "stock",
            "check",
            "coverage",
            "about",
            "follow",
            "following",
            "forget",
            "settings",
            "help",
        )
    }


async def test_a_wrong_token_and_an_empty_one_are_told_apart(double: DiscordDouble) -> None:
    with pytest.raises(DiscordLoginError, match="refused"):
        await sync_commands("another.loopback.token")
    with pytest.raises(DiscordLoginError, match="empty"):
        await sync_commands("  ")


async def test_commands_that_discord_does_not_take_are_told_with_its_reason(double: DiscordDouble) -> None:
    double.script(PUT_COMMANDS, Scripted(400, {"code": 50035, "message": "Invalid Form Body"}))

    with pytest.raises(DiscordError, match=r"did not take the commands: .*Invalid Form Body"):
        await sync_commands(double.token)


# Invitations


async def test_the_invitation_asks_for_the_least_that_works(double: DiscordDouble) -> None:
    _, server, _, person = (await invitation(double.token)).split("\n")
    asked = parse_qs(urlsplit(server.strip()).query)
    view, send, attach, history, threads = (1 << bit for bit in (10, 11, 15, 16, 38))

    assert asked == {
        "client_id": [double.me["id"]],
        "scope": ["bot applications.commands"],
        "permissions": [str(view | send | attach | history | threads)],
        "integration_type": ["0"],
    }
    assert parse_qs(urlsplit(person.strip()).query) == {
        "client_id": [double.me["id"]],
        "scope": ["applications.commands"],
        "integration_type": ["1"],
    }


async def test_an_invitation_needs_a_token_that_lets_us_in(double: DiscordDouble) -> None:
    with pytest.raises(DiscordLoginError, match="refused"):
        await invitation("another.loopback.token")
