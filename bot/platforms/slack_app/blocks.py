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
from bot.platforms.slack_app.buttons import action_blocks, repair_pieces
from bot.platforms.slack_app.pages import escaped, escaped_size, sendable
from bot.platforms.slack_app.pieces import Piece, pieces, small

MOST_MESSAGES = 6
"""Of one answer, unless its sources alone take more."""
LEFT_OUT = "… (the answer is longer than fits here; ask for less at a time to see the rest)"
_LEFT_OUT = Piece(LEFT_OUT, (small(LEFT_OUT),))


@dataclass(frozen=True, slots=True)
class Post:
    """One message, ready for chat.postMessage."""

    text: str
    """All it says, escaped."""
    blocks: tuple[dict[str, Any], ...]

    @property
    def has_table(self) -> bool:
        """Whether a block of it is one that not every workspace takes."""
        return any(block["type"] == "table" for block in self.blocks)


def posts(answer: Answer, *, tables: bool = True, thread: str | None = None) -> list[Post]:
    """The messages of an answer, in order; none where it has no words.

    Without `tables` the rows are lines of fixed width, and the messages begin and end at the same places. `thread` is
    where a changed reading is answered.
    """
    told = pieces(_unrepaired(answer), tables=tables) + repair_pieces(answer.repairs, thread)
    messages = _messages(told)
    actions = action_blocks(answer) if messages else []
    last = len(messages) - 1
    return [_post(message, actions if number == last else []) for number, message in enumerate(messages)]


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
    # One block is kept free for what can be pressed.
    count = sum(len(piece.blocks) for piece in message)
    return count < Slack.BLOCKS and escaped_size(_text(message)) <= Slack.TEXT


def _text(message: Sequence[Piece]) -> str:
    return "\n".join(piece.text for piece in message).strip()


def _post(message: Sequence[Piece], actions: Sequence[dict[str, Any]]) -> Post:
    blocks = [block for piece in message if not piece.is_source for block in piece.blocks]
    cited = _together([piece for piece in message if piece.is_source])
    return Post(escaped(sendable(_text(message))), tuple(_sendable([*blocks, *cited, *actions])))


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
