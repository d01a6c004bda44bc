"""What every answer looks like, whatever it says: the first sentence, how much stands before the rows, no bare blanks.

A blemish is one line that says what is wrong and quotes it. Whether the figures are right is judged in
`sentence_judging`.
"""

from __future__ import annotations

import re

from bot.answer import Answer, Status
from bot.document import Block, Headline, Note, SourceLine, Table, block_lines, plain

MOST_LINES_BEFORE_ROWS = 8
TOLD_AS_FIGURE = frozenset({"count", "share", "growth", "average", "record"})
TOLD = (Status.ANSWERED, Status.PARTIAL)
NO_FIGURE = re.compile(r"N/A|\b(?:None|nan|NaN|inf)\b")
FIGURE = re.compile(r"\d|^No ")
"""A figure in a first sentence; none of something is "no"."""
NAMES_WITH_A_STOP = re.compile(r"\bID\. Buzz")
SENTENCE_WITHIN = re.compile(r"[.!?][”)]? +(?=[A-Z“0-9])")
ONE_OF_MANY = re.compile(
    r"(?<![\w.,#–−-])1 (?:[a-z-]+ )*?(?:cars|vehicles|vans|buses|trucks|hybrids|models|brands|countries|places|months|"
    r"quarters|years|weeks|days|others|claims)\b"
)


def blemishes(answer: Answer) -> list[str]:
    """What is wrong with the look of an answer."""
    found = [*_of_headline(answer), *_of_length(answer)]
    for block in answer.document.blocks:
        found += _of_block(block)
    return found


def _of_headline(answer: Answer) -> list[str]:
    first = answer.document.blocks[0] if answer.document.blocks else None
    if not isinstance(first, Headline):
        return ["does not begin with a headline"]
    said = plain(first.spans)
    if answer.intent not in TOLD_AS_FIGURE or answer.status not in TOLD:
        return []
    found = [] if FIGURE.search(said) else [f"no figure in the first sentence: {said}"]
    if SENTENCE_WITHIN.search(NAMES_WITH_A_STOP.sub("ID Buzz", said)):
        found.append(f"more than one sentence goes first: {said}")
    return found


def _of_length(answer: Answer) -> list[str]:
    """Lines before the rows; where there are none, before the notes and sources."""
    lines = 0
    for block in answer.document.blocks:
        if isinstance(block, Table | Note | SourceLine):
            break
        lines += sum(len(text.split("\n")) for text in block_lines(block))
    return [] if lines <= MOST_LINES_BEFORE_ROWS else [f"{lines} lines before the rows"]


def _of_block(block: Block) -> list[str]:
    lines = block_lines(block)
    told = "\n".join(lines)
    found = [f"{said}: {match.group()}" for said, wrong in _WRONG if (match := wrong.search(told))]
    if not isinstance(block, Table) and any("  " in line.strip() for line in lines):
        found.append(f"two blanks: {told}")
    return found


_WRONG = (("a bare blank", NO_FIGURE), ("one of many", ONE_OF_MANY))
