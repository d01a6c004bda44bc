"""A Discord payload as HTML that looks roughly as Discord shows it: container, text displays, pictures, buttons, menus.

It reads only the markup that our renderer writes; whatever else stands in a text is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

ROW, BUTTON, MENU, TEXT, GALLERY, FILE, CONTAINER = 1, 2, 3, 10, 12, 13, 17
"""Types of components."""
_MARK = re.compile(
    r"\\(?P<plain>[^\w\s])|\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*|\[(?P<words>(?:\\.|[^\]\\])+)\]\(<?(?P<url>[^)>]+)>?\)"
    r"|<(?P<bare>https?://[^>]+)>|`(?P<code>[^`]+)`"
)


def discord_html(payload: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """One message; `pictures` are the addresses of attached files by their name."""
    return "".join(_component(component, pictures) for component in payload["components"])


def _component(component: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    inner: Sequence[Mapping[str, Any]] = component.get("components", ())
    match component["type"]:
        case int(kind) if kind == CONTAINER:
            colour = f"#{component.get('accent_color') or 0:06x}"
            within = "".join(_component(one, pictures) for one in inner)
            return f'<div class="container" style="border-left-color: {colour}">{within}</div>'
        case int(kind) if kind == ROW:
            return f'<div class="row">{"".join(_component(one, pictures) for one in inner)}</div>'
        case int(kind) if kind == BUTTON:
            return f'<span class="button" title="{escape(component["custom_id"])}">{escape(component["label"])}</span>'
        case int(kind) if kind == MENU:
            options = "".join(f"<option>{escape(option['label'])}</option>" for option in component["options"])
            return f"<select><option>{escape(component['placeholder'])}</option>{options}</select>"
        case int(kind) if kind == TEXT:
            return _text(component["content"])
        case int(kind) if kind == GALLERY:
            return "".join(_picture(item, pictures) for item in component["items"])
        case int(kind) if kind == FILE:
            return f'<div class="file">{escape(component["file"]["url"].removeprefix("attachment://"))}</div>'
    return f"<pre>{escape(str(component))}</pre>"


def _picture(item: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    name = item["media"]["url"].removeprefix("attachment://")
    return f'<img src="{escape(pictures.get(name, name))}" alt="{escape(item.get("description") or "")}">'


def _text(content: str) -> str:
    parts = re.split(r"```\n?(.*?)```", content, flags=re.DOTALL)
    shown = [f"<pre>{escape(part.rstrip())}</pre>" if number % 2 else _lines(part) for number, part in enumerate(parts)]
    return f'<div class="text">{"".join(shown)}</div>'


def _lines(text: str) -> str:
    return "".join(
        f"<small>{_marked(line.removeprefix('-# '))}</small>" if line.startswith("-# ") else f"<p>{_marked(line)}</p>"
        for line in text.split("\n")
        if line
    )


def _marked(line: str) -> str:
    shown, last = [], 0
    for match in _MARK.finditer(line):
        shown += [escape(line[last : match.start()]), _mark(match)]
        last = match.end()
    return "".join([*shown, escape(line[last:])])


def _mark(match: re.Match[str]) -> str:
    found = match.groupdict()
    if found["plain"]:
        return escape(found["plain"])
    if found["bold"]:
        return f"<b>{_marked(found['bold'])}</b>"
    if found["url"]:
        return f'<a href="{escape(found["url"])}">{_marked(found["words"])}</a>'
    if found["bare"]:
        return f'<a href="{escape(found["bare"])}">{escape(found["bare"])}</a>'
    return f"<code>{escape(found['code'])}</code>"
