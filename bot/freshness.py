"""How new the figures are: the last day that any of them covers, for `evbot doctor` and for the metrics.

It only reads the store; what age is too old is decided in `bot.ops.doctor`.
"""

from __future__ import annotations

from datetime import date

from facts.store import FactStore


def newest_figures(store: FactStore) -> date:
    """The last day of the newest period that has a published figure."""
    return max(date.fromordinal(row.last) for row in store.coverage())
