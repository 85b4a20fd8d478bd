"""The page of checks, made of the rules: ``python -m tests.support.diff_checks > docs/diff-checks.md``."""

from __future__ import annotations

import sys

from codegen.diff.model.changes import Level
from codegen.diff.registry import FAMILIES, RULES

_HEAD = """\
# Checks of `codegen diff`

{count} kinds of change: {errors} at `ERR`, {warnings} at `WARN` and {infos} at `INFO` on the wire. {shared} of them
have the ids, levels and directions of oasdiff's vocabulary, so severity files can be moved over as they are. Ids that
start with `caller-` or `service-` are our own, tell of Python code alone, and are `INFO` on the wire.
[diff.md](diff.md) describes the command, and `codegen explain ID` a check.

This page is written by `python -m tests.support.diff_checks`.
"""


def checks_page() -> str:
    """Return the page: one table per file of checks."""
    counts = {level: sum(1 for rule in RULES.values() if rule.level is level) for level in Level}
    facts = {"errors": counts[Level.ERR], "warnings": counts[Level.WARN], "infos": counts[Level.INFO]}
    shared = sum(1 for id_ in RULES if not id_.startswith(("caller-", "service-")))
    lines = [_HEAD.format(count=len(RULES), shared=shared, **facts)]
    for family in FAMILIES:
        title = (family.__doc__ or "").strip().splitlines()[0].replace("``", "`")
        lines += [f"## {title.removesuffix('.')}", "", "| id | level | direction | what changed |", "|---|---|---|---|"]
        lines += [f"| `{rule.id}` | {rule.level} | {rule.direction} | {rule.about} |" for rule in family.RULES]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(checks_page())
