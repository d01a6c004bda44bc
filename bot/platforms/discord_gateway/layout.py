"""A Page as what discord.py sends: a layout of version 2 components, and files fresh for every attempt.

A layout is stopped before it goes anywhere: discord.py keeps nothing of a stopped one, and every press comes to
`EvClient.on_interaction`, on any replica and after any restart.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.platforms.discord_gateway.markup import one_line
from bot.platforms.discord_gateway.pages import ChannelSelect
from bot.platforms.limits import Discord

if TYPE_CHECKING:
    from bot.platforms.attachments import Attachment
    from bot.platforms.discord_gateway.pages import Button, Page, Select

NOBODY = discord.AllowedMentions.none()
PICTURES = (".png",)
WITH_MESSAGES = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
)
"""Kinds of channel in which somebody can ask."""


def view_of(page: Page) -> ui.LayoutView:
    """The components of a message."""
    view = ui.LayoutView(timeout=None)
    view.add_item(_container(page))
    for select in page.selects:
        view.add_item(_channels_row(select) if isinstance(select, ChannelSelect) else _select_row(select))
    if page.buttons:
        view.add_item(_button_row(page.buttons))
    view.stop()
    return view


def files_of(page: Page) -> list[discord.File]:
    """Fresh file objects each time: one that was sent cannot be sent again."""
    return [discord.File(BytesIO(file.content), file.name, description=_described(file)) for file in page.files]


def sending(page: Page) -> dict[str, Any]:
    """The arguments that show a page as a new message, whoever sends it: a channel, an interaction or a webhook."""
    files: dict[str, Any] = {"files": files_of(page)} if page.files else {}
    return {"view": view_of(page), "allowed_mentions": NOBODY, **files}


def editing(page: Page) -> dict[str, Any]:
    """The arguments that make an existing message of ours show a page instead."""
    return {"view": view_of(page), "allowed_mentions": NOBODY, "attachments": files_of(page)}


def _container(page: Page) -> ui.Container[ui.LayoutView]:
    box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=int(page.accent))
    for text in page.texts:
        box.add_item(ui.TextDisplay(text))
    for entry in page.entries:
        box.add_item(ui.TextDisplay(entry.text))
        box.add_item(_button_row(entry.buttons))
    for file in page.files:
        box.add_item(_shown(file))
    for text in page.small_print:
        box.add_item(ui.TextDisplay(text))
    return box


def _shown(file: Attachment) -> ui.Item[ui.LayoutView]:
    place = f"attachment://{file.name}"
    if not file.name.endswith(PICTURES):
        return ui.File(place)
    return ui.MediaGallery(discord.MediaGalleryItem(place, description=_described(file)))


def _described(file: Attachment) -> str | None:
    return one_line(file.description, Discord.FILE_DESCRIPTION) or None


def _button_row(buttons: tuple[Button, ...]) -> ui.ActionRow[ui.LayoutView]:
    return ui.ActionRow(*(ui.Button(label=button.label, custom_id=button.custom_id) for button in buttons))


def _select_row(select: Select) -> ui.ActionRow[ui.LayoutView]:
    options = [
        discord.SelectOption(label=option.label, value=option.custom_id, default=option.custom_id == select.chosen)
        for option in select.options
    ]
    menu: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=select.custom_id, placeholder=select.placeholder, options=options
    )
    return ui.ActionRow(menu)


def _channels_row(select: ChannelSelect) -> ui.ActionRow[ui.LayoutView]:
    menu: ui.ChannelSelect[ui.LayoutView] = ui.ChannelSelect(
        custom_id=select.custom_id,
        placeholder=select.placeholder,
        min_values=0,
        max_values=Discord.OPTIONS,
        channel_types=list(WITH_MESSAGES),
        default_values=[discord.SelectDefaultValue.from_channel(discord.Object(channel)) for channel in select.chosen],
    )
    return ui.ActionRow(menu)
