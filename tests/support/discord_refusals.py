"""What Discord refuses of a message, a choice or a dialogue: one sentence naming what is wrong, or None.

The numbers are written out here and not taken from `bot.platforms.limits`: they are Discord's side of the table. What
a route does with a refusal is for `discord_double` and `discord_interactions`.
"""

from __future__ import annotations

from tests.support.discord_payloads import V2, Json, parts_of

ROW, BUTTON, SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = (
    1, 2, 3, 4, 9, 10, 11, 12, 13, 14, 17, 18,
)  # fmt: skip
SELECTS = frozenset({3, 5, 6, 7, 8})
IN_MESSAGE = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
IN_CONTAINER = IN_MESSAGE - {CONTAINER}
LINK = 5
EMPTY = "Cannot send an empty message"
TOO_LARGE = "Request entity too large"
"""The two refusals with codes of their own."""


def refusal(wrong: str) -> tuple[int, Json]:
    """Status and body that Discord answers such a sentence with."""
    if wrong == TOO_LARGE:
        return 413, {"code": 40005, "message": wrong}
    if wrong == EMPTY:
        return 400, {"code": 50006, "message": wrong}
    return 400, {"code": 50035, "message": f"Invalid Form Body: {wrong}"}


def of_message(message: Json) -> str | None:
    """What is wrong with a message as it would then stand."""
    uploaded = frozenset(entry["filename"] for entry in message["attachments"])
    if any(entry["size"] > 10 * 1024 * 1024 for entry in message["attachments"]):
        return TOO_LARGE
    if message["flags"] & V2:
        return _of_layout(message, uploaded)
    content, embeds, components = message["content"], message["embeds"], message["components"]
    if _length(content) > 2_000:
        return "content: Must be 2000 or fewer in length."
    if not (content.strip() or embeds or components or message["attachments"]):
        return EMPTY
    if len(embeds) > 10 or sum(_embed_length(embed) for embed in embeds) > 6_000:
        return "embeds: Embed size exceeds maximum size of 6000"
    if len(components) > 5 or any(part["type"] != ROW for part in components):
        return "components: Value of field 'type' must be one of (1,)."
    return _of_components(components, uploaded)


def of_choices(choices: list[Json]) -> str | None:
    """What is wrong with the choices of an autocomplete."""
    if len(choices) > 25:
        return "choices: Must be 25 or fewer in length."
    for choice in choices:
        if not 1 <= _length(choice["name"]) <= 100:
            return "choices.name: Must be between 1 and 100 in length."
        if isinstance(choice["value"], str) and not 1 <= _length(choice["value"]) <= 100:
            return "choices.value: Must be between 1 and 100 in length."
    return None


def of_dialogue(data: Json) -> str | None:
    """What is wrong with a modal."""
    if not 1 <= _length(data["title"]) <= 45:
        return "title: Must be between 1 and 45 in length."
    if not 1 <= _length(data["custom_id"]) <= 100:
        return "custom_id: Must be between 1 and 100 in length."
    if not 1 <= len(data["components"]) <= 5:
        return "components: Must be between 1 and 5 in length."
    if any(part["type"] not in (ROW, TEXT, LABEL) for part in data["components"]):
        return "components: Value of field 'type' must be one of (1, 10, 18)."
    return _of_components(data["components"], frozenset())


def _of_layout(message: Json, uploaded: frozenset[str]) -> str | None:
    components: list[Json] = message["components"]
    if message["content"] or message["embeds"]:
        return "The 'content' and 'embeds' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    if not components:
        return EMPTY
    parts = list(parts_of(components))
    if len(parts) > 40:
        return "components: The total number of components must be 40 or fewer."
    texts = [part["content"] for part in parts if part["type"] == TEXT]
    if sum(map(_length, texts)) > 4_000:
        return "components: Total displayable text size exceeds maximum size of 4000"
    if any(part["type"] not in IN_MESSAGE for part in components):
        return f"components: Value of field 'type' must be one of {sorted(IN_MESSAGE)}."
    held = [part for holder in components if holder["type"] == CONTAINER for part in holder["components"]]
    if any(part["type"] not in IN_CONTAINER for part in held):
        return f"components.components: Value of field 'type' must be one of {sorted(IN_CONTAINER)}."
    return _of_components(components, uploaded)


def _of_components(components: list[Json], uploaded: frozenset[str]) -> str | None:
    parts = list(parts_of(components))
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    if len(ids) != len(set(ids)):
        return "components: Component custom id cannot be duplicated"
    if any(not 1 <= _length(custom_id) <= 100 for custom_id in ids):
        return "components.custom_id: Must be between 1 and 100 in length."
    wrong = (_of_component(part, uploaded) for part in parts)
    return next((found for found in wrong if found is not None), None)


def _of_component(part: Json, uploaded: frozenset[str]) -> str | None:
    match part["type"]:
        case 1:
            return _of_row(part["components"])
        case 2:
            return _of_button(part)
        case 3:
            return _of_select(part)
        case 8:
            return _of_channel_select(part)
        case 9 if not 1 <= len(part["components"]) <= 3 or "accessory" not in part:
            return "components: A section holds 1 to 3 texts and an accessory."
        case 10 if not part["content"].strip():
            return "components.content: This field is required"
        case 12 if not 1 <= len(part["items"]) <= 10:
            return "components.items: Must be between 1 and 10 in length."
        case 12:
            found = (_of_medium(item["media"], item.get("description"), uploaded) for item in part["items"])
            return next((wrong for wrong in found if wrong is not None), None)
        case 13:
            return _of_medium(part["file"], None, uploaded)
        case 17 if not part["components"]:
            return "components.components: Must be between 1 and 40 in length."
        case 18 if not 1 <= _length(part["label"]) <= 45:
            return "components.label: Must be between 1 and 45 in length."
    return None


def _of_row(held: list[Json]) -> str | None:
    buttons = sum(part["type"] == BUTTON for part in held)
    selects = sum(part["type"] in SELECTS for part in held)
    if not held or buttons + selects + sum(part["type"] == TEXT_INPUT for part in held) != len(held):
        return "components.components: An action row holds buttons or one select."
    if buttons > 5 or selects > 1 or (selects and buttons):
        return "components.components: The specified component exceeds the maximum width"
    return None


def _of_button(part: Json) -> str | None:
    if not part.get("label") and not part.get("emoji"):
        return "components: A button must have a label or an emoji."
    if _length(part.get("label") or "") > 80:
        return "components.label: Must be 80 or fewer in length."
    if (part["style"] == LINK) == ("custom_id" in part):
        return "components: A custom id and url cannot both be specified; one is required."
    return None


def _of_select(part: Json) -> str | None:
    options = part["options"]
    if not 1 <= len(options) <= 25:
        return "components.options: Must be between 1 and 25 in length."
    if _length(part.get("placeholder") or "") > 150:
        return "components.placeholder: Must be 150 or fewer in length."
    if len({option["value"] for option in options}) < len(options):
        return "components.options: The specified option value is already used"
    for option in options:
        for key in ("label", "value", "description"):
            text = option.get(key)
            if (text is not None and not 1 <= _length(text) <= 100) or (text is None and key != "description"):
                return f"components.options.{key}: Must be between 1 and 100 in length."
    return None


def _of_channel_select(part: Json) -> str | None:
    if _length(part.get("placeholder") or "") > 150:
        return "components.placeholder: Must be 150 or fewer in length."
    fewest, most = part.get("min_values", 1), part.get("max_values", 1)
    if not 0 <= fewest <= 25 or not max(1, fewest) <= most <= 25:
        return "components.max_values: int value should be less than or equal to 25."
    defaults = part.get("default_values", [])
    if any(default["type"] != "channel" for default in defaults):
        return "components.default_values.type: Value of field must be one of ('channel',)."
    if defaults and not fewest <= len(defaults) <= most:
        return "components.default_values: Must be between min_values and max_values in length."
    return None


def _of_medium(medium: Json, description: str | None, uploaded: frozenset[str]) -> str | None:
    scheme, _, name = medium["url"].partition("://")
    if scheme == "attachment" and name not in uploaded:
        return f"components: The attachment {name!r} was not uploaded."
    if scheme not in ("attachment", "http", "https"):
        return "components.url: Scheme must be one of ('attachment', 'http', 'https')."
    if _length(description or "") > 1_024:
        return "components.description: Must be 1024 or fewer in length."
    return None


def _embed_length(embed: Json) -> int:
    fields = [field[key] for field in embed.get("fields", []) for key in ("name", "value")]
    footer, author = embed.get("footer", {}).get("text", ""), embed.get("author", {}).get("name", "")
    return sum(map(_length, [embed.get("title") or "", embed.get("description") or "", footer, author, *fields]))


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
