"""What can be pressed below an answer, and what a press says when it comes back.

An id is one letter for what the press does and then the packed question, so no server has to remember a button, and
any replica reads it after any restart. What a packed question means is `bot.compact`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answer import Status
from bot.platforms.discord_gateway.markup import one_line
from bot.platforms.discord_gateway.pages import Button, Select
from bot.platforms.limits import Discord, size
from bot.platforms.reporting import LABELS
from bot.state.feedback import FeedbackKind

if TYPE_CHECKING:
    from bot.answer import Answer, Offer, Repair

ASK, READ = "a", "r"
"""Ask the question; tell how it was read."""
CHOOSE, OPENLY, QUIETLY = "choose", "openly", "quietly"
"""Ids of selects: readings to choose from; repairs to ask for everybody to see, and for the chooser alone."""
REPORTS = {"w": FeedbackKind.WRONG, "n": FeedbackKind.NOT_ASKED}
"""Say something of the answer."""
HOW_READ = "How I read it"
CHOOSE_READING = "Which did you mean?"
MOST_REPAIRS = 4
"""Selects in one "How I read it": a phone shows no more at once."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a press wants."""

    packed: str
    """The question; whatever came where that was none of ours, for the service to say so."""
    reads: bool = False
    """Wants to know how the question was read, not its answer."""
    remarks: FeedbackKind | None = None
    """Says this of the answer and wants none."""
    private: bool | None = None
    """Whether only the presser shall see the outcome; None where the message decides that the control stands on."""


def press_of(custom_id: str, values: Sequence[str] = ()) -> Press:
    """Read a press: the id of a button, or the id of a select and what was chosen."""
    told = values[0] if values else custom_id
    private = {OPENLY: False, QUIETLY: True}.get(custom_id.rstrip("0123456789")) if values else None
    match told[:1]:
        case "r":
            return Press(told[1:], reads=True, private=True)
        case "a":
            return Press(told[1:], private=private)
        case letter if letter in REPORTS:
            return Press(told[1:], remarks=REPORTS[letter], private=True)
    return Press(told, private=True)


def controls_of(answer: Answer) -> tuple[tuple[Button, ...], tuple[Select, ...]]:
    """The buttons and selects below an answer; the readings of an ambiguous one are a select."""
    explain = (Button(HOW_READ, READ + answer.packed),) if answer.packed and _fits(answer.packed) else ()
    offers = tuple(_options(answer.offers, Discord.BUTTON_LABEL))
    if answer.status is not Status.AMBIGUOUS:
        return (*offers[: Discord.BUTTONS_A_ROW - len(explain)], *explain), ()
    chosen = tuple(_options(answer.offers, Discord.OPTION_LABEL))[: Discord.OPTIONS]
    return explain, (Select(CHOOSE, CHOOSE_READING, chosen),) if chosen else ()


def repairs_of(answer: Answer, *, quietly: bool) -> tuple[Select, ...]:
    """One select for each slot of a reading that can be changed."""
    changeable = [(repair, options) for repair in answer.repairs if (options := _choices(repair))]
    kind = QUIETLY if quietly else OPENLY
    return tuple(
        Select(f"{kind}{number}", one_line(f"{repair.slot}: {repair.read}", Discord.PLACEHOLDER), options)
        for number, (repair, options) in enumerate(changeable[:MOST_REPAIRS])
    )


def remarks_of(answer: Answer) -> tuple[Button, ...]:
    """The buttons that say something of the answer whose reading is shown."""
    packed = answer.packed
    if packed is None or not _fits(packed):
        return ()
    return tuple(Button(LABELS[kind], letter + packed) for letter, kind in REPORTS.items())


def _choices(repair: Repair) -> tuple[Button, ...]:
    return tuple(_options(repair.choices, Discord.OPTION_LABEL))[: Discord.OPTIONS]


def _options(offers: Iterable[Offer], longest: int) -> Iterable[Button]:
    """Offers as things to press: each question once, because Discord refuses an id that stands there twice."""
    seen: set[str] = set()
    for offer in offers:
        label = one_line(offer.label, longest)
        if label and offer.packed not in seen and _fits(offer.packed):
            seen.add(offer.packed)
            yield Button(label, ASK + offer.packed)


def _fits(packed: str) -> bool:
    return bool(packed) and size(packed) + len(ASK) <= min(Discord.CUSTOM_ID, Discord.OPTION_VALUE)
