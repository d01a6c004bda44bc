"""Cells of a CSV file that no spreadsheet takes for a formula, whoever wrote the words in them.

Whatever leaves the bot as CSV goes through here; how the file is laid out is the business of who writes it.
"""

from __future__ import annotations

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula; a spreadsheet of East Asia takes the full-width forms for the same."""
BREAKS = ("\t", "\r", "\n")
"""What some spreadsheets leave out at the beginning of a cell before they look for a sign, or split cells at."""
_UNSEEN = " \u00a0\u3000\u200b\ufeff\x00"


def harmless(text: str) -> str:
    """The text as it is; with an apostrophe before it, which spreadsheets hide, where it might be run."""
    return f"'{text}" if text.startswith(BREAKS) or text.lstrip(_UNSEEN).startswith((*SIGNS, *BREAKS)) else text
