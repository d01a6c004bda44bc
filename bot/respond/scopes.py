"""What is looked for and what is found: a scope with its order of preference, and the figure that answers it.

A question's words become measures and powertrains in the order in which they may answer; who looks is
`bot.respond.finding`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.question import MeasureAsked, Question, Subject, SubjectKind
from facts import Figure, Measure, Powertrain, VehicleType
from facts.model import SOLD
from facts.series import Series

WORLD, EUROPE = "world", "europe"
_MEASURES: dict[MeasureAsked, tuple[Measure, ...]] = {
    MeasureAsked.SOLD: SOLD,
    MeasureAsked.REGISTERED: (Measure.REGISTRATIONS, Measure.SALES, Measure.DELIVERIES),
    MeasureAsked.DELIVERED: (Measure.DELIVERIES, Measure.SALES, Measure.REGISTRATIONS),
    MeasureAsked.BUILT: (Measure.PRODUCTION,),
    MeasureAsked.STOCK: (Measure.STOCK,),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted, where, and in which order of preference."""

    subject: Subject
    region: str
    measures: tuple[Measure, ...]
    measure_matters: bool
    """Whether the asker's word for the measure decides between equally good figures."""
    powertrains: tuple[Powertrain, ...] | None
    """In order of preference; None takes whatever the subject is."""
    vehicle_type: VehicleType | None


@dataclass(frozen=True, slots=True)
class Found:
    """The figure that answers, the series it is from, and what others print for the same thing."""

    figure: Figure
    series: Series
    others: tuple[Figure, ...] = ()
    joint: str = ""
    """Id of the joint row that was taken, where the subject is only counted together with another."""
    parts: tuple[Figure, ...] = ()
    """The figures that were added up, where several subjects or places were."""

    @property
    def is_covered(self) -> bool:
        """Whether it is only the sum of the countries that are covered, so that the whole may be larger."""
        return bool(self.parts) and {part.region for part in self.parts} != {self.figure.region}


def measures_of(question: Question) -> tuple[Measure, ...]:
    """The measures that may answer a question, best first."""
    return _MEASURES.get(question.measure or MeasureAsked.SOLD, SOLD)


def powertrains_of(question: Question, subject: Subject) -> tuple[Powertrain, ...] | None:
    """The powertrains that may answer, best first; None for a model, whose powertrain is its own."""
    said = question.powertrains[0] if question.powertrains else None
    if subject.kind is SubjectKind.MODEL:
        return (said,) if said in (Powertrain.BEV, Powertrain.PHEV) else None
    if said is None:
        if (
            subject.kind is SubjectKind.MARKET
            and question.vehicle_origin == "said"
            and question.vehicle_type is VehicleType.CAR
        ):
            return (Powertrain.ALL,)
        return (Powertrain.EV, Powertrain.BEV, Powertrain.PHEV)
    if said is Powertrain.EV:
        return (Powertrain.EV,) if question.is_plugin else (Powertrain.EV, Powertrain.BEV)
    if said is Powertrain.HEV:
        return (Powertrain.HEV, Powertrain.HYBRID_ANY)
    return (said,)


def scope_of(question: Question, subject: Subject, region: str) -> Scope:
    """The scope of one subject in one region."""
    vehicle = question.vehicle_type if subject.kind is SubjectKind.MARKET else None
    return Scope(
        subject,
        region,
        measures_of(question),
        question.measure in (MeasureAsked.REGISTERED, MeasureAsked.DELIVERED),
        powertrains_of(question, subject),
        vehicle,
    )
