"""Variables that look like settings of the bot and are none: a misspelt one does nothing, and nobody would notice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dotenv import dotenv_values
from rapidfuzz import fuzz, process

from bot.ops.settings import ENV_FILE, PREFIX, Settings, variable

LEAST_ALIKE = 80.0
"""Of 100, as rapidfuzz compares two names."""


def misspelt_settings(env_file: Path | None = ENV_FILE) -> list[str]:
    """A line on each variable of the environment or the file that begins as a setting and is none, by name.

    Values are never told: what was misspelt may be a token.
    """
    return [_line(name) for name in sorted(set(_set(env_file)) - {variable(name) for name in Settings.model_fields})]


def _set(env_file: Path | None) -> Iterator[str]:
    given = list(os.environ)
    if env_file is not None and env_file.is_file():
        given += dotenv_values(env_file)
    yield from (name.upper() for name in given if name.upper().startswith(PREFIX))


def _line(name: str) -> str:
    bare = name.removeprefix(PREFIX).lower()
    near = process.extractOne(bare, list(Settings.model_fields), scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE)
    meant = f"did you mean {variable(near[0])}?" if near else "deploy/env.example lists them all."
    return f"{name} is no setting and does nothing: {meant}"
