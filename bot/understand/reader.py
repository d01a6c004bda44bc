"""Text -> Question or Refusal: the whole of understanding, pure and given everything it needs.

It reads names, periods and words of meaning (`spans`, `periods`), repairs what nothing explains (`repair`), sorts all
into slots (`draft`), leans on the conversation where the text does (`conversation`), and picks the intent (`intents`).
It asks no clock, no network and no store.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial

from bot.memory import Memory
from bot.question import INFERRED_MARKET, Intent, Origin, Place, Question, Refusal, RefusalKind, Subject, SubjectKind
from bot.understand import ambiguity, conversation, facts_asked, gates
from bot.understand.claims import claims_at_all
from bot.understand.definitions import terms_asked
from bot.understand.draft import Draft
from bot.understand.intents import figure_intent
from bot.understand.leftovers import beside_names, judge, told_leftovers
from bot.understand.passages import several_claims
from bot.understand.periods import PeriodReader, TimeRead
from bot.understand.repair import Repair
from bot.understand.revisions import carried_on, hear_revisions, with_revisions
from bot.understand.sentences import after_story, lend, question_start, unsigned
from bot.understand.settling import fill
from bot.understand.slots import Slots, shared_slots
from bot.understand.spans import choose
from bot.understand.tokens import LONGEST_TEXT, MOST_TOKENS, Token, tokenize, visible
from bot.understand.vocabulary import Name, Vocabulary, vocabulary_of
from facts import Period
from facts.catalogue import Catalogue
from facts.model import MARKET

REMEMBERED_DRAFTS = 1_024
"""Most texts that are read are follow-ups that answers offer, and the same few hundred come again and again."""
REMEMBERED_LENGTH = 100
"""Characters of a text that may come again."""
MOST_REPAIRS = 4
LONGEST_TERSE = 8
HOME_OF_PUBLISHER = {"KBA": "DE", "OFV": "NO", "SMMT": "GB", "ACEA": "eu27", "CPCA": "CN"}
OF_THE_ASKER = frozenset(
    {"dealer", "dealers", "dealership", "showroom", "garage", "fleet manager", "man", "woman", "taxi"}
)
"""Words that narrow a figure, but in a story say only who asks."""
JAPANESE = frozenset({"nissan", "toyota", "honda", "mazda", "mitsubishi", "subaru", "suzuki", "lexus", "isuzu"})


class Reader:
    """Understands questions in the words of one vocabulary. Safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary, catalogue: Catalogue) -> None:
        self._vocabulary, self._catalogue = vocabulary, catalogue
        self._drafts = lru_cache(maxsize=REMEMBERED_DRAFTS)(self._drafted)

    @classmethod
    def from_names(cls, names: Iterable[Name], catalogue: Catalogue) -> Reader:
        """A reader for the names of a store."""
        return cls(vocabulary_of(tuple(names)), catalogue)

    @property
    def catalogue(self) -> Catalogue:
        """What the names stand for."""
        return self._catalogue

    def read(self, text: str, today: date, memory: Memory | None = None) -> Question | Refusal:
        """What the text asks. A Refusal says why there is no question, and what was understood all the same."""
        read = self._whole(visible(text[: 2 * LONGEST_TEXT]), today, memory or Memory())
        if isinstance(read, Refusal) or not self._is_cut(text, read):
            return read
        return replace(read, notes=(*read.notes, "This text is long: I read its beginning and its end."))

    @staticmethod
    def _is_cut(text: str, read: Question) -> bool:
        """Whether a text goes on where reading ended; the claims of a passage are read sentence by sentence."""
        if len(text) > LONGEST_TEXT:
            return True
        return len(text) > MOST_TOKENS and len(read.claims) < 2 and len(tokenize(text)) >= MOST_TOKENS

    def _whole(self, text: str, today: date, memory: Memory) -> Question | Refusal:
        if (picked := conversation.picked_choice(text, memory)) is not None:
            text = picked
            memory = Memory(memory.turns[:-1])
        draft = self.draft(text, today)
        if claims_at_all(draft):
            several = several_claims(text, partial(self._single, today), is_check=draft.has("check"))
            if several is not None:
                return several
        read = self._decide(draft, memory)
        if isinstance(read, Refusal) and _may_be_of_a_story(read) and (asked := self._after_story(draft)) is not None:
            without = self._decide(asked, memory)
            asks = isinstance(without, Question) or without.kind is RefusalKind.AMBIGUOUS
            return without if asks else read
        return read

    def _single(self, today: date, text: str, memory: Memory) -> Question | Refusal:
        """A text read as one question, whatever else it says."""
        return self._decide(self.draft(text, today), memory)

    @staticmethod
    def _place_of_publisher(draft: Draft) -> None:
        """A national publisher named without a place means its own country."""
        if draft.places or draft.below:
            return
        for span in draft.spans:
            for publisher in span.values("publisher"):
                if publisher in HOME_OF_PUBLISHER and not draft.places:
                    draft.places.append(Place(HOME_OF_PUBLISHER[publisher], Origin.INFERRED, publisher))

    def draft(self, text: str, today: date) -> Draft:
        """The slots of a text, before any intent is chosen: the caller's own, as deciding on them changes them."""
        return self._drafts(text, today).copy() if len(text) <= REMEMBERED_LENGTH else self._drafted(text, today)

    def _drafted(self, text: str, today: date) -> Draft:
        draft = self._filled(text, today, unsigned(tokenize(text), text), [])
        repaired = self._repaired(draft)
        if repaired is None:
            return draft
        tokens, repairs = repaired
        return self._filled(text, today, tokens, repairs)

    def _filled(self, text: str, today: date, tokens: list[Token], repairs: list[tuple[str, str]]) -> Draft:
        """The slots of what is asked; what comes before the question only lends what the question leaves open."""
        spans = choose(tokens, self._vocabulary.lexicon, self._times(tokens, today))
        start = question_start(tokens, spans)
        whole = fill(Draft(text, today, tokens, spans, repairs=repairs), self._catalogue)
        if start == 0:
            return whole
        asked = self._from(start, whole)
        if not asked.has_data and not asked.measures:
            return whole
        return lend(asked, whole)

    def _from(self, start: int, whole: Draft) -> Draft:
        """The slots of what stands from one token on."""
        spans = [span for span in whole.spans if span.first >= start]
        asked = fill(Draft(whole.text, whole.today, whole.tokens, spans, repairs=list(whole.repairs)), self._catalogue)
        asked.leftovers = [index for index in asked.leftovers if index >= start]
        asked.numbers = [number for number in asked.numbers if number.first >= start]
        return asked

    def _after_story(self, draft: Draft) -> Draft | None:
        """The question without the story before it; a story that limits the figure ("to fleets") is kept."""
        start = after_story(draft.tokens, draft.spans)
        if start == 0:
            return None
        told = [span for span in draft.spans if span.first < start]
        if any(span.has("qualifier") and draft.said(span).lower() not in OF_THE_ASKER for span in told):
            return None
        whole = self._from(0, draft)  # anew: deciding on the draft has changed it
        asked = self._from(start, whole)
        whole.below = []
        return lend(asked, whole) if asked.has_data or asked.measures else None

    def _times(self, tokens: list[Token], today: date) -> object:
        reader = PeriodReader(tokens, today, self._vocabulary.months)

        def read(blocked: frozenset[int]) -> list[TimeRead]:
            return reader.read(blocked)

        return read

    def _repaired(self, draft: Draft) -> tuple[list[Token], list[tuple[str, str]]] | None:
        tokens = list(draft.tokens)
        repairs: list[tuple[str, str]] = []
        for index in draft.leftovers:
            token = tokens[index]
            repair = self._repair(draft, index) if token.kind == "word" else None
            if repair is not None and len(repairs) < MOST_REPAIRS:
                tokens[index] = replace(token, text=repair.read)
                repairs.append((token.raw, repair.read))
        return (tokens, repairs) if repairs else None

    def _repair(self, draft: Draft, index: int) -> Repair | None:
        word = draft.tokens[index].text
        makers = [brand for span in draft.spans if span.last == index - 1 for brand in span.values("brand")]
        beside = self._vocabulary.speller.beside(word, makers[0]) if makers else None
        return beside or self._vocabulary.speller.repair(word)

    def _decide(self, draft: Draft, memory: Memory) -> Question | Refusal:
        self._place_of_publisher(draft)
        self._calendar_years(draft)
        self._short_year_at_the_end(draft)
        hear_revisions(draft)
        if memory.last is not None:
            conversation.hear_next_year(draft, memory.last.question)
            conversation.hear_short_year(draft, memory.last.question)
        slots = shared_slots(draft)
        if (early := gates.early(draft, slots, memory)) is not None:
            return early
        if terms := terms_asked(draft):
            return Question(draft.text, Intent.HELP, draft.today, topic="define", words=terms)
        if (ahead := gates.future(draft, slots)) is not None:
            return ahead
        follow = conversation.follow_up(draft, slots, memory, self._catalogue)
        if follow is not None:
            follow = carried_on(draft, follow, memory.turns[-1].question)
            return self._checked(draft, follow) if isinstance(follow, Question) else follow
        if (refusal := gates.unanswerable(draft, slots, self._catalogue)) is not None:
            return refusal
        question = facts_asked.statement_or_meta(draft, slots, self._catalogue) if draft.is_of_today else None
        if question is None:
            question = with_revisions(draft, self._figures(draft, slots))
        if isinstance(question, Refusal):
            return question
        return self._checked(draft, question)

    @staticmethod
    def _short_year_at_the_end(draft: Draft) -> None:
        """ "bmw ix3 denmark 22": two figures that end a short question on a thing and a place are its year."""
        words = [index for index, token in enumerate(draft.tokens) if not token.is_sign]
        terse = len(words) <= LONGEST_TERSE and len(draft.numbers) == 1
        if draft.times or not draft.places or not draft.subjects or not terse:
            return
        number = draft.numbers[0]
        plain = number.first == number.last == words[-1] and draft.tokens[number.first].kind == "digits"
        year = 2000 + int(number.value) if plain and 10 <= number.value < 100 else 0
        after_place = any(span.last == number.first - 1 and span.has("region") for span in draft.spans)
        if after_place and 2010 <= year <= draft.today.year:
            draft.times = [TimeRead(number.first, number.first, Period.year(year))]
            draft.numbers = []

    @staticmethod
    def _calendar_years(draft: Draft) -> None:
        """A fiscal year runs from April only for those who count so; elsewhere it is the calendar year."""
        makers = {subject.id.split("/")[0] for subject in draft.subjects}
        if makers & JAPANESE or {place.id for place in draft.places} & {"JP", "IN"}:
            return
        draft.times = [
            replace(read, period=Period.year(read.period.start.year))
            if read.is_fiscal and read.period is not None and read.period.start is not None
            else read
            for read in draft.times
        ]

    def _figures(self, draft: Draft, slots: Slots) -> Question | Refusal:
        if draft.ambiguous:
            return ambiguity.ambiguous_name(draft, slots, self._catalogue)
        slots = self._apart(draft, slots)
        question = figure_intent(draft, slots)
        if self._compares_with_nothing(draft, question):
            return Refusal(RefusalKind.AMBIGUOUS, draft.text, "no_other", question=question)
        if self._is_bare_market(draft, question):
            return Refusal(
                RefusalKind.AMBIGUOUS if not draft.leftovers else RefusalKind.NOT_UNDERSTOOD,
                draft.text,
                "no_subject",
                question=question,
            )
        if question.subjects:
            return question
        if (
            question.intent
            in (Intent.RANK, Intent.RECORD, Intent.TREND, Intent.SHARE, Intent.GROWTH, Intent.MILESTONE, Intent.AVERAGE)
            or draft.places
        ):
            market = INFERRED_MARKET
            texts = {token.text for token in draft.tokens}
            pointing = {"it", "them"} & texts or ({"they", "those", "these"} & texts and not draft.powertrains)
            if pointing and not draft.vehicles and question.intent is Intent.COUNT:
                return Refusal(RefusalKind.AMBIGUOUS, draft.text, "no_subject", question=question)
            ranks = question.intent is Intent.RANK and (question.whens or question.rank_of == "region")
            said = (
                question.measure is not None
                or question.whens
                or draft.vehicles
                or question.intent is not Intent.COUNT
                or draft.has("count")
            )
            if (draft.places and said) or (
                ranks and (question.measure is not None or draft.powertrains or draft.has("ofmodel", "ofbrand"))
            ):
                return replace(question, subjects=(market,))
        return Refusal(
            RefusalKind.AMBIGUOUS if draft.measures or draft.times or draft.cues else RefusalKind.NOT_UNDERSTOOD,
            draft.text,
            "no_subject",
            question=question,
        )

    def _apart(self, draft: Draft, slots: Slots) -> Slots:
        """ "Compare Model 3 and Model Y": models that also have a joint name are meant one by one where compared."""
        joint = self._catalogue.models.get(slots.subjects[0].id) if len(slots.subjects) == 1 else None
        if joint is None or not joint.members or not draft.has("versus", "than", "outsell", "difference"):
            return slots
        origin, said = slots.subjects[0].origin, slots.subjects[0].said
        return replace(
            slots, subjects=tuple(Subject(member, SubjectKind.MODEL, origin, said) for member in joint.members)
        )

    @staticmethod
    def _is_bare_market(draft: Draft, question: Question) -> bool:
        """ "EVs!": a kind of car and nothing that asks anything of it."""
        market = all(subject.kind is SubjectKind.MARKET for subject in question.subjects)
        return (
            market
            and bool(question.subjects)
            and not (
                draft.places
                or draft.times
                or draft.measures
                or draft.shares
                or draft.cues - {"check", "growth", "or", "together", "only"}
            )
        )

    @staticmethod
    def _compares_with_nothing(draft: Draft, question: Question) -> bool:
        """ "Compare the Leaf with": one thing and nothing to hold it against."""
        alone = (
            len(question.subjects) <= 1
            and len(question.places) <= 1
            and len(question.whens) <= 1
            and len(question.powertrains) <= 1
        )
        words = [token.text for token in draft.tokens if not token.is_sign]
        pointing = bool({"that", "this", "it", "those", "they"} & set(words)) and not draft.has("count")
        return (
            alone
            and draft.has("versus")
            and (pointing or words[0] == "compare" or words[-1] in ("with", "vs", "versus", "to", "against"))
            and question.intent in (Intent.COUNT, Intent.COMPARE)
        )

    def _checked(self, draft: Draft, question: Question) -> Question | Refusal:
        """Refuse what unknown words make doubtful; keep the rest of them to be told as left out."""
        if not question.is_of_today and not question.subjects:
            return Refusal(RefusalKind.AMBIGUOUS, draft.text, "no_subject", question=question)
        if (
            question.carried
            and draft.leftovers
            and not draft.places
            and not draft.times
            and not draft.subjects
            and not draft.cues - {"rank", "superlative", "fewest", "or", "second", "third", "check"}
            and not draft.measures
            and not draft.powertrains
            and not draft.numbers
            and not draft.predicates
        ):
            words = tuple(draft.tokens[index].raw for index in draft.leftovers)
            return Refusal(RefusalKind.NOT_UNDERSTOOD, draft.text, "unknown_words", question=question, unknown=words)
        if question.intent in (Intent.DESCRIBE, Intent.AVAILABILITY) and (names := beside_names(draft)):
            return Refusal(RefusalKind.NOT_UNDERSTOOD, draft.text, "unknown_words", question=question, unknown=names)
        if question.intent in (
            Intent.HELP,
            Intent.SMALLTALK,
            Intent.DESCRIBE,
            Intent.AVAILABILITY,
            Intent.COVERAGE,
            Intent.SOURCE,
        ):
            return question
        used = {float(number) for number in (question.limit, question.ordinal) if number is not None}
        used |= {
            quantity.value for quantity in (*question.quantities, *((question.quantity,) if question.quantity else ()))
        }
        market = bool(question.subjects) and all(s.kind is SubjectKind.MARKET for s in question.subjects)
        inferred = any(subject.origin is Origin.INFERRED and subject.id == MARKET for subject in question.subjects)
        loose = question.intent is Intent.RANK or inferred or (market and not question.places and not question.whens)
        if loose and not draft.repairs and (unread := told_leftovers(draft)):
            words = tuple(draft.tokens[index].raw for index in unread)
            return Refusal(RefusalKind.NOT_UNDERSTOOD, draft.text, "unknown_words", question=question, unknown=words)
        judged = judge(draft, frozenset(used))
        if judged.refused:
            return Refusal(
                RefusalKind.NOT_UNDERSTOOD, draft.text, "unknown_words", question=question, unknown=judged.refused
            )
        return replace(question, left_out=judged.left_out)


def _may_be_of_a_story(refusal: Refusal) -> bool:
    """Whether what was refused may only belong to how the asker comes to ask."""
    if refusal.kind is RefusalKind.OUT_OF_SCOPE:
        return refusal.topic not in ("insult", "injection")
    return refusal.topic in ("unknown_words", "below_country") or refusal.topic.startswith("qualifier")
