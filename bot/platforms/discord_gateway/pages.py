"""One Discord message as a value: texts, files, buttons and choices, before discord.py is asked for anything.

Built by `rendering` and `controls`, turned into what discord.py sends by `layout`. It knows no answer and no client.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.platforms.attachments import Attachment


class Accent(IntEnum):
    """The colour at the edge of a message; it repeats what the words say and never stands for them."""

    FIGURES = 0x00835A
    """The green of our charts."""
    CALM = 0x8B909A
    """No figures: refused, not understood, a choice to make. Grey, because nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press; `custom_id` comes back when it is."""

    label: str
    custom_id: str


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose one thing from; each option's `custom_id` is the value that comes back."""

    custom_id: str
    placeholder: str
    options: tuple[Button, ...]
    chosen: str | None = None
    """The option that is chosen already."""


@dataclass(frozen=True, slots=True)
class ChannelSelect:
    """A list of the server's channels to choose any number of, none included; their ids come back."""

    custom_id: str
    placeholder: str
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a list, with what can be done to it right below."""

    text: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One message."""

    texts: tuple[str, ...] = ()
    """Each a text display of its own, in Discord's markup, none of them blank."""
    small_print: tuple[str, ...] = ()
    """Notes and sources: text displays as well, below the files."""
    accent: Accent = Accent.CALM
    files: tuple[Attachment, ...] = ()
    buttons: tuple[Button, ...] = ()
    selects: tuple[Select | ChannelSelect, ...] = ()
    entries: tuple[Entry, ...] = ()
    """A list below the texts."""

    @property
    def displays(self) -> tuple[str, ...]:
        """All its texts in their order."""
        return (*self.texts, *(entry.text for entry in self.entries), *self.small_print)
