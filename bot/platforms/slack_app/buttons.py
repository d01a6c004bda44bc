"""What can be pressed below an answer: its follow-ups, its readings to choose from, and how it was read.

What a press does stands in the action's id, and the whole question in its value: nothing is kept here, so any process
can answer it, however old the message is. `presses` reads what Slack sends back.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from bot.answer import Answer, Offer, Repair, Status
from bot.compact import WORDS
from bot.platforms.limits import Slack, size
from bot.platforms.reporting import LABELS
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.pages import clipped
from bot.platforms.slack_app.pieces import Piece, plain_words
from bot.state.feedback import FeedbackKind

MOST_BUTTONS = 5
"""More of them fold away on a phone."""
_THREAD = "thread"


class Act(StrEnum):
    """What a press asks for; the part of an action's id before the colon."""

    ASK = "ask"
    """Answer the question, where the pressed message is."""
    CHANGE = "change"
    """Answer the question for everybody in the thread, though the pressed message may be for one person only."""
    READ = "read"
    """Tell one person how the question was read."""
    POST = "post"
    """Answer the question for everybody in the channel, though the pressed message is for one person only."""
    WRONG = "wrong"
    """Take down that the answer is wrong."""
    NOT_ASKED = "not_asked"
    """Take down that the answer is not what was asked for."""


REMARKS = {Act.WRONG: FeedbackKind.WRONG, Act.NOT_ASKED: FeedbackKind.NOT_ASKED}
"""What a press says of an answer."""
ASIDE = frozenset({Act.READ, *REMARKS})
"""What only the one who pressed hears of."""


POSTED = (Status.ANSWERED, Status.PARTIAL, Status.NO_DATA)
"""Answers that others may care for."""


def action_blocks(
    answer: Answer, thread: str | None = None, *, is_own: bool = False, hears: bool = False
) -> list[dict[str, Any]]:
    """At most one block of buttons, or of a menu where one reading is to be chosen.

    Where the answer `is_own`, the asker's only, it can be posted, and the block remembers its `thread`. Where somebody
    `hears` of it, one can say below a reading that the answer is wrong, or not what was asked.
    """
    offers = _usable(answer.offers)
    elements: list[dict[str, Any]] = []
    shows_reading = answer.packed is not None and not answer.repairs and size(answer.packed) <= Slack.BUTTON_VALUE
    if offers and answer.status is Status.AMBIGUOUS:
        elements.append(_menu(f"{Act.ASK}:reading", wording.WHICH_ONE, offers))
    else:
        shared = _posted(answer) if is_own else None
        elements += [_button(Act.POST, wording.POST, shared)] if shared else []
        room = MOST_BUTTONS - shows_reading - len(elements)
        elements += [
            _button(f"{Act.ASK}:{index}", offer.label, offer.packed) for index, offer in enumerate(offers[:room])
        ]
    if shows_reading and answer.packed:
        elements.append(_button(Act.READ, wording.HOW_I_READ_IT, answer.packed))
    if hears and answer.repairs and answer.packed:
        elements += [_button(act, LABELS[kind], answer.packed) for act, kind in REMARKS.items()]
    # A message that only one person sees does not always come with its thread when it is pressed.
    placed = {"block_id": f"{_THREAD} {thread} actions"} if is_own and thread else {}
    return [{"type": "actions", "elements": elements, **placed}] if elements else []


def can_be_posted(answer: Answer) -> bool:
    """Whether an answer that only the asker sees has a button that shows it to everybody."""
    return _posted(answer) is not None


def repair_pieces(repairs: Iterable[Repair], thread: str | None, *, is_own: bool = False) -> list[Piece]:
    """One line for each slot of a reading, with a menu beside it where it can be changed; answered in `thread`.

    Where the reading `is_own`, of an answer that only the asker sees, the changed one is for their eyes too.
    """
    act = Act.ASK if is_own else Act.CHANGE
    return [_repair(f"{act}:{index}", index, repair, thread) for index, repair in enumerate(repairs)]


def _posted(answer: Answer) -> str | None:
    """The question of an answer that can be posted."""
    if answer.status not in POSTED or answer.repairs:
        return None
    # A button of Slack's has room for far longer words than those that `pack_words` packs for every platform.
    words = WORDS + " ".join(answer.question.split())
    return answer.packed or (words if len(WORDS) < size(words) <= Slack.BUTTON_VALUE else None)


def thread_of(block_id: str) -> str | None:
    """The thread that a block was made for; None where its id tells of none."""
    kind, _, rest = block_id.partition(" ")
    return rest.rpartition(" ")[0] or None if kind == _THREAD else None


def _repair(action_id: str, index: int, repair: Repair, thread: str | None) -> Piece:
    line = clipped(f"{repair.slot}: {repair.read}", Slack.SECTION // 5)
    block: dict[str, Any] = {"type": "section", "text": plain_words(line)}
    if offers := _usable(repair.choices):
        block["block_id"] = f"{_THREAD} {thread or ''} {index}"
        block["accessory"] = _menu(action_id, wording.CHANGE, offers)
    return Piece(line, (block,))


def _usable(offers: Iterable[Offer]) -> list[Offer]:
    """Offers with something to read and to send, each question once."""
    fitting = {
        offer.packed: offer
        for offer in reversed(tuple(offers))
        if offer.label.strip() and 0 < size(offer.packed) <= Slack.OPTION_VALUE
    }
    return list(reversed(fitting.values()))[: Slack.OPTIONS]


def _button(action_id: str, label: str, packed: str) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain_words(clipped(label, Slack.BUTTON_TEXT)),
        "value": packed,
    }


def _menu(action_id: str, asks: str, offers: Iterable[Offer]) -> dict[str, Any]:
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_words(asks),
        "options": [
            {"text": plain_words(clipped(offer.label, Slack.OPTION_TEXT)), "value": offer.packed} for offer in offers
        ],
    }
