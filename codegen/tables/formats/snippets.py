"""Reads examples in code blocks: curl calls and JSON values, each assigned to its table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.tables.cells.examples import read_call, read_json, starts_call
from codegen.tables.cells.identity import identify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.tables.cells.grid import Section
    from codegen.tables.model import Example


def read_snippet(
    text: str, language: str, at: Location, sections: Sequence[Section], found: Diagnostics
) -> Example | None:
    """Parse a code block; return None for any other code. ``at`` is the location of its first line."""
    if not text.strip():
        return None
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line.strip())
    at = replace(at, line=(at.line or 1) + first, column=len(lines[first]) - len(lines[first].lstrip()) + 1)
    if starts_call(lines[first]):
        example = read_call("\n".join(lines[first:]).strip(), at)
        problem = "invalid curl call; ignored"
    elif lines[first].lstrip().startswith(("{", "[")) and language.strip().casefold() in {"", "json", "jsonc", "json5"}:
        body = "\n".join(lines[first:]).strip()
        read = read_json(body, 0, at)
        example = read[0] if read and read[1] == len(body) else None
        problem = "this example is not valid JSON; ignored" if language.strip() else ""
    else:
        return None
    if example is None:
        if problem:
            found.warning("table-bad-cell", problem, at)
        return None
    return _placed(example, sections, at)


def _placed(example: Example, sections: Sequence[Section], at: Location) -> Example:
    """Assign an example to the table of its operation, else to that of its object."""
    about = identify(sections, at)
    if about.answers:
        about = identify(sections, at, operation=True)
    request = example.kind == "json" and about.part is not None and about.part.kind == "parameters"
    return replace(example, table=about.id, request=request)
