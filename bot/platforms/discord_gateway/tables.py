"""A table narrow enough for a phone: long labels are shortened, numbers never; what stays too wide becomes lines.

A fence that is wider than the screen breaks its lines and is no table any more. Escaping is `markup`'s.
"""

from __future__ import annotations

from dataclasses import replace

from bot.document import Table, table_lines
from bot.platforms.discord_gateway.markup import escaped, fence
from bot.platforms.discord_gateway.splitting import SMALL
from bot.platforms.limits import Discord

SHORTEST_LABEL = 14
"""Characters that a label keeps when it is shortened; with fewer nobody knows any more what it says."""
_GAP = 2


def table_text(table: Table, rows: int | None = None) -> str:
    """The table in Discord's markup with at most so many rows, and how many more there are."""
    shown = _on_single_lines(table if rows is None else _first_rows(table, rows))
    narrow = _narrowed(shown)
    return _listed(shown) if narrow is None else fence(table_lines(narrow))


def _first_rows(table: Table, rows: int) -> Table:
    return replace(table, rows=table.rows[:rows], more=table.more + len(table.rows[rows:]))


def _on_single_lines(table: Table) -> Table:
    rows = tuple(tuple(" ".join(cell.split()) for cell in row) for row in table.rows)
    return replace(table, columns=tuple(" ".join(name.split()) for name in table.columns), rows=rows)


def _narrowed(table: Table) -> Table | None:
    """The table with its labels shortened until it fits, the longest first; None where that is not enough."""
    columns = list(zip(table.columns, *table.rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    labels = range(len(columns) - table.numeric)
    excess = sum(widths) + _GAP * (len(widths) - 1) - Discord.TABLE_WIDTH
    while excess > 0:
        widest = max(labels, key=lambda index: widths[index], default=None)
        if widest is None or widths[widest] <= SHORTEST_LABEL:
            return None
        widths[widest] -= 1
        excess -= 1
    for index in labels:
        columns[index] = tuple(_shortened(cell, widths[index]) for cell in columns[index])
    names, *rows = zip(*columns, strict=True)
    return replace(table, columns=names, rows=tuple(rows))


def _shortened(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1].rstrip()}…"


def _listed(table: Table) -> str:
    lines = [" · ".join(escaped(cell) for cell in row if cell) for row in table.rows]
    heading = " · ".join(escaped(name) for name in table.columns if name)
    return "\n".join([f"{SMALL}{heading}", *lines, *([f"… and {table.more} more"] if table.more else [])])
