"""Whether a term is to be explained: "what is a PHEV?", "what does BEV mean?", "BEV or PHEV: the difference?".

Only where nothing is named that figures could be found by: no car, place or time.
"""

from __future__ import annotations

from bot.understand.draft import Draft

_OPENINGS = (
    ("what", "is", "a"), ("what", "is", "an"), ("what", "s", "a"), ("what", "s", "an"), ("what", "are"),
    ("what", "counts", "as"), ("what", "is"),
    ("what", "do", "you", "mean", "by"), ("what", "is", "meant", "by"), ("explain",),
    ("define",), ("definition", "of"), ("meaning", "of"), ("difference", "between"), ("whats", "a"), ("whats", "an"),
    ("was", "ist", "ein"), ("was", "ist", "eine"), ("was", "sind"), ("unterschied", "zwischen"),
    ("qu", "est", "ce", "qu"), ("difference", "entre"), ("que", "es", "un"), ("diferencia", "entre"),
    ("wat", "is", "een"), ("cos", "e", "un"), ("o", "que", "e", "um"), ("hva", "er", "en"), ("vad", "ar", "en"),
    ("hvad", "er", "en"),
)  # fmt: skip
_ASKS_WHETHER = frozenset({"does", "do", "is", "are"})
_INCLUDES = frozenset({"include", "includes", "included"})
_DIFFERENCE = frozenset({"difference", "unterschied", "diferencia"})
_ENDINGS = frozenset({
    "mean", "means", "stand", "stands", "meaning", "definition", "bedeutet", "heisst", "signifie", "significa",
    "betekent", "betyr", "betyder",
})  # fmt: skip
_MEASURES = {"sold": "sales", "registered": "registrations", "delivered": "deliveries", "built": "production"}


def terms_asked(draft: Draft) -> tuple[str, ...]:
    """The terms to be explained, in the order of the text; empty where something else is asked."""
    if draft.subjects or draft.places or draft.times or draft.numbers or draft.ambiguous or draft.below:
        return ()
    texts = [token.text for token in draft.tokens if not token.is_sign]
    if texts[:1] and texts[0] in _ASKS_WHETHER and _INCLUDES & set(texts) and not draft.measures:
        return _terms(draft)[:1]
    opened = next((words for words in _OPENINGS if _holds(texts, words)), ())
    if not opened and not _ENDINGS & set(texts[1:]):
        return ()
    explained = {*opened, *_ENDINGS}
    if draft.topics or draft.qualifiers or any(draft.tokens[at].text not in explained for at in draft.leftovers):
        return ()
    terms = _terms(draft)
    return terms if len(terms) == 1 or _DIFFERENCE & set(texts) else ()


def _terms(draft: Draft) -> tuple[str, ...]:
    found: list[str] = []
    for span in draft.spans:
        found += span.values("powertrain")[:1]
        found += [_MEASURES.get(value, value) for value in span.values("measure")[:1]]
        found += ["share"] if span.has("sharecue", "share") else []
    both = ["BEV", "PHEV"]  # "BEV and PHEV" is one name for cars with a plug
    return tuple(dict.fromkeys(term for each in found for term in (both if each == "PLUGIN" else [each])))


def _holds(texts: list[str], words: tuple[str, ...]) -> bool:
    return any(tuple(texts[at : at + len(words)]) == words for at in range(len(texts)))
