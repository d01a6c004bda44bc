"""Who opened what of the bot's: the Home tab, the pane, the form by its button; and examples that are pressed there.

Reads payloads into visits and requests. What is shown then is written in `views`. Sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import Errand, FormVisit, HomeVisit, PaneVisit, Request
from bot.platforms.slack_app.inbox import Bot, day_of, part
from bot.platforms.slack_app.views import EXAMPLE, OPEN_FORM


def read_visit(body: Mapping[str, Any], bot: Bot) -> Errand | None:
    """Who opened the Home tab or the pane, or None where an Events API body tells of neither."""
    event, key = part(body, "event"), str(body.get("event_id") or "")
    team, user, channel = (str(body.get("team_id") or bot.team_id), *_ids(event, "user", "channel"))
    match event.get("type"), event.get("tab"):
        case "app_home_opened", "home" if user:
            return HomeVisit(key, team, user, channel=channel)
        case "app_home_opened", "messages" if user and channel:
            return PaneVisit(key, team, user, channel=channel)
        case "assistant_thread_started", _:
            pane = part(event, "assistant_thread")
            user, channel, thread = _ids(pane, "user_id", "channel_id", "thread_ts")
            return PaneVisit(key, team, user, channel=channel, thread=thread) if channel and thread else None
    return None


def read_home_press(body: Mapping[str, Any], bot: Bot) -> Errand | None:
    """What was pressed on the Home tab, or None where it was something else."""
    actions, view = body.get("actions"), part(body, "view")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    [user] = _ids(part(body, "user"), "id")
    if part(body, "container").get("type") != "view" or not user:
        return None
    team = str(part(body, "team").get("id") or bot.team_id)
    action_id, value, at = _ids(action, "action_id", "value", "action_ts")
    direct = str(view.get("private_metadata") or user)
    key = f"{action_id}:{team}:{user}:{at}"
    if action_id.startswith(EXAMPLE) and value:
        return Request(key, team, direct, user, value, Destination(team, direct, None), day_of(at))
    trigger = str(body.get("trigger_id") or "")
    if action_id == OPEN_FORM and trigger:
        return FormVisit(key, team, user, trigger=trigger, channel=str(view.get("private_metadata") or ""))
    return None


def _ids(whole: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(str(whole.get(name) or "") for name in names)
