"""A question without what a packed question need not keep, so that two can be held against each other.

What a packed question does keep is for `bot.compact`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.compact import REACH
from bot.question import Origin, Place, Question, Subject, When
from facts import VehicleType


def bare(question: Question) -> Question:
    """A question without what need not survive: its words and where each slot came from."""
    is_vehicle_said = question.vehicle_origin is Origin.SAID or question.vehicle_type is not VehicleType.CAR
    return replace(
        question,
        text="",
        today=date.min,
        subjects=tuple(Subject(subject.id, subject.kind) for subject in question.subjects),
        others=tuple(Subject(subject.id, subject.kind) for subject in question.others),
        places=tuple(Place(place.id) for place in question.places),
        whens=tuple(When(when.period, when.bound) for when in question.whens),
        measure_origin=Origin.SAID if question.measure else Origin.DEFAULTED,
        powertrain_origin=Origin.SAID if question.powertrains else Origin.DEFAULTED,
        vehicle_origin=Origin.SAID if is_vehicle_said else Origin.DEFAULTED,
        quantity=question.quantity and replace(question.quantity, said=""),
        quantities=tuple(replace(quantity, said="") for quantity in question.quantities),
        claims=tuple(bare(claim) for claim in question.claims),
        notes=(REACH,) if REACH in question.notes else (),
        words=(),
        left_out=(),
        repairs=(),
        carried=(),
    )
