"""The steps make the tables that the code expects, run once, and let a release from before them work on."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.state import StateError, open_state
from bot.state.migrating import STEPS, revision_of
from bot.state.schema import REVISION, metadata

if TYPE_CHECKING:  # pytest itself wants to be the first to load a plugin
    from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.postgres"]
VERSIONS = sorted((STEPS / "versions").glob("r*.py"))
ADDING = {"create_table", "create_index", "add_column"}


def test_the_steps_and_the_tables_agree(state_url: str) -> None:
    with open_state(state_url) as state, state.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_a_new_database_says_the_newest_step(state_url: str) -> None:
    with open_state(state_url) as state, state.database.reading() as connection:
        found = revision_of(connection)

    assert found == REVISION


def test_a_database_of_a_newer_release_is_used_as_it_is(state_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with open_state(state_url) as state, state.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("ALTER TABLE places ADD COLUMN colour TEXT NOT NULL DEFAULT 'green'"))
    with open_state(state_url) as state:
        settings = state.places.put("discord:1", state.places.get("discord:1"))
        with state.database.reading() as connection:
            left = connection.execute(text("SELECT version_num, colour FROM alembic_version, places")).one()

    assert settings.version == 1
    assert tuple(left) == ("9999", "green")
    assert "of a newer release (step 9999" in caplog.text


def test_a_step_that_breaks_off_leaves_nothing(state_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alembic.op.create_index", None)
    with pytest.raises(TypeError):
        open_state(state_url)
    monkeypatch.undo()

    with open_state(state_url) as state:
        assert state.claims.claim("k", owner="me", ttl_seconds=60)


def test_a_user_who_may_not_make_tables_is_told(postgres: Postgres) -> None:
    url = postgres.new_url()
    with open_state(postgres.new_url()) as state, state.database.writing() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN"))

    with pytest.raises(StateError, match="refused what was asked: no schema has been selected"):
        open_state(url.replace("evbot@", "guest@"))


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_step_only_adds_and_never_goes_back(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    assert {name.removeprefix("op.") for name in used if name.startswith("op.")} <= ADDING
    assert "downgrade" not in functions


def test_the_newest_step_is_the_one_that_the_code_names() -> None:
    assert VERSIONS[-1].stem.startswith(f"r{REVISION}_")
