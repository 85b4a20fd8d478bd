"""Findings for people, in at most three lines each.

The place and the message; the source line; the caret, and beside it the hint and the other places that take part.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Severity
from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.report.findings import ShownDiagnostic, SourcePosition

_COLORS = {Severity.ERROR: "31", Severity.INCOMPLETE: "35", Severity.WARNING: "33"}
_BEFORE, _AFTER = 80, 60
_CUT = "…"
_MAX_RELATED = 3


def _paint(text: str, codes: str, *, color: bool) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m" if color else text


def _width(text: str) -> int:
    """Return how many columns a terminal gives to printable text (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _excerpt(place: SourcePosition) -> tuple[str, int]:
    """Return the part of the source line around the column, escaped, and the width of what is left of the column."""
    index = max(place.column - 1, 0)
    start = max(index - _BEFORE, 0)
    left, right = place.source[start:index], place.source[index : index + _AFTER]
    left = (_CUT if start else "") + visible(left.replace("\t", "    "))
    right = visible(right.replace("\t", "    ")) + (_CUT if index + _AFTER < len(place.source) else "")
    return left + right, _width(left)


def _below(finding: ShownDiagnostic, *, color: bool) -> list[str]:
    """Return the source line, and the caret with what stands beside it; without a source line, that alone."""
    beside = "; ".join([*([visible(finding.hint)] if finding.hint else []), *_related(finding)])
    if not finding.place.source.strip():
        return [f"  {'hint: ' if finding.hint else ''}{beside}"] if beside else []
    number = str(finding.place.line)
    gutter = " " * len(number)
    source, width = _excerpt(finding.place)
    caret = _paint("^", _COLORS[finding.severity], color=color)
    return [f"  {number} | {source}", f"  {gutter} | {' ' * width}{caret}{' ' + beside if beside else ''}"]


def _related(finding: ShownDiagnostic) -> list[str]:
    """Return the other places of a finding, the first few of many."""
    shown = [f"{_head(place)}{visible(message)}" for message, place in finding.related[:_MAX_RELATED]]
    more = len(finding.related) - _MAX_RELATED
    return [*shown, f"and {more} more"] if more > 0 else shown


def _head(place: SourcePosition) -> str:
    """Return ``file:line:col: ``. A line never starts with ``::``, which CI systems would take for a command."""
    text = visible(str(place))
    return ("./" if text.startswith("::") else "") + text + ": " if text else ""


def render_text(findings: Sequence[ShownDiagnostic], color: bool) -> list[str]:  # noqa: FBT001 - the shape of every format
    """Return the lines of all findings."""
    lines: list[str] = []
    for finding in findings:
        label = _paint(f"{finding.severity}[{finding.code}]", f"1;{_COLORS[finding.severity]}", color=color)
        lines.append(f"{_head(finding.place)}{label}: {visible(finding.message)}")
        lines.extend(_below(finding, color=color))
    return lines
