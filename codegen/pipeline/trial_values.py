"""Makes sample JSON values of types, with which a chosen Python type is tried."""

from __future__ import annotations

from itertools import chain, islice, product
from typing import TYPE_CHECKING

from codegen.core.location import resolve
from codegen.ir.lookup import resolved
from codegen.ir.types import Choice, Kind, ListOf, MapOf, Object, Scalar, TupleOf, Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import Type
    from codegen.openapi.document import Document

_MOST = 2_000
_DEEPEST = 8
_TEXTS = (
    "string",
    "12.50",
    "1",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "123e4567-e89b-12d3-a456-426614174000",
    "2026-01-01",
    "2026-01-01T00:00:00Z",
    "12:30:00Z",
    "PT1H30M",
    "user@example.com",
    "https://example.com/",
    "example.com",
    "192.0.2.1",
    "2001:db8::1",
    "EUR",
    "DE",
    "de",
    "EUR 12.50",
    "12.50 EUR",
    "+491701234567",
    "tel:+49-170-1234567",
    "#ff0000",
    "red",
    "Europe/Berlin",
    "aGk=",
    "/path",
    "1.2.3",
    "DE89370400440532013000",
    "00:00:5e:00:53:01",
    "",
)
_NUMBERS: Mapping[Kind, tuple[Json, ...]] = {
    Kind.INTEGER: (1, 0, 10, 1767225600, -1),
    Kind.NUMBER: (1.5, 1, 0, 0.25, -1.5),
    Kind.BOOLEAN: (True, False),
    Kind.NULL: (None,),
}


def trial_values(api: Api, node: Type, documents: Mapping[str, Document]) -> list[Json]:
    """Return values that may be valid for a type, examples of the document first."""
    return _Maker(api, documents).values(node, 0)


class _Maker:
    def __init__(self, api: Api, documents: Mapping[str, Document]) -> None:
        self.api = api
        self.documents = documents

    def values(self, node: Type, depth: int) -> list[Json]:
        """Return the examples that the schema of a type states, then values of its JSON type."""
        target = resolved(self.api, node)
        places = dict.fromkeys((node.location, target.location))
        stated = [value for at in places for value in _stated(self.documents, at.file, at.pointer) if value is not None]
        return [*stated, *self._made(target, depth)]

    def _made(self, node: Type, depth: int) -> list[Json]:
        if depth > _DEEPEST:
            return [None]
        match node:
            case Scalar(kind=Kind.STRING):
                return list(_TEXTS)
            case Scalar(kind=kind):
                return list(_NUMBERS[kind])
            case Choice(values=values):
                return list(values)
            case Object():
                return self._objects(node, depth)
            case Union(variants=variants):
                return list(chain.from_iterable(self.values(variant, depth + 1) for variant in variants))
            case _:
                return self._containers(node, depth)

    def _objects(self, node: Object, depth: int) -> list[Json]:
        known = [item for item in node.fields if item.required or not depth]
        names = [item.name for item in known]
        rows = self._combined([item.type for item in known], depth)
        return [dict(zip(names, parts, strict=True)) for parts in rows]

    def _containers(self, node: Type, depth: int) -> list[Json]:
        match node:
            case ListOf(item=item):
                return [[value] for value in self.values(item, depth + 1)]
            case MapOf(value=value):
                return [{"key": item} for item in self.values(value, depth + 1)]
            case TupleOf(items=items):
                return [list(parts) for parts in self._combined(items, depth)]
            case _:
                return ["string", 1, {}, []]

    def _combined(self, nodes: Sequence[Type], depth: int) -> list[tuple[Json, ...]]:
        """Return combinations of values of several types, up to a limit."""
        return list(islice(product(*(self.values(node, depth + 1) for node in nodes)), _MOST))


def _stated(documents: Mapping[str, Document], file: str, pointer: str) -> Iterator[Json]:
    document = documents.get(file)
    schema = resolve(document.value, pointer) if document is not None else None
    if not isinstance(schema, dict):
        return
    examples = schema.get("examples")
    yield from (schema[key] for key in ("example", "const", "default") if key in schema)
    yield from examples if isinstance(examples, list) else ()
