"""`evbot run` takes newer figures by the clock: taken, failed and told, recovered; once by replicas; killed unharmed.

The update is a real process over the small data, its publisher a server on the loopback. What the bot logs says when to
look; what it tells over HTTP, and what stands in the facts' home, is looked at.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import updating
from bot.state import open_state
from bot.updating import EVER, Updates
from facts.editions import BUNDLED, Editions
from facts.updating.record import Record, read_record, write_record
from tests.support.scheduled_bot import PATIENCE_SECONDS, Bench, Running, bench, running_bot
from tests.support.slack_double import APP_TOKEN, BOT_TOKEN, SlackDouble

__all__ = ["bench"]


# -- the whole bot ------------------------------------------------------------------------------------------------


@pytest.fixture
async def running(bench: Bench) -> AsyncIterator[Running]:
    """A bot that takes newer figures several times a second, on a Slack of our own."""
    slack = SlackDouble()
    await slack.start()
    settings = {
        "EVBOT_SLACK_BOT_TOKEN": BOT_TOKEN,
        "EVBOT_SLACK_APP_TOKEN": APP_TOKEN,
        "EVBOT_SLACK_API_URL": slack.base_url,
    }
    bench.publish(5000)
    async with running_bot(bench, settings) as bot:
        yield bot
    await slack.close()


async def test_figures_are_taken_while_nobody_asks_and_a_failure_shows_until_the_next_success(
    bench: Bench, running: Running
) -> None:
    await running.says("came to: nothing new")
    bench.publish(5100, "market,,,BEV,SE,2024-02,400,,,,")
    await running.says("the figures that serve go up to 2024-02-29")
    well, measured = await running.part(), await running.samples()

    assert well == {"condition": "ok"}
    assert measured["evbot_facts_age_days",] == (datetime.now(UTC).date() - datetime(2024, 2, 29).date()).days
    assert measured["evbot_facts_update_outcome", "stopped"] == 0
    assert 0 < measured["evbot_facts_update_success_timestamp_seconds",] <= datetime.now(UTC).timestamp()

    bench.publish(51_000, "market,,,BEV,SE,2024-02,400,,,,")
    await running.says("came to: stopped")
    unwell, measured = await running.part(), await running.samples()

    assert unwell["condition"] == "degraded"
    assert "bureau stopped on " in unwell["reason"]
    assert "moved by more than" in unwell["reason"]
    assert measured["evbot_facts_update_outcome", "stopped"] == 1
    tried = measured["evbot_facts_update_try_timestamp_seconds",]
    assert measured["evbot_facts_update_success_timestamp_seconds",] < tried

    bench.publish(5200, "market,,,BEV,SE,2024-02,400,,,,")
    await running.says("came to: taken")
    assert await running.part() == {"condition": "ok"}

    running.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await running.process.communicate()
    assert running.process.returncode == 0


# -- one replica at a time ----------------------------------------------------------------------------------------


async def test_replicas_that_share_a_home_update_it_once(bench: Bench) -> None:
    bench.publish(5100)
    replicas = [bench.updates(), bench.updates()]
    first = await asyncio.gather(*(each.update_if_due() for each in replicas))
    again = await asyncio.gather(*(each.update_if_due() for each in replicas))

    assert True in first
    assert True in again
    assert len(bench.publisher.asked) == 1
    assert read_record(bench.editions.home).outcome == "taken"


async def test_replicas_that_share_a_home_but_no_state_update_it_once(bench: Bench) -> None:
    bench.publish(5100)
    replicas = [bench.updates("one"), bench.updates(None)]
    await asyncio.gather(*(each.update_if_due() for each in replicas))

    assert len(bench.publisher.asked) == 1


async def test_replicas_with_homes_of_their_own_update_each_its_own(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.publish(5100)
    for name in ("home", "other"):
        monkeypatch.setenv("EVBOT_FACTS_HOME", str(bench.root / name))
        await bench.updates(editions=Editions(bench.root / name)).update_if_due()

    assert len(bench.publisher.asked) == 2
    assert bench.editions.name() != Editions(bench.root / "other").name()


async def test_a_start_soon_after_an_update_does_not_update_again_and_a_late_one_catches_up(bench: Bench) -> None:
    bench.publish(5100)
    write_record(bench.editions.home, Record(ran=datetime.now(UTC) - timedelta(minutes=59)))
    await bench.updates().update_if_due()
    assert bench.publisher.asked == []

    write_record(bench.editions.home, Record(ran=datetime.now(UTC) - timedelta(minutes=61)))
    await bench.updates().update_if_due()
    assert len(bench.publisher.asked) == 1


# -- killed, ended, too slow --------------------------------------------------------------------------------------


async def stalled(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Task[bool], Updates, int]:
    """An update that has begun and waits for its publisher, and its process."""
    monkeypatch.setenv("SMALL_PID", str(bench.pid))
    bench.publish(5100, stalls_after=100)
    updates = bench.updates()
    updating_now = asyncio.create_task(updates.update_if_due())
    await asyncio.to_thread(bench.publisher.wait_for, 1)
    return updating_now, updates, int(bench.pid.read_text())


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_an_update_that_is_killed_leaves_the_old_figures_and_the_next_brings_the_new_ones(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    updating_now, updates, pid = await stalled(bench, monkeypatch)
    os.kill(pid, signal.SIGKILL)
    await updating_now

    assert bench.editions.history() == (BUNDLED,)
    assert "the last update broke off: it ended with -9" in (updates.why_unwell() or "")
    bench.publish(5100)
    late = read_record(bench.editions.home)
    write_record(bench.editions.home, Record(ran=EVER, broke_off=late.broke_off))
    await updates.update_if_due()
    assert updates.why_unwell() is None
    assert len(bench.editions.history()) == 2
    assert list(bench.editions.home.glob("editions/.making-*")) == []


async def test_a_bot_that_stops_ends_its_update_first_and_leaves_nothing_half_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    updating_now, updates, pid = await stalled(bench, monkeypatch)
    updating_now.cancel()
    await asyncio.wait([updating_now])

    assert updating_now.cancelled()
    assert not is_there(pid)
    assert list(bench.editions.home.glob("editions/.making-*")) == []
    assert updates.why_unwell() is None
    with open_state(f"sqlite:///{bench.root / 'state'}.sqlite") as state:  # the right to update was given back
        assert state.leases.acquire(f"facts update {bench.editions.name()}", "another replica", 1.0)


async def test_an_update_that_takes_too_long_is_ended_and_that_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updating, "MOST_SECONDS", 0.2)
    for_ever = "import threading; threading.Event().wait()"
    monkeypatch.setattr(updating, "UPDATE", (sys.executable, "-c", for_ever))
    updates = bench.updates()
    await updates.update_if_due()

    assert updates.why_unwell() == "the last update broke off: it took longer than 0 minutes and was ended"


async def test_an_update_that_cannot_even_begin_is_told_without_a_record(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.editions.home.write_text("a file where the folder should be")
    updates = bench.updates()

    assert not await updates.update_if_due()
    assert (updates.why_unwell() or "").startswith("no update could begin: ")


async def test_the_update_gets_no_token(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVBOT_DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("EVBOT_DATABASE_URL", "postgresql+psycopg://evbot:hidden@host/evbot")
    program = "import os, sys; sys.stderr.write(' '.join(os.environ)); sys.exit(9)"
    monkeypatch.setattr(updating, "UPDATE", (sys.executable, "-c", program))
    updates = bench.updates()
    await updates.update_if_due()

    assert "EVBOT_FACTS_HOME" in (updates.why_unwell() or "")
    assert "TOKEN" not in (updates.why_unwell() or "")
    assert "DATABASE" not in (updates.why_unwell() or "")
