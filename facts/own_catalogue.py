"""The catalogue with what a host's own folder adds to it: models, brands, groups, regions, places, and further names.

Nothing that came along can be taken away or changed; an id or a name that is taken is refused. The result is a folder
that `facts.catalogue` reads like the one of the package.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facts import own_toml
from facts.catalogue import MORE_NAMES, Catalogue, CatalogueError
from facts.check import Problem

KEYS = {
    "models": "model",
    "brands": "brand",
    "groups": "group",
    "regions": "region",
    "places": "place",
    "ambiguous": "ambiguous",
    "scopes": "scope",
    MORE_NAMES: "name",
}
"""What the tables of each file are called."""
_FIX = "see catalogue in the guide on own figures"


def layered_catalogue(bundled: Path, own: Mapping[str, bytes], into: Path) -> Catalogue:
    """Write the bundled catalogue with the host's files added into a folder, and read it. Raises CatalogueError."""
    into.mkdir(parents=True, exist_ok=True)
    for file, key in KEYS.items():
        path = bundled / f"{file}.toml"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        added = own_toml.tables(key, _entries(file, key, own.get(f"{file}.toml", b"")))
        (into / f"{file}.toml").write_text(f"{text}\n{added}", encoding="utf-8")
    for name in own:
        if name.removesuffix(".toml") not in KEYS:
            raise CatalogueError(
                f"{name}: no file of a catalogue; they are {', '.join(f'{file}.toml' for file in KEYS)}"
            )
    return Catalogue.load(into)


def catalogue_problems(bundled: Path, folder: Path, own: Mapping[str, bytes], into: Path) -> list[Problem]:
    """What is wrong with the host's part of a catalogue; `folder` is where it lies. Writes as `layered_catalogue`."""
    try:
        found = layered_catalogue(bundled, own, into).problems()
    except CatalogueError as problem:
        found = [str(problem)]
    return [_placed(text, folder, own) for text in found]


def _entries(file: str, key: str, content: bytes) -> list[dict[str, Any]]:
    try:
        read = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise CatalogueError(f"{file}.toml: is not TOML: {problem}") from problem
    entries = read.get(key, [])
    if set(read) - {key} or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CatalogueError(f"{file}.toml: holds something else than [[{key}]] tables")
    return entries


def _placed(text: str, folder: Path, own: Mapping[str, bytes]) -> Problem:
    """A sentence on the catalogue, led back to the first line of the host's that names what it speaks of."""
    named = [word.strip("'\",:;") for word in text.split()]
    for word in named:
        if word in own:
            return Problem(folder / word, 1, "", text, _FIX)
    for word in named:
        for name, content in own.items():
            for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
                if f'"{word}"' in line:
                    return Problem(folder / name, number, "", text, _FIX)
    return Problem(folder, 1, "", text, _FIX)
