"""What can be pressed below an answer: its follow-ups, its readings to choose from, and how it was read.

What a press does stands in the action's id, and the whole question in its value: nothing is kept here, so any process
can answer it, however old the message is. `presses` reads what Slack sends back.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from bot.answer import Answer, Offer, Repair, Status
from bot.platforms.limits import Slack, size
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.pages import clipped
from bot.platforms.slack_app.pieces import Piece, plain_words

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


def action_blocks(answer: Answer) -> list[dict[str, Any]]:
    """At most one block of buttons, or of a menu where one reading is to be chosen."""
    offers = _usable(answer.offers)
    elements: list[dict[str, Any]] = []
    shows_reading = answer.packed is not None and not answer.repairs and size(answer.packed) <= Slack.BUTTON_VALUE
    if offers and answer.status is Status.AMBIGUOUS:
        elements.append(_menu(f"{Act.ASK}:reading", wording.WHICH_ONE, offers))
    else:
        room = MOST_BUTTONS - shows_reading
        elements += [
            _button(f"{Act.ASK}:{index}", offer.label, offer.packed) for index, offer in enumerate(offers[:room])
        ]
    if shows_reading and answer.packed:
        elements.append(_button(Act.READ, wording.HOW_I_READ_IT, answer.packed))
    return [{"type": "actions", "elements": elements}] if elements else []


def repair_pieces(repairs: Iterable[Repair], thread: str | None) -> list[Piece]:
    """One line for each slot of a reading, with a menu beside it where it can be changed; answered in `thread`."""
    return [_repair(index, repair, thread) for index, repair in enumerate(repairs)]


def thread_of(block_id: str) -> str | None:
    """The thread that a block was made for; None where its id tells of none."""
    kind, _, rest = block_id.partition(" ")
    return rest.rpartition(" ")[0] or None if kind == _THREAD else None


def _repair(index: int, repair: Repair, thread: str | None) -> Piece:
    line = clipped(f"{repair.slot}: {repair.read}", Slack.SECTION // 5)
    block: dict[str, Any] = {"type": "section", "text": plain_words(line)}
    if offers := _usable(repair.choices):
        # A message that only one person sees does not always come with its thread when it is pressed.
        block["block_id"] = f"{_THREAD} {thread or ''} {index}"
        block["accessory"] = _menu(f"{Act.CHANGE}:{index}", wording.CHANGE, offers)
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
