"""The questions of a stress run, drawn by a seed from the sentences of the suite, and what the service itself answers.

Each stands alone and fits one message on every platform, so that one answer is one message and a second one is a
double. Charts and files are left out: they are drawn in a process of their own, which other tests look at.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.answer import Status
from bot.platforms.discord_gateway.layout import view_of
from bot.platforms.discord_gateway.rendering import messages
from bot.platforms.slack_app.blocks import posts
from bot.platforms.slack_app.inbox import words
from bot.service import Context, Service
from facts.opening import open_store
from tests.support.discord_bot import told
from tests.support.sentences import all_sentences

LONGEST = 300
"""Characters; people write short questions, and a slash command's field ends somewhere."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question, and the words of its one right answer."""

    text: str
    on_discord: str
    in_slack: str


def known_questions(seed: int, count: int, service: Service | None = None) -> list[Known]:
    """So many questions and their answers of today, the same for the same seed."""
    chosen = random.Random(seed)
    texts = sorted({each.text for each in all_sentences() if not each.before and _is_plain(each.text)})
    chosen.shuffle(texts)
    service = service or Service(open_store())
    found: list[Known] = []
    for text in texts:
        if len(found) == count:
            break
        if (known := _known(text, service)) is not None:
            found.append(known)
    return found


def _known(text: str, service: Service) -> Known | None:
    today = datetime.now(UTC).date()
    discord = service.ask(text, Context(today=today, locale="en", platform="discord", buttons=True))
    slack = service.ask(text, Context(today=today, locale="en", platform="slack", buttons=True))
    if discord.wants_chart or discord.wants_csv or discord.status is Status.ERROR:
        return None
    pages, sent = messages(discord), posts(slack)
    if len(pages) != 1 or len(sent) != 1:
        return None
    return Known(text, told({"components": view_of(pages[0]).to_components()}), sent[0].text)


def _is_plain(text: str) -> bool:
    """Whether both platforms hand the words on as they are."""
    return 0 < len(text) <= LONGEST and text == " ".join(text.split()) == words(text) and not set(text) & set("<>&@#/:")
