"""Every listener on a Bolt app, the same over Socket Mode and over HTTP: each acknowledges first and hands on.

`open_desk` puts the desk and all behind it together; `listen` registers the listeners. Which bot a payload speaks to is
asked for each of them, so that one app can serve many workspaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck

from bot.platforms.slack_app.clerk import Clerk
from bot.platforms.slack_app.desk import Desk
from bot.platforms.slack_app.front import Front
from bot.platforms.slack_app.ledger import OwnLedger, SharedLedger
from bot.platforms.slack_app.locales import Locales, Scopes
from bot.platforms.slack_app.places import Places
from bot.platforms.slack_app.poster import Poster
from bot.platforms.slack_app.reception import Reception

if TYPE_CHECKING:
    from slack_bolt.app.async_app import AsyncApp

    from bot.platforms.slack_app.inbox import Bot
    from bot.platforms.slack_app.sending import Clients
    from bot.platforms.slack_app.setup import Setup

EVERY = re.compile("")
"""Also those we do not answer: an event that is not acknowledged comes back three times, a button shows a warning."""


def open_desk(setup: Setup, clients: Clients, scopes: Scopes) -> Desk:
    """The desk of a process, with all behind it. Finish it at the end.

    `clients` gives the client of a workspace, and `scopes` what the app was granted there.
    """
    poster = Poster(clients, setup.limits.seconds_between_messages, hears=setup.state is not None)
    places = Places(setup.state, clients, setup.admins)
    ledger = OwnLedger() if setup.state is None else SharedLedger(setup.state)
    return Desk(Clerk(setup, poster, Front(clients), places, ledger, Locales(clients, scopes)), setup)


def listen(app: AsyncApp, desk: Desk, setup: Setup, bot_of: Callable[[dict[str, Any]], Bot]) -> None:
    """Register every listener; what they hear goes to the desk. `bot_of` tells who the bot is for a payload."""
    reception = Reception(desk, setup.service)

    async def on_event(body: dict[str, Any]) -> None:
        # Bolt acknowledges events by itself, everything else it does not.
        reception.event(body, bot_of(body))

    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        reception.command(body, bot_of(body))

    async def on_shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        reception.shortcut(body, bot_of(body))

    async def on_press(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        reception.press(body, bot_of(body))

    async def on_form(ack: AsyncAck, body: dict[str, Any]) -> None:
        wrong = reception.form(body, bot_of(body))
        await (ack(response_action="errors", errors=wrong) if wrong else ack())

    async def on_typing(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=await reception.complete(body))

    app.event(EVERY)(on_event)
    app.command(EVERY)(on_command)
    app.shortcut(EVERY)(on_shortcut)
    app.action(EVERY)(on_press)
    app.view(EVERY)(on_form)
    app.options(EVERY)(on_typing)
