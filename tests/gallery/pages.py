"""The pages of the gallery: one for each answer with all its faces side by side, and one that lists them.

The looks are imitations, good enough to see whether an answer reads well; what is sent lies beside them as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from bot.platforms.terminal_text import BOLD, DIM, PLAIN, UNDERLINED
from tests.gallery.discord_look import discord_html
from tests.gallery.faces import Faces, Payload
from tests.gallery.slack_look import slack_html

STYLE = "gallery.css"
THEMES = ("light", "dark")
_STYLES = {BOLD: "<b>", DIM: '<span class="dim">', UNDERLINED: "<u>"}
_ENDS = {BOLD: "</b>", DIM: "</span>", UNDERLINED: "</u>"}


def answer_page(stem: str, faces: Faces, files: Iterable[str], before: str | None, after: str | None) -> str:
    """The page of one answer; `before` and `after` are the stems of its neighbours."""
    steps = (("all", "index"), ("before", before), ("next", after))
    ways = " · ".join(f'<a href="{there}.html">{word}</a>' for word, there in steps if there)
    links = " · ".join(f'<a href="{name}">{name}</a>' for name in files)
    body = [
        f"<nav>{ways}</nav>",
        f"<h1>{escape(faces.question)}</h1>",
        f"<p>{faces.status} · {links}</p>",
        *(f'<pre class="terminal {theme}">{terminal_html(faces.terminal)}</pre>' for theme in THEMES),
        *_messages("discord", stem, faces, (*faces.discord, *faces.discord_reading)),
        *_messages("slack", stem, faces, (*faces.slack, *faces.slack_reading)),
    ]
    if faces.light is not None:
        body += [f'<img class="chart" src="{stem}-{theme}.png" alt="{escape(faces.alt)}">' for theme in THEMES]
    return _page(faces.question, body)


def index_page(listed: Mapping[str, Faces]) -> str:
    """The list of all answers, by stem."""
    lines = [
        f'<li><a href="{stem}.html">{escape(faces.question)}</a> <span class="dim">{faces.status}</span></li>'
        for stem, faces in listed.items()
    ]
    return _page(f"{len(lines)} answers", [f"<h1>{len(lines)} answers</h1>", "<ol>", *lines, "</ol>"])


def terminal_html(text: str) -> str:
    """Text with the terminal's styles as HTML."""
    shown, last = "", ""
    for part in re.split("(\x1b\\[[0-9]+m)", text):
        if part == PLAIN:
            shown, last = shown + _ENDS.get(last, ""), ""
        elif part in _STYLES:
            shown, last = shown + _STYLES[part], part
        else:
            shown += escape(part)
    return shown


def _messages(platform: str, stem: str, faces: Faces, payloads: Sequence[Payload]) -> list[str]:
    """Every message of a platform, light and dark."""
    look: Callable[[Mapping[str, Any], str], str] = (
        (lambda payload, theme: discord_html(payload, _attached(payload, f"{stem}-{theme}.png")))
        if platform == "discord"
        else lambda payload, _: slack_html(payload)
    )
    return [
        f'<section class="{platform} {theme}"><i class="asked">{escape(faces.question)}</i>'
        + "".join(f'<div class="message">{look(payload, theme)}</div>' for payload in payloads)
        + "</section>"
        for theme in THEMES
    ]


def _attached(payload: Mapping[str, Any], picture: str) -> dict[str, str]:
    return {file["filename"]: picture for file in payload["attachments"] if file["filename"].endswith(".png")}


def _page(title: str, body: Iterable[str]) -> str:
    head = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{STYLE}">'
    )
    return "\n".join([head, "<main>", *body, "</main>", ""])
