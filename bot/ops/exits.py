"""The exit codes of every `evbot` command, so that a supervisor can tell one end from another.

The README's table is proven equal to this by a test. Nothing here is ever renumbered.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    """Done, refusals to questions included; for `evbot run`, stopped because it was asked to."""
    UNWELL = 1
    """`evbot health` or `evbot doctor` found something that is not as it should be, and said what to do."""
    USAGE = 2
    """Bad usage: an unknown option, a bad setting, no token at all."""
    NO_STORE = 3
    """The fact store, or the database of the shared state, can be neither opened nor built."""
    LOGIN = 4
    """Discord or Slack refused a token; the last line says how to get a good one."""
    PLATFORM = 5
    """A platform ended by itself; the others were stopped with it."""
    STOPPED = 6
    """`evbot facts update` changed nothing, because the checks found something in the new figures, and said what."""
    NOT_HAD = 7
    """`evbot facts update` could not have the files of a publisher; what the others gave was taken."""
    INTERRUPTED = 130
    """Ctrl-C ended a command that was not `evbot run`."""
