"""Formats schema tables for ``codegen tables show``, as plain data or text (see docs/tables.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING

from codegen.core.json import JsonType, json_type
from codegen.ir.types import Absent, Choice, ListOf, MapOf, RefTo, Scalar, Type, Union
from codegen.tables.model import table_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.tables.model import Example, Reference, Table, TableField

Display = Callable[[str], str]
"""Maps the file of a location to the name that is displayed."""

_REQUIRED = {True: "required", False: "optional"}
_CAMEL = {"min_length": "minLength", "max_length": "maxLength", "min_items": "minItems", "max_items": "maxItems"}


def reference_data(reference: Reference, display: Display) -> dict[str, Json]:
    """Return tables and examples, and the dialects of pages: ``{"tables": [...], "examples": [...]}``."""
    dialects: dict[str, Json] = {display(file): name for file, name in reference.dialects}
    return {
        **({"dialects": dialects} if dialects else {}),
        "tables": [_table(table, display) for table in reference.tables],
        "examples": [_example(example, display) for example in reference.examples],
    }


def _place(location: Location, display: Display) -> Json:
    return {"file": display(location.file), "line": location.line, "column": location.column}


def _table(table: Table, display: Display) -> Json:
    endpoint = table.endpoint
    return {
        "kind": table.kind,
        "name": table.name,
        "resource": table.resource or None,
        "method": endpoint.method if endpoint else None,
        "path": endpoint.path if endpoint else None,
        "returns": type_words(table.response_type) if table.response_type else table.response or None,
        "description": table.description,
        "location": _place(table.location, display),
        "fields": [_field(row, display) for row in table.fields],
        **({"body": table.body} if table.body else {}),
        **({"status": table.status} if table.status else {}),
        **({"answers": table.response_of} if table.response_of else {}),
    }


def _field(row: TableField, display: Display) -> Json:
    words = type_words(row.type)
    return {
        "name": row.name,
        **words,
        "required": row.required,
        "nullable": True if row.type.nullable else row.nullable,
        "expandable": row.expandable,
        "default": None if isinstance(row.default, Absent) else row.default,
        "description": row.description,
        "deprecated": row.deprecated,
        "inferred": _inferred(row),
        "location": _place(row.location, display),
        **({"in": row.sent_in} if row.sent_in else {}),
        **({"limits": limits} if (limits := _limits(row)) and "limits" not in row.inferred else {}),
    }


def type_words(node: Type) -> dict[str, Json]:
    """Return a type in terms of JSON Schema, plus ``any`` and ``ref``.

    The keys ``type``, ``format`` and ``enum`` are always present; ``ref``, ``items``, ``values`` and ``anyOf`` where
    they apply.
    """
    words: dict[str, Json] = {"type": "any", "format": None, "enum": None}
    match node:
        case Scalar(kind=kind, format=text_format):
            words |= {"type": str(kind), "format": text_format}
        case Choice(values=values):
            words |= {"type": _kind_of(values), "enum": list(values)}
        case ListOf(item=item):
            words |= {"type": "array", "items": type_words(item)}
        case MapOf(value=value):
            inner = type_words(value)
            words |= {"type": "object"} | ({} if inner["type"] == "any" else {"values": inner})
        case RefTo(target=target):
            words |= {"type": "ref", "ref": table_name(target)}
        case Union(variants=variants):
            words |= {"anyOf": [type_words(variant) for variant in variants]}
        case _:
            pass
    return words


def _kind_of(values: tuple[str | int | float | bool, ...]) -> str:
    kinds = {json_type(value) for value in values}
    return str(kinds.pop() if len(kinds) == 1 else JsonType.NUMBER)


def _limits(row: TableField) -> dict[str, Json]:
    values = {facet.name: getattr(row.limits, facet.name) for facet in fields(row.limits)}
    return {_CAMEL.get(name, name): value for name, value in values.items() if value is not None}


def _inferred(row: TableField) -> dict[str, Json]:
    """Return the facts inferred from prose, with their values."""
    known: dict[str, Json] = {}
    if "default" in row.inferred and not isinstance(row.default, Absent):
        known["default"] = row.default
    if "format" in row.inferred and isinstance(row.type, Scalar):
        known["format"] = row.type.format
    if "deprecated" in row.inferred:
        known["deprecated"] = row.deprecated
    if "limits" in row.inferred:
        known |= _limits(row)
    if row.notes:
        known["notes"] = list(row.notes)
    return known


def _example(example: Example, display: Display) -> Json:
    at = _place(example.location, display)
    table = table_name(example.table) if example.table else None
    if example.kind == "json":
        side = "request" if example.request else "reply"
        return {"kind": "json", "table": table, "side": side, "value": example.value, "location": at}
    return {
        "kind": "curl",
        "table": table,
        "method": example.method,
        "url": example.url,
        "parameters": dict(example.parameters),
        **({} if example.value is None else {"body": example.value}),
        "location": at,
    }


def text_lines(reference: Reference, display: Display) -> list[str]:
    """Return tables and examples as text: one line per table, field and example."""
    lines = dialect_lines(reference, display)
    for table in reference.tables:
        where = f" {table.endpoint.method} {table.endpoint.path}" if table.endpoint else ""
        of = f" of {table.resource}" if table.resource and table.kind == "parameters" else ""
        of = f", the response of {table.response_of}" if table.response_of else of
        at = f"{display(table.location.file)}:{table.location.line}:{table.location.column}"
        lines.append(f"{table.kind} {table.name}{of}{where}  ({at})")
        width = max((len(row.name) for row in table.fields), default=0)
        lines += [
            f"  {row.name:{width}}  {_facts(row)}  ({row.location.line}:{row.location.column})" for row in table.fields
        ]
        lines += [] if table.fields else ["  no fields"]
        lines.append("")
    for example in reference.examples:
        at = f"{display(example.location.file)}:{example.location.line}:{example.location.column}"
        lines.append(f"example {_headline(example)}  ({at})")
    return lines[:-1] if lines and not lines[-1] else lines


def dialect_lines(reference: Reference, display: Display) -> list[str]:
    """Return one line per dialect, with the pages that are read with it."""
    files: dict[str, list[str]] = {}
    for file, name in reference.dialects:
        files.setdefault(name, []).append(display(file))
    return [
        f"dialect {name}: {len(pages)} pages, such as {pages[0]}" if len(pages) > 1 else f"dialect {name}: {pages[0]}"
        for name, pages in files.items()
    ]


def _headline(example: Example) -> str:
    if example.kind == "json":
        return "json"
    given = " ".join(f"{name}={value}" for name, value in example.parameters)
    body = "" if example.value is None else " (JSON body)"
    return f"curl {example.method} {example.url} {given}".rstrip() + body


def _facts(row: TableField) -> str:
    inferred = (f"{key} {value} (inferred)" for key, value in _inferred(row).items())
    return ", ".join([type_text(row.type), *_stated(row), *inferred])


def _stated(row: TableField) -> Iterator[str]:
    """Yield the facts of a row besides its type that are not inferred."""
    if row.required is not None:
        yield _REQUIRED[row.required]
    if row.nullable or row.type.nullable:
        yield "nullable"
    if row.expandable:
        yield "expandable"
    if row.sent_in:
        yield f"in {row.sent_in}"
    if not isinstance(row.default, Absent) and "default" not in row.inferred:
        yield f"default {row.default!r}"
    limits = {} if "limits" in row.inferred else _limits(row)
    for key, value in limits.items():
        yield f"{key} {value}"
    if row.deprecated and "deprecated" not in row.inferred:
        yield "deprecated"


def type_text(node: Type) -> str:
    """Format a type for ``text_lines``."""
    match node:
        case Scalar(kind=kind, format=text_format):
            return f"{kind} ({text_format})" if text_format else str(kind)
        case Choice(values=values):
            return "enum: " + " | ".join(str(value) for value in values)
        case ListOf(item=item):
            return f"array of {type_text(item)}"
        case MapOf(value=value):
            inner = type_text(value)
            return "object" if inner == "any" else f"map of {inner}"
        case RefTo(target=target):
            return f"ref {table_name(target)}"
        case Union(variants=variants):
            return " or ".join(type_text(variant) for variant in variants)
        case _:
            return "any"
