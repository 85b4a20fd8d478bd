from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.support.fuzzing import FUZZ, SEED, Run
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


@pytest.fixture
def run(request: pytest.FixtureRequest, sandbox: Sandbox, record_property: Callable[[str, object], None]) -> Run:
    """Return the batch of cases of a property test."""
    name, batch = request.node.originalname.removeprefix("test_"), request.node.callspec.params["batch"]
    return Run(name=name, batch=batch, sandbox=sandbox, record=record_property)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the outcomes of the cases of each property."""
    totals: dict[str, Counter[str]] = {}
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties:
            if name == FUZZ and isinstance(value, dict):
                counts = {key: item for key, item in value.items() if isinstance(item, int | float)}
                totals.setdefault(str(value["property"]), Counter()).update(counts)
    for name, counts in sorted(totals.items()):
        seconds = max(counts.pop("seconds"), 0.001)
        cases = counts.pop("cases", 0)
        outcomes = ", ".join(f"{count:,.0f} {outcome}" for outcome, count in sorted(counts.items()))
        terminalreporter.write_line(
            f"{re.sub('_', ' ', name)}: {cases:,.0f} cases ({outcomes}), {cases / seconds:.1f} a second, seed {SEED}"
        )
