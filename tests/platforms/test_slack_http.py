"""Slack over HTTP: real signatures, many workspaces, several replicas, acknowledged at once and answered once.

The real slack-bolt and slack_sdk against our own little Slack, on SQLite and on PostgreSQL. Every test looks at bodies
on the wire.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.answer import Offer
from bot.platforms.slack_app.errors import SlackLoginError, SlackUnreachableError
from bot.platforms.slack_app.http_mode import run_slack_http
from bot.platforms.slack_app.http_server import MOST_BYTES
from bot.platforms.slack_app.signatures import Signatures
from bot.state import Installation, ResilientState, Workspace, open_state
from tests.support.slack_bot import Gate, StandIn, answer, direct, mention
from tests.support.slack_double import BOT_ID, BOT_USER, RESPONSE_URL, TEAM
from tests.support.slack_http import (
    CLIENT_ID,
    CLIENT_SECRET,
    HERE,
    SIGNING_SECRET,
    TOKEN,
    HttpSlack,
    ending_in,
    event_body,
    form_body,
    gone,
    query_of,
    replica,
    signed,
    slack,
    the_app,
    until,
    url,
)
from tests.support.slack_rooms import Rooms

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

__all__ = ["slack", "url"]
pytest_plugins = ["tests.support.postgres"]
THERE = Workspace(f"slack:{CLIENT_ID}", team="T2")
ACK_SECONDS = 3.0


# Questions


async def test_a_mention_is_acknowledged_and_answered_with_the_token_of_its_workspace(
    slack: HttpSlack, state_url: str
) -> None:
    async with replica(slack, state_url) as bot:
        reply = await bot.hears(mention())
        [body] = await slack.posted()

    assert (reply.status, reply.text) == (200, "")
    assert (body["channel"], body["text"]) == ("C1", "Answer to: how many Zoes sold?")
    assert slack.senders() == [TOKEN]


async def test_each_workspace_is_answered_with_its_own_token_however_many_ask_at_once(
    slack: HttpSlack, url: str
) -> None:
    slack.tokens.add("xoxb-of-the-second")
    async with replica(slack, url) as bot:
        bot.state.installations.put(THERE, Installation("xoxb-of-the-second", "U2BOT"))
        await asyncio.gather(
            *(
                bot.hears(direct(f"{team} {number}", channel=f"D{team}{number}"), team_id=team)
                for team in (TEAM, "T2")
                for number in range(5)
            )
        )
        await slack.posted(10)

    told = {(call.body["text"], call.token) for call in slack.calls if call.method == "chat.postMessage"}
    first = {(f"Answer to: {TEAM} {number}", TOKEN) for number in range(5)}
    assert first | {(f"Answer to: T2 {number}", "xoxb-of-the-second") for number in range(5)} == told


async def test_an_organisation_that_installed_the_app_is_answered_in_all_its_workspaces(
    slack: HttpSlack, url: str
) -> None:
    slack.tokens.add("xoxb-of-all")
    async with replica(slack, url, installed=None) as bot:
        bot.state.installations.put(Workspace(f"slack:{CLIENT_ID}", "E1"), Installation("xoxb-of-all", BOT_USER))
        for team in ("T5", "T6"):
            where = {"team_id": team, "enterprise_id": "E1", "is_enterprise_install": True}
            await bot.hears(mention(channel=f"C{team}"), **where)
        await slack.posted(2)

    assert slack.senders() == ["xoxb-of-all"] * 2


async def test_a_press_is_acknowledged_and_answered(slack: HttpSlack, url: str) -> None:
    asked = replace(answer("Zoes."), offers=(Offer("In Norway?", "packed-norway"),))
    service = StandIn(lambda text: answer(f"Answer to: {text}") if text.startswith("[") else asked)
    async with replica(slack, url, service) as bot:
        await bot.hears(mention())
        await slack.posted()
        pressed = slack.pressed(next(iter(slack.messages)), "ask:0")
        reply = await bot.takes(**signed(form_body(pressed), form=True))
        bodies = await slack.posted(2)

    assert (reply.status, reply.text) == (200, "")
    assert bodies[1]["text"] == "Answer to: [packed-norway]"


async def test_a_command_is_acknowledged_and_answered_for_its_asker_however_often_it_comes(
    slack: HttpSlack, url: str
) -> None:
    typed = signed(urlencode(Rooms(slack).typed("ask how many Zoes?")).encode(), form=True)
    async with replica(slack, url) as bot, replica(slack, url) as other:
        replies = [await each.takes(**typed) for each in (bot, other, bot)]
        await bot.finish()
        await other.finish()

    assert {(reply.status, reply.text) for reply in replies} == {(200, "")}
    assert [body["text"] for body in slack.bodies(RESPONSE_URL)] == ["Answer to: how many Zoes?"]


async def test_the_bot_does_not_answer_itself(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        await bot.hears(direct(user=BOT_USER))
        await bot.hears(direct(bot_id=BOT_ID))
        await bot.finish()

    assert slack.bodies() == []


async def test_the_address_proves_itself_to_slack(slack: HttpSlack, url: str) -> None:
    body = b'{"type": "url_verification", "token": "unused", "challenge": "say this"}'
    async with replica(slack, url) as bot:
        reply = await bot.takes(**signed(body))

    assert reply.status == 200
    assert "say this" in reply.text


async def test_a_workspace_that_has_not_installed_the_app_gets_no_answer_and_a_line_in_the_log(
    slack: HttpSlack, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with replica(slack, url) as bot:
        reply = await bot.hears(mention(), team_id="T9")
        await bot.finish()

    assert reply.status == 200
    assert slack.bodies() == []
    assert "not_installed" in caplog.text


# Signatures


@pytest.mark.parametrize(
    ("secret", "seconds_ago", "changes"),
    [
        ("another secret", 0, {}),
        (SIGNING_SECRET, 301, {}),
        (SIGNING_SECRET, -310, {}),
        (SIGNING_SECRET, 0, {"X-Slack-Signature": ""}),
        (SIGNING_SECRET, 0, {"X-Slack-Signature": "v0=ä"}),
        (SIGNING_SECRET, 0, {"X-Slack-Request-Timestamp": "yesterday"}),
        (SIGNING_SECRET, 0, {"X-Slack-Request-Timestamp": "1"}),
    ],
    ids=["forged", "stale", "from the future", "unsigned", "odd signature", "odd time", "other time"],
)
async def test_a_request_that_slack_did_not_sign_just_now_is_refused_and_counted_without_its_body(
    slack: HttpSlack,
    url: str,
    caplog: pytest.LogCaptureFixture,
    secret: str,
    seconds_ago: float,
    changes: dict[str, str],
) -> None:
    caplog.set_level(logging.INFO)
    service = StandIn()
    async with replica(slack, url, service) as bot:
        sent = signed(event_body(mention("my secret question")), secret=secret, seconds_ago=seconds_ago)
        reply = await bot.takes(sent["body"], sent["headers"] | changes)
        await bot.takes(sent["body"], sent["headers"] | changes)
        await bot.finish()

    assert reply.status == 401
    assert service.asked == []
    assert caplog.text.count("refused a request") == 1
    assert "secret question" not in caplog.text


async def test_a_request_whose_body_was_changed_on_its_way_is_refused(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        sent = signed(event_body(mention()))
        reply = await bot.takes(sent["body"].replace(b"Zoes", b"Leafs"), sent["headers"])
        not_text = await bot.takes(b"\xff\xfe", sent["headers"])

    assert (reply.status, not_text.status) == (401, 401)
    assert slack.bodies() == []


async def test_a_request_that_is_almost_too_old_is_taken(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        reply = await bot.takes(**signed(event_body(mention()), seconds_ago=280))
        await slack.posted()

    assert reply.status == 200


def test_forgeries_fill_the_log_no_faster_than_a_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    signatures = Signatures(SIGNING_SECRET, clock=lambda: now[0])
    for now[0] in (0.0, 10.0, 59.0, 60.0):
        signatures.hold(b"{}", {})

    assert signatures.refused == 4
    assert [record.getMessage()[-8:] for record in caplog.records] == ["1 so far", "4 so far"]


async def test_a_request_that_is_too_large_is_not_read(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        reply = await bot.takes(**signed(b" " * (MOST_BYTES + 1)))

    assert reply.status == 413


async def test_a_signed_body_that_is_neither_json_nor_a_form_is_refused(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        replies = [await bot.takes(**signed(body)) for body in (b"{", b"\xff\xfe")]

    assert [reply.status for reply in replies] == [400, 401]


@pytest.mark.parametrize(
    "odd",
    [
        b"7",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"type": "event_callback", "event": 7}',
        b'{"type": "event_callback", "event": {}}',
        b'{"type": "event_callback", "event": {"type": "message"}, "authorizations": [7]}',
        b'{"type": "event_callback", "event": {"type": "message", "user": {"id": 7}}}',
        b'{"type": "block_actions", "team": {"id": "T1"}, "actions": []}',
        b'{"type": "view_submission", "view": {"callback_id": "x"}}',
        b'{"team_id": ["T1"]}',
        b'{"response_urls": 7}',
    ],
    ids=lambda odd: odd[:70].decode(),
)
async def test_a_signed_body_of_a_form_that_slack_never_sends_is_refused_without_a_word_in_the_log(
    slack: HttpSlack, url: str, odd: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with replica(slack, url) as bot:
        replies = [await bot.takes(**signed(odd)), await bot.takes(**signed(event_body(mention())))]
        await bot.finish()

    assert [reply.status for reply in replies] == [400, 200]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


# Once


async def test_a_replayed_request_is_answered_once_on_any_replica(slack: HttpSlack, state_url: str) -> None:
    sent = signed(event_body(mention()))
    async with replica(slack, state_url) as bot, replica(slack, state_url) as other:
        replies = [await each.takes(**sent) for each in (bot, other, bot, other)]
        await bot.finish()
        await other.finish()

    assert [reply.status for reply in replies] == [200] * 4
    assert [body["channel"] for body in slack.bodies()].count("C1") == 1


async def test_a_retried_event_is_answered_once_by_replicas_that_hear_of_it_at_the_same_moment(
    slack: HttpSlack, state_url: str
) -> None:
    body = event_body(mention())
    retried = signed(body, seconds_ago=2, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout")
    async with replica(slack, state_url) as bot, replica(slack, state_url) as other:
        await asyncio.gather(bot.takes(**signed(body)), other.takes(**retried))
        await bot.finish()
        await other.finish()

    assert [body["channel"] for body in slack.bodies()].count("C1") == 1


async def test_a_replayed_press_is_answered_once(slack: HttpSlack, url: str) -> None:
    service = StandIn(lambda text: replace(answer(text), offers=(Offer("In Norway?", "packed-norway"),)))
    async with replica(slack, url, service) as bot, replica(slack, url, service) as other:
        await bot.hears(mention())
        await slack.posted()
        sent = signed(form_body(slack.pressed(next(iter(slack.messages)), "ask:0")), form=True)
        for each in (bot, other, bot):
            await each.takes(**sent)
        await bot.finish()
        await other.finish()

    assert [text for text, _ in service.asked].count("[packed-norway]") == 1


# Acknowledging


async def test_an_event_is_acknowledged_while_its_answer_is_still_being_found(slack: HttpSlack, url: str) -> None:
    gate = Gate()
    async with replica(slack, url, StandIn(gate)) as bot:
        reply = await bot.hears(mention())
        before = list(slack.bodies())
        gate.opened.set()
        await slack.posted()

    assert reply.status == 200
    assert reply.seconds < ACK_SECONDS
    assert before == []


async def test_an_event_is_acknowledged_while_the_database_says_nothing(slack: HttpSlack, postgres: Postgres) -> None:
    async with replica(slack, postgres.new_url()) as bot:
        await bot.hears(mention())
        await slack.posted()
        with postgres.silent():
            reply = await bot.hears(direct())
            await slack.posted(2)

    assert reply.status == 200
    assert reply.seconds < ACK_SECONDS
    assert slack.senders() == [TOKEN, TOKEN]


async def test_an_event_is_acknowledged_while_its_token_is_being_renewed(slack: HttpSlack, url: str) -> None:
    slack.refresh_tokens.add("xoxe-first")
    slack.renewing.clear()
    async with replica(slack, url, installed=ending_in(60)) as bot:
        reply = await bot.hears(mention())
        await slack.until(lambda: bool(slack.bodies("oauth.v2.access")))
        slack.renewing.set()
        await slack.posted()

    assert reply.status == 200
    assert reply.seconds < ACK_SECONDS


# Secrets, start and end


async def test_no_secret_gets_into_the_log(slack: HttpSlack, url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for talkative in ("slack_sdk", "slack_bolt", "aiohttp"):  # as `bot.ops.logging` sets them
        caplog.set_level(logging.INFO, talkative)
    slack.refresh_tokens.add("xoxe-first")
    async with replica(slack, url, installed=ending_in(60)) as bot:
        await bot.hears(mention())
        await slack.posted()
        page = await bot.opens_install_page()
        state = query_of(page.link)["state"]
        await bot.comes_back(page.cookie, code="a-wrong-code", state=state)
        await bot.installs(slack.consents("the-right-code"))
        slack.tokens.clear()
        await bot.hears(direct())
        await gone(bot.state, HERE)
    secrets = (CLIENT_SECRET, SIGNING_SECRET, "xox", "-code", state, "how many Zoes")

    assert [secret for secret in secrets if secret in caplog.text] == []
    assert [secret for secret in (CLIENT_SECRET, SIGNING_SECRET) if secret in repr(the_app())] == []


async def test_questions_in_hand_are_answered_before_the_end_and_no_new_ones_are_taken(
    slack: HttpSlack, url: str
) -> None:
    gate = Gate()
    async with replica(slack, url, StandIn(gate)) as bot:
        await bot.hears(mention())
        assert await asyncio.to_thread(gate.entered.wait, 10)
        bot.stop.set()
        await until(lambda: not is_open(bot.port))
        gate.opened.set()
        await bot.finish()

    assert [body["text"] for body in slack.bodies()] == ["Slow answer to: how many Zoes sold?"]


def is_open(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


async def test_other_addresses_hold_nothing(slack: HttpSlack, url: str) -> None:
    async with (
        replica(slack, url) as bot,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{bot.port}/") as response,
    ):
        status = response.status

    assert status == 404


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"client_secret": " ", "signing_secret": ""}, "client_secret and signing_secret"),
        ({"public_url": "http://evbot.example.org"}, "https://"),
    ],
    ids=["a secret is missing", "the address is not safe"],
)
async def test_an_app_that_is_not_complete_ends_at_once_with_advice(
    url: str, changes: dict[str, Any], told: str
) -> None:
    with open_state(url) as state, pytest.raises(SlackLoginError, match=told):
        await run_slack_http(the_app(**changes), StandIn(), state=ResilientState(state), stop=asyncio.Event())


async def test_a_port_that_is_taken_ends_with_its_number(slack: HttpSlack, url: str) -> None:
    async with replica(slack, url) as bot:
        with pytest.raises(SlackUnreachableError, match=f"Port {bot.port} cannot be opened"):
            await run_slack_http(the_app(port=bot.port), StandIn(), state=bot.state, stop=asyncio.Event())
