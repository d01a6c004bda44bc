"""A table as Slack shows it: a block of its own, or lines of fixed width where the block is refused.

Both show the same rows, and both stay within one block's length: rows past it are counted, never dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.document import Table, table_lines
from bot.platforms.limits import Slack
from bot.platforms.slack_app.pages import clipped, escaped_size

TABLE = "table"
ROOM = Slack.SECTION
_CELL = 300
"""Most of one cell, in a table of few columns."""
_MORE = 60
"""Room for the line that counts the rows left out."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A table with as many rows as fit."""

    table: Table
    lines: tuple[str, ...]
    """It as plain text, the rows left out counted in the last line."""

    more: str = ""
    """The line that counts the rows left out; empty where there are none."""


def cut_table(table: Table) -> Cut:
    """The table with as many rows and columns as one block takes."""
    fitting = _fitting_cells(table)
    rows = min(len(fitting.rows), Slack.TABLE_ROWS - 1)
    lines = table_lines(fitting, rows)
    while rows > 1 and escaped_size("\n".join(lines)) > ROOM:
        rows -= 1
        lines = table_lines(fitting, rows)
    counted = "".join(lines[rows + 1 :])
    return Cut(replace(fitting, rows=fitting.rows[:rows]), tuple(lines), counted)


def table_block(table: Table) -> dict[str, Any]:
    """A table block: the column names bold, numbers to the right."""
    first_number = len(table.columns) - table.numeric
    return {
        "type": TABLE,
        "column_settings": [
            {"align": "right" if index >= first_number else "left", "is_wrapped": index == 0}
            for index in range(len(table.columns))
        ],
        "rows": [
            [_bold_cell(name) for name in table.columns],
            *([{"type": "raw_text", "text": cell or " "} for cell in row] for row in table.rows),
        ],
    }


def fixed_width(text: str) -> dict[str, Any]:
    """A block of lines in fixed width."""
    element = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [element]}


def _fitting_cells(table: Table) -> Table:
    """The table with no more columns than Slack takes, and cells of which two rows always fit."""
    columns = min(len(table.columns), Slack.TABLE_COLUMNS)
    most = min(_CELL, (ROOM - _MORE) // (4 * max(1, columns)) - 2)

    def fitted(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(clipped(" ".join(cell.split()), most) for cell in cells[:columns])

    return replace(
        table,
        columns=fitted(table.columns),
        rows=tuple(fitted(row) for row in table.rows),
        numeric=min(table.numeric, columns),
    )


def _bold_cell(text: str) -> dict[str, Any]:
    element = {"type": "text", "text": text or " ", "style": {"bold": True}}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}
