"""Shortcuts and the form: the claim of a message to check, the wish for the form, and the form filled in.

Their names stand here for the manifest, too. What the form looks like is written in `views`. Sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.guided import sentence
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.destination import Destination
from bot.platforms.slack_app.errands import Errand, FormVisit, Request
from bot.platforms.slack_app.inbox import Bot, day_of, part, words
from bot.platforms.slack_app.views import FIELDS, FORM

CHECK = "check_claim"
ASK = "ask_with_form"


def read_shortcut(body: Mapping[str, Any], bot: Bot) -> Errand | None:
    """What a shortcut asks for, or None where it is none of ours."""
    team, user = str(part(body, "team").get("id") or bot.team_id), str(part(body, "user").get("id") or "")
    trigger = str(body.get("trigger_id") or "")
    match body.get("type"), body.get("callback_id"):
        case "shortcut", str(name) if name == ASK and user and trigger:
            return FormVisit(f"form:{trigger}", team, user, trigger=trigger)
        case "message_action", str(name) if name == CHECK and user:
            return _check(body, team, user)
    return None


def read_form(body: Mapping[str, Any], bot: Bot) -> Request | None:
    """The question of a form that was sent, or None where no field is filled in."""
    view, user = part(body, "view"), str(part(body, "user").get("id") or "")
    values = {field: _chosen(view, field) for field in FIELDS}
    if view.get("callback_id") != FORM or not any(values.values()) or not user:
        return None
    team = str(part(body, "team").get("id") or bot.team_id)
    where = _where(body, team, user, str(view.get("private_metadata") or ""))
    question = sentence("sales", what=values["model"] or values["brand"], where=values["place"], when=values["period"])
    key = f"form sent:{view.get('id') or body.get('trigger_id')}"
    return Request(key, team, where.channel, user, question, where)


def form_errors(body: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a form, by the block that says so; empty where it can be answered."""
    view = part(body, "view")
    filled = any(_chosen(view, field) for field in FIELDS)
    return {} if filled else {FIELDS[0]: wording.FORM_EMPTY}


def _check(body: Mapping[str, Any], team: str, user: str) -> Request | None:
    message, channel = part(body, "message"), str(part(body, "channel").get("id") or "")
    url = str(body.get("response_url") or "")
    if not (channel and url):
        return None
    said = words(str(message.get("text") or ""))
    thread = message.get("thread_ts")
    return Request(
        f"shortcut:{body.get('trigger_id') or url}",
        team,
        channel,
        user,
        sentence("check", what=said) if said else "",
        Destination(team, channel, str(thread) if thread else None, user, url, is_own=True),
        day_of(str(body.get("action_ts") or "")),
    )


def _where(body: Mapping[str, Any], team: str, user: str, direct: str) -> Destination:
    """Where the answer to a form goes: to the person's eyes where they chose a channel, else to them directly."""
    addresses = body.get("response_urls")
    for address in addresses if isinstance(addresses, list) else ():
        if isinstance(address, Mapping) and address.get("response_url") and address.get("channel_id"):
            channel, url = str(address["channel_id"]), str(address["response_url"])
            return Destination(team, channel, None, user, url, is_own=True)
    return Destination(team, direct or user, None)


def _chosen(view: Mapping[str, Any], field: str) -> str:
    entered = part(part(part(view, "state"), "values"), field)
    return str(part(part(entered, field), "selected_option").get("value") or "").strip()
