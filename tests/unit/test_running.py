"""The loop of `evbot run`: uvloop where there is one, fair turns while it runs, and everything as before afterwards."""

from __future__ import annotations

import asyncio
import sys

import pytest

from bot.ops.running import TURN_SECONDS, loop_factory, run_until_done


async def _loop_and_turn() -> tuple[str, float]:
    return type(asyncio.get_running_loop()).__module__, sys.getswitchinterval()


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop has no Windows")
def test_the_bot_runs_on_uvloop_and_threads_take_short_turns() -> None:
    usual = sys.getswitchinterval()
    module, turn = run_until_done(_loop_and_turn())

    assert module == "uvloop"
    assert turn == pytest.approx(TURN_SECONDS)
    assert sys.getswitchinterval() == usual


def test_windows_has_pythons_own_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    assert loop_factory() is None


def test_a_run_that_fails_leaves_the_turns_as_they_were() -> None:
    async def failing() -> None:
        raise LookupError("ours")

    usual = sys.getswitchinterval()
    with pytest.raises(LookupError, match="ours"):
        run_until_done(failing())

    assert sys.getswitchinterval() == usual
