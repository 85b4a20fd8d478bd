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
    from codegen.tables.dialects.model import Dialect
    from codegen.tables.model import Example


def read_snippet(text: str, language: str, at: Location, found: Diagnostics) -> Example | None:
    """Parse a code block; return None for any other code. ``at`` is the location of its first line."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None
    at = replace(at, line=(at.line or 1) + first, column=len(lines[first]) - len(lines[first].lstrip()) + 1)
    body = "\n".join(lines[first:]).strip()
    language = language.strip().casefold()
    if starts_call(lines[first]):
        example = read_call(body, at)
        error = "invalid curl call; ignored"
    elif body.startswith(("{", "[")) and language in {"", "json", "jsonc", "json5"}:
        example = _read_whole_json(body, at)
        error = "this example is not valid JSON; ignored" if language else ""
    else:
        return None
    if example is None:
        if error:
            found.warning("table-bad-cell", error, at)
        return None
    return example


def _read_whole_json(body: str, at: Location) -> Example | None:
    example, end = read_json(body, 0, at)
    return example if end == len(body) else None


def placed(example: Example, sections: Sequence[Section], dialect: Dialect) -> Example:
    """Assign an example to the table of its operation, else to that of its object."""
    at = example.location
    about = identify(sections, at, dialect)
    if about.part and about.part.kind == "error":
        return example
    if about.response_of:
        about = identify(sections, at, dialect, operation=True)
    request = example.kind == "json" and about.part is not None and about.part.kind == "parameters"
    return replace(example, table=about.id, request=request)
