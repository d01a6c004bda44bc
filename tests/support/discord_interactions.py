"""Interactions on our Discord double: commands, presses, autocompletes and dialogues, and the routes that answer them.

`DiscordDouble` is built on this class and shares its state: what somebody does goes out over the gateway, and what the
bot makes of it comes back over the callback and webhook routes, held against the same rules as on Discord. Command
lists are `discord_commands`'s, refusals of words `discord_refusals`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support import discord_payloads as payloads
from tests.support.discord_payloads import EPHEMERAL, EVERYTHING, LOADING, Json
from tests.support.discord_refusals import of_choices, of_dialogue, of_message, refusal

if TYPE_CHECKING:
    from tests.support.discord_double import Events, Handler, Request
    from tests.support.discord_gateway_double import GatewayDouble

CALLBACK = "POST /interactions/{interaction}/{token}/callback"
FOLLOW_UP = "POST /webhooks/{app}/{token}"
GET_ORIGINAL, EDIT_ORIGINAL, DELETE_ORIGINAL = (
    f"{method} /webhooks/{{app}}/{{token}}/messages/@original" for method in ("GET", "PATCH", "DELETE")
)
GET_FOLLOW_UP, EDIT_FOLLOW_UP, DELETE_FOLLOW_UP = (
    f"{method} /webhooks/{{app}}/{{token}}/messages/{{message}}" for method in ("GET", "PATCH", "DELETE")
)
COMMAND, COMPONENT, AUTOCOMPLETE, DIALOGUE = 2, 3, 4, 5
"""Types of an interaction."""
SAID, DEFERRED, DEFERRED_UPDATE, UPDATED, COMPLETED, ASKED_BACK = 4, 5, 6, 7, 8, 9
"""Types of an answer to one."""
MAY_ANSWER = {
    COMMAND: {SAID, DEFERRED, ASKED_BACK},
    COMPONENT: {SAID, DEFERRED, DEFERRED_UPDATE, UPDATED, ASKED_BACK},
    AUTOCOMPLETE: {COMPLETED},
    DIALOGUE: {SAID, DEFERRED, DEFERRED_UPDATE, UPDATED},
}
GUILD, BOT_DIRECT, PRIVATE = 0, 1, 2
"""Contexts."""
USER_INSTALLED_FOLLOW_UPS = 5


@dataclass
class Interaction:
    """One thing that somebody did, and what the bot has answered so far."""

    payload: Json
    """As it went over the gateway."""
    began: float = field(default_factory=time.monotonic)
    answer: Json | None = None
    """The body of the callback that was accepted."""
    original: str | None = None
    """Id of the message that `@original` means: the answer, or the pressed message once that was updated."""
    follow_ups: list[str] = field(default_factory=list)
    """Ids of further messages."""
    expired: bool = False
    """The token is worth nothing any more."""

    @property
    def type(self) -> int:
        """Command, component, autocomplete or dialogue."""
        kind: int = self.payload["type"]
        return kind


class InteractionsDouble:
    """What `DiscordDouble` knows of interactions."""

    me: Json
    alice: Json
    channel: Json
    channels: dict[str, Json]
    messages: dict[str, Json]
    gateway: GatewayDouble
    until: Callable[..., Any]
    _as_event: Callable[[Json], Json]
    _gone: Callable[[Json], Json]

    def __init__(self) -> None:
        self.interactions: dict[str, Interaction] = {}
        """By token."""
        self.answer_within = 3.0
        """Seconds for the first answer to an interaction."""
        self.beyond = payloads.text_channel(str(payloads.snowflake()), "beyond")
        """A channel of a server that the bot is not in; people bring it along."""
        self.group = payloads.group_channel(self.alice, payloads.user("bea"))
        """A group that the bot is not in either."""

    def _interaction_routes(self) -> dict[str, Handler]:
        return {
            CALLBACK: self._call_back,
            FOLLOW_UP: self._follow_up,
            **dict.fromkeys((GET_ORIGINAL, GET_FOLLOW_UP), self._get_answer),
            **dict.fromkeys((EDIT_ORIGINAL, EDIT_FOLLOW_UP), self._edit_answer),
            **dict.fromkeys((DELETE_ORIGINAL, DELETE_FOLLOW_UP), self._delete_answer),
        }

    # What people do: in a channel (the general one), as somebody (Alice); `details` replace or add keys of the payload,
    # such as `locale`. A command's own options are keywords, so its author cannot be called `by` as elsewhere.

    async def command(
        self,
        path: str,
        channel: Json | None = None,
        author: Json | None = None,
        details: Json | None = None,
        **options: Any,
    ) -> Interaction:
        """Somebody sends a slash command: `command("ev sales", model="Renault Zoe", private=True)`."""
        return await self._interact(COMMAND, _command_data(path, _options(options)), channel, author, details)

    async def complete(
        self,
        path: str,
        typing: str,
        typed: str,
        channel: Json | None = None,
        author: Json | None = None,
        **options: Any,
    ) -> Interaction:
        """Somebody is typing an option of a slash command: `complete("ev sales", "model", "zo")`."""
        focused = {"type": 3, "name": typing, "value": typed, "focused": True}
        return await self._interact(AUTOCOMPLETE, _command_data(path, [*_options(options), focused]), channel, author)

    async def message_command(
        self, name: str, message: Json, by: Json | None = None, details: Json | None = None
    ) -> Interaction:
        """Somebody chooses a command from the menu of a message, which then comes with its whole text."""
        resolved = {"messages": {message["id"]: message}}
        data = {"id": "1", "type": 3, "name": name, "target_id": message["id"], "resolved": resolved}
        return await self._interact(COMMAND, data, self._place_of(message), by, details)

    async def press(
        self,
        message: Json,
        custom_id: str,
        values: list[str] | None = None,
        by: Json | None = None,
        details: Json | None = None,
    ) -> Interaction:
        """Somebody presses a button of a message, or chooses `values` from a select; it must be there."""
        message = self.messages.get(message["id"], message)
        parts = {part.get("custom_id"): part for part in payloads.parts_of(message["components"])}
        assert custom_id in parts, f"nothing to press called {custom_id!r}, only {sorted(filter(None, parts))}"
        part = parts[custom_id]
        assert not part.get("disabled"), f"{custom_id!r} cannot be pressed"
        data: Json = {"id": part["id"], "component_type": part["type"], "custom_id": custom_id}
        if part["type"] == 3:
            assert values is not None, "a select needs the values that were chosen"
            assert set(values) <= {option["value"] for option in part["options"]}, f"no such options: {values}"
            data["values"] = values
        if part["type"] == 8:
            assert values is not None, "a select needs the channels that were chosen"
            assert part["min_values"] <= len(values) <= part["max_values"], f"so many cannot be chosen: {values}"
            data["values"] = values
            data["resolved"] = {"channels": {channel: self._as_chosen(channel) for channel in values}}
        added = {"message": message} | (details or {})
        return await self._interact(COMPONENT, data, self._place_of(message), by, added)

    async def submit(
        self, custom_id: str, fields: dict[str, str], channel: Json | None = None, by: Json | None = None
    ) -> Interaction:
        """Somebody sends a dialogue off, with a text for each field."""
        inputs = [{"type": 4, "id": 2 * n, "custom_id": key, "value": fields[key]} for n, key in enumerate(fields, 1)]
        labels = [{"type": 18, "id": field["id"] + 1, "component": field} for field in inputs]
        return await self._interact(DIALOGUE, {"custom_id": custom_id, "components": labels}, channel, by)

    # What they see

    async def acknowledged(self, interaction: Interaction) -> Json:
        """The callback that answered, once there is one."""
        await self.until(lambda: interaction.answer is not None)
        assert interaction.answer is not None
        return interaction.answer

    async def shown(self, interaction: Interaction) -> Json:
        """The message that answers, once it no longer only says that the bot is thinking."""
        await self.until(lambda: interaction.original is not None and not self._loading(interaction))
        return self.messages[interaction.original or ""]

    async def followed_up(self, interaction: Interaction, count: int = 1) -> list[Json]:
        """The further messages, once there are so many."""
        await self.until(lambda: len(interaction.follow_ups) >= count)
        return [self.messages[message_id] for message_id in interaction.follow_ups]

    async def choices(self, interaction: Interaction) -> list[str]:
        """What an autocomplete offers."""
        return [choice["value"] for choice in (await self.acknowledged(interaction))["data"]["choices"]]

    def expire(self, interaction: Interaction) -> None:
        """Fifteen minutes pass: the token is worth nothing any more."""
        interaction.expired = True

    async def _interact(
        self, kind: int, data: Json, channel: Json | None, by: Json | None, details: Json | None = None
    ) -> Interaction:
        channel, by = channel or self.channel, by or self.alice
        number = str(payloads.snowflake())
        payload = {
            "id": number,
            "application_id": self.me["id"],
            "type": kind,
            "data": data,
            "token": f"token.of.{number}",
            "version": 1,
            "channel_id": channel["id"],
            "channel": channel | {"permissions": EVERYTHING},
            "locale": "en-GB",
            "app_permissions": EVERYTHING,
            "entitlements": [],
            "attachment_size_limit": 10 * 1024 * 1024,
            **self._origin(channel, by),
            **(details or {}),
        }
        interaction = self.interactions[payload["token"]] = Interaction(payload)
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return interaction

    def _origin(self, channel: Json, by: Json) -> Json:
        """Who did it, where, and through whose installation."""
        if "guild_id" not in channel:
            known = channel["id"] in self.channels
            owners = {"0": "0"} if known else {"1": by["id"]}
            context = BOT_DIRECT if known else PRIVATE
            return {"user": by, "context": context, "authorizing_integration_owners": owners}
        guild_id = channel["guild_id"]
        return {
            "guild_id": guild_id,
            "guild": {"id": guild_id, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": payloads.member() | {"user": by, "permissions": EVERYTHING},
            "context": GUILD,
            "authorizing_integration_owners": {"0": guild_id} if channel["id"] in self.channels else {"1": by["id"]},
        }

    def _as_chosen(self, channel_id: str) -> Json:
        """A channel as Discord tells of one that was chosen."""
        keys = ("id", "name", "type", "parent_id")
        return {key: self.channels[channel_id].get(key) for key in keys} | {"permissions": EVERYTHING}

    def _place_of(self, message: Json) -> Json:
        places = [*self.channels.values(), self.beyond, self.group]
        return next(place for place in places if place["id"] == message["channel_id"])

    def _loading(self, interaction: Interaction) -> bool:
        message = self.messages.get(interaction.original or "")
        return message is not None and bool(message["flags"] & LOADING)

    # Routes

    def _call_back(self, request: Request) -> tuple[int, Any, Events]:
        interaction = self.interactions.get(request.args["token"])
        if interaction is None or interaction.payload["id"] != request.args["interaction"]:
            return 404, {"code": 10062, "message": "Unknown interaction"}, []
        if interaction.answer is not None:
            return 400, {"code": 40060, "message": "Interaction has already been acknowledged."}, []
        if interaction.expired or time.monotonic() - interaction.began > self.answer_within:
            return 404, {"code": 10062, "message": "Unknown interaction"}, []
        kind, data = request.body["type"], request.body.get("data") or {}
        if kind not in MAY_ANSWER[interaction.type]:
            return *refusal(f"type: Value must be one of {sorted(MAY_ANSWER[interaction.type])}."), []
        events: Events = []
        wrong: str | None = None
        match kind:
            case 4:
                wrong, events = self._say(interaction, data, request.files)
            case 5 if data.get("flags", 0) & ~EPHEMERAL:
                wrong = "data.flags: Only EPHEMERAL can be set when deferring."
            case 5:
                flags = data.get("flags", 0) | LOADING
                interaction.original = self._keep(self._blank(interaction) | {"flags": flags})["id"]
            case 6:
                interaction.original = interaction.payload["message"]["id"]
            case 7:
                interaction.original = interaction.payload["message"]["id"]
                wrong, events = self._rewrite(self.messages[interaction.original], data, request.files)
            case 8:
                wrong = of_choices(data["choices"])
            case 9:
                wrong = of_dialogue(data)
        if wrong is not None:
            return *refusal(wrong), []
        interaction.answer = request.body
        return 200, self._called_back(interaction, kind), events

    def _called_back(self, interaction: Interaction, kind: int) -> Json:
        told: Json = {"id": interaction.payload["id"], "type": interaction.type}
        message = self.messages.get(interaction.original or "")
        if message is None or kind in (COMPLETED, ASKED_BACK):
            return {"interaction": told, "resource": {"type": kind}}
        told |= {
            "response_message_id": message["id"],
            "response_message_loading": bool(message["flags"] & LOADING),
            "response_message_ephemeral": bool(message["flags"] & EPHEMERAL),
        }
        shown = {"message": message} if kind in (SAID, UPDATED) else {}
        return {"interaction": told, "resource": {"type": kind} | shown}

    def _follow_up(self, request: Request) -> tuple[int, Any, Events]:
        interaction, refused = self._open(request)
        if interaction is None:
            return *refused, []
        if self._loading(interaction):  # the first message after a deferral takes its place, and its privacy
            wrong, events = self._rewrite(self.messages[interaction.original or ""], request.body, request.files)
            return (200, self.messages[interaction.original or ""], events) if wrong is None else (*refusal(wrong), [])
        by_user_alone = "0" not in interaction.payload["authorizing_integration_owners"]
        if by_user_alone and len(interaction.follow_ups) >= USER_INSTALLED_FOLLOW_UPS:
            return 400, {"code": 40094, "message": "Maximum number of follow-up messages reached."}, []
        message = payloads.written(self._blank(interaction), request.body, request.files)
        if (wrong := of_message(message)) is not None:
            return *refusal(wrong), []
        self._keep(payloads.resolved(message))
        interaction.follow_ups.append(message["id"])
        return 200, message, self._announced("MESSAGE_CREATE", message)

    def _get_answer(self, request: Request) -> tuple[int, Any, Events]:
        message, refused = self._named(request)
        return (*refused, []) if message is None else (200, message, [])

    def _edit_answer(self, request: Request) -> tuple[int, Any, Events]:
        message, refused = self._named(request)
        if message is None:
            return *refused, []
        wrong, events = self._rewrite(message, request.body, request.files)
        return (200, message, events) if wrong is None else (*refusal(wrong), [])

    def _delete_answer(self, request: Request) -> tuple[int, Any, Events]:
        message, refused = self._named(request)
        if message is None:
            return *refused, []
        del self.messages[message["id"]]
        known = message["channel_id"] in self.channels and not message["flags"] & EPHEMERAL
        return 204, None, [("MESSAGE_DELETE", self._gone(message))] if known else []

    def _open(self, request: Request) -> tuple[Interaction | None, tuple[int, Json]]:
        """The acknowledged interaction whose token a request carries, or why there is none."""
        interaction = self.interactions.get(request.args["token"])
        if interaction is None or interaction.answer is None:
            return None, (404, {"code": 10015, "message": "Unknown Webhook"})
        if interaction.expired:
            return None, (401, {"code": 50027, "message": "Invalid Webhook Token"})
        return interaction, (0, {})

    def _named(self, request: Request) -> tuple[Json | None, tuple[int, Json]]:
        """The message of an interaction that a request means, or why there is none."""
        interaction, refused = self._open(request)
        if interaction is None:
            return None, refused
        number = request.args.get("message", interaction.original)
        ours = number in (interaction.original, *interaction.follow_ups)
        message = self.messages.get(number or "") if ours else None
        return message, (404, {"code": 10008, "message": "Unknown Message"})

    # Messages

    def _blank(self, interaction: Interaction) -> Json:
        place = {"id": interaction.payload["channel_id"]}
        answered = {"id": interaction.payload["id"], "type": interaction.type, "authorizing_integration_owners": {}}
        person = interaction.payload.get("user") or interaction.payload["member"]["user"]
        details = {"interaction_metadata": answered | {"user": person}, "application_id": self.me["id"]}
        if interaction.type == COMPONENT:
            details["interaction_metadata"]["interacted_message_id"] = interaction.payload["message"]["id"]
        return payloads.message(place, self.me, "", webhook_id=self.me["id"], type=20, **details)

    def _say(self, interaction: Interaction, data: Json, files: dict[str, bytes]) -> tuple[str | None, Events]:
        message = payloads.written(self._blank(interaction), data, files)
        if (wrong := of_message(message)) is not None:
            return wrong, []
        interaction.original = self._keep(payloads.resolved(message))["id"]
        return None, self._announced("MESSAGE_CREATE", message)

    def _rewrite(self, message: Json, body: Json, files: dict[str, bytes]) -> tuple[str | None, Events]:
        new = payloads.written(message, body, files)
        new["flags"] = (new["flags"] & ~(LOADING | EPHEMERAL)) | message["flags"] & EPHEMERAL
        if (wrong := of_message(new)) is not None:
            return wrong, []
        was_loading = message["flags"] & LOADING
        message.update(payloads.resolved(new), edited_timestamp=None if was_loading else payloads.now())
        return None, self._announced("MESSAGE_CREATE" if was_loading else "MESSAGE_UPDATE", message)

    def _keep(self, message: Json) -> Json:
        self.messages[message["id"]] = message
        return message

    def _announced(self, event: str, message: Json) -> Events:
        """The event of a message that others may see in a channel that the bot is in."""
        if message["flags"] & EPHEMERAL or message["channel_id"] not in self.channels:
            return []
        return [(event, self._as_event(message))]


def _command_data(path: str, options: list[Json]) -> Json:
    name, *inner = path.split()
    for part in reversed(inner):
        # The outer of two inner names is a group of commands.
        options = [{"type": 1 if part == inner[-1] else 2, "name": part, "options": options}]
    return {"id": "1", "type": 1, "name": name, "options": options}


def _options(given: dict[str, Any]) -> list[Json]:
    kinds = {str: 3, int: 4, bool: 5, float: 10}
    return [{"type": kinds[type(value)], "name": name, "value": value} for name, value in given.items()]
