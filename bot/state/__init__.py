"""What outlives a process and what replicas share: claims, answers, places, conversations, feedback, follows, leases
and installations.

Open it with `open_state`; wrap it in `ResilientState` where answers must go on without the database. It asks nobody and
answers nothing: what a row means is known to whoever wrote it.
"""

from bot.state.errors import StateAwayError, StateClashError, StateError
from bot.state.installations import Installation, Workspace
from bot.state.opening import open_state, state_path
from bot.state.parts import State
from bot.state.places import PlaceSettings
from bot.state.resilient import ResilientState

__all__ = [
    "Installation",
    "PlaceSettings",
    "ResilientState",
    "State",
    "StateAwayError",
    "StateClashError",
    "StateError",
    "Workspace",
    "open_state",
    "state_path",
]
