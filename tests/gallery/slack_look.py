"""A Slack payload as HTML that looks roughly as Slack shows it: rich text, tables, context, buttons and menus."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

Piece = Mapping[str, Any]


def slack_html(payload: Piece) -> str:
    """One message."""
    return "".join(_block(block) for block in payload["blocks"])


def _block(block: Piece) -> str:
    match block["type"]:
        case "rich_text":
            return f'<div class="text">{_elements(block)}</div>'
        case "context":
            return f"<small>{_elements(block)}</small>"
        case "section" | "header":
            side = _element(block["accessory"]) if "accessory" in block else ""
            fields = "".join(f"<p>{_element(field)}</p>" for field in block.get("fields", ()))
            said = _element(block["text"]) if "text" in block else ""
            return f'<div class="section"><div>{said}{fields}</div>{side}</div>'
        case "table":
            return _table(block)
        case "actions":
            return f'<div class="row">{_elements(block)}</div>'
        case "divider":
            return "<hr>"
        case "image":
            return f'<div class="file">{escape(block["alt_text"])}</div>'
    return f"<pre>{escape(str(block))}</pre>"


def _table(block: Piece) -> str:
    aligned = [column.get("align", "left") for column in block.get("column_settings", ())]
    rows = ""
    for row in block["rows"]:
        cells = "".join(
            f'<td class="{aligned[number] if number < len(aligned) else "left"}">{_element(cell)}</td>'
            for number, cell in enumerate(row)
        )
        rows += f"<tr>{cells}</tr>"
    return f"<table>{rows}</table>"


def _elements(holder: Piece) -> str:
    return "".join(_element(element) for element in holder["elements"])


def _element(element: Piece) -> str:
    match element["type"]:
        case "text" | "raw_text" | "plain_text" | "mrkdwn":
            return _styled(element)
        case "link":
            return f'<a href="{escape(element["url"])}">{escape(element.get("text") or element["url"])}</a>'
        case "rich_text":
            return _elements(element)
        case "rich_text_section":
            return f"<p>{_elements(element)}</p>"
        case "rich_text_preformatted":
            return f"<pre>{_elements(element)}</pre>"
        case "rich_text_list":
            items = "".join(f"<li>{_element(item)}</li>" for item in element["elements"])
            return f'<ol start="{element.get("offset", 0) + 1}">{items}</ol>'
        case "button":
            return f'<span class="button" title="{escape(element.get("value", ""))}">{_element(element["text"])}</span>'
        case "static_select":
            options = "".join(f"<option>{escape(option['text']['text'])}</option>" for option in element["options"])
            return f"<select><option>{_element(element['placeholder'])}</option>{options}</select>"
    return f"<code>{escape(str(element))}</code>"


def _styled(element: Piece) -> str:
    said = escape(element["text"]).replace("\n", "<br>")
    style = element.get("style", {})
    said = f"<code>{said}</code>" if style.get("code") else said
    return f"<b>{said}</b>" if style.get("bold") else said
