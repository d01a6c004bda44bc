"""Texts that make several claims: where one ends and the next begins, and what each takes over from the one before.

"Tesla delivered 1.81 million cars in 2023, up 38 %. BYD sold 1.57 million." is cut into sentences and clauses, each of
which is read as a claim in a conversation with the claims before it. A text that asks a question is left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeGuard

from bot.memory import Memory, Turn
from bot.question import Bound, Intent, Origin, Question, Refusal, SubjectKind
from bot.understand.openings import QUESTION_STARTS, YES_NO_STARTS
from bot.understand.sentences import ABBREVIATIONS
from bot.understand.tokens import LONGEST_TEXT

MOST_CLAIMS = 12
LONGEST_SENTENCE = 400
"""Characters; what goes on for longer is no sentence that claims something."""
MOST_UNREAD_NAMED = 2
MOST_BARREN = 2
"""Sentences that hold a number or a comparison and yet no claim, after which none is looked for."""
LEAST_WORDS = 2
PREFIX = "check: "
MOST_WORDS_OF_A_TAG = 6
_AROUND = ' -•*·\t"“”«»„'
_BLANKS = re.compile(r"\s{2,}")
"""Taken for one before anything else: patterns that begin with any number of blanks try each of them as the first."""
_SENTENCE = re.compile(r"(?:(?<=[.!?;])|(?<=[.!?][\"”»’)]))\s+|\s*\n+\s*(?:[-•*·]\s+)?")
_CLAUSE = re.compile(r"(?:,\s*|\s+)(?:and|while|whereas|but|although)\s+(?:that\s+)?", re.IGNORECASE)
_CHANGE = re.compile(
    r",?\s+(?P<way>up|down|a (?:rise|gain|jump|drop|fall|decline) of|an increase of)\s+"
    r"(?P<much>\d[\d.,]*\s?(?:%|percent|per cent|pct)[^,.;]*)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\s*(?:(?:fact[\s-]?)?check|verify)(?:\s+(?:this|these|that|please))?\s*[:,–-]\s*", re.IGNORECASE)
_TAG = re.compile(
    r"^(?:is (?:that|this|it|all of (?:that|this)) (?:so|true|right|correct)|(?:true|right|correct)"
    r"(?: or (?:false|not|wrong))?|fact or fiction|yes or no|(?:please )?check)\W*$",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"\s+(?:had |has |have )?(?:rose|risen|fell|fallen|grew|grown|increased|decreased|dropped|declined|climbed|jumped|"
    r"went|gone|slipped|shrank|surged)\s+from\s+(?P<first>\d(?:[^,;]|,(?=\d))*?\s+in\s+[^,;]+?)\s+to\s+"
    r"(?P<second>\d(?:[^,;]|,(?=\d))*?\s+in\s+[^,;]+)",
    re.IGNORECASE,
)
_CHANGE_TO = re.compile(
    r"^(?P<what>[^\d]*?)\s+(?P<way>up|down|rose|fell|grew|dropped|climbed|jumped)(?:\s+by)?\s+"
    r"(?P<much>\d[\d.,]*\s?(?:%|percent|per cent|pct))\s+to\s+(?P<now>\d.*)$",
    re.IGNORECASE,
)
_JOINT = re.compile(r"^(?:and|while|whereas|but|although)\s+(?:that\s+)?", re.IGNORECASE)
_LEADS_ON = re.compile(
    r"\b(?:between|after|before|since|when|than|by|of|for|from|with)\s+(?:the\s+)?\S+$", re.IGNORECASE
)
"""What stands before a conjunction that joins two names or numbers, not two clauses: "between 20,000 and …"."""
_COMPARES = re.compile(
    r"\b(?:outsold|overtook|beat|(?:more|fewer|less|higher|lower|larger)\b[^.;]{0,60}?\bthan|best|most|first|top"
    r"|rose|fell|grew|ahead of|behind|discontinued|launched)\b",
    re.IGNORECASE,
)
_LAST_TAG = re.compile(
    r"(?:\s*[,–—-]\s*|(?<=[\"”»])\s*)"
    r"(?:(?:does|do) (?:that|this|it|they) (?:hold(?: up)?|check out|add up)"
    r"|is (?:that|this|it) (?:so|true|right|correct|accurate)"
    r"|(?:true|right|correct)(?: or (?:false|not|wrong|no))?|yes or no|really)\s*\?*\s*$",
    re.IGNORECASE,
)
_RISES = ("up", "a rise of", "a gain of", "a jump of", "an increase of")
Read = Callable[[str, Memory], Question | Refusal]


def several_claims(text: str, read: Read, *, is_check: bool) -> Question | None:
    """One question that holds every claim of a text, or None where there are fewer than two.

    `read` reads one of them in the light of a memory; `is_check` tells whether a check is asked for in so many words.
    Where it is not, the first claim must be one by itself, so that no list of things is taken for claims.
    """
    plain = _BLANKS.sub(_one_blank, text[:LONGEST_TEXT])
    sentences = _sentences(plain)
    if len(sentences) < 2 and not any(joint.search(plain) for joint in (_CLAUSE, _CHANGE, _FROM_TO)):
        return None
    if sum(len(_pieces(sentence)) for sentence in sentences) < 2:
        return None
    claims: list[Question] = []
    unread: list[str] = []
    memory = Memory()
    for sentence in sentences:
        if len(claims) >= MOST_CLAIMS:
            unread.append(sentence)
            continue
        if _TAG.match(sentence):
            continue
        if _asks(sentence):
            return None
        found, memory = _claims_of(sentence, read, memory, claims)
        if found and not claims and not is_check and not _is_claim(read(found[0].text, Memory())):
            return None
        if not found and sentence.rstrip().endswith("?") and not _is_aside(sentence):
            return None
        claims += found
        if not found:
            unread.append(sentence)
        if not claims and sum(_says_something(barren) for barren in unread) >= MOST_BARREN:
            return None
    if len(claims) < 2:
        return None
    return _joined(text, claims, unread)


def _one_blank(blanks: re.Match[str]) -> str:
    return "\n" if "\n" in blanks[0] else " "


def _sentences(text: str) -> list[str]:
    """The sentences of a text; a full stop after an abbreviation ends none."""
    whole = _LEAD.sub("", text).strip()
    whole = _LAST_TAG.sub("", whole)
    found: list[str] = []
    begin = 0
    for end in _SENTENCE.finditer(whole):
        words = whole[begin : end.start()].rsplit(maxsplit=1)
        last = words[-1].lower() if words else ""
        if last.endswith(".") and (
            last.rstrip(".") in ABBREVIATIONS | {"id"} or (last[:-1].isalpha() and len(last) == 2)
        ):
            continue
        if last.endswith("!") and whole[end.end() : end.end() + 1].islower():
            continue  # "the e-up! was"
        found.append(whole[begin : end.start()])
        begin = end.end()
    said = (sentence.strip(_AROUND) for sentence in (*found, whole[begin:]))
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def _is_aside(sentence: str) -> bool:
    """ "Draft copy, anything wrong?" asks for nothing but a check."""
    return len(sentence.split()) <= MOST_WORDS_OF_A_TAG and not re.search(r"\d", sentence)


def _asks(sentence: str) -> bool:
    """Whether a sentence begins as an open question does."""
    first = re.match(r"\W*(\w+)", sentence)
    return first is not None and first[1].lower() in QUESTION_STARTS - YES_NO_STARTS - {"in"}


def _claims_of(sentence: str, read: Read, memory: Memory, before: list[Question]) -> tuple[list[Question], Memory]:
    """The claims of one sentence, and the memory with them."""
    if len(sentence) > LONGEST_SENTENCE:
        return [], memory
    pieces_of = _pieces(sentence)
    tries = [pieces_of, [sentence]] if 1 < len(pieces_of) <= MOST_CLAIMS else [[sentence]]
    for pieces in tries:
        found: list[Question] = []
        now = memory
        for piece in pieces:
            claim = _claim(piece, read, now, (*before, *found))
            if claim is None:
                break
            found.append(claim)
            focus = tuple(subject.id for subject in claim.subjects if subject.kind is not SubjectKind.MARKET)
            now = now.with_turn(Turn(replace(claim, intent=Intent.CHECK, claims=(claim,)), focus))
        if len(found) == len(pieces):
            return found, now
    return [], memory


def _pieces(sentence: str) -> list[str]:
    """A sentence cut at its conjunctions and at "up 5 %", each piece to be read as a claim."""
    pieces: list[str] = []
    for clause in (part for whole in _clauses(sentence) for part in _from_to(whole)):
        if (now := _CHANGE_TO.search(clause)) is not None:
            verb = "fell" if now["way"].lower() in ("down", "fell", "dropped") else "rose"
            pieces += [f"{now['what']} was {now['now']}", f"and sales {verb} {now['much']}"]
            continue
        change = _CHANGE.search(clause)
        if change is None or not re.search(r"\d", clause[: change.start()].replace("20", "")):
            pieces.append(clause)
            continue
        verb = "rose" if change["way"].lower() in _RISES else "fell"
        pieces += [clause[: change.start()], f"and sales {verb} {change['much']}"]
        rest = clause[change.end() :].strip(" ,.;")
        if len(rest.split()) >= LEAST_WORDS:
            pieces.append(rest)
    return pieces


def _from_to(clause: str) -> list[str]:
    """ "The share rose from 82 % in 2023 to 89 % in 2024" claims two shares."""
    change = _FROM_TO.search(clause)
    if change is None:
        return [clause]
    of_what = clause[: change.start()]
    return [f"{of_what} was {change['first']}", f"{of_what} was {change['second']}"]


def _clauses(sentence: str) -> list[str]:
    """Parts joined by a conjunction, where each says a number or compares."""
    joints = list(_CLAUSE.finditer(sentence))
    if len(joints) > MOST_CLAIMS:
        return [sentence]
    parts: list[str] = []
    begin = 0
    for joint in joints:
        left, right = sentence[begin : joint.start()], sentence[joint.end() :]
        if not _LEADS_ON.search(left) and _says_something(left) and _says_something(right):
            parts.append(left)
            begin = joint.start()
    parts.append(sentence[begin:])
    return [part.strip(" ,") for part in parts]


def _says_something(part: str) -> bool:
    """Whether a part has a number beside its years, or a comparison, and more than a word or two."""
    numbers = [
        number
        for number in re.findall(r"\d[\d.,]*(?:\s?(?:%|p|mill|bill|thou|k\b|m\b|bn))?", part, re.IGNORECASE)
        if not re.fullmatch(r"(?:19|20)\d\d[.,]?|\d{1,2}[.,]?", number)
    ]
    return len(part.split()) >= LEAST_WORDS and bool(numbers or _COMPARES.search(part))


def _claim(piece: str, read: Read, memory: Memory, before: tuple[Question, ...]) -> Question | None:
    """One piece as a claim, with the time of the claim before it where it has none."""
    if not _says_something(piece):
        return None
    asked = read(PREFIX + piece, memory)
    if not _is_claim(asked) or not asked.subjects or asked.claims[0].intent is Intent.DESCRIBE:
        return None
    claim = replace(asked.claims[0], text=_JOINT.sub("", piece), carried=asked.carried, left_out=asked.left_out)
    market = all(subject.kind is SubjectKind.MARKET for subject in claim.subjects)
    if before and market and not claim.places and not before[-1].places and claim.intent is Intent.COUNT:
        claim = replace(claim, subjects=before[-1].subjects, measure=claim.measure or before[-1].measure)
    if before and not claim.whens and claim.intent in (Intent.COUNT, Intent.SHARE, Intent.COMPARE, Intent.RANK):
        last = before[-1]
        times = tuple(
            replace(when, origin=Origin.CONVERSATION)
            for when in last.whens
            if when.period is not None and when.bound is Bound.IN
        )
        claim = replace(claim, whens=times, places=claim.places or last.places)
    return claim


def _is_claim(read: Question | Refusal) -> TypeGuard[Question]:
    return isinstance(read, Question) and read.intent is Intent.CHECK and bool(read.claims)


def _joined(text: str, claims: list[Question], unread: list[str]) -> Question:
    """The question over all the claims."""
    notes = tuple(f"I checked nothing in “{sentence.rstrip('.')}”." for sentence in unread[:MOST_UNREAD_NAMED])
    if len(unread) > MOST_UNREAD_NAMED:
        notes += (f"Nor in {len(unread) - MOST_UNREAD_NAMED} more sentences.",)
    subjects = {subject.id: subject for claim in claims for subject in claim.subjects}
    places = {place.id: place for claim in claims for place in claim.places}
    return replace(
        claims[0], text=text, intent=Intent.CHECK, subjects=tuple(subjects.values()), places=tuple(places.values()),
        claims=tuple(claims), carried=(), left_out=(), notes=(*claims[0].notes, *notes),
        repairs=tuple(dict.fromkeys(repair for claim in claims for repair in claim.repairs)),
    )  # fmt: skip
