"""What each platform takes at most, in one place: whatever is sent is held against these numbers, and tests prove it.

Lengths are counted in UTF-16 units, the larger of the two ways that clients and servers count. Where the platforms' own
pages and what was seen differ, the lower number stands here. How an answer is made to fit is each platform's business.
"""

from __future__ import annotations

PACKED = 96
"""Characters of a packed question (`bot.compact.LONGEST`); what a platform puts before it must leave room for it."""


class Discord:
    """Messages with components, version 2; docs.discord.com, components/reference, as of August 2026."""

    TEXT = 4_000
    """All text displays of one message together."""
    COMPONENTS = 40
    """Of one message, nested ones counted."""
    CONTENT = 2_000
    """A message without components."""
    CUSTOM_ID = 100
    BUTTON_LABEL = 80
    BUTTONS_A_ROW = 5
    OPTIONS = 25
    """Of one select."""
    OPTION_LABEL = 100
    OPTION_VALUE = 100
    OPTION_DESCRIPTION = 100
    PLACEHOLDER = 150
    CHOICES = 25
    """Of one autocomplete."""
    CHOICE = 100
    """Characters of the name and of the value of a choice of an autocomplete."""
    FILE_DESCRIPTION = 1_024
    """Of a file, and of a picture in a gallery."""
    FILE_BYTES = 10 * 1024 * 1024
    MODAL_TITLE = 45
    TABLE_WIDTH = 40
    """Columns of fixed-width text before a phone breaks the line; seen, not promised."""


class Slack:
    """Block Kit; docs.slack.dev, reference/block-kit, as of August 2026."""

    BLOCKS = 50
    """Of one message."""
    VIEW_BLOCKS = 100
    """Of a modal or of the Home tab."""
    TEXT = 3_900
    """Top-level text of a message; Slack breaks it up past 4,000."""
    SECTION = 3_000
    HEADER = 150
    CONTEXT_ELEMENTS = 10
    TABLE_ROWS = 100
    """Of one table block, the heading among them."""
    TABLE_COLUMNS = 20
    TABLE_CELLS = 10_000
    """Characters of all cells of a message's tables together."""
    ACTION_ELEMENTS = 25
    """Of one block of actions; five are what fits on a phone without folding."""
    BUTTON_TEXT = 75
    BUTTON_VALUE = 2_000
    ACTION_ID = 255
    BLOCK_ID = 255
    OPTIONS = 100
    OPTION_TEXT = 75
    OPTION_VALUE = 150
    PLACEHOLDER = 150
    ALT_TEXT = 2_000
    CHART_TITLE = 50
    CHART_CATEGORIES = 20
    CHART_CATEGORY = 20
    CHART_SERIES = 6
    CHARTS = 2
    """Of one message."""
    METADATA = 3_000
    """Characters of a view's private metadata."""


def size(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)
