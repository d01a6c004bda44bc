"""What lies beyond a number in a ranking: "which countries had a share above 20 %", "how many models sold over 10,000".

It takes a table that `ranking` or `region_ranks` has found and keeps the rows that pass; what a source does not list is
never said to lie below.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer import Answer, Row, Status
from bot.question import Quantity, Question, Relation
from bot.respond import wording
from bot.respond.caveats import Weight
from bot.respond.desk import Desk
from bot.respond.rank_tables import COVERED
from bot.respond.telling import Telling
from bot.respond.verdicts import is_beyond
from facts import Period, Precision
from facts.model import Unit
from facts.store import Ranked, RankTable

MOST_ROWS = 60
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Listed:
    """How the rows of a table are spoken of."""

    one: str
    """A row: "country", "electric-car brand"."""
    several: str
    what: str
    """What is counted or shared: "electric cars"."""
    where: str = ""
    """The place, where all rows have the same."""


def can_tell(question: Question, table: RankTable) -> bool:
    """Whether the table can tell: a sum of some countries is a lower bound, which lies below nothing for certain."""
    return (
        question.quantity is None
        or question.quantity.relation is Relation.MORE
        or not (table.listed_only or table.publisher == COVERED)
    )


def passing(quantity: Quantity, rows: tuple[Ranked, ...], months: int | None) -> tuple[Ranked, ...]:
    """The rows beyond the number; one that lacks months may be more than it shows, never less."""
    whole = quantity.relation is Relation.MORE or months is None
    return tuple(row for row in rows if is_beyond(quantity, row.value) and (whole or row.months >= (months or 0)))


def tell(
    desk: Desk, telling: Telling, question: Question, table: RankTable, period: Period, listed: Listed, rows: list[Row]
) -> Answer:
    """Give the telling its headline, rows and value; `rows` are those of the whole table, in its order."""
    by_subject = bool(listed.where)
    whole_only = table.unit is Unit.VEHICLES and not by_subject
    kept = table.rows
    if question.quantity is not None:
        kept = passing(question.quantity, table.rows, period.months if whole_only else None)
    names = {row.subject if by_subject else row.region for row in kept}
    shown = [row for row in rows if row.id in names]
    rounded = {row.subject if by_subject else row.region for row in kept if row.precision is not Precision.EXACT}
    if question.together:
        telling.value, telling.unit = float(len(kept)), None
    telling.say(_headline(desk, question, table, period, listed, shown, rounded))
    telling.table((wording.capital(listed.one), str(table.unit)), shown[:MOST_ROWS])
    for row in kept[:MOST_NAMED]:
        telling.cite_number(row.source)
    if not kept:
        telling.cite_number(table.rows[0].source)
    if len(shown) > MOST_ROWS:
        telling.note(f"The first {MOST_ROWS} are shown.", weight=Weight.COVERAGE)
    if not whole_only and period.months and any(row.months < period.months for row in kept):
        telling.note("Not all of them have a figure in every month: such a month may be nothing or unknown.")
    if table.listed_only:
        telling.note("The source lists only some: what is not listed is not counted here.", weight=Weight.MISSING)
    return telling.answer(Status.PARTIAL if table.listed_only else Status.ANSWERED)


def _headline(
    desk: Desk,
    question: Question,
    table: RankTable,
    period: Period,
    listed: Listed,
    shown: list[Row],
    rounded: set[str],
) -> str:
    every = wording.how_many(len(table.rows), listed.one, listed.several, desk.locale)
    where = f"{listed.where} {wording.in_period(period)}".strip()
    if question.quantity is None:
        of_what = f" of {listed.what}" if listed.what else ""
        return f"{every}{of_what} were {wording.verb(table.measure)} {where}, as far as the source lists them."
    of = f"of the {every} with figures"
    condition = _condition(desk, question, table, listed)
    if not shown:
        first = table.rows[0]
        best = desk.name(first.subject) if listed.where else desk.region(first.region)
        return f"none {of} had {condition} {where}: {best} had {_number(desk, table, first.value)}."
    named = [
        f"{row.label} ({'about ' if row.id in rounded else ''}{_number(desk, table, row.value or 0.0)})"
        for row in shown[:MOST_NAMED]
    ]
    more = len(shown) - MOST_NAMED
    names = ", ".join(named) + f" and {more} more" if more > 0 else wording.english_list(named)
    return f"{desk.number(len(shown))} {of} had {condition} {where}: {names}."


def _condition(desk: Desk, question: Question, table: RankTable, listed: Listed) -> str:
    quantity = question.quantity
    assert quantity is not None
    number, most = _number(desk, table, quantity.value), _number(desk, table, quantity.most)
    if table.unit is Unit.PERCENT:
        beyond = {Relation.MORE: f"above {number}", Relation.LESS: f"below {number}"}
        said = beyond.get(quantity.relation, f"between {number} and {most}")
        return f"a share of {listed.what} {said}"
    beyond = {Relation.MORE: f"more than {number}", Relation.LESS: f"fewer than {number}"}
    said = beyond.get(quantity.relation, f"between {number} and {most}")
    return f"{said} {listed.what} {wording.verb(table.measure)}".replace("  ", " ")


def _number(desk: Desk, table: RankTable, value: float) -> str:
    return desk.percent(value) if table.unit is Unit.PERCENT else desk.number(value)
