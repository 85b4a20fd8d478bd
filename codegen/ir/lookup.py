"""Resolves references, and looks up fields and media types through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.media_type import JSON, MediaType
from codegen.ir.api import In
from codegen.ir.types import AnyValue, Expandable, Kind, ListOf, MapOf, Object, RefTo, Scalar, Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.ir.api import Api, Media, Operation, Param
    from codegen.ir.types import DefId, Definition, Field, TupleOf, Type

MAX_CHAIN = 64
"""Longest chain of references that is followed; the same limit as in the reader."""

_MAX_NESTING = 8
_JSON = MediaType.parse(JSON)


def follow(definitions: Mapping[DefId, Definition], node: Type | None) -> Iterator[Type]:
    """Yield a type and, while it is a reference, the type that it refers to. Yield nothing for None."""
    for _ in range(MAX_CHAIN + 1):
        if node is None:
            return
        yield node
        definition = definitions.get(node.target) if isinstance(node, RefTo) else None
        node = definition.type if definition is not None else None


def resolved(api: Api, node: Type) -> Type:
    """Return the type at the end of a chain of references; an unresolved reference itself."""
    if isinstance(node, RefTo):
        *_, node = follow(api.definitions, node)
    return node


def may_be_null(api: Api, node: Type) -> bool:
    """Return whether a type, or a type that it refers to, is nullable."""
    return any(part.nullable for part in follow(api.definitions, node))


def definition_of(api: Api, node: Type | None) -> DefId | None:
    """Return the definition of the object that a type refers to, through chains of references."""
    found: DefId | None = None
    for part in follow(api.definitions, node):
        if isinstance(part, RefTo):
            found = part.target
        elif isinstance(part, Object):
            return found
    return None


def object_fields(api: Api, node: Type | None) -> dict[str, Field]:
    """Return the fields of an object type, resolved through references; empty for other types."""
    target = resolved(api, node) if node is not None else None
    return {field.name: field for field in target.fields} if isinstance(target, Object) else {}


def json_media(media: tuple[Media, ...]) -> Media | None:
    """Return the first JSON media type."""
    return next((entry for entry in media if entry.media_type.is_json), None)


def is_file(api: Api, media: Media) -> bool:
    """Return whether JSON content is a file: its schema is ``format: binary``, so that it is not parsed."""
    if media.type is None or not (media.media_type.is_json or media.media_type.covers(_JSON)):
        return False
    target = resolved(api, media.type)
    return isinstance(target, Scalar) and (target.kind, target.format) == (Kind.STRING, "binary")


def success_type(operation: Operation) -> Type | None:
    """Return the type of the first successful JSON response."""
    for response in operation.responses:
        if response.success:
            media = json_media(response.media)
            if media is not None:
                return media.type
    return None


def param_field(operation: Operation, param: Param) -> str:
    """Return the name of a parameter in the query definition: its wire name, with its location if ambiguous."""
    twins = [other for other in operation.params if other.where is not In.PATH and other.name == param.name]
    return param.name if twins[0].where is param.where else f"{param.where} {param.name}"


def as_list(node: TupleOf) -> ListOf:
    """Return an open-ended tuple as a list of the union of its types.

    Not every Python type checker supports tuples with a typed head and an open tail.
    """
    parts = list(dict.fromkeys([*node.items, *([node.rest] if node.rest is not None else [])]))
    if not parts or any(isinstance(part, AnyValue) for part in parts):
        item: Type = AnyValue(location=node.location)
    else:
        item = parts[0] if len(parts) == 1 else Union(variants=tuple(parts), location=node.location)
    return ListOf(item=item, facets=node.facets, nullable=node.nullable, location=node.location)


def is_list(node: TupleOf) -> bool:
    """Return whether a tuple is a list in Python: if it is open-ended, or has no positional items."""
    return node.rest is not None or not node.items


def inner_fields(api: Api, node: Type, depth: int = 0) -> dict[str, Field] | None:
    """Return the fields of the objects within a type; None if they are not described."""
    if depth > _MAX_NESTING:
        return None
    match resolved(api, node):
        case Object(fields=fields, bases=bases):
            inherited = _inherited(api, bases, depth)
            return inherited | {field.name: field for field in fields} if fields or inherited else None
        case ListOf(item=inner) | MapOf(value=inner):
            return inner_fields(api, inner, depth + 1)
        case Union(variants=variants):
            return _of_variants(api, variants, depth)
        case Expandable(targets=targets):
            return _inherited(api, targets, depth) or None
        case _:
            return None


def _of_variants(api: Api, variants: tuple[Type, ...], depth: int) -> dict[str, Field] | None:
    """Return the fields of all variants; for fields of the same name, that of the first variant."""
    known = [found for variant in variants if (found := inner_fields(api, variant, depth + 1)) is not None]
    return {name: field for fields in reversed(known) for name, field in fields.items()} if known else None


def _inherited(api: Api, bases: tuple[DefId, ...], depth: int) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for base in bases:
        fields |= inner_fields(api, RefTo(target=base), depth + 1) or {}
    return fields
