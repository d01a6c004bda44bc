"""The words with which questions begin, and those with which a question for yes or no begins.

What an opening means for a text is decided in `claims`, `passages` and `predicates`.
"""

from __future__ import annotations

from bot.understand.draft import Draft

LONGEST_OPENING = 7
"""Tokens within which the colon of "seller's question:" or "for an op-ed:" stands."""

QUESTION_STARTS = {
    "is", "was", "are", "were", "did", "does", "do", "has", "have", "had", "can", "could", "will", "would",
    "which", "what", "who", "how", "when", "where", "why", "whose", "in",
}  # fmt: skip

YES_NO_STARTS = {"is", "was", "are", "were", "did", "does", "do", "has", "have", "had"}


def opening_colon(draft: Draft) -> int | None:
    """Where the colon stands behind which the question begins, as after "for my blog:"; None where there is none."""
    near = draft.tokens[: min(LONGEST_OPENING, len(draft.tokens) - 1)]
    return next((index for index, token in enumerate(near) if token.text == ":"), None)
