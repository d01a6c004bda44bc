"""Names that stand for several things: asking back, with the whole question for each of them."""

from __future__ import annotations

from dataclasses import replace

from bot.question import (
    Choice,
    Intent,
    Origin,
    Refusal,
    RefusalKind,
    Subject,
    SubjectKind,
)
from bot.understand.draft import Draft
from bot.understand.intents import figure_intent
from bot.understand.slots import Slots, base_question
from facts.catalogue import Catalogue


def ambiguous_name(draft: Draft, slots: Slots, catalogue: Catalogue) -> Refusal:
    """Ask back which of several things a name means; each choice is the same question with the full name in it."""
    ident, span = draft.ambiguous[0]
    ambiguity = catalogue.ambiguities[ident]
    start, end = draft.tokens[span.first].start, draft.tokens[span.last].end
    choices = []
    for meaning in ambiguity.means:
        name = _name(meaning, catalogue)
        choices.append(Choice(name, f"{draft.text[:start]}{name}{draft.text[end:]}"))
    question = base_question(draft, slots, Intent.COUNT)
    subjects = [
        Subject(meaning, SubjectKind.MODEL, Origin.INFERRED)
        for meaning in ambiguity.means
        if meaning in catalogue.models
    ]
    others = tuple(
        subject for subject in draft.subjects if all(subject.id != meaning.split("/")[0] for meaning in ambiguity.means)
    )
    if subjects:
        read = figure_intent(draft, replace(slots, subjects=(subjects[0], *others)))
        question = replace(read, subjects=tuple(subjects), others=others, text=draft.text)
    return Refusal(
        RefusalKind.AMBIGUOUS, draft.text, "name", draft.said(span), choices=tuple(choices), question=question
    )


def _name(ident: str, catalogue: Catalogue) -> str:
    return catalogue.places[ident].name if ident in catalogue.places else catalogue.display_name(ident)
