"""Merges parameter tables into the operations of a document: adds descriptions, reports contradictions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Related
from codegen.ir.types import Field, Object, Type
from codegen.tables.endpoints import operation_key
from codegen.tables.join.reconcile import Difference, reconcile
from codegen.tables.join.reconcile_fields import operation_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Body, Operation
    from codegen.tables.model import Table

_CODES = {"field": "table-document-field-missing"} | {
    aspect: f"table-document-{aspect}-mismatch"
    for aspect in ("type", "format", "enum", "required", "nullable", "default")
}


def merge_operations(api: Api, tables: Sequence[Table], found: Diagnostics) -> Api:
    """Return the API with the descriptions of parameter tables with endpoints. Every diagnostic is a warning.

    In contradictions the document is used.
    """
    operations = {operation.id: operation for operation in api.operations}
    for table in tables:
        operation = operation_of(api, table)
        if operation is None:
            message = f"the document has no operation for the table {operation_key(table)!r}"
            hint = "" if table.endpoint else "name its method and path in [tables.operations]"
            found.warning("table-unknown-component", message, table.location, hint)
            continue
        known = operations[operation.id]
        operations[operation.id] = _described(known, {row.name: row.description for row in table.fields})
        warn_of(reconcile(api, [table]), found)
    return replace(api, operations=tuple(operations.values()))


def warn_of(differences: Sequence[Difference], found: Diagnostics) -> None:
    """Report contradictions in which the document is used."""
    for item in differences:
        if item.contradiction and item.aspect in _CODES and item.document and item.table:
            related = Related("the table", item.table)
            found.warning(_CODES[item.aspect], item.message, item.document, "the document is used", related)


def _described(operation: Operation, words: Mapping[str, str]) -> Operation:
    params = tuple(
        replace(param, description=param.description or words.get(param.name, "")) for param in operation.params
    )
    body = None if operation.body is None else _body(operation.body, words)
    return replace(operation, params=params, body=body)


def _body(body: Body, words: Mapping[str, str]) -> Body:
    """Add descriptions to the fields of inline bodies, which no other operation shares."""
    return replace(body, media=tuple(replace(media, type=_object(media.type, words)) for media in body.media))


def _object(node: Type | None, words: Mapping[str, str]) -> Type | None:
    if not isinstance(node, Object):
        return node
    return replace(node, fields=tuple(_field(item, words) for item in node.fields))


def _field(item: Field, words: Mapping[str, str]) -> Field:
    return replace(item, description=item.description or words.get(item.name, ""))
