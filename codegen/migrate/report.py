"""Render the result of a scan as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import json_text, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.migrate.rewrite.service import Fix
    from codegen.migrate.scan.service import Scan, UsePosition


def as_text(found: Scan, made: Fix) -> str:
    """Return one line per use, and a summary."""
    lines = [_line(place) for place in found.places]
    files = len({place.path for place in found.places})
    if not lines:
        return f"no breaking uses in {_count(len(found.sources), 'file')}\n"
    lines += ["", f"{_count(len(found.places), 'breaking use')} in {_count(files, 'file')}{_rewritable(made)}"]
    return "\n".join(lines) + "\n"


def _line(place: UsePosition) -> str:
    use = place.use
    where = f"{place.path}:{place.line}:{place.column}"
    return visible(f"{where}: {use.symbol}: {use.words} (confidence {use.confidence:.2f}) [{use.row.finding.id}]")


def _rewritable(made: Fix) -> str:
    return f"; --fix rewrites {made.done}" if made.done else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def left_lines(made: Fix) -> Iterator[str]:
    """Yield one line per use that was not rewritten."""
    for item in made.left:
        place = item.place
        why = "" if item.why == place.use.words else f"; {item.why}"
        yield visible(
            f"{place.path}:{place.line}:{place.column}: not rewritten: {place.use.symbol}: {place.use.words}{why}"
        )


def unasked_lines(made: Fix) -> Iterator[str]:
    """Yield the calls that must expand a field and are not rewritten."""
    yield from (visible(line) for line in made.unasked)


def as_json(found: Scan, made: Fix) -> str:
    """Return the uses as an object, documented in docs/diff-callers.md."""
    left = {id(item.place): item.why for item in made.left}
    value: Json = {
        "uses": [_use(place, left.get(id(place))) for place in found.places],
        "files": len(found.sources),
        "unread": [{"path": label, "reason": reason} for label, reason in found.broken],
    }
    return json_text(value, indent=2) + "\n"


def _use(place: UsePosition, why: str | None) -> dict[str, Json]:
    use = place.use
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "symbol": use.symbol,
        "form": str(use.form),
        "message": use.words,
        "confidence": use.confidence,
        "fixable": why is None,
        "reason": why,
        "finding": {"id": use.row.finding.id, "fingerprint": use.row.finding.change.fingerprint},
        "verdicts": {
            "caller": str(use.row.finding.verdicts.caller),
            "service": str(use.row.finding.verdicts.service),
        },
    }
