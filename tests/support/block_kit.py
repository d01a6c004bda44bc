"""What Slack would not take of a message's blocks or of a view, by its own pages and by what it was seen to refuse.

Written apart from the bot and its numbers, so that each can find the other's mistakes. Knows the blocks that the bot
sends and refuses every other: a new one needs its rules here first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Found = Iterator[str]
URL_BEGINNINGS = ("https://", "http://")


def problems(blocks: Any) -> list[str]:
    """Everything that is wrong with the blocks of one message; empty where Slack takes them."""
    if not isinstance(blocks, list) or not blocks:
        return ["blocks are no list of at least one"]
    found = [] if len(blocks) <= 50 else [f"{len(blocks)} blocks"]
    for block in blocks:
        found += [f"{block.get('type')}: {problem}" for problem in _block(block)]
    found += _twice([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    if sum(block.get("type") == "data_visualization" for block in blocks) > 2:
        found.append("more than two charts")
    tables = [block for block in blocks if block.get("type") == "table"]
    if len(tables) > 1:
        found.append("only_one_table_allowed")
    if sum(size(text) for text in texts(blocks)) > 13_000:
        found.append("msg_blocks_too_long")
    return found


def view_problems(view: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a Home tab or a modal; empty where Slack takes it."""
    kind, blocks = view.get("type"), view.get("blocks")
    if kind not in ("home", "modal") or not isinstance(blocks, list):
        return [f"no view: {view}"]
    found = list(_number("blocks", blocks, 1, 100))
    for block in blocks:
        found += [f"{block.get('type')}: {problem}" for problem in _block(block, in_view=True)]
    ids = [element["action_id"] for _, element in pressable(blocks)]
    found += _twice(ids, "action_id")
    if "private_metadata" in view:
        found += _length("private_metadata", view["private_metadata"], 3_000)
    if kind == "modal":
        found += [problem for key in ("title", "submit", "close") for problem in _plain(view[key], 24)]
        found += _length("callback_id", view["callback_id"], 255)
    return found


def texts(part: Any) -> Iterator[str]:
    """Every text that a reader sees in some blocks, in order."""
    if isinstance(part, list):
        for item in part:
            yield from texts(item)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from texts(value)


def pressable(blocks: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each button and menu with the block that it stands in."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory", {}), block.get("element", {})):
            if "action_id" in element:
                yield block, element


def _block(block: dict[str, Any], *, in_view: bool = False) -> Found:
    rules = {"rich_text": _rich_text, "context": _context, "actions": _actions, "section": _section}
    rules |= {"header": _header, "input": _input} if in_view else {"table": _table, "data_visualization": _chart}
    rule: Callable[[dict[str, Any]], Found] | None = rules.get(block.get("type", ""))
    if rule is None:
        yield "unknown type of block"
        return
    if "block_id" in block:
        yield from _length("block_id", block["block_id"], 255)
    yield from rule(block)


def _rich_text(block: dict[str, Any]) -> Found:
    yield from _number("elements", block["elements"], 1, 1_000)
    for element in block["elements"]:
        match element:
            case {"type": "rich_text_section", "elements": words}:
                yield from _words(words)
            case {"type": "rich_text_preformatted", "elements": words, **others} if others.keys() <= {"border"}:
                yield from _words(words)
            case {"type": "rich_text_list", "style": "ordered" | "bullet", "elements": items}:
                for item in items:
                    yield from _rich_text({"elements": [item]})
            case _:
                yield f"unknown element {element}"
    yield from _length("all of it", "".join(texts(block["elements"])), 3_000)


def _words(words: list[dict[str, Any]]) -> Found:
    yield from _number("words", words, 1, 1_000)
    for word in words:
        keys = {"type", "text", "style"} | ({"url"} if word["type"] == "link" else set())
        if word["type"] not in ("text", "link") or word.keys() - keys:
            yield f"unknown words {word}"
        yield from _length("text", word["text"], 3_000)
        if word["type"] == "link":
            yield from _length("url", word["url"], 3_000)
            if not word["url"].startswith(URL_BEGINNINGS) or any(c.isspace() for c in word["url"]):
                yield f"no address: {word['url']!r}"
        if word.get("style", {}).keys() - {"bold", "italic", "strike", "code"}:
            yield f"unknown style {word['style']}"


def _context(block: dict[str, Any]) -> Found:
    yield from _number("elements", block["elements"], 1, 10)
    for element in block["elements"]:
        yield from _plain(element, 3_000)


def _section(block: dict[str, Any]) -> Found:
    yield from _plain(block["text"], 3_000)
    if "accessory" in block:
        yield from _pressable(block["accessory"])


def _actions(block: dict[str, Any]) -> Found:
    yield from _number("elements", block["elements"], 1, 25)
    yield from _twice([element["action_id"] for element in block["elements"]], "action_id")
    for element in block["elements"]:
        yield from _pressable(element)


def _pressable(element: dict[str, Any]) -> Found:
    yield from _length("action_id", element["action_id"], 255)
    match element:
        case {"type": "button", "text": text, "value": value}:
            yield from _plain(text, 75)
            yield from _length("value", value, 2_000)
        case {"type": "static_select", "placeholder": placeholder, "options": options}:
            yield from _plain(placeholder, 150)
            yield from _number("options", options, 1, 100)
            yield from _twice([option["value"] for option in options], "value")
            for option in options:
                yield from _plain(option["text"], 75)
                yield from _length("value", option["value"], 150)
        case _:
            yield f"unknown element {element}"


def _header(block: dict[str, Any]) -> Found:
    yield from _plain(block["text"], 150)


def _input(block: dict[str, Any]) -> Found:
    yield from _plain(block["label"], 2_000)
    element = block["element"]
    yield from _length("action_id", element["action_id"], 255)
    match element:
        case {"type": "external_select", "placeholder": placeholder, "min_query_length": 0}:
            yield from _plain(placeholder, 150)
        case {"type": "conversations_select", "response_url_enabled": True}:
            pass
        case _:
            yield f"unknown element {element}"


def _chart(block: dict[str, Any]) -> Found:
    yield from _length("title", block["title"], 50)
    chart = block["chart"]
    if block.keys() - {"type", "title", "chart"} or chart["type"] not in ("bar", "line"):
        yield f"unknown chart {block}"
    categories = chart["axis_config"]["categories"]
    yield from _number("categories", categories, 1, 20)
    yield from _number("series", chart["series"], 1, 6)
    yield from _twice([*categories], "category")
    yield from _twice([series["name"] for series in chart["series"]], "series")
    yield from _length("y_label", chart["axis_config"]["y_label"], 50)
    for name in (*categories, *(series["name"] for series in chart["series"])):
        yield from _length("name", name, 20)
    for series in chart["series"]:
        if [point["label"] for point in series["data"]] != categories:
            yield "a series with other labels than the categories"
        if any(not isinstance(point["value"], int | float) for point in series["data"]):
            yield "a value that is no number"


def _table(block: dict[str, Any]) -> Found:
    rows = block["rows"]
    yield from _number("rows", rows, 1, 100)
    yield from _number("column_settings", block.get("column_settings", [{}]), 1, 20)
    for row in rows:
        yield from _number("cells", row, 1, 20)
        if len(row) != len(rows[0]):
            yield "rows of different length"
        for cell in row:
            if cell["type"] == "rich_text":
                yield from _rich_text(cell)
            elif cell["type"] == "raw_text":
                yield from _length("cell", cell["text"], 3_000)
            else:
                yield f"unknown cell {cell}"
    if sum(size(text) for text in texts(rows)) > 10_000:
        yield "more than 10,000 characters in cells"


def _plain(text: dict[str, Any], most: int) -> Found:
    if text["type"] != "plain_text" or text.get("emoji"):
        yield f"not plain: {text}"
    yield from _length("text", text["text"], most)


def _length(name: str, text: str, most: int) -> Found:
    if not 1 <= size(text) <= most:
        yield f"{name} of {size(text)} characters, of at most {most}"
    if any((c < " " and c not in "\n\t") or "\ud800" <= c <= "\udfff" for c in text):
        yield f"{name} holds what cannot be sent"


def size(text: str) -> int:
    """Length in UTF-16 units, in which a picture counts double."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _number(name: str, things: list[Any], least: int, most: int) -> Found:
    if not least <= len(things) <= most:
        yield f"{len(things)} {name}, of {least} to {most}"


def _twice(names: list[str], what: str) -> list[str]:
    return [f"{what} stands there twice"] if len(set(names)) < len(names) else []
