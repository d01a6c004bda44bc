"""Letting time pass in the state database, so that no test has to wait."""

from __future__ import annotations

from sqlalchemy import Column, update

from bot.state import State


def make_older(state: State, moment: Column[float], seconds: float) -> None:
    """Let time pass for every row of a table."""
    with state.database.writing() as connection:
        connection.execute(update(moment.table).values({moment: moment - seconds}))
