"""Every scene of the stress run by its name, and the groups that can be asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.stress import faults_around, faults_within, load
from tests.stress.outcomes import Outcome
from tests.stress.scenery import Scenery

Scene = Callable[[Scenery], Awaitable[Outcome]]

FAULTS: dict[str, Scene] = {
    "gateway-closed": faults_around.gateway_closed,
    "deaf": faults_around.deaf,
    "bad-weather": faults_around.bad_weather,
    "rest-silent": faults_around.rest_silent,
    "twice-and-late": faults_around.twice_and_late,
    "database-away": faults_within.database_away,
    "disk-full": faults_within.disk_full,
    "cache-removed": faults_within.cache_removed,
    "clock-moved": faults_within.clock_moved,
    "killed": faults_within.killed,
    "two-replicas": faults_within.two_replicas,
}
SCENES: dict[str, Scene] = {
    "load": load.load,
    "load-http": load.load_http,
    "soak": load.soak,
    "burst": load.burst,
    **FAULTS,
}
GROUPS: dict[str, tuple[str, ...]] = {
    "load": ("load", "load-http"),
    "burst": ("burst",),
    "soak": ("soak",),
    "faults": tuple(FAULTS),
}
