"""What a text counts: cars built, delivered, sold, registered, or those on the road.

Verbs that mean something else here ("made it", "put on the road", "newly registered") are sorted out first.
"""

from __future__ import annotations

from bot.question import MeasureAsked
from bot.understand.draft import Draft

_BUILDING = {
    "built", "build", "builds", "building", "produced", "produce", "produces", "producing", "production",
    "made", "manufactured", "manufacture", "manufactures", "manufacturing", "assembled", "output",
    "produktion", "gebaut", "produziert", "produit", "produits", "fabrique", "fabricado", "gebouwd",
    "geproduceerd", "bygget", "prodotte", "produzidos", "lines", "line", "rolled", "turned", "churned",
    "factory", "factories", "plant",
}  # fmt: skip
MEASURES = ("built", "delivered", "registered", "sold")


def measure_of(draft: Draft) -> MeasureAsked | None:
    """The measure that is said, or None where none is."""
    said = list(draft.measures)
    words = {token.text for token in draft.tokens}
    texts = [token.text for token in draft.tokens]
    asks = min((texts.index(word) for word in ("did", "does", "has") if word in texts), default=len(texts))
    if "make" in texts[asks:] and "make" not in texts[:asks]:
        return MeasureAsked.BUILT
    if {"left", "leave", "leaves", "out"} & words and {"factory", "factories", "plant"} & words:
        return MeasureAsked.BUILT
    builds = _BUILDING & words
    if not {"off", "rolled", "production", "assembly", "factory"} & words:
        builds -= {"line", "lines"}
    if (
        builds == {"made"}
        and set(texts[texts.index("made") + 1 :][:1]) & {"the", "it", "up", "a"}
        and "by" not in words
    ):
        builds = set()
    assembled = "put together" in draft.text.lower() and max(len(draft.places), len(draft.subjects)) < 2
    if "built" in said and not builds and not assembled:
        said = [word for word in said if word != "built"]
    if "stock" in said and {"put", "puts", "putting", "neu", "newly"} & words:
        said = [word for word in said if word != "stock"] or ["registered"]
    if "exists" in said and {"neu", "new", "newly"} & words:
        return MeasureAsked.REGISTERED
    if "exists" in said:
        said = [word for word in said if word != "exists"]
        if not said or set(said) <= {"stock"}:
            return MeasureAsked.STOCK
    if not said and _are_had(draft, texts):
        return MeasureAsked.STOCK
    if "stock" in said and "registered" in said and draft.has("when", "reach", "morethan"):
        return MeasureAsked.REGISTERED
    if "stock" in said and not set(said) & {"sold", "delivered", "built"}:
        return MeasureAsked.STOCK
    for word in ("built", "delivered"):
        if word in said:
            return MeasureAsked(word)
    if "sold" in said and "registered" in said:
        return MeasureAsked.SOLD
    for word in ("registered", "sold"):
        if word in said:
            return MeasureAsked(word)
    return None


def _are_had(draft: Draft, texts: list[str]) -> bool:
    """ "How many EVs does Norway have", "has Norway got": those that are in a country, not those of one year."""
    if not draft.has("count") or draft.subjects or draft.numbers or draft.shares:
        return False
    for span in draft.spans:
        before, after = texts[: span.first][-1:], texts[span.last + 1 :][:1]
        had = (before in (["does"], ["did"]) and after == ["have"]) or (before == ["has"] and after == ["got"])
        if had and span.has("region"):
            return True
    return False
