"""Every payload that Slack sends, taken to whoever reads it, and what is read taken to the desk.

The tables below are all the ways in; the manifest is made from them. `listening` hooks this up to Bolt, for both
modes; nothing here knows Bolt or a client.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.platforms.slack_app.commands import COMMAND, read_command
from bot.platforms.slack_app.errands import Errand
from bot.platforms.slack_app.follow_list import read_follow_press
from bot.platforms.slack_app.inbox import Bot, part, read_message
from bot.platforms.slack_app.insiders import Insiders, is_member
from bot.platforms.slack_app.presses import read_press
from bot.platforms.slack_app.shortcuts import ASK, CHECK, form_errors, read_form, read_shortcut
from bot.platforms.slack_app.views import FIELDS, FORM, options
from bot.platforms.slack_app.visits import read_home_press, read_visit
from bot.service import Context

if TYPE_CHECKING:
    from bot.platforms.slack_app.desk import Desk
    from bot.service import Service

Body = Mapping[str, Any]
Reader = Callable[[Body, Bot], Errand | None]

EVENTS: Mapping[str, Reader] = {
    "app_mention": read_message,
    "message": read_message,
    "app_home_opened": read_visit,
    "assistant_thread_started": read_visit,
}
"""Readers by the type of an event."""
COMMANDS: Mapping[str, Reader] = {COMMAND: read_command}
SHORTCUTS: Mapping[str, Reader] = {CHECK: read_shortcut, ASK: read_shortcut}
ENDINGS = ("app_uninstalled", "tokens_revoked")
"""Events that an app over HTTP hears besides, taken to `endings`."""
FORMS: Mapping[str, Reader] = {FORM: read_form}
log = logging.getLogger(__name__)


class Reception:
    """Takes payloads in. Methods belong to the event loop and return at once; what is no concern of ours is dropped."""

    def __init__(self, desk: Desk, service: Service) -> None:
        self._desk = desk
        self._service = service
        self._insiders = Insiders()

    def event(self, body: Body, bot: Bot) -> None:
        """An event of the Events API."""
        event = body.get("event")
        self._take(EVENTS, event.get("type") if isinstance(event, Mapping) else None, body, bot)

    def command(self, body: Body, bot: Bot) -> None:
        """A slash command."""
        self._take(COMMANDS, body.get("command"), body, bot)

    def shortcut(self, body: Body, bot: Bot) -> None:
        """A shortcut, of a message or from anywhere."""
        self._take(SHORTCUTS, body.get("callback_id"), body, bot)

    def press(self, body: Body, bot: Bot) -> None:
        """A press of a button or a choice from a menu."""
        self._give(read_press(body, bot) or read_follow_press(body, bot) or read_home_press(body, bot), body)

    def form(self, body: Body, bot: Bot) -> dict[str, str]:
        """A form that was sent; what is wrong with it comes back by block, and empty where it is answered."""
        view = body.get("view")
        name = view.get("callback_id") if isinstance(view, Mapping) else None
        if name in FORMS and (wrong := form_errors(body)):
            return wrong
        self._take(FORMS, name, body, bot)
        return {}

    async def complete(self, body: Body) -> list[dict[str, Any]]:
        """What a field of the form offers for what is typed; nothing in case of trouble.

        It does not wait in line with the answers: it is worth nothing when it is late.
        """
        field, typed = str(body.get("action_id") or ""), str(body.get("value") or "")
        if field not in FIELDS:
            return []
        try:
            return options(await asyncio.to_thread(self._service.complete, field, typed, _alone_with(body)))
        except Exception:
            log.exception("nothing is offered for the field %s", field)
            return []

    def _take(self, readers: Mapping[str, Reader], name: object, body: Body, bot: Bot) -> None:
        reader = readers.get(name) if isinstance(name, str) else None
        self._give(reader(body, bot) if reader is not None else None, body)

    def _give(self, errand: Errand | None, body: Body) -> None:
        if errand is not None:
            self._desk.take(self._insiders.told(errand, body))


def _alone_with(body: Body) -> Context:
    """Where somebody types: nobody but them sees what is offered."""
    return Context(platform="slack", place=f"slack:{part(body, 'team').get('id')}", inside=is_member(body))
