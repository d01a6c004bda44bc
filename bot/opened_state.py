"""The shared state for one command of the host: opened by the settings, closed again, its troubles said.

It refuses to wait for a database that is away: the host is there to be told. The commands stand in
`bot.inbox_commands` and `bot.data_commands`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.console import ended
from bot.ops.exits import Exit
from bot.ops.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from bot.state import State


def with_state(task: Callable[[State], int]) -> int:
    """Do a task over the state that the settings name; the exit code of the task, or of what kept it from running."""
    try:
        settings = read_settings()
    except SettingsError as problem:
        return ended(Exit.USAGE, str(problem))
    from bot.state import StateError, open_state  # here: the database's library costs every other command a while

    try:
        with open_state(settings.database_address) as state:
            return task(state)
    except StateError as problem:
        return ended(Exit.NO_STORE, str(problem))
