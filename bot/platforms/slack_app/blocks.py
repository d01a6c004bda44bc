"""An Answer as Slack messages: blocks to look at, and the same as text for notifications and screen readers.

Whatever the answer, every message fits, and what is too long loses parts of its body, never a source. Pure: what goes
where is `poster`'s business, what a button does `buttons`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.answer import Answer
from bot.document import Document, Paragraph, plain
from bot.platforms.limits import Slack
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.buttons import action_blocks, can_be_posted, repair_pieces
from bot.platforms.slack_app.charts import CHART, chart_block
from bot.platforms.slack_app.pages import escaped, escaped_size, sendable
from bot.platforms.slack_app.pieces import Piece, pieces, small
from bot.platforms.slack_app.tables import TABLE

MOST_MESSAGES = 6
"""Of one answer, unless its sources alone take more."""
LEFT_OUT = "… (the answer is longer than fits here; ask for less at a time to see the rest)"
_KEPT_FREE = 4
"""Blocks of a message for a chart, two hints and what can be pressed."""
_LEFT_OUT = Piece(LEFT_OUT, (small(LEFT_OUT),))


@dataclass(frozen=True, slots=True)
class Post:
    """One message, ready for chat.postMessage."""

    text: str
    """All it says, escaped."""
    blocks: tuple[dict[str, Any], ...]

    @property
    def has_table(self) -> bool:
        """Whether a block of it is a table, which not every workspace takes."""
        return any(block["type"] == TABLE for block in self.blocks)

    @property
    def demanding(self) -> frozenset[str]:
        """The types among its blocks that not every workspace takes."""
        return frozenset(block["type"] for block in self.blocks) & {TABLE, CHART}


def posts(
    answer: Answer,
    *,
    tables: bool = True,
    drawn: bool = True,
    thread: str | None = None,
    is_own: bool = False,
    hint: str = "",
    hears: bool = False,
) -> list[Post]:
    """The messages of an answer, in order; none where it has no words.

    Without `tables` the rows are lines of fixed width, and unless `drawn` there is no chart of Slack's own; the
    messages begin and end at the same places. `thread` is where a changed reading is answered, `is_own` whether only
    the asker sees it and may post it. The `hint` stands in small words at the very end, and not in the text, which is
    what a notification shows. Where somebody `hears` of it, readings carry what one can say of an answer.
    """
    told = pieces(_unrepaired(answer), tables=tables) + repair_pieces(answer.repairs, thread, is_own=is_own)
    messages = _messages(told)
    if not messages:
        return []
    *before, last = messages
    chart = chart_block(answer) if drawn else None
    hints = (hint, _files_left_out(answer, is_drawn=chart is not None) if is_own else "")
    below = [small(line) for line in hints if line]
    below += action_blocks(answer, thread, is_own=is_own, hears=hears)
    return [*(_post(message) for message in before), _post(last, [chart] if chart else [], below)]


def _files_left_out(answer: Answer, *, is_drawn: bool) -> str:
    """What is said of files that were asked for with an answer that only one person sees; empty where of none."""
    if not (answer.wants_chart or answer.wants_csv) or not can_be_posted(answer):
        return ""
    from bot.picturing import chart_of, csv_of  # here: few answers want one

    files = [wording.PICTURE] * (answer.wants_chart and not is_drawn and chart_of(answer) is not None)
    files += [wording.ROWS] * (answer.wants_csv and csv_of(answer) is not None)
    them = "them" if len(files) > 1 else "it"
    return wording.FILES_WITH_POST.format(files=" and ".join(files), them=them) if files else ""


def _unrepaired(answer: Answer) -> Document:
    """The document without the lines that are shown with a menu beside them."""
    beside = {f"{repair.slot}: {repair.read}" for repair in answer.repairs}
    kept = (
        block for block in answer.document.blocks if not (isinstance(block, Paragraph) and plain(block.spans) in beside)
    )
    return replace(answer.document, blocks=tuple(kept))


def _messages(told: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces in as many messages as they need, and no more than are allowed."""
    sources = [piece for piece in told if piece.is_source]
    body = [piece for piece in told if not piece.is_source]
    filled = _filled(body)
    room = max(1, MOST_MESSAGES - len(_filled(sources)))
    if len(filled) > room:
        last = filled[room - 1]
        while last and not _fits([*last, _LEFT_OUT]):
            last.pop()
        body = [piece for message in filled[:room] for piece in message] + [_LEFT_OUT]
    return _filled([*body, *sources])


def _filled(told: Sequence[Piece]) -> list[list[Piece]]:
    found: list[list[Piece]] = []
    for piece in told:
        if not found or not _fits([*found[-1], piece]):
            found.append([])
        found[-1].append(piece)
    return found


def _fits(message: Sequence[Piece]) -> bool:
    count = sum(len(piece.blocks) for piece in message)
    return count <= Slack.BLOCKS - _KEPT_FREE and escaped_size(_text(message)) <= Slack.TEXT


def _text(message: Sequence[Piece]) -> str:
    return "\n".join(piece.text for piece in message).strip()


def _post(message: Sequence[Piece], chart: Sequence[dict[str, Any]] = (), below: Sequence[dict[str, Any]] = ()) -> Post:
    blocks = [block for piece in message if not piece.is_source for block in piece.blocks]
    cited = _together([piece for piece in message if piece.is_source])
    return Post(escaped(sendable(_text(message))), tuple(_sendable([*blocks, *chart, *cited, *below])))


def _together(sources: Sequence[Piece]) -> list[dict[str, Any]]:
    """Sources line below line, in as few blocks as take them."""
    found: list[dict[str, Any]] = []
    room = 0
    for source in sources:
        units = escaped_size(source.text)
        if not found or units > room:
            found.append({"type": "rich_text", "elements": []})
            room = Slack.SECTION
        found[-1]["elements"] += [element for block in source.blocks for element in block["elements"]]
        room -= units
    return found


def _sendable(value: Any) -> Any:
    """The same with every text in it made sendable."""
    match value:
        case str():
            return sendable(value)
        case list():
            return [_sendable(item) for item in value]
        case dict():
            return {key: _sendable(item) for key, item in value.items()}
        case _:
            return value
