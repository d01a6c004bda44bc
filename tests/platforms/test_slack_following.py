"""`/ev follow`, `/ev following` and `/ev unfollow` in Slack, and what comes of them: posted once, where it belongs.

Every test looks at bodies on the wire.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.platforms import following as words
from bot.platforms.following import Listed
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.follow_list import MOST_SHOWN, list_post
from bot.platforms.slack_app.limits import SlackLimits
from bot.state import PlaceSettings, ResilientState, open_state
from bot.state.follows import Follow, Trigger
from tests.support.block_kit import pressable, problems
from tests.support.followed_figures import QUICK_PACE, Followed, figures
from tests.support.slack_bot import FAST, running, slack, state
from tests.support.slack_double import RESPONSE_URL, SlackDouble, rate_limited
from tests.support.slack_rooms import Rooms, responded, rooms
from tests.support.slack_wire import Drops, Fails

__all__ = ["figures", "rooms", "slack", "state"]

SOON = replace(FAST, follows_seconds=0.02, follow_pace=QUICK_PACE)
MONTHLY = "follow every month electric cars in Norway"
LABEL = "every month: battery-electric · registrations · Norway"
PROMISE = "I will post here every month, as soon as a new month is out."


def kept(state: ResilientState, channel: str = "C1") -> list[Follow]:
    """What a channel follows."""
    return state.follows.of_channel("slack", "slack:T0TEAM", channel)


def set_here(state: ResilientState, number: int = 0, channel: str = "C1") -> Follow:
    """Somebody has set something to be followed in a channel."""
    follow = Follow("slack", "slack:T0TEAM", channel, Trigger.EVERY_MONTH, f"1n;p{number}", f"thing {number}")
    return state.follows.add(follow, 1_000) or follow


def shown(body: dict[str, Any]) -> list[str]:
    """What the sections of a list say, without the ids of follows."""
    return [block["text"]["text"].split(" · ")[0] for block in body["blocks"] if block["type"] == "section"]


async def until(true: Callable[[], object]) -> None:
    """Wait for something that the double does not see."""
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(true):
            pass


async def monthly(slack: SlackDouble, rooms: Rooms, channel: str = "C1") -> None:
    """Somebody has Norway followed every month."""
    count = len(slack.bodies()) + 1
    await rooms.type(MONTHLY, channel=channel)
    await slack.posted(count)


async def settled(state: ResilientState, figures: Followed, channel: str = "C1") -> None:
    """Wait until last month is written down as posted."""
    await until(lambda: [follow.seen for follow in kept(state, channel)] == [figures.last.key])


async def said(slack: SlackDouble, rooms: Rooms, typed: str, *, channel: str = "C1") -> dict[str, Any]:
    """What only the one who typed is told."""
    count = len(slack.bodies(RESPONSE_URL)) + 1
    await rooms.type(typed, channel=channel)
    return await responded(slack, count)


async def pressed(slack: SlackDouble, action_id: str) -> dict[str, Any]:
    """The list after a press of a button of its newest showing."""
    count = len(slack.bodies(RESPONSE_URL)) + 1
    await slack.press(list(slack.messages)[-1], action_id)
    return await responded(slack, count)


# Setting


async def test_what_will_happen_is_posted_for_all_to_see_and_kept(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    async with running(slack, figures.service(), state=state):
        await rooms.type(MONTHLY)
        [body] = await slack.posted()

    [follow] = kept(state)
    assert body["channel"] == "C1"
    assert body["text"].startswith(PROMISE)
    assert words.HOW_TO_END in body["text"]
    assert (follow.label, follow.user_key) == (LABEL, "slack:T0TEAM:U1")


async def test_what_cannot_be_followed_is_told_to_the_asker_alone(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    async with running(slack, figures.service(), state=state):
        body = await said(slack, rooms, "follow the weather in Oslo")

    assert body["response_type"] == "ephemeral"
    assert "I did not make out what to follow." in body["text"]
    assert (slack.bodies(), kept(state)) == ([], [])


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action"])
async def test_where_it_cannot_post_it_says_so_at_once_and_follows_nothing(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed, error: str
) -> None:
    slack.fail("chat.postMessage", Fails(error))
    async with running(slack, figures.service(), state=state):
        body = await said(slack, rooms, MONTHLY)

    assert (body["text"], body["response_type"]) == (wording.FOLLOW_SHUT_OUT, "ephemeral")
    assert kept(state) == []


async def test_in_a_direct_message_anybody_follows_for_themselves(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    async with running(slack, figures.service(), state=state):
        await monthly(slack, rooms, "D1")
        await monthly(slack, rooms)

    assert [(follow.channel, follow.inside) for follow in kept(state, "D1")] == [("D1", True)]
    assert [follow.inside for follow in kept(state)] == [False], "a channel may be shared with others at any time"


async def test_where_the_workspace_has_chosen_other_channels_it_follows_nothing(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    state.set_place("slack:T0TEAM", PlaceSettings(frozenset({"C2"})))
    async with running(slack, figures.service(), state=state):
        body = await said(slack, rooms, MONTHLY)

    assert body["text"] == wording.NOT_HERE
    assert kept(state) == []


async def test_the_same_thing_is_followed_once(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    async with running(slack, figures.service(), state=state):
        await monthly(slack, rooms)
        body = await said(slack, rooms, "follow Norway")

    assert body["text"] == words.ALREADY.format(label=LABEL)
    assert len(kept(state)) == 1


async def test_a_channel_follows_no_more_than_the_host_allows(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    for number in range(2):
        set_here(state, number)
    async with running(slack, figures.service(), replace(FAST, follows_a_channel=2), state=state):
        body = await said(slack, rooms, MONTHLY)
        await monthly(slack, rooms, "C2")

    assert body["text"] == words.FULL.format(most=2)
    assert [len(kept(state, channel)) for channel in ("C1", "C2")] == [2, 1]


@pytest.mark.parametrize(
    ("limits", "with_state", "expected"),
    [(FAST, False, words.NOTHING_KEPT), (replace(FAST, follows_a_channel=0), True, words.SWITCHED_OFF)],
)
async def test_where_nothing_can_be_followed_it_says_why(
    slack: SlackDouble,
    rooms: Rooms,
    state: ResilientState,
    figures: Followed,
    limits: SlackLimits,
    with_state: bool,
    expected: str,
) -> None:
    async with running(slack, figures.service(), limits, state=state if with_state else None):
        body = await said(slack, rooms, MONTHLY)

    assert body["text"] == expected


async def test_follow_alone_tells_what_could_be_followed(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    async with running(slack, figures.service(), state=state):
        body = await said(slack, rooms, "follow")

    assert body["text"] == words.NONE


# The list


async def test_the_list_is_shown_to_the_asker_alone_and_its_buttons_pause_resume_and_end(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    follow = set_here(state)
    async with running(slack, figures.service(), state=state):
        first = await said(slack, rooms, "following")
        paused = await pressed(slack, "follow:pause")
        was_paused = kept(state)[0].paused
        resumed = await pressed(slack, "follow:resume")
        is_paused = kept(state)[0].paused
        ended = await pressed(slack, "follow:remove")

    assert first["response_type"] == "ephemeral"
    assert first["text"] == f"{words.TITLE}\nthing 0 · {follow.id}"
    assert [element["text"]["text"] for _, element in pressable(first["blocks"])] == ["Pause", "End"]
    assert shown(paused) == ["Paused: thing 0.", words.TITLE, "thing 0 (paused)"]
    assert shown(resumed) == ["Going on: thing 0.", words.TITLE, "thing 0"]
    assert shown(ended) == ["Ended: thing 0.", words.NONE]
    assert [body["replace_original"] for body in (first, paused, resumed, ended)] == [False, True, True, True]
    assert (was_paused, is_paused, kept(state)) == (True, False, [])


async def test_a_press_that_is_delivered_twice_counts_once(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    set_here(state)
    async with running(slack, figures.service(), state=state) as bot:
        await said(slack, rooms, "following")
        payload = slack.pressed(list(slack.messages)[-1], "follow:remove")
        for _ in range(2):
            await slack.acknowledged(await slack.send("interactive", payload))
        await bot.finish()

    assert len(slack.bodies(RESPONSE_URL)) == 2


@pytest.mark.parametrize("typed", ["", "  ", "nothing", "0"])
async def test_unfollow_ends_what_its_id_says_and_nothing_else(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed, typed: str
) -> None:
    follow = set_here(state)
    async with running(slack, figures.service(), state=state):
        wrong = await said(slack, rooms, f"unfollow {typed}xyz")
        before = len(kept(state))
        right = await said(slack, rooms, f"unfollow {follow.id[:6].upper()}")

    assert shown(wrong) == [words.NOT_HERE, words.TITLE, "thing 0"]
    assert shown(right) == ["Ended: thing 0.", words.NONE]
    assert (before, kept(state)) == (1, [])


async def test_what_another_channel_follows_is_neither_shown_nor_ended_here(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    elsewhere = set_here(state, channel="C2")
    set_here(state, 1)
    async with running(slack, figures.service(), state=state):
        by_word = await said(slack, rooms, f"unfollow {elsewhere.id}")
        payload = slack.pressed(list(slack.messages)[-1], "follow:remove")
        payload["actions"][0]["value"] = elsewhere.id
        await slack.send("interactive", payload)
        by_press = await responded(slack, 2)

    assert shown(by_word) == shown(by_press) == [words.NOT_HERE, words.TITLE, "thing 1"]
    assert len(kept(state, "C2")) == 1


def test_a_list_of_any_length_fits_a_message() -> None:
    follows = tuple(
        Follow("slack", "slack:T", "C1", Trigger.EVERY_MONTH, str(number), "<&>" * 999) for number in range(100)
    )
    post = list_post(Listed(follows, "&" * 3_500))

    assert problems(list(post.blocks)) == []
    assert len(post.text) <= 4_000
    assert wording.FOLLOWS_MORE.format(more=100 - MOST_SHOWN) in post.text


# The post


async def test_an_update_that_brings_it_is_posted_once_with_the_change_against_the_year_before(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    service = figures.service()
    async with running(slack, service, SOON, state=state):
        await monthly(slack, rooms)
        figures.update(service)
        [_, post] = await slack.posted(2)
        await settled(state, figures)

    last, before = figures.last.label, figures.last.shift(years=-1).label
    buttons = [element["text"]["text"] for _, element in pressable(post["blocks"])]
    assert post["channel"] == "C1"
    assert post["text"].startswith(f"1,000 battery-electric cars were registered in Norway in {last}.")
    assert f"rose by 25%, from 800 in {before} to 1,000 in {last}" in post["text"]
    assert "Bureau of Cars: Tables" in post["text"]
    assert words.HOW_TO_END in post["text"]
    assert (post["link_names"], post["mrkdwn"]) == (False, False)
    assert (buttons[0], buttons[-1]) == ("By year", wording.HOW_I_READ_IT)
    assert len(slack.bodies()) == 2


async def test_replicas_post_once(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed, tmp_path: Any
) -> None:
    services = [figures.service() for _ in range(2)]
    other = ResilientState(open_state(f"sqlite:///{tmp_path}/state.db"))
    async with running(slack, services[0], SOON, state=state), running(slack, services[1], SOON, state=other):
        await monthly(slack, rooms)
        figures.update(*services)
        await slack.posted(2)
        await settled(state, figures)
    other.close()

    assert len(slack.bodies()) == 2


@pytest.mark.parametrize("trouble", [rate_limited(1), Fails("service_unavailable", 503)])
async def test_what_slack_does_not_take_now_is_posted_later_and_once(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed, trouble: Fails
) -> None:
    service = figures.service()
    async with running(slack, service, SOON, state=state):
        await monthly(slack, rooms)
        slack.fail("chat.postMessage", trouble)
        figures.update(service)
        await settled(state, figures)

    assert len(slack.bodies()) == 3
    assert len([one for one in slack.messages.values() if "rose by 25%" in one.body.get("text", "")]) == 1


@pytest.mark.parametrize("trouble", [Drops(), Fails("internal_error"), Fails("fatal_error", 500)])
async def test_what_slack_may_have_posted_is_not_posted_again(
    slack: SlackDouble,
    rooms: Rooms,
    state: ResilientState,
    figures: Followed,
    caplog: pytest.LogCaptureFixture,
    trouble: Fails | Drops,
) -> None:
    service = figures.service()
    async with running(slack, service, SOON, state=state):
        await monthly(slack, rooms)
        slack.fail("chat.postMessage", trouble)
        figures.update(service)
        await settled(state, figures)

    assert len(slack.bodies()) == 2
    assert any(figures.last.key in line for line in caplog.messages)


async def test_a_post_whose_process_died_on_the_way_is_not_made_again_and_the_log_says_so(
    slack: SlackDouble,
    rooms: Rooms,
    state: ResilientState,
    figures: Followed,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = figures.service()
    async with running(slack, service, state=state):
        await monthly(slack, rooms)
    [follow] = kept(state)
    assert state.follows.claim(follow.id, figures.last.key)
    figures.update(service)
    async with running(slack, service, SOON, state=state):
        await settled(state, figures)

    assert len(slack.bodies()) == 1
    assert any("may have been made" in line for line in caplog.messages)


async def test_a_channel_that_cannot_be_posted_to_is_followed_no_longer_and_the_log_says_so(
    slack: SlackDouble,
    rooms: Rooms,
    state: ResilientState,
    figures: Followed,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = figures.service()
    with caplog.at_level(logging.INFO):
        async with running(slack, service, SOON, state=state):
            await monthly(slack, rooms)
            slack.fail("chat.postMessage", Fails("is_archived"))
            figures.update(service)
            await until(lambda: kept(state) == [])

    assert len(slack.bodies()) == 2
    assert any("is_archived" in line for line in caplog.messages)


async def test_a_workspace_that_has_since_chosen_other_channels_is_kept_to(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    service = figures.service()
    async with running(slack, service, SOON, state=state):
        await monthly(slack, rooms)
        state.set_place("slack:T0TEAM", PlaceSettings(frozenset({"C2"})))
        figures.update(service)
        await until(lambda: kept(state) == [])

    assert len(slack.bodies()) == 1


async def test_what_another_workspace_follows_is_left_to_the_process_that_speaks_there(
    slack: SlackDouble, rooms: Rooms, state: ResilientState, figures: Followed
) -> None:
    service = figures.service()
    async with running(slack, service, SOON, state=state):
        await monthly(slack, rooms)
        [follow] = kept(state)
        strange = state.follows.add(replace(follow, id="aaaaaaaa", place="slack:T9"), 10)
        assert strange is not None
        figures.update(service)
        await settled(state, figures)

    assert [body["channel"] for body in slack.bodies()] == ["C1", "C1"]
    assert state.follows.get("aaaaaaaa") is not None
