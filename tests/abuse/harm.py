"""What harm an answer would do where it is shown: pings, mark-up and links that are not ours, characters nobody sees.

Each function looks at the very words that a platform would be sent and gives one line for each thing that is wrong. It
judges no wording and no figures; the sources of an answer are the only places a link may lead to.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.answer import Answer, SourceUsed
from bot.picturing import csv_of
from bot.platforms.discord_gateway.pages import ChannelSelect, Page
from bot.platforms.discord_gateway.rendering import messages, reading_messages
from bot.platforms.slack_app.blocks import Post, posts
from bot.platforms.terminal_text import shown

Look = Callable[[Answer], list[str]]
Sources = tuple[SourceUsed, ...]
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Controls, line ends that are none, and whatever hides or turns what stands around it."""
HEAPED = re.compile("[\u0300-\u036f\u0489\u1dc0-\u1dff\u20d0-\u20ff]{2,}")
"""Marks on marks: they run over the lines above and below."""
OURS = re.compile("(?<=@)\u200b(?=everyone|here)|(?<=`)\u200b", re.IGNORECASE)
"""Where we hide something ourselves, to break a ping or a fence."""
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may run when a cell begins with it."""
_FENCE = re.compile(r"^```\n.*?^```$", re.MULTILINE | re.DOTALL)
_MASKED = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\((https?://[^\s()]+)\)")
_ADDRESS = re.compile(r"https?://[^\s<>\\]+")


def in_words(text: str) -> Iterator[str]:
    """Characters in a text that nobody should be shown."""
    if found := UNSEEN.search(OURS.sub("", text)):
        yield f"U+{ord(found[0]):04X} in {text[:120]!a}"
    if found := HEAPED.search(text):
        yield f"heaped marks in {text[:120]!a}"


def on_discord(answer: Answer) -> list[str]:
    """What an answer would do in Discord, as an answer and as a reading."""
    pages = (*messages(answer), *reading_messages(answer, quietly=True, hears=True))
    return [problem for page in pages for problem in _of_page(page, answer.sources)]


def _of_page(page: Page, sources: Sources) -> Iterator[str]:
    for text in page.displays:
        yield from in_words(text)
        yield from _in_markup(text, sources)
    labels = [button.label for button in page.buttons]
    for select in page.selects:
        labels += [select.placeholder, *(() if isinstance(select, ChannelSelect) else _labels(select.options))]
    for label in labels:
        yield from in_words(label)


def _labels(options: Any) -> list[str]:
    return [option.label for option in options]


def _in_markup(text: str, sources: Sources) -> Iterator[str]:
    """Pings, mark-up and links in one text of Discord's that we have not put there."""
    if re.search(r"@(?:everyone|here)", text, re.IGNORECASE):
        yield f"pings everybody: {text[:120]!a}"
    prose = _FENCE.sub(" ", text)
    for words, address in _MASKED.findall(prose):
        if not _is_ours(re.sub(r"\\(.)", r"\1", words), address.replace("%28", "(").replace("%29", ")"), sources):
            yield f"leads {words!a} to {address!a}"
    prose = _ADDRESS.sub(" ", _MASKED.sub(" ", prose))
    prose = re.sub(r"(?m)^(?:-# )?\*\*(.*)\*\*$", r"\1", prose)  # our headline
    prose = re.sub(r"\\[^0-9A-Za-z\s]", "", prose)
    if found := re.search(
        r"(?m)[~|<>\[\]_`]|\*\*|^ *(?:#{1,3} |> |\* |- )", re.sub(r"`[^`]*`|\*\*[^*]*\*\*", "", prose)
    ):
        yield f"unescaped {found[0]!a} in {text[:200]!a}"


def on_slack(answer: Answer) -> list[str]:
    """What an answer would do in Slack, with tables and without."""
    sent = [*posts(answer), *posts(answer, tables=False, drawn=False, is_own=True, hears=True)]
    return [problem for post in sent for problem in _of_post(post, answer.sources)]


def _of_post(post: Post, sources: Sources) -> Iterator[str]:
    yield from in_words(post.text)
    if re.search(r"[<>]|&(?!amp;|lt;|gt;)", post.text):
        yield f"unescaped control character in {post.text[:200]!a}"
    for element in _elements(list(post.blocks)):
        kind = element.get("type")
        if kind in ("mrkdwn", "user", "usergroup", "broadcast", "channel", "team", "date", "emoji", "image"):
            yield f"an element of type {kind}: {str(element)[:200]!a}"
        if kind == "link":
            words, address = str(element["text"]), str(element["url"])
            if not _is_ours(words, address, sources):
                yield f"leads {words!a} to {address!a}"
        for value in (element.get("text"), element.get("alt_text")):
            if isinstance(value, str):
                yield from in_words(value)


def _elements(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _elements(item)


def in_terminal(answer: Answer) -> list[str]:
    """What an answer would do to a terminal."""
    return list(in_words(shown(answer)))


def in_files(answer: Answer) -> list[str]:
    """Cells of the answer's file that a spreadsheet would run."""
    return in_cells(csv_of(answer) or "")


def in_cells(text: str) -> list[str]:
    """Cells of a CSV file that a spreadsheet would run, numbers apart."""
    cells = (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    return [f"runs {cell[:80]!a}" for cell in cells if _runs(cell)]


def _runs(cell: str) -> bool:
    return cell.startswith(RUN) and not re.fullmatch(r"-\d+(?:\.\d+)?", cell)


def _is_ours(words: str, address: str, sources: Sources) -> bool:
    """Whether a link leads to a source of the answer and says whose it is."""
    return any(source.url == address and words.startswith(source.publisher) for source in sources)
