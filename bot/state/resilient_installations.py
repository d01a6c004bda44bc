"""Installations for those who must go on while the database is away: what each call does instead stands beside it.

The same methods as `bot.state.installations.Installations`. What this process has read stays in its memory, tokens
included, so workspaces that it knows go on being answered. It is a part of `bot.state.resilient.ResilientState`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from bot.state.errors import StateAwayError
from bot.state.installations import Installation, Installations, Workspace
from bot.state.presence import Presence

KNOWN_INSTALLATIONS = 5_000


class ResilientInstallations:
    """The installation of each workspace. Safe to share between threads."""

    def __init__(self, installations: Installations, presence: Presence) -> None:
        self._installations = installations
        self._presence = presence
        self._known: OrderedDict[Workspace, Installation | None] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, workspace: Workspace) -> Installation | None:
        """As `Installations.find`. While the database is away: as this process knows it, or StateAwayError."""

        def known() -> Installation | None:
            with self._lock:
                if workspace in self._known:
                    return self._known[workspace]
            raise StateAwayError("the state database is away, and this installation was not read before")

        return self._presence.attempt(lambda: self._note(workspace, self._installations.find(workspace)), known)

    def put(self, workspace: Workspace, installation: Installation) -> None:
        """As `Installations.put`. Raises StateAwayError while the database is away."""
        self._presence.demand(lambda: self._installations.put(workspace, installation))
        self._note(workspace, installation)

    def renew(self, workspace: Workspace, token: str, installation: Installation) -> None:
        """As `Installations.renew`. While the database is away it waits for it, and this process knows it at once."""
        self._note(workspace, installation)
        self._presence.write(lambda: self._installations.renew(workspace, token, installation))

    def forget(self, workspace: Workspace, token: str | None = None) -> None:
        """As `Installations.forget`. While the database is away it waits for it, and this process forgets at once."""
        with self._lock:
            known = self._known.get(workspace)
            if known is not None and token in (None, known.token):
                self._known[workspace] = None
        self._presence.write(lambda: self._installations.forget(workspace, token))

    def _note(self, workspace: Workspace, installation: Installation | None) -> Installation | None:
        with self._lock:
            self._known[workspace] = installation
            self._known.move_to_end(workspace)
            if len(self._known) > KNOWN_INSTALLATIONS:
                self._known.popitem(last=False)
        return installation
