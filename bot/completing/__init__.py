"""Completion of what is being typed into one field: models, brands, groups, kinds of cars, places and periods.

`Completer` is built once from a store and asked on every key. Everything it gives is read back by `bot.understand` as
just that thing. It composes no questions (`bot.guided` does) and knows no platform. The order of names is decided in
`index`, what is offered and how well known it is in `names`, periods in `periods`.
"""

from bot.completing.completer import KINDS, LONGEST, MOST, Completer

__all__ = ["KINDS", "LONGEST", "MOST", "Completer"]
