"""Levels per id and the ignore list."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.diff.audience.policy import Ignore, Policy, apply_policy
from codegen.diff.model.changes import Level, Report
from tests.diff.apis import api, operation, query, report

TODAY = "2026-11-21"


@pytest.fixture
def made() -> Report:
    text: Any = {"type": "string"}
    old = api({"GET /a": operation(**query(text)), "GET /b": operation(operationId="b")})
    return report(old, api({"GET /a": operation()}))


def test_without_a_policy_nothing_changes(made: Report) -> None:
    assert apply_policy(made, Policy(), TODAY) == made


def test_a_level_replaces_that_of_the_wire(made: Report) -> None:
    changed = apply_policy(made, Policy(levels={"request-parameter-removed": Level.ERR}), TODAY)
    finding = next(item for item in changed.findings if item.id == "request-parameter-removed")
    assert (finding.level, finding.verdicts.wire, finding.rule.level) == (Level.ERR, Level.ERR, Level.WARN)


def test_level_none_drops_a_change(made: Report) -> None:
    changed = apply_policy(made, Policy(levels={"request-parameter-removed": Level.NONE}), TODAY)
    assert [item.id for item in changed.findings] == ["api-path-removed-without-deprecation"]


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (Ignore(id="request-parameter-removed", reason="agreed"), 1),
        (Ignore(id="request-*", reason="agreed"), 1),
        (Ignore(id="*", pointer="/paths/~1b/*", reason="agreed"), 1),
        (Ignore(id="*", pointer="/paths/~1c/*", reason="agreed"), 2),
        (Ignore(id="*", reason="agreed", expires="2026-11-21"), 0),
        (Ignore(id="*", reason="agreed", expires="2026-11-20"), 2),
    ],
)
def test_the_ignore_list(made: Report, row: Ignore, left: int) -> None:
    changed = apply_policy(made, Policy(ignores=(row,)), TODAY)
    assert len(changed.findings) == left
    assert sum(changed.ignored.values()) == 2 - left


def test_the_bump_follows(made: Report) -> None:
    assert made.bump == "major"
    assert apply_policy(made, Policy(ignores=(Ignore(id="*", reason="agreed"),)), TODAY).bump == "none"
