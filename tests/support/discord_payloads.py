"""Discord's JSON, as far as our double speaks it: users, servers, channels, threads and messages.

Builders only, no state; `discord_double` keeps the state. Shapes follow Discord's API version 10.
"""

from __future__ import annotations

import copy
import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

DISCORD_EPOCH_MS = 1_420_070_400_000
TEXT_CHANNEL, DIRECT_CHANNEL, GROUP_CHANNEL, PUBLIC_THREAD = 0, 1, 3, 11
SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SILENT, V2 = 1 << 2, 1 << 6, 1 << 7, 1 << 12, 1 << 15
"""Flags of a message."""
EVERYTHING = str((1 << 50) - 1)
"""All permissions."""
_numbers = itertools.count(1)


def snowflake() -> int:
    """A new id of this moment, larger than all before."""
    return (int(time.time() * 1000) - DISCORD_EPOCH_MS << 22) + next(_numbers)


def now() -> str:
    """This moment as Discord writes it."""
    return datetime.now(UTC).isoformat()


def user(name: str, *, bot: bool = False, user_id: int | None = None) -> Json:
    """A user or a bot."""
    return {
        "id": str(user_id or snowflake()),
        "username": name,
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
    }


def application(me: Json) -> Json:
    """What GET /oauth2/applications/@me tells."""
    return {
        "id": me["id"],
        "name": me["username"],
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user("owner"),
        "team": None,
        "verify_key": "00",
        "flags": 0,
    }


def role(name: str, *, role_id: int, bot_id: str | None = None) -> Json:
    """A role; with `bot_id` the one that Discord manages for that bot."""
    found: Json = {
        "id": str(role_id),
        "name": name,
        "colors": {"primary_color": 0},
        "hoist": False,
        "position": 1,
        "permissions": "3072",
        "managed": bot_id is not None,
        "mentionable": True,
        "flags": 0,
    }
    if bot_id is not None:
        found["tags"] = {"bot_id": bot_id}
    return found


def text_channel(guild_id: str, name: str) -> Json:
    """A text channel of a server."""
    return {
        "id": str(snowflake()),
        "type": TEXT_CHANNEL,
        "guild_id": guild_id,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "nsfw": False,
        "topic": None,
        "rate_limit_per_user": 0,
    }


def thread(parent: Json, name: str) -> Json:
    """A public thread under a text channel."""
    return {
        "id": str(snowflake()),
        "type": PUBLIC_THREAD,
        "guild_id": parent["guild_id"],
        "parent_id": parent["id"],
        "owner_id": str(snowflake()),
        "name": name,
        "message_count": 1,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": now(),
            "locked": False,
        },
    }


def direct_channel(recipient: Json) -> Json:
    """The channel of direct messages with one person."""
    return {"id": str(snowflake()), "type": DIRECT_CHANNEL, "recipients": [recipient]}


def group_channel(*recipients: Json) -> Json:
    """A group of direct messages, which a bot can never be a member of."""
    return {
        "id": str(snowflake()),
        "type": GROUP_CHANNEL,
        "recipients": list(recipients),
        "owner_id": recipients[0]["id"],
        "name": None,
        "icon": None,
        "last_message_id": None,
    }


def guild(name: str, me: Json) -> Json:
    """A server with the bot in it, its own role, and no channel yet."""
    guild_id = snowflake()
    own_role = role(me["username"], role_id=snowflake(), bot_id=me["id"])
    return {
        "id": str(guild_id),
        "name": name,
        "owner_id": str(snowflake()),
        "roles": [role("@everyone", role_id=guild_id), own_role],
        "members": [member([own_role["id"]]) | {"user": me}],
        "channels": [],
        "threads": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "member_count": 2,
        "large": False,
        "unavailable": False,
        "preferred_locale": "en-US",
        "joined_at": now(),
    }


def member(roles: list[str] | None = None) -> Json:
    """Somebody's membership of a server, without the user."""
    return {"roles": roles or [], "joined_at": now(), "deaf": False, "mute": False, "flags": 0, "nick": None}


def attachment(message: Json, name: str, size: int, description: str | None) -> Json:
    """A file of a message."""
    number = str(snowflake())
    return {
        "id": number,
        "filename": name,
        "size": size,
        "url": f"https://cdn.example/attachments/{message['channel_id']}/{number}/{name}",
        "proxy_url": f"https://media.example/attachments/{message['channel_id']}/{number}/{name}",
    } | ({} if description is None else {"description": description})


def message(channel: Json, author: Json, content: str, **fields: Any) -> Json:
    """A message as the REST interface returns it; `fields` replace or add keys."""
    return {
        "id": str(snowflake()),
        "channel_id": channel["id"],
        "author": author,
        "content": content,
        "timestamp": now(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
    } | fields


def written(message: Json, body: Json, files: dict[str, bytes]) -> Json:
    """A message as it stands once a request's body was written into it; attachments are not yet resolved."""
    found = dict(message)
    for key, empty in (("content", ""), ("embeds", []), ("components", [])):
        if key in body:
            found[key] = copy.deepcopy(body[key]) or empty
    found["content"] = found["content"].strip()
    kept = message["attachments"]
    if "attachments" in body:
        wanted = {str(entry["id"]) for entry in body["attachments"]}
        kept = [entry for entry in kept if entry["id"] in wanted]
    described = {entry.get("filename"): entry.get("description") for entry in body.get("attachments") or ()}
    new = [attachment(message, name, len(data), described.get(name)) for name, data in files.items()]
    # What shows components once shows them for good.
    return found | {"attachments": [*kept, *new], "flags": body.get("flags", message["flags"]) | message["flags"] & V2}


def resolved(message: Json) -> Json:
    """The message as Discord returns it: components numbered, `attachment://` replaced by where the file now lies."""
    files = {entry["filename"]: entry for entry in message["attachments"]}
    for number, part in enumerate(parts_of(message["components"]), start=1):
        part.setdefault("id", number)
        media = [item["media"] for item in part.get("items", ())] + ([part["file"]] if "file" in part else [])
        for medium in media:
            name = medium["url"].removeprefix("attachment://")
            if name in files and name != medium["url"]:
                medium |= {key: files[name][key] for key in ("url", "proxy_url")} | {"attachment_id": files[name]["id"]}
                if "file" in part:
                    part |= {"name": name, "size": files[name]["size"]}
    return message


def parts_of(components: list[Json]) -> Iterator[Json]:
    """All components, nested ones after what holds them."""
    for component in components:
        yield component
        yield from parts_of(component.get("components", []))
        yield from parts_of([component[key] for key in ("accessory", "component") if key in component])
