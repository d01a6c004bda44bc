"""Commands, shortcuts, the form, the Home tab and the pane, on the real slack-bolt against our own little Slack.

Every test looks at bodies on the wire. The service is a stand-in wherever only the way to it and back is meant.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer, Offer
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.limits import SlackLimits
from bot.service import Context, Service
from bot.state import PlaceSettings, ResilientState, open_state
from bot.state.answers import AskedIn
from tests.support.block_kit import pressable, texts
from tests.support.slack_bot import FAST, Gate, StandIn, answer, direct, mention, running, slack
from tests.support.slack_double import RESPONSE_URL, Fails, SlackDouble
from tests.support.slack_rooms import DIRECT, Rooms

__all__ = ["slack"]


@pytest.fixture
def rooms(slack: SlackDouble) -> Rooms:
    return Rooms(slack)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[ResilientState]:
    state = ResilientState(open_state(f"sqlite:///{tmp_path}/state.db"))
    yield state
    state.close()


def packed() -> StandIn:
    """A service whose answers can be asked again by a button."""
    return StandIn(lambda text: replace(answer(f"Answer to: {text}"), packed="1z", offers=(Offer("In Norway", "1a"),)))


async def responded(slack: SlackDouble, count: int = 1) -> dict[str, Any]:
    """The newest message to the address of a command or a press, once there are so many."""
    await slack.until(lambda: len(slack.bodies(RESPONSE_URL)) >= count)
    return slack.bodies(RESPONSE_URL)[-1]


def labels(blocks: Any) -> list[str]:
    """What stands on the buttons."""
    return [element["text"]["text"] for _, element in pressable(blocks) if element["type"] == "button"]


def newest(slack: SlackDouble) -> str:
    """The newest message that was kept."""
    return list(slack.messages)[-1]


# Commands


async def test_a_command_is_acknowledged_without_words_and_answered_to_the_asker_alone(
    slack: SlackDouble, rooms: Rooms
) -> None:
    service = packed()
    async with running(slack, service):
        ack = await slack.acknowledged(await rooms.type("how many Zoes sold?", user="U2"))
        body = await responded(slack)

    assert ack.payload in (None, {}, {"text": ""})
    assert (body["response_type"], body["replace_original"]) == ("ephemeral", False)
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    assert body["text"] == "Answer to: how many Zoes sold?"
    assert labels(body["blocks"]) == ["Post to channel", "In Norway", "How I read it"]
    assert slack.bodies() == []
    assert service.asked[0][1] == Context(
        conversation="slack:T0TEAM:C1:U2", platform="slack", buttons=True, person="slack:T0TEAM:U2"
    )


async def test_a_command_that_is_delivered_twice_is_answered_once(slack: SlackDouble, rooms: Rooms) -> None:
    service = packed()
    payload = rooms.typed("how many Zoes sold?")
    async with running(slack, service) as bot:
        for _ in range(2):
            await slack.acknowledged(await slack.send("slash_commands", payload))
        await bot.finish()

    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ask how many Zoes sold?", "how many Zoes sold?"),
        ("ASK how many Zoes sold?", "how many Zoes sold?"),
        ("check Tesla sold more than BYD", "Check: Tesla sold more than BYD"),
        ("check: Tesla sold more than BYD", "Check: Tesla sold more than BYD"),
        ("coverage Norway", "What data do you have for Norway?"),
        ("coverage", "Which countries do you cover?"),
        ("about Norway", "about Norway"),
        ("Zoes in <#C9|norway> &amp; Sweden", "Zoes in norway & Sweden"),
    ],
)
async def test_what_follows_the_command_becomes_a_question(
    slack: SlackDouble, rooms: Rooms, typed: str, asked: str
) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.type(typed)
        await responded(slack)

    assert [text for text, _ in service.asked] == [asked]


@pytest.mark.parametrize("typed", ["", "  ", "help", "Help"])
async def test_a_bare_command_tells_what_can_be_typed(slack: SlackDouble, rooms: Rooms, typed: str) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.type(typed)
        body = await responded(slack)

    assert body["text"] == wording.COMMANDS
    assert service.asked == []


async def test_about_tells_what_the_bot_is(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, StandIn()):
        await rooms.type("about")
        body = await responded(slack)

    assert body["text"].startswith("evbot knows figures")
    assert body["response_type"] == "ephemeral"


async def test_an_answer_for_one_person_is_posted_by_its_button_for_everybody(slack: SlackDouble, rooms: Rooms) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.type("how many Zoes sold?")
        await responded(slack)
        await slack.press(newest(slack), "post")
        [posted] = await slack.posted()

    assert (posted["channel"], posted["text"]) == ("C1", "Answer to: [1z]")
    assert "Post to channel" not in labels(posted["blocks"])
    assert service.asked[-1][0] == "[1z]"


async def test_where_the_bot_is_no_member_the_answer_is_posted_by_way_of_the_press(
    slack: SlackDouble, rooms: Rooms
) -> None:
    slack.fail("chat.postMessage", Fails("not_in_channel"))
    async with running(slack, packed()):
        await rooms.type("how many Zoes sold?")
        await responded(slack)
        await slack.press(newest(slack), "post")
        body = await responded(slack, 2)

    assert (body["response_type"], body["text"]) == ("in_channel", "Answer to: [1z]")


async def test_what_was_asked_in_words_only_can_be_posted_too(slack: SlackDouble, rooms: Rooms) -> None:
    claim = "Tesla sold more cars than BYD " * 8
    service = StandIn(lambda text: replace(answer("Not true."), question=text))
    async with running(slack, service):
        await rooms.type(f"check {claim}")
        body = await responded(slack)

    [button] = [element for _, element in pressable(body["blocks"])]
    assert button["value"] == f'"Check: {claim.strip()}'


async def test_a_reading_of_an_own_answer_is_changed_for_the_asker_alone(slack: SlackDouble, rooms: Rooms) -> None:
    from tests.platforms.test_slack_presses import READING

    async with running(slack, replace(packed(), read=lambda _: READING)):
        await rooms.type("how many Zoes sold?")
        await responded(slack)
        await slack.press(newest(slack), "read")
        await responded(slack, 2)
        await slack.press(newest(slack), "ask:0", value="1c")
        body = await responded(slack, 3)

    assert (body["response_type"], body["text"]) == ("ephemeral", "Answer to: [1c]")
    assert slack.bodies() == []


# Shortcuts and the form


async def test_the_claim_of_a_message_is_checked_for_the_asker_in_the_thread_of_the_message(
    slack: SlackDouble, rooms: Rooms
) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.check("Tesla &amp; BYD sold <https://x.example|a million> cars", thread_ts="1795370000.000100")
        body = await responded(slack)
        await slack.press(newest(slack), "post")
        [posted] = await slack.posted()

    assert service.asked[0][0] == "Check: Tesla & BYD sold a million cars"
    assert service.asked[0][1].today == date(2026, 11, 22)
    assert (body["response_type"], body["thread_ts"]) == ("ephemeral", "1795370000.000100")
    assert (posted["channel"], posted["thread_ts"]) == ("C1", "1795370000.000100")


async def test_a_message_without_words_cannot_be_checked_and_says_so(slack: SlackDouble, rooms: Rooms) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.check("")
        body = await responded(slack)

    assert body["text"] == wording.NOTHING_TO_CHECK
    assert service.asked == []


async def test_the_form_completes_its_fields_and_is_answered_where_it_was_sent(
    slack: SlackDouble, rooms: Rooms
) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        offered = await rooms.suggest("model", "zo")
        ack = await slack.acknowledged(
            await rooms.send_form(channel="C5", model="Renault Zoe", place="Norway", period="2022")
        )
        body = await responded(slack)

    assert offered == [{"text": {"type": "plain_text", "text": "model zo", "emoji": False}, "value": "model zo"}]
    assert not ack.payload
    assert service.asked[0][0] == "How many Renault Zoe were sold in Norway, 2022?"
    assert service.asked[0][1].conversation == "slack:T0TEAM:C5:U1"
    assert body["response_type"] == "ephemeral"


async def test_a_form_without_a_channel_is_answered_in_the_direct_message(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, packed()):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        await rooms.send_form(brand="Renault")
        [posted] = await slack.posted()

    assert (posted["channel"], posted["text"]) == ("U1", "Answer to: How many Renault were sold?")


async def test_an_empty_form_stays_open_and_says_what_is_missing(slack: SlackDouble, rooms: Rooms) -> None:
    service = StandIn()
    async with running(slack, service):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        ack = await slack.acknowledged(await rooms.send_form())

    assert ack.payload == {"response_action": "errors", "errors": {"model": wording.FORM_EMPTY}}
    assert service.asked == []


async def test_a_field_offers_nothing_where_completing_fails_or_names_are_too_long(
    slack: SlackDouble, rooms: Rooms
) -> None:
    def complete(kind: str, typed: str) -> list[str]:
        if kind == "brand":
            raise RuntimeError("boom")
        return ["x" * 76, "Norway"]

    async with running(slack, StandIn(names=complete)):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        failed, fitting = await rooms.suggest("brand", "r"), await rooms.suggest("place", "n")

    assert failed == []
    assert [option["value"] for option in fitting] == ["Norway"]


async def test_with_real_names_every_field_of_the_form_offers_what_the_core_understands(
    slack: SlackDouble, rooms: Rooms, service: Service
) -> None:
    async with running(slack, service):
        await rooms.want_form()
        await slack.until(lambda: bool(rooms.forms))
        found = {field: await rooms.suggest(field, "") for field in ("model", "brand", "place", "period")}
        chosen = {field: options[0]["value"] for field, options in found.items()}
        await rooms.send_form(channel="C1", model=chosen["model"], place="Norway", period="2022")
        body = await responded(slack)

    assert all(found.values())
    assert "Norway" in body["text"]
    assert "2022" in body["text"]


# The Home tab and the pane


async def test_the_home_tab_tells_what_can_be_asked_how_fresh_it_is_and_has_examples(
    slack: SlackDouble, rooms: Rooms, service: Service
) -> None:
    async with running(slack, service):
        await rooms.visit()
        await slack.until(lambda: "U1" in rooms.homes)

    [body] = slack.bodies("views.publish")
    home = rooms.homes["U1"]
    shown = "\n".join(texts(home["blocks"]))
    assert body["user_id"] == "U1"
    assert set(wording.EXAMPLES) < set(labels(home["blocks"]))
    assert wording.HOME_KNOWS in shown
    assert "the newest are of" in shown


async def test_an_example_of_the_home_tab_is_answered_in_the_direct_message(slack: SlackDouble, rooms: Rooms) -> None:
    service = packed()
    async with running(slack, service):
        await rooms.visit()
        await slack.until(lambda: "U1" in rooms.homes)
        await rooms.press_home("example:1")
        [posted] = await slack.posted()

    assert (posted["channel"], posted["text"]) == (DIRECT, f"Answer to: {wording.EXAMPLES[1]}")
    assert service.asked[0][1].conversation == "slack:T0TEAM:D1:U1", "a direct message goes on from it"


async def test_the_form_opens_from_the_home_tab(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, packed()):
        await rooms.visit()
        await slack.until(lambda: "U1" in rooms.homes)
        await rooms.press_home("open_form")
        await slack.until(lambda: bool(rooms.forms))
        await rooms.send_form(brand="Renault")
        [posted] = await slack.posted()

    assert posted["channel"] == DIRECT


@pytest.mark.parametrize("example", wording.EXAMPLES)
def test_every_example_is_answered_with_figures(service: Service, example: str) -> None:
    found = service.ask(example, Context(today=date(2026, 11, 23)))

    assert found.status in ("answered", "partial")
    assert len(example) <= 75


async def test_an_agents_pane_offers_prompts_without_naming_a_thread(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, StandIn()):
        await rooms.visit("messages")
        await slack.until(lambda: bool(slack.bodies("assistant.threads.setSuggestedPrompts")))

    [body] = slack.bodies("assistant.threads.setSuggestedPrompts")
    assert (body["channel_id"], "thread_ts" in body) == (DIRECT, False)
    assert [prompt["message"] for prompt in body["prompts"]] == list(wording.EXAMPLES)


async def test_an_assistants_thread_gets_prompts_a_status_and_its_answer(slack: SlackDouble, rooms: Rooms) -> None:
    async with running(slack, StandIn()):
        await rooms.start_thread()
        await slack.until(lambda: bool(slack.bodies("assistant.threads.setSuggestedPrompts")))
        await slack.send_event(direct(thread_ts="1795390000.000100"))
        [posted] = await slack.posted()

    [prompts] = slack.bodies("assistant.threads.setSuggestedPrompts")
    [status] = slack.bodies("assistant.threads.setStatus")
    assert prompts["thread_ts"] == status["thread_ts"] == posted["thread_ts"] == "1795390000.000100"
    assert status["status"] == wording.LOOKING_UP


async def test_without_the_scope_of_the_pane_it_answers_and_does_not_ask_for_it_again(
    slack: SlackDouble, rooms: Rooms
) -> None:
    slack.fail("assistant.threads.setSuggestedPrompts", Fails("missing_scope"))
    async with running(slack, StandIn()):
        await rooms.visit("messages")
        await slack.until(lambda: bool(slack.bodies("assistant.threads.setSuggestedPrompts")))
        await slack.send_event(direct(thread_ts="1.1"))
        await slack.posted()
        await slack.acknowledged(await rooms.visit("messages"))
        await slack.send_event(direct(thread_ts="1.1", ts="1.3"))
        await slack.posted(2)

    assert len(slack.bodies("assistant.threads.setSuggestedPrompts")) == 1


# How to go on in a channel


async def test_the_first_answer_in_a_thread_of_a_channel_tells_once_how_to_go_on(slack: SlackDouble) -> None:
    async with running(slack, StandIn()):
        await slack.send_event(mention(thread_ts="1.1", ts="1.2"))
        await slack.posted()
        await slack.send_event(mention(thread_ts="1.1", ts="1.3"))
        await slack.posted(2)
        await slack.send_event(direct())
        bodies = await slack.posted(3)

    assert [wording.FOLLOW_UP in list(texts(body["blocks"])) for body in bodies] == [True, False, False]


# Edits and deletions


def edited(text: str, before: str = "how many Zoes sold?", **changes: Any) -> dict[str, Any]:
    """An edit of a direct message."""
    old = {"type": "message", "user": "U1", "ts": "1700000000.000100", "text": before}
    new = old | {"text": text, "edited": {"user": "U1", "ts": "1700000009.000000"}} | changes
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "D1",
        "channel_type": "im",
        "ts": "1700000009.000100",
        "event_ts": "1700000009.000100",
        "message": new,
        "previous_message": old,
    }


def deleted(**changes: Any) -> dict[str, Any]:
    """The deletion of a direct message."""
    event = edited("")
    del event["message"]
    return event | {"subtype": "message_deleted", "deleted_ts": "1700000000.000100"} | changes


async def test_an_edited_question_gets_its_new_answer_in_the_place_of_the_old_one(slack: SlackDouble) -> None:
    service = StandIn()
    async with running(slack, service) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await slack.send_event(edited("how many Leafs sold?"))
        await slack.until(lambda: bool(slack.bodies("chat.update")))
        await bot.finish()

    [update] = slack.bodies("chat.update")
    assert (update["channel"], update["ts"]) == ("D1", next(iter(slack.messages)))
    assert update["text"] == "Answer to: how many Leafs sold?"
    assert len(slack.bodies()) == 1


async def test_an_answer_that_is_shorter_after_an_edit_leaves_no_messages_behind(slack: SlackDouble) -> None:
    long = "\n".join(f"row {number} of a very long answer" for number in range(200))
    service = StandIn(lambda text: answer(long if text == "all" else "short"))
    async with running(slack, service) as bot:
        await slack.send_event(direct("all"))
        await slack.posted(2)
        await slack.send_event(edited("few", before="all"))
        await bot.finish()

    assert [kept.body["text"] for kept in slack.messages.values()] == ["short"]


async def test_a_deleted_question_takes_its_answer_and_its_files_back(slack: SlackDouble, service: Service) -> None:
    slack.refuses.add("data_visualization")
    text = "top 5 EVs in Norway in 2022 as a chart"
    async with running(slack, service) as bot:
        await slack.send_event(direct(text))
        await slack.until(lambda: bool(slack.bodies("files.completeUploadExternal")))
        await slack.send_event(deleted())
        await bot.finish()

    assert slack.messages == {}
    assert slack.uploads == {}


async def test_a_deleted_question_with_replies_is_told_as_a_tombstone_and_taken_back_too(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await slack.send_event(edited("This message was deleted.", subtype="tombstone", user="USLACKBOT"))
        await bot.finish()

    assert slack.messages == {}


async def test_a_question_that_is_deleted_before_its_answer_is_there_has_it_taken_back(slack: SlackDouble) -> None:
    gate = Gate()
    async with running(slack, StandIn(gate)) as bot:
        await slack.send_event(direct())
        await asyncio.to_thread(gate.entered.wait, 10)
        await slack.acknowledged(await slack.send_event(deleted()))
        gate.opened.set()
        await bot.finish()

    assert len(slack.bodies()) == 1
    assert slack.messages == {}


async def test_a_message_that_is_only_redrawn_is_not_answered_again(slack: SlackDouble) -> None:
    service = StandIn()
    async with running(slack, service) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await slack.acknowledged(await slack.send_event(edited("how many Zoes sold?")))
        await bot.finish()

    assert len(service.asked) == 1


async def test_an_edit_of_what_was_never_answered_stays_unanswered(slack: SlackDouble) -> None:
    service = StandIn()
    async with running(slack, service) as bot:
        await slack.acknowledged(await slack.send_event(edited("how many Leafs sold?")))
        await bot.finish()

    assert service.asked == []


async def test_a_mention_that_is_edited_is_answered_over_and_one_that_is_added_is_answered(slack: SlackDouble) -> None:
    again = {"edited": {"user": "U1", "ts": "1700000009.000000"}}
    async with running(slack, StandIn()) as bot:
        await slack.send_event(mention())
        await slack.posted()
        await slack.send_event(mention("how many Leafs sold?", **again))
        await slack.send_event(mention("and this?", ts="1.2", **again))
        await slack.posted(2)
        await bot.finish()

    assert [body["text"] for body in slack.bodies("chat.update")] == ["Answer to: how many Leafs sold?"]
    assert [body["text"] for body in slack.bodies()][1:] == ["Answer to: and this?"]


async def test_the_same_edit_delivered_twice_is_followed_once(slack: SlackDouble) -> None:
    async with running(slack, StandIn()) as bot:
        await slack.send_event(direct())
        await slack.posted()
        for _ in range(2):
            await slack.acknowledged(await slack.send_event(edited("how many Leafs sold?")))
        await bot.finish()

    assert len(slack.bodies("chat.update")) == 1


async def test_after_a_restart_another_process_finds_the_answer_to_take_back(
    slack: SlackDouble, state: ResilientState
) -> None:
    async with running(slack, StandIn(), state=state) as bot:
        await slack.send_event(direct())
        await slack.posted()
        await bot.finish()
    async with running(slack, StandIn(), state=state) as bot:
        await slack.connected(2)
        await slack.send_event(deleted())
        await bot.finish()

    assert slack.messages == {}
    assert state.find_answer(AskedIn("slack", "T0TEAM:D1", "1700000000.000100")) == ()


async def test_an_event_that_a_process_answered_is_not_answered_by_the_next_one(
    slack: SlackDouble, state: ResilientState
) -> None:
    for number in (1, 2):
        async with running(slack, StandIn(), state=state) as bot:
            await slack.connected(number)
            await slack.acknowledged(await slack.send_event(mention(), event_id="Ev1"))
            await bot.finish()

    assert len(slack.bodies()) == 1


# Forgetting and settings


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


# Charts


async def test_a_chart_that_is_asked_for_is_drawn_by_slack_itself(slack: SlackDouble, service: Service) -> None:
    async with running(slack, service) as bot:
        await slack.send_event(mention("top 5 EVs in Norway in 2022 as a chart"))
        [body] = await slack.posted()
        await bot.finish()

    [chart] = [block for block in body["blocks"] if block["type"] == "data_visualization"]
    [series] = chart["chart"]["series"]
    assert chart["chart"]["type"] == "bar"
    assert {"label": "Volkswagen ID.4", "value": 11_356} in series["data"]
    assert slack.uploads == {}


async def test_a_series_over_time_is_drawn_as_lines(slack: SlackDouble, service: Service) -> None:
    async with running(slack, service):
        await slack.send_event(mention("BEV share in Norway by year since 2018 as a chart"))
        [body] = await slack.posted()

    [chart] = [block["chart"] for block in body["blocks"] if block["type"] == "data_visualization"]
    [series] = chart["series"]
    assert (chart["type"], series["name"]) == ("line", "%")
    assert chart["axis_config"]["categories"][:2] == ["2018", "2019"]
    assert [round(point["value"], 1) for point in series["data"]][:2] == [30.3, 41.3]


async def test_where_charts_are_refused_the_picture_is_attached_and_charts_are_not_tried_again(
    slack: SlackDouble, service: Service
) -> None:
    slack.refuses.add("data_visualization")
    async with running(slack, service) as bot:
        for number in (1, 2):
            question = mention(
                "top 5 EVs in Norway in 2022 as a chart", ts=f"179539000{number}.000100", user=f"U{number}"
            )
            await slack.send_event(question)
            await slack.until(lambda: len(slack.uploads) >= number)  # noqa: B023 - awaited at once
        await bot.finish()

    drawn = ["data_visualization" in {block["type"] for block in body["blocks"]} for body in slack.bodies()]
    assert drawn == [True, False, False]
    assert all(content.startswith(b"\x89PNG") for content in slack.uploads.values())


async def test_a_workspace_that_refuses_charts_and_tables_is_learnt_step_by_step(slack: SlackDouble) -> None:
    from tests.platforms.test_slack_presses import ROWS

    slack.refuses |= {"table"}
    async with running(slack, StandIn(lambda text: ROWS), FAST):
        await slack.send_event(mention())
        await slack.posted(2)
        await slack.send_event(mention(ts="1.2"))
        bodies = await slack.posted(3)

    assert [body["blocks"][0]["type"] for body in bodies] == ["table", "rich_text", "rich_text"]


def unanswerable(text: str) -> Answer:
    raise RuntimeError("boom")


async def test_a_command_that_the_service_fails_on_gets_an_apology_for_the_asker(
    slack: SlackDouble, rooms: Rooms
) -> None:
    async with running(slack, StandIn(unanswerable)):
        await rooms.type("how many Zoes sold?")
        body = await responded(slack)

    assert (body["response_type"], body["text"]) == ("ephemeral", wording.TROUBLE)
