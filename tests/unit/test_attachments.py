"""What goes with an answer: only what was asked for, and drawn whatever happens to the process that draws."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import Answer, Row, Status
from bot.document import Document, Headline, Text
from bot.platforms.attachments import Attachments

RANKING = Answer(
    Status.ANSWERED,
    intent="rank",
    unit="vehicles",
    rows=(Row("a", "Model A", 5.0, "vehicles"), Row("b", "Model B", 3.0, "vehicles")),
    document=Document((Headline((Text("Model A is first."),)),)),
)
PNG = b"\x89PNG"
PARENT = """
import asyncio, multiprocessing, sys, time
from bot.platforms.attachments import Attachments
from tests.unit.test_attachments import RANKING
from dataclasses import replace
if __name__ == "__main__":
    made = Attachments()
    asyncio.run(made.of(replace(RANKING, wants_chart=True)))
    [child] = multiprocessing.active_children()
    print(child.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
async def attachments() -> AsyncIterator[Attachments]:
    made = Attachments()
    yield made
    made.close()


async def test_what_nobody_asked_for_is_not_made(attachments: Attachments) -> None:
    assert await attachments.of(RANKING) == ()


async def test_a_picture_and_the_rows_come_where_both_are_asked_for(attachments: Attachments) -> None:
    picture, rows = await attachments.of(replace(RANKING, wants_chart=True, wants_csv=True))

    assert picture.content.startswith(PNG)
    assert "Model A 5" in picture.description
    assert rows.content.startswith(b"id,label,value")


async def test_an_answer_without_figures_side_by_side_has_no_picture(attachments: Attachments) -> None:
    assert await attachments.of(replace(RANKING, rows=RANKING.rows[:1], wants_chart=True)) == ()


async def test_after_the_process_that_draws_was_killed_the_next_picture_starts_another(
    attachments: Attachments, caplog: pytest.LogCaptureFixture
) -> None:
    asked = replace(RANKING, wants_chart=True)
    await attachments.of(asked)
    [painter] = multiprocessing.active_children()
    assert painter.pid is not None
    os.kill(painter.pid, signal.SIGKILL)
    painter.join(10)
    lost = await attachments.of(asked)
    [picture] = await attachments.of(asked)

    assert lost == ()
    assert "could not be drawn" in caplog.text
    assert picture.content.startswith(PNG)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="no way here to wait for somebody else's process")
def test_a_bot_that_is_killed_leaves_no_process_that_draws(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    try:
        ended, _, _ = select.select([child], [], [], 15)
    finally:
        os.close(child)

    assert ended, "the process that draws outlived the bot"
