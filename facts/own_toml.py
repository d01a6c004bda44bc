"""Writes TOML of the few forms that declarations and catalogues have: tables of words, numbers, lists and yes or no.

What was read from a host's file is written anew and never pasted, so that nothing in it can end up in another table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def table(head: str, values: Mapping[str, Any]) -> str:
    """One table under its head (`[publisher]`, `[[model]]`)."""
    return f"{head}\n" + "".join(f"{_quoted(key)} = {_value(value)}\n" for key, value in values.items()) + "\n"


def tables(name: str, entries: Iterable[Mapping[str, Any]]) -> str:
    """Any number of tables of one name."""
    return "".join(table(f"[[{name}]]", entry) for entry in entries)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_quoted(key)} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple | frozenset):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
