"""What the Home tab and the form look like, and what the fields of the form offer while one types.

Pure; `front` sends them. Fields complete from the core's own names (`Service.complete`), so that whatever is chosen is
understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.platforms.limits import Slack, size
from bot.platforms.slack_app import wording
from bot.platforms.slack_app.pages import clipped
from bot.platforms.slack_app.pieces import pieces, plain_words

if TYPE_CHECKING:
    from bot.answer import Answer

View = dict[str, Any]
FORM = "question_form"
FIELDS = tuple(wording.FORM_FIELDS)
"""The fields that complete; each name is also its block's, its action's and its kind in `Service.complete`."""
WHERE = "where_to"
EXAMPLE = "example:"
OPEN_FORM = "open_form"


def home_view(about: Answer, direct: str) -> View:
    """The Home tab; `direct` is the direct message that pressed examples are answered in, if Slack told it."""
    knows = [plain for piece in pieces(about.document, tables=False) for plain in piece.blocks]
    blocks = [
        {"type": "header", "text": plain_words(wording.HOME_TITLE)},
        {"type": "section", "text": plain_words(wording.HOME_KNOWS)},
        {"type": "header", "text": plain_words(wording.HOME_EXAMPLES)},
        *_examples(),
        {"type": "actions", "elements": [_button(OPEN_FORM, wording.FORM_TITLE, "form")]},
        {"type": "header", "text": plain_words(wording.HOME_FRESHNESS)},
        *knows,
    ]
    return {"type": "home", "blocks": blocks[: Slack.VIEW_BLOCKS]} | _kept(direct)


def form_view(direct: str) -> View:
    """The form; `direct` is kept for an answer that is to go nowhere else."""
    where = {
        "type": "conversations_select",
        "action_id": WHERE,
        "default_to_current_conversation": True,
        "response_url_enabled": True,
    }
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain_words(wording.FORM_TITLE),
        "submit": plain_words(wording.FORM_ASK),
        "close": plain_words(wording.FORM_CLOSE),
        "blocks": [*(_field(kind, *words) for kind, words in wording.FORM_FIELDS.items()), _input(WHERE, where)],
    } | _kept(direct)


def options(found: Iterable[str]) -> list[dict[str, Any]]:
    """What a field offers; a name that is too long for Slack would lose all the others."""
    fitting = [name for name in found if 0 < size(name) <= Slack.OPTION_TEXT]
    return [{"text": plain_words(name), "value": name} for name in fitting[: Slack.OPTIONS]]


def prompts() -> list[dict[str, str]]:
    """What the pane offers to ask."""
    return [{"title": example, "message": example} for example in wording.EXAMPLES]


def _examples() -> list[View]:
    """One example a row: their words are too long to stand beside each other."""
    buttons = [_button(f"{EXAMPLE}{number}", words, words) for number, words in enumerate(wording.EXAMPLES)]
    return [{"type": "actions", "elements": [button]} for button in buttons]


def _field(kind: str, label: str, example: str) -> View:
    element = {
        "type": "external_select",
        "action_id": kind,
        "placeholder": plain_words(example),
        "min_query_length": 0,
    }
    return _input(kind, element, label)


def _input(name: str, element: View, label: str = wording.FORM_WHERE) -> View:
    return {"type": "input", "block_id": name, "optional": True, "label": plain_words(label), "element": element}


def _button(action_id: str, label: str, value: str) -> View:
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain_words(clipped(label, Slack.BUTTON_TEXT)),
        "value": value,
    }


def _kept(direct: str) -> View:
    return {"private_metadata": direct} if direct else {}
