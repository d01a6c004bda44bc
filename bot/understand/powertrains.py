"""Which kinds of drive a text asks for, where several words for them stand together.

"EVs" beside "BEVs" says the same once more; "EVs" beside "plug-in hybrids" means the others; beside petrol and diesel,
all cars are meant unless they are held against each other.
"""

from __future__ import annotations

from bot.understand.draft import Draft
from facts import Powertrain


def powertrains_of(draft: Draft) -> tuple[tuple[Powertrain, ...], bool]:
    """The kinds of drive that are said, and whether plug-in hybrids are counted among the electric cars."""
    said = list(dict.fromkeys(draft.powertrains))
    plugin = "PLUGIN" in said
    read = list(dict.fromkeys("EV" if word == "PLUGIN" else word for word in said))
    if "ALL" in read and not draft.shares and not draft.has("bypowertrain"):
        said_apart = [word for word in read if word != "ALL"]
        exact = draft.text.lower()
        if not said_apart or any(
            word in exact
            for word in ("any kind", "all fuels", "every fuel", "any fuel", "whatever", "included", "of any type")
        ):
            read = ["ALL"]
        else:
            read = [word for word in read if word != "ALL"]
    if draft.shares and set(said) == {"BEV", "PHEV"} and len(draft.powertrains) > 2:
        return (Powertrain(draft.powertrains[-1]), Powertrain.EV), True
    if set(read) == {"BEV", "PHEV"} and draft.has("together") and not draft.shares:
        read, plugin = ["EV"], True
    if draft.shares and {"EV", "BEV"} <= set(read) and not _is_whole(draft):
        read = [word for word in read if word != "EV"]
    if (
        {"EV", "PHEV"} <= set(read)
        and "BEV" not in read
        and not plugin
        and draft.has("versus", "or", "than", "outsell")
    ):
        read = ["BEV" if word == "EV" else word for word in read]  # held against plug-in hybrids, EVs are the others
    if not draft.shares:
        if "BEV" in read and "EV" in read and not draft.has("versus", "or", "than"):
            read = ["EV"] if plugin else [word for word in read if word != "EV"]
        if "EV" in read and {"BEV", "PHEV"} & set(read) and not plugin:
            read = [word for word in read if word != "EV"]
        if (
            {"EV", "BEV"} & set(read)
            and {"PETROL", "DIESEL", "ICE"} & set(read)
            and not draft.has("versus", "or", "than", "outsell", "each", "reach")
        ):
            read = ["ALL"]
        if "EV" in read and "PHEV" in read and plugin and not draft.has("versus", "or", "than"):
            read = ["EV"]
        if plugin and read == ["EV"] and draft.has("each") and {"bev", "bevs"} & {token.text for token in draft.tokens}:
            read, plugin = ["BEV", "PHEV"], False
    return tuple(Powertrain(word) for word in read), plugin


def _is_whole(draft: Draft) -> bool:
    """Whether "EVs" is what the share is taken of: "of all EVs", "among electric cars"."""
    for span in draft.spans:
        if span.has("powertrain", "EV") or span.has("powertrain", "PLUGIN"):
            before = {token.text for token in draft.tokens[max(0, span.first - 3) : span.first]}
            if before & {"of", "among", "amongst", "out", "within"}:
                return True
    return False


def is_complement(draft: Draft) -> bool:
    """ "not battery electric", "non-electric": everything but."""
    for span in draft.spans:
        if span.has("powertrain") and span.first > 0:
            before = draft.tokens[span.first - 1]
            earlier = draft.tokens[span.first - 2].text if span.first > 1 else ""
            if before.text in ("not", "non") or (before.text == "-" and earlier == "non"):
                return True
    return False
