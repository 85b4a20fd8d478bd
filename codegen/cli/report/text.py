"""Renders diagnostics as text, in at most three lines each.

Location and message; the source line; a caret, followed by the hint and the related locations.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Severity
from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.report.diagnostics import ShownDiagnostic, SourcePosition

_COLORS = {Severity.ERROR: "31", Severity.INCOMPLETE: "35", Severity.WARNING: "33"}
_BEFORE, _AFTER = 80, 60
_CUT = "…"
_MAX_RELATED = 3


def _paint(text: str, codes: str, *, color: bool) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m" if color else text


def _width(text: str) -> int:
    """Return the width of printable text in terminal columns (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _excerpt(place: SourcePosition) -> tuple[str, int]:
    """Return the part of the source line around the column, escaped, and the width of the text before the column."""
    index = max(place.column - 1, 0)
    start = max(index - _BEFORE, 0)
    left, right = place.source[start:index], place.source[index : index + _AFTER]
    left = (_CUT if start else "") + visible(left.replace("\t", "    "))
    right = visible(right.replace("\t", "    ")) + (_CUT if index + _AFTER < len(place.source) else "")
    return left + right, _width(left)


def _below(diagnostic: ShownDiagnostic, *, color: bool) -> list[str]:
    """Return the source line, and a caret with hint and related locations; only these without a source line."""
    notes = "; ".join([*([visible(diagnostic.hint)] if diagnostic.hint else []), *_related(diagnostic)])
    if not diagnostic.place.source.strip():
        return [f"  {'hint: ' if diagnostic.hint else ''}{notes}"] if notes else []
    number = str(diagnostic.place.line)
    gutter = " " * len(number)
    source, width = _excerpt(diagnostic.place)
    caret = _paint("^", _COLORS[diagnostic.severity], color=color)
    return [f"  {number} | {source}", f"  {gutter} | {' ' * width}{caret}{' ' + notes if notes else ''}"]


def _related(diagnostic: ShownDiagnostic) -> list[str]:
    """Return the first related locations of a diagnostic, and the number of the others."""
    shown = [
        f"{_head(place)}{visible(message)}".removesuffix(": ") for message, place in diagnostic.related[:_MAX_RELATED]
    ]
    more = len(diagnostic.related) - _MAX_RELATED
    return [*shown, f"and {more} more"] if more > 0 else shown


def _head(place: SourcePosition) -> str:
    """Return ``file:line:col: ``; it does not start with ``::``, which CI systems would interpret as a command."""
    text = visible(str(place))
    return ("./" if text.startswith("::") else "") + text + ": " if text else ""


def render_text(diagnostics: Sequence[ShownDiagnostic], color: bool) -> list[str]:  # noqa: FBT001 - signature of all formats
    """Return the lines of all diagnostics."""
    lines: list[str] = []
    for item in diagnostics:
        label = _paint(f"{item.severity}[{item.code}]", f"1;{_COLORS[item.severity]}", color=color)
        lines.append(f"{_head(item.place)}{label}: {visible(item.counted)}")
        lines.extend(_below(item, color=color))
    return lines
