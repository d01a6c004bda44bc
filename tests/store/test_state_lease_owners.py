"""A lease of a process that was killed goes to the next one at once, where it can be seen that the process is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.state import State, open_state, owners
from bot.state.owners import is_gone, new_owner

pytest_plugins = ["tests.support.postgres"]
OWNER = "import sys; from bot.state.owners import new_owner; print(new_owner(), flush=True); sys.stdin.read()"


@pytest.fixture
def state(state_url: str) -> Iterator[State]:
    with open_state(state_url) as opened:
        yield opened


@pytest.fixture
def other() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process, and its name as an owner."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.kill()


def test_a_lease_of_a_killed_process_can_be_had_at_once(state: State, other: tuple[subprocess.Popen[str], str]) -> None:
    process, owner = other
    assert state.leases.acquire("shard:0", owner, 60) is not None

    refused = state.leases.acquire("shard:0", new_owner(), 60)
    process.kill()
    process.wait()
    granted = state.leases.acquire("shard:0", new_owner(), 60)

    assert refused is None
    assert granted is not None


def test_a_killed_process_that_nobody_has_taken_leave_of_is_gone(other: tuple[subprocess.Popen[str], str]) -> None:
    process, owner = other
    before = is_gone(owner)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    assert not before
    assert is_gone(owner)


def test_a_number_that_another_process_bears_now_is_not_its_owner() -> None:
    place, pid, started, unique = new_owner().split(" ")

    assert is_gone(f"{place} {pid} {int(started) - 1} {unique}")


@pytest.mark.parametrize("owner", ["0123456789abcdef", "elsewhere 1 2 3", ""])
def test_of_an_owner_elsewhere_nothing_is_known(owner: str) -> None:
    assert not is_gone(owner)


def test_where_the_system_tells_nothing_an_owner_is_known_to_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str]
) -> None:
    monkeypatch.setattr(owners, "PROC", tmp_path)

    assert " " not in new_owner()
