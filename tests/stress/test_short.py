"""The short form of the stress run, scene by scene; `.ci/run` asks for it with `-m stress`.

A scene that is red says why in its lines. The same by hand, with a seed of one's own: `python -m tests.stress --short`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress.__main__ import SCENE_WITHIN, played
from tests.stress.books import Sabotage
from tests.stress.load import calm
from tests.stress.scenery import Scenery
from tests.stress.scenes import SCENES

pytestmark = pytest.mark.stress
SEED = 20_261_123
SLOWEST = ("deaf", "killed", "soak", "gateway-closed")
"""Played first, so that no worker plays one of them alone at the end."""
SPOILT = {Sabotage.DROP: "lost", Sabotage.DOUBLE: "doubled", Sabotage.WRONG: "wrong"}
"""What the books must say of an answer that the harness itself spoils."""


@pytest.fixture(scope="module")
def scenery(tmp_path_factory: pytest.TempPathFactory) -> Scenery:
    """One build of the figures for all scenes."""
    return Scenery(tmp_path_factory.mktemp("stress"), SEED, is_short=True)


@pytest.mark.parametrize("name", sorted(SCENES, key=lambda name: name not in SLOWEST))
async def test_a_scene_loses_doubles_and_falsifies_nothing(scenery: Scenery, name: str) -> None:
    outcome = await played(scenery, name, SCENES[name])

    assert outcome.is_good, "\n".join([f"seed {SEED}", *outcome.lines()])


@pytest.mark.parametrize("sabotage", SPOILT)
async def test_one_answer_that_is_spoilt_turns_a_scene_red(
    scenery: Scenery, sabotage: Sabotage, tmp_path: Path
) -> None:
    spoiling = scenery.spoilt(tmp_path, sabotage)
    outcome = await played(spoiling, "calm", calm)

    assert not outcome.is_good
    assert len(getattr(outcome.verdict, SPOILT[sabotage])) == 1, outcome.lines()


async def test_a_scene_that_does_not_end_is_red(scenery: Scenery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCENE_WITHIN, True, 0.1)
    outcome = await played(scenery, "calm", calm)

    assert outcome.wrong == ["did not end within 0 s"]
