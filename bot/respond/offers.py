"""What stands on a button: a short label for a follow-up, told by how its question differs from the one before.

The words are those of `replies.toml`. Which follow-ups there are is decided in `suggesting`, what a button holds in
`bot.offering`.
"""

from __future__ import annotations

from bot.question import Intent, Question
from bot.respond.refusing import replies
from bot.respond.wording import capital, in_place
from facts.catalogue import Catalogue

LONGEST = 75
"""Characters of a label; Slack allows 75 on a button, Discord 80."""


def label(before: Question | None, after: Question | None, text: str, catalogue: Catalogue) -> str:
    """The label of a follow-up: a short word where it is a well-known step, else the question as it is asked."""
    words: dict[str, str] = replies()["buttons"]
    if after is None:
        return shortened(text)
    if after.wants_chart and not (before and before.wants_chart):
        return words["chart"]
    if after.wants_csv and not (before and before.wants_csv):
        return words["csv"]
    if after.intent is Intent.SOURCE:
        return words["source"]
    if before is None:
        return shortened(text)
    named = {subject.id for subject in before.subjects}
    others = [subject.id for subject in after.subjects if subject.id not in named]
    if len(others) == 1 and after.intent is Intent.COMPARE and len(after.subjects) == len(named) + 1:
        return shortened(words["against"].format(name=catalogue.display_name(others[0])))
    if others or len(after.subjects) != len(before.subjects):
        return shortened(text)
    places = [place.id for place in after.places]
    if places == [place.id for place in before.places]:
        return words["by"].format(breakdown=after.breakdown) if after.breakdown else shortened(text)
    if len(places) == 1 and (after.intent, after.breakdown) == (before.intent, before.breakdown):
        return words["place"].format(place=in_place(places[0], catalogue))
    return shortened(text)


def shortened(text: str) -> str:
    """A label that fits a button, cut between words."""
    text = capital(" ".join(text.split()))
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"
