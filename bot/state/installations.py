"""Which workspaces have installed an app, and the token that each of them gave it.

One row a workspace, the newest installation; nothing of the person who installed it. Tokens lie here as they are, as
they do in the stores that come with Slack's own library: whoever reads the database can speak as the bot. An
installation stays until its workspace takes it back (`Installations.forget`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from bot.state.database import Database, DatabaseNow
from bot.state.schema import installations


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where one app can be installed: a workspace, or a whole organisation of workspaces."""

    app: str
    """The app by platform and id ("slack:123.456")."""
    organisation: str = ""
    team: str = ""
    """Empty where the app is installed for the whole organisation."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What a workspace gave when it installed the app."""

    token: str = field(repr=False)
    bot_user: str
    """Id of the bot among the workspace's users."""
    scopes: str = ""
    """What the token allows, with commas between."""
    refresh_token: str | None = field(default=None, repr=False)
    """What the next token is asked for with; None where tokens last for ever."""
    expires_at: float | None = None
    """When the token ends, in seconds since 1970; None where it lasts for ever."""


class Installations:
    """The installation of each workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, workspace: Workspace) -> Installation | None:
        """The newest installation, or None where there is none."""
        statement = select(installations).where(_is(workspace))
        with self._database.reading() as connection:
            row = connection.execute(statement).mappings().first()
        if row is None:
            return None
        return Installation(row["token"], row["bot_user"], row["scopes"], row["refresh_token"], row["expires_at"])

    def put(self, workspace: Workspace, installation: Installation) -> None:
        """Keep an installation in place of the one before."""
        key = {"app": workspace.app, "organisation": workspace.organisation, "team": workspace.team}
        new = _columns(installation)
        statement = self._database.insert(installations).values(**key, **new)
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new))

    def renew(self, workspace: Workspace, token: str, installation: Installation) -> bool:
        """Put a renewed token in place of `token`; False where that is no longer the one that is kept."""
        statement = (
            update(installations)
            .where(_is(workspace), installations.c.token == token)
            .values(**_columns(installation))
            .returning(installations.c.app)
        )
        with self._database.writing() as connection:
            return connection.execute(statement).first() is not None

    def forget(self, workspace: Workspace, token: str | None = None) -> None:
        """Forget an installation; only if its token is still `token`, where one is given."""
        where = _is(workspace) if token is None else and_(_is(workspace), installations.c.token == token)
        with self._database.writing() as connection:
            connection.execute(delete(installations).where(where))


def _is(workspace: Workspace) -> ColumnElement[bool]:
    return and_(
        installations.c.app == workspace.app,
        installations.c.organisation == workspace.organisation,
        installations.c.team == workspace.team,
    )


def _columns(installation: Installation) -> dict[str, Any]:
    return {
        "token": installation.token,
        "refresh_token": installation.refresh_token,
        "expires_at": installation.expires_at,
        "bot_user": installation.bot_user,
        "scopes": installation.scopes,
        "at": DatabaseNow(),
    }
