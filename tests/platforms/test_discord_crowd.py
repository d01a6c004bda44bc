"""Discord where very many ask at once: what cannot wait goes first, and each is answered once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.platforms.discord_gateway import Options
from bot.platforms.discord_gateway.admission import TOO_OFTEN
from bot.platforms.discord_gateway.workload import Workload
from bot.platforms.pacing import Rate
from bot.state import PlaceSettings
from tests.support import discord_payloads as payloads
from tests.support.discord_bot import Held, StandIn, bot_on, told
from tests.support.discord_double import TYPING, DiscordDouble, Scripted
from tests.support.discord_interactions import CALLBACK, DEFERRED, EDIT_ORIGINAL, Interaction
from tests.support.discord_payloads import EPHEMERAL
from tests.support.discord_states import replica_state

MANY = 60
TAKEN = Scripted(400, {"code": 40060, "message": "Interaction has already been acknowledged."})


async def asked_by(double: DiscordDouble, person: str, question: str = "how many?") -> Interaction:
    """Somebody asks with the slash command."""
    return await double.command("ev ask", author=payloads.user(person), question=question)


async def test_a_crowd_is_acknowledged_at_once_and_answered_one_after_the_other(double: DiscordDouble) -> None:
    held = Held()
    core = StandIn(held)
    async with bot_on(double, core, workers=1, crowd=1):
        sent = [await asked_by(double, f"p{number}") for number in range(MANY)]
        signs = [await double.acknowledged(each) for each in sent]
        held.go.set()
        words = [told(await double.shown(each)).splitlines()[0] for each in sent]

    assert {DEFERRED} == {sign["type"] for sign in signs}
    assert words == ["**Answer to: how many?**"] * MANY
    assert len(double.of(EDIT_ORIGINAL)) == MANY
    assert len(core.questions) == MANY


async def test_in_a_crowd_what_another_replica_acknowledged_is_left_to_it(double: DiscordDouble) -> None:
    core = StandIn()
    double.script(CALLBACK, TAKEN)
    async with bot_on(double, core, crowd=1):
        await asked_by(double, "bea", "taken by another")
        await double.shown(await asked_by(double, "cem", "ours"))

    assert core.questions == ["ours"]
    assert len(double.of(EDIT_ORIGINAL)) == 1


async def test_in_a_crowd_a_sign_that_meets_trouble_is_given_again(double: DiscordDouble) -> None:
    double.script(CALLBACK, Scripted(503))
    async with bot_on(double, StandIn(), crowd=1):
        words = told(await double.shown(await asked_by(double, "bea")))

    assert words.startswith("**Answer to: how many?**")
    assert len(double.of(EDIT_ORIGINAL)) == 1


async def test_in_a_crowd_who_asks_too_often_is_told_so_alone(double: DiscordDouble) -> None:
    core = StandIn()
    async with bot_on(double, core, crowd=1, person=Rate(burst=1, a_minute=0.001)):
        bea = payloads.user("bea")
        await double.shown(await double.command("ev ask", author=bea, question="one"))
        refused = await double.shown(await double.command("ev ask", author=bea, question="two"))

    assert told(refused) == TOO_OFTEN
    assert refused["flags"] & EPHEMERAL
    assert core.questions == ["one"]


async def test_in_a_crowd_a_server_that_wants_privacy_has_it_from_the_first_sign_on(
    double: DiscordDouble, tmp_path: Path
) -> None:
    with replica_state(tmp_path) as state:
        state.set_place(f"discord:{double.guild['id']}", PlaceSettings(private=True))
        async with bot_on(double, StandIn(), state, crowd=1):
            sent = [await asked_by(double, person) for person in ("bea", "cem")]
            shown = [await double.shown(each) for each in sent]
            later = await asked_by(double, "dan")
            shown.append(await double.shown(later))

    assert [message["flags"] & EPHEMERAL for message in shown] == [EPHEMERAL] * 3
    assert ((later.answer or {})["type"], (later.answer or {})["data"]["flags"]) == (DEFERRED, EPHEMERAL)


async def test_a_crowd_sees_no_typing_signs_which_would_delay_its_answers(double: DiscordDouble, ping: str) -> None:
    held = Held()
    async with bot_on(double, StandIn(held), crowd=2, typing_after=0.0):
        await double.write(f"{ping} one")
        await double.wait_for(TYPING)
        await double.write(f"{ping} two", author=payloads.user("bea"))
        await held.reached()
        await held.reached()
        held.go.set()

    assert len(double.of(TYPING)) == 1


async def test_no_answer_begins_while_many_signs_are_on_their_way() -> None:
    workload = Workload(Options(workers=1, urgent=2))
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with workload.urgent():
        async with workload.urgent():
            answering = asyncio.create_task(workload.in_thread(lambda: loop.call_soon_threadsafe(begun.set)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            before = begun.is_set() or answering.done()
        await begun.wait()
    await answering
    await workload.close()

    assert not before
