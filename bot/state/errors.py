"""What can go wrong with the shared state. The tree:

StateError               the state cannot be opened or used as asked; the message says what failed and what to do
├── StateAwayError       the database cannot be reached or written now; the same call may do later
└── StateClashError      somebody else changed the same settings meanwhile; read them again

No message holds a password. Looking for what callers do about `StateAwayError`? See `bot.state.resilient`.
"""

from __future__ import annotations


class StateError(Exception):
    """The state cannot be opened or used as asked; the message says what failed and what to do."""


class StateAwayError(StateError):
    """The database cannot be reached, read or written at the moment."""


class StateClashError(StateError):
    """What was to be changed has been changed by somebody else since it was read."""
