"""The change against the same period of the year before, put into an answer: by the rules of growth, or said missing.

Each change is within one series, as `bot.respond.growth` sees to; this module only asks for it and puts it in place.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer, Row, Status
from bot.document import Block, Document, Note, Paragraph, SourceLine, Table, Text
from bot.following.asking import Asking, Out, within
from bot.following.words import sentence
from bot.question import Intent, Place, Question, Subject, SubjectKind
from bot.respond import wording
from facts import Period

COLUMN = "change"
NONE = "–"
_KINDS = {"model": SubjectKind.MODEL, "brand": SubjectKind.BRAND, "group": SubjectKind.GROUP}


def with_change(asking: Asking, question: Question, out: Out) -> Answer:
    """The answer for a period with what changed since the same period a year before."""
    before = out.period.shift(years=-1)
    if question.intent is Intent.GROWTH:
        return out.answer
    if question.intent is Intent.SHARE:
        return _with_points(asking, question, out.answer, before)
    if out.answer.rows:
        return _with_changes(asking, question, out, before)
    return _with_growth(asking, question, out, before)


def said_too(answer: Answer, *sentences: str) -> Answer:
    """The answer with more sentences, after what it says and before what limits it."""
    return replace(answer, document=_inserted(answer.document, [Paragraph((Text(line),)) for line in sentences]))


def _with_growth(asking: Asking, question: Question, out: Out, before: Period) -> Answer:
    grown = _growth(asking, within(question, out.period))
    if grown is None:
        return said_too(out.answer, sentence("change_missing", before=before.label))
    return _citing(said_too(out.answer, headline(grown)), grown)


def _with_points(asking: Asking, question: Question, answer: Answer, before: Period) -> Answer:
    """A share, with how many percentage points it has won: only against the same publishers' count."""
    then = asking.out(question, before)
    now = answer.value
    if then is None or then.answer.value is None or now is None or _publishers(then.answer) != _publishers(answer):
        return said_too(answer, sentence("change_missing", before=before.label))
    points = round(now - then.answer.value, 1)
    share = wording.percent(then.answer.value, asking.locale)
    more = "more" if points > 0 else "fewer"
    told = wording.count(abs(points), asking.locale)
    words = {"points": told, "more": more, "before": before.label, "share": share}
    said = sentence("points", **words) if points else sentence("points_none", before=before.label)
    return _citing(said_too(answer, said), then.answer)


def _with_changes(asking: Asking, question: Question, out: Out, before: Period) -> Answer:
    """Rows of things or places, each with its own change in a column more."""
    answer = out.answer
    table = next((block for block in answer.document.blocks if isinstance(block, Table)), None)
    asked = [_question_of(within(question, out.period), row) for row in answer.rows]
    grown = [None if one is None else _growth(asking, one) for one in asked]
    found = [one for one in grown if one is not None]
    if table is None or not found or len(answer.rows) < len(table.rows):
        return said_too(answer, sentence("changes_missing", before=before.label))
    cells = [NONE if one is None or one.value is None else wording.change(one.value, asking.locale) for one in grown]
    rows = tuple((*row, cell) for row, cell in zip(table.rows, cells, strict=False))
    changed = replace(table, columns=(*table.columns, COLUMN), rows=rows, numeric=table.numeric + 1)
    blocks = tuple(changed if block is table else block for block in answer.document.blocks)
    told = said_too(replace(answer, document=Document(blocks)), sentence("changes", before=before.label))
    return _citing(told, *found)


def _question_of(question: Question, row: Row) -> Question | None:
    """The question after one row's own count."""
    bare = replace(question, limit=None, ordinal=None, rank_of=None, ascending=False, excluded=(), text="", words=())
    if row.id in {place.id for place in question.places} or question.rank_of == "region":
        return replace(bare, places=(Place(row.id),))
    if (subject := next((each for each in question.subjects if each.id == row.id), None)) is not None:
        return replace(bare, subjects=(subject,))
    kind = _KINDS.get(question.rank_of or "")
    return None if kind is None else replace(bare, subjects=(Subject(row.id, kind),))


def _growth(asking: Asking, question: Question) -> Answer | None:
    answer = asking.answer(replace(question, intent=Intent.GROWTH, quantity=None, quantities=()))
    return answer if answer is not None and answer.status is Status.ANSWERED and answer.unit == "percent" else None


def headline(answer: Answer) -> str:
    """What an answer says first."""
    return answer.text.split("\n", 1)[0]


def _publishers(answer: Answer) -> set[str]:
    return {source.publisher for source in answer.sources}


def _inserted(document: Document, more: list[Paragraph]) -> Document:
    """The document with paragraphs put before its notes and sources."""
    blocks: list[Block] = list(document.blocks)
    place = next((at for at, block in enumerate(blocks) if isinstance(block, Note | SourceLine)), len(blocks))
    return Document((*blocks[:place], *more, *blocks[place:]))


def _citing(answer: Answer, *others: Answer) -> Answer:
    """The answer with the sources of other answers too; they are mostly its own."""
    sources = {source.id: source for source in answer.sources}
    lines: list[SourceLine] = []
    for other in others:
        shown = [block for block in other.document.blocks if isinstance(block, SourceLine)]
        for source, line in zip(other.sources, shown, strict=False):
            if source.id not in sources:
                sources[source.id] = source
                lines.append(replace(line, number=len(sources)))
    document = Document((*answer.document.blocks, *lines))
    return replace(answer, sources=tuple(sources.values()), document=document)
