"""In which form an asker's Slack writes numbers, where the app may know: it needs the scope users:read.

Without that scope nobody is asked. An answer waits a moment for it at most and never fails by it; what was found is
remembered in this process for an hour. The workspace's own choice comes first and is looked at by `clerk`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from slack_sdk.errors import SlackApiError

from bot.platforms.slack_app.web import error_code
from bot.state.recent import RecentKeys

if TYPE_CHECKING:
    from bot.platforms.slack_app.sending import Clients

SCOPE = "users:read"
KEPT_SECONDS = 3_600.0
MOMENT_SECONDS = 0.3
"""Longest wait of an answer; a look-up that takes longer goes on and serves the next one."""
PATIENCE_SECONDS = 10.0
"""After which a look-up is given up."""
PEOPLE, TEAMS = 10_000, 5_000
Scopes = Callable[[str], Awaitable[frozenset[str] | None]]
"""What the app was granted in a workspace, by its id; None where nobody has said so."""
log = logging.getLogger(__name__)


class Locales:
    """Locales of people. All methods belong to the event loop."""

    def __init__(self, clients: Clients, scopes: Scopes, now: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._scopes = scopes
        self._now = now
        self._kept: OrderedDict[tuple[str, str], tuple[str | None, float]] = OrderedDict()
        """Locale and when it is forgotten, by workspace and person."""
        self._looking: dict[tuple[str, str], asyncio.Task[str | None]] = {}
        self._without = RecentKeys(TEAMS)
        """Workspaces where the app lacks the scope."""

    async def of(self, team: str, user: str) -> str | None:
        """The locale of a person, such as "de_DE"; None where it is not known, or not within a moment."""
        locale, until = self._kept.get((team, user), (None, 0.0))
        if until > self._now() or team in self._without:
            return locale
        done, _ = await asyncio.wait({self._look_up(team, user)}, timeout=MOMENT_SECONDS)
        return next((looked.result() for looked in done), None)

    def forget(self, team: str, user: str) -> None:
        """Forget a person."""
        self._kept.pop((team, user), None)

    def close(self) -> None:
        """End what is still being looked up."""
        for looking in self._looking.values():
            looking.cancel()

    def _look_up(self, team: str, user: str) -> asyncio.Task[str | None]:
        """The look-up of a person, begun now unless it is under way."""
        if (team, user) not in self._looking:
            looking = asyncio.create_task(self._found(team, user))
            self._looking[team, user] = looking
            looking.add_done_callback(lambda _: self._looking.pop((team, user)))
        return self._looking[team, user]

    async def _found(self, team: str, user: str) -> str | None:
        locale = None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                locale = await self._asked(team, user)
        except SlackApiError as error:
            if error_code(error) == "missing_scope":
                self._without.add(team, KEPT_SECONDS)
            else:
                log.warning("an asker's locale was not told: %s", error_code(error))
        except Exception as problem:  # a question must not fail for the look of its numbers
            log.warning("an asker's locale could not be looked up: %r", problem)
        self._kept[team, user] = locale, self._now() + KEPT_SECONDS
        if len(self._kept) > PEOPLE:
            self._kept.popitem(last=False)
        return locale

    async def _asked(self, team: str, user: str) -> str | None:
        granted = await self._scopes(team)
        if granted is not None and SCOPE not in granted:
            self._without.add(team, KEPT_SECONDS)
            return None
        client = await self._clients(team)
        person = (await client.users_info(user=user, include_locale=True)).get("user") or {}
        return _with_forms(str(person.get("locale") or ""))


def _with_forms(locale: str) -> str | None:
    """The locale as Babel writes it, or None where it has no number forms."""
    try:
        return str(Locale.parse(locale, sep="-"))
    except (UnknownLocaleError, ValueError):
        return None
