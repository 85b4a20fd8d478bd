"""The page of checks, made of the rules: ``python -m codegen.diff.table > docs/diff-checks.md``."""

from __future__ import annotations

import sys

from codegen.diff.model import Level
from codegen.diff.registry import FAMILIES, RULES

_HEAD = """\
# Checks of `codegen diff`

{count} kinds of change: {errors} at `ERR`, {warnings} at `WARN` and {infos} at `INFO` on the wire. Ids, levels and
directions are those of oasdiff's vocabulary, so severity files can be moved over as they are; ids that start with
`caller-` are our own, tell of Python names alone, and are `INFO` on the wire. [diff.md](diff.md) describes the command.

This page is written by `python -m codegen.diff.table`.
"""


def checks_page() -> str:
    """Return the page: one table per file of checks."""
    counts = {level: sum(1 for rule in RULES.values() if rule.level is level) for level in Level}
    lines = [
        _HEAD.format(count=len(RULES), errors=counts[Level.ERR], warnings=counts[Level.WARN], infos=counts[Level.INFO])
    ]
    for family in FAMILIES:
        title = (family.__doc__ or "").strip().splitlines()[0].replace("``", "`")
        lines += [f"## {title.removesuffix('.')}", "", "| id | level | direction | what changed |", "|---|---|---|---|"]
        lines += [f"| `{rule.id}` | {rule.level} | {rule.direction} | {rule.about} |" for rule in family.RULES]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(checks_page())
