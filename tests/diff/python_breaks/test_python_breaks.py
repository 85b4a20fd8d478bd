"""Forty changes that break Python callers are reported, and forty harmless ones are not."""

from __future__ import annotations

import pytest

from codegen.diff.model.changes import Level
from codegen.migrate.reproducers.service import make_witnesses
from codegen.migrate.reproducers.verify import verify
from tests.diff.apis import Json, report, side
from tests.diff.python_breaks.breaks import BREAKS
from tests.diff.python_breaks.harmless import HARMLESS
from tests.diff.python_breaks.parts import together


def reported(old: Json, new: Json) -> list[str]:
    """Return the ids of changes that break callers."""
    return sorted({item.id for item in report(old, new).findings if item.verdicts.caller is Level.ERR})


def test_forty_of_each() -> None:
    assert (len(BREAKS), len(HARMLESS)) == (40, 41)


@pytest.mark.parametrize("case", BREAKS)
def test_breaking_changes_are_reported(case: str) -> None:
    old, new, expected = BREAKS[case]
    assert reported(old, new) == expected.split()
    assert report(old, new).bump == "major"


@pytest.mark.parametrize("case", HARMLESS)
def test_harmless_cases_report_nothing(case: str) -> None:
    old, new = HARMLESS[case]
    assert reported(old, new) == []


@pytest.mark.slow
def test_all_at_once() -> None:
    """Compare one package of all cases: each change is reported once, for its own operations."""
    made = report(*_merged())
    found = [item for item in made.findings if item.verdicts.caller is Level.ERR]
    assert len(found) == sum(len(expected.split()) for _, _, expected in BREAKS.values())
    assert (
        reported(*(together({index: pair[place] for index, pair in enumerate(HARMLESS.values())}) for place in (0, 1)))
        == []
    )


@pytest.mark.slow
def test_mypy_confirms_every_reproducer() -> None:
    """Check that the reproducer of each change type-checks against the old package and fails against the new one."""
    old, new = (side(document, label) for document, label in zip(_merged(), ("old", "new"), strict=True))
    made = report(*_merged())
    witnesses = make_witnesses(made, old, new)
    verdicts = verify(witnesses, old, new)
    refuted = {
        item.finding.change.message: verdicts[item.finding.change.fingerprint].why
        for item in witnesses
        if not verdicts[item.finding.change.fingerprint].confirmed
    }
    assert refuted == {}


def _merged() -> tuple[Json, Json]:
    old, new = (together({index: case[place] for index, case in enumerate(BREAKS.values())}) for place in (0, 1))
    return old, new
