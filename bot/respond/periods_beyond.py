"""The periods of one series beyond a number: "in which years did Sweden register more than 60,000?".

It takes the points of a line that `trends` has cut, counts or shares, and keeps those that pass. A gap is none of them,
and is named.
"""

from __future__ import annotations

from bot.answer import Answer, Status
from bot.question import Question, Relation
from bot.respond import wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.telling import Telling
from bot.respond.verdicts import is_beyond
from facts import Period


def tell(
    desk: Desk, telling: Telling, question: Question, what: str, points: list[tuple[Period, float | None]]
) -> Answer:
    """Give a telling that has the rows of the whole line its headline, and leave the rows that pass.

    `what` is what is counted, with its place: "registrations of plug-in hybrids in Sweden".
    """
    quantity = question.quantity
    assert quantity is not None
    known = [(period, value) for period, value in points if value is not None]
    kept = [period for period, value in known if is_beyond(quantity, value)]
    keys = {period.key for period in kept}
    telling.rows = [row for row in telling.rows if row.id in keys]
    number = desk.percent if telling.unit == "percent" else desk.number
    beyond = {Relation.MORE: "above", Relation.LESS: "below"}.get(quantity.relation, "between")
    limit = number(quantity.value) + (f" and {number(quantity.most)}" if beyond == "between" else "")
    unit = question.breakdown or "year"
    among = f"{desk.number(len(kept))} of {wording.how_many(len(known), unit, f'{unit}s', desk.locale)}"
    names = f": {wording.english_list([period.label for period in kept])}" if kept else ""
    telling.say(f"{what} were {beyond} {limit} in {among}{names}.")
    if question.together:
        telling.value, telling.unit = float(len(kept)), None
    gaps = [period.label for period, value in points if value is None]
    if gaps:
        telling.note(f"No figure for {wording.with_others(gaps)}: a gap is not a zero.", weight=Weight.MISSING)
    return telling.answer(Status.PARTIAL if gaps else Status.ANSWERED)
