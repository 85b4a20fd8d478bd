"""Writes docs/diff-checks.md from the rules of diff: ``python -m tests.support.diff_checks``."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from codegen.diff.model.changes import Level
from codegen.diff.registry import RULE_MODULES, RULES

_ROOT = Path(__file__).parents[2]
PAGE = _ROOT / "docs" / "diff-checks.md"
_VOCABULARY = _ROOT / "tests" / "diff" / "vocabulary.tsv"

_HEAD = """\
# Checks of `codegen diff`

{count} kinds of change: {errors} at `ERR`, {warnings} at `WARN` and {infos} at `INFO` on the wire. {shared} of them
have the ids, levels and directions of oasdiff's vocabulary, so severity files can be moved over as they are. The ids
marked `own` are not in it. Those that start with `caller-` or `service-` are about Python code alone, and are `INFO` on
the wire. [diff.md](diff.md) describes the command, and `codegen explain ID` a check.

This page is written by `make update-snapshots` from the rules in `codegen/diff`.
"""


@cache
def vocabulary() -> dict[str, dict[str, str]]:
    """Return the rows of oasdiff's vocabulary by id."""
    with _VOCABULARY.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}


def checks_page() -> str:
    """Return the page, with one table per file of checks."""
    counts = {level: sum(1 for rule in RULES.values() if rule.level is level) for level in Level}
    facts = {"errors": counts[Level.ERR], "warnings": counts[Level.WARN], "infos": counts[Level.INFO]}
    lines = [_HEAD.format(count=len(RULES), shared=len(RULES.keys() & vocabulary().keys()), **facts)]
    for module in RULE_MODULES:
        title = (module.__doc__ or "").strip().splitlines()[0].replace("``", "`")
        lines += [f"## {title.removesuffix('.')}", "", "| id | level | direction | what changed |", "|---|---|---|---|"]
        for rule in module.RULES:
            own = "" if rule.id in vocabulary() else " (own)"
            lines.append(f"| `{rule.id}`{own} | {rule.level} | {rule.direction} | {rule.about} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(checks_page(), encoding="utf-8", newline="\n")
