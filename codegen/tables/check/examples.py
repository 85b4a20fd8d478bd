"""Checks the examples of reference pages against the operations and types of an API."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen.ir.api import In
from codegen.ir.conform import Violation, violations
from codegen.ir.lookup import success_type
from codegen.tables.endpoints import operation_key
from codegen.tables.join.reconcile import Difference
from codegen.tables.join.reconcile_fields import component_of, field_at, operation_fields, operation_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.core.json import Json
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import Type
    from codegen.tables.model import Example, Table


@dataclass(frozen=True, slots=True)
class ExampleCall:
    """The operation that a curl example calls, and its arguments as a client takes them."""

    operation: Operation
    arguments: dict[str, Json]


def check_examples(api: Api, examples: Sequence[Example], tables: Sequence[Table]) -> list[Difference]:
    """Return the violations of the examples. JSON examples without an object or operation are skipped."""
    by_id = {table.id: table for table in tables}
    found: list[Difference] = []
    for example in examples:
        table = by_id.get(example.table) if example.table else None
        subject = f"{operation_key(table)}.example" if table else "example"
        violated = _curl(api, example) if example.kind == "curl" else _json(api, example, table)
        found += [
            Difference(
                aspect="example",
                subject=subject,
                message=f"the {example.kind} example{' at ' + item.pointer if item.pointer else ''} {item.message}",
                document=None,
                table=example.location,
            )
            for item in violated
        ]
    return found


def _json(api: Api, example: Example, table: Table | None) -> list[Violation]:
    """Check a JSON example against its object, or the response or body of its operation."""
    node: Type | None = None
    if table and table.kind == "object":
        component = component_of(api, table)
        node = component.type if component else None
    elif table and (operation := operation_of(api, table)):
        media = operation.body.media if operation.body else ()
        node = (media[0].type if media else None) if example.request else success_type(operation)
    return [] if node is None else violations(api, example.value, node)


def _curl(api: Api, example: Example) -> list[Violation]:
    try:
        call = call_of(api, example)
    except ValueError as error:
        return [Violation("", str(error))]
    if call is None:
        return [Violation("", f"calls {example.method} {urlsplit(example.url).path}, which the document does not have")]
    fields = operation_fields(api, call.operation).fields
    found: list[Violation] = []
    for name, value in call.arguments.items():
        known, _ = field_at(api, fields, name)
        if known is None:
            found.append(Violation("", f"sends {name!r}, which {call.operation.id} does not take"))
        else:
            tries = [violations(api, spelling, known.type) for spelling in _spellings(value)]
            found += [Violation(f"{name}{item.pointer}", item.message) for item in min(tries, key=len)]
    return found


def call_of(api: Api, example: Example) -> ExampleCall | None:
    """Return the operation that a curl example calls, with its arguments; None when no operation has that path.

    ``-G -d limit=3`` is ``limit=3``; a string becomes an integer or a boolean where the operation takes one. Raises
    ``ValueError`` for parameter names with contradictory brackets.
    """
    path = urlsplit(example.url).path
    for operation in api.operations:
        in_path = _match(operation, path)
        if operation.method == example.method and in_path is not None:
            fields = operation_fields(api, operation).fields
            arguments: dict[str, Json] = {**in_path}
            for name, text in example.parameters:
                _put(arguments, name, text)
            if isinstance(example.value, dict):
                arguments |= example.value
            return ExampleCall(
                operation,
                {
                    name: next(
                        (
                            item
                            for item in _spellings(value)
                            if name in fields and not violations(api, item, fields[name].type)
                        ),
                        value,
                    )
                    for name, value in arguments.items()
                },
            )
    return None


def _match(operation: Operation, path: str) -> dict[str, str] | None:
    """Return the values of the path parameters (each one segment), or None for another path."""
    parts, wanted = path.strip("/").split("/"), operation.template.strip("/").split("/")
    if len(parts) != len(wanted):
        return None
    values: dict[str, str] = {}
    known = {param.name for param in operation.params if param.where is In.PATH}
    for part, pattern in zip(parts, wanted, strict=True):
        name = pattern[1:-1]
        if pattern.startswith("{") and name in known:
            values[name] = part
        elif part != pattern:
            return None
    return values


def _put(arguments: dict[str, Json], name: str, text: str) -> None:
    """Add ``a[b]=text`` to nested objects; ``a[]`` and ``a[0]`` add to lists."""
    head, *rest = name.replace("]", "").split("[")
    if not rest:
        arguments[head] = text
    elif len(rest) == 1 and (not rest[0] or rest[0].isdigit()):
        items = arguments.setdefault(head, [])
        if not isinstance(items, list):
            msg = f"gives {head!r} twice"
            raise ValueError(msg)
        items.append(text)
    else:
        inner = arguments.setdefault(head, {})
        if not isinstance(inner, dict):
            msg = f"gives {head!r} twice"
            raise ValueError(msg)
        _put(inner, rest[0] + "".join(f"[{part}]" for part in rest[1:]), text)


def _spellings(value: Json) -> Iterator[Json]:
    """Yield the JSON values that a form value may stand for, also within objects and lists; the value itself last."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError, RecursionError):
            yield json.loads(value)
        yield value
    elif isinstance(value, dict):
        yield {name: next(_spellings(item)) for name, item in value.items()}
        yield value
    elif isinstance(value, list):
        yield [next(_spellings(item)) for item in value]
        yield value
    else:
        yield value
