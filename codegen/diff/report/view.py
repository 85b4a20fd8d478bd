"""Shared parts of the formats: options, groups and counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.diff.model.changes import Finding, Level, Report, Witness
from codegen.diff.report.trees import NO_TREES, Trees

if TYPE_CHECKING:
    from collections.abc import Iterator

VERDICTS = ("wire", "caller", "service")

GROUPS = (
    ("Breaking", Level.ERR),
    ("May break", Level.WARN),
    ("Compatible", Level.INFO),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Display options. ``operations`` lists the operations of each finding instead of counting them.

    ``fail_on`` is the level that fails a run, which test results and annotations reflect. ``trees`` are the schemas
    around changes, for formats that show them.
    """

    color: bool = False
    operations: bool = False
    fail_on: Level = Level.ERR
    trees: Trees = NO_TREES


def severity(finding: Finding) -> Level:
    """Return the more severe level of wire and callers, which decides about a release."""
    return max(finding.verdicts.wire, finding.verdicts.caller, key=lambda level: level.rank)


def fails(finding: Finding, fail_on: Level) -> bool:
    """Return whether a finding fails a run."""
    return severity(finding).rank >= fail_on.rank


def grouped(report: Report) -> Iterator[tuple[str, list[Finding]]]:
    """Yield the groups that have findings, worst first."""
    for title, level in GROUPS:
        ranks = {level.rank, Level.NONE.rank} if level is Level.INFO else {level.rank}
        members = [item for item in report.findings if severity(item).rank in ranks]
        if members:
            yield title, members


def summary(report: Report) -> str:
    """Return one line: the number of changes, breaking ones per audience, and the bump."""
    count = len(report.findings)
    if not count:
        text = "no changes"
    else:
        changes = "1 change" if count == 1 else f"{count} changes"
        broken = [f"{report.count(Level.ERR, name)} break {words}" for name, words in _WORDS]
        text = f"{changes}; {', '.join(broken)}"
    ignored = sum(report.ignored.values())
    end = f"; {ignored} ignored" if ignored else ""
    return f"{text}{end}; suggested bump: {report.bump}"


_WORDS = (("wire", "the wire"), ("caller", "callers"), ("service", "services"))


def reach(finding: Finding) -> str:
    """Return the number of affected operations as text; empty for one, which the message names."""
    count = len(finding.operations)
    return f"{count} operations" if count > 1 else ""


_LONGEST = 200


def witness_line(witness: Witness) -> str:
    """Return a counterexample as one line."""
    text = json.dumps(witness.value, ensure_ascii=False)
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    words = "is no longer valid for" if witness.sent_by == "old" else "was not valid before for"
    return f"counterexample: {shown} {words} {witness.place} ({witness.status})"
