"""What the whole suite shares: the real figures, built once a session into a folder that is thrown away.

Every test is watched for tokens and questions in what it makes the bot write, by `tests.support.leaks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facts.opening import open_store
from facts.store import FactStore
from tests.support.leaks import pytest_configure, pytest_runtest_makereport, pytest_runtest_setup

__all__ = ["pytest_configure", "pytest_runtest_makereport", "pytest_runtest_setup"]


@pytest.fixture(scope="session", autouse=True)
def _only_the_figures_that_come_along(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No edition that the person who runs the tests has fetched, and no server of theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVBOT_FACTS_HOME", str(tmp_path_factory.mktemp("editions")))
        patch.delenv("EVBOT_FACTS_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def real_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the session's database of the real figures lies."""
    return tmp_path_factory.mktemp("facts")


@pytest.fixture(scope="session")
def real_store(real_cache: Path) -> Iterator[FactStore]:
    """The store of the figures that come with the package."""
    store = open_store(cache=real_cache)
    yield store
    store.close()
