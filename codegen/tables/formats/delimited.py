"""Reads comma, semicolon or tab separated values (RFC 4180); the first line is the header."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.tables.cells.grid import Cell, Grid
from codegen.tables.cells.rows import table_of
from codegen.tables.dialects.model import PLAIN, Dialect
from codegen.tables.model import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.diagnostic import Diagnostics

_ENDINGS = (".csv", ".tsv", ".tab")
_DELIMITERS = (",", ";", "\t", "|")


def recognises(name: str, text: str) -> bool:  # noqa: ARG001 - the signature of a format
    """Return whether the suffix of a file is that of separated values."""
    return name.lower().endswith(_ENDINGS)


def read(name: str, text: str, found: Diagnostics, dialect: Dialect = PLAIN) -> Reference:
    """Read the table of a file; it is named after the file."""
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count) if not name.lower().endswith((".tsv", ".tab")) else "\t"
    rows: list[tuple[Cell, ...]] = []
    try:
        for values, places in zip(_records(text, delimiter), _places(text, delimiter), strict=True):
            if any(value.strip() for value in values):
                rows.append(_cells(name, values, places))
    except (csv.Error, ValueError) as error:
        line = rows[-1][0].location.line + 1 if rows else 1
        found.error("table-malformed-row", f"invalid separated values: {error}", Location(name, "", line, 1))
        return Reference()
    if not rows:
        return Reference()
    header, *body = rows
    grid = Grid(header=header, rows=tuple(body), sections=(), location=header[0].location, dialect=dialect)
    table = table_of(grid, found)
    return Reference((table,) if table else ())


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    for values in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
        if values:
            yield values


def _cells(name: str, values: list[str], places: list[tuple[int, int]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for value, (line, column) in zip(values, places, strict=True):
        lead = len(value) - len(value.lstrip(" ")) if value.strip() else 0
        at = Location(name, "", line, column + lead)
        cells.append(Cell(source=value, marked=" ".join(value.split()), location=at))
    return tuple(cells)


def _places(text: str, delimiter: str) -> Iterator[list[tuple[int, int]]]:
    """Yield (line, column) of the values of each non-empty record; delimiters and line breaks may be quoted."""
    record: list[tuple[int, int]] = []
    line, column, quoted, at_start = 1, 1, False, True
    for char in text.removesuffix("\n") + "\n":
        if at_start and (char != "\n" or record):
            record.append((line, column + (char == '"')))
        at_start = not quoted and char in {delimiter, "\n"}
        if char == '"':
            quoted = not quoted
        if at_start and char == "\n":
            if record:
                yield record
            record = []
        if char == "\n":
            line, column = line + 1, 1
        else:
            column += 1
    if record:
        yield record
