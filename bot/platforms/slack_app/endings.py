"""A workspace takes the app away, or its token: what is kept of the installation goes, with the app all it follows.

Each such piece of news counts once on all replicas: coming late, it must not throw out an installation that was made
after it. How a workspace installs the app is `oauth`'s business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from bot.platforms.slack_app.once import AnsweredEvents
from bot.platforms.slack_app.tokens import name
from bot.state import ResilientState, Workspace

log = logging.getLogger(__name__)


class Endings:
    """Forgets installations that have ended. All methods belong to the event loop; the state is asked in threads."""

    def __init__(self, state: ResilientState, answered: AnsweredEvents) -> None:
        self._state = state
        self._answered = answered
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, body: Mapping[str, Any], workspace: Workspace) -> None:
        """Take the news up and return at once."""
        if _ends(body["event"]):
            task = asyncio.create_task(self._forget(str(body.get("event_id")), workspace, _uninstalls(body["event"])))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait for what was taken up; the state keeps every wait short."""
        await asyncio.gather(*self._tasks)

    async def _forget(self, event_id: str, workspace: Workspace, is_uninstalled: bool) -> None:
        try:
            if await self._answered.claim(event_id):
                await asyncio.to_thread(self._state.installations.forget, workspace)
                if is_uninstalled and workspace.team:
                    await asyncio.to_thread(self._state.follows.remove_place, f"slack:{workspace.team}")
                log.info("%s has taken its installation back", name(workspace))
        except Exception:
            log.exception("the installation of %s could not be forgotten", name(workspace))


def _ends(event: Mapping[str, Any]) -> bool:
    """Whether the bot's token is gone; tokens of persons were never asked for."""
    return _uninstalls(event) or bool((event.get("tokens") or {}).get("bot"))


def _uninstalls(event: Mapping[str, Any]) -> bool:
    """Whether the whole app is gone, and with it all that was followed; a new token may come after a revoked one."""
    return bool(event["type"] == "app_uninstalled")
