"""Charts and rows as files, for the terminal: written where the person says, or beside where they are.

Each function tells in one line what was written, or why nothing was.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.charts import alt_text, file_name, png
from bot.picturing import CSV_NAME, chart_of, csv_of

if TYPE_CHECKING:
    from bot.answer import Answer

NO_CHART = "No chart: the answer has fewer than two figures to hold side by side."
NO_ROWS = "No file: the answer has no rows."


def write_chart(answer: Answer, path: Path | None, locale: str) -> str:
    """Draw an answer's chart into a file, by default a new one in the current folder.

    Raises OSError where the file cannot be written.
    """
    chart = chart_of(answer)
    if chart is None:
        return NO_CHART
    target = path or _free(Path.cwd() / file_name(chart))
    target.write_bytes(png(chart, locale=locale))
    return f"Chart: {target}\n{alt_text(chart, locale=locale)}"


def write_rows(answer: Answer, path: Path | None) -> str:
    """Write an answer's rows as CSV, by default into a new file in the current folder. Raises OSError."""
    text = csv_of(answer)
    if text is None:
        return NO_ROWS
    target = path or _free(Path.cwd() / CSV_NAME)
    target.write_text(text, encoding="utf-8", newline="")
    return f"Rows: {target}"


def _free(path: Path) -> Path:
    """The path, with a number where such a file is there already."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
