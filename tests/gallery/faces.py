"""One answer in all its faces: the terminal's text, what goes to Discord and to Slack, the chart and the rows.

The payloads come from the very functions that the platforms send with. How a person looks at them is `pages`' business.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.answer import Answer
from bot.charts import Theme, alt_text, file_name, png
from bot.following import news, read_follow
from bot.picturing import CSV_NAME, chart_of, csv_of
from bot.platforms.attachments import Attachment
from bot.platforms.discord_gateway.follow_page import follow_page
from bot.platforms.discord_gateway.layout import view_of
from bot.platforms.discord_gateway.pages import Page
from bot.platforms.discord_gateway.rendering import messages, reading_messages
from bot.platforms.following import Listed, explained
from bot.platforms.slack_app.blocks import Post, posts
from bot.platforms.slack_app.follow_list import list_post
from bot.platforms.terminal_text import shown
from bot.service import Context, Service

TERMINAL_WIDTH = 80
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Faces:
    """All that is shown of one answer."""

    question: str
    status: str
    terminal: str
    """With its styles."""
    discord: tuple[Payload, ...]
    slack: tuple[Payload, ...]
    discord_reading: tuple[Payload, ...] = ()
    """What "How I read it" shows; empty where the answer has no such button."""
    slack_reading: tuple[Payload, ...] = ()
    rows: str | None = None
    light: bytes | None = None
    """The chart, whether it was asked for or not; None where there is nothing to draw."""
    dark: bytes | None = None
    alt: str = ""

    def files(self, stem: str) -> dict[str, bytes]:
        """Everything but the page, by the name of its file."""
        written: dict[str, bytes | None] = {
            f"{stem}-terminal.txt": self.terminal.encode(),
            f"{stem}-discord.json": _json([*self.discord, *self.discord_reading]),
            f"{stem}-slack.json": _json([*self.slack, *self.slack_reading]),
            f"{stem}.csv": self.rows.encode() if self.rows is not None else None,
            f"{stem}-light.png": self.light,
            f"{stem}-dark.png": self.dark,
            f"{stem}-alt.txt": self.alt.encode() or None,
        }
        return {name: content for name, content in written.items() if content is not None}


def faces_of(service: Service, question: str, today: date) -> Faces:
    """Ask a question as each platform does, and show the answer as each of them does."""
    answer = service.ask(question, Context(today=today, buttons=True))
    reading = service.how_read(answer.packed, Context(today=today, buttons=True)) if answer.packed else None
    chart = chart_of(answer)
    light = png(chart, theme=Theme.LIGHT) if chart is not None else None
    alt = alt_text(chart) if chart is not None else ""
    rows = csv_of(answer)
    attached = []
    if answer.wants_chart and chart is not None and light is not None:
        attached.append(Attachment(file_name(chart), light, alt))
    if answer.wants_csv and rows is not None:
        attached.append(Attachment(CSV_NAME, rows.encode()))
    return Faces(
        question=question,
        status=str(answer.status),
        terminal=shown(answer, styled=True, width=TERMINAL_WIDTH),
        discord=_discord(messages(answer, attached)),
        slack=_slack(answer),
        discord_reading=_discord(reading_messages(reading, quietly=True)) if reading is not None else (),
        slack_reading=_slack(reading) if reading is not None else (),
        rows=rows,
        light=light,
        dark=png(chart, theme=Theme.DARK) if chart is not None else None,
        alt=alt,
    )


def followed_faces(service: Service, text: str, today: date) -> Faces:
    """Have something followed: what is said to it, the list that it then stands on, and the post when there is news."""
    read = read_follow(service, text, Context(today=today, buttons=True, platform="discord"))
    told = [read.answer]
    follows = () if read.follow is None else (read.follow, replace(read.follow, paused=True))
    if read.follow is not None and (came := news(service, replace(read.follow, seen=""), today)) is not None:
        told.append(explained(came.answer, read.follow))
    listed = Listed(follows)
    return Faces(
        question=f"/ev follow {text}",
        status=str(read.answer.status),
        terminal="\n\n".join(shown(answer, styled=True, width=TERMINAL_WIDTH) for answer in told),
        discord=_discord(
            [*(page for answer in told for page in messages(answer)), follow_page(listed, may_change=True)]
        ),
        slack=(*(payload for answer in told for payload in _slack(answer)), _slack_payload(list_post(listed))),
    )


def _discord(pages: Sequence[Page]) -> tuple[Payload, ...]:
    async def payloads() -> tuple[Payload, ...]:
        # discord.py makes a layout only where a loop runs.
        return tuple(_discord_payload(page) for page in pages)

    return asyncio.run(payloads())


def _discord_payload(page: Page) -> Payload:
    files = [{"id": number, "filename": file.name} for number, file in enumerate(page.files)]
    return {"flags": 1 << 15, "components": view_of(page).to_components(), "attachments": files}


def _slack(answer: Answer) -> tuple[Payload, ...]:
    return tuple(_slack_payload(post) for post in posts(answer))


def _slack_payload(post: Post) -> Payload:
    return {"text": post.text, "blocks": list(post.blocks)}


def _json(payloads: Sequence[Payload]) -> bytes:
    return json.dumps(payloads, indent=2, ensure_ascii=False).encode()
