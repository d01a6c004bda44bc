"""The slots that every intent shares, put together from a filled draft, and the question that they fill.

Each is read in a module of its own: `times_asked`, `measures`, `powertrains`, `quantities`, `rows_asked`. Which intent
they support is decided in `bot.understand.intents`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.question import MARKET_SUBJECT, Intent, MeasureAsked, Origin, Quantity, Question, Subject, When
from bot.understand.draft import Draft
from bot.understand.measures import measure_of
from bot.understand.powertrains import is_complement, powertrains_of
from bot.understand.quantities import quantities, quantity_of
from bot.understand.rows_asked import rows_asked
from bot.understand.time_units import adds_up_the_years, breakdown
from bot.understand.times_asked import whens_said
from facts import Powertrain, VehicleType


@dataclass(slots=True)
class Slots:
    """The slots that every intent shares."""

    subjects: tuple[Subject, ...]
    whens: tuple[When, ...]
    measure: MeasureAsked | None
    powertrains: tuple[Powertrain, ...]
    is_plugin: bool
    is_complement: bool
    vehicle: VehicleType
    vehicle_said: bool
    quantity: Quantity | None
    limit: int | None
    ordinal: int | None


def shared_slots(draft: Draft) -> Slots:
    """Read the shared slots of a draft."""
    powertrains, plugin = powertrains_of(draft)
    vehicle = _vehicle(draft)
    quantity = quantity_of(draft)
    limit, ordinal = rows_asked(draft, quantity)
    subjects = tuple(draft.subjects)
    if not subjects and (powertrains or draft.vehicles):
        subjects = (MARKET_SUBJECT,)
    return Slots(
        subjects=subjects,
        whens=whens_said(draft),
        measure=measure_of(draft),
        powertrains=powertrains,
        is_plugin=plugin,
        is_complement=is_complement(draft),
        vehicle=vehicle or VehicleType.CAR,
        vehicle_said=vehicle is not None,
        quantity=quantity,
        limit=limit,
        ordinal=ordinal,
    )


def _vehicle(draft: Draft) -> VehicleType | None:
    said = [word for word in dict.fromkeys(draft.vehicles) if word not in ("any", "car")]
    if said:
        return VehicleType(said[0])
    return VehicleType.CAR if "car" in draft.vehicles else None


def names_many(draft: Draft, slots: Slots) -> bool:
    """Whether more than one thing or more than one place is named."""
    return len(slots.subjects) > 1 or len(draft.places) > 1


def base_question(draft: Draft, slots: Slots, intent: Intent) -> Question:
    """A question with the shared slots filled."""
    return Question(
        text=draft.text,
        intent=intent,
        today=draft.today,
        subjects=slots.subjects,
        places=tuple(draft.places),
        whens=slots.whens,
        measure=slots.measure,
        measure_origin=Origin.SAID if slots.measure else Origin.DEFAULTED,
        powertrains=slots.powertrains,
        powertrain_origin=Origin.SAID if slots.powertrains else Origin.DEFAULTED,
        is_plugin=slots.is_plugin,
        is_complement=slots.is_complement,
        vehicle_type=slots.vehicle,
        vehicle_origin=Origin.SAID if slots.vehicle_said else Origin.DEFAULTED,
        breakdown=None if adds_up_the_years(draft) else breakdown(draft),
        limit=slots.limit,
        ordinal=slots.ordinal,
        together=draft.has("together"),
        quantity=slots.quantity,
        quantities=quantities(draft),
        excluded=tuple(draft.excluded),
        notes=("reach",) if draft.has("reach") else (),
        wants_chart=draft.has("chart"),
        wants_csv=draft.has("csv"),
        repairs=tuple(draft.repairs),
        all_covered=draft.has("covered"),
        publisher=next((name for span in draft.spans for name in span.values("publisher")), None),
        words=content_words(draft),
    )


def content_words(draft: Draft) -> tuple[str, ...]:
    """The words by which statements are found: everything but grammar."""
    filler = {
        index
        for span in draft.spans
        if span.meanings and all(m.kind == "filler" and m.value not in ("domain",) for m in span.meanings)
        for index in range(span.first, span.last + 1)
    }
    said = [
        token.text
        for index, token in enumerate(draft.tokens)
        if token.kind == "word" and index not in filler and len(token.text) > 2
    ]
    texts = [token.text for token in draft.tokens]
    for number, word in (("2", "second"), ("3", "third"), ("ii", "second"), ("iii", "third")):
        if number in texts and {"gen", "generation", "mk", "ii", "iii"} & set(texts):
            said += [word, "generation"]
    return tuple(said)
