"""The fact store: what is known of electric-vehicle sales and who said so.

It knows nothing of bots, chats or languages. The public face is small: `facts.opening.open_store` gives a `FactStore`;
`Period` and the words of `facts.model` are what it speaks.
"""

from facts.model import Basis, Figure, Measure, Powertrain, Precision, Predicate, Source, Statement, Unit, VehicleType
from facts.period import Period, PeriodError, PeriodKind

__all__ = [
    "Basis",
    "Figure",
    "Measure",
    "Period",
    "PeriodError",
    "PeriodKind",
    "Powertrain",
    "Precision",
    "Predicate",
    "Source",
    "Statement",
    "Unit",
    "VehicleType",
]
