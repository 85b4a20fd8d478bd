from __future__ import annotations

import gc
import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.compiled import keep_compiled_runtime
from tests.support.examples import FAST, FULL

# no deadline: machines are busy at times. The examples are the same in each run; ``make fuzz`` draws others.
settings.register_profile("full", deadline=None, max_examples=FULL, derandomize=True)
settings.register_profile("fast", deadline=None, max_examples=FAST, derandomize=True)
settings.load_profile("full")


_ALL_SLOW = re.compile(r"^pytestmark = (\[\s*)?pytest\.mark\.slow\b", re.MULTILINE)


def _fast(config: pytest.Config) -> bool:
    return str(config.option.markexpr) == "not slow"


def pytest_configure(config: pytest.Config) -> None:
    if _fast(config):
        settings.load_profile("fast")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the modules of slow tests alone where none is asked for: what they import takes seconds to load."""
    if not _fast(config) or not collection_path.match("test_*.py"):
        return None
    return True if _ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first: half of them in the middle, where the second of two workers starts (worksteal)."""
    longest = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if not item.get_closest_marker("long")]
    middle = len(others) // 2
    items[:] = [*longest[::2], *others[:middle], *longest[1::2], *others[middle:]]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep modules and tests, which live until the end, out of garbage collections."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)
        gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="rewrite the golden cases instead of comparing")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the ``counts`` that tests have recorded as properties."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "counts":
                terminalreporter.write_line(str(value))


@pytest.fixture(scope="session", autouse=True)
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the journal of publications and the records of runs out of the user's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, os.fspath(tmp_path_factory.mktemp("state")))
        patch.setenv("CODEGEN_CACHE_DIR", "")  # tests replace parts of the program
        yield


@pytest.fixture(scope="session", autouse=True)
def _unflushed() -> Iterator[None]:
    """Do not wait for the disk: tests lose no power, and each package that a command writes has a hundred files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the runs of mypy share what they know about modules, which it compares by content: most of it is pydantic."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYPY_CACHE_DIR", os.fspath(tmp_path_factory.mktemp("mypy")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_runtime() -> Iterator[None]:
    """Compile the runtime once, and not for each generated package that is imported."""
    with pytest.MonkeyPatch.context() as patch:
        keep_compiled_runtime(patch)
        yield


@pytest.fixture
def updating(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-snapshots"))
