"""The words with which questions begin, and those with which a question for yes or no begins.

Only tables; what an opening means for a text is decided in `claims`, `passages` and `predicates`.
"""

QUESTION_STARTS = {
    "is", "was", "are", "were", "did", "does", "do", "has", "have", "had", "can", "could", "will", "would",
    "which", "what", "who", "how", "when", "where", "why", "whose", "in",
}  # fmt: skip

YES_NO_STARTS = {"is", "was", "are", "were", "did", "does", "do", "has", "have", "had"}
