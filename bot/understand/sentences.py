"""Texts of several sentences: where the question begins, and what the sentences before it may lend to it.

"My colleague says nobody in Norway buys petrol cars. How many electric cars were sold there in 2022?" asks about
Norway, not about petrol: places, subjects and times are lent where the question has none of its own, other words never.
"""

from __future__ import annotations

from bot.question import SubjectKind
from bot.understand.draft import Draft
from bot.understand.spans import Span
from bot.understand.tokens import Token

ENDS = {".", "!", "?", ";", ":"}
ABBREVIATIONS = {
    "no", "nr", "approx", "ca", "vs", "e", "g", "i", "incl", "excl", "mr", "mrs", "dr", "st", "mio", "mill",
}  # fmt: skip
JOINING = {"vs", "versus", "and", "or", "in", "against", "compared", "family", "buzz"}
"""Words that go on after a name with a sign at its end: "e-up! vs Zoe"."""
ASKING = {
    "count", "when", "rank", "versus", "average", "difference", "growth", "list", "coverage", "source", "why",
    "record", "check", "chart",
}  # fmt: skip

QUESTION_WORDS = {"how", "when", "which", "what", "who", "whats", "hows", "where"}
TELLING = {"told", "tells", "said", "says", "reckons", "swears", "insists", "claims", "heard", "read"}
AFTER_TELLING = {"me", "us", "him", "her", "them", "that", ",", ":"}
TELLERS = {
    "i", "my", "me", "im", "ive", "we", "our", "he", "she", "his", "her", "guy", "bloke", "someone", "somebody",
    "friend", "mate", "colleague", "neighbour", "neighbor", "boss", "brother", "sister", "mum", "dad", "uncle", "aunt",
    "cousin", "here", "wife", "husband", "son", "daughter",
}  # fmt: skip
POINTING = {"this", "that", "these", "those", "the"}
SHORTEST_STORY = 3
CLOSINGS = frozenset({"regards", "sincerely", "greetings", "cheers", "yours", "wishes", "respectfully", "faithfully"})
"""What stands before the name under a letter."""
BEFORE_CLOSINGS = frozenset(
    {"kind", "kindest", "best", "warm", "warmest", "many", "with", "yours", "very", "all", "my", "thanks", "and"}
)
AFTER_CLOSINGS = frozenset({"sincerely", "faithfully", "truly", "respectfully", "from", "to", "you", "all"})
IN_NO_NAME = frozenset({"and", "or", "in", "for", "of", "the", "vs", "how", "what", "but", "also", "then", "not"})
LONGEST_SIGNATURE = 5
"""Words of a name below a letter: "Prof. Dr. Anna Maria Wimmer"."""


def question_start(tokens: list[Token], spans: list[Span]) -> int:
    """The index of the first token of the sentence that asks; 0 where there is only one or none clearly asks."""
    starts = [0]
    for index, token in enumerate(tokens[:-1]):
        if token.is_sign and token.text in ENDS and tokens[index + 1].spaced:
            named = token.text == ":" and any(
                span.last < index and (span.is_name or span.time is not None or span.has("cue", "check"))
                for span in spans
            )
            abbreviated = token.text == "." and index > 0 and tokens[index - 1].text in ABBREVIATIONS
            joined = tokens[index + 1].text in JOINING and any(
                span.last == index - 1 and span.is_name for span in spans
            )
            if joined or any(span.first <= index <= span.last and span.is_name for span in spans):
                continue
            if abbreviated or (token.text == ":" and (named or index - starts[-1] < 4)):
                continue
            starts.append(index + 1)
    if len(starts) < 2:
        return 0
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(tokens)
        inside = [span for span in spans if start <= span.first < end]
        asks = any(token.text == "?" for token in tokens[start:end])
        if asks or any(span.has("cue", cue) for span in inside for cue in ASKING - {"growth", "rank", "check"}):
            return start
    return 0


def unsigned(tokens: list[Token], text: str) -> list[Token]:
    """The tokens without the regards and the name below a letter: whoever is called Wagner or Austin asks for neither.

    Regards begin a line or a sentence of their own, and a name without any number ends the text.
    """
    for index, token in enumerate(tokens):
        if token.text not in CLOSINGS:
            continue
        begin, after = index, index + 1
        while begin and tokens[begin - 1].text in BEFORE_CLOSINGS:
            begin -= 1
        while after < len(tokens) and tokens[after].text in AFTER_CLOSINGS:
            after += 1
        name = [other for other in tokens[after:] if not other.is_sign]
        before = tokens[begin - 1] if begin else None
        apart = before is not None and (before.text in ENDS or "\n" in text[before.end : tokens[begin].start])
        signs = {other.text for other in tokens[after:] if other.is_sign} <= {",", ".", "-", "(", ")", "!"}
        named = all(other.kind == "word" and other.text not in IN_NO_NAME for other in name)
        if apart and signs and named and len(name) <= LONGEST_SIGNATURE:
            return tokens[:begin]
    return tokens


def after_story(tokens: list[Token], spans: list[Span]) -> int:
    """Where the question begins after a story that somebody tells of themselves; 0 where nobody does.

    "My mum drives one down in Melbourne, how many of those were sold in Australia?", "a guy at the charger told me
    that over nine in ten new cars in Norway were electric": what stands before only says how the asker comes to ask.
    """
    told = [index for index, token in enumerate(tokens) if token.text in TELLING]
    for index in told:
        after = index + 1
        while after < len(tokens) and tokens[after].text in AFTER_TELLING:
            after += 1
        if _is_story(tokens[:after]) and any(span.first >= after and span.has("cue", "check") for span in spans):
            return after
    for span in spans:
        if tokens[span.first].text in QUESTION_WORDS and any(span.has("cue", cue) for cue in ASKING):
            return span.first if _is_story(tokens[: span.first]) else 0
    signs = [index for index, token in enumerate(tokens) if token.text in (":", "-", "–") and token.is_sign]
    return next((index + 1 for index in signs if _is_story(tokens[:index])), 0)


def _is_story(tokens: list[Token]) -> bool:
    words = [token.text for token in tokens if not token.is_sign]
    return len(words) >= SHORTEST_STORY and not TELLERS.isdisjoint(words)


def lend(asked: Draft, whole: Draft) -> Draft:
    """Fill what the question leaves open from what was said before it."""
    _mean_the_model(asked, whole)
    lent = not asked.subjects and not asked.ambiguous and not asked.powertrains
    if lent:
        beside = {index for span in whole.subject_spans for index in range(span.first - 1, span.last + 3)}
        asked.leftovers = sorted({*asked.leftovers, *(index for index in whole.leftovers if index in beside)})
    if not asked.subjects and not asked.ambiguous and not asked.powertrains:
        asked.subjects, asked.subject_spans, asked.ambiguous = whole.subjects, whole.subject_spans, whole.ambiguous
    if not asked.places and not asked.below:
        asked.places, asked.below = whole.places, whole.below
    if not asked.vehicles and not asked.subjects:
        asked.vehicles = whole.vehicles
    if not asked.times or all(read.relative == "that" for read in asked.times):
        asked.times = [read for read in whole.times if not read.relative]
    return asked


def _mean_the_model(asked: Draft, whole: Draft) -> None:
    """ "Mum drives a ZS EV. How many of those MGs were sold?": the maker stands for the model that was named."""
    if [subject.kind for subject in asked.subjects] != [SubjectKind.BRAND]:
        return
    span = asked.subject_spans[0]
    pointed = span.first > 0 and asked.tokens[span.first - 1].text in POINTING
    models = [
        (subject, where)
        for subject, where in zip(whole.subjects, whole.subject_spans, strict=True)
        if subject.kind is SubjectKind.MODEL and subject.id.split("/")[0] == asked.subjects[0].id
    ]
    if pointed and len(models) == 1 and models[0][1].last < span.first:
        asked.subjects, asked.subject_spans = [models[0][0]], [models[0][1]]
