"""Whether a body that Slack has signed has the form of what Slack sends, as far as anybody goes on to read it.

Bolt reads bodies without looking: on a number where an object should be it stumbles, answers 500, and Slack sends the
same again. What is wrong in form is refused before. What the parts mean is for `inbox`, `presses` and `commands`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

WORDS = (
    *("type", "subtype", "id", "team_id", "enterprise_id", "user_id", "channel_id", "ts", "thread_ts", "event_ts"),
    *("app_installed_team_id", "action_id", "block_id", "callback_id", "command", "user_team", "response_url"),
)
NAMED = ("user", "team", "channel", "enterprise")
"""An id, or an object with one."""
OBJECTS = ("event", "view", "message", "previous_message", "item", "assistant_thread", "function_data", "container")
LISTS = ("authorizations", "actions", "response_urls")
"""Of objects."""


def is_sound(body: object) -> bool:
    """Whether everything that is read of a body is of the kind that it is read as. Never raises."""
    if not isinstance(body, Mapping):
        return False
    return all(_is_well_formed(part) for part in _parts(body)) and _is_complete(body)


def _parts(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The body and the objects in it that are read: of an event, the messages in it too."""
    yield body
    for inner in _inside(body):
        yield inner
        yield from _inside(inner)


def _inside(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in (*OBJECTS, *NAMED):
        if isinstance(found := part.get(key), Mapping):
            yield found
    for key in LISTS:
        if isinstance(found := part.get(key), list):
            yield from (each for each in found if isinstance(each, Mapping))


def _is_well_formed(part: Mapping[str, Any]) -> bool:
    kinds: tuple[tuple[tuple[str, ...], Callable[[Any], bool]], ...] = (
        (WORDS, lambda found: isinstance(found, str)),
        (NAMED, lambda found: isinstance(found, str | Mapping)),
        (OBJECTS, lambda found: isinstance(found, Mapping)),
        (LISTS, lambda found: isinstance(found, list) and all(isinstance(each, Mapping) for each in found)),
    )
    return all(part.get(key) is None or fits(part[key]) for keys, fits in kinds for key in keys)


def _is_complete(body: Mapping[str, Any]) -> bool:
    """Whether what a body is about is there, as its type has it."""
    # Bolt asks both for ids, whatever the type, and in what nobody takes up it reads the view for its log.
    if body.get("event", {}) is None or (body.get("view", {}) is None and body.get("type") != "block_actions"):
        return False
    match body.get("type"):
        case "event_callback":
            return _has_type(body.get("event"))
        case "block_actions":
            pressed = body.get("actions") or [{}]
            return all({"action_id", "block_id"} <= each.keys() for each in pressed)
        case "view_submission" | "view_closed":
            return _has_type(body.get("view"))
    return True


def _has_type(part: object) -> bool:
    return isinstance(part, Mapping) and bool(part.get("type"))
