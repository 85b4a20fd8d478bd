from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.e2e.postgres import MISSING, binaries, new_database, postgres
from tests.e2e.service import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = 1024**3
"""Free bytes in a file system in memory, so that it is used for databases."""
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    programs = binaries()
    if programs is None:
        missing(MISSING)
    with postgres(programs) as address:
        yield address


@pytest.fixture(scope="session")
def database_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder in memory, if there is one: a killed process loses nothing there either, and commits are fast."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder below has a random name
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY:
        with TemporaryDirectory(dir=memory, prefix="codegen-") as folder:
            yield Path(folder)
    else:
        yield tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, database_folder: Path) -> Callable[[], str]:
    """Return a function that returns the URL of an empty database."""
    module = request.module.__name__.rpartition(".")[2]
    if request.param == "sqlite":
        return lambda: f"sqlite:///{database_folder}/{module}_{next(_NUMBERS)}.db"
    server: str = request.getfixturevalue("postgres_server")
    return lambda: new_database(server, f"{module}_{next(_NUMBERS)}")
