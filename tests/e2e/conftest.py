from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.postgres import MISSING, binaries, new_database, postgres
from tests.e2e.service import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    programs = binaries()
    if programs is None:
        missing(MISSING)
    with postgres(programs) as address:
        yield address


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Return a function that returns the URL of an empty database."""
    numbers = iter(range(sys.maxsize))
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("databases")
        return lambda: f"sqlite:///{folder}/{next(numbers)}.db"
    server: str = request.getfixturevalue("postgres_server")
    module = request.module.__name__.rpartition(".")[2]
    return lambda: new_database(server, f"{module}_{next(numbers)}")
