"""/healthz, /readyz and /metrics as they come over the wire, and `evbot health`, which asks for them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.answer import Answer, Status
from bot.cli import main
from bot.ops.exits import Exit
from bot.ops.health import HealthPortError, health_served
from bot.ops.hosted import HostedService
from bot.ops.metrics import Metrics
from bot.ops.pulse import Pulse
from bot.ops.settings import Settings
from bot.service import Context
from tests.support.bare_environment import bare_environment
from tests.support.discord_bot import StandIn, an_answer
from tests.support.ports import a_free_port

HOST = "127.0.0.1"


class Told:
    """A running health port and what feeds it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pulse = Pulse(lambda: self.seconds)
        self.metrics = Metrics(self.pulse, date(2026, 7, 31), lambda: date(2026, 11, 23))
        self.port = 0

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{HOST}:{self.port}{path}") as reply,
        ):
            return reply.status, await reply.text()

    async def samples(self) -> dict[tuple[str, ...], float]:
        """Every sample of /metrics, read by the library that Prometheus gives for it."""
        _, text = await self.get("/metrics")
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@asynccontextmanager
async def _served() -> AsyncIterator[Told]:
    told = Told()
    async with health_served(HOST, 0, told.pulse, told.metrics) as told.port:
        yield told


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare_environment(monkeypatch, tmp_path)


# Over the wire


async def test_a_bot_that_starts_is_alive_with_200_and_not_ready_with_503() -> None:
    async with _served() as told:
        told.pulse.watch("slack", 60.0)
        alive, ready = await told.get("/healthz"), await told.get("/readyz")

    assert (alive[0], ready[0]) == (200, 503)
    assert json.loads(alive[1]) == {
        "condition": "starting",
        "parts": {
            "slack": {"condition": "starting", "heard_seconds_ago": 0.0, "reconnects": 0},
        },
        "questions_in_hand": {},
    }


async def test_a_silent_part_makes_both_503_and_is_named() -> None:
    async with _served() as told:
        told.pulse.watch("slack", 60.0)
        told.pulse.connected("slack")
        told.seconds = 75.0
        alive, ready = await told.get("/healthz"), await told.get("/readyz")

    assert (alive[0], ready[0]) == (503, 503)
    assert json.loads(alive[1])["parts"]["slack"]["condition"] == "silent"
    assert json.loads(alive[1])["parts"]["slack"]["heard_seconds_ago"] == 75.0


async def test_a_database_that_is_away_leaves_both_at_200_and_is_told() -> None:
    async with _served() as told:
        told.pulse.probe("shared state", lambda: "away since noon")
        alive, ready = await told.get("/healthz"), await told.get("/readyz")

    assert (alive[0], ready[0]) == (200, 200)
    assert json.loads(alive[1]) == {
        "condition": "degraded",
        "parts": {"shared state": {"condition": "degraded", "reason": "away since noon"}},
        "questions_in_hand": {},
    }


async def test_nothing_else_is_served() -> None:
    async with _served() as told:
        assert (await told.get("/"))[0] == 404


async def test_a_port_that_is_taken_is_told_with_its_setting() -> None:
    async with _served() as told:
        with pytest.raises(HealthPortError, match=rf"^EVBOT_HEALTH_PORT {told.port} on 127.0.0.1 cannot be used"):
            async with health_served(HOST, told.port, told.pulse, told.metrics):
                pass


# Metrics


async def test_questions_are_counted_by_platform_intent_and_outcome_and_timed() -> None:
    answers = {"a": an_answer("A", intent="rank", elapsed_ms=30.0), "b": Answer(Status.NOT_UNDERSTOOD, elapsed_ms=2.0)}
    async with _served() as told:
        service = HostedService(StandIn(lambda text: answers[text]), Settings(_env_file=None), told.metrics)
        for text, platform in (("a", "discord"), ("a", "discord"), ("b", "slack")):
            service.ask(text, Context(platform=platform))
        samples = await told.samples()

    counted = {key[1:]: value for key, value in samples.items() if key[0] == "evbot_questions_total"}

    assert counted == {("rank", "answered", "discord"): 2, ("none", "not_understood", "slack"): 1}
    assert samples["evbot_answer_seconds_count", "discord"] == 2
    assert samples["evbot_answer_seconds_sum", "discord"] == pytest.approx(0.06)
    assert samples["evbot_answer_seconds_bucket", "0.025", "discord"] == 0
    assert samples["evbot_answer_seconds_bucket", "0.05", "discord"] == 2


async def test_a_question_that_is_never_written_into_the_metrics() -> None:
    async with _served() as told:
        service = HostedService(StandIn(), Settings(_env_file=None, log_questions=True), told.metrics)
        service.ask("how many unheard-of cars", Context(platform="discord", person="discord:4711"))
        _, text = await told.get("/metrics")

    assert 'evbot_questions_total{intent="none",outcome="answered",platform="discord"} 1.0' in text
    assert [word for word in ("unheard", "4711") if word in text] == []


async def test_connections_queue_and_age_of_the_facts_are_measured() -> None:
    async with _served() as told:
        told.pulse.watch("discord shard 0", 60.0)
        told.pulse.connected("discord shard 0")
        told.pulse.lost("discord shard 0")
        told.pulse.connected("discord shard 0")
        told.pulse.in_hand("discord", 7)
        told.seconds = 12.0
        samples = await told.samples()

    assert samples["evbot_reconnects_total", "discord shard 0"] == 1
    assert samples["evbot_questions_in_hand", "discord"] == 7
    assert samples["evbot_heard_seconds", "discord shard 0"] == 12
    assert samples["evbot_part_ok", "discord shard 0"] == 1
    assert samples["evbot_facts_age_days",] == 115
    assert samples["process_resident_memory_bytes",] > 0


def test_two_bots_in_one_process_count_apart() -> None:
    first, second = Metrics(Pulse()), Metrics(Pulse())
    first.answered(an_answer("A", intent="rank"), "slack")

    assert b'intent="rank"' in first.text()
    assert b'intent="rank"' not in second.text()


def test_the_readme_of_the_operator_names_no_metric_that_is_not_there() -> None:
    guide = (Path(__file__).parents[2] / "deploy/README.md").read_text(encoding="utf-8")
    pulse = Pulse()
    pulse.watch("slack", 1.0)
    metrics = Metrics(pulse, date(2026, 7, 31))
    metrics.answered(an_answer("A"), "slack")
    served = set(re.findall(r"^# TYPE (\w+)", metrics.text().decode(), re.MULTILINE))
    named = set(re.findall(r"`(evbot_(?!\w*\.)\w+)(?:\{[^`]*\})?`", guide))

    assert sorted(name for name in named if not any(name.startswith(known) for known in served)) == []


# evbot health


async def _asked(port: int, monkeypatch: pytest.MonkeyPatch, *arguments: str, host: str = HOST) -> int:
    monkeypatch.setenv("EVBOT_HEALTH_PORT", str(port))
    monkeypatch.setenv("EVBOT_HEALTH_HOST", host)
    return await asyncio.to_thread(main, ["health", *arguments])


async def test_evbot_health_ends_with_0_and_tells_each_part(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _served() as told:
        told.pulse.watch("slack", 60.0)
        told.pulse.connected("slack")
        told.pulse.probe("shared state", lambda: "away since noon")
        told.seconds = 4.0
        code = await _asked(told.port, monkeypatch)

    assert code == Exit.OK
    assert (
        capsys.readouterr().out
        == "degraded\n  slack: ok, heard of 4 s ago\n  shared state: degraded, away since noon\n"
    )


async def test_evbot_health_ends_with_1_where_a_part_is_silent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _served() as told:
        told.pulse.watch("slack", 60.0)
        told.seconds = 61.0
        code = await _asked(told.port, monkeypatch)

    assert code == Exit.UNWELL
    assert capsys.readouterr().err == "silent\n  slack: silent, heard of 61 s ago\n"


async def test_evbot_health_asks_on_this_machine_where_the_bot_listens_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with _served() as told:
        assert await _asked(told.port, monkeypatch, host="0.0.0.0") == Exit.OK


async def test_evbot_health_ready_ends_with_1_until_the_bot_takes_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _served() as told:
        told.pulse.watch("slack", 60.0)
        before = await _asked(told.port, monkeypatch, "--ready")
        told.pulse.connected("slack")
        after = await _asked(told.port, monkeypatch, "--ready")

    assert (before, after) == (Exit.UNWELL, Exit.OK)


async def test_evbot_health_ends_with_1_where_nobody_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await _asked(a_free_port(), monkeypatch)

    assert code == Exit.UNWELL
    assert capsys.readouterr().err.startswith("evbot does not answer on 127.0.0.1, port ")


@pytest.mark.parametrize("reply", [b"SSH-2.0-other\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"])
async def test_evbot_health_ends_with_1_where_somebody_else_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, reply: bytes
) -> None:
    async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(other, HOST, 0)
    async with server:
        code = await _asked(server.sockets[0].getsockname()[1], monkeypatch)

    assert code == Exit.UNWELL
    assert capsys.readouterr().err.startswith("evbot does not answer on")


def test_evbot_health_without_a_port_ends_with_2_and_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health"]) == Exit.USAGE
    assert capsys.readouterr().err.startswith("EVBOT_HEALTH_PORT is not set")
