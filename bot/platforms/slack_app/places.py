"""The settings of a workspace: read for every question, told and changed by `/ev settings`.

Owners and admins may change them, and whom the host has named. Slack tells who is an admin only with the scope
users:read; without it the words say so. Kept in the shared state; without one the defaults hold.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.platforms.slack_app import wording
from bot.platforms.slack_app.errands import ForgetWish, SettingsWish, person_key
from bot.platforms.slack_app.sending import Clients
from bot.platforms.slack_app.web import error_code

if TYPE_CHECKING:
    from bot.service import Service
    from bot.state import PlaceSettings, ResilientState

SWITCH = {"on": True, "off": False}
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?")
LONGEST_COOLDOWN = 86_400.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How the bot behaves in a workspace, as far as `clerk` minds."""

    channels: frozenset[str] = frozenset()
    """Ids of the channels it may answer in; all of them where empty."""
    threads: bool = True
    private: bool = True
    locale: str | None = None
    cooldown_seconds: float = 0.0

    def allows(self, channel: str) -> bool:
        """Whether it may answer in this channel; with one person it always may."""
        return not self.channels or channel in self.channels or channel[:1] in ("D", "U", "W")


class Places:
    """Settings by workspace. Methods belong to the event loop; the state is asked in threads."""

    def __init__(self, state: ResilientState | None, clients: Clients, admins: frozenset[str] = frozenset()) -> None:
        self._state = state
        self._clients = clients
        self._admins = admins

    async def manners(self, team: str) -> Manners:
        """How to behave in a workspace now."""
        if self._state is None:
            return Manners()
        kept = await asyncio.to_thread(self._state.place, _key(team))
        return Manners(kept.channels, kept.threads, kept.private, kept.locale, kept.cooldown_seconds)

    async def settle(self, wish: SettingsWish) -> str:
        """Tell the settings, or change one; the words that come back say which."""
        if self._state is None:
            return wording.SETTINGS_NOWHERE
        kept = await asyncio.to_thread(self._state.place, _key(wish.team))
        if not wish.words:
            return told(kept)
        newer = changed(kept, wish.words)
        if newer is None:
            return f"{wording.SETTINGS_UNKNOWN}\n{told(kept)}"
        refusal = await self._refusal(wish.team, wish.user)
        return refusal or await self._put(self._state, wish.team, newer)

    async def forget(self, service: Service, wish: ForgetWish) -> str:
        """Forget a person, here and in the shared state; the words that come back say whether all is gone."""
        person = person_key(wish.team, wish.user)
        await asyncio.to_thread(service.forget_person, person)
        if self._state is None:
            return wording.FORGOTTEN
        from bot.state import StateError

        try:
            await asyncio.to_thread(self._state.delete_person, person)
        except StateError:
            return wording.NOT_FORGOTTEN
        return wording.FORGOTTEN

    async def _put(self, state: ResilientState, team: str, newer: PlaceSettings) -> str:
        from bot.state import StateClashError, StateError

        try:
            kept = await asyncio.to_thread(state.set_place, _key(team), newer)
        except StateClashError:
            return wording.SETTINGS_CLASH
        except StateError:
            return wording.SETTINGS_AWAY
        return f"{wording.SETTINGS_KEPT}\n{told(kept)}"

    async def _refusal(self, team: str, user: str) -> str | None:
        """Why this person may not change the settings; None where they may."""
        if {user, f"{team}:{user}"} & self._admins:
            return None
        client = await self._clients(team)
        try:
            person = (await client.users_info(user=user)).get("user") or {}
        except SlackApiError as error:
            return wording.SETTINGS_WHO if error_code(error) == "missing_scope" else wording.SETTINGS_AWAY
        may = any(person.get(role) for role in ("is_admin", "is_owner", "is_primary_owner"))
        return None if may else wording.SETTINGS_NOT_YOURS


def told(settings: PlaceSettings) -> str:
    """The settings in words."""
    return wording.SETTINGS.format(
        threads=_switch(settings.threads),
        private=_switch(settings.private),
        locale=settings.locale or "default",
        cooldown=f"{settings.cooldown_seconds:g}",
        channels=", ".join(sorted(settings.channels)) or "all",
    )


def changed(settings: PlaceSettings, words: str) -> PlaceSettings | None:
    """The settings after what was typed behind "settings", or None where it makes no sense."""
    name, _, value = words.strip().partition(" ")
    value = value.strip()
    match name.lower():
        case "threads" if value.lower() in SWITCH:
            return replace(settings, threads=SWITCH[value.lower()])
        case "private" if value.lower() in SWITCH:
            return replace(settings, private=SWITCH[value.lower()])
        case "locale" if value == "default":
            return replace(settings, locale=None)
        case "locale" if _LOCALE.fullmatch(value):
            return replace(settings, locale=value)
        case "cooldown" if value.isdecimal() and float(value) <= LONGEST_COOLDOWN:
            return replace(settings, cooldown_seconds=float(value))
        case "channels" if value.lower() == "all":
            return replace(settings, channels=frozenset())
        case "channels" if _CHANNEL.search(value) and not _CHANNEL.sub("", value).strip(" ,"):
            return replace(settings, channels=frozenset(_CHANNEL.findall(value)))
    return None


def _switch(is_on: bool) -> str:
    return "on" if is_on else "off"


def _key(team: str) -> str:
    return f"slack:{team}"
