"""Converts names of nested fields (dotted, bracketed, or indented below their parent) to dot paths: ``created.gt``."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Related
from codegen.ir.types import AnyValue, Choice, ListOf, MapOf, Scalar
from codegen.tables.model import TableField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.ir.types import Type

_MAX_SHOWN = 60
_MAX_DEPTH = 20
_MARKS = "↳└├─│→»›⮑╰•>\u00a0\u2002\u2003\u2007"  # noqa: RUF001 - characters that pages put before the name of a child
_INDENT = re.compile(rf"[{_MARKS}\s]*")
_TAGS = re.compile(r"<[^>]*>|[`*_]+(?=[^\W\d])")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_INDEX = re.compile(r"\d*|[nNi*#]|\d+(?:\.\.\.?|-)(?:\d+|[nN])|[<{]\w+[>}]")
"""Contents of brackets that mean any element of an array: ``[]``, ``[0]``, ``[n]``, ``[0..n]``, ``[{index}]``."""
_VARIABLE = re.compile(r":([^\W\d][\w-]*)|\{([^\W\d][\w-]*)\}|<([^\W\d][\w-]*)>")
"""A parameter as paths spell it."""
_ELEMENT = re.compile(r"\[([^\[\]]*)\][*?]?(?=\s|$)")


def indent_of(source: str) -> int:
    """Return the indent of a name: the width of the marks and non-breaking spaces before it."""
    text = html.unescape(_TAGS.sub("", source))
    found = _INDENT.match(text)
    marks = len(found[0].strip(" \t")) if found else 0
    spaces = len(text) - len(text.lstrip(" \t"))
    return marks + (spaces if marks or spaces > 1 else 0)  # a single leading space is not an indent


def bare_name(text: str) -> str:
    """Return a name without indent marks, and with brackets as dots: ``↳ items[].id`` is ``items.id``.

    Brackets that hold an index, or a placeholder of one, are removed: ``files[n]`` is ``files``. A variable of a path
    is named without its marks: ``:id`` is ``id``.
    """
    name = text.strip(" \t")
    if variable := _VARIABLE.fullmatch(name):
        return str(variable[1] or variable[2] or variable[3])
    name = name.strip(_MARKS + " \t")
    dotted = _BRACKET.sub(lambda match: "" if _INDEX.fullmatch(match[1]) else f".{match[1]}", name)
    return dotted.strip(".") if dotted != name or name.startswith(".") else name


def arrays_around(row: TableField, name: str, known: set[str]) -> list[TableField]:
    """Return the arrays whose elements a row is in by its name, such as ``a`` of ``a[].b``, that have no row.

    Adds the row and the arrays to the names of ``known`` rows.
    """
    known.add(row.name)
    ends = [match.end() for match in _BRACKET.finditer(name) if _INDEX.fullmatch(match[1])] if "[" in name else []
    within = [bare_name(name[:end]) for end in ends if name[end:].strip("*? ")]
    if not within:
        return []
    before = row.name.removesuffix(bare_name(name))
    node = ListOf(item=MapOf(value=AnyValue(location=row.location), location=row.location), location=row.location)
    paths = [path for part in within if (path := f"{before}{part}") not in known]
    known.update(paths)
    return [TableField(name=path, type=node, location=row.location) for path in paths]


def of_elements(node: Type, name: str, at: Location, found: Diagnostics) -> Type:
    """Return an array of a type where the name ends with an index, such as ``tags[]``; report any other than ``[]``."""
    behind = _ELEMENT.search(name)
    if behind is None or not _INDEX.fullmatch(behind[1]):
        return node
    if behind[1]:
        message = f"{_short(name)!r} is one of several indexed values; read as the array {_short(bare_name(name))!r}"
        found.warning("table-bad-cell", message, at)
    return node if isinstance(node, ListOf) else ListOf(item=node, location=node.location)


@dataclass(slots=True)
class Ancestry:
    """The stack of parent rows, by their indents."""

    above: list[tuple[int, str]] = field(default_factory=list)
    skipped_at: int | None = None
    skipped: set[str] = field(default_factory=set)

    def skip(self, name: str, indent: int) -> None:
        """Record that a row is not read: its children must not become those of the row before it."""
        while self.above and self.above[-1][0] >= indent:
            self.above.pop()
        self.skipped_at = indent
        if name:
            self.skipped.add(f"{self.above[-1][1]}.{name}" if self.above else name)

    def is_below_skipped(self, name: str, indent: int) -> bool:
        """Return whether a row is a child of a row that was not read."""
        if self.skipped_at is not None and indent > self.skipped_at:
            return True
        self.skipped_at = None
        parts = name.split(".") if self.skipped else []
        return any(".".join(parts[:end]) in self.skipped for end in range(1, len(parts)))

    def path(self, name: str, indent: int) -> str:
        """Return the path of the next row, and push it."""
        while self.above and self.above[-1][0] >= indent:
            self.above.pop()
        parent = self.above[-1][1] if self.above else ""
        path = name if not parent or name.startswith(parent + ".") else f"{parent}.{name}"
        self.above.append((indent, path))
        return path


def report_odd_parents(rows: Sequence[TableField], found: Diagnostics) -> None:
    """Report fields nested in a field whose type has no fields, such as a string."""
    types = {row.name: row.type for row in rows}
    for row in rows:
        parent = row.name.rpartition(".")[0]
        if isinstance(types.get(parent), (Scalar, Choice)):
            message = f"{row.name!r} is nested in {parent!r}, which is not an object; {parent!r} is treated as one"
            found.warning("table-bad-cell", message, row.location)


def distinct_fields(rows: Sequence[TableField], found: Diagnostics) -> tuple[TableField, ...]:
    """Remove rows with the name of an earlier row; report them unless they are equal."""
    fields: dict[str, TableField] = {}
    for row in rows:
        if row.name.count(".") >= _MAX_DEPTH:
            found.error("nesting-too-deep", f"the field is nested in more than {_MAX_DEPTH} others", row.location)
            continue
        known = fields.setdefault(row.name, row)
        if known is not row and not _same(known, row):
            message = f"duplicate field {_short(row.name)!r}; this row is ignored"
            found.warning("table-duplicate-row", message, row.location, "", Related("the first row", known.location))
    report_odd_parents(tuple(fields.values()), found)
    return tuple(fields.values())


def _same(left: TableField, right: TableField) -> bool:
    return replace(left, location=right.location, places=right.places) == right


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
